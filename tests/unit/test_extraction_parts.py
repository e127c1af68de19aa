"""The parts of documents: what tells of the past, what describes, what is to come and over which years."""

from datetime import date
from pathlib import Path

import pytest

from pipelines.extraction.extracting import read_document
from pipelines.extraction.folding import fold
from pipelines.extraction.parts import Part, Parts, find_parts
from pipelines.extraction.periods import PeriodIndex, scan_periods
from pipelines.extraction.structure import divide
from pipelines.extraction.target import PlanContext, Target
from tests.corpus_lines import CITY, CONTEXT, corpus_registry
from tests.marked_reports import REPORTS, read_marked

REPORT = PlanContext(CITY, date(2026, 1, 18), date(2026, 1, 1), date(2026, 12, 31), is_work_report=True)


def parts_of(text: str, context: PlanContext = REPORT) -> Parts:
    folded = fold(text)
    return find_parts(folded, divide(folded), PeriodIndex(scan_periods(folded, context)), context)


def part_of(text: str, words: str, context: PlanContext = REPORT) -> Part:
    return parts_of(text, context).at(text.index(words))


def targets_of(text: str, context: PlanContext = REPORT) -> list[Target]:
    return read_document(text, context, corpus_registry()).targets


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_a_document_gives_its_targets_with_their_years_and_nothing_of_the_past(path: Path) -> None:
    report = read_marked(path)
    found = {target.value_start: target.target_year for target in targets_of(report.text, report.context)}
    assert found == {place: year for place, year in report.years.items() if year}


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_where_the_evidence_agrees_targets_are_sure(path: Path) -> None:
    report = read_marked(path)
    assert min(target.confidence for target in targets_of(report.text, report.context)) >= 0.6


@pytest.mark.parametrize("name", ["headings_of_any_wording", "five_years_and_next_year"])
@pytest.mark.parametrize(
    "change", [("\n", ""), ("\n", "\n\n　　"), (" ", "")], ids=["one line", "blank lines", "no spaces"]
)
def test_line_ends_and_spaces_do_not_matter(name: str, change: tuple[str, str]) -> None:
    report = read_marked(next(path for path in REPORTS if path.stem == name))
    expected = [(target.value, target.target_year) for target in targets_of(report.text, report.context)]
    found = targets_of(report.text.replace(*change), report.context)
    assert [(target.value, target.target_year) for target in found] == expected


class TestYears:
    TEXT = (
        "一、2025年和“十四五”时期工作回顾\n2025年,建成泵站3座。\n五年来,建成水厂9座。\n存在的问题:水厂负荷率偏低。\n"
        "二、“十五五”主要目标任务\n供水普及率达到99%。\n三、2026年重点工作\n新建泵站2座。"
    )

    @pytest.mark.parametrize(
        ("words", "kind", "years"),
        [
            ("泵站3", "review", (2025, 2025)),
            ("水厂9", "review", (2021, 2025)),
            ("负荷率", "present", (2025, 2025)),
            ("99%", "goals", (2026, 2030)),
            ("泵站2", "tasks", (2026, 2026)),
        ],
    )
    def test_a_reports_parts_speak_of_years_of_their_own(self, words: str, kind: str, years: tuple[int, int]) -> None:
        part = part_of(self.TEXT, words)
        assert (part.kind, (part.first_year, part.last_year)) == (kind, years)

    @pytest.mark.parametrize(
        ("heading", "opening"),
        [
            ("一、2025年工作回顾", "面对风险挑战,全市上下迎难而上。"),
            ("一、过去一年工作回顾", "面对风险挑战,全市上下迎难而上。"),
            ("一、2025年及“十四五”时期工作回顾", "2025年是极不平凡的一年。"),
            ("一、“十四五”和2025年工作回顾", "2025年是极不平凡的一年。"),
        ],
    )
    def test_the_last_year_is_told_apart_from_five_by_heading_and_opening(self, heading: str, opening: str) -> None:
        text = f"{heading}\n{opening}建成泵站3座。\n过去五年,建成水厂9座。\n二、2026年工作安排\n新建泵站2座。"
        part = part_of(text, "泵站3")
        assert (part.first_year, part.last_year) == (2025, 2025)
        assert part.years_confidence > 0.73
        assert part_of(text, "水厂9").first_year == 2021

    def test_five_years_from_now_are_no_five_year_plan(self) -> None:
        part = part_of("二、今后五年的奋斗目标\n高速公路里程达到300公里。", "300")
        assert (part.first_year, part.last_year) == (2026, 2030)
        part = part_of("二、今后五年的奋斗目标\n高速公路里程达到300公里。", "300", report_of(2023))
        assert (part.first_year, part.last_year) == (2023, 2027)

    def test_a_plans_parts_speak_of_the_plans_years(self) -> None:
        part = part_of("一、发展目标\n森林覆盖率达到30%。", "30%", CONTEXT)
        assert (part.kind, part.first_year, part.last_year) == ("goals", 2021, 2025)


def report_of(year: int) -> PlanContext:
    return PlanContext(CITY, date(year, 1, 18), date(year, 1, 1), date(year, 12, 31), is_work_report=True)


class TestEvidence:
    def test_what_opened_a_part_and_what_a_sentence_says_are_its_reasons(self) -> None:
        text = "一、2025年工作回顾\n一年来,新建公园8处。\n二、2026年工作安排\n今年主要预期目标是:公园达到20处。"
        assert [each.name for each in part_of(text, "8处").evidence] == ["heading_review_year", "last_year"]
        assert {each.name for each in part_of(text, "20处").evidence} == {
            "heading_tasks_year",
            "this_year",
            "expected_goals",
        }
        reason = part_of(text, "8处").evidence[1]
        assert text[reason.start : reason.end] == "一年来"

    def test_a_heading_alone_does_not_decide(self) -> None:
        """Two sentences that name the time to come outweigh a heading of results, and leave doubt."""
        text = "一、“十四五”成就和“十五五”目标\n“十五五”时期,新建水库6座。"
        assert part_of(text, "6座").kind == "goals"

    def test_a_paragraph_about_last_year_among_the_tasks_is_told_apart(self) -> None:
        text = (
            "三、2026年重点工作\n新建泵站2座。\n过去一年,双拥工作取得了新成绩,安置退役军人320名。\n今年,新建水厂1座。"
        )
        assert [target.value for target in targets_of(text)] == [2, 1]

    def test_contents_open_no_part(self) -> None:
        text = "目 录\n第一章 发展基础……………1\n第二章 主要任务……………9\n前言\n到2025年,新建水库6座。"
        assert part_of(text, "第一章", CONTEXT).kind == "front"
        assert part_of(text, "6座", CONTEXT).is_to_come


class TestDisagreement:
    """Headings against times: the numbers go to people, with low confidence."""

    TEXT = "一、2025年工作回顾\n建成公园8处。\n要加快建设,力争今年新建水厂3座。\n新建泵站5座。"

    def test_what_is_disputed_is_less_sure(self) -> None:
        sure, disputed = part_of(self.TEXT, "8处"), part_of(self.TEXT, "泵站")
        assert sure.confidence > 0.8 > disputed.confidence

    def test_numbers_of_a_disputed_part_are_for_review(self) -> None:
        found = {target.indicator: target.confidence for target in targets_of(self.TEXT)}
        assert "公园" not in found
        assert all(confidence < 0.6 for confidence in found.values())
