"""Hostile files: each does nothing, costs little, and gets a receipt that says why."""

import csv
import io
import resource
import time
import zipfile
from datetime import date
from pathlib import Path

import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from pipelines.actuals.inbox import list_inbox
from pipelines.actuals.receipts.contents import Receipt
from pipelines.actuals.receipts.writing import write_receipt
from pipelines.actuals.rows.checking import CheckedFile, check_file
from pipelines.reference.linking import Linker
from pipelines.reference.registry import load_registry
from pipelines.storage.data_folder import PROJECT
from tests.unit.actuals_files import write_workbook

REGISTRY = load_registry(lambda name: PROJECT / "data" / "reference" / name)
LINKER = Linker(REGISTRY.indicators)
DEZHOU = REGISTRY.resolve_region("德州市")
HEADER = ["指标", "报告期", "数值", "单位", "来源"]
ROW = ["地区生产总值", "2023年", "3800", "亿元", "统计局"]
MOST_SECONDS = 10.0  # of one core
MOST_MEMORY = 300 * 2**10  # kB that the process takes more than it ever had


def check(path: Path) -> CheckedFile:
    """Check a file within bounds of time and memory."""
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    checked = check_file(path, DEZHOU, REGISTRY, LINKER, date(2026, 11, 21))
    assert time.process_time() - started < MOST_SECONDS
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MOST_MEMORY
    return checked


def add_part(path: Path, name: str, content: bytes) -> Path:
    """The workbook with one more part, or with another content of one."""
    with zipfile.ZipFile(path) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, old in parts.items():
            if part != name:
                archive.writestr(part, old)
        archive.writestr(name, content)
    return path


def workbook(folder: Path) -> Path:
    return write_workbook(folder / "报送.xlsx", ".xlsx", [HEADER, ROW])


def refusal(checked: CheckedFile, folder: Path) -> str | None:
    """The reason code of a refused file, whose receipt gives the reason in Chinese."""
    assert (checked.status, checked.rows_read, len(checked.figures)) == ("refused", 0, 0)
    table, page = receipts_of(checked, folder)
    assert checked.reason
    assert checked.reason in table
    assert "<script>alert" not in page
    return checked.reason_code


def receipts_of(checked: CheckedFile, folder: Path) -> tuple[str, str]:
    """The cells of the receipt for programs, and the page for people."""
    page = write_receipt(Receipt(checked, None), folder / "receipts")
    table = page.with_suffix(".csv")
    lines = csv.reader(io.StringIO(table.read_text(encoding="utf-8-sig")))
    return "\n".join(cell for line in lines for cell in line), page.read_text(encoding="utf-8")


def test_a_zip_bomb(tmp_path):
    path = add_part(workbook(tmp_path), "xl/media/zeros.bin", bytes(300 * 2**20))
    assert path.stat().st_size < 2**20
    assert refusal(check(path), tmp_path) == "file_too_large"


def test_a_zip_bomb_that_lies_about_its_size(tmp_path):
    path = add_part(workbook(tmp_path), "xl/worksheets/sheet1.xml", b"<worksheet>" + b" " * (100 * 2**20))
    content = path.read_bytes()
    size = (100 * 2**20 + 11).to_bytes(4, "little")
    path.write_bytes(content.replace(size, (1000).to_bytes(4, "little")))
    assert refusal(check(path), tmp_path) == "damaged_file"


def test_a_bomb_of_shared_strings(tmp_path):
    path = add_part(workbook(tmp_path), "xl/sharedStrings.xml", b"<sst>" + b"<si><t>a</t></si>" * (5 * 2**20))
    assert refusal(check(path), tmp_path) == "file_too_large"


def test_a_million_columns(tmp_path):
    (tmp_path / "a.csv").write_text(",".join(["指标"] * 10**6) + "\n", encoding="utf-8")
    assert refusal(check(tmp_path / "a.csv"), tmp_path) == "too_many_columns"
    cells = "".join(f'<td colspan="100000">{n}</td>' for n in range(100))
    (tmp_path / "a.xls").write_text(f"<html><table><tr>{cells}</tr></table></html>", encoding="utf-8")
    assert refusal(check(tmp_path / "a.xls"), tmp_path) == "too_many_columns"
    far = workbook(tmp_path)
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    row = b'<row r="1"><c r="A1"><v>1</v></c><c r="ZZZZZZ1"><v>1</v></c></row></sheetData></worksheet>'
    assert refusal(check(add_part(far, "xl/worksheets/sheet1.xml", sheet + row)), tmp_path) == "damaged_file"


def test_a_workbook_padded_with_a_million_blank_rows(tmp_path):
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    row = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData></worksheet>'
    path = add_part(workbook(tmp_path), "xl/worksheets/sheet1.xml", sheet + row)
    assert refusal(check(path), tmp_path) in ("unknown_layout", "too_many_cells")


LAUGHS = "<!DOCTYPE lolz [<!ENTITY a0 'lol'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))


PARTS = ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"]


@pytest.mark.parametrize("part", PARTS)
def test_a_billion_laughs_in_any_part_of_a_workbook(part, tmp_path):
    path = add_part(workbook(tmp_path), part, f"{LAUGHS}]><worksheet>&a11;</worksheet>".encode())
    assert refusal(check(path), tmp_path) == "hostile_xml"


def test_a_billion_laughs_in_an_xml_spreadsheet_and_a_page(tmp_path):
    xml = write_workbook(tmp_path / "a.xls", ".xml", [HEADER, ROW])
    xml.write_text(xml.read_text(encoding="utf-8").replace("<Workbook", f"{LAUGHS}]><Workbook", 1), encoding="utf-8")
    assert refusal(check(xml), tmp_path) == "hostile_xml"
    (tmp_path / "b.xls").write_text(f"{LAUGHS}]><html><table><tr><td>&a11;</td></tr></table></html>", encoding="utf-8")
    assert refusal(check(tmp_path / "b.xls"), tmp_path) == "unknown_layout"


def test_an_entity_does_not_read_another_file(tmp_path):
    (tmp_path / "secret").write_text("SECRET", encoding="utf-8")
    entity = f'<!DOCTYPE x [<!ENTITY leak SYSTEM "file://{tmp_path}/secret">]>'
    table = "<table><tr><td>指标</td><td>2023年</td></tr><tr><td>&leak;</td><td>1</td></tr></table>"
    page = f"{entity}<html>{table}</html>"
    (tmp_path / "a.xls").write_text(page, encoding="utf-8")
    checked = check(tmp_path / "a.xls")
    assert "SECRET" not in "".join(receipts_of(checked, tmp_path))


@pytest.mark.parametrize(("end", "codes"), [("", {"cut_page"}), ("</table>", {"damaged_file", "unknown_layout"})])
def test_a_page_nested_without_end(tmp_path, end, codes):
    (tmp_path / "a.xls").write_text("<html>" + "<table><tr><td>" * 100_000 + end * 100_000, encoding="utf-8")
    assert refusal(check(tmp_path / "a.xls"), tmp_path) in codes


FORMULAS = ["=cmd|' /C calc'!A0", '=HYPERLINK("http://x")', "@SUM(1)", "-2+3", "<script>alert(1)</script>"]


@pytest.mark.parametrize("kind", [".csv", ".xlsx", ".xls", ".html", ".xml"])
@pytest.mark.parametrize("text", FORMULAS)
def test_a_cell_that_would_act_is_text(kind, text, tmp_path):
    rows = [HEADER, [*ROW[:2], text, *ROW[3:]], [text, *ROW[1:4], text]]
    path = tmp_path / "报送"
    if kind == ".csv":
        stream = io.StringIO()
        csv.writer(stream).writerows(rows)
        path.write_text(stream.getvalue(), encoding="utf-8")
    else:
        write_workbook(path, kind, rows)
    checked = check(path)
    errors = checked.rejected_rows[checked.rejected_rows["severity"] == "error"]
    assert list(errors["reason_code"][errors["row_number"] == 2]) == ["not_a_number"]
    table, page = receipts_of(checked, tmp_path)
    assert not [cell for cell in table.splitlines() if cell.startswith(("=", "+", "-", "@"))]
    assert "<script>alert" not in page


def test_a_workbook_with_macros_gives_its_values_and_runs_nothing(tmp_path):
    path = add_part(workbook(tmp_path), "xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 Sub Auto_Open() Shell")
    checked = check(path)
    assert (checked.status, checked.rows_accepted) == ("taken", 1)


def test_an_encrypted_workbook(tmp_path):
    plain = workbook(tmp_path)
    with plain.open("rb") as file, (tmp_path / "locked.xlsx").open("wb") as locked:
        OOXMLFile(file).encrypt("geheim", locked)
    assert refusal(check(tmp_path / "locked.xlsx"), tmp_path) == "password_needed"


NAMES = ["..\\..\\etc\\passwd.csv", "=cmd|' ,calc'!A0.csv", "<script>alert(1)<script>.csv", "a\nb.csv"]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_is_a_path_or_a_formula_stays_a_name(name, tmp_path):
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    path = inbox / name
    path.write_text(f"{','.join(HEADER)}\n{','.join(ROW)}\n", encoding="utf-8")
    checked = check(path)
    receipt = write_receipt(Receipt(checked, None), tmp_path / "receipts")
    assert checked.rows_accepted == 1
    assert receipt.parent == tmp_path / "receipts"
    assert sorted(place.name for place in tmp_path.iterdir()) == ["inbox", "receipts"]


def test_a_member_of_a_workbook_that_is_a_path_is_written_nowhere(tmp_path):
    check(add_part(workbook(tmp_path), "../../../evil.txt", b"x"))
    assert [place.name for place in tmp_path.iterdir()] == ["报送.xlsx"]


def test_links_in_the_inbox_are_left_alone(tmp_path):
    (tmp_path / "secret").write_text("x", encoding="utf-8")
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "a.csv").symlink_to(tmp_path / "secret")
    (inbox / "b.csv").symlink_to("/dev/zero")
    (inbox / "folder").symlink_to(tmp_path)
    assert list_inbox(inbox) == []


def test_a_hole_of_2_gb(tmp_path):
    with (tmp_path / "a.xls").open("wb") as file:
        file.write(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
        file.truncate(2 * 2**30)
    assert refusal(check(tmp_path / "a.xls"), tmp_path) == "file_too_large"


def test_a_hole_of_8_gb_is_refused_for_its_size_before_a_byte_of_it_is_read(tmp_path, monkeypatch):
    with (tmp_path / "a.csv").open("wb") as file:
        file.truncate(8 * 2**30)
    monkeypatch.setattr("pipelines.actuals.rows.checking.hash_file", pytest.fail)
    checked = check(tmp_path / "a.csv")
    assert (checked.status, checked.reason_code) == ("refused", "file_too_large")
    assert "8192 MB" in checked.reason
