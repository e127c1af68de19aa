"""The report's data: whole, harmless, and compared with the publication before. What a browser shows: tests/browser."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from pipelines.publication.report import PAGE
from pipelines.storage.warehouse import Warehouse, open_warehouse
from tests.browser.report_data import AS_OF, fill, sentence, write_edition


@pytest.fixture
def warehouse(tmp_path: Path):
    with open_warehouse(tmp_path / "warehouse.duckdb") as opened:
        fill(opened, 120)
        yield opened


def published(warehouse: Warehouse, tmp_path: Path) -> Path:
    """A publication after those that are there already."""
    former = sorted(tmp_path.glob("edition-*"))
    return write_edition(warehouse, tmp_path / f"edition-{len(former)}", former[-1] if former else None)


def content(report: Path, name: str) -> Any:
    [place] = report.glob(f"data/{name}.js")
    called = re.fullmatch(r'receive\("[\w/]+", (.*)\);\n', place.read_text(encoding="utf-8"), re.DOTALL)
    assert called
    return json.loads(called.group(1))


def objects(rows: dict[str, Any]) -> list[dict[str, Any]]:
    return [dict(zip(rows["columns"], row, strict=True)) for row in rows["rows"]]


def test_every_target_has_its_panel_where_the_index_says_and_its_place_in_the_text(warehouse, tmp_path):
    report = published(warehouse, tmp_path)
    index = content(report, "index")
    targets = objects(index["targets"])
    plans = {plan["id"]: number for number, plan in enumerate(objects(index["documents"]))}
    assert len(targets) == 120
    assert {target["file"] for target in targets} == {0, 1, 2}
    for target in targets:
        assert content(report, f"*/panels/{target['file']}")[target["id"]]["reason"]
        text = content(report, f"*/texts/{plans[target['document']]}")
        [mark] = [mark for mark in text["marks"] if mark["id"] == target["id"]]
        assert text["text"][mark["quote_start"] : mark["quote_end"]] == sentence(int(target["id"][1:]))


def test_the_worst_come_first(warehouse, tmp_path):
    index = content(published(warehouse, tmp_path), "index")
    severity = {status["status"]: status["severity"] for status in objects(index["statuses"])}
    order = [severity.get(target["status"], -1) for target in objects(index["targets"])]
    assert order == sorted(order, reverse=True)


def test_nothing_in_the_data_can_end_a_script_or_start_one(warehouse, tmp_path):
    report = published(warehouse, tmp_path)
    scripts = list(report.glob("data/**/*.js"))
    assert len(scripts) == 1 + 1 + 3 + 6  # index, headlines, panels, texts
    for script in scripts:
        assert not re.search("[<>&\u2028\u2029]", script.read_text(encoding="utf-8"))
    assert any("<script>" in content(report, f"*/texts/{number}")["text"] for number in range(6))


CHANGES = {
    "status": "update attainment set status = 'missed' where target_id = 't00000'",
    "figure": "update attainment set observed = 931 where target_id = 't00000'",
    "promise": "update targets set value = 1200 where target_id = 't00000'",
    "gone": "delete from targets where target_id = 't00000'",
}


@pytest.mark.parametrize("kind", CHANGES)
def test_what_changed_since_the_last_publication_is_told(warehouse, tmp_path, kind):
    published(warehouse, tmp_path)
    warehouse.connection.execute(CHANGES[kind])
    previous = content(published(warehouse, tmp_path), "index")["previous"]
    assert previous["as_of"] == AS_OF.isoformat()
    assert [(change["id"], change["kind"]) for change in objects(previous["changes"])] == [("t00000", kind)]


def test_a_new_target_is_a_change_and_no_change_is_none(warehouse, tmp_path):
    warehouse.connection.execute("create temp table kept as from targets where target_id = 't00001'")
    warehouse.connection.execute("delete from targets where target_id = 't00001'")
    published(warehouse, tmp_path)
    warehouse.connection.execute("insert into targets from kept")
    [change] = objects(content(published(warehouse, tmp_path), "index")["previous"]["changes"])
    assert (change["id"], change["kind"]) == ("t00001", "come")
    assert content(published(warehouse, tmp_path), "index")["previous"]["changes"]["rows"] == []


@pytest.mark.parametrize("damage", [lambda file: file.unlink(), lambda file: file.write_bytes(b"no database")])
def test_a_former_publication_that_cannot_be_read_is_none(warehouse, tmp_path, damage):
    former = published(warehouse, tmp_path)
    damage(former.parent / "attainment.duckdb")
    assert content(published(warehouse, tmp_path), "index")["previous"] is None


def test_the_warehouse_is_left_as_it_was(warehouse, tmp_path):
    databases = "select database_name from duckdb_databases() where not internal"
    before = warehouse.connection.execute(databases).fetchall()
    published(warehouse, tmp_path)
    published(warehouse, tmp_path)
    assert warehouse.connection.execute(databases).fetchall() == before
    assert warehouse.connection.execute("from duckdb_views() where not internal").fetchall() == []


def test_the_page_makes_no_markup_out_of_data_and_knows_no_other_host():
    for source in sorted(PAGE.glob("*.js")):
        text = source.read_text(encoding="utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", text), (
            source
        )
        addresses = set(re.findall(r"https?://[\w.]+", text))
        assert addresses <= {"http://www.w3.org", "https://vega.github.io"}, source  # names of formats, never asked for


def test_the_page_speaks_both_languages_alike():
    words = (PAGE / "words.js").read_text(encoding="utf-8")
    chinese, english = re.search(r"  zh: \{(.*?)\n  \},\n  en: \{(.*?)\n  \},\n\};", words, re.DOTALL).groups()
    keys = [re.findall(r"(?:^|, |\{ )\s*(\w+): ", text, re.MULTILINE) for text in (chinese, english)]
    assert sorted(keys[0]) == sorted(keys[1])
    code = "".join(source.read_text(encoding="utf-8") for source in PAGE.glob("*.js"))
    said = set(re.findall(r'\bsay\("(\w+)"', code))
    assert said <= set(keys[0])
