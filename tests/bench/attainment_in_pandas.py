"""Part of the method in pandas, as one would write it without SQL: level targets of stocks, rates and yearly flows.

It computes which figure counts (known at a time, not superseded, first by source rank, repeated values once), the
as-of dates, what was observed, attainment, use, progress, the path, the gap, the status and the worst status so far.

Left out: increments, cumulatives, changes and levels of growths; indicators that the registry gives no kind; paths
through the milestones of other targets, and conflicts between them; words that fall; projections and what is required
a month; the sentence of each row, which figures it rests on and whether they are stale. Frames must hold none of
these targets: they are not looked for.
"""

from collections.abc import Mapping
from datetime import date, datetime

import numpy as np
import pandas as pd

# What is read of each table of the warehouse.
INPUTS = {
    "figures": (
        "submission_id",
        "sheet",
        "row_number",
        "column_number",
        "indicator_text",
        "region_code",
        "period_start",
        "period_end",
        "basis",
        "value",
        "unit",
        "source",
    ),
    "submissions": ("submission_id", "received_at"),
    "indicator_links": ("indicator_text", "indicator_id"),
    "indicators": ("indicator_id", "kind", "direction"),
    "source_ranks": ("pattern", "rank"),
    "units": ("unit", "dimension", "factor"),
    "documents": ("document_id", "published_on", "plan_start"),
    "targets": (
        "target_id",
        "document_id",
        "indicator_id",
        "region_code",
        "value",
        "value_high",
        "unit",
        "comparator",
        "per",
        "period_start",
        "deadline",
        "target_year",
    ),
    "status_rules": ("rule", "value"),
    "statuses": ("status", "severity"),
}
NUMBERS = (
    "observed",
    "attainment_pct",
    "used_pct",
    "progress_pct",
    "expected_pct",
    "expected_value",
    "due_pct",
    "due_value",
    "gap_points",
    "baseline_value",
)
TEXTS = ("status", "worst_status", "rule")
COLUMNS = ("target_id", "as_of", "observed_on", *NUMBERS, *TEXTS)

_REPORTED = ["submission_id", "sheet", "row_number", "column_number"]
_DAY = pd.Timedelta(days=1)


def attain_levels(frames: Mapping[str, pd.DataFrame], as_of: date, known_at: datetime) -> pd.DataFrame:
    """How far each target had come at each as-of date, by what was known at `known_at`.

    `frames`: table → frame with the columns of `INPUTS`, days and times as datetime64. Returns one row a target and
    as-of date with `COLUMNS`, each as the table `attainment` has it; percentages in %, values in the target's unit.
    """
    counted = _counted(_known(frames, pd.Timestamp(known_at)))
    terms = _terms(frames)
    figures = terms[terms.obstacle.isna()].merge(counted, on=["indicator_id", "region_code"])
    states = _states(figures)
    answers = pd.concat([states, _flows(figures)]).sort_values("answered_on")
    standing = pd.merge_asof(
        _dates(terms, counted, pd.Timestamp(as_of)), answers, left_on="as_of", right_on="answered_on", by="target"
    )
    standing = standing.merge(terms, on="target").merge(_first_days(figures), on="target", how="left")
    standing = standing.merge(_reported_in_vain(terms, counted), on="target", how="left")
    standing = standing.merge(_in_time(states, terms), on="target", how="left")
    judged = _judged(_expected(_reached(standing)), frames["status_rules"].set_index("rule")["value"])
    return _worst(judged, frames["statuses"])[list(COLUMNS)]


def _known(frames: Mapping[str, pd.DataFrame], known_at: pd.Timestamp) -> pd.DataFrame:
    """Figures reported by a time and not superseded by then, with basis, source rank and value in the first unit."""
    figures = frames["figures"]
    links = frames["indicator_links"].merge(frames["indicators"], on="indicator_id", how="left")
    links = links.set_index("indicator_text")
    units = frames["units"].set_index("unit")
    kind = figures["indicator_text"].map(links["kind"])
    is_rate = (kind == "rate") & (figures["basis"] != "growth")
    known = figures.assign(
        indicator_id=figures["indicator_text"].map(links["indicator_id"]),
        basis=figures["basis"].fillna(kind.map({"flow": "period"}).fillna("stock")).mask(is_rate, "rate"),
        source_rank=_source_ranks(figures["source"], frames["source_ranks"]),
        known_from=figures["submission_id"].map(frames["submissions"].set_index("submission_id")["received_at"]),
        dimension=figures["unit"].map(units["dimension"]).fillna(figures["unit"]),
        base_value=figures["value"] * figures["unit"].map(units["factor"]).fillna(1),
    )
    known = known[known["known_from"] <= known_at].reset_index(drop=True)
    same = ["indicator_id", "region_code", "period_start", "period_end", "basis", "source"]
    retold = known[known.duplicated(same, keep=False)].reset_index(names="figure")
    pairs = retold.merge(retold, on=same, suffixes=("", "_later"))
    is_another = (
        pairs["value_later"].isna()
        | (pairs["dimension"] != pairs["dimension_later"])
        | (pairs["base_value"] != pairs["base_value_later"])
    )
    superseded = pairs.loc[(pairs["known_from"] < pairs["known_from_later"]) & is_another, "figure"]
    return known.drop(index=superseded.unique()).dropna(subset="value")


def _source_ranks(sources: pd.Series, source_ranks: pd.DataFrame) -> pd.Series:
    """The best rank of the words in each source's name; * stands in every one."""
    pairs = pd.DataFrame({"source": sources.unique()}).merge(source_ranks, how="cross")
    is_named = [
        pattern == "*" or pattern in source
        for pattern, source in zip(pairs["pattern"], pairs["source"].fillna(""), strict=True)
    ]
    ranks = pairs[is_named].groupby("source", dropna=False)["rank"].min()
    return sources.map(ranks).fillna(source_ranks["rank"].max() + 1)


def _counted(known: pd.DataFrame) -> pd.DataFrame:
    """Of the known figures, the one that counts for its indicator, region, basis and span."""
    known = known.assign(
        span_start=known["period_start"]
        .mask(known["basis"] == "stock", known["period_end"])
        .mask(known["basis"] == "ytd", _year_start(known["period_end"])),
        span_end=known["period_end"],
    )
    span = ["indicator_id", "region_code", "basis", "span_start", "span_end", "dimension"]
    is_contested = known.duplicated(span, keep=False)
    # The same value said again by the same source: the one that said it first goes on counting.
    first_told = (
        known[is_contested]
        .sort_values(["known_from", *_REPORTED])
        .drop_duplicates([*span, "source", "period_start", "base_value"])
    )
    order = ["source_rank", "known_from", *_REPORTED]
    chosen = first_told.sort_values(order, ascending=[name == "source_rank" for name in order]).drop_duplicates(span)
    return pd.concat([known[~is_contested], chosen])[[*span, "base_value"]]


def _terms(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """How each target is judged: its time, its bound, and the values between which it is met."""
    terms = (
        frames["targets"]
        .merge(frames["documents"], on="document_id", how="left")
        .merge(frames["indicators"], on="indicator_id", how="left")
        .merge(frames["units"].rename(columns={"dimension": "target_dimension"}), on="unit", how="left")
    )
    terms["target"] = terms.index
    terms["target_dimension"] = terms["target_dimension"].fillna(terms["unit"])
    terms["factor"] = terms["factor"].fillna(1)
    is_flow = terms["is_flow"] = terms["kind"] == "flow"
    terms["deadline"] = terms["deadline"].fillna(
        pd.to_datetime(terms["target_year"].astype("string"), format="%Y") + pd.offsets.YearEnd(0)
    )
    terms["window_end"] = terms["deadline"] + pd.offsets.MonthEnd(0)
    terms["plan_began_on"] = terms["plan_start"].fillna(terms["published_on"]).fillna(terms["period_start"])
    began_on = terms["period_start"].fillna(terms["plan_start"]).fillna(_year_start(terms["published_on"]))
    terms["starts_on"] = began_on.mask(is_flow, _year_start(terms["deadline"]))
    terms["obstacle"] = np.select(
        [
            terms["region_code"].isna(),
            terms["per"].notna() & (terms["kind"] != "rate"),
            is_flow & terms["starts_on"].isna(),
        ],
        ["region_unknown", "per_each", "period_unknown"],
        None,
    )
    comparator, value = terms["comparator"], terms["value"]
    is_ceiling = comparator.isin(["at_most", "below"]) | (
        ~comparator.isin(["at_least", "above"])
        & (((value == 0) & terms["value_high"].isna()) | (terms["direction"] == "down"))
    )
    terms["is_ceiling"] = is_ceiling
    terms["is_cap"] = comparator.isin(["at_most", "below"]) | (is_ceiling & is_flow)
    terms["may_be_late"] = ~(is_flow | terms["is_cap"]) & (terms["kind"] != "rate")
    tolerance = frames["status_rules"].set_index("rule")["value"]["about_tolerance_pct"]
    about = value.abs() * tolerance / 100
    high = terms["value_high"].fillna(value)
    is_about, is_between = comparator == "about", (comparator == "between")
    is_range = is_between & terms["value_high"].notna()
    terms["goal"] = value.mask(is_between & is_ceiling, high).round(6)
    terms["met_from"] = np.select(
        [value.isna(), is_about, is_range, ~is_ceiling],
        [np.nan, value - about, np.minimum(value, high), value],
        -np.inf,
    ).round(6)
    terms["met_to"] = np.select(
        [value.isna(), is_about, is_range, is_ceiling], [np.nan, value + about, np.maximum(value, high), value], np.inf
    ).round(6)
    return terms[
        [
            "target",
            "target_id",
            "indicator_id",
            "region_code",
            "kind",
            "obstacle",
            "target_dimension",
            "factor",
            "plan_began_on",
            "starts_on",
            "deadline",
            "window_end",
            "is_flow",
            "is_ceiling",
            "is_cap",
            "may_be_late",
            "goal",
            "met_from",
            "met_to",
        ]
    ]


def _states(figures: pd.DataFrame) -> pd.DataFrame:
    """What the figures of a stock or rate answer from the end of their span on, and where the path begins."""
    states = figures[
        (figures["basis"] == figures["kind"])
        & ((figures["dimension"] == figures["target_dimension"]) | figures["target_dimension"].isna())
        & (figures["may_be_late"] | figures["window_end"].isna() | (figures["span_end"] <= figures["window_end"]))
    ]
    # Of several spans that end on one day the longest.
    states = states.sort_values(["target", "span_end", "span_start"]).drop_duplicates(["target", "span_end"])
    observed = (states["base_value"] / states["factor"]).round(6)
    beginning = observed.where(states["span_end"] <= states["starts_on"]).groupby(states["target"]).ffill()
    is_final = (
        ~states["is_cap"]
        & states["span_end"].between(states["deadline"], states["window_end"])
        & observed.between(states["met_from"], states["met_to"])
    )
    # What was met at the deadline is not undone by a later figure.
    is_outdone = is_final.groupby(states["target"]).cummax() & ~is_final
    return pd.DataFrame(
        {
            "target": states["target"],
            "answered_on": states["span_end"],
            "observed": observed,
            "observed_on": states["span_end"],
            "answered_by": "level_" + states["kind"],
            "start_on": (states["starts_on"] - _DAY).where(beginning.notna()),
            "start_value": beginning,
            "baseline_value": beginning,
        }
    )[~is_outdone]


def _flows(figures: pd.DataFrame) -> pd.DataFrame:
    """What the flows of the target's year add up to at the end of each of their spans; null where one is missing."""
    pieces = figures[
        figures["is_flow"]
        & figures["basis"].isin(["ytd", "period"])
        & (figures["dimension"] == figures["target_dimension"])
        & (figures["span_start"] >= figures["starts_on"])
        & (figures["span_end"] <= figures["window_end"])
    ]
    # For each day the longest span that ends on it, of two the year to date.
    pieces = (
        pieces.sort_values(["target", "span_end", "span_start", "basis"], ascending=[True, True, True, False])
        .drop_duplicates(["target", "span_end"])
        .reset_index(drop=True)
    )
    is_first = pieces["span_start"] == pieces["starts_on"]
    ends = pieces[["target", "span_end"]].reset_index(names="before")
    begins = pieces[["target"]].assign(span_end=pieces["span_start"] - _DAY)
    before = begins.merge(ends, on=["target", "span_end"], how="left")["before"]
    total = pieces["base_value"].where(is_first)
    while True:  # once for each span that a sum takes
        longer = total.fillna(total.reindex(before).reset_index(drop=True) + pieces["base_value"])
        if longer.count() == total.count():
            break
        total = longer
    is_ytd = is_first & (pieces["basis"] == "ytd")
    answer = pd.DataFrame(
        {
            "observed": (total / pieces["factor"]).round(6),
            "observed_on": pieces["span_end"],
            "answered_by": np.where(is_ytd, "flow_ytd", "flow_period_sum"),
        }
    )
    # A sum stands until a later figure leaves a gap; one year-to-date figure needs no company.
    lasting = answer.where(is_ytd).groupby(pieces["target"]).ffill()
    return answer.where(total.notna(), lasting).assign(target=pieces["target"], answered_on=pieces["span_end"])


def _dates(terms: pd.DataFrame, counted: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """The as-of dates of each target in order: ends of periods of which its region reported, and the day of the run."""
    reported = counted[["region_code", "span_end"]].drop_duplicates().rename(columns={"span_end": "as_of"})
    dates = terms[["target", "region_code", "plan_began_on"]].merge(
        reported[reported["as_of"] < as_of].dropna(), on="region_code"
    )
    dates = dates[dates["plan_began_on"].isna() | (dates["plan_began_on"] <= dates["as_of"])]
    today = terms[["target"]].assign(as_of=as_of).astype({"as_of": dates["as_of"].dtype})
    return pd.concat([dates[["target", "as_of"]], today]).sort_values("as_of")


def _first_days(figures: pd.DataFrame) -> pd.DataFrame:
    """Since when there is any figure for a target, one of use, one in the right unit, one through the deadline."""
    counts = (~figures["is_flow"] | (figures["span_end"] >= figures["starts_on"])) & (
        figures["may_be_late"] | figures["window_end"].isna() | (figures["span_end"] <= figures["window_end"])
    )
    figures = figures[counts]
    is_of_use = figures["basis"].isin(["ytd", "period"]).where(figures["is_flow"], figures["basis"] == figures["kind"])
    is_matched = (figures["dimension"] == figures["target_dimension"]) | figures["target_dimension"].isna()
    days = {
        "first_on": figures["span_end"],
        "first_of_use_on": figures["span_end"].where(is_of_use),
        "first_matched_on": figures["span_end"].where(is_of_use & is_matched),
        "first_through_on": figures["span_end"].where(figures["span_end"] >= figures["deadline"]),
    }
    return pd.DataFrame(days).groupby(figures["target"]).min().reset_index()


def _reported_in_vain(terms: pd.DataFrame, counted: pd.DataFrame) -> pd.DataFrame:
    """Since when there are figures of what no figure can answer."""
    figures = terms[terms["obstacle"].notna()].merge(counted, on=["indicator_id", "region_code"])
    return figures.groupby("target")["span_end"].min().rename("in_vain_on").reset_index()


def _in_time(states: pd.DataFrame, terms: pd.DataFrame) -> pd.DataFrame:
    """What answered last by the end of the deadline's month."""
    ends = states.merge(terms[["target", "window_end"]], on="target")
    last = ends[ends["answered_on"] <= ends["window_end"]].drop_duplicates("target", keep="last")
    return last[["target", "observed", "observed_on"]].rename(
        columns={"observed": "in_time_value", "observed_on": "in_time_on"}
    )


def _reached(standing: pd.DataFrame) -> pd.DataFrame:
    """How far: whether it is met, and the shares of the goal, of the limit and of the way."""
    has_begun = standing["starts_on"].isna() | (standing["as_of"] >= standing["starts_on"])
    answer = ["observed", "observed_on", "answered_by", "start_on", "start_value", "baseline_value"]
    now = standing.assign(**{name: standing[name].where(has_begun) for name in answer})
    observed, goal = now["observed"], now["goal"]
    is_used_up = now["is_flow"] & now["is_ceiling"]
    start_on = now["start_on"].mask(now["is_flow"], now["starts_on"] - _DAY)
    start_value = now["start_value"].mask(now["is_flow"], 0.0)
    is_met = observed.between(now["met_from"], now["met_to"])
    starts_met = start_value.between(now["met_from"], now["met_to"])
    is_held = ~now["is_flow"] & goal.notna() & now["is_cap"].where(start_on.isna(), starts_met)
    is_old = (now["observed_on"] < now["starts_on"]) & ~(is_met & ~now["is_cap"])
    has_way = ~(now["is_flow"] | is_held | is_old) & start_on.notna()
    progress_pct = ((observed - start_value) / (goal - start_value) * 100).where(has_way)
    attainment_pct = np.select(
        [is_used_up, goal == 0, goal < 0, ~now["is_ceiling"], observed > 0],
        [np.nan, progress_pct, np.nan, observed / goal * 100, goal / observed * 100],
        np.nan,
    )
    return now.assign(
        start_on=start_on,
        start_value=start_value,
        has_begun=has_begun,
        is_met=is_met,
        is_held=is_held,
        is_old=is_old,
        progress_pct=progress_pct,
        attainment_pct=attainment_pct,
        used_pct=(observed / goal * 100).where(is_used_up & (goal > 0)),
    )


def _expected(reached: pd.DataFrame) -> pd.DataFrame:
    """Where it should be: the straight line from the start to the goal, and the distance from it in points."""
    now = reached
    is_of_period = now["starts_on"].isna() | (now["observed_on"] >= now["starts_on"])
    expected_value, expected_pct = _on_line(now, now["as_of"])
    due_value, due_pct = _on_line(now, now["observed_on"].where(is_of_period).fillna(now["as_of"]))
    is_judged = now["observed"].notna() & ~now["is_old"]
    due_value, due_pct = due_value.where(is_judged), due_pct.where(is_judged)
    gap_points = np.select(
        [now["is_flow"] & now["is_ceiling"], now["is_flow"] | now["is_held"]],
        [due_pct - now["used_pct"], now["attainment_pct"] - due_pct],
        now["progress_pct"] - due_pct,
    ).round(6)
    return now.assign(
        expected_value=expected_value,
        expected_pct=expected_pct,
        due_value=due_value,
        due_pct=due_pct,
        gap_points=gap_points,
    )


def _on_line(now: pd.DataFrame, days: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Value and per cent of the way on each day."""
    goal, start = now["goal"], now["start_value"]
    share = (days - now["start_on"]) / (now["deadline"] - now["start_on"])
    value = np.select(
        [
            ~now["has_begun"] | now["deadline"].isna(),
            now["is_held"],
            now["start_on"].isna() | (days < now["start_on"]),
            days >= now["deadline"],
        ],
        [np.nan, goal, np.nan, goal],
        start + (goal - start) * share,
    )
    pct = np.select(
        [now["is_held"] & ~np.isnan(value), goal != start], [100.0, (value - start) / (goal - start) * 100], np.nan
    )
    return pd.Series(value, now.index), pd.Series(pct, now.index)


def _judged(expected: pd.DataFrame, cuts: pd.Series) -> pd.DataFrame:
    """By which rule something was observed, or why not; and the status: the first line that holds."""
    now = expected
    as_of, gap = now["as_of"], now["gap_points"]
    unanswered = np.select(
        [
            now["obstacle"].notna(),
            ~now["has_begun"] | ~(now["first_on"] <= as_of),
            ~(now["first_of_use_on"] <= as_of),
            ~(now["first_matched_on"] <= as_of),
            now["is_flow"],
        ],
        [now["obstacle"], "not_reported", "basis_unmatched", "unit_unmatched", "flow_incomplete"],
        "baseline_missing",
    )
    rule = now["answered_by"].fillna(pd.Series(unanswered, now.index))
    is_over = as_of > now["deadline"]
    is_through = now["observed_on"] >= now["deadline"]
    is_unobserved = now["observed"].isna()
    is_told_through = now["obstacle"].notna() | (now["first_through_on"] <= as_of)
    is_owed = is_unobserved & is_over & ~is_told_through
    is_reported = now["first_on"].fillna(now["in_vain_on"]) <= as_of
    is_late = now["is_met"] & now["may_be_late"] & (now["observed_on"] > now["window_end"])
    was_met = now["in_time_value"].between(now["met_from"], now["met_to"])
    must_end = now["is_cap"] | (now["is_flow"] & (now["met_to"] < np.inf))
    is_limit = now["is_cap"] | (now["is_ceiling"] & (now["goal"] == 0))
    is_broken = (
        is_limit & (now["observed"] > now["met_to"]) & (now["is_flow"] | (now["is_held"] & (is_through | ~is_over)))
    )
    status = np.select(
        [
            ~now["has_begun"],
            is_owed,
            is_unobserved & ~is_reported,
            is_unobserved & (rule == "period_unknown"),
            is_unobserved,
            is_late & ~was_met & (now["in_time_on"] >= now["deadline"]),
            is_late & ~was_met,
            now["is_met"] & (is_through | ~must_end),
            now["is_old"] & is_over,
            now["is_old"],
            is_broken,
            is_through,
            is_over,
            must_end & now["is_met"] & (now["is_held"] | gap.isna()),
            gap >= cuts["ahead_points"],
            gap > -cuts["behind_points"],
            gap >= -cuts["far_behind_points"],
            gap < -cuts["far_behind_points"],
        ],
        [
            "not_started",
            "overdue_no_data",
            "no_data",
            "undecided",
            "unusable",
            "attained_late",
            "attained_unconfirmed",
            "attained",
            "overdue_no_data",
            "no_data",
            "breached",
            "missed",
            "overdue_no_data",
            "on_schedule",
            "ahead",
            "on_schedule",
            "behind",
            "far_behind",
        ],
        "undecided",
    )
    return now.assign(rule=rule, status=status)


def _worst(judged: pd.DataFrame, statuses: pd.DataFrame) -> pd.DataFrame:
    """With the worst status of each target so far; none as long as none could be told."""
    severity = judged["status"].map(statuses.set_index("status")["severity"]).fillna(-1)
    worst = severity[judged["as_of"].argsort()].groupby(judged["target"]).cummax()
    return judged.assign(worst_status=worst.map(statuses.set_index("severity")["status"]))


def _year_start(days: pd.Series) -> pd.Series:
    return pd.Series(days.to_numpy().astype("datetime64[Y]").astype(days.dtype), days.index)
