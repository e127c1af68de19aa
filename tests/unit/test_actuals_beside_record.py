"""Accepted figures beside what other files have on record: another source, a power of ten, a share for a percent."""

from datetime import date
from pathlib import Path

import pytest

from pipelines.actuals.rows.checking import CheckedFile, check_file
from pipelines.actuals.rows.on_record import Record
from pipelines.actuals.taking import take_inbox
from pipelines.reference.indicators import link_figures, list_indicators
from pipelines.reference.linking import Linker
from pipelines.reference.registry import load_registry
from pipelines.reference.tables import read_reference
from pipelines.schemas.reference import SourceRanks, Units
from pipelines.storage.data_folder import DataFolder
from pipelines.storage.region_folders import find_region_folders
from pipelines.storage.warehouse import Warehouse, open_warehouse

REFERENCE = DataFolder(Path("nowhere")).reference
REGISTRY = load_registry(REFERENCE)
LINKER = Linker(REGISTRY.indicators)
TODAY = date(2026, 11, 21)
ON_RECORD = (
    "指标,报告期,数值,单位,来源\n粮食产量,2024,431.3,万吨,统计局\n粮食产量,2023,420,万吨,统计局\n"
    "常住人口城镇化率,2024,58.5,%,统计局\n5G基站,2024年12月,1.2,万个,\n"
)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    data = DataFolder(tmp_path_factory.mktemp("data"))
    place = data.inbox / "dezhou" / "a.csv"
    place.parent.mkdir(parents=True)
    place.write_text(ON_RECORD, encoding="utf-8")
    with open_warehouse(data.warehouse) as opened:
        for model, name in ((Units, "units.csv"), (SourceRanks, "source_ranks.csv")):
            opened.replace(model.table(), read_reference(model, REFERENCE(name)))
        folders = find_region_folders(data, REGISTRY)["德州市"]
        take_inbox(folders, data, REGISTRY, LINKER, opened, TODAY, as_of=date(2025, 3, 31))
        page = (data.receipts / "德州市" / "a.csv.receipt.html").read_text(encoding="utf-8")
        assert "截至 2025-03-31" in page
        names = list(opened.select("select distinct indicator_text from figures")["indicator_text"])
        links = link_figures(names, LINKER)
        opened.replace("indicator_links", links)
        named = links.rename(columns={"indicator": "name"}).assign(unit=None)
        opened.replace("indicators", list_indicators(REGISTRY.indicators, named))
        opened.build("actuals")
        yield opened


def check(tmp_path: Path, warehouse: Warehouse, rows: str) -> CheckedFile:
    path = tmp_path / "b.csv"
    path.write_text("指标,报告期,数值,单位,来源\n" + rows, encoding="utf-8")
    dezhou = REGISTRY.resolve_region("德州市")
    return check_file(path, dezhou, REGISTRY, LINKER, TODAY, record=Record(warehouse, LINKER))


@pytest.mark.parametrize(
    ("row", "reason_codes"),
    [
        ("粮食产量,2024,440,万吨,\n", ["other_source"]),
        ("粮食产量,2024,431.27,万吨,\n", []),  # the same, rounded
        ("粮食产量,2024,440,万吨,统计局\n", []),  # corrects it
        ("粮食产量,2024,4313,万吨,统计局\n", ["far_from_record"]),
        ("粮食产量,2025,43,吨,统计局\n", ["far_from_record"]),
        ("粮食产量,2025,455,万吨,统计局\n", []),
        ("常住人口城镇化率,2025,0.59,%,统计局\n", ["share_for_percent"]),
        ("常住人口城镇化率,2025,59,%,统计局\n", []),
        ("5G基站,2024年12月,1.3,万个,\n", []),  # its own figure, corrected
        ("5G基站,2024年12月,1.3,万个,工信局\n", ["other_source"]),
        ("棉花产量,2024,1,吨,\n", []),
    ],
)
def test_what_is_odd_beside_the_record_is_said(row, reason_codes, tmp_path, warehouse):
    checked = check(tmp_path, warehouse, row)
    assert checked.rows_accepted == 1
    codes = set(checked.rejected_rows["reason_code"]) - {"unknown_indicator"}
    assert sorted(codes) == reason_codes


def test_the_receipt_says_which_figure_is_not_replaced(tmp_path, warehouse):
    [reason] = check(tmp_path, warehouse, "粮食产量,2024,440,万吨,\n").rejected_rows["reason"]
    assert "431.3万吨（来源“统计局”）" in reason
    assert "没有写来源，算作本单位的数，不代替那个数" in reason
