"""Files that lie in no region's inbox: each has a receipt that says where it belongs."""

import pytest

from pipelines.actuals.inbox import list_inbox
from pipelines.actuals.misplaced import find_misplaced, write_receipts
from pipelines.reference.registry import load_registry
from pipelines.storage.data_folder import DataFolder
from pipelines.storage.region_folders import find_region_folders


@pytest.fixture
def data(tmp_path):
    places = ["a.csv", "无此地/b.csv", "德州市/c.csv", "德州市/2024/6月/d.csv", "各地区/省/e.csv"]
    junk = ["Thumbs.db", "德州市/desktop.ini", "德州市/.DS_Store", "德州市/~$c.xlsx", "德州市/__MACOSX/x.csv"]
    for place in (*places, *junk):
        path = tmp_path / "actuals" / "inbox" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("指标\n", encoding="utf-8")
    return DataFolder(tmp_path)


def test_each_misplaced_file_has_a_receipt_and_is_left_lying(data):
    folders = find_region_folders(data, load_registry(data.reference))
    files = find_misplaced(data, folders)
    assert {file.path.name: file.region for file in files} == {
        "a.csv": "",
        "b.csv": "无此地",
        "d.csv": "德州市",
        "e.csv": "各地区",
    }
    write_receipts(data, files)
    pages = sorted(str(page.relative_to(data.receipts)) for page in data.receipts.rglob("*.html"))
    assert pages == [
        "a.csv.receipt.html",
        "各地区/省/e.csv.receipt.html",
        "德州市/2024/6月/d.csv.receipt.html",
        "无此地/b.csv.receipt.html",
    ]
    assert "2024/6月" in (data.receipts / pages[2]).read_text(encoding="utf-8")
    assert all(file.path.exists() for file in files)


def test_no_receipt_is_written_behind_a_link(data, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    data.receipts.mkdir()
    (data.receipts / "无此地").symlink_to(elsewhere)
    write_receipts(data, find_misplaced(data, find_region_folders(data, load_registry(data.reference))))
    assert list(elsewhere.iterdir()) == []


def test_what_systems_and_programs_leave_is_no_report(data):
    assert [path.name for path in list_inbox(data.inbox / "德州市")] == ["c.csv"]
