"""What is known beforehand: regions, units, indicators, the settings of the method; and what reported names mean."""

from pipelines.schemas import columns as shared
from pipelines.schemas.model import Flag, Integer, Number, Table, Text, Texts, column, optional

STATUSES = [
    "attained",
    "attained_late",
    "attained_unconfirmed",
    "ahead",
    "on_schedule",
    "behind",
    "far_behind",
    "missed",
    "overdue_no_data",
    "breached",
    "unusable",
    "undecided",
    "no_data",
    "not_started",
]
TOLD_BY = ["file", "document", "expected"]


class Regions(Table):
    """行政区划 | The country and its administrative divisions, GB/T 2260, down to county level"""

    code: Text = column("区划代码", "GB/T 2260 code", unique=True, str_matches=r"^\d{6}$")
    name: Text = column("名称", "Chinese name")
    level: Text = column(
        "级别", "country, province, prefecture or county", isin=["country", "province", "prefecture", "county"]
    )
    parent_code: Text = optional("上级代码", "Code of the division above")
    pinyin: Text = column("拼音", "Pinyin of the name without its suffix, no tones, no spaces")


class Units(Table):
    """计量单位 | Units of measurement with their dimension"""

    unit: Text = column(*shared.UNIT, unique=True)
    dimension: Text = column("量纲", "Values convert within a dimension and never across")
    factor: Number = column("换算系数", "Value × factor is the value in the dimension's first unit", gt=0)
    aliases: Texts = column("别名", "Other spellings")


class Indicators(Table):
    """指标 | What is measured: the registry, and every name that a plan or a bureau uses and the registry lacks"""

    indicator_id: Text = column("指标编号", "Stable id; x-… where made from an unregistered name", unique=True)
    name: Text = column("指标名称", "Chinese name")
    unit: Text = optional(*shared.UNIT)
    kind: Text = optional("类型", "stock, flow or rate", isin=["stock", "flow", "rate"])
    direction: Text = optional("方向", "up: more is better; down: less is better", isin=["up", "down"])
    aliases: Texts = column("别名", "Other names")
    part_of: Texts = column("上位指标", "Indicators that contain it, as renewables contain new energy")
    is_registered: Flag = column("是否登记", "Stands in the registry")


class IndicatorLinks(Table):
    """指标对应 | Which indicator each reported name means"""

    indicator_text: Text = column("报送指标", "Indicator as files name it", unique=True)
    indicator_id: Text = column(*shared.INDICATOR_ID)
    indicator: Text = column(*shared.INDICATOR)
    is_known: Flag = column("已对应", "The registry or a target knows the name")
    nearest: Texts = column("相近指标", "Nearest names, where it is not known")


class StatusRules(Table):
    """判定规则 | The cuts that turn a gap into a status, and a figure into one to look at"""

    rule: Text = column("规则", "Name of the setting", unique=True)
    value: Number = column("取值", "Its value")
    unit: Text = column("单位", "Percentage points, per cent or days")
    meaning: Text = column("含义", "What it decides, and where it comes from")


class Statuses(Table):
    """状态 | The statuses, with their Chinese names and colours"""

    status: Text = column("状态代码", "Status", unique=True, isin=STATUSES)
    name: Text = column("状态", "Chinese name")
    colour: Text = column("颜色", "For charts", str_matches=r"^#[0-9a-f]{6}$")
    severity: Integer = column("严重程度", "Higher is worse; decides worst_status", unique=True)
    meaning: Text = column("含义", "When a target has it, in Chinese words")


class SourceRanks(Table):
    """来源优先级 | Which source counts when two report the same figure"""

    pattern: Text = column("来源包含", "Words in the source's name; * for every one")
    rank: Integer = column("优先级", "Lower counts before higher")
    told_by: Text = optional(
        "数值出处", "file, or null: a bureau's file; document: its text; expected: its text, not final", isin=TOLD_BY
    )
