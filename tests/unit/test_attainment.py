"""How attainment is computed, by examples; docs/method.md says the same in words."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import pytest
from attainment_oracle import Figure, Indicator, Plan, Promise
from attainment_worlds import FAR_FUTURE, build, load, open_in_memory, rows_of, world_of

from pipelines.actuals.cells.periods import read_period
from pipelines.storage.warehouse import Warehouse

STOCK, FLOW, RATE, UNREGISTERED = (Indicator("个", kind, "up") for kind in ("stock", "flow", "rate", None))
SHARE, LOWER_RATE = Indicator("%", "rate", "up"), Indicator("%", "rate", "down")
LOWER_FLOW = Indicator("个", "flow", "down")
PLAN = Plan(date(2021, 1, 15), date(2021, 1, 1))
TODAY = date(2026, 11, 21)
FIRST = datetime.fromisoformat("2026-01-01")
LATER = datetime.fromisoformat("2026-06-01")
AFTERWARDS = datetime.fromisoformat("2026-09-01")


def figure(period: str, value: float | None, unit: str = "个", basis: str | None = None, **more: Any) -> Figure:
    read = read_period(period)
    assert read
    given = {
        "submission_id": "first",
        "received_at": FIRST,
        "row_number": abs(hash((period, value, unit, basis))),
        "indicator_id": "it",
        "region_code": "371400",
        "period_start": read.start,
        "period_end": read.end,
        "basis": basis,
        "value": value,
        "unit": unit,
    }
    return Figure(**given | more)


def promise(value: float, by: str | None = "2025-12-31", measure: str = "level", **more: Any) -> Promise:
    given = {
        "target_id": "t",
        "document_id": "plan",
        "indicator_id": "it",
        "value": value,
        "unit": "个",
        "measure": measure,
        "deadline": date.fromisoformat(by) if by else None,
    }
    return Promise(**given | more)


@dataclass(frozen=True)
class Case:
    """A target, the figures of its region, and the date from which it is seen."""

    target: Promise
    figures: Sequence[Figure]
    on: str
    indicator: Indicator = STOCK
    others: Sequence[Promise] = ()

    def put_apart(self, name: str) -> tuple[list[Promise], list[Figure]]:
        """In a region of its own, with a figure of something else for the date, and with ids of its own."""
        promises = [
            replace(one, target_id=f"{name}-{one.target_id}", region_code=one.region_code and name, indicator_id=name)
            for one in (self.target, *self.others)
        ]
        figures = [
            replace(
                one,
                submission_id=f"{name}-{one.submission_id}",
                region_code=name if one.region_code == "371400" else one.region_code,
                indicator_id=name if one.indicator_id == "it" else one.indicator_id,
            )
            for one in self.figures
        ]
        day = date.fromisoformat(self.on)
        clock = figure("2020", 0, indicator_id="clock", region_code=name, submission_id=f"{name}-clock")
        return promises, [*figures, replace(clock, period_start=day, period_end=day)]


Assess = Callable[..., list[dict[str, Any]]]


@pytest.fixture(scope="module")
def warehouse() -> Iterator[Warehouse]:
    with open_in_memory() as opened:
        yield opened


@pytest.fixture
def assess(warehouse: Warehouse) -> Assess:
    """The row of attainment of each case, ids without the case's name."""

    def rows(*cases: Case, known_at: datetime = FAR_FUTURE) -> list[dict[str, Any]]:
        names = [f"{number:06d}" for number in range(len(cases))]
        parts = [case.put_apart(name) for name, case in zip(names, cases, strict=True)]
        indicators = {name: case.indicator for name, case in zip(names, cases, strict=True)} | {"clock": STOCK}
        promises = [one for part in parts for one in part[0]]
        figures = [one for part in parts for one in part[1]]
        load(warehouse, world_of(promises, figures, indicators, {"plan": PLAN}))
        build(warehouse, TODAY, known_at)
        found = {(row["target_id"], row["as_of"]): row for row in rows_of(warehouse, "attainment")}
        answers = [found[f"{name}-t", date.fromisoformat(case.on)] for name, case in zip(names, cases, strict=True)]
        return [row | {"actual_ids": [one.split("-", 1)[1] for one in row["actual_ids"]]} for row in answers]

    return rows


# ---- §1 what was observed


def test_a_level_of_a_stock_is_its_latest_state(assess: Assess):
    figures = [figure("2020", 267), figure("2024", 918)]
    [row] = assess(Case(promise(1000), figures, "2024-12-31"))
    assert (row["rule"], row["observed"], row["attainment_pct"]) == ("level_stock", 918, pytest.approx(91.8))
    assert row["actual_ids"] == [one.actual_id for one in figures]


def test_a_cumulative_number_is_answered_by_the_stock(assess: Assess):
    [row] = assess(Case(promise(13000, measure="cumulative"), [figure("2024-03", 10616)], "2024-03-31"))
    assert (row["rule"], round(row["attainment_pct"], 2)) == ("cumulative_stock", 81.66)


def test_a_number_to_be_passed_is_attained_as_soon_as_it_is(assess: Assess):
    target = promise(7_300_000, "2023-12-31", comparator="above", unit="千瓦")
    power = Indicator("千瓦", "stock", "up")
    [row] = assess(Case(target, [figure("2023-05", 7_608_000, "千瓦")], "2023-05-31", power))
    assert (row["status"], round(row["attainment_pct"], 1)) == ("attained", 104.2)


def test_the_year_to_date_answers_a_yearly_flow(assess: Assess):
    figures = [figure("2025年1—6月", 40, basis="ytd"), figure("2024年1—12月", 90, basis="ytd")]
    [row] = assess(Case(promise(100), figures, "2025-06-30", FLOW))
    assert (row["rule"], row["observed"], row["attainment_pct"]) == ("flow_ytd", 40, 40)


def test_periods_are_summed_only_if_none_is_missing(assess: Assess):
    months = [figure(f"2025-{month:02d}", 10, basis="period") for month in (1, 2, 4)]
    march = figure("2025-03", 10, basis="period")
    before, gap, whole = assess(
        Case(promise(100), months, "2025-02-28", FLOW),
        Case(promise(100), months, "2025-04-30", FLOW),
        Case(promise(100), [*months, march], "2025-04-30", FLOW),
    )
    assert (before["rule"], before["observed"]) == ("flow_period_sum", 20)
    assert (gap["rule"], gap["observed"], gap["status"]) == ("flow_incomplete", None, "unusable")
    assert whole["observed"] == 40


def test_an_increment_is_the_flow_of_its_period(assess: Assess):
    figures = [figure("2021", 30, basis="ytd"), figure("2022", 35, basis="ytd"), figure("2020", 99, basis="ytd")]
    [row] = assess(Case(promise(100, measure="increment"), figures, "2022-12-31", FLOW))
    assert (row["rule"], row["observed"]) == ("increment_ytd", 65)
    assert row["expected_value"] == pytest.approx(100 * 730 / 1826)


def test_an_increment_whose_period_begins_within_a_year_takes_off_what_was_before(assess: Assess):
    target = promise(100, measure="increment", period_start=date(2021, 7, 1))
    figures = [figure("2021年1—6月", 30, basis="ytd"), figure("2021年1—9月", 45, basis="ytd")]
    [row] = assess(Case(target, figures, "2021-09-30", FLOW))
    assert row["observed"] == 15


def test_without_flows_an_increment_is_the_difference_of_states(assess: Assess):
    target = promise(100, measure="increment")
    row, too_old = assess(
        Case(target, [figure("2020", 50), figure("2023", 90)], "2023-12-31"),
        Case(target, [figure("2018", 50), figure("2023", 90)], "2023-12-31"),
    )
    assert (row["rule"], row["observed"], row["baseline_value"]) == ("increment_stock_difference", 40, 50)
    assert (too_old["rule"], too_old["status"]) == ("baseline_missing", "unusable")


def test_complete_flows_answer_an_increment_before_later_states(assess: Assess):
    states = [figure("2020", 0, basis="stock"), figure("2024", 80, basis="stock")]
    flows = [figure("2021", 30, basis="ytd"), figure("2023", 30, basis="ytd")]
    complete, with_a_gap = assess(
        Case(promise(100, measure="increment"), [*states, flows[0]], "2024-12-31", UNREGISTERED),
        Case(promise(100, measure="increment"), [*states, *flows], "2024-12-31", UNREGISTERED),
    )
    assert (complete["rule"], complete["observed"]) == ("increment_ytd", 30)
    assert (with_a_gap["rule"], with_a_gap["observed"]) == ("increment_stock_difference", 80)


def test_without_a_stock_a_cumulative_is_what_was_added_since_the_first_plan(assess: Assess):
    target = promise(100, measure="cumulative", period_start=date(2023, 1, 1))
    earlier = promise(60, "2022-12-31", "cumulative", target_id="earlier", period_start=date(2022, 1, 1))
    flows = [figure(str(year), 30, basis="period") for year in (2021, 2022, 2023)]
    [row] = assess(Case(target, flows, "2023-12-31", UNREGISTERED, [earlier]))
    assert (row["rule"], row["observed"]) == ("cumulative_period_sum", 60)


def test_an_open_ended_sum_answers_nothing_either_once_a_part_is_missing(assess: Assess):
    target = promise(100, by=None, measure="cumulative", period_start=date(2023, 1, 1))
    flows = [figure("2023", 30, basis="ytd"), figure("2025", 30, basis="ytd")]
    whole, gap = assess(*(Case(target, flows, on, UNREGISTERED) for on in ("2023-12-31", "2025-12-31")))
    assert (whole["observed"], gap["rule"]) == (30, "flow_incomplete")


def test_a_change_compares_with_the_base_year(assess: Assess):
    target = promise(20, measure="change", unit="%", direction="up", baseline_year=2020)
    row, without_base = assess(
        Case(target, [figure("2020", 50), figure("2023", 56)], "2023-12-31"),
        Case(target, [figure("2019", 50), figure("2023", 56)], "2023-12-31"),
    )
    assert (row["rule"], row["observed"], row["baseline_value"]) == ("change_index", pytest.approx(12), 50)
    assert (without_base["rule"], without_base["status"]) == ("baseline_missing", "unusable")


def test_a_flow_is_compared_with_the_same_months_leap_days_too(assess: Assess):
    target = promise(20, measure="change", unit="%", direction="up", baseline_year=2022)
    figures = [figure("2022年1—2月", 10, basis="ytd"), figure("2024年1—2月", 11, basis="ytd")]
    [row] = assess(Case(target, figures, "2024-02-29", FLOW))
    assert row["observed"] == pytest.approx(10)


def test_a_flow_with_a_month_missing_is_not_compared(assess: Assess):
    target = promise(20, measure="change", unit="%", direction="up", baseline_year=2022)
    base = [figure(f"2022-{month:02d}", 10, basis="period") for month in range(1, 5)]
    now = [figure(f"2024-{month:02d}", 11, basis="period") for month in (1, 2, 4)]
    before, gap = assess(*(Case(target, [*base, *now], on, FLOW) for on in ("2024-02-29", "2024-04-30")))
    assert before["observed"] == pytest.approx(10)
    assert (gap["observed"], gap["rule"]) == (None, "baseline_missing")


def test_a_reported_growth_answers_against_the_year_before(assess: Assess):
    target = promise(5, measure="change", unit="%", direction="up", baseline_year=2024)
    figures = [figure("2024", 100), figure("2025", 108), figure("2025", 5.2, "%", "growth")]
    only_june = [figure("2025-06", 5.2, "%", "growth")]
    row, of_a_month = assess(
        Case(target, figures, "2025-12-31", FLOW),
        Case(target, only_june, "2025-06-30", FLOW),
    )
    assert (row["rule"], row["observed"], row["status"]) == ("change_growth", 5.2, "attained")
    assert of_a_month["rule"] == "basis_unmatched"


def test_the_growth_of_a_month_says_nothing_of_a_flow_that_no_registry_knows_either(assess: Assess):
    target = promise(5, measure="change", unit="%", direction="up", baseline_year=2024)
    figures = [figure("2025年1—6月", 40, basis="ytd"), figure("2025-06", 5.2, "%", "growth")]
    [row] = assess(Case(target, figures, "2025-06-30", UNREGISTERED))
    assert row["rule"] == "baseline_missing"


def test_years_without_figures_do_not_bend_a_yearly_average(assess: Assess):
    points = promise(2, measure="change", unit="百分点", direction="up", baseline_year=2020, annualised=True)
    yearly = promise(10, measure="change", unit="%", direction="up", baseline_year=2020, annualised=True)
    flows = [figure("2020", 100, basis="ytd"), figure("2023", 133.1, basis="ytd")]
    mean, of_a_stock, of_a_flow, within_a_year = assess(
        Case(points, [figure("2020", 40, "%", "rate"), figure("2023", 46, "%", "rate")], "2023-12-31", RATE),
        Case(yearly, [figure("2020", 100), figure("2023", 133.1)], "2023-12-31"),
        Case(yearly, flows, "2023-12-31", FLOW),
        Case(yearly, [figure("2020", 100), figure("2022-06", 115.368973)], "2022-06-30"),
    )
    assert mean["observed"] == 2
    assert [row["observed"] for row in (of_a_stock, of_a_flow, within_a_year)] == pytest.approx([10, 10, 10])


def test_points_are_differences_and_yearly_averages_compound(assess: Assess):
    points = promise(6, measure="change", unit="百分点", direction="up", baseline_year=2020)
    shares = [figure("2020", 40, "%", "rate"), figure("2022", 44, "%", "rate")]
    yearly = promise(10, measure="change", unit="%", direction="up", baseline_year=2020, annualised=True)
    every_year = promise(20, measure="increment", annualised=True)
    difference, compound, spread = assess(
        Case(points, shares, "2022-12-31", RATE),
        Case(yearly, [figure("2020", 100), figure("2022", 121)], "2022-12-31"),
        Case(every_year, [figure("2021", 30, basis="ytd")], "2021-12-31", FLOW),
    )
    assert (difference["rule"], difference["observed"]) == ("change_difference", 4)
    assert compound["observed"] == pytest.approx(10)
    assert spread["attainment_pct"] == pytest.approx(30)


def test_units_convert_within_a_dimension_and_never_across(assess: Assess):
    area = Indicator("亩", "stock", "up")
    converted, unmatched = assess(
        Case(promise(300, unit="亩"), [figure("2024", 10, "公顷")], "2024-12-31", area),
        Case(promise(300, unit="亩"), [figure("2024", 10, "千瓦")], "2024-12-31", area),
    )
    assert converted["observed"] == 150
    assert (unmatched["rule"], unmatched["status"]) == ("unit_unmatched", "unusable")
    assert unmatched["attainment_pct"] is None
    assert "量纲不同" in unmatched["reason"]


def test_only_figures_of_the_region_and_of_ended_periods_count(assess: Assess):
    elsewhere, not_ended = assess(
        Case(promise(10), [figure("2024", 9, region_code="371500")], "2024-12-31"),
        Case(promise(10), [figure("2024", 9)], "2024-06-30"),
    )
    assert (elsewhere["rule"], not_ended["rule"]) == ("not_reported", "not_reported")


def test_what_no_figure_can_answer_says_why(assess: Assess):
    assert assess(Case(promise(10), [figure("2024", 9, "%", "growth")], "2024-12-31"))[0]["rule"] == "basis_unmatched"
    rows = assess(
        Case(promise(10, per="产业链"), [figure("2024", 9)], "2024-12-31"),
        Case(promise(10, per="产业链"), [], "2024-12-31"),
        Case(promise(10, by=None, measure="level"), [], "2024-12-31", FLOW),
        Case(promise(10, by=None, measure="level"), [figure("2024", 9, basis="ytd")], "2024-12-31", FLOW),
        Case(promise(10), [figure("2024", 9, basis="ytd")], "2024-12-31"),
    )
    assert [(row["rule"], row["status"]) for row in rows] == [
        ("per_each", "unusable"),
        ("per_each", "no_data"),
        ("period_unknown", "no_data"),
        ("period_unknown", "undecided"),
        ("basis_unmatched", "unusable"),
    ]
    assert {row["observed"] for row in rows} == {None}
    assert "请分“产业链”报送" in rows[0]["reason"]
    assert "请补报期末数" in rows[-1]["reason"]


# ---- §2 how far


def test_less_is_better_where_the_registry_says_so(assess: Assess):
    loss = promise(8, unit="%")
    row, met = assess(
        Case(loss, [figure("2020", 12, "%"), figure("2023", 10, "%")], "2023-12-31", LOWER_RATE),
        Case(loss, [figure("2020", 12, "%"), figure("2023", 7.9, "%")], "2023-12-31", LOWER_RATE),
    )
    assert (row["attainment_pct"], row["progress_pct"]) == (80, 50)
    assert met["status"] == "attained"


def test_words_that_fall_make_a_ceiling_whatever_the_registry_knows(assess: Assess):
    """吸烟率下降到5%: 11.1 after 18.8 is on the way, and not done because it is more than 5."""
    figures = [figure("2020", 18.8, "%"), figure("2024", 11.1, "%")]
    row, met, capped = assess(
        Case(promise(5, unit="%", falls=True), figures, "2024-12-31", SHARE),
        Case(promise(5, unit="%", falls=True), [*figures, figure("2025", 4.9, "%")], "2025-12-31", SHARE),
        Case(promise(100, falls=True), [figure("2025年1—6月", 60, basis="ytd")], "2025-06-30", FLOW),
    )
    assert (row["status"], round(row["progress_pct"]), row["attainment_pct"]) == (
        "behind",
        56,
        pytest.approx(500 / 11.1),
    )
    assert met["status"] == "attained"
    assert (capped["used_pct"], capped["attainment_pct"]) == (60, None)


def test_what_is_short_of_the_promise_is_never_shown_as_all_of_it(assess: Assess):
    short, large, over = assess(
        Case(promise(100_000), [figure("2020", 0), figure("2025", 99_999)], "2025-12-31"),
        Case(promise(1e9), [figure("2025", 999_999_999)], "2025-12-31"),
        Case(promise(100_000, comparator="at_most"), [figure("2025", 100_001, basis="ytd")], "2025-12-31", FLOW),
    )
    assert (short["status"], short["attainment_pct"]) == ("missed", pytest.approx(99.999))
    assert "完成率99.9%；自2020年末的0个算起已走完全程的99.9%" in short["reason"]
    assert "2025年末为999999999个，目标10亿个，完成率99.9%" in large["reason"]
    assert "合计10.0001万个，目标不超过10万个，已用上限的100.1%" in over["reason"]


def test_a_figure_from_before_its_period_counts_for_no_target_that_has_not_begun(assess: Assess):
    later = promise(1000, "2030-12-31", period_start=date(2026, 1, 1))
    [row] = assess(Case(later, [figure("2024", 1200)], "2024-12-31"))
    assert (row["status"], row["rule"], row["observed"], row["attainment_pct"]) == (
        "not_started",
        "not_reported",
        None,
        None,
    )


def test_a_falling_change_is_met_below_it(assess: Assess):
    fall = promise(13.5, measure="change", unit="%", direction="down", baseline_year=2020)
    on_the_way, met, risen = assess(
        *(Case(fall, [figure("2020", 100), figure("2022", now)], "2022-12-31") for now in (90, 86, 105))
    )
    assert (on_the_way["observed"], round(on_the_way["attainment_pct"], 1)) == (-10, 74.1)
    assert (on_the_way["status"], met["status"]) == ("ahead", "attained")
    assert risen["attainment_pct"] < 0


def test_a_yearly_cap_shows_the_share_used(assess: Assess):
    cap = promise(100, comparator="at_most")
    half = figure("2025年1—6月", 40, basis="ytd")
    row, kept, over = assess(
        Case(cap, [half], "2025-06-30", FLOW),
        Case(cap, [half, figure("2025年1—12月", 99, basis="ytd")], "2025-12-31", FLOW),
        Case(cap, [replace(half, value=101)], "2025-06-30", FLOW),
    )
    assert (row["attainment_pct"], row["used_pct"]) == (None, 40)
    assert row["gap_points"] == pytest.approx(100 * 181 / 365 - 40)
    assert [one["status"] for one in (row, kept, over)] == ["on_schedule", "attained", "breached"]


def test_about_is_met_within_the_tolerance_and_a_range_inside(assess: Assess):
    about, between = promise(100, comparator="about"), promise(2, comparator="between", value_high=3)
    rows = assess(
        *(Case(about, [figure("2025", value)], "2025-12-31") for value in (94.9, 95, 105, 105.1)),
        *(Case(between, [figure("2025", value)], "2025-12-31") for value in (1.9, 2, 3, 3.1)),
    )
    assert [row["status"] for row in rows] == ["missed", "attained", "attained", "missed"] * 2


def test_about_and_a_range_hold_for_falls_and_below_zero(assess: Assess):
    below_zero = promise(-10, comparator="about")
    fall = promise(10, measure="change", unit="%", direction="down", baseline_year=2020, comparator="between")
    down_to = promise(5, comparator="between", value_high=8, unit="%")
    rows = assess(
        *(Case(below_zero, [figure("2025", value)], "2025-12-31") for value in (-10.6, -10.5, -9.5, -9.4)),
        *(
            Case(replace(fall, value_high=15), [figure("2020", 100), figure("2025", value)], "2025-12-31")
            for value in (84.9, 85, 90, 90.1)
        ),
        *(Case(down_to, [figure("2025", value, "%")], "2025-12-31", LOWER_RATE) for value in (4.9, 5, 8, 8.1)),
    )
    assert [row["status"] for row in rows] == ["missed", "attained", "attained", "missed"] * 3


def test_a_range_that_one_comes_down_to_is_reached_at_its_upper_end(assess: Assess):
    down_to = promise(5, comparator="between", value_high=8, unit="%")
    [row] = assess(Case(down_to, [figure("2020", 20, "%"), figure("2023", 14, "%")], "2023-12-31", LOWER_RATE))
    assert (row["progress_pct"], round(row["attainment_pct"], 1)) == (50, 57.1)


def test_zero_is_met_at_zero_and_measured_from_the_baseline(assess: Assess):
    clear = promise(0)
    row, without_base, met = assess(
        Case(clear, [figure("2020", 40), figure("2023", 10)], "2023-12-31"),
        Case(clear, [figure("2023", 10)], "2023-12-31"),
        Case(clear, [figure("2023", 0)], "2023-12-31"),
    )
    assert (row["attainment_pct"], row["progress_pct"]) == (75, 75)
    assert without_base["attainment_pct"] is None
    assert met["status"] == "attained"


def test_what_was_at_zero_and_is_no_more_breaks_the_promise(assess: Assess):
    kept, broken, never_at_zero = assess(
        Case(promise(0), [figure("2020", 0), figure("2023", 0)], "2023-12-31"),
        Case(promise(0), [figure("2020", 0), figure("2023", 1)], "2023-12-31"),
        Case(promise(0), [figure("2020", 4), figure("2023", 5)], "2023-12-31"),
    )
    assert [row["status"] for row in (kept, broken, never_at_zero)] == ["attained", "breached", "far_behind"]


def test_no_growth_has_no_gap_in_points_and_says_so(assess: Assess):
    """化肥使用量零增长: a rise of 1 % is no share of 0."""
    target = promise(0, measure="change", unit="%", direction="up", baseline_year=2024)
    figures = [figure("2025年1—6月", 1, "%", "growth")]
    [row] = assess(Case(target, figures, "2025-06-30", LOWER_FLOW))
    assert (row["gap_points"], row["status"]) == (None, "undecided")
    assert "差距无法折算成百分点" in row["reason"]


def test_the_whole_way_counts_and_not_what_was_there_before(assess: Assess):
    [row] = assess(Case(promise(1000), [figure("2020", 950), figure("2024", 950)], "2024-12-31"))
    assert (row["attainment_pct"], row["progress_pct"], row["status"]) == (95, 0, "far_behind")


def test_a_rise_of_what_should_fall_is_a_limit(assess: Assess):
    prices = promise(3, measure="change", unit="%", direction="up", baseline_year=2024)
    rows = assess(
        *(
            Case(prices, [figure("2025年1—12月", value, "%", "growth")], "2025-12-31", LOWER_FLOW)
            for value in (2.1, 3.4)
        )
    )
    assert [row["status"] for row in rows] == ["attained", "missed"]


def test_sums_of_decimals_reach_their_decimal(assess: Assess):
    figures = [figure("2025-01", 0.7, basis="period"), figure("2025-02", 0.1, basis="period")]
    [row] = assess(Case(promise(0.8), figures, "2025-02-28", FLOW))
    assert row["status"] == "attained"


# ---- §3 where it should be


def test_a_stock_is_expected_on_the_line_from_its_baseline(assess: Assess):
    [row] = assess(Case(promise(1000), [figure("2020", 200), figure("2022", 600)], "2022-12-31"))
    share = 730 / 1826
    assert row["expected_value"] == pytest.approx(200 + 800 * share)
    assert (row["expected_pct"], row["gap_points"]) == (pytest.approx(100 * share), pytest.approx(50 - 100 * share))


def test_the_path_runs_through_the_milestones_of_all_plans(assess: Assess):
    milestones = [
        promise(1600, "2020-12-31", "cumulative", target_id="m1"),
        promise(5200, "2021-12-31", "cumulative", target_id="m2"),
    ]
    target = promise(8800, "2022-12-31", "cumulative")
    [row] = assess(Case(target, [figure("2021-09", 4000)], "2021-09-30", others=milestones))
    assert row["expected_value"] == pytest.approx(1600 + 3600 * 273 / 365)
    assert row["baseline_value"] == 1600


def test_without_a_figure_the_path_begins_at_the_milestone_that_was_due_when_the_period_began(assess: Assess):
    """The older plan's 500 of 2015 is no part of the way from 2021 to 2025, the 1000 of 2020 are its beginning."""
    milestones = [
        promise(500, "2015-12-31", target_id="m0"),
        promise(1000, "2020-12-31", target_id="m1"),
        promise(1500, "2023-12-31", target_id="m2"),
    ]
    target, now = promise(2000), figure("2022-06", 1100)
    row, measured = assess(
        Case(target, [now], "2022-06-30", others=milestones),
        Case(target, [figure("2020", 900), now], "2022-06-30", others=milestones),
    )
    assert (row["baseline_value"], row["progress_pct"], row["status"]) == (1000, 10, "behind")
    assert row["expected_value"] == pytest.approx(1000 + 500 * 546 / 1095)
    assert (measured["baseline_value"], round(measured["progress_pct"], 1)) == (900, 18.2)
    assert measured["expected_value"] == pytest.approx(900 + 600 * 546 / 1095)


def test_without_a_baseline_a_stock_has_no_colour_before_its_deadline(assess: Assess):
    [row] = assess(Case(promise(1000), [figure("2024", 918)], "2024-12-31"))
    assert (row["expected_pct"], row["expected_value"], row["status"]) == (None, None, "undecided")
    assert "没有基期数，推算不出序时进度，请补报2020年末的数" in row["reason"]


def test_what_a_state_shall_gain_in_a_year_is_gained_in_the_course_of_it(assess: Assess):
    """Beside the end of the year before: 2 % in March are on the way to 10 %. A reported 同比 is a rate already."""
    stock = promise(10, measure="change", unit="%", direction="up", baseline_year=2024)
    share = replace(stock, value=2, unit="百分点")
    march, june, told, points = assess(
        Case(stock, [figure("2024", 100), figure("2025-03", 102)], "2025-03-31"),
        Case(stock, [figure("2024", 100), figure("2025-06", 111)], "2025-06-30"),
        Case(stock, [figure("2025-03", 8, "%", "growth")], "2025-03-31"),
        Case(share, [figure("2024", 50, "%"), figure("2025-06", 51, "%")], "2025-06-30", RATE),
    )
    assert (march["rule"], march["status"]) == ("change_index", "on_schedule")
    assert march["expected_value"] == pytest.approx(10 * 90 / 365)
    assert march["required_per_month"] == pytest.approx(8 / 9)
    assert march["projected_value"] is None
    assert june["status"] == "attained"
    assert (told["rule"], told["expected_value"], told["status"]) == ("change_growth", 10, "behind")
    assert points["gap_points"] == pytest.approx(50 - 100 * 181 / 365)


def test_a_target_is_judged_on_the_day_of_its_figure(assess: Assess):
    """What has not been reported since is said beside the colour, and is none."""
    half = [figure("2024年1—12月", 0, basis="ytd"), figure("2025年1—6月", 50, basis="ytd")]
    in_june, in_october = assess(
        Case(promise(100), half, "2025-06-30", FLOW), Case(promise(100), half, "2025-10-31", FLOW)
    )
    assert in_june["status"] == in_october["status"] == "on_schedule"
    assert in_june["gap_points"] == in_october["gap_points"] == pytest.approx(50 - 100 * 181 / 365)
    assert in_october["expected_value"] == pytest.approx(100 * 304 / 365)
    assert in_october["due_value"] == pytest.approx(100 * 181 / 365)
    assert (in_june["figure_age_days"], in_october["figure_age_days"]) == (0, 123)


def test_a_figure_is_stale_that_is_older_than_its_own_rhythm_and_a_grace(assess: Assess):
    months = [figure("2025-04", 10), figure("2025-05", 11)]
    years = [figure("2023", 10), figure("2024", 11)]
    after_a_month, after_two, yearly, alone, at_the_end = assess(
        Case(promise(100), months, "2025-06-30"),
        Case(promise(100), months, "2025-07-31"),
        Case(promise(100), years, "2025-12-31"),
        Case(promise(100), years[1:], "2026-11-20", others=()),
        Case(promise(100, "2024-12-31"), years, "2026-11-20"),
    )
    rows = (after_a_month, after_two, yearly, alone, at_the_end)
    assert [row["is_stale"] for row in rows] == [False, True, False, True, False]
    assert "最新数距今61天，超过了它的报送间隔，请补报近期数" in after_two["reason"]


def test_what_is_on_schedule_and_heading_for_less_says_so(assess: Assess):
    ends = [figure(str(year), value) for year, value in ((2017, 30), (2018, 31), (2019, 32), (2020, 33), (2021, 43))]
    less, enough = assess(Case(promise(83), ends, "2021-12-31"), Case(promise(55), ends, "2021-12-31"))
    assert (less["status"], less["projected_to_miss"]) == ("on_schedule", True)
    assert "预计完不成" in less["reason"]
    assert (enough["status"], enough["projected_to_miss"]) == ("ahead", False)


def test_what_is_to_be_held_is_expected_in_full(assess: Assess):
    growth = promise(5, measure="change", unit="%", direction="up", baseline_year=2024)
    fallen, growing = assess(
        Case(promise(100), [figure("2020", 105), figure("2023", 85)], "2023-12-31"),
        Case(growth, [figure("2025年1—3月", 5.4, "%", "growth")], "2025-03-31", FLOW),
    )
    assert (fallen["expected_value"], fallen["progress_pct"]) == (100, None)
    assert fallen["gap_points"] == pytest.approx(-15)
    assert (growing["expected_value"], growing["status"]) == (5, "on_schedule")


# ---- §4 status


def test_the_colour_follows_the_gap(assess: Assess):
    target = promise(100, "2025-12-31", "increment", period_start=date(2025, 1, 1))
    rows = assess(
        *(
            Case(target, [figure("2025年1—6月", value, basis="ytd")], "2025-06-30", FLOW)
            for value in (100, 61, 45, 35, 15)
        )
    )
    assert [row["status"] for row in rows] == ["attained", "ahead", "on_schedule", "behind", "far_behind"]


def test_the_cuts_themselves(assess: Assess):
    target = promise(100, "2025-04-10", period_start=date(2025, 1, 1))  # 100 days, seen on the 50th
    halfway = (60, 59.9, 40.1, 40, 20, 19.9)
    rows = assess(*(Case(target, [figure("2024", 0), figure("2025-02-19", now)], "2025-02-19") for now in halfway))
    assert [row["gap_points"] for row in rows] == pytest.approx([10, 9.9, -9.9, -10, -30, -30.1])
    statuses = ["ahead", "on_schedule", "on_schedule", "behind", "behind", "far_behind"]
    assert [row["status"] for row in rows] == statuses


def test_what_time_does_to_a_yearly_flow(assess: Assess):
    half = [figure("2025年1—6月", 40, basis="ytd")]
    expected = [
        ([figure("2024", 100, basis="ytd")], "2024-12-31", "not_started"),
        ([], "2025-06-30", "no_data"),
        ([], "2025-12-31", "no_data"),
        ([], "2026-01-01", "overdue_no_data"),
        (half, "2026-01-01", "overdue_no_data"),
        ([figure("2025", 99, basis="ytd")], "2025-12-31", "missed"),
        ([figure("2025", 100, basis="ytd")], "2026-11-21", "attained"),
    ]
    rows = assess(*(Case(promise(100), figures, on, FLOW) for figures, on, _ in expected))
    assert [row["status"] for row in rows] == [status for _, _, status in expected]


def test_about_a_yearly_flow_is_only_attained_by_the_whole_year(assess: Assess):
    """96 in October are within 5 % of 100, and the year is not over; a floor stays reached."""
    about, floor = promise(100, comparator="about"), promise(96)
    october = figure("2025年1—10月", 96, basis="ytd")
    on_the_way, reached, kept, left = assess(
        Case(about, [october], "2025-10-31", FLOW),
        Case(floor, [october], "2025-10-31", FLOW),
        Case(about, [october, figure("2025", 104, basis="ytd")], "2025-12-31", FLOW),
        Case(about, [october, figure("2025", 106, basis="ytd")], "2025-12-31", FLOW),
    )
    assert [row["status"] for row in (on_the_way, reached, kept, left)] == ["ahead", "attained", "attained", "missed"]


def test_a_yearly_cap_is_overdue_without_the_whole_year_and_breached_for_good(assess: Assess):
    cap = promise(100, comparator="at_most")
    silent, breached = assess(
        Case(cap, [figure("2025年1—11月", 90, basis="ytd")], "2026-02-28", FLOW),
        Case(cap, [figure("2025年1—6月", 101, basis="ytd")], "2026-02-28", FLOW),
    )
    assert [row["status"] for row in (silent, breached)] == ["overdue_no_data", "breached"]


def test_what_cannot_be_answered_is_overdue_all_the_same_if_nothing_came_through_the_deadline(assess: Assess):
    target = promise(10, "2023-12-31")
    early, through = assess(
        Case(target, [figure("2021", 5, "亩")], "2024-06-30"),
        Case(target, [figure("2023", 5, "亩")], "2024-06-30"),
    )
    assert {row["rule"] for row in (early, through)} == {"unit_unmatched"}
    assert [row["status"] for row in (early, through)] == ["overdue_no_data", "unusable"]


def test_deadlines_on_leap_days_and_within_a_month(assess: Assess):
    leap = promise(100, "2024-02-29", period_start=date(2024, 1, 1))
    mid_june = promise(100, "2024-06-15", "increment", period_start=date(2024, 1, 1))
    may, june = figure("2024年1—5月", 90, basis="ytd"), figure("2024年1—6月", 108, basis="ytd")
    kept, missed, on_the_way, without_june, with_june = assess(
        Case(leap, [figure("2024年1—2月", 100, basis="ytd")], "2024-02-29", FLOW),
        Case(leap, [figure("2024年1—2月", 60, basis="ytd")], "2024-02-29", FLOW),
        Case(mid_june, [may], "2024-05-31", FLOW),
        Case(mid_june, [may], "2024-06-30", FLOW),
        Case(mid_june, [may, june], "2024-06-30", FLOW),
    )
    assert [row["status"] for row in (kept, missed)] == ["attained", "missed"]
    assert on_the_way["expected_value"] == pytest.approx(100 * 152 / 167)
    assert [row["status"] for row in (without_june, with_june)] == ["overdue_no_data", "attained"]


def test_a_promise_kept_at_its_deadline_stays_kept_and_a_late_one_is_remembered(assess: Assess):
    kept, late = assess(
        Case(promise(1000), [figure("2025", 1005), figure("2026-06", 990)], "2026-06-30"),
        Case(promise(1000), [figure("2025", 980), figure("2026-06", 1010)], "2026-06-30"),
    )
    assert kept["status"] == "attained"
    assert (late["status"], late["worst_status"]) == ("attained_late", "missed")
    assert "时限2025年末已过，时限内最后一期（2025年末为980个）尚未达到，此后达到" in late["reason"]


def test_what_only_a_figure_after_the_deadline_meets_was_perhaps_not_in_time(assess: Assess):
    """Unless one before it met it already; and a figure of the deadline's month says it."""
    target, later = promise(1000, "2024-12-31"), figure("2025-06", 1010)
    alone, short_before, met_before, late = assess(
        Case(target, [later], "2025-06-30"),
        Case(target, [figure("2024-11", 980), later], "2025-06-30"),
        Case(target, [figure("2024-11", 1001), later], "2025-06-30"),
        Case(target, [figure("2024-12", 999), later], "2025-06-30"),
    )
    statuses = [row["status"] for row in (alone, short_before, met_before, late)]
    assert statuses == ["attained_unconfirmed", "attained_unconfirmed", "attained", "attained_late"]
    assert "是否如期达到待核" in short_before["reason"]


def test_a_rate_after_the_deadline_answers_another_time(assess: Assess):
    [row] = assess(Case(promise(60, "2024-12-31", unit="%"), [figure("2025", 61, "%")], "2025-12-31", SHARE))
    assert (row["status"], row["observed"]) == ("overdue_no_data", None)


def test_a_cap_on_a_rate_is_kept_until_its_period_ends_and_breached_above_it(assess: Assess):
    cap = promise(5.5, comparator="at_most", unit="%", period_start=date(2025, 1, 1))
    quarters = [figure(f"2025Q{n}", value, "%", "rate") for n, value in enumerate((5.2, 5.6, 5.4, 5.3), start=1)]
    days = ("2025-03-31", "2025-06-30", "2025-09-30", "2025-12-31")
    rows = assess(*(Case(cap, quarters, day, LOWER_RATE) for day in days))
    assert [row["status"] for row in rows] == ["on_schedule", "breached", "on_schedule", "attained"]


def test_a_limit_that_one_comes_down_to_is_not_breached_on_the_way(assess: Assess):
    limit = promise(35, comparator="at_most")
    [row] = assess(Case(limit, [figure("2020", 50), figure("2022", 45)], "2022-12-31"))
    assert (row["status"], row["progress_pct"]) == ("on_schedule", pytest.approx(100 / 3))


def test_only_what_was_reported_in_the_period_has_a_colour(assess: Assess):
    [row] = assess(Case(promise(1000), [figure("2020", 267)], "2024-06-30"))
    assert (row["status"], row["observed"], row["progress_pct"]) == ("no_data", 267, None)
    assert "规划期内尚未报送" in row["reason"]


def test_the_worst_colour_is_remembered(assess: Assess):
    quarters = [figure(f"2025年1—{month}月", value, basis="ytd") for month, value in ((3, 1), (6, 55))]
    [row] = assess(Case(promise(100), quarters, "2025-06-30", FLOW))
    assert (row["status"], row["worst_status"]) == ("on_schedule", "behind")


def test_the_worst_colour_outlives_dates_without_an_answer(assess: Assess):
    months = [figure(f"2025-{month:02d}", value, basis="period") for month, value in ((1, 0), (2, 0), (4, 60))]
    march = figure("2025-03", 40, basis="period")
    gap, filled = assess(
        Case(promise(100), months, "2025-04-30", FLOW), Case(promise(90), [*months, march], "2025-04-30", FLOW)
    )
    assert (gap["status"], gap["worst_status"]) == ("unusable", "behind")
    assert (filled["status"], filled["worst_status"]) == ("attained", "behind")


# ---- §5 where it is heading


def test_what_is_missing_is_spread_over_the_months_left(assess: Assess):
    [row] = assess(Case(promise(13000, measure="cumulative"), [figure("2024-03", 10616)], "2024-03-31"))
    assert row["required_per_month"] == pytest.approx((13000 - 10616) / 21)


def test_a_trend_needs_four_years_and_takes_the_last_five_changes(assess: Assess):
    values = (0, 10, 30, 45, 60, 80, 95)
    ends = [figure(str(year), value) for year, value in enumerate(values, start=2017)]
    row, too_few = assess(
        Case(promise(150), ends, "2023-12-31"),
        Case(promise(150), ends[-3:], "2023-12-31"),
    )
    yearly = (95 - 10) / 5
    assert row["projected_value"] == pytest.approx(95 + 2 * yearly)
    assert row["projected_pct"] == pytest.approx((95 + 2 * yearly) / 1.5)
    assert row["projected_on"] == date(2027, 3, 28)
    assert too_few["projected_value"] is None
    assert "不足四年" in too_few["reason"]


def test_a_trend_works_with_zeros_and_below_zero(assess: Assess):
    ends = [figure(str(year), value) for year, value in zip(range(2019, 2023), (-5, 0, -3, 4), strict=True)]
    row, three = assess(Case(promise(10), ends, "2022-12-31"), Case(promise(10), ends[1:], "2022-12-31"))
    assert (row["projected_value"], row["projected_on"]) == (13, date(2024, 12, 31))
    assert (three["projected_value"], "不足四年" in three["reason"]) == (None, True)


def test_nothing_is_required_or_foreseen_once_the_deadline_has_come(assess: Assess):
    ends = [figure(str(year), year - 2015) for year in range(2019, 2026)]
    [row] = assess(Case(promise(20), ends, "2025-12-31"))
    foreseen = ("required_per_month", "projected_value", "projected_pct", "projected_on")
    assert [row[name] for name in foreseen] == [None] * 4


def test_what_has_yet_to_fall_is_said_as_a_fall(assess: Assess):
    fall = promise(20, measure="change", unit="%", direction="down", baseline_year=2020)
    at_most = replace(fall, value=5, comparator="at_most")
    on_the_way, too_far = assess(
        *(Case(target, [figure("2020", 100), figure("2023-06", 92)], "2023-06-30") for target in (fall, at_most))
    )
    assert on_the_way["required_per_month"] == pytest.approx(-12 / 30)
    assert "每月需再下降0.4个百分点" in on_the_way["reason"]
    assert "每月需增长0.1个百分点" in too_far["reason"]


def test_a_year_goes_on_at_its_pace_and_by_the_seasons_of_earlier_years(assess: Assess):
    half = figure("2025年1—6月", 40, basis="ytd")
    earlier = [figure("2024年1—6月", 20, basis="ytd"), figure("2024", 80, basis="ytd")]
    by_days, by_season = assess(
        Case(promise(100), [half], "2025-06-30", FLOW),
        Case(promise(100), [half, *earlier], "2025-06-30", FLOW),
    )
    assert by_days["projected_value"] == pytest.approx(40 * 365 / 181)
    assert by_season["projected_value"] == pytest.approx(160)


# ---- §6 what was known when


def corrected(value: float) -> Figure:
    return figure("2024", value, submission_id="second", received_at=LATER)


def vintages(warehouse: Warehouse) -> list[tuple[Any, ...]]:
    rows = rows_of(warehouse, "actuals", "known_from, value desc")
    return [(row["value"], row["known_until"], row["superseded_by"]) for row in rows if row["indicator_id"] != "clock"]


def test_a_correction_supersedes_and_the_old_value_is_still_known_then(assess: Assess, warehouse: Warehouse):
    case = Case(promise(1000), [figure("2024", 918), corrected(925)], "2024-12-31")
    [now] = assess(case)
    assert vintages(warehouse) == [(918, LATER, "000000-second"), (925, None, None)]
    [then] = assess(case, known_at=datetime.fromisoformat("2026-03-01"))
    assert (now["observed"], then["observed"]) == (925, 918)


def test_saying_the_same_again_is_no_correction(assess: Assess, warehouse: Warehouse):
    [row] = assess(Case(promise(1000), [figure("2024", 918), corrected(918)], "2024-12-31"))
    assert row["actual_ids"] == [figure("2024", 918).actual_id]
    assert vintages(warehouse) == [(918, None, None), (918, None, None)]


def taken_back(received_at: datetime = LATER, reason: str | None = "重复统计") -> Figure:
    return figure("2024", None, submission_id=f"back-{received_at:%m}", received_at=received_at, reason=reason)


def reported_again(value: float) -> Figure:
    return figure("2024", value, submission_id="again", received_at=AFTERWARDS)


def test_a_correction_supersedes_what_left_its_basis_out(assess: Assess, warehouse: Warehouse):
    """Without a basis the figure of a stock is a stock: the two tell of the same."""
    assess(Case(promise(1000), [figure("2024", 918), replace(corrected(925), basis="stock")], "2024-12-31"))
    assert vintages(warehouse) == [(918, LATER, "000000-second"), (925, None, None)]


def reasons(warehouse: Warehouse) -> list[tuple[Any, ...]]:
    rows = rows_of(warehouse, "actuals", "known_from, value desc")
    return [(row["value"], row["superseded_reason"]) for row in rows if row["indicator_id"] != "clock"]


def test_the_reason_of_a_correction_stands_with_the_old_figure(assess: Assess, warehouse: Warehouse):
    assess(Case(promise(1000), [figure("2024", 918), replace(corrected(925), reason="漏报两个镇")], "2024-12-31"))
    assert reasons(warehouse) == [(918, "漏报两个镇"), (925, None)]


def test_a_figure_that_is_taken_back_counts_no_more_and_was_known_before(assess: Assess, warehouse: Warehouse):
    case = Case(promise(1000), [figure("2024", 918), taken_back()], "2024-12-31")
    [now] = assess(case)
    assert vintages(warehouse) == [(918, LATER, f"000000-back-{LATER:%m}")]
    assert reasons(warehouse) == [(918, "重复统计")]
    [then] = assess(case, known_at=datetime.fromisoformat("2026-03-01"))
    assert (now["status"], now["rule"], then["observed"]) == ("no_data", "not_reported", 918)


def test_what_is_taken_back_does_not_bring_back_what_it_corrected(assess: Assess, warehouse: Warehouse):
    [row] = assess(Case(promise(1000), [figure("2024", 918), corrected(925), taken_back(AFTERWARDS)], "2024-12-31"))
    assert row["observed"] is None
    assert [until for _, until, _ in vintages(warehouse)] == [LATER, AFTERWARDS]


def test_what_was_taken_back_and_is_reported_again_counts_from_then(assess: Assess, warehouse: Warehouse):
    case = Case(promise(1000), [figure("2024", 918), taken_back(), reported_again(918)], "2024-12-31")
    [now] = assess(case)
    [between] = assess(case, known_at=LATER)
    assert (now["observed"], now["actual_ids"]) == (918, [reported_again(918).actual_id])
    assert between["observed"] is None


def test_one_file_may_take_a_figure_back_and_report_another(assess: Assess, warehouse: Warehouse):
    both = [replace(taken_back(), submission_id="both"), figure("2024", 925, submission_id="both", received_at=LATER)]
    [row] = assess(Case(promise(1000), [figure("2024", 918), *both], "2024-12-31"))
    assert row["observed"] == 925


def test_taking_back_leaves_another_source_alone(assess: Assess, warehouse: Warehouse):
    figures = [figure("2024", 302, source="德州市统计局"), figure("2024", 303, source="德州日报")]
    [row] = assess(
        Case(promise(1000), [*figures, replace(taken_back(), source="德州市统计局", row_number=9)], "2024-12-31")
    )
    assert row["observed"] == 303


def test_two_sources_are_kept_and_the_better_one_counts(assess: Assess, warehouse: Warehouse):
    figures = [figure("2024", 302, source="德州市统计局"), figure("2024", 303, source="德州日报")]
    [row] = assess(Case(promise(1000), figures, "2024-12-31"))
    assert row["observed"] == 302
    assert vintages(warehouse) == [(303, None, None), (302, None, None)]


# ---- §7 plans against plans


def conflicts_of(warehouse: Warehouse, plans: dict[str, Plan], *targets: Promise) -> list[dict[str, Any]]:
    load(warehouse, world_of(targets, [], {"it": STOCK}, plans))
    build(warehouse, TODAY)
    return rows_of(warehouse, "target_conflicts")


def test_two_numbers_for_one_year_are_named_and_the_newer_document_is_followed(warehouse: Warehouse):
    plans = {"plan": Plan(date(2023, 5, 3)), "newer": Plan(date(2023, 8, 26))}
    target = promise(7_300_000, "2023-12-31", unit="千瓦")
    other = promise(8_000_000, "2023-12-31", unit="千瓦", target_id="other", document_id="newer")
    [pair] = conflicts_of(warehouse, plans, other, target)
    assert (pair["target_id"], pair["other_target_id"], pair["conflict"]) == ("t", "other", "same_year_different_value")
    assert (pair["newer_document_id"], pair["followed_target_id"]) == ("newer", "other")
    assert "730万千瓦" in pair["reason"]
    assert "800万千瓦" in pair["reason"]


def test_a_later_milestone_below_an_earlier_one_is_named(warehouse: Warehouse):
    plans = {"plan": Plan()}
    [pair] = conflicts_of(warehouse, plans, promise(90, "2023-12-31"), promise(80, "2025-12-31", target_id="later"))
    assert (pair["conflict"], pair["newer_document_id"], pair["followed_target_id"]) == (
        "later_is_lower",
        None,
        "later",
    )


def test_the_same_number_again_is_no_contradiction(warehouse: Warehouse):
    plans = {"plan": Plan(date(2023, 5, 3)), "newer": Plan(date(2023, 8, 26))}
    target = promise(3000, "2023-12-31", "increment", action="新开通")
    again = promise(3000, "2023-12-31", "increment", target_id="again", document_id="newer", action="新建")
    [pair] = conflicts_of(warehouse, plans, target, again)
    assert (pair["conflict"], pair["followed_target_id"]) == ("restated", "again")
    assert "不是冲突" in pair["reason"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"action": "新开工"}, {"action": "建成"}),
        ({"action": "引进"}, {"action": "柔性引进"}),
        ({"action": "新建、改造提升"}, {"action": "新建"}),
        ({"action": "新建改造"}, {"action": "改造提升"}),
        ({"commitment": "firm"}, {"commitment": "strive"}),
    ],
)
def test_what_is_begun_and_what_is_finished_are_alike_and_yet_different(
    warehouse: Warehouse, one: dict[str, str], other: dict[str, str]
):
    targets = promise(20, measure="increment", **one), promise(15, measure="increment", target_id="u", **other)
    [pair] = conflicts_of(warehouse, {"plan": Plan()}, *targets)
    assert (pair["conflict"], pair["followed_target_id"]) == ("related_but_different", None)
    assert "各自测算" in pair["reason"]


@pytest.mark.parametrize(("one", "other"), [("新建", "新增"), ("建成", "新建"), (None, "培育"), ("改造", "提升")])
def test_other_words_for_the_same_work_still_contradict(warehouse: Warehouse, one: str | None, other: str):
    targets = (
        promise(20, measure="increment", action=one),
        promise(15, measure="increment", action=other, target_id="u"),
    )
    [pair] = conflicts_of(warehouse, {"plan": Plan()}, *targets)
    assert pair["conflict"] == "same_year_different_value"


def alike(
    warehouse: Warehouse,
    name: str,
    other: str,
    values: tuple[float, float],
    promised: dict[str, Any] | None = None,
    **more: Any,
) -> list[str]:
    """Kinds of the pairs of two indicators' targets in two documents for one day. `promised`: what both are besides."""
    both = promised or {}
    targets = (
        promise(values[0], indicator_id=name, **both),
        promise(values[1], indicator_id=other, target_id="u", document_id="b", **both),
    )
    indicators = {name: replace(STOCK, **more), other: STOCK}
    load(warehouse, world_of(targets, [], indicators, {"plan": Plan(), "b": Plan()}))
    build(warehouse, TODAY)
    return [row["conflict"] for row in rows_of(warehouse, "target_conflicts")]


def test_a_part_beside_its_whole_is_no_contradiction(warehouse: Warehouse):
    is_part = {"part_of": ("可再生能源装机",)}
    assert alike(warehouse, "新能源装机", "可再生能源装机", (730, 800), **is_part) == ["related_but_different"]
    assert alike(warehouse, "新能源装机", "可再生能源装机", (800, 800), **is_part) == []
    assert alike(warehouse, "新能源装机", "可再生能源装机", (730, 800)) == []


def test_a_part_that_grows_by_more_than_its_whole_is_none_either(warehouse: Warehouse):
    is_part = {"part_of": ("地区生产总值",)}
    growth = {"measure": "change", "direction": "up", "unit": "%"}
    assert alike(warehouse, "一产增加值", "地区生产总值", (3, 6), growth, **is_part) == []
    assert alike(warehouse, "一产增加值", "地区生产总值", (3, 6), **is_part) == ["related_but_different"]


def test_a_name_that_ends_in_another_is_the_same_where_the_number_is(warehouse: Warehouse):
    assert alike(warehouse, "高校院所科技成果", "科技成果", (50, 50)) == ["restated"]
    assert alike(warehouse, "高校院所科技成果", "科技成果", (50, 60)) == ["related_but_different"]
    assert alike(warehouse, "高速公路项目", "项目", (50, 50)) == []


def test_what_is_added_over_the_years_of_a_plan_is_not_held_against_a_total(warehouse: Warehouse):
    """累计新建8500个 over three years is an increment: the 12000 that there are do not fulfil it."""
    years = {"period_start": date(2023, 1, 1)}
    added = promise(8500, measure="cumulative", action="新建、改造", target_id="added", **years)
    total = promise(8500, measure="cumulative", action="建成", target_id="total", **years)
    load(
        warehouse,
        world_of(
            [added, total, promise(8800, "2022-12-31", target_id="before")], [figure("2024", 12000)], {"it": STOCK}
        ),
    )
    build(warehouse, date(2024, 12, 31))
    rows = {row["target_id"]: row for row in rows_of(warehouse, "attainment")}
    assert (rows["added"]["status"], rows["added"]["rule"]) == ("unusable", "baseline_missing")
    assert (rows["total"]["status"], rows["total"]["rule"]) == ("attained", "cumulative_stock")
    assert [row["other_target_id"] for row in rows_of(warehouse, "target_conflicts")] == ["total"]


def test_the_first_addition_of_a_plan_is_the_first_milestone_of_its_total(warehouse: Warehouse):
    load(
        warehouse,
        world_of(
            [
                promise(1600, "2020-12-31", "increment", target_id="first"),
                promise(5200, "2021-12-31", "cumulative", target_id="second"),
                promise(8800, "2022-12-31", "cumulative"),
                promise(3000, "2021-12-31", "increment", target_id="new", period_start=date(2021, 1, 1)),
            ],
            [figure("2022-06", 7000)],
            {"it": STOCK},
        ),
    )
    build(warehouse, date(2022, 6, 30))
    path = [row["target_id"] for row in rows_of(warehouse, "target_paths", "position") if row["measure"] == "level"]
    assert path == ["first", "second", "t"]
    [row] = [row for row in rows_of(warehouse, "attainment") if row["target_id"] == "t" and row["observed"]]
    assert row["baseline_value"] == 1600
    assert row["expected_value"] == pytest.approx(5200 + 3600 * 181 / 365)


def test_a_rising_path_numbers_for_each_and_other_bounds_do_not_disagree(warehouse: Warehouse):
    assert not conflicts_of(
        warehouse,
        {"plan": Plan()},
        promise(80, "2023-12-31"),
        promise(90, "2025-12-31", target_id="later"),
        promise(5, "2025-12-31", target_id="each", per="县"),
        promise(95, "2025-12-31", target_id="cap", comparator="at_most"),
        promise(7, "2025-12-31", "increment", target_id="new"),
    )


def test_a_path_lists_levels_and_cumulatives_in_time_order_and_one_unit(warehouse: Warehouse):
    load(
        warehouse,
        world_of(
            [
                promise(30, "2025-12-31", "cumulative", unit="公顷"),
                promise(150, "2023-12-31", target_id="first", unit="亩"),
            ],
            [],
            {"it": Indicator("亩", "stock", "up")},
            {"plan": Plan()},
        ),
    )
    build(warehouse, TODAY)
    rows = rows_of(warehouse, "target_paths", "position")
    assert [(row["position"], row["target_id"], row["value"], row["unit"]) for row in rows] == [
        (1, "first", 150, "亩"),
        (2, "t", 450, "亩"),
    ]


# ---- as-of dates and words


def test_there_is_a_row_for_every_period_reported_in_the_region_since_the_plan_began(warehouse: Warehouse):
    elsewhere = figure("2023", 1, indicator_id="else")
    figures = [figure("2020", 1), figure("2021", 2), elsewhere, figure("2022", 3, region_code="371500")]
    load(warehouse, world_of([promise(10)], figures, {"it": STOCK, "else": STOCK}, {"plan": PLAN}))
    build(warehouse, TODAY)
    dates = [row["as_of"] for row in rows_of(warehouse, "attainment", "as_of")]
    assert dates == [date(2021, 12, 31), date(2023, 12, 31), TODAY]


def test_the_reason_holds_the_whole_calculation(assess: Assess):
    [row] = assess(Case(promise(1000), [figure("2020", 267), figure("2024", 918)], "2024-12-31"))
    parts = (
        "2024年末为918个",
        "目标1000个",
        "完成率91.8%",
        "2020年末的267个",
        "88.8%",
        "序时应达",
        "领先",
        "未到10个百分点的界限",
        "每月需增加",
    )
    assert [part for part in parts if part not in row["reason"]] == []


def test_the_reason_shows_the_days_and_the_milestones_of_the_path(assess: Assess):
    milestones = [
        promise(1600, "2020-12-31", "cumulative", target_id="m1"),
        promise(5200, "2021-12-31", "cumulative", target_id="m2"),
    ]
    straight, bent = assess(
        Case(promise(1000), [figure("2020", 200), figure("2022", 600)], "2022-12-31"),
        Case(promise(8800, "2022-12-31", "cumulative"), [figure("2022-06", 6000)], "2022-06-30", others=milestones),
    )
    assert "序时应达519.82个（1826天已过730天，40.0%）" in straight["reason"]
    assert "（由2021年末5200个到2022年末8800个，365天已过181天，74.8%）" in bent["reason"]


def test_the_reason_names_the_source_and_the_date_of_what_was_last_reported(assess: Assess):
    told = figure("2024", 918, source="市科技局 2025-01-20 https://example.org/1")
    [row] = assess(Case(promise(1000), [figure("2020", 267), told], "2025-08-31"))
    assert row["reason"].startswith("截至2025年8月末的最新数：2024年末为918个（来源：市科技局 2025-01-20）")


def test_the_reason_says_so_where_the_figure_is_later_than_the_deadline(assess: Assess):
    [row] = assess(Case(promise(1000, "2024-12-31"), [figure("2025-06", 1001)], "2025-06-30"))
    assert row["status"] == "attained_unconfirmed"
    assert "时限2024年末之后的数，时限前最后一期没有报送，是否如期达到待核" in row["reason"]
