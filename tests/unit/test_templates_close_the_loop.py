"""A template that is filled as it asks leaves no target without an answer: of every measure, kind and time."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from attainment_worlds import build
from test_templates import DEZHOU, REFERENCE, REGISTRY, put

from pipelines.actuals.rows.checking import CheckedFile, check_file
from pipelines.publication.bi_file import write_bi_file
from pipelines.publication.edition import Edition
from pipelines.publication.templates import COLUMNS, write_templates
from pipelines.reference.indicators import link_figures, list_indicators
from pipelines.reference.linking import Linker, unregistered_id
from pipelines.reference.tables import read_reference
from pipelines.schemas.reference import Regions, Statuses, StatusRules, Units
from pipelines.storage.warehouse import Warehouse, open_warehouse

TODAY = date(2026, 11, 24)
UNANSWERED = {"unusable", "undecided", "no_data", "overdue_no_data"}
PLANS = {
    "five years": (date(2021, 4, 12), date(2021, 1, 1)),
    "three years": (date(2024, 3, 1), date(2024, 1, 1)),
    "this year": (date(2026, 2, 1), date(2026, 1, 1)),
    "by its day": (date(2025, 3, 5), None),
}
DEADLINES = [date(2026, 12, 31), date(2025, 12, 31), date(2027, 12, 31), date(2026, 6, 30)]
# Names that the registry lacks, and their units: of each measure one says it by its words.
UNREGISTERED = {
    "乡村驿站": "座",
    "招商项目到位资金": "元",
    "驿站建设投资": "元",
    "让利": "元",
    "印章应用率": "%",
    "驿站接待人次增速": "%",
    "充电装置": "台",
    "驿站联络员": "名",
    "联网商户": "户",
    "驿站满意度": "百分点",
    "驿站热度": "%",
}
MEASURES = ("level", "increment", "cumulative", "change")
COMPARATORS = ("exactly", "at_least", "at_most", "about", "above")


def promised() -> list[dict[str, Any]]:
    """300 targets: registered and other indicators, every measure, comparator, plan and deadline in turn."""
    registered = [(each.indicator_id, each.name, each.unit) for each in REGISTRY.indicators]
    others = [(unregistered_id(name), name, unit) for name, unit in UNREGISTERED.items()]
    named = others * 8 + registered[:: len(registered) // 228]
    plans = list(PLANS)
    targets = []
    for number, (indicator_id, name, unit) in enumerate(named[:300]):
        measure = MEASURES[(number + number // len(UNREGISTERED)) % 4]
        plan = plans[number % 4]
        deadline = DEADLINES[number // 4 % 4]
        if deadline < (PLANS[plan][1] or PLANS[plan][0]):
            deadline = date(2026, 12, 31)
        is_share = unit in ("%", "‰")
        if name in ("驿站满意度", "驿站热度"):
            measure = "change"
        elif "增速" in name or (is_share and measure in ("increment", "cumulative")):
            measure = "level"
        targets.append(
            {
                "target_id": f"t{number:03d}",
                "document_id": plan,
                "plan_region": "德州市",
                "region": "德州市",
                "region_code": "371400",
                "indicator_id": indicator_id,
                "indicator": name,
                "value": 6.5 if measure == "change" else 60.0 if is_share else 52_000.0,
                "unit": unit
                if name in ("驿站满意度", "驿站热度")
                else ("百分点" if is_share else "%")
                if measure == "change"
                else unit,
                "measure": measure,
                "direction": "up" if measure == "change" else None,
                "annualised": number % 11 == 3 and measure in ("increment", "change"),
                "comparator": COMPARATORS[number % 5],
                "deadline": deadline,
                "target_year": deadline.year,
                "quote": f"{name}目标{number}",
                "rules": ["falls_to"] if number % 7 == 5 and measure != "change" else [],
            }
        )
    twice = {"indicator_id": unregistered_id("充电装置"), "indicator": "充电装置", "unit": "千瓦", "measure": "level"}
    each = {"per": "县(市、区)", "quote": "每个县(市、区)"}
    return [*targets, targets[0] | twice | {"target_id": "power"}, targets[0] | each | {"target_id": "each"}]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    with open_warehouse(tmp_path_factory.mktemp("loop") / "warehouse.duckdb") as opened:
        for model in (Regions, Units, Statuses, StatusRules):
            opened.replace(model.table(), read_reference(model, REFERENCE / f"{model.table()}.csv"))
        named = pd.DataFrame(promised()).rename(columns={"indicator": "name"})[["indicator_id", "name", "unit"]]
        opened.replace("indicators", list_indicators(REGISTRY.indicators, named))
        put(
            opened,
            "documents",
            [
                {"document_id": key, "region": "德州市", "region_code": "371400", "title": key}
                | {"published_on": published_on, "plan_start": plan_start}
                for key, (published_on, plan_start) in PLANS.items()
            ],
        )
        put(opened, "targets", promised())
        yield opened


def template_of(warehouse: Warehouse, folder: Path) -> pd.DataFrame:
    """The rows that the region's template asks for; none where it is whole."""
    folder.mkdir()
    edition = Edition(folder, warehouse, TODAY, datetime.now(UTC).replace(tzinfo=None), None)
    write_bi_file(edition)
    write_templates(edition)
    place = folder / "templates" / "德州市" / "2026-10.csv"
    if not place.exists():
        return pd.DataFrame(columns=COLUMNS)
    return pd.read_csv(place, dtype=str, keep_default_na=False, encoding="utf-8-sig")


def wanted_of(folder: Path) -> pd.DataFrame:
    with duckdb.connect(str(folder / "attainment.duckdb"), read_only=True) as published:
        return published.execute("select * from figures_to_send").df()


def fill(rows: pd.DataFrame) -> pd.DataFrame:
    """Numbers that grow with the year, of the size that the unit has; a unit only where none is asked for."""
    years = rows["报告期"].str.extract(r"(\d{4})年")[0].astype(int)
    values = 20 + (years - 2015) * 1.5 + rows.index % 7 / 10
    return rows.assign(数值=values.map("{:.2f}".format), 来源="市统计局", 单位=rows["单位"].replace("", "个"))


def check(rows: pd.DataFrame, place: Path) -> CheckedFile:
    rows.to_csv(place, index=False, encoding="utf-8-sig")
    return check_file(place, DEZHOU, REGISTRY, Linker(REGISTRY.indicators, list(UNREGISTERED)), TODAY)


def take(warehouse: Warehouse, checked: CheckedFile, name: str) -> None:
    figures = checked.first_figures(100_000).assign(submission_id=name)
    links = link_figures(list(figures["indicator_text"].unique()), Linker(REGISTRY.indicators, list(UNREGISTERED)))
    warehouse.connection.execute("delete from indicator_links")
    warehouse.connection.register("new_links", links)
    warehouse.connection.execute("insert into indicator_links by name select * from new_links")
    warehouse.connection.unregister("new_links")
    received_at = datetime.fromisoformat("2026-11-24 08:00")
    put(warehouse, "submissions", [{"submission_id": name, "received_at": received_at, "status": "taken"}])
    put(warehouse, "figures", figures.to_dict("records"))


def latest(warehouse: Warehouse) -> pd.DataFrame:
    return warehouse.select("select * from attainment where as_of = $today", today=TODAY).set_index("target_id")


def test_a_template_filled_as_it_asks_answers_every_target_and_asks_no_more(warehouse: Warehouse, tmp_path: Path):
    build(warehouse, TODAY)
    rows = template_of(warehouse, tmp_path / "before")
    wanted = wanted_of(tmp_path / "before")
    statuses = latest(warehouse)["status"]
    assert set(wanted["target_id"]) == set(statuses[statuses.isin(UNANSWERED)].index)
    assert wanted["what_to_send"].str.len().min() > 10
    with_rows = wanted[wanted["figures"] > 0]
    assert set(wanted["target_id"]) - set(with_rows["target_id"]) == {"each"}
    assert not rows.duplicated(["指标", "地区", "报告期", "口径", "单位"]).any()
    assert "每个县(市、区)" not in " ".join(rows["用于的目标"])
    assert sorted(rows[(rows["指标"] == "充电装置") & (rows["报告期"] == "2026年10月")]["单位"].unique()) == [
        "万千瓦",
        "万台",
    ]
    checked = check(fill(rows), tmp_path / "filled.csv")
    rows.to_csv("/tmp/rows.csv")
    refused = checked.rejected_rows[checked.rejected_rows["severity"] == "error"]
    assert refused[["row_number", "cell", "reason"]].to_dict("records") == []
    take(warehouse, checked, "filled")
    build(warehouse, TODAY)
    after = latest(warehouse).drop(index="each")
    left = after[after["status"].isin(UNANSWERED)]
    targets = pd.DataFrame(promised()).set_index("target_id")
    assert left.join(targets, rsuffix="_promised")[["status", "rule", "reason", "quote"]].to_dict("records") == []
    assert template_of(warehouse, tmp_path / "after")["指标"].tolist() == []
    assert wanted_of(tmp_path / "after")["target_id"].tolist() == ["each"]
