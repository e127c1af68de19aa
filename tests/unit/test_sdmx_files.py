"""SDMX exports: keys, spans of time and texts as the standard asks; make test-readers loads them with pysdmx."""

import csv
from datetime import date, datetime
from pathlib import Path

import pytest
from lxml import etree

from pipelines.publication.bi_file import write_bi_file
from pipelines.publication.edition import Edition
from pipelines.publication.sdmx_files import write_sdmx_files
from pipelines.storage.warehouse import open_warehouse

SPANS = {
    ("2024-01-01", "2024-12-31"): "2024",
    ("2024-07-01", "2024-12-31"): "2024-S2",
    ("2024-04-01", "2024-06-30"): "2024-Q2",
    ("2024-02-01", "2024-02-29"): "2024-02",
    ("2024-01-01", "2024-05-31"): "2024-01-01/P5M",
    ("2023-11-01", "2024-02-29"): "2023-11-01/P4M",
    ("2024-05-06", "2024-05-12"): "2024-05-06/P7D",
    ("2023-07-01", "2024-06-30"): "2023-07-01/P12M",
}
FIGURES = [  # actual_id, start, end, value, source, source_rank, known_from, known_until
    *((f"a{n}", *span, float(n), "统计局", 1, "2024-07-01", None) for n, span in enumerate(SPANS)),
    ("better", "2020-01-01", "2020-12-31", 1.5, "=cmd|'/c calc'!A0", 1, "2024-07-01", None),
    ("worse", "2020-01-01", "2020-12-31", 2.5, "报社", 9, "2024-08-01", None),
    ("replaced", "2021-01-01", "2021-12-31", 3.0, "统计局", 1, "2024-07-01", "2024-08-01"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("data")
    with open_warehouse(place / "warehouse.duckdb") as warehouse:
        sql = warehouse.connection
        sql.executemany(
            "insert into actuals (actual_id, period_start, period_end, value, source, source_rank, known_from,"
            " known_until, indicator_id, region_code, basis, unit)"
            " values (?, ?, ?, ?, ?, ?, ?, ?, 'roads', '371400', 'period', '公里')",
            FIGURES,
        )
        sql.execute("insert into regions (code, name) values ('371400', '德州市')")
        sql.execute("insert into indicators (indicator_id, name) values ('roads', '<公路> & 街道')")
        sql.executemany(
            "insert into targets (target_id, indicator_id, measure, value, unit, quote)"
            " values (?, 'roads', 'level', 8, '公里', ?)",
            [("t1", '—8公里, "新"'), ("t2", " +9")],
        )
        edition = Edition(place / "edition", warehouse, date(2026, 11, 21), datetime(2026, 11, 21), None)  # noqa: DTZ001
        edition.folder.mkdir()
        write_bi_file(edition)
        return write_sdmx_files(edition)


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def test_every_span_of_time_is_written_as_sdmx_writes_it(folder: Path):
    written = {row["OBS_VALUE"]: row["TIME_PERIOD"] for row in rows(folder / "actuals.csv")}
    for number, expected in enumerate(SPANS.values()):
        assert written[f"{number}.0"] == expected


def test_a_key_has_one_observation_the_one_of_the_best_source_that_still_counts(folder: Path):
    found = rows(folder / "actuals.csv")
    keys = [(row["INDICATOR"], row["REF_AREA"], row["BASIS"], row["TIME_PERIOD"]) for row in found]
    assert len(keys) == len(set(keys)) == len(SPANS) + 1
    assert [row["OBS_VALUE"] for row in found if row["TIME_PERIOD"] == "2020"] == ["1.5"]
    assert not [row for row in found if row["TIME_PERIOD"] == "2021"]


def test_no_text_acts_as_a_formula_and_numbers_stay_numbers(folder: Path):
    [source] = [row["SOURCE"] for row in rows(folder / "actuals.csv") if row["TIME_PERIOD"] == "2020"]
    assert source == "'=cmd|'/c calc'!A0"
    assert [row["QUOTE"] for row in rows(folder / "targets.csv")] == ['—8公里, "新"', "' +9"]


def test_a_target_without_a_known_area_has_the_code_for_unknown(folder: Path):
    assert {row["REF_AREA"] for row in rows(folder / "targets.csv")} == {"_U"}


def test_the_structure_names_every_column_and_every_code_that_the_files_use(folder: Path):
    structure = etree.parse(str(folder / "structure.xml"))
    spaces = {"s": "http://www.sdmx.org/resources/sdmxml/schemas/v3_0/structure"}
    codes = {code.get("id") for code in structure.iterfind(".//s:Code", spaces)}
    for name in ("actuals", "targets"):
        components = [
            each.get("id")
            for kind in ("Dimension", "TimeDimension", "Measure", "Attribute")
            for each in structure.iterfind(f".//s:DataStructure[@id='{name.upper()}']//s:{kind}", spaces)
            if each.get("id")
        ]
        found = rows(folder / f"{name}.csv")
        assert {"STRUCTURE", "STRUCTURE_ID", "ACTION", *components} == set(found[0])
        assert {row["STRUCTURE_ID"] for row in found} == {f"DUIBIAO:{name.upper()}(1.0.0)"}
        assert {row[key] for row in found for key in ("INDICATOR", "REF_AREA")} <= codes
