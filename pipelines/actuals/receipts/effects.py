"""Which targets a file's figures move, and from where to where, in the words of a receipt."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

import numpy as np
import pandas as pd

from pipelines.actuals.layouts.headers import FIELD_OF_HEADER, bare_header
from pipelines.actuals.mapping import half_filled
from pipelines.actuals.receipts.cells import neutralise
from pipelines.actuals.rows.checking import CheckedFile
from pipelines.attainment.movements import attainment_before_and_after
from pipelines.reference.indicators import link_figures, list_indicators
from pipelines.reference.linking import Linker
from pipelines.reference.registry import Indicator
from pipelines.schemas.reference import IndicatorLinks
from pipelines.storage.warehouse import Warehouse

FIGURES_FOLLOWED = 100_000  # accepted figures of a file beyond which its receipt tells of no targets
MOST_FIGURES = 50_000  # on its targets, that a receipt follows; beyond it the next publication tells


@dataclass(frozen=True)
class Effects:
    """`targets`: a row a target that the figures move, or that now rests on them: target_id, indicator_id, indicator,
    region_code, region, document, quote, deadline; status, status_name, colour and pct (attainment, else the share of a
    limit used), each with _before and _after; reason, and actual_ids of the file's own figures.

    `is_complete`: False where there are more figures than a receipt follows; then no targets are given.
    """

    as_of: date
    targets: pd.DataFrame
    is_complete: bool = True
    unmoved: pd.DataFrame = field(default_factory=pd.DataFrame)  # the same of those that stay, with why
    on_record: dict[str, str] = field(default_factory=dict)  # figure → what becomes of it beside those on record


def link_names(checked: CheckedFile, linker: Linker) -> pd.DataFrame:
    """What the names of a file's accepted rows mean: columns of IndicatorLinks, and the kind of the registered
    indicator."""
    names = list(checked.first_figures(FIGURES_FOLLOWED)["indicator_text"].unique())
    indicators = [linker.link(name, suggests=False).indicator for name in names]
    kinds = [indicator.kind if indicator else None for indicator in indicators]
    return link_figures(names, linker).assign(kind=pd.Series(kinds, dtype=object))


def mapping_to_fill(checked: CheckedFile, linker: Linker) -> str:
    """A mapping.csv for the columns whose unit nothing says, half filled in; nothing where there are none."""
    links = {
        header: linker.link(header)
        for header in checked.columns_without_unit
        if bare_header(header) not in FIELD_OF_HEADER
    }
    columns = {neutralise(header): link.name if link.is_known else "" for header, link in links.items()}
    return half_filled(columns, neutralise(checked.file_name)) if columns else ""


def effects_of_file(
    warehouse: Warehouse,
    checked: CheckedFile,
    links: pd.DataFrame,
    registered: Iterable[Indicator],
    as_of: date,
    received_at: datetime,
) -> Effects | None:
    """What the accepted rows of a checked file do to its targets, see find_effects; None if there are no such rows."""
    if not checked.rows_accepted:
        return None
    figures = checked.first_figures(FIGURES_FOLLOWED)
    effects = find_effects(warehouse, figures, links, registered, as_of, received_at)
    if checked.rows_accepted > FIGURES_FOLLOWED:
        return replace(effects, targets=effects.targets.head(0), is_complete=False)
    return effects


def find_effects(
    warehouse: Warehouse,
    figures: pd.DataFrame,
    links: pd.DataFrame,
    registered: Iterable[Indicator],
    as_of: date,
    received_at: datetime,
) -> Effects:
    """What the accepted rows of one file (columns of Figures), in the warehouse or not yet, do to its targets.

    `links`: what their names mean, as link_names gives it. `received_at`: from when they are known, UTC.
    """
    targets = warehouse.select("select distinct indicator_id, indicator as name, unit, region_code from targets")
    followable = targets[["indicator_id", "region_code"]].dropna().drop_duplicates()
    on_targets = figures.merge(links[["indicator_text", "indicator_id"]], on="indicator_text").merge(followable)
    indicators = list_indicators(registered, targets[["indicator_id", "name", "unit"]])
    is_complete = len(on_targets) <= MOST_FIGURES
    followed = on_targets.head(MOST_FIGURES if is_complete else 0)[list(figures.columns)]
    moved = attainment_before_and_after(
        warehouse, followed, links[IndicatorLinks.names()], indicators, as_of, received_at
    )
    is_moved = _is_moved(moved.targets, followed)
    targets, unmoved = (
        _in_words(warehouse, part) for part in (is_moved[is_moved["is_moved"]], is_moved[~is_moved["is_moved"]])
    )
    said = moved.figures[moved.figures["on_record"] != ""]
    return Effects(as_of, targets, is_complete, unmoved, dict(zip(said["actual_id"], said["on_record"], strict=True)))


def actual_ids(figures: pd.DataFrame) -> list[str]:
    """The ids that the table actuals gives to figures: submission, sheet of a workbook, row and column."""
    places = (figures[name] for name in ("submission_id", "sheet", "row_number", "column_number"))
    return ["-".join(str(part) for part in place if pd.notna(part)) for place in zip(*places, strict=True)]


def _is_moved(moved: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """With is_moved: it rests on the file's figures, or stands elsewhere than before. actual_ids are the file's own."""
    own = set(actual_ids(figures))
    of_file = [[actual_id for actual_id in ids if actual_id in own] for ids in moved["actual_ids_after"]]
    is_moved = np.array([bool(ids) for ids in of_file], dtype=bool)
    for name in ("status", "observed", "gap_points"):
        before, after = moved[f"{name}_before"], moved[f"{name}_after"]
        is_moved |= ~((before == after).fillna(False) | (before.isna() & after.isna())).to_numpy(dtype=bool)
    return moved.assign(actual_ids=pd.Series(of_file, index=moved.index, dtype=object), is_moved=is_moved)


def _in_words(warehouse: Warehouse, moved: pd.DataFrame) -> pd.DataFrame:
    targets = warehouse.select(
        "select target_id, indicator_id, indicator, targets.region_code, targets.region, documents.title as document,"
        " quote, deadline from targets left join documents on targets.document_id = documents.document_id"
        " where list_contains($ids::varchar[], target_id)",
        ids=list(moved["target_id"]),
    )
    statuses = warehouse.select("select status, name as status_name, colour from statuses")
    worded = targets.merge(moved.rename(columns={"reason_after": "reason"}), on="target_id")
    for moment in ("_before", "_after"):
        worded = worded.merge(statuses.add_suffix(moment), on=f"status{moment}", how="left")
        worded[f"pct{moment}"] = worded[f"attainment_pct{moment}"].fillna(worded[f"used_pct{moment}"])
    return worded.sort_values(["region_code", "indicator", "deadline", "target_id"], ignore_index=True)
