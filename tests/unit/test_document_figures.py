"""Documents answer: what a report states as reached answers what an earlier one promised, and nothing else does."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from attainment_worlds import open_in_memory, rows_of
from document_worlds import CODE, REGION, TAKEN, fill_reference, judge, take

from pipelines.publication.as_known import as_known_statements
from pipelines.storage.warehouse import Warehouse

PROMISES = """德州市2025年政府工作报告

2025年1月10日在德州市第十九届人民代表大会第四次会议上

德州市人民政府市长

各位代表：

二、2025年工作安排

今年经济社会发展的主要预期目标是：{goals}。
"""
RESULTS = """德州市2026年政府工作报告

2026年1月12日在德州市第十九届人民代表大会第五次会议上

德州市人民政府市长

各位代表：

一、2025年工作回顾

{results}。

二、2026年工作安排

今年要扎实做好各项工作。
"""
FIVE_YEARS = """德州市国民经济和社会发展第十四个五年规划和二〇三五年远景目标纲要

2021年4月

二、主要目标

到2025年，{goals}。
"""
REVIEW = """德州市2026年政府工作报告

2026年1月12日在德州市第十九届人民代表大会第五次会议上

德州市人民政府市长

各位代表：

一、“十四五”时期工作回顾

过去五年，{results}。

二、2026年工作安排

今年要扎实做好各项工作。
"""


class Undone(Exception):
    """Ends a transaction without effect."""


@pytest.fixture(scope="module")
def with_reference() -> Iterator[Warehouse]:
    with open_in_memory() as warehouse:
        fill_reference(warehouse)
        yield warehouse


@pytest.fixture
def warehouse(with_reference: Warehouse) -> Iterator[Warehouse]:
    """What a test does to it is undone."""
    with suppress(Undone), with_reference.transaction():
        yield with_reference
        raise Undone


def only(rows: dict[str, dict[str, Any]]) -> dict[str, Any]:
    [row] = rows.values()
    return row


def vintages(warehouse: Warehouse) -> list[tuple[float, datetime, datetime | None]]:
    return [
        (row["value"], row["known_from"], row["known_until"])
        for row in rows_of(warehouse, "figure_vintages", "known_from, value")
    ]


def answer(warehouse: Warehouse, goals: str, results: str) -> dict[str, Any]:
    """Attainment of the one promise of a year's report by what the next one states."""
    take(warehouse, {"2025": PROMISES.format(goals=goals), "2026": RESULTS.format(results=results)})
    return only(judge(warehouse))


def test_a_growth_answers_a_growth_and_a_level_beside_it_does_not(warehouse: Warehouse):
    row = answer(warehouse, "地区生产总值增长5%以上", "2025年，地区生产总值达到4210亿元、增长5.6%")
    assert (row["observed"], row["status"], row["rule"]) == (5.6, "attained", "change_growth")
    assert row["told_by"] == "document"


def test_a_level_answers_a_level_and_a_growth_beside_it_does_not(warehouse: Warehouse):
    row = answer(warehouse, "地区生产总值达到4300亿元", "2025年，地区生产总值达到4210亿元、增长5.6%")
    assert (row["observed"], row["status"]) == (421_000_000_000, "missed")


@pytest.mark.parametrize(("reported", "status"), [("5.1", "attained"), ("4.2", "missed")])
def test_about_five_is_met_by_a_little_more_and_not_by_much_less(warehouse: Warehouse, reported: str, status: str):
    row = answer(warehouse, "地区生产总值增长5%左右", f"2025年，地区生产总值增长{reported}%")
    assert (row["observed"], row["status"]) == (float(reported), status)


def test_what_was_added_in_the_year_answers_what_was_to_be_added(warehouse: Warehouse):
    row = answer(warehouse, "城镇新增就业5万人以上", "2025年，城镇新增就业5.3万人")
    assert (row["observed"], row["status"]) == (53_000, "attained")


def test_a_yearly_average_of_five_years_answers_a_yearly_average_and_no_single_year(warehouse: Warehouse):
    plan = FIVE_YEARS.format(goals="地区生产总值年均增长6%")
    year = PROMISES.format(goals="地区生产总值增长5%")
    take(warehouse, {"plan": plan, "2025": year, "2026": REVIEW.format(results="地区生产总值年均增长5.9%")})
    rows = judge(warehouse)
    assert rows["地区生产总值年均增长6%"]["observed"] == 5.9
    assert rows["地区生产总值年均增长6%"]["status"] == "missed"
    assert rows["地区生产总值增长5%"]["observed"] is None


def test_a_sum_of_five_years_answers_what_was_to_be_added_in_them(warehouse: Warehouse):
    take(
        warehouse,
        {
            "plan": FIVE_YEARS.format(goals="新建改建农村公路2000公里"),
            "2026": REVIEW.format(results="新建改建农村公路2150公里"),
        },
    )
    row = only(judge(warehouse))
    assert (row["observed"], row["status"]) == (2150, "attained")


def test_more_than_a_number_is_used_as_that_number_and_says_so(warehouse: Warehouse):
    answer(warehouse, "地区生产总值达到4000亿元", "2025年，地区生产总值突破4000亿元")
    [row] = [row for row in rows_of(warehouse, "actuals") if row["basis"] == "period"]
    assert row["value"] == 400_000_000_000
    assert row["comparator"] == "above"
    assert "超过" in row["note"]


def test_a_figure_is_cited_with_its_document_its_day_and_its_sentence(warehouse: Warehouse):
    row = answer(warehouse, "城镇新增就业5万人以上", "2025年，城镇新增就业5.3万人")
    [actual] = [actual for actual in rows_of(warehouse, "actuals") if actual["figure_id"] == row["figure_id"]]
    assert "《" in actual["source"]
    assert "2026年1月12日" in actual["source"]
    assert actual["source"] in row["reason"]
    assert "城镇新增就业5.3万人" in actual["quote"]
    assert (actual["reported_value"] + actual["reported_unit"], actual["period"]) == ("5.3万人", "2025年")
    assert (actual["submission_id"], actual["row_number"], actual["document_id"]) == (None, None, "d-2026")


# ---- what was known when

OLD, NEW = RESULTS.format(results="2025年，城镇新增就业5.3万人"), RESULTS.format(results="2025年，城镇新增就业5.5万人")
LATER, LAST = TAKEN + timedelta(days=10), TAKEN + timedelta(days=20)


def test_reading_the_same_again_writes_nothing(warehouse: Warehouse):
    take(warehouse, {"2026": OLD})
    before = rows_of(warehouse, "figure_vintages")
    take(warehouse, {"2026": OLD}, at=LATER)
    assert rows_of(warehouse, "figure_vintages") == before
    assert len(before) == 1


def test_a_changed_document_says_otherwise_from_then_on_and_the_past_stays(warehouse: Warehouse):
    take(warehouse, {"2026": OLD})
    take(warehouse, {"2026": NEW}, at=LATER)
    assert vintages(warehouse) == [(53_000, TAKEN, LATER), (55_000, LATER, None)]


def test_a_document_that_is_gone_takes_its_figures_and_brings_them_back_under_another_number(warehouse: Warehouse):
    take(warehouse, {"2026": OLD})
    take(warehouse, {}, at=LATER)
    assert vintages(warehouse) == [(53_000, TAKEN, LATER)]
    take(warehouse, {"2026": OLD}, at=LAST)
    assert vintages(warehouse) == [(53_000, TAKEN, LATER), (53_000, LAST, None)]
    first, second = rows_of(warehouse, "figure_vintages", "known_from")
    assert first["figure_id"] == second["figure_id"]
    assert first["actual_id"] != second["actual_id"]
    assert "移走" in first["superseded_reason"]


def test_the_past_is_shown_as_the_documents_of_that_day_told_it(warehouse: Warehouse):
    for statement in as_known_statements():
        warehouse.connection.execute(statement)
    promise = {"2025": PROMISES.format(goals="城镇新增就业5.4万人以上")}
    take(warehouse, promise | {"2026": OLD})
    take(warehouse, promise | {"2026": NEW}, at=LATER)
    take(warehouse, promise, at=LAST)
    warehouse.build("actuals")

    def known(moment: datetime) -> tuple[float | None, str]:
        day = moment.date()
        [row] = [
            row for row in rows_of(warehouse, f"attainment_as_known(date '{day}')", "as_of") if row["as_of"] == day
        ]
        return row["observed"], row["status"]

    assert known(TAKEN) == (53_000, "missed")
    assert known(LATER) == (55_000, "attained")
    assert known(LAST) == (None, "overdue_no_data")
    assert known(TAKEN - timedelta(days=1)) == (None, "overdue_no_data")


# ---- review and people's word


def test_a_figure_of_low_confidence_is_listed_and_does_not_count_until_it_is_accepted(warehouse: Warehouse):
    texts = {"2025": PROMISES.format(goals="城镇新增就业5万人以上"), "2026": OLD}
    take(warehouse, texts, confidence=0.5)
    [doubt] = rows_of(warehouse, "figures_to_review")
    assert doubt["reason_code"] == "low_confidence"
    assert only(judge(warehouse))["observed"] is None
    accepted = {"target_id": doubt["figure_id"], "action": "accept", "expect": "5.3万", "reason": "核对过"}
    take(warehouse, texts, at=LATER, corrections=[accepted], confidence=0.5)
    assert rows_of(warehouse, "figures_to_review") == []
    assert only(judge(warehouse))["observed"] == 53_000


def test_two_numbers_of_one_document_for_the_same_thing_do_not_count_and_a_rounded_one_does(warehouse: Warehouse):
    twice = "2025年，城镇新增就业5.3万人，地区生产总值4210.3亿元。全市城镇新增就业5.9万人，地区生产总值4210亿元"
    take(warehouse, {"2026": RESULTS.format(results=twice)})
    doubts = {row["figure_id"]: row["reason_code"] for row in rows_of(warehouse, "figures_to_review")}
    assert set(doubts.values()) == {"contradicted"}
    doubted = [row["value"] for row in rows_of(warehouse, "document_figures") if row["figure_id"] in doubts]
    assert sorted(doubted) == [53_000, 59_000]


@pytest.mark.parametrize(
    ("correction", "values"),
    [({"action": "reject"}, []), ({"action": "edit", "field": "value", "value": "53500"}, [53_500])],
)
def test_people_reject_and_edit_figures_while_their_words_stand(
    warehouse: Warehouse, correction: dict[str, str], values: list[float]
):
    take(warehouse, {"2026": OLD})
    [figure] = rows_of(warehouse, "document_figures")
    decided = [correction | {"target_id": figure["figure_id"], "expect": "5.3万", "reason": "核对过"}]
    take(warehouse, {"2026": OLD}, at=LATER, corrections=decided)
    assert [value for value, _, until in vintages(warehouse) if until is None] == values
    take(warehouse, {"2026": NEW}, at=LAST, corrections=decided)
    assert [value for value, _, until in vintages(warehouse) if until is None] == [55_000]


def test_figures_of_a_document_in_the_wrong_folder_do_not_count(warehouse: Warehouse):
    take(warehouse, {"2026": OLD})
    warehouse.connection.execute("update documents set other_region = '聊城市'")
    warehouse.build("figures_to_review")
    assert [row["reason_code"] for row in rows_of(warehouse, "figures_to_review")] == ["other_region"]


# ---- beside bureaus' files


def report(warehouse: Warehouse, *rows: tuple[str, str, float], basis: str = "period") -> None:
    """What a bureau's file says of urban jobs: first day, last day, value."""
    warehouse.connection.execute(
        "insert into submissions (submission_id, region, received_at, status) values ('s', ?, ?, 'taken')",
        [REGION, TAKEN],
    )
    warehouse.connection.execute(
        "insert into indicator_links values ('城镇新增就业', 'new_urban_jobs', '城镇新增就业', true, [])"
    )
    for number, (first, last, value) in enumerate(rows, start=2):
        warehouse.connection.execute(
            "insert into figures (submission_id, row_number, column_number, indicator_text, region_code, region,"
            " period, period_start, period_end, basis, value, unit, reported_value, source)"
            " values ('s', $row, 1, '城镇新增就业', $code, $region, $last, $first, $last, $basis, $value, '人', $value,"
            " '转载')",
            {"row": number, "code": CODE, "region": REGION, "basis": basis, "first": first, "last": last}
            | {"value": value},
        )


def test_a_document_corrects_nothing_that_a_bureau_reported_and_the_difference_is_listed(warehouse: Warehouse):
    report(warehouse, ("2025-01-01", "2025-12-31", 52_000))
    row = answer(warehouse, "城镇新增就业5万人以上", "2025年，城镇新增就业5.3万人")
    assert (row["observed"], row["told_by"]) == (52_000, "file")
    [difference] = warehouse.query("actuals__sources_agree").to_dict("records")
    assert (difference["value"], difference["other_value"]) == (52_000, 53_000)


@pytest.mark.parametrize(
    ("reported", "stated", "differences"),
    [(53_499, "5.3万人", 0), (53_501, "5.3万人", 1), (54_600, "超过5.3万人", 0), (52_400, "超过5.3万人", 1)],
)
def test_what_a_document_rounds_or_says_roughly_is_no_difference(
    warehouse: Warehouse, reported: float, stated: str, differences: int
):
    report(warehouse, ("2025-01-01", "2025-12-31", reported))
    answer(warehouse, "城镇新增就业5万人以上", f"2025年，城镇新增就业{stated}")
    assert len(warehouse.query("actuals__sources_agree")) == differences


def test_a_document_does_not_stand_in_for_months_that_add_up(warehouse: Warehouse):
    ends = [date(2025, month + 1, 1) - timedelta(days=1) for month in range(1, 12)]
    report(warehouse, *((f"{end:%Y-%m}-01", f"{end}", 4_000) for end in [*ends, date(2025, 12, 31)]))
    row = answer(warehouse, "城镇新增就业5万人以上", "2025年，城镇新增就业5.3万人")
    assert (row["observed"], row["told_by"]) == (48_000, "file")


def test_a_document_answers_where_a_month_is_missing(warehouse: Warehouse):
    report(warehouse, ("2025-01-01", "2025-01-31", 4_000), ("2025-12-01", "2025-12-31", 4_000))
    row = answer(warehouse, "城镇新增就业5万人以上", "2025年，城镇新增就业5.3万人")
    assert (row["observed"], row["told_by"]) == (53_000, "document")


@pytest.mark.parametrize(
    ("claim", "bad"),
    [
        ("actuals__every_figure_is_there", "delete from actuals where figure_id is not null"),
        (
            "document_figures__no_number_is_promised",
            "insert into targets by name select document_id, 1 as target_id, value_start, value_end"
            " from document_figures",
        ),
        (
            "figure_vintages__one_stands_at_a_time",
            "insert into figure_vintages by name select * replace (known_from + interval 1 day as known_from)"
            " from figure_vintages",
        ),
    ],
)
def test_what_must_hold_of_documents_figures_is_seen_to_fail(warehouse: Warehouse, claim: str, bad: str):
    answer(warehouse, "城镇新增就业5万人以上", "2025年，城镇新增就业5.3万人")
    assert warehouse.query(claim).empty
    warehouse.connection.execute(bad)
    assert len(warehouse.query(claim)) == 1
