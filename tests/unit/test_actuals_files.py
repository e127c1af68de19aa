"""Files of bureaus: encodings, separators, quotes, workbooks; what is refused whole; inbox and archive."""

import csv
import io
import os
import time
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from pipelines.actuals.archiving import archive
from pipelines.actuals.files import grid, workbooks
from pipelines.actuals.files.grid import read_grids
from pipelines.actuals.files.refusals import FileRefusedError
from pipelines.actuals.files.texts import decode
from pipelines.actuals.files.workbooks import cell_text
from pipelines.actuals.inbox import hash_file, list_inbox
from pipelines.actuals.receipts.contents import Receipt
from pipelines.actuals.receipts.writing import write_receipt
from pipelines.actuals.rows.checking import CheckedFile, check_file
from pipelines.reference.linking import Linker
from pipelines.reference.registry import load_registry
from pipelines.storage.data_folder import PROJECT
from pipelines.storage.durable_moves import FileChangedError

REGISTRY = load_registry(lambda name: PROJECT / "data" / "reference" / name)
LINKER = Linker(REGISTRY.indicators, ["新能源装机容量"])
DEZHOU = REGISTRY.resolve_region("德州市")
TODAY = date(2026, 11, 21)
HEADER = ["指标", "地区", "报告期", "数值", "单位", "来源"]
ROW = ["新能源装机容量", "德州市", "2023-05", "760.8", "万千瓦", "德州市统计局,能源局"]
ENCODINGS = ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"]


def as_csv(rows: list[list[str]], separator: str = ",", line_end: str = "\r\n") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator=line_end).writerows(rows)
    return text.getvalue()


def write(folder: Path, content: str | bytes, name: str = "报送.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def check(path: Path) -> CheckedFile:
    return check_file(path, DEZHOU, REGISTRY, LINKER, TODAY)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("separator", [",", "\t", ";", "，"])
@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
def test_every_encoding_with_every_separator(encoding, separator, line_end, tmp_path):
    checked = check(
        write(tmp_path, as_csv([HEADER, ROW, [*ROW[:3], "761", "万千瓦", "x"]], separator, line_end).encode(encoding))
    )
    assert (checked.status, checked.rows_accepted, checked.rows_rejected) == ("taken", 2, 0)
    figure = checked.figures.iloc[0]
    assert (figure["indicator_text"], figure["value"], figure["unit"]) == ("新能源装机容量", 7_608_000, "千瓦")
    assert figure["source"] == "德州市统计局,能源局"


def test_the_encoding_is_decided_on_the_whole_file():
    ascii_first = b"a,b\n" * 100_000
    assert decode(ascii_first + "德州".encode("gb18030"))[1] == "gb18030"
    assert decode(ascii_first + "德州".encode())[1] == "utf-8"


def test_utf_8_with_a_damaged_character_is_not_taken_for_gbk():
    damaged = as_csv([HEADER, ROW]).encode().replace("州".encode(), "州".encode()[:2], 1)
    with pytest.raises(FileRefusedError) as refusal:
        decode(damaged)
    assert refusal.value.reason_code == "damaged_text"


def rows_of(text: str, tmp_path: Path) -> list[tuple[int, tuple[str, ...]]]:
    grids, _ = read_grids(write(tmp_path, text))
    return [(row.number, row.cells) for row in grids[0].rows]


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path):
    text = 'a,b\n\n"一\n二",2\n,,\n3,"x ""y"""\n'
    assert rows_of(text, tmp_path) == [(1, ("a", "b")), (3, ("一 二", "2")), (5, ("3", 'x "y"'))]


def test_an_unclosed_quote_swallows_no_row(tmp_path):
    text = 'a,b\n"1,2\n' + "".join(f"{n},{n}\n" for n in range(300))
    rows = rows_of(text, tmp_path)
    assert len(rows) == 302
    assert rows[1] == (2, ('"1', "2"))
    assert rows[-1] == (302, ("299", "299"))


def test_quotes_that_never_close_cost_linear_time(tmp_path):
    started = time.monotonic()
    rows_of('"a","\n' * 100_000, tmp_path)
    assert time.monotonic() - started < 10


def test_invisible_characters_are_taken_out_of_cells(tmp_path):
    rows = rows_of("\u200b指标\x07,\u202e报告期\u3000,\ta\tb\t\n1,2,3\n", tmp_path)
    assert rows[0] == (1, ("指标", "报告期", "a b"))


def workbook(path: Path, *sheets: list[list[object]], formats: dict[str, str] | None = None) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
        for place, number_format in (formats or {}).items():
            sheet[place].number_format = number_format
    book.save(path)
    return path


def test_a_workbook_is_read_as_it_shows(tmp_path):
    rows = [
        ["2023年能源指标"],
        [],
        ["指标", "报告期", "数值", "单位"],
        ["新能源装机容量", date(2023, 5, 1), 760.8, "万千瓦"],
        ["新能源发电量占比", "2023-05", 0.556, "%"],
        ["新能源装机容量", 202306, 0.1 + 0.2, "万千瓦"],
    ]
    path = workbook(tmp_path / "报送.xlsx", rows, formats={"B4": 'yyyy"年"m"月"', "C5": "0.0%"})
    figures = check(path).figures
    assert list(figures["row_number"]) == [4, 5, 6]
    assert list(figures["reported_value"]) == ["760.8", "55.6%", "0.3"]
    assert list(figures["value"]) == [7_608_000, 55.6, 3000]
    assert list(figures["period_end"]) == [date(2023, 5, 31), date(2023, 5, 31), date(2023, 6, 30)]


def test_a_formula_is_never_computed(tmp_path):
    path = workbook(tmp_path / "报送.xlsx", [HEADER, [*ROW[:3], "=1+1", "万千瓦", "x"]])
    rejected = check(path).rejected_rows
    assert list(zip(rejected["reason_code"], rejected["cell"], strict=True)) == [("not_a_number", "=1+1")]
    text = check(write(tmp_path, as_csv([HEADER, [*ROW[:3], "=1+1", "万千瓦", "x"]])))
    assert list(text.rejected_rows["reason_code"]) == ["not_a_number"]


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (True, "General", "TRUE"),
        (2023.0, "General", "2023"),
        (1e15, "General", "1000000000000000"),
        (1e-7, "General", "0.0000001"),
        (date(2023, 6, 30), "yyyy-mm-dd", "2023-06-30"),
        (float("inf"), "General", "Infinity"),
    ],
)
def test_cells_as_text(value, number_format, text):
    assert cell_text(value, number_format) == text


def refusal_of(content: str | bytes, folder: Path, name: str = "报送.csv") -> str | None:
    checked = check(write(folder, content, name))
    assert checked.status == "refused"
    assert checked.reason
    assert (checked.rows_read, len(checked.figures), len(checked.rejected_rows)) == (0, 0, 0)
    return checked.reason_code


@pytest.mark.parametrize(
    ("content", "reason_code"),
    [
        (b"", "unknown_layout"),
        (b"\n\n\n", "unknown_layout"),
        (b"%PDF-1.7\n\xff\xff\xff\x80", "unsupported_format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100, "damaged_file"),
        (b"PK\x03\x04 broken", "damaged_file"),
        ("今天天气很好。\n", "unknown_layout"),
        ("姓名,电话\n张三,123\n", "unknown_layout"),
        ("指标,数值,单位\nGDP,1,元\n", "missing_period"),
        ("报告期,数值,单位,负责人\n2023,1,个,张三\n", "missing_indicator"),
        ("指标,报告期,数值,数据\nGDP,2023,1,2\n", "duplicate_column"),
        ("指标,报告期,数值\n\n,,\n", "no_rows"),
        (",".join(["指标"] * 20_001), "too_many_columns"),
    ],
)
def test_files_that_are_refused_whole(content, reason_code, tmp_path):
    assert refusal_of(content, tmp_path) == reason_code


def test_a_refusal_names_the_missing_column(tmp_path):
    assert "报告期" in check(write(tmp_path, "指标,数值,单位\nGDP,1,元\n")).reason


def test_a_zip_that_is_no_workbook_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "报送.xlsx", "w") as archive_file:
        archive_file.writestr("visio/document.xml", "<x/>")
    assert check(tmp_path / "报送.xlsx").reason_code == "unsupported_format"


def test_a_zip_bomb_is_refused_unopened(tmp_path, monkeypatch):
    monkeypatch.setattr(workbooks, "MAX_UNZIPPED_BYTES", 1000)
    path = workbook(tmp_path / "报送.xlsx", [HEADER, ROW])
    monkeypatch.setattr(openpyxl, "load_workbook", None)
    assert check(path).reason_code == "file_too_large"


def test_a_workbook_of_endless_rows_or_columns_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(grid, "MAX_CELLS", 100)
    path = workbook(tmp_path / "报送.xlsx", [HEADER, ROW] * 20)
    assert check(path).reason_code == "too_many_cells"


def test_a_file_of_2_gb_is_refused_unread(tmp_path, monkeypatch):
    path = tmp_path / "报送.csv"
    with path.open("wb") as file:
        file.truncate(2 * 2**30)
    monkeypatch.setattr(Path, "read_bytes", None)
    monkeypatch.setattr("pipelines.actuals.rows.checking.hash_file", lambda path: "0" * 64)
    assert check(path).reason_code == "file_too_large"


def test_what_nobody_foresaw_refuses_the_file(tmp_path, monkeypatch):
    monkeypatch.setattr("pipelines.actuals.rows.file_reading.read_rows", lambda *arguments: 1 / 0)
    assert check(write(tmp_path, as_csv([HEADER, ROW]))).reason_code == "unreadable_file"
    assert check(tmp_path / "gone.csv").reason_code == "unreadable_file"


@pytest.mark.parametrize(
    "header",
    [
        "region,indicator,period,value,unit,source",
        "数值,单位,指标,报告期,地区,来源",
        "指标名称*,时间：,数据,计量单位,行政区划,数据来源",
        "统计时间,指标 名称,地区代码,数值（万千瓦）,数据来源",
        "年份,指标,完成值,单位",
    ],
)
def test_columns_in_any_order_and_under_many_names(header, tmp_path):
    values = {"地区代码": "371400"}
    cells = dict(zip(["指标", "地区", "时间", "数值", "单位", "来源"], ROW, strict=True)) | values
    meaning = {
        **dict.fromkeys(["region", "地区", "行政区划"], "地区"),
        **dict.fromkeys(["indicator", "指标", "指标名称*", "指标 名称"], "指标"),
        **dict.fromkeys(["period", "报告期", "时间：", "统计时间", "年份"], "时间"),
        **dict.fromkeys(["value", "数值", "数据", "完成值", "数值（万千瓦）"], "数值"),
        **dict.fromkeys(["unit", "单位", "计量单位"], "单位"),
        **dict.fromkeys(["source", "来源", "数据来源"], "来源"),
        "地区代码": "地区代码",
    }
    row = [cells[meaning[name]] for name in header.split(",")]
    checked = check(write(tmp_path, as_csv([["标题"], header.split(","), row])))
    assert (checked.layout, checked.rows_accepted) == ("template", 1)
    assert list(checked.figures["value"]) == [7_608_000]
    assert list(checked.figures["row_number"]) == [3]


def test_a_file_may_lie_under_a_hostile_name(tmp_path):
    for name in (os.fsdecode("德州报送.csv".encode("gbk")), "=cmd|' ,\n.csv", "长" * 83 + ".csv"):
        path = tmp_path / name
        path.write_text(as_csv([HEADER, ROW]), encoding="utf-8")
        checked = check(path)
        assert checked.rows_accepted == 1
        assert write_receipt(Receipt(checked, None), tmp_path / "receipts").exists()
        assert archive(path, tmp_path / "archive", checked.submission_id, checked.sha256).exists()


# The inbox


def test_the_inbox_lists_complete_regular_files_only(tmp_path):
    for name in ("b.csv", "a.xlsx", "~$a.xlsx", ".hidden.csv", "c.csv.part", "d.tmp"):
        write(tmp_path, "x", name)
        os.utime(tmp_path / name, (0, time.time() - 60))
    (tmp_path / "link.csv").symlink_to(tmp_path / "b.csv")
    (tmp_path / "folder").mkdir()
    assert [path.name for path in list_inbox(tmp_path)] == ["a.xlsx", "b.csv"]
    assert list_inbox(tmp_path / "nowhere") == []


def test_the_archive_keeps_every_content(tmp_path):
    shelf = tmp_path / "archive"
    places = []
    for content in ("one", "two", "one"):
        path = write(tmp_path, content)
        places.append(archive(path, shelf, "s", hash_file(path)))
        assert not path.exists()
    assert sorted(path.read_text() for path in shelf.iterdir()) == ["one", "two"]
    assert places[0] == places[2] == shelf / "报送.csv"


def test_a_file_that_changed_since_it_was_checked_stays(tmp_path):
    path = write(tmp_path, "first half")
    sha256 = hash_file(path)
    write(tmp_path, "first half and the rest")
    with pytest.raises(FileChangedError):
        archive(path, tmp_path / "archive", "s", sha256)
    assert path.read_text() == "first half and the rest"
    with pytest.raises(FileNotFoundError):
        archive(tmp_path / "gone.csv", tmp_path / "archive", "s", sha256)
    assert [*(tmp_path / "archive").iterdir()] == []


def test_a_submission_is_its_content_whatever_its_name(tmp_path):
    first = check(write(tmp_path, as_csv([HEADER, ROW]), "a.csv"))
    again = check(write(tmp_path, as_csv([HEADER, ROW]), "b.csv"))
    other = check(write(tmp_path, as_csv([HEADER, ROW, ROW]), "a.csv"))
    elsewhere = check_file(tmp_path / "b.csv", REGISTRY.resolve_region("山东省"), REGISTRY, LINKER, TODAY)
    assert first.submission_id == again.submission_id
    assert len({first.submission_id, other.submission_id, elsewhere.submission_id}) == 3


LISTED = "指标,报告期,数值,单位\n5G基站,2022,9000,个\n5G基站,2023,12000,个\n"
ACROSS = "2023年5G基站(个)\n地区,1月,2月\n德城区,100,120\n禹城市,11000,12000\n"


@pytest.mark.parametrize(
    ("first_piece", "encoding"),
    [
        (10, "utf-8"),
        (2**18, "gb18030"),
        (10, "utf-16"),
        *(pytest.param(*how, marks=pytest.mark.long) for how in ((2**18, "utf-8"), (10, "gb18030"), (2**18, "utf-16"))),
    ],
)
@pytest.mark.parametrize("text", [LISTED, ACROSS], ids=["listed", "across"])
def test_a_number_cut_with_its_file_is_never_taken_in_silence(text, first_piece, encoding, tmp_path, monkeypatch):
    monkeypatch.setattr(grid, "FIRST_PIECE", first_piece)
    monkeypatch.setattr(grid, "PIECE", 10)
    whole = {9000, 12000, 100, 120, 11000}
    for end in range(text.index("9000" if text is LISTED else "禹城市") + 4, len(text)):
        checked = check(write(tmp_path, text[:end].encode(encoding)))
        warned = checked.rejected_rows[checked.rejected_rows["reason_code"] == "open_line"]["row_number"].to_list()
        for figure in checked.figures.itertuples():
            assert figure.value in whole or figure.row_number in warned, text[:end]


@pytest.mark.parametrize(
    "last",
    [
        ("报告期", "地区"),
        ("地区", "报告期"),
        *(
            pytest.param(last, marks=pytest.mark.long)
            for last in (("报告期", "地区", "指标"), ("地区", "口径"), ("备注", "地区"))
        ),
    ],
)
def test_a_name_or_time_cut_with_its_file_is_never_taken_in_silence(last, tmp_path):
    truth = {
        "指标": "年末常住人口",
        "报告期": "2020年12月",
        "数值": "710",
        "单位": "万人",
        "口径": "期末",
        "备注": "快报",
        "地区": "临邑县",
    }
    names = [*(name for name in truth if name not in last), *last]
    line = ",".join(truth[name] for name in names)
    text = "\n".join([",".join(names), line.replace("710", "700").replace("临邑县", "禹城市"), line])
    meant = check(write(tmp_path, text + "\n")).figures.loc[1, ["indicator_text", "region", "period_end", "value"]]
    for end in range(len(text) - len(line), len(text)):
        checked = check(write(tmp_path, text[:end]))
        warned = checked.rejected_rows[checked.rejected_rows["reason_code"] == "open_line"]["row_number"].to_list()
        for _, figure in checked.figures[checked.figures["row_number"] == 3].iterrows():
            assert figure[meant.index].equals(meant.rename(figure.name)) or 3 in warned, text[:end]


def test_a_number_in_quotes_that_is_cut_with_its_file_is_not_taken_in_pieces(tmp_path):
    quoted = '2023年5G基站(个)\n地区,1月,2月\n德城区,100,120\n禹城市,"8,493","11,000"\n'
    for end in range(quoted.index("禹城市") + 4, len(quoted)):
        checked = check(write(tmp_path, quoted[:end]))
        assert set(checked.figures["value"]) <= {100, 120, 8493, 11000}, quoted[:end]
        assert checked.rows_read == checked.rows_accepted + checked.rows_rejected


def test_a_line_with_fewer_cells_than_the_one_before_is_rejected_and_the_others_stay(tmp_path):
    checked = check(write(tmp_path, LISTED.removesuffix("0,个\n")))
    assert list(checked.figures["value"]) == [9000]
    assert checked.rejected_rows["reason_code"][0] == "cut_line"
    assert "上一行少几格" in checked.rejected_rows["reason"][0]


def test_a_last_line_without_a_line_end_is_doubted_only_where_a_number_ends_it(tmp_path):
    reasons = {
        text: check(write(tmp_path, text)).rejected_rows["reason_code"].to_list()
        for text in (ACROSS, ACROSS.rstrip(), LISTED, LISTED.rstrip(), ACROSS.rstrip() + "\n注：快报")
    }
    assert list(reasons.values()) == [[], ["open_line"], [], [], []]
