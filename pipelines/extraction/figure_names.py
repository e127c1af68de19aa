"""What a reported number measures, where the words around it are those of a report rather than of a plan.

A name comes as indicators.py makes it out; here it is completed from what the sentence said before, or cleared of words
that a report puts in front: 共有, 累计建设, 发生.
"""

import re

from pipelines.extraction.indicators import GENERIC, IndicatorMemory, from_clause_before
from pipelines.extraction.mentions import Mention
from pipelines.extraction.phrases import peel_start, tidy, without_measure, word_at_end, word_at_start
from pipelines.extraction.vocabulary import COUNTS, DEPENDENT_NOUNS, FINISHING_VERBS, LEVEL_NOUNS, in_order, words

LEADING = re.compile(
    r"^(?:全年|年末|期末|累计|合计|总计|共|现|已)*"
    r"(?:共有|拥有|现有|设有|建有|发生|实有|参加(?=.{4})|享受(?=.{4}))(?=[\u4e00-\u9fff“])"
    r"|^[\u4e00-\u9fff]{0,8}?累计(?:建设|建成|打造|培育|开行|完成|新增|实施|获批|认定)(?=[\u4e00-\u9fff“]{2})"
    r"|^(?:初步核算|经[^,]{2,12}核算)"
)
ENUMERATED = re.compile(r"^.{2,}等(?=(?P<rest>[\u4e00-\u9fff]{2,3})$)")
KEPT_WITH_LIST = GENERIC | {"活动", "产业", "领域", "行业", "政策", "产品", "商品", "资金"}
# What these bring about is that of what was said before: 争取资金50亿元、支持项目400个.
EFFECTS = words("支持 覆盖 带动 惠及 撬动 拉动 促成 受益 吸引 服务 增加 形成 涉及 释放 落实 投入 拨付 兑现")
GENERIC_THINGS = (*GENERIC, "合作事项", "活动", "重大项目", "大项目")
TOTAL_OF = re.compile(r"(?P<thing>[^、,]{2,20}?)新增[^、]{2,30}、总数")  # A级景区新增古城、总数达到16家
ACTIONS = words("置换 改造 治理 整治 修复 搬迁 更新 提升 改造提升 扩建 安置")
SHORT = 5  # characters of a name that says alone too little
INDUSTRY = re.compile(r"(?:[^就失]业|制造|行业)$")
MEASURED = in_order("增加值 产值 投资 营业收入 利润 产量 销售额 零售额 进出口 出口 用电量")
COMPARED_AT_END = re.compile(r"(?:比|较|同比)[^,;]{0,8}$")
RISE = ("增加", "增长", "提高", "净增", "多增")
EACH_CHANGED = re.compile(r"分别(?P<verb>增加|净增|增长|提高|减少|下降)\d")
NEWLY = re.compile(r"^新(?:登记|注册|增|建|设|发展|认定|入库|纳入)(?=.{2,}总[量数]$)")
SAID_WHEN = re.compile(r"(?:去年|上年|以来|近年来|“?十[二三四五六]五”?(?:时期|期间)?)(?=.{2}|$)")
STEPS = re.compile(r"(?<=.{2})(?:连续|接连|先后|成功)*(?:连?跨|跨过|跨越|迈上|跃上|站上)[^,]{0,12}(?:台阶|大关|关口)$")
WHOLLY = re.compile(
    r"(?<=.{2})(?:全面|全部|圆满|顺利|逆势|稳步|持续|平均|月均|月人均|月|[五三53]年|连续\d{1,2}年|再?创(?:历史)?(?:同期)?新高)$"
)
OF_PREVIOUS = re.compile(r"占[\u4e00-\u9fff]{2,10}(?:比重|比例)$|对[\u4e00-\u9fff]{2,8}贡献率$")
OF_WHOLE = ("产量", "保有量", "销量", "出口量")
WHO = {"人": "人数", "户": "户数", "家": "家数", "个": "个数"}


def complete(name: str, mention: Mention, previous: str, memory: IndicatorMemory) -> str:
    """The name of a number, '' where none can be made out. `previous`: that of the figure before in its sentence."""
    name = _cleared(name, mention)
    if previous:
        continued = _of_previous(name, mention, previous, memory)
        if continued:
            return continued
    return _of_subject(name, mention) or _of_effect(name, mention, previous, memory) or name


def _cleared(name: str, mention: Mention) -> str:
    """Without what a report puts around a name, and what stands before its own in a list."""
    named = SAID_WHEN.match(name)
    if named:
        name = peel_start(name[named.end() :])[0]
    name = LEADING.sub("", STEPS.sub("", name))
    name = WHOLLY.sub("", NEWLY.sub("", name)).replace("累计", "")
    behind = mention.noun_behind
    if len(behind) > SHORT and name.endswith(behind) and not mention.noun_before:
        name = behind  # 入库企业60家,3家企业获得质量奖
    enumerated = ENUMERATED.match(name)
    if enumerated and enumerated["rest"] not in KEPT_WITH_LIST:
        name = enumerated["rest"]
    *_, last = name.split("、")
    acts = any(verb in FINISHING_VERBS for verb in peel_start(last)[1])
    return last if acts else name  # 建立优品库、精准服务企业


def _of_previous(name: str, mention: Mention, previous: str, memory: IndicatorMemory) -> str:
    """What goes on with the thing named before; '' where nothing does."""
    passed = STEPS.search(memory.clause(mention.clause - 1)) if mention.clause and name.startswith("占") else None
    if passed:  # 经济总量连跨三个大关,占全国比重提高
        return tidy(passed.string[: passed.start()]) + name
    if name in ("", "净", "总量", "总数", "总额", "数量"):  # 生产总值增长5%,总量突破5万亿元
        return previous
    if name in ("总产", "总产量", "单产") or OF_PREVIOUS.match(name):  # 粮食播种面积60万亩,总产5亿斤
        return without_measure(previous) + name
    if name.endswith(("以上", "以下")):  # 亿元以上项目48个,其中10亿元以上6个
        return name + previous[-2:]
    if name.endswith((*LEVEL_NOUNS, *DEPENDENT_NOUNS)):
        return ""
    is_industry = mention.change is not None and INDUSTRY.search(name)  # 采矿业增加值下降2%,制造业增长8%
    nouns = OF_WHOLE if "其中" in mention.words else MEASURED if is_industry else ()  # 汽车产量20万辆,其中客车3万辆
    noun = next((noun for noun in nouns if previous.endswith(noun)), "")
    return name + noun if noun else ""


def _of_subject(name: str, mention: Mention) -> str:
    """What has the number, where it stands before a list, a total or what is covered; '' else."""
    before = mention.before.strip()
    total = TOTAL_OF.match(before)
    if total:
        return total["thing"]
    listed = mention.noun_before or before
    if listed.endswith("等") and name.startswith(GENERIC_THINGS) and listed not in name:  # 快速路、绿道等8个项目
        return peel_start(listed)[0] + name
    reaching = word_at_end(before, EFFECTS)
    subject = peel_start(before)[0] if reaching and name == mention.noun_behind else ""
    return tidy(subject) + name if subject and len(name) < SHORT else ""  # 惠企平台覆盖12个县


def _of_effect(name: str, mention: Mention, previous: str, memory: IndicatorMemory) -> str:
    """What is brought about by what was said before: 争取资金5亿元、支持项目40个; '' where nothing is."""
    effect = _effect(mention)
    if effect and name == previous and not mention.noun_behind:
        return previous + effect + WHO.get(mention.quantity.unit or "", "")
    thing = name.removeprefix(effect)
    is_dependent = thing in GENERIC or thing in DEPENDENT_NOUNS
    says_little = is_dependent or (thing == name and len(name) < SHORT)
    is_action = name in ACTIONS and not mention.noun_behind  # 推进耕地置换,完成整治3万亩
    if not is_action and not (effect and says_little):
        return ""
    before = (previous or from_clause_before(mention, memory)).removesuffix(effect + thing)
    return before + effect + thing if before and before not in name else ""


def _effect(mention: Mention) -> str:
    """The verb that opens the clause or list item of a number, if it tells of an effect."""
    verb = word_at_start(mention.before.strip(" 、,").removeprefix("累计").removeprefix("共"), EFFECTS)
    return verb if verb in mention.words or mention.before.endswith(verb) else ""


def name_of_change(name: str, mention: Mention, said: str) -> str:
    """An absolute rise or fall is none of the level: 常住人口减少1.8万人. `said`: the clause before the number."""
    verb = "减少" if mention.change == "down" else ""
    each = EACH_CHANGED.search(said)
    if each and not mention.noun_before:
        verb = "减少" if each["verb"] in ("减少", "下降") else "增加"
    is_rise = mention.change == "up" or mention.before.rstrip().endswith(RISE)
    if not verb and is_rise and (COMPARED_AT_END.search(said) or mention.quantity.unit not in COUNTS):
        verb = "增加"
    if not verb or verb in name:
        return name
    return f"{name}{verb}{'额' if mention.quantity.unit == '元' else '量'}"
