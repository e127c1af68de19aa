"""The 通报: every number in it stands in the published file, the sections hold what they say, and nothing can act."""

import re
import shutil
import subprocess
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import docx
import duckdb
import pypdfium2
import pytest

from pipelines.publication.bulletin.contents import DONE, LAGGING, OWED, Bulletin, Scope, end_before, read_bulletin
from pipelines.publication.bulletin.writing import ANNEX, write_bulletin, write_bulletins, write_supervision_notice
from pipelines.publication.edition import Edition
from pipelines.publication.wording import amount_in_words, promise_in_words, scaled_amount
from pipelines.storage.warehouse import open_warehouse
from tests.browser.report_data import AS_OF, begin_edition, fill


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("bulletins")
    with open_warehouse(folder / "warehouse.duckdb") as warehouse:
        fill(warehouse, 60)
        warehouse.connection.execute("delete from target_conflicts where conflict = 'restated'")
        yield begin_edition(warehouse, folder / "edition")


def bulletin_of(edition: Edition, scope: Scope, every: Any = "month") -> Bulletin:
    with duckdb.connect(str(edition.bi_file), read_only=True) as published:
        return read_bulletin(published, scope, every)


@pytest.fixture(scope="module")
def bulletin(edition: Edition) -> Bulletin:
    return bulletin_of(edition, Scope())


@pytest.fixture(scope="module")
def folder(edition: Edition) -> Path:
    return write_bulletins(edition)


def latest(edition: Edition) -> dict[str, dict[str, Any]]:
    """attainment_latest by target."""
    with duckdb.connect(str(edition.bi_file), read_only=True) as published:
        found = published.execute("select * from attainment_latest")
        names = [column[0] for column in found.description or ()]
        return {row[0]: dict(zip(names, row, strict=True)) for row in found.fetchall()}


def test_there_is_one_for_all_and_one_for_each_region(folder: Path):
    assert {path.name for path in folder.iterdir()} == {"各地区.docx", "德州市.docx", "聊城市.docx", "东营市.docx"}


@pytest.mark.parametrize("name", ["各地区", "聊城市"])
def test_every_number_of_the_annex_is_that_of_the_published_row(edition, folder, name):
    rows = latest(edition)
    [table] = docx.Document(str(folder / f"{name}.docx")).tables
    heads, *lines = [[cell.text for cell in row.cells] for row in table.rows]
    assert heads == [head for head, _ in ANNEX]
    assert len(lines) == sum(name in ("各地区", row["region"]) for row in rows.values())
    for serial, line in enumerate(lines, start=1):
        told = dict(zip(heads, line, strict=True))
        row = rows[told["目标编号"]]
        assert told["序号"] == str(serial)
        assert (told["指标"], told["地区"]) == (" ".join(row["indicator"].split()), row["region"])
        assert told["状态"] == row["status_name"]
        assert told["截至"] == (row["observed_on"].isoformat() if row["observed_on"] else "")
        observed = re.match(r"-?[\d.]*", told["完成值"])[0]
        assert observed == ("" if row["observed"] is None else f"{row['observed']:.4f}".rstrip("0").rstrip("."))
        share = row["attainment_pct"] if row["attainment_pct"] is not None else row["used_pct"]
        assert told["完成率"] == ("" if share is None else f"{share:.1f}%")
        assert f"{row['value']:g}" in told["要求"] and str(row["deadline"].year) in told["要求"]


def test_every_number_of_the_text_is_counted_or_stands_in_the_row_that_it_names(edition, folder, bulletin):
    rows = latest(edition)
    lines = [paragraph.text for paragraph in docx.Document(str(folder / "各地区.docx")).paragraphs]
    counts = Counter(row["status_name"] for row in rows.values())
    [overall] = [line for line in lines if line.startswith("共有规划目标")]
    statuses, compared = overall.split("其中")[1].split("；")
    assert {name: int(count) for name, count in re.findall(r"([^\d、]+?)(\d+)项", statuses)} == counts
    assert compared == f"有数据可以对照的{sum(row['observed'] is not None for row in rows.values())}项。"
    assert overall.startswith(f"共有规划目标{len(rows)}项")
    by_region = Counter(row["region"] for row in rows.values())
    lagging = Counter(row["region"] for row in rows.values() if row["status"] in LAGGING)
    [regions] = [line for line in lines if line.startswith("分地区看")]
    told_of = re.findall(r"([一-鿿]{3})(\d+)项，完成(\d+)项，滞后(\d+)项", regions)
    assert {name: (int(whole), int(late)) for name, whole, _, late in told_of} == {
        name: (by_region[name], lagging[name]) for name in by_region
    }
    items = [line for line in lines if "附件序号" in line]
    assert len(items) > 20
    for item in items:
        row = bulletin.targets[int(re.search(r"附件序号(\d+)", item)[1]) - 1]
        assert row["target_id"] in rows
        said = item.replace(" ".join(row["reason"].split()), "").replace(" ".join(row["indicator"].split()), "")
        numbers = set(re.findall(r"[\d.]*\d", said.split("附件序号", 1)[1])) - {
            said.split("附件序号")[1].split("）")[0]
        }
        allowed = [row["value"], row["value_high"], row["baseline_year"], row["deadline"].year]
        allowed += [row["deadline"].month, row["deadline"].day]
        assert numbers <= {f"{each:g}" for each in allowed if each is not None}, item


def test_the_sections_part_the_targets_and_the_worst_come_first(bulletin: Bulletin):
    severity = [bulletin.severities[row["status"]] for row in bulletin.targets]
    assert severity == sorted(severity, reverse=True)
    assert {row["status"] for row in bulletin.lagging()} <= set(LAGGING)
    assert {row["status"] for row in bulletin.owed()} <= set(OWED)
    soon = bulletin.due_soon()
    assert [row["deadline"] for row in soon] == sorted(row["deadline"] for row in soon)
    assert all(0 <= (row["deadline"] - AS_OF).days <= bulletin.due_soon_days for row in soon)
    assert not any(row["status"] in DONE for row in soon)


def test_a_status_is_compared_with_that_of_the_month_before(bulletin: Bulletin):
    first = bulletin.targets[0]
    was_better = {**first, "status": "behind", "status_was": "on_schedule"}
    now_done = {**first, "status": "attained", "status_was": "on_schedule"}
    as_before = {**first, "status": "behind", "status_was": "behind"}
    not_seen = {**first, "status": "behind", "status_was": None}
    seen = replace(bulletin, targets=[was_better, now_done, as_before, not_seen])
    assert seen.worsened() == [was_better]
    assert seen.newly_done() == [now_done]


@pytest.mark.parametrize(
    ("day", "every", "expected"),
    [
        ("2026-11-29", "month", "2026-10-31"),
        ("2026-01-01", "month", "2025-12-31"),
        ("2026-11-29", "quarter", "2026-09-30"),
        ("2026-03-31", "quarter", "2025-12-31"),
    ],
)
def test_since_is_the_end_of_the_month_or_quarter_before(day, every, expected):
    assert end_before(date.fromisoformat(day), every) == date.fromisoformat(expected)


def test_a_promise_that_two_plans_make_alike_stands_here_once(tmp_path: Path):
    with open_warehouse(tmp_path / "warehouse.duckdb") as warehouse:
        fill(warehouse, 20)
        warehouse.connection.execute("delete from target_conflicts")
        warehouse.connection.execute(
            "insert into target_conflicts values"
            " ('t00001', 't00002', '德州市', 'it', 'it', 'restated', null, null, '同一目标在两份文件中提出'),"
            " ('t00003', 't00004', '德州市', 'it', 'it', 'related_but_different', null, null, '口径不同')"
        )
        targets = bulletin_of(begin_edition(warehouse, tmp_path / "edition"), Scope()).targets
    ids = {row["target_id"] for row in targets}
    assert "t00001" in ids and "t00002" not in ids
    assert {"t00003", "t00004"} <= ids


def test_deeds_that_fall_due_soon_are_told_and_those_that_wait_for_a_person_are_not(tmp_path: Path):
    deeds = [
        ("m1", "青禾二桥建成通车", AS_OF + timedelta(days=30), "德州市", ["市科技局"], 0.92),
        ("m2", "文化馆迁建", AS_OF + timedelta(days=91), "德州市", [], 0.92),
        ("m3", "全民健身中心", AS_OF + timedelta(days=30), "德州市", [], 0.75),
        ("m4", "体育馆投用", AS_OF + timedelta(days=60), "聊城市", [], 0.92),
        ("m5", "已过期的桥", AS_OF - timedelta(days=1), "德州市", [], 0.92),
    ]
    with open_warehouse(tmp_path / "warehouse.duckdb") as warehouse:
        fill(warehouse, 20)
        for name, what, day, region, leads, confidence in deeds:
            warehouse.connection.execute(
                "insert into milestones by name select $name as milestone_id, 'd0' as document_id, $what as what,"
                " $what as quote, $day as deadline, $region as region, $region as plan_region, $leads as lead_units,"
                " $confidence as confidence",
                {"name": name, "what": what, "day": day, "region": region, "leads": leads, "confidence": confidence},
            )
        edition = begin_edition(warehouse, tmp_path / "edition")
    told = bulletin_of(edition, Scope())
    assert [row["milestone_id"] for row in told.milestones] == ["m1", "m4"]
    assert [row["milestone_id"] for row in told.of_region("聊城市").milestones] == ["m4"]
    assert [row["milestone_id"] for row in bulletin_of(edition, Scope("德州市", "市科技局")).milestones] == ["m1"]
    write_bulletin(told, tmp_path / "b.docx")
    lines = [paragraph.text for paragraph in docx.Document(str(tmp_path / "b.docx")).paragraphs]
    [line] = [line for line in lines if "青禾二桥" in line]
    assert line.startswith("1.青禾二桥建成通车（德州市，到2025年4月30日，牵头单位：市科技局）。")


def test_what_is_headed_to_miss_is_told_though_it_is_on_schedule(bulletin: Bulletin):
    first = bulletin.targets[0]
    headed = {**first, "status": "on_schedule", "projected_to_miss": True}
    assert replace(bulletin, targets=[headed, {**headed, "projected_to_miss": False}]).headed_to_miss() == [headed]


def test_a_lead_unit_has_what_it_answers_for(edition: Edition):
    own = bulletin_of(edition, Scope("德州市", "市科技局"))
    assert own.targets
    assert all("市科技局" in row["lead_unit_names"] for row in own.targets)
    assert {"德州市"} == {row["plan_region"] for row in own.targets}
    assert not bulletin_of(edition, Scope("德州市", "没有这个局")).targets


def test_words_of_documents_stay_words(bulletin: Bulletin, tmp_path: Path):
    hostile = "=1+1 <w:p/> & \x00\x0b \ud800 {MERGEFIELD x}"
    row = {**bulletin.targets[0], "indicator": hostile, "quote": hostile, "document": hostile, "status": "missed"}
    write_bulletin(replace(bulletin, targets=[row]), tmp_path / "b.docx")
    document = docx.Document(str(tmp_path / "b.docx"))
    shown = "=1+1 <w:p/> & �� � {MERGEFIELD x}"
    assert any(shown in paragraph.text for paragraph in document.paragraphs)
    assert document.tables[0].rows[1].cells[1].text == shown
    fields = {node.text for node in document.element.body.iter("{*}instrText")}
    assert fields == set()


def test_a_supervision_notice_leaves_room_for_what_comes_of_it(bulletin: Bulletin, tmp_path: Path):
    row = bulletin.targets[0]
    write_supervision_notice(bulletin, row["target_id"], tmp_path / "n.docx")
    [table] = docx.Document(str(tmp_path / "n.docx")).tables
    told = {line.cells[0].text: line.cells[1].text for line in table.rows}
    assert told["目标编号"] == row["target_id"]
    assert promise_in_words(row) in told["督办事项"]
    assert told["目前状态"] == bulletin.status_names[row["status"]]
    assert not (told["存在问题"] or told["下步措施"] or told["办理结果"])
    with pytest.raises(KeyError):
        write_supervision_notice(bulletin, "nothing", tmp_path / "n.docx")


PROMISE = {
    **{"comparator": "exactly", "measure": "level", "direction": None, "baseline_year": None, "annualised": False},
    **{"value": 12.0, "value_high": None, "unit": "个", "unit_text": "个", "per": None, "deadline": date(2025, 12, 31)},
}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, "到2025年底达到12个"),
        ({"deadline": date(2026, 6, 30), "comparator": "at_least"}, "到2026年6月30日达到12个以上"),
        ({"measure": "increment"}, "到2025年底新增12个"),
        ({"measure": "increment", "comparator": "above"}, "到2025年底新增超过12个"),
        ({"comparator": "at_most", "value": 3.5, "unit": "%", "unit_text": "%"}, "到2025年底控制在3.5%以内"),
        ({"comparator": "between", "value_high": 15.0, "deadline": None}, "达到12个—15个"),
        ({"value": 3_300_000.0, "unit": "千瓦", "unit_text": "万千瓦"}, "到2025年底达到330万千瓦"),
        (
            {"measure": "change", "direction": "down", "baseline_year": 2020, "unit": "%", "unit_text": "%"},
            "到2025年底较2020年下降12%",
        ),
        ({"measure": "cumulative", "per": "各县"}, "到2025年底累计12个(各县)"),
    ],
)
def test_a_promise_is_said_as_an_official_text_would(said, expected):
    assert promise_in_words({**PROMISE, **said}) == expected


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [(3_300_000.0, "千瓦", "330万千瓦"), (1.2e8, "元", "1.2亿元"), (5.5, "%", "5.5%"), (-0.00001, "个", "0个")],
)
def test_an_amount_is_said_in_its_size(value, unit, expected):
    assert scaled_amount(value, unit) == expected
    assert amount_in_words(12.5, "个", "個") == "12.5个"


def test_office_opens_it_and_pages_are_of_the_standard_size(folder: Path, tmp_path: Path):
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed")
    command = [soffice, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf"]
    subprocess.run(
        [*command, "--outdir", tmp_path, folder / "德州市.docx"], check=True, capture_output=True, timeout=120
    )
    pages = pypdfium2.PdfDocument(str(tmp_path / "德州市.pdf"))
    assert [round(side * 25.4 / 72) for side in pages[0].get_size()] == [210, 297]
    assert [round(side * 25.4 / 72) for side in pages[len(pages) - 1].get_size()] == [297, 210]
    lines = pages[0].get_textpage().get_text_range().splitlines()
    assert max(len(line.strip()) for line in lines) >= 26  # 28 characters a line, less what punctuation asks for
