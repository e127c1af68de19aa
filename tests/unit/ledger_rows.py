"""Rows for tests of the ledger: a target as sql/ledger/ledger_targets.sql gives it, and contents made of such."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from pipelines.publication.ledger.contents import (
    Contents,
    Row,
    Rule,
    Status,
    by_lead_unit,
    by_region,
)
from pipelines.publication.summary import Summary
from pipelines.storage.data_folder import PROJECT

STATUSES = [
    Status(row.status, row.name, row.colour, row.meaning)
    for row in pd.read_csv(PROJECT / "data/reference/statuses.csv").itertuples(index=False)
]
TARGET: Row = {
    "target_id": "d1-1",
    "region_code": "371400",
    "region": "德州市",
    "plan_region": "德州市",
    "document_id": "d1",
    "document": "德州市行动方案",
    "published_on": date(2023, 1, 6),
    "clause": "3",
    "indicator_id": "solar",
    "indicator": "光伏装机容量",
    "measure": "level",
    "direction": None,
    "annualised": False,
    "comparator": "at_least",
    "value": 20_000_000.0,
    "value_high": None,
    "unit": "千瓦",
    "unit_text": "万千瓦",
    "baseline_year": None,
    "period_start": None,
    "deadline": date(2025, 12, 31),
    "target_year": 2025,
    "per": None,
    "commitment": "firm",
    "binding": None,
    "confidence": 0.97,
    "lead_units": "市能源局",
    "lead_unit_names": ["市能源局"],
    "support_units": None,
    "as_of": date(2024, 12, 31),
    "observed": 13_961_200.0,
    "observed_on": date(2024, 11, 30),
    "attainment_pct": 69.806,
    "used_pct": None,
    "progress_pct": 39.624,
    "due_pct": 50.0,
    "due_value": 12_000_000.0,
    "figure_age_days": 31,
    "is_stale": False,
    "what_to_send": None,
    "projected_to_miss": False,
    "expected_pct": 66.667,
    "expected_value": 16_666_666.666667,
    "gap_points": -27.043,
    "status": "behind",
    "status_name": "欠进度",
    "colour": "#f2cc0c",
    "worst_status": "far_behind",
    "worst_status_name": "严重滞后",
    "reason": "2024年11月末为1396.12万千瓦",
    "required_per_month": 464_500.0,
    "projected_value": None,
    "projected_pct": None,
    "projected_on": None,
    "baseline_value": 10_000_000.0,
    "rule": "level_stock",
    "quote": "光伏装机容量达到2000万千瓦以上",
    "told_by": "file",
    "document_number": None,
    "source_file": "dezhou/方案.txt",
    "latest_figure": "2024年11月:1396.12万千瓦,市能源局(月报.csv 第3行)",
    "figures": 1,
    "review": None,
    "conflict": None,
}


def target(**changes: Any) -> Row:
    return {**TARGET, **changes}


def contents_of(targets: Sequence[Row]) -> Contents:
    return Contents(
        as_of=date(2024, 12, 31),
        targets=targets,
        regions=by_region(targets),
        units=by_lead_unit(targets),
        statuses=sorted(STATUSES, key=lambda status: status.name),
        rules=[Rule("慢到这个幅度为“欠进度”", 10.0, "百分点")],
        summary=Summary(1, len(targets), 0, 0, 0, 1, 3, 1, {}, {}, {}, {}),
    )
