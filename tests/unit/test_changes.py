"""The feed of what changed: each publication adds its own, newest first, for programs and for readers of feeds."""

import json
from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from pipelines.publication import changes
from pipelines.publication.changes import ATOM, load_changes, write_changes
from pipelines.storage.warehouse import Warehouse, open_warehouse
from tests.browser.report_data import begin_edition, fill


@pytest.fixture
def warehouse(tmp_path: Path):
    with open_warehouse(tmp_path / "warehouse.duckdb") as opened:
        fill(opened, 20)
        yield opened


def published(warehouse: Warehouse, tmp_path: Path) -> Path:
    """The folder of a publication after those that are there already."""
    former = sorted(tmp_path.glob("edition-*"))
    edition = begin_edition(warehouse, tmp_path / f"edition-{len(former)}", former[-1] if former else None)
    return write_changes(edition).parent


CHANGES = {
    "update attainment set status = 'missed' where target_id = 't00001'": ("status", "变为“逾期未完成”"),
    "update attainment set observed = 12345678 where target_id = 't00001'": ("figure", "变为1234.5678万"),
    "update targets set value = 1200, unit = '个' where target_id = 't00001'": ("promise", "改为1200个"),
    "update targets set deadline = '2030-12-31' where target_id = 't00001'": ("promise", "时限改了"),
    "delete from targets where target_id = 't00001'": ("gone", "已不在规划文件中"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_told_in_a_sentence(warehouse, tmp_path, change):
    assert load_changes(published(warehouse, tmp_path), None, None) == []
    warehouse.connection.execute(change)
    [entry] = load_changes(published(warehouse, tmp_path), None, None)
    kind, words = CHANGES[change]
    assert (entry.kind, entry.target_id) == (kind, "t00001")
    assert words in entry.title and entry.title.startswith(entry.region)


def test_entries_stay_from_publication_to_publication_and_the_newest_come_first(warehouse, tmp_path, monkeypatch):
    published(warehouse, tmp_path)
    for number in range(3):
        warehouse.connection.execute(f"update attainment set status = 'missed' where target_id = 't0000{number}'")
        folder = published(warehouse, tmp_path)
    assert [entry.target_id for entry in load_changes(folder, None, None)] == ["t00002", "t00001", "t00000"]
    monkeypatch.setattr(changes, "MOST_KEPT", 2)
    folder = published(warehouse, tmp_path)
    assert [entry.target_id for entry in load_changes(folder, None, None)] == ["t00002", "t00001"]
    assert json.loads((folder / "changes.json").read_text(encoding="utf-8"))["left_out"] == 1


def test_entries_are_found_by_region_and_day(warehouse, tmp_path):
    published(warehouse, tmp_path)
    warehouse.connection.execute("update attainment set status = 'missed'")
    folder = published(warehouse, tmp_path)
    every = load_changes(folder, None, None)
    [region] = {entry.region for entry in load_changes(folder, "德州市", None)}
    assert region == "德州市"
    assert load_changes(folder, None, date(2025, 4, 2)) == every
    assert load_changes(folder, None, date(2025, 4, 3)) == []


def test_the_feed_is_atom_with_an_entry_a_change(warehouse, tmp_path):
    published(warehouse, tmp_path)
    warehouse.connection.execute("update targets set indicator = '<b>\x01&' where target_id = 't00001'")
    warehouse.connection.execute("update attainment set status = 'missed' where target_id = 't00001'")
    folder = published(warehouse, tmp_path)
    feed = etree.parse(str(folder / "changes.atom")).getroot()
    assert feed.tag == f"{{{ATOM}}}feed"
    [entry] = feed.findall(f"{{{ATOM}}}entry")
    for name in ("id", "title", "updated"):  # RFC 4287 §4.1.1, §4.1.2
        assert feed.findtext(f"{{{ATOM}}}{name}") and entry.findtext(f"{{{ATOM}}}{name}")
    assert "<b>�&" in entry.findtext(f"{{{ATOM}}}title")


@pytest.mark.parametrize("content", ["", "[]", '{"changes": [{"kind": 1}]}', '{"changes": 3}'])
def test_a_feed_of_another_layout_begins_anew(warehouse, tmp_path, content):
    folder = published(warehouse, tmp_path)
    (folder / "changes.json").write_text(content, encoding="utf-8")
    assert load_changes(published(warehouse, tmp_path), None, None) == []
