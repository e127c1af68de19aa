// Every word of the page, in Chinese and English. What comes from the data stays as it is.
"use strict";

const WORDS = {
  zh: {
    name: "对标", title: "规划目标进度报告", other_language: "English", skip: "跳到正文", main_nav: "主要栏目",
    overview: "总览", targets: "目标", documents: "文件", indicators: "指标",
    indicators_hint: "多个地区对同一年、同一指标提出的目标，并列比较。", no_indicators: "还没有两个以上地区对同一指标提出目标。", regions_promised: "提出地区", regions_reported: "已报地区", regions_met: "完成地区",
    ranking: "排名", place: "名次", compared: "完成值与目标", by_region_and_year: "分地区、分年", told_by_document: "出自文件", tiles_hint: (low, high) => `横线为目标，圆点为完成值；纵轴从${low}到${high}，各图相同。`,
    board_summary: (promised, reported, met) => `${promised}个地区提出目标，${reported}个有完成值，${met}个完成。`, changes: "变化",
    as_of: (date) => `截至${date}`, published: (at) => `发布于 ${at}`, colophon: "本报告可离线打开，不访问网络。",
    ten_thousand: "万", hundred_million: "亿", none: "—", separator: "、", colon: "：",
    opening: "正在打开……", not_found: "没有这一页", not_found_text: "这个链接指向的内容不在本次发布中。", to_overview: "回到总览",
    failed: "打不开", failed_text: (name) => `读不到报告的数据文件 data/${name}.js。如果报告刚刚更新过，请重新载入本页；如果是复制来的，请把整个文件夹一起复制。`,

    lead: (targets, attained, overdue) => `${targets}项目标，${attained}项已完成，${overdue}项逾期未报。`,
    count: "项目标", with_figures: "有报送数", attained: "已完成", due_soon: "即将到期", attention: "需要关注", overdue: "逾期未报",
    due_soon_hint: (days) => `${days}天内到期，尚未完成`, attention_hint: "欠进度、严重滞后、逾期未完成、突破上限", overdue_hint: "时限已过，没有报到时限的数",
    with_figures_hint: (percent) => `占全部目标的${percent}`, attained_hint: (percent) => `占全部目标的${percent}`,
    documents_hint: (count) => `出自${count}份文件`,
    by_status: "目标状态", by_region: "分地区", by_unit: "分牵头单位", by_document: "分文件",
    changed: "较上次发布的变化", changed_since: (date) => `与上次发布（截至${date}）相比`,
    first_publication: "这是首次发布，没有可比的上一次。", nothing_changed: (date) => `与上次发布（截至${date}）相比没有变化。`,
    kinds: { status: "状态变化", figure: "数据更新", promise: "目标调整", come: "新增目标", gone: "不再列入" },
    nothing_due: "没有即将到期而未完成的目标。", nothing_overdue: "没有逾期未报的目标。",
    all_of: (count) => `查看全部${count}项`, show_all_rows: (count) => `展开全部${count}行`,
    region: "地区", unit: "牵头单位", document: "文件", targets_short: "目标", share_with_figures: "有数据", distribution: "状态分布",
    unreadable: (count) => `${count}份文件无法读取`, text_of: "查看原文", days_left: (days) => `还有${days}天`, days_over: (days) => `已过${days}天`,
    no_unit: "（未写明单位）", no_document: "（未知文件）",

    search: "搜索", search_hint: "指标、单位、原文、文件……", filters: "筛选", status: "状态", year: "目标年", any: "全部",
    clear: "清除筛选", found: (count) => `${count}项目标`, nothing_found: "没有符合条件的目标。试试减少筛选条件。",
    indicator: "指标", promise: "目标", observed: "完成值", attainment: "完成率", gap: "差距", deadline: "截止日", undated: "未写明",
    sort_by: "排序", ascending: "升序", descending: "降序",
    pages: "分页", previous_page: "上一页", next_page: "下一页", page_of: (page, pages) => `第${page}页，共${pages}页`,
    due_soon_filter: "即将到期", due: "到期",

    back: "返回目标列表", previous_target: "上一项", next_target: "下一项", of_list: (place, count) => `第${place}项，共${count}项`,
    sentence: "规划原文", result: "完成情况原文", of_file: "报送文件 ", of_document: "文件原文 ", reporting_documents: "只报告完成情况的文件", figures_stated: (count) => `${count}个已报数值`, figures_hint: (count) => `下划线标出的是文中${count}个已报数值。`, in_full_text: "在全文中查看这一句", calculation: "计算过程", curve: "进度曲线", vintages: "报送数据与更正",
    other_plans: "与其他规划的关系", details: "口径与责任", people: "人工更正", worst: "曾经最差", stale: "数据过时", to_miss: "预计完不成",
    unit_of_chart: (unit) => `单位：${unit}`, no_curve: "还没有可以画的数据：没有完成值，也推算不出序时进度。", curve_table: "曲线的数据", date: "日期",
    expected: "序时应达", projected: "到期预计", milestone: "里程碑", superseded: "已被更正的数", goal: "目标值", today: "截至日", actual: "完成值", promised_at: "时限与目标",
    latest: "最新完成值", needed: "每月需完成", projected_on: (date) => `按此趋势${date}达到`, nothing_reported: "没有报送数",
    points: "个百分点", ahead_by: "领先", behind_by: "落后", used: "上限使用率", progress: "进展率", share_reached: "完成率",
    to_send: "补报什么", unit_to_send: "单位", basis: "口径", period: "报告期", value: "数值", source: "来源", known: "知悉", file_row: "报送文件", row: (row) => `第${row}行`,
    corrected: (date, file) => `${date}被${file}更正`, because: "；原因：", taken_back: (date, file) => `${date}被${file}撤回`, is_used: "本次计算所用",
    no_figures: "本地区没有报过这个指标。", figures_cut: "只列最近200条。", no_corrections: "没有人工更正。",
    corrected_field: (field, was, now) => `${field}：${was} → ${now}`, accepted: "人工确认无误",
    comparisons: { same_year_different_value: "冲突：同一时限数值不同", later_is_lower: "冲突：后一目标低于前一目标", restated: "重复提出", related_but_different: "相近而不同" }, followed: "按本目标考核", not_followed: "按另一目标考核", path: "同一指标的其他目标", no_other_plans: "没有其他规划对同一指标提出目标。",
    lead_units: "牵头单位", support_units: "配合单位", measure: "口径", period_of: "起止", commitment: "承诺", binding: "约束性", confidence: "抽取置信度", rule: "计算规则",
    baseline: "基期值", clause: "条目", target_id: "目标编号", number: "文号", issuer: "发文机关", published_on: "发布日期", plan_period: "规划期", file: "来源文件",
    chart_label: (indicator) => `${indicator}的进度曲线：序时应达、完成值与目标。数据见图下的表。`,
    targets_in_document: "文件中的目标", document_hint: "点击标出的数字，查看目标。", no_text: "没有可显示的正文。",
    comparators: { at_least: "不低于", above: "超过", at_most: "不超过", below: "低于", about: "约", between: "", exactly: "" },
    measures: { level: "达到", increment: "新增", cumulative: "累计", change: "变化" }, directions: { up: "上升", down: "下降" },
    annualised: "年均", against: (year) => `比${year}年`, for_each: (what) => `每${what}`, range: (low, high) => `${low}—${high}`, by: (date) => `到${date}`,
    commitments: { firm: "明确承诺", strive: "力争" }, bindings: { binding: "约束性", expected: "预期性" },
    bases: { stock: "期末", ytd: "本年累计", period: "当期", rate: "比率", growth: "同比" },
    in_chinese: "方法给出的原句",
  },
  en: {
    name: "Duibiao", title: "Progress of planned targets", other_language: "中文", skip: "Skip to content", main_nav: "Main",
    overview: "Overview", targets: "Targets", documents: "Plans", indicators: "Indicators",
    indicators_hint: "What several regions promised of one indicator for one year, beside each other.", no_indicators: "No two regions have promised the same indicator yet.", regions_promised: "Promised", regions_reported: "Reported", regions_met: "Met",
    ranking: "Ranking", place: "Rank", compared: "Result and promise", by_region_and_year: "By region and year", told_by_document: "from a document", tiles_hint: (low, high) => `Lines are promises, dots results; every tile runs from ${low} to ${high}.`,
    board_summary: (promised, reported, met) => `${promised} regions promised, ${reported} have a result, ${met} met it.`, changes: "Changes",
    as_of: (date) => `as of ${date}`, published: (at) => `Published ${at}`, colophon: "Opens from disk; uses no network.",
    ten_thousand: "", hundred_million: "", none: "—", separator: ", ", colon: ": ",
    opening: "Opening…", not_found: "No such page", not_found_text: "What this link points to is not in this publication.", to_overview: "Back to the overview",
    failed: "Cannot open", failed_text: (name) => `The report's data file data/${name}.js cannot be read. If the report has just been renewed, reload this page; if it is a copy, copy the whole folder.`,

    lead: (targets, attained, overdue) => `${targets} targets: ${attained} attained, ${overdue} overdue and unreported.`,
    count: "targets", with_figures: "with figures", attained: "attained", due_soon: "due soon", attention: "need attention", overdue: "overdue, unreported",
    due_soon_hint: (days) => `due within ${days} days, not yet attained`, attention_hint: "behind, far behind, missed or breached", overdue_hint: "deadline passed, no figure through it",
    with_figures_hint: (percent) => `${percent} of all targets`, attained_hint: (percent) => `${percent} of all targets`,
    documents_hint: (count) => `from ${count} plans`,
    by_status: "Targets by status", by_region: "By region", by_unit: "By lead unit", by_document: "By plan",
    changed: "Changed since the last publication", changed_since: (date) => `Compared with the publication as of ${date}`,
    first_publication: "This is the first publication; there is none to compare with.", nothing_changed: (date) => `Nothing has changed since the publication as of ${date}.`,
    kinds: { status: "Status", figure: "New figure", promise: "Target changed", come: "New target", gone: "No longer listed" },
    nothing_due: "No unattained target is about to fall due.", nothing_overdue: "No target is overdue and unreported.",
    all_of: (count) => `Show all ${count}`, show_all_rows: (count) => `Show all ${count} rows`,
    region: "Region", unit: "Lead unit", document: "Plan", targets_short: "Targets", share_with_figures: "With figures", distribution: "Statuses",
    unreadable: (count) => `${count} plans could not be read`, text_of: "Read the plan", days_left: (days) => `${days} days left`, days_over: (days) => `${days} days over`,
    no_unit: "(no unit named)", no_document: "(unknown plan)",

    search: "Search", search_hint: "Indicator, unit, sentence, plan…", filters: "Filters", status: "Status", year: "Target year", any: "All",
    clear: "Clear filters", found: (count) => (count === "1" ? "1 target" : `${count} targets`), nothing_found: "No target matches. Try fewer filters.",
    indicator: "Indicator", promise: "Target", observed: "Observed", attainment: "Attained", gap: "Gap", deadline: "Deadline", undated: "not stated",
    sort_by: "Sort", ascending: "ascending", descending: "descending",
    pages: "Pages", previous_page: "Previous", next_page: "Next", page_of: (page, pages) => `Page ${page} of ${pages}`,
    due_soon_filter: "Due soon", due: "Due",

    back: "Back to the targets", previous_target: "Previous", next_target: "Next", of_list: (place, count) => `${place} of ${count}`,
    sentence: "The plan's sentence", result: "The sentence that states the result", of_file: "File: ", of_document: "Document: ", reporting_documents: "Documents that only report", figures_stated: (count) => `${count} reported figures`, figures_hint: (count) => ` Underlined: ${count} figures that it reports.`, in_full_text: "See this sentence in the whole plan", calculation: "The calculation", curve: "Progress", vintages: "Figures and corrections",
    other_plans: "Other plans", details: "Terms and units", people: "People's corrections", worst: "worst so far", stale: "stale figure", to_miss: "heading for less than promised",
    unit_of_chart: (unit) => `Unit: ${unit}`, no_curve: "Nothing to draw yet: neither a figure nor an expectation.", curve_table: "The curve's data", date: "Date",
    expected: "Expected", projected: "Projected", milestone: "Milestone", superseded: "Superseded figure", goal: "Target", today: "As of", actual: "Observed", promised_at: "Deadline and target",
    latest: "Latest figure", needed: "Needed a month", projected_on: (date) => `met on ${date} at this pace`, nothing_reported: "nothing reported",
    points: " points", ahead_by: "ahead by ", behind_by: "behind by ", used: "Share of limit used", progress: "Progress", share_reached: "Attained",
    to_send: "What to send", unit_to_send: "Unit", basis: "Basis", period: "Period", value: "Value", source: "Source", known: "Known", file_row: "File", row: (row) => `row ${row}`,
    corrected: (date, file) => `corrected on ${date} by ${file}`, because: "; reason: ", taken_back: (date, file) => `taken back on ${date} by ${file}`, is_used: "used in this calculation",
    no_figures: "This region has reported nothing for this indicator.", figures_cut: "The last 200 only.", no_corrections: "No corrections by people.",
    corrected_field: (field, was, now) => `${field}: ${was} → ${now}`, accepted: "Accepted by a person",
    comparisons: { same_year_different_value: "Conflict: another number for the same time", later_is_lower: "Conflict: the later target is lower", restated: "Said again", related_but_different: "Alike, but not the same" }, followed: "this target is followed", not_followed: "the other target is followed", path: "Other targets for the same indicator", no_other_plans: "No other plan sets a target for this indicator.",
    lead_units: "Lead units", support_units: "Supporting units", measure: "Measure", period_of: "Period", commitment: "Commitment", binding: "Binding", confidence: "Confidence of extraction", rule: "Rule of the method",
    baseline: "Baseline", clause: "Clause", target_id: "Target id", number: "Number", issuer: "Issuer", published_on: "Published", plan_period: "Plan period", file: "Source file",
    chart_label: (indicator) => `Progress of ${indicator}: expected, observed and target. The data are in the table below.`,
    targets_in_document: "Targets in this plan", document_hint: "Select a marked number to see its target.", no_text: "There is no text to show.",
    comparators: { at_least: "at least ", above: "more than ", at_most: "at most ", below: "less than ", about: "about ", between: "", exactly: "" },
    measures: { level: "reach", increment: "add", cumulative: "in total", change: "change" }, directions: { up: "up", down: "down" },
    annualised: "yearly average", against: (year) => `against ${year}`, for_each: (what) => `for each ${what}`, range: (low, high) => `${low} to ${high}`, by: (date) => `by ${date}`,
    commitments: { firm: "firm", strive: "strive" }, bindings: { binding: "binding", expected: "expected" },
    bases: { stock: "state", ytd: "year to date", period: "period", rate: "rate", growth: "growth" },
    in_chinese: "The method's own sentence, in Chinese",
  },
};
const STATUSES_IN_ENGLISH = {
  attained: "Attained", ahead: "Ahead", on_schedule: "On schedule", behind: "Behind", far_behind: "Far behind", missed: "Missed",
  attained_late: "Attained late", attained_unconfirmed: "Attained, perhaps late", unusable: "Unusable", undecided: "Undecided",
  overdue_no_data: "Overdue, no data", breached: "Limit exceeded", no_data: "No data", not_started: "Not started",
};

/** How each rule of the method answers, or why nothing does; a rule that the page does not know is shown by its name. */
const RULES_IN_ENGLISH = {
  level_stock: "The latest reported state", level_rate: "The latest reported rate", level_growth: "The latest reported growth",
  cumulative_stock: "The latest reported total", flow_ytd: "Reported from January on", flow_period_sum: "The year's reported periods, added up",
  increment_ytd: "Added since the period began, from figures from January on", increment_period_sum: "Added since the period began, period by period",
  increment_stock_difference: "The latest state less the state when the period began",
  cumulative_ytd: "Added up from the years' figures", cumulative_period_sum: "Added up period by period",
  change_growth: "The growth as reported", change_index: "Compared with the base year, per cent", change_difference: "Compared with the base year, the difference",
  region_unknown: "The region has no code, so that no figure can be found for it", per_each: "Promised for each of them; a figure for all cannot answer it",
  period_unknown: "Neither the sentence nor the plan says when the period begins", not_reported: "Nothing was reported for the time that counts",
  basis_unmatched: "What was reported is of a kind that cannot answer", unit_unmatched: "What was reported is in a unit that cannot be converted",
  flow_incomplete: "A period is missing, so that the others cannot be added up", baseline_missing: "There is no figure to compare with",
};

let language = "zh";

/** The words for `key` in the language of the page; further arguments fill them in. */
function say(key, ...given) {
  const words = WORDS[language][key];
  return typeof words === "function" ? words(...given) : words;
}

/** One of a closed list, such as a comparator; a value that the page does not know is shown as it is. */
function sayOne(list, value) {
  return value == null ? "" : WORDS[language][list][value] ?? value;
}
