"""Every rule of extraction is needed by a line of the corpus, and restrained by one.

Needed: without the rule, a line on which it acted is read otherwise than the corpus says. Restrained: beside each rule
stands a sloppier version, the rule as one would first write it, without its guard or its anchor, and a line of the
corpus that the sloppier version gets wrong. The last rule on measures says “else” and has no guard to lose. Two rules
on numbers without a unit decide nothing that “no unit” would not: they tell people the reason.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import InvalidOperation
from functools import cache
from typing import Any

import pytest

from pipelines.extraction import exclusions, measures, neighbours
from pipelines.extraction.extracting import extract_targets, read_document
from pipelines.extraction.vocabulary import ADMINISTRATIVE, COUNTS, DURATIONS, FALLS, LEVEL_NOUNS, PAST_WORDS, RISES
from tests.corpus_lines import CONTEXT, CORPUS, CorpusLine, corpus_registry, read_corpus, write_target

TABLES = [
    (neighbours, "NEIGHBOUR_RULES"),
    (exclusions, "DEFINING_RULES"),
    (exclusions, "CLAUSE_RULES"),
    (measures, "MEASURE_RULES"),
]
ONLY_REASONS = ("is_document_number", "is_list_number")
RULES = {rule.holds.__name__.strip("_"): (*table, rule) for table in TABLES for rule in getattr(*table)}


def behind(quantity: Any, around: Any, length: int) -> str:
    return str(around.text[quantity.unit_end : quantity.unit_end + length])


def before(quantity: Any, around: Any, length: int) -> str:
    return str(around.text[max(0, quantity.start - length) : quantity.start])


@dataclass(frozen=True)
class Sloppier:
    """A rule as one would first write it, and the line that it would get wrong."""

    holds: Callable[..., bool]
    line: str


SLOPPIER = {
    "in_title": Sloppier(lambda q, around: "《" in before(q, around, 80), "落实《方案》要求,新建公园5处。"),
    "is_date": Sloppier(lambda q, around: q.unit in ("年", "月", "日"), "劳动年龄人口平均受教育年限达到11.3年。"),
    "is_document_number": Sloppier(
        lambda q, around: "-" in around.text[q.start : q.unit_end] or ":" in around.text[q.start : q.unit_end + 2],
        "争取2—3个镇入选全国千强镇。",
    ),
    "is_list_number": Sloppier(
        lambda q, around: behind(q, around, 1) in (".", "、"), "开展“送戏下乡”5000场、“送电影下乡”3万场。"
    ),
    "has_letters": Sloppier(
        lambda q, around: any(c.isascii() and c.isalpha() for c in before(q, around, 4)), "新建5G基站800个。"
    ),
    "in_quotes": Sloppier(
        lambda q, around: "“" in before(q, around, 18), "建设“口袋公园”20个、“城市书房”15座、健身步道50公里。"
    ),
    "is_ordinal": Sloppier(lambda q, around: "第" in before(q, around, 8), "新增第三方检测机构5家。"),
    "is_technical": Sloppier(
        lambda q, around: any(word in behind(q, around, 3) for word in "级型"),
        "打造3条省级精品旅游线路、8个网红打卡地。",
    ),
    "has_no_unit": Sloppier(
        lambda q, around: q.unit is None or behind(q, around, 2).startswith(tuple(ADMINISTRATIVE)),
        "推动16个县(市、区)全部建成国家义务教育优质均衡县。",
    ),
    "is_service_circle": Sloppier(
        lambda q, around: q.unit in ("分钟", "小时", "公里"), "新建改建农村公路1200公里,改造危桥35座。"
    ),
    "is_span_of_time": Sloppier(lambda q, around: q.unit in DURATIONS, "“十四五”末,人均预期寿命提高到79.5岁。"),
    "is_no_number": Sloppier(
        lambda q, around: q.is_chinese and q.end - q.start > 1, "新建十个乡村振兴示范区、一百个美丽村庄。"
    ),
    "is_slogan": Sloppier(lambda q, around: q.is_chinese, "新建十个乡村振兴示范区、一百个美丽村庄。"),
    "is_condition": Sloppier(
        lambda near: near.clause_behind.strip().startswith("的"), "形成全市260吨/日的餐厨垃圾处理能力。"
    ),
    "says_how_often": Sloppier(
        lambda near: near.quantity.unit == "次" and "每" in near.clause_before, "每年开展技能竞赛12次。"
    ),
    "is_reckoned_on": Sloppier(lambda q, around: "每" in before(q, around, 4), "每年选派100名干部到村任职。"),
    "is_start_value": Sloppier(lambda near: "由" in near.clause_before, "规上企业由800家增加到1200家。"),
    "is_threshold": Sloppier(
        lambda near: near.quantity.comparator in ("at_least", "at_most") and bool(near.behind.strip()),
        "推动10个以上重点景区提质升级。",
    ),
    "defines_counted": Sloppier(
        lambda near: near.counted is not None and near.since_counted.endswith(("达到", "突破")),
        "打造10条产业链年营收突破2000亿元。",
    ),
    "names_project": Sloppier(
        lambda near: near.clause_behind.endswith(("等项目", "等工程")), "建设公园5处、绿道20公里等工程。"
    ),
    "counts_goals": Sloppier(
        lambda mention: "指标" in mention.noun_behind + mention.noun_before,
        "建立统计指标体系12项,制定绿色指标评价办法3项。",
    ),
    "is_score": Sloppier(lambda mention: mention.quantity.unit == "分", "群众满意度达到95分以上。"),
    "is_past": Sloppier(
        lambda mention: any(word in mention.before + mention.behind for word in PAST_WORDS),
        "新建5处已完成选址的公园。",
    ),
    "is_assumption": Sloppier(
        lambda mention: "按" in mention.before or "以" in mention.before, "全县工业增加值按增长7%安排。"
    ),
    "is_rationale": Sloppier(lambda mention: "可以" in mention.behind, "建设20处可以全天开放的城市书房。"),
    "is_benefit": Sloppier(lambda mention: "相当" in mention.before, "新建相当规模的农业园区12个。"),
    "is_allowed": Sloppier(
        lambda mention: "可" in mention.before, "新能源和可再生能源装机规模达到1000万千瓦,占电力总装机比重超过50%。"
    ),
    "is_each": Sloppier(lambda mention: "每" in mention.before, "每年选派100名干部到村任职。"),
    "is_subsidy": Sloppier(
        lambda mention: "补贴" in mention.before + mention.behind, "筹建保障性租赁住房1.2万套,发放租赁补贴6000户。"
    ),
    "is_paid_to_each": Sloppier(
        lambda mention: mention.quantity.unit == "元" and "每人" in mention.before,
        "将城市低保标准提高到每人每月750元。",
    ),
    "is_bare_duration": Sloppier(
        lambda mention: mention.quantity.unit in DURATIONS, "劳动年龄人口平均受教育年限达到11.3年。"
    ),
    "is_existing_set": Sloppier(
        lambda mention: mention.has_soft_verb and bool(mention.noun_behind), "推动500家企业上云,打造30个数字化车间。"
    ),
    "has_no_promise": Sloppier(
        lambda mention: not (mention.has_finishing_verb or mention.level_verb or mention.change), "整改销号率100%。"
    ),
    "is_changed": Sloppier(
        lambda mention, indicator, previous: any(word in mention.before for word in RISES | FALLS),
        "PM2.5平均浓度下降到42微克/立方米,优良天数比例达到70%以上。",
    ),
    "is_cumulated": Sloppier(
        lambda mention, indicator, previous: "总" in mention.before,
        "全市粮食播种面积稳定在900万亩以上,总产量达到115亿斤。",
    ),
    "is_share": Sloppier(lambda mention, indicator, previous: "率" in indicator, "实施能效提升率先行动项目5个。"),
    "is_per_head": Sloppier(lambda mention, indicator, previous: "每" in mention.before, "每年选派100名干部到村任职。"),
    "is_newly_added": Sloppier(
        lambda mention, indicator, previous: "新" in mention.before,
        "力争2022年高新技术企业总数突破4500家,技术合同成交额年均增长15%。",
    ),
    "is_listed": Sloppier(
        lambda mention, indicator, previous: previous is not None and mention.is_listed,
        "新建公园5处、绿道总长达到20公里。",
    ),
    "is_part_of_total": Sloppier(
        lambda mention, indicator, previous: previous is not None and "其中" in mention.words,
        "完成年度投资320亿元,其中亿元以上项目45个。",
    ),
    "is_amount": Sloppier(
        lambda mention, indicator, previous: mention.quantity.unit not in COUNTS,
        "新建改建农村公路1200公里,改造危桥35座。",
    ),
    "is_level_noun": Sloppier(
        lambda mention, indicator, previous: indicator.endswith(LEVEL_NOUNS),
        "治理水土流失面积300平方公里,新增湿地公园2处。",
    ),
    "is_reached": Sloppier(
        lambda mention, indicator, previous: bool(mention.level_verb),
        "户厕改造完成12.6万户。",
    ),
    "is_flow": Sloppier(
        lambda mention, indicator, previous: mention.quantity.unit in ("人次", "吨"), "开展补贴性职业技能培训8万人次。"
    ),
    "is_finished": Sloppier(
        lambda mention, indicator, previous: mention.has_finishing_verb, "保障迎峰度夏用电负荷500万千瓦。"
    ),
    "is_action": Sloppier(
        lambda mention, indicator, previous: any(word in indicator for word in measures.ACTIONS),
        "职业培训机构300家以上。",
    ),
    "is_count": Sloppier(
        lambda mention, indicator, previous: mention.quantity.unit in COUNTS, "高新技术企业300家以上。"
    ),
}


@cache
def corpus() -> tuple[CorpusLine, ...]:
    names = sorted(path.stem for path in CORPUS.glob("*.txt") if path.stem != "not_yet")
    return tuple(line for name in names for line in read_corpus(name))


@cache
def reasons() -> dict[CorpusLine, frozenset[str]]:
    """The names of the rules that had a say on each line."""
    found = {}
    for line in corpus():
        reading = read_document(line.text, CONTEXT, corpus_registry())
        made_by = frozenset(rule for number in (*reading.targets, *reading.figures) for rule in number.rules)
        found[line] = made_by | {number.rule for number in reading.left_alone}
    return found


def is_read_as_written(line: CorpusLine) -> bool:
    try:
        found = extract_targets(line.text, CONTEXT, corpus_registry())
    except InvalidOperation:  # what is no number was compared with one
        return False
    return tuple(write_target(target) for target in found) == line.targets


@pytest.mark.parametrize("name", [name for name in RULES if name not in ONLY_REASONS])
def test_without_the_rule_a_line_is_read_wrongly(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module, table, rule = RULES[name]
    lines = [line for line, names in reasons().items() if rule.name in names]
    others = tuple(other for other in getattr(module, table) if other is not rule)
    if name == "is_otherwise":  # without it there is no measure at all
        others = (*others, replace(rule, measure="increment"))
    monkeypatch.setattr(module, table, others)
    assert not all(is_read_as_written(line) for line in lines)


@pytest.mark.parametrize("name", ONLY_REASONS)
def test_without_the_rule_the_reason_given_is_another(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module, table, rule = RULES[name]
    line = next(line for line, names in reasons().items() if rule.name in names)
    monkeypatch.setattr(module, table, tuple(other for other in getattr(module, table) if other is not rule))
    left_alone = read_document(line.text, CONTEXT, corpus_registry()).left_alone
    assert rule.name not in {number.rule for number in left_alone}


@pytest.mark.parametrize("name", [name for name in RULES if name != "is_otherwise"])
def test_a_sloppier_rule_reads_a_line_wrongly(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module, table, rule = RULES[name]
    sloppier = SLOPPIER[name]
    (line,) = (line for line in corpus() if line.text == sloppier.line)
    assert is_read_as_written(line)
    rules = tuple(replace(rule, holds=sloppier.holds) if other is rule else other for other in getattr(module, table))
    monkeypatch.setattr(module, table, rules)
    assert not is_read_as_written(line)
