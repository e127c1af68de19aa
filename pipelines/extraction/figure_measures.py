"""How a reported number relates to time: the state at a day, what came about in a period, a rate, a growth.

Rules in order, each with a name; the first that holds decides.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from pipelines.extraction.measures import STATE_VERBS
from pipelines.extraction.mentions import Mention
from pipelines.extraction.vocabulary import COUNTS, FINISHING_PREDICATES

YEARLY_FLOW = re.compile(
    r"(?:总产值|产值|增加值|生产总值|GDP|产量|总产|单产|收入|营收|支出|利润|税收|投资|销[售量]额?|零售额|(?<!资产)(?<!存款)(?<!贷款)总额|经济总量|交易额?|成交额|"
    r"进出口|进口|出口|外资|吞吐量|运量|周转量|发电量|用电量|用水量|供应量|消费量?|客流量?|游客|人次|排放量|授权量|"
    r"申请量|合同额|业务总?量|融资|到位资金|贡献|经费|投入|处理量|利用量|回收量|产出|出栏|(?:用水|用电|消费|排放|能耗)总量|出生人口|死亡人口|出生|死亡|"
    r"事故|再就业|农民增收|贷款投放|旅游花费|票房|天数)[^率比]{0,2}$"
)
STOCKS = re.compile(
    r"(?:余额|保有量|拥有量|里程|装机(?:容量|规模)?|人口|存栏|储备|库容|容量|面积|资产(?:总[额量])?|规模|主体|人数|数量|总数|在[册站建校]|"
    r"床位|学位|用户|总量|市值|能力|动力|债务|在校生|师|人员)[^率比]{0,1}$"
)
SHARES_OF = re.compile(
    r"率|比重|比例|占比|系数|指数|浓度|密度|强度|收入比|预期寿命|床位数|年限|满意度|得分|(?:低保|养老金|保障|最低|平均|基础).{0,6}标准$"
)
PER_HEAD = re.compile(r"(?:每|^)(?:十|百|千|万|十万|百万|亿)+(?:常住)?人口?|每(?:百|千|万|十万|百万|亿)")
PER_UNIT = re.compile(
    r"单位(?:地区|国内|GDP|产值|工业|生产|面积|建筑|产品)|[万亿]元(?=地区|国内|GDP|生产|工业|产值)|亩均|每"
)
STANDARD = re.compile(r"(?:低保|养老金|保障|最低|平均|基础).{0,6}标准$|养老金$")  # what is paid to each
CAPACITY = re.compile(r"^[^元]+/(?:日|天|小时|年)$")  # 吨/日
COVERS = re.compile(r"覆盖|参保|参加|拥有|现有|在册|在站|保有|共有|设有|建有|总数")
NEW = re.compile(r"新增|净增|增加(?![值到至])|减少(?![到至])|新[建开认培设获引签发改筹争登入纳注批]")
# A subject that does something for those counted, or to them: 平台服务群众1500万次, 发射卫星137颗.
DOES = re.compile(
    r"(?:惠及|带动|受理|受益|兑现|发射|支持|投放|发放|救助|帮助|帮扶|解决|接待|吸引|办理|办结|促成|化解|处置|查处|调解|"
    r"招聘|招引|签约|转化|拆除|清理|销售|生产|审结|侦破|筛查|诊疗|检测|检查|培训|输送|减免|争取|引进|"
    r"吸纳|转移就业|申请|开行|"
    r"服务(?=群众|企业|居民|人|经营|市场|老年|学生|游客))"
    r"(?!能力|机构|中心|基地|平台|体系|网点|站|线|额|总值|安全)"
)
STATES = re.compile(r"参照|享受|实行|具备|拥有|处于|位于|符合|运行|存续|应用|(?<!新)纳入(?!.*名单)")
TOTAL = re.compile(r"总数|总量达|总量超|累计达|合计达")  # of the last item of a list
EVENTS = ("场", "起", "期", "届")
AT_END, ALL_YEAR = re.compile(r"[年期]末|年底|截至|截止"), re.compile(r"全年|当年|年内")
MONEY = ("元", "美元", "欧元")
ACTION_AT_END = ("改造", "治理", "修复", "整治", "培训", "更新", "搬迁", "绿化", "造林", "安置", "申请", "更新")


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a basis is told by, besides the number: its indicator, whether years are reviewed, the figure before."""

    indicator: str
    is_of_years: bool
    previous: str | None  # basis of the figure before it in its sentence
    said_before: str  # its sentence up to the number, folded


@dataclass(frozen=True, slots=True)
class BasisRule:
    """`basis` None: that of the figure before."""

    name: str
    basis: str | None
    holds: Callable[[Mention, Circumstances], bool]


def _is_growth(mention: Mention, around: Circumstances) -> bool:
    return mention.quantity.is_share and mention.change is not None


def _is_share(mention: Mention, around: Circumstances) -> bool:
    return mention.quantity.is_share or not mention.quantity.unit


def _is_rate(mention: Mention, around: Circumstances) -> bool:
    unit = mention.quantity.unit or ""
    is_share = SHARES_OF.search(around.indicator) and unit not in ("元", "个", "家")
    is_of_each = PER_UNIT.match(around.indicator) or STANDARD.search(around.indicator)
    is_in_each = "/" in unit and not CAPACITY.search(unit)
    is_rate = is_share or is_of_each or is_in_each or PER_HEAD.search(around.indicator)
    return bool(is_rate) and mention.change is None  # 浓度下降3微克/立方米


def _is_cumulated_in_years(mention: Mention, around: Circumstances) -> bool:
    return mention.is_cumulative and around.is_of_years


def _is_cumulated(mention: Mention, around: Circumstances) -> bool:
    return mention.is_cumulative


def _is_total(mention: Mention, around: Circumstances) -> bool:
    """新增景区3家、总数达到16家."""
    return bool(mention.level_verb) and TOTAL.search(mention.before.rpartition("、")[2]) is not None


def _is_event(mention: Mention, around: Circumstances) -> bool:
    """What happens is counted over a time: 600场, 29万人次."""
    unit = mention.quantity.unit or ""
    return unit.endswith("次") or unit in EVENTS


def _is_new(mention: Mention, around: Circumstances) -> bool:
    is_changed = mention.change is not None and not mention.quantity.is_share  # 比上年多3万人
    return is_changed or bool(NEW.search(mention.before)) or mention.verb.startswith("新")


def _is_flow(mention: Mention, around: Circumstances) -> bool:
    return bool(YEARLY_FLOW.search(around.indicator))


def _is_doing(mention: Mention, around: Circumstances) -> bool:
    is_action = around.indicator.endswith(ACTION_AT_END) and not mention.noun_behind
    return is_action or bool(DOES.search(mention.before) or DOES.match(mention.verb))


def _is_at_end(mention: Mention, around: Circumstances) -> bool:
    """年末拥有…: the nearest time says that it is a state."""
    ends = [found.end() for found in AT_END.finditer(around.said_before)]
    return bool(ends) and not ALL_YEAR.search(around.said_before, ends[-1])


def _is_of_all_year(mention: Mention, around: Circumstances) -> bool:
    return ALL_YEAR.search(around.said_before) is not None


def _is_money(mention: Mention, around: Circumstances) -> bool:
    return mention.quantity.unit in MONEY and not STOCKS.search(around.indicator)


def _is_in_state(mention: Mention, around: Circumstances) -> bool:
    """15个县享受政策: what is so of things counted."""
    return bool(STATES.search(mention.noun_behind)) and not mention.has_finishing_verb


def _is_covering(mention: Mention, around: Circumstances) -> bool:
    return bool(COVERS.search(mention.before))


def _is_stock_reached(mention: Mention, around: Circumstances) -> bool:
    return mention.level_verb not in ("", "完成", "实现") and not mention.noun_behind


def _is_listed(mention: Mention, around: Circumstances) -> bool:
    is_bare = mention.is_listed and not mention.words
    is_part = "其中" in mention.words  # 新签约项目48个,其中10亿元以上6个
    return (is_bare or is_part) and not mention.level_verb and around.previous in ("stock", "period")


def _is_done(mention: Mention, around: Circumstances) -> bool:
    return mention.has_finishing_verb and mention.verb not in STATE_VERBS


def _gets_done(mention: Mention, around: Circumstances) -> bool:
    """15条高速公路建成通车."""
    return mention.has_finishing_verb or any(word in mention.noun_behind for word in FINISHING_PREDICATES)


def _is_above(mention: Mention, around: Circumstances) -> bool:
    return mention.comparator in ("above", "at_least") and not mention.quantity.comparator


def _is_stock(mention: Mention, around: Circumstances) -> bool:
    return bool(STOCKS.search(around.indicator))


def _is_counted(mention: Mention, around: Circumstances) -> bool:
    return mention.quantity.unit in COUNTS and not mention.noun_behind


def _is_otherwise(mention: Mention, around: Circumstances) -> bool:
    return True


BASIS_RULES = (
    BasisRule("growth_verb", "growth", _is_growth),
    BasisRule("reported_share", "rate", _is_share),
    BasisRule("reported_rate", "rate", _is_rate),
    BasisRule("cumulated_in_years", "period", _is_cumulated_in_years),
    BasisRule("cumulated_so_far", "stock", _is_cumulated),
    BasisRule("total_reached", "stock", _is_total),
    BasisRule("newly_come", "period", _is_new),
    BasisRule("yearly_flow", "period", _is_flow),
    BasisRule("events", "period", _is_event),
    BasisRule("doing", "period", _is_doing),
    BasisRule("state_at_end", "stock", _is_at_end),
    BasisRule("money_moved", "period", _is_money),
    BasisRule("covering", "stock", _is_covering),
    BasisRule("level_reached", "stock", _is_stock_reached),
    BasisRule("listed_alike", None, _is_listed),
    BasisRule("of_all_year", "period", _is_of_all_year),
    BasisRule("done_in_period", "period", _is_done),
    BasisRule("stock_noun", "stock", _is_stock),
    BasisRule("things_in_state", "stock", _is_in_state),
    BasisRule("got_done", "period", _gets_done),
    BasisRule("bound_exceeded", "stock", _is_above),
    BasisRule("counted_things", "stock", _is_counted),
    BasisRule("came_about", "period", _is_otherwise),
)


@dataclass(frozen=True, slots=True)
class Basis:
    """name: stock, period, rate or growth; the rule that said so."""

    name: str
    rule: str


def basis_of(mention: Mention, around: Circumstances) -> Basis:
    """The basis of a reported number; whether a `period` is one from 1 January (`ytd`) its time says."""
    rule = next(rule for rule in BASIS_RULES if rule.holds(mention, around))
    return Basis(rule.basis or around.previous or "period", rule.name)
