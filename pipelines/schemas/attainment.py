"""The steps of the method (docs/method.md), and what comes of them."""

from pipelines.schemas import columns as shared
from pipelines.schemas.actuals import BASES
from pipelines.schemas.model import Day, Flag, Integer, Number, Table, Text, Texts, column, optional
from pipelines.schemas.reference import STATUSES
from pipelines.schemas.targets import MEASURES

ROLES = ["state", "flow", "growth"]  # what a figure is read as when it answers a target
OBSTACLES = ["region_unknown", "per_each", "period_unknown"]  # why no figure can answer a target
# Of a text that is another one in every row: smaller and quicker to write than by the dictionary that DuckDB chooses.
SENTENCES = {"compression": "zstd"}


class CountedActuals(Table):
    """计入数值 | Of the figures known at a time, the one that counts for its indicator, region, basis and span"""

    actual_id: Text = column(*shared.ACTUAL_ID, unique=True)
    indicator_id: Text = column(*shared.INDICATOR_ID)
    region_code: Text = column(*shared.REGION_CODE)
    basis: Text = column(*shared.BASIS, isin=BASES)
    span_start: Day = column("区间起", "First day that it covers: 1 January for ytd, the last day for a stock")
    span_end: Day = column(*shared.SPAN_END)
    dimension: Text = column(*shared.DIMENSION)
    base_value: Number = column(*shared.BASE_VALUE)
    is_of_document: Flag = column("出自文件", "A document states it, no bureau's file")
    is_annualised: Flag = column("年均增速", "A growth that is the yearly average of its years")


class TargetTerms(Table):
    """判定口径 | How each target is judged: kind, bound, goal and period"""

    target_id: Text = column(*shared.TARGET_ID, unique=True)
    indicator_id: Text = column(*shared.INDICATOR_ID)
    region_code: Text = optional("区划代码", "Region whose figures answer")
    measure: Text = column(*shared.MEASURE, isin=MEASURES)
    kind: Text = optional("类型", "By the registry, else by the figures", isin=["stock", "flow", "rate", "growth"])
    obstacle: Text = optional("障碍", "Why no figure can answer it", isin=OBSTACLES)
    dimension: Text = column("量纲", "Dimension of the target's unit")
    factor: Number = column("换算系数", "From the target's unit to the dimension's first", gt=0)
    figure_dimension: Text = optional("数值量纲", "Dimension of the figures that answer; null for a change in %: any")
    figure_factor: Number = column("数值换算系数", "From its unit to the first one of that dimension", gt=0)
    annualised: Flag = column(*shared.ANNUALISED)
    baseline_year: Integer = optional("基期年", "Year compared with, of a change")
    plan_began_on: Day = optional("规划起始日", "Since when it is followed")
    starts_on: Day = optional("起始日", "First day of its period")
    counted_from: Day = optional("计数起始日", "First day of the flow that answers it")
    deadline: Day = optional("截止日", "Last day of its period")
    window_end: Day = optional("截止月末", "Last day whose figures belong to the deadline")
    is_flow: Flag = column("期间量", "Counted from 0 when its period begins")
    is_cap: Flag = column("上限", "A limit that may not be exceeded")
    is_pace: Flag = column("增速", "A rate to be held at every date, whatever answers")
    may_be_late: Flag = column("可逾期达到", "A state that may still be reached after the deadline")
    bound: Text = column("方向", "floor: at least; ceiling: at most", isin=["floor", "ceiling"])
    sign: Integer = column("符号", "-1 for a fall", isin=[-1, 1])
    goal_value: Number = optional("应完成值", "Promised value; a fall is negative, a yearly average times its years")
    met_from: Number = optional("达标下限", "Met from this value")
    met_to: Number = optional("达标上限", "Met up to this value")


class TargetFigures(Table):
    """目标对应数值 | Every figure of a target's indicator and region: in which role it answers, or why not"""

    target_id: Text = column(*shared.TARGET_ID)
    actual_id: Text = column(*shared.ACTUAL_ID)
    role: Text = optional("用途", "What it is read as; null: its basis answers nothing", isin=ROLES)
    is_unit_matched: Flag = column("量纲相符", "Its unit is of the dimension asked for")
    is_eligible: Flag = column("可采用", "It can answer: read as something, unit matched, no longer span ends that day")
    span_start: Day = column("区间起", "First day that it covers")
    span_end: Day = column(*shared.SPAN_END)
    dimension: Text = column(*shared.DIMENSION)
    base_value: Number = column(*shared.BASE_VALUE)
    value: Number = optional("数值", "Value in the target's unit; null where the dimensions differ")


class FlowTotals(Table):
    """期间合计 | Sums of flows from a first day on, with nothing missing in between"""

    indicator_id: Text = column(*shared.INDICATOR_ID)
    region_code: Text = column(*shared.REGION_CODE)
    dimension: Text = column("量纲", "Dimension")
    since: Day = column("起", "First day")
    until: Day = column("止", "Last day")
    base_value: Number = column("基准单位值", "Sum in the dimension's first unit")
    is_ytd: Flag = column("累计", "Made of year-to-date figures only")
    is_one_ytd: Flag = column("单个累计", "One year-to-date figure")
    next_reported_on: Day = optional("下期止", "End of the next flow figure of that time")
    actual_ids: Texts = column("所用数值", "Figures that it is the sum of")


class PathMilestones(Table):
    """途经里程碑 | The earlier milestones that each target's path runs through"""

    target_id: Text = column(*shared.TARGET_ID)
    due_on: Day = column("里程碑截止日", "Last day of the earlier milestone")
    value: Number = column("里程碑值", "Its value in the target's unit")


class Comparisons(Table):
    """与基期比较 | For each target that is a change: a state or flow, and the same in the base year"""

    target_id: Text = column(*shared.TARGET_ID)
    observed_on: Day = column("完成值日期", "Last day of the state or flow")
    stands_until: Day = optional(*shared.STANDS_UNTIL)
    dimension: Text = column(*shared.FIGURES_DIMENSION)
    now_value: Number = column(*shared.NOW_VALUE)
    then_value: Number = column(*shared.THEN_VALUE)
    years: Number = column("年数", "From the base year to the last day", gt=0)
    actual_ids: Texts = column(*shared.ACTUAL_IDS)


class Observations(Table):
    """观测值 | What the figures answer to each target, and from when to when that answer stands"""

    target_id: Text = column(*shared.TARGET_ID)
    observed_on: Day = column(*shared.OBSERVED_ON)
    stands_until: Day = optional(*shared.STANDS_UNTIL)
    worth: Integer = column("优先", "Of the answers to a target that stand, the one with the greatest worth counts")
    rule: Text = column(*shared.RULE)
    observed: Number = column("完成值", "In the target's unit")
    days_since_last: Integer = optional(*shared.DAYS_SINCE_LAST)
    is_from_flows: Flag = column(*shared.IS_FROM_FLOWS)
    dimension: Text = column(*shared.FIGURES_DIMENSION)
    now_value: Number = column(*shared.NOW_VALUE)
    then_value: Number = optional(*shared.THEN_VALUE)
    start_on: Day = optional("路径起点日", "Where the path begins, if a figure says it")
    start_value: Number = optional("路径起点值", "Value there")
    baseline_value: Number = optional(*shared.BASELINE_VALUE)
    baseline_on: Day = optional(*shared.BASELINE_ON)
    actual_ids: Texts = column(*shared.ACTUAL_IDS)


class Standings(Table):
    """对照序时 | Where each target stands at each as-of date, and where it should stand"""

    target_id: Text = column(*shared.TARGET_ID)
    as_of: Day = column(*shared.AS_OF)
    rule: Text = column("规则", "Which rule of the method gave it, or why nothing answers")
    observed: Number = optional(*shared.OBSERVED)
    observed_on: Day = optional(*shared.OBSERVED_ON)
    judged_on: Day = column("判定日", "The day of the figure; as_of where there is none of the period")
    days_since_last: Integer = optional(*shared.DAYS_SINCE_LAST)
    in_time_on: Day = optional("时限内数日期", "What answered when the deadline's month ended: its day")
    in_time_value: Number = optional("时限内完成值", "Its value; of targets that may be reached later")
    is_from_flows: Flag = optional(*shared.IS_FROM_FLOWS)
    dimension: Text = optional(*shared.FIGURES_DIMENSION)
    now_value: Number = optional(*shared.NOW_VALUE)
    then_value: Number = optional(*shared.THEN_VALUE)
    has_begun: Flag = column("已开始", "Its period has begun")
    is_met: Flag = column("已达到", "The observed value meets it")
    is_held: Flag = column("保持类", "To be held rather than reached")
    is_old: Flag = column("期前数", "The latest figure is older than the period")
    is_pace: Flag = column("增速", "A rate to be held, as what answers tells it")
    is_reported: Flag = column("有报送", "Something was reported for the time that counts, of use or not")
    is_told_through: Flag = column("到期有报送", "Something was reported through the deadline, if of no use")
    attainment_pct: Number = optional(*shared.ATTAINMENT_PCT)
    used_pct: Number = optional(*shared.USED_PCT)
    progress_pct: Number = optional(*shared.PROGRESS_PCT)
    expected_pct: Number = optional(*shared.EXPECTED_PCT)
    expected_value: Number = optional(*shared.EXPECTED_VALUE)
    due_pct: Number = optional(*shared.DUE_PCT)
    due_value: Number = optional(*shared.DUE_VALUE)
    gap_points: Number = optional(*shared.GAP_POINTS)
    start_value: Number = optional("路径起点值", "Where the path begins")
    line_from: Day = optional("所在段起点日", "Where the path begins, or the last milestone on it")
    line_to: Day = optional("所在段终点日", "The next milestone, or the deadline")
    line_value: Number = optional("所在段起点值", "Where this stretch begins; null on a path without milestones")
    line_goal: Number = optional("所在段终点值", "Where this stretch ends; null on a path without milestones")
    baseline_value: Number = optional(*shared.BASELINE_VALUE)
    baseline_on: Day = optional(*shared.BASELINE_ON)
    worth: Integer = optional("优先", "The observation that counts, among those of the target; null: nothing answers")


class Judgements(Table):
    """状态判定 | The status of each target at each as-of date, before it is put into words"""

    target_id: Text = column(*shared.TARGET_ID)
    as_of: Day = column(*shared.AS_OF)
    status: Text = column(*shared.STATUS, isin=STATUSES)
    worst_status: Text = column(*shared.WORST_STATUS, isin=STATUSES)


class Projections(Table):
    """预计 | Where each target is heading at each as-of date"""

    target_id: Text = column(*shared.TARGET_ID)
    as_of: Day = column(*shared.AS_OF)
    required_per_month: Number = optional(*shared.REQUIRED_PER_MONTH)
    projected_value: Number = optional(*shared.PROJECTED_VALUE)
    projected_pct: Number = optional(*shared.PROJECTED_PCT)
    projected_on: Day = optional(*shared.PROJECTED_ON)


class Attainment(Table):
    """进度 | How far each target had come at each as-of date, and by which rule"""

    target_id: Text = column(*shared.TARGET_ID)
    as_of: Day = column(*shared.AS_OF)
    observed: Number = optional(*shared.OBSERVED)
    observed_on: Day = optional(*shared.OBSERVED_ON)
    attainment_pct: Number = optional(*shared.ATTAINMENT_PCT)
    used_pct: Number = optional(*shared.USED_PCT)
    progress_pct: Number = optional(*shared.PROGRESS_PCT)
    expected_pct: Number = optional(*shared.EXPECTED_PCT)
    expected_value: Number = optional(*shared.EXPECTED_VALUE)
    due_pct: Number = optional(*shared.DUE_PCT)
    due_value: Number = optional(*shared.DUE_VALUE)
    gap_points: Number = optional(*shared.GAP_POINTS)
    status: Text = column(*shared.STATUS, isin=STATUSES)
    worst_status: Text = column(*shared.WORST_STATUS, isin=STATUSES)
    projected_to_miss: Flag = column("预计完不成", "Ahead or on schedule, but heading for less than is promised")
    figure_age_days: Integer = optional("数据距今天数", "From the day of the figure to as_of")
    is_stale: Flag = column("数据过时", "Older than its own reporting rhythm and a grace; never changes the status")
    reason: Text = column("说明", "The calculation in Chinese words", metadata=SENTENCES)
    required_per_month: Number = optional(*shared.REQUIRED_PER_MONTH)
    projected_value: Number = optional(*shared.PROJECTED_VALUE)
    projected_pct: Number = optional(*shared.PROJECTED_PCT)
    projected_on: Day = optional(*shared.PROJECTED_ON)
    baseline_value: Number = optional(*shared.BASELINE_VALUE)
    actual_ids: Texts = column(*shared.ACTUAL_IDS)
    told_by: Text = optional(*shared.TOLD_BY, isin=["file", "document"])
    figure_id: Text = optional(*shared.FIGURE_ID)
    rule: Text = column(*shared.RULE)


PURPOSES = ["current", "deadline", "baseline", "missing"]


class NeededFigures(Table):
    """所需数据 | The figures that each target needs, and whether they are on record"""

    target_id: Text = column(*shared.TARGET_ID)
    region_code: Text = column(*shared.REGION_CODE)
    indicator_id: Text = column(*shared.INDICATOR_ID)
    purpose: Text = column("用途", "As it is now, was at the deadline or at the start; or left out", isin=PURPOSES)
    basis: Text = column(*shared.BASIS, isin=BASES)
    period_start: Day = column("报告期起", "First day of the period")
    period_end: Day = column("报告期止", "Last day of the period")
    unit: Text = optional("单位", "Base unit as the target counts; null: as the indicator is measured")
    is_on_record: Flag = column("已在案", "A figure of that span and basis counts already")
