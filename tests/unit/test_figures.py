"""What a document states as reached: every sentence of the corpus, every rule, any text, the reports marked by hand."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.extraction import figure_exclusions, figure_measures
from pipelines.extraction.extracting import read_document
from pipelines.extraction.folding import fold
from pipelines.extraction.target import PlanContext
from pipelines.extraction.vocabulary import COUNTS, DURATIONS
from pipelines.reference.registry import load_registry
from pipelines.storage.data_folder import PROJECT, DataFolder
from tests import score
from tests.corpus_lines import corpus_registry
from tests.figure_lines import COMMUNIQUE, KINDS, REPORT, FigureLine, read_line, read_lines, write_figure

LINES = [line for kind in KINDS for line in read_lines(kind)]
TABLES: list[tuple[ModuleType, str]] = [(figure_measures, "BASIS_RULES"), (figure_exclusions, "FACT_RULES")]
RULES = {rule.name: (module, table, rule) for module, table in TABLES for rule in getattr(module, table)}
LAST = "came_about"  # without it there is no basis at all


def found_in(line: FigureLine) -> tuple[str, ...]:
    return tuple(write_figure(figure, line.kind) for figure in read_line(line).figures)


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.text)
def test_figures_are_found(line: FigureLine) -> None:
    assert found_in(line) == line.figures


def test_a_file_of_numbers_left_alone_holds_no_figure() -> None:
    assert not any(line.figures for line in read_lines("left_alone"))


@cache
def reasons() -> dict[FigureLine, frozenset[str]]:
    """The names of the rules that had a say on each line."""
    said = {}
    for line in LINES:
        reading = read_line(line)
        made_by = frozenset(rule for figure in reading.figures for rule in figure.rules)
        said[line] = made_by | {number.rule for number in reading.left_alone}
    return said


@pytest.mark.parametrize("name", [name for name in RULES if name != LAST])
def test_without_the_rule_a_line_is_read_wrongly(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module, table, rule = RULES[name]
    lines = [line for line, names in reasons().items() if name in names]
    monkeypatch.setattr(module, table, tuple(other for other in getattr(module, table) if other is not rule))
    assert not all(found_in(line) == line.figures for line in lines)


# A rule as one would first write it, without its guard or its anchor, and the line that it would get wrong.
SLOPPIER: dict[str, tuple[Callable[..., bool], str]] = {
    "growth_verb": (lambda mention, around: mention.change is not None, "低保标准每月提高45元。"),
    "reported_share": (lambda mention, around: "比" in around.indicator, "举办技能比武12场。"),
    "reported_rate": (
        lambda mention, around: "人" in around.indicator,
        "长护险参保人数56万人,养老服务覆盖行政村1800个。",
    ),
    "cumulated_in_years": (lambda mention, around: mention.is_cumulative, "累计认定示范主体56家。"),
    "cumulated_so_far": (
        lambda mention, around: "累计" in around.said_before,
        "中欧班列累计开行1.2万列,全年开行126列。",
    ),
    "total_reached": (lambda mention, around: "总" in mention.before, "粮食总产稳定在35亿斤以上。"),
    "newly_come": (
        lambda mention, around: "增" in mention.before,
        "高铁里程由80公里增至212公里,汽车保有量达到86万辆。",
    ),
    "yearly_flow": (
        lambda mention, around: "额" in around.indicator,
        "邮政业务总量32亿元,各项贷款余额3125亿元,比年初增加291亿元。",
    ),
    "events": (lambda mention, around: mention.quantity.unit in COUNTS, "国家级制造业单项冠军23个。"),
    "doing": (
        lambda mention, around: "服务" in around.indicator,
        "规上服务业企业300家,服务业增加值达到90亿元、增长5%。",
    ),
    "state_at_end": (lambda mention, around: "末" in around.said_before, "年末公园80处,全年养护行道树1.2万株。"),
    "money_moved": (
        lambda mention, around: mention.quantity.unit == "元",
        "邮政业务总量32亿元,各项贷款余额3125亿元,比年初增加291亿元。",
    ),
    "covering": (lambda mention, around: "有" in mention.before, "国有林场管护12万亩。"),
    "level_reached": (lambda mention, around: bool(mention.level_verb), "道路硬化完成120公里。"),
    "listed_alike": (
        lambda mention, around: mention.is_listed and not mention.level_verb,
        "互联网普及率93%、基站126座。",
    ),
    "of_all_year": (lambda mention, around: "年" in around.said_before, "2025年国家级质量标杆12个。"),
    "done_in_period": (lambda mention, around: mention.has_finishing_verb, "保障学位12万个。"),
    "stock_noun": (lambda mention, around: "规模" in around.indicator, "12个规模种植基地开工。"),
    "things_in_state": (lambda mention, around: bool(mention.noun_behind), "15项成果在全国推广。"),
    "got_done": (lambda mention, around: True, "国家级制造业单项冠军23个。"),
    "bound_exceeded": (lambda mention, around: mention.comparator == "above", "低空飞行120多万公里。"),
    "counted_things": (lambda mention, around: mention.quantity.unit in COUNTS, "15项成果在全国推广。"),
    "compared_with_others": (lambda mention, before: "全国" in before, "民间投资占全国比重达到7.4%。"),
    "share_of_plan": (lambda mention, before: "计划" in before, "“星火计划”项目完成率达到98%。"),
    "of_nation": (lambda mention, before: "全国" in before, "民间投资占全国比重达到7.4%。"),
    "multiple": (lambda mention, before: "倍" in before, "产业倍增项目12个。"),
    "span_of_time": (lambda mention, before: mention.quantity.unit in DURATIONS, "优良天数增加9天。"),
    "rank": (lambda mention, before: mention.quantity.unit == "位", "引进院士6位。"),
    "ground_of_task": (lambda mention, before: "现有" in before, "现有养老机构126家。"),
    "classes_of_counted": (lambda mention, before: mention.quantity.unit == "类", "新增医保药品达到120类。"),
    "measures_issued": (lambda mention, before: "政策" in mention.noun_behind, "15个镇享受直管政策。"),
    "milestones_passed": (lambda mention, before: "台阶" in mention.behind, "贸易额迈上5亿元台阶。"),
    "size_of_project": (lambda mention, before: mention.quantity.unit == "千瓦", "建成80万千瓦风电。"),
    "under_way": (lambda mention, before: "推进" in mention.noun_behind, "12个推进机制落地见效。"),
    "promised_in_review": (lambda mention, before: "目标" in before, "实施目标考核项目12个。"),
}


def test_every_rule_is_restrained_by_a_line() -> None:
    assert set(SLOPPIER) == set(RULES) - {LAST}


@pytest.mark.parametrize("name", SLOPPIER)
def test_a_sloppier_rule_reads_a_line_wrongly(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module, table, rule = RULES[name]
    holds, text = SLOPPIER[name]
    (line,) = (line for line in LINES if line.text == text)
    assert found_in(line) == line.figures
    rules = tuple(replace(rule, holds=holds) if other is rule else other for other in getattr(module, table))
    monkeypatch.setattr(module, table, rules)
    assert found_in(line) != line.figures


@cache
def sentences() -> list[str]:
    return [line.text for line in LINES]


MARKS = st.text(
    alphabet="0123456789一二三十百千万亿%个家元|、,。;:()“”年月底前到至-/.\n 新增达到增长下降比上年", max_size=60
)
SPLICES = st.lists(st.one_of(st.sampled_from(sentences()), MARKS), max_size=5).map("".join)


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.text(max_size=200), SPLICES), st.sampled_from([REPORT, COMMUNIQUE]))
def test_any_text_is_read_and_no_number_is_twice_read(text: str, context: PlanContext) -> None:
    text = f"一、2025年工作回顾\n{text}"
    reading = read_document(text, context, corpus_registry())
    places = [figure.value_start for figure in reading.figures]
    assert places == sorted(set(places))
    assert not {target.value_start for target in reading.targets} & set(places)
    for figure in reading.figures:
        number = fold(text)[figure.value_start : figure.value_end]
        assert number == number.strip() != ""
        assert text[figure.quote_start :].startswith(figure.quote)
        assert figure.quote_start <= figure.value_start < figure.value_end <= figure.quote_start + len(figure.quote)
        assert (figure.period_start is None) == (figure.basis in ("stock", "rate"))
        assert figure.period_start is None or figure.period_start <= figure.period_end
        assert figure.value_high is None or figure.value_high > figure.value
        assert figure.indicator
        assert 0 <= figure.confidence <= 1
        assert (figure.note is None) == (figure.comparator in ("exactly", "between"))


@pytest.mark.parametrize("stem", ["guizhou-2026-work-report", "shandong-2026-work-report"])
def test_the_reports_marked_by_hand_are_read_as_well_as_promised(stem: str, shared: Path, tmp_path: Path) -> None:
    gold = shared / "gold-figures" / f"{stem}.jsonl"
    if not gold.is_file():
        pytest.skip(f"no marked figures at {gold} (DUIBIAO_SHARED)")
    (tmp_path / "documents").mkdir()
    shutil.copy(shared / "documents" / f"{stem}.txt", tmp_path / "documents")
    database = tmp_path / "figures.duckdb"
    score.write_database([tmp_path], database, load_registry(DataFolder(PROJECT / "data").reference))
    scorer = shared / "score_figures.py"
    floors = ["--min-f1", "0.97", "--min-strict", "0.92"]
    scored = subprocess.run(
        [sys.executable, str(scorer), str(database), str(gold), *floors], capture_output=True, text=True, check=False
    )
    assert scored.returncode == 0, scored.stdout + scored.stderr


def test_what_a_page_says_twice_is_one_figure() -> None:
    sentence = "全年新建城市书房12座,服务读者36万人次。"
    reading = read_line(FigureLine("last_year", f"{sentence}\n(二)民生改善。{sentence}", ()))
    assert [figure.value for figure in reading.figures] == [12, 360_000]
    assert [number.rule for number in reading.left_alone if number.rule == "repetition"] == ["repetition"] * 2


def test_the_nations_figures_are_those_of_a_national_document() -> None:
    line = "全国粮食总产量达到1.4万亿斤,全国铁路营业里程达到16万公里。"
    national = replace(REPORT, region="全国")
    text = KINDS["last_year"].frame.format(line)
    assert not read_document(text, REPORT, corpus_registry()).figures
    figures = read_document(text, national, corpus_registry()).figures
    assert [(figure.indicator, figure.region) for figure in figures] == [
        ("粮食总产量", "全国"),
        ("铁路营业里程", "全国"),
    ]
