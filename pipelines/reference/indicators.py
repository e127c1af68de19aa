"""Rows of the tables indicators and indicator_links: the registry, and the names that it lacks."""

from collections.abc import Iterable

import pandas as pd

from pipelines.reference.linking import Linker
from pipelines.reference.registry import Indicator
from pipelines.schemas.reference import IndicatorLinks, Indicators

SUGGESTED = 300  # unknown names for which the nearest are looked for: nobody reads more


def link_figures(figure_names: list[str], linker: Linker) -> pd.DataFrame:
    """One row a reported name: the indicator it means, or the nearest names. Columns of IndicatorLinks.

    Of the first SUGGESTED names that nothing knows the nearest are given.
    """
    rows, unknown = [], 0
    for text in figure_names:
        link = linker.link(text, suggests=unknown < SUGGESTED)
        unknown += not link.is_known
        rows.append(
            {
                "indicator_text": text,
                "indicator_id": link.indicator_id,
                "indicator": link.name,
                "is_known": link.is_known,
                "nearest": list(link.nearest),
            }
        )
    return pd.DataFrame(rows, columns=IndicatorLinks.names())


def list_indicators(indicators: Iterable[Indicator], named: pd.DataFrame) -> pd.DataFrame:
    """The registered, then each unregistered one of `named` (indicator_id, name, unit). Columns of Indicators."""
    registered = [
        {
            "indicator_id": indicator.indicator_id,
            "name": indicator.name,
            "unit": indicator.unit,
            "kind": indicator.kind,
            "direction": indicator.direction,
            "aliases": list(indicator.aliases),
            "part_of": list(indicator.part_of),
            "is_registered": True,
        }
        for indicator in indicators
    ]
    known = {row["indicator_id"] for row in registered}
    others = named[~named["indicator_id"].isin(known)].drop_duplicates("indicator_id").sort_values("indicator_id")
    unregistered = others.assign(kind=None, direction=None, is_registered=False)
    unregistered["aliases"] = unregistered["part_of"] = [[] for _ in range(len(unregistered))]
    return pd.concat([pd.DataFrame(registered), unregistered], ignore_index=True)[Indicators.names()]
