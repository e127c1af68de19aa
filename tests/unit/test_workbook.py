"""Workbooks: names that Excel takes, text that stays text, numbers that lose no digit."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.publication.workbook import (
    CELL_LENGTH,
    CUT,
    SHEET_NAME_LENGTH,
    TALLEST_ROW,
    height_of,
    legible,
    lines_of,
    number_format,
    open_workbook,
    sheet_name,
    utf16_length,
    write_cell,
)


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("市科技局(德州市)", "市科技局(德州市)"),
        ("住建/城管:[1]*?\\", "住建_城管__1____"),
        ("'市税务局'", "市税务局"),
        ("市\n税\t务局", "市 税 务局"),
        ("_x0041_局", "-x0041_局"),
        ("", "_"),
        ("History", "History~2"),
        ("局" * 40, "局" * 31),
        ("𠮷" * 20, "𠮷" * 15),  # two UTF-16 units each
    ],
)
def test_a_sheet_has_a_name_that_excel_takes(wanted: str, name: str):
    assert sheet_name(wanted, set()) == name


def test_names_that_differ_in_case_only_or_in_what_was_cut_are_told_apart():
    taken: set[str] = set()
    assert [sheet_name(name, taken) for name in ("abc", "ABC", "局" * 31 + "甲", "局" * 31 + "乙")] == [
        "abc",
        "ABC~2",
        "局" * 31,
        "局" * 29 + "~2",
    ]


@given(st.lists(st.text(max_size=40), max_size=6))
@example(["'" * 40, "a'", "' a", "~2", "", ""])
def test_whatever_the_units_are_called_the_workbook_has_a_sheet_for_each(names: list[str]):
    taken: set[str] = set()
    given_names = [sheet_name(name, taken) for name in names]
    assert len({name.casefold() for name in given_names}) == len(names)
    for name in given_names:
        assert 1 <= utf16_length(name) <= SHEET_NAME_LENGTH
        assert not set(name) & set("[]:*?/\\\0\n")
        assert not name.startswith("'")
        assert not name.endswith("'")


def test_what_no_xml_carries_is_shown_as_unreadable_and_what_is_too_long_is_cut_with_a_word():
    assert legible("a\x00b\x0bc\ufffed\ne\tf\r\ng\rh") == "a\ufffdb\ufffdc\ufffdd\ne\tf\ng\nh"
    assert legible("𠮷" * 20_000) == "𠮷" * ((CELL_LENGTH - len(CUT)) // 2) + CUT
    assert legible("x" * CELL_LENGTH) == "x" * CELL_LENGTH


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("5200", "#,##0"),
        ("2E+7", "#,##0"),
        ("-13.5", "#,##0.0"),
        ("2.450", "#,##0.00"),
        ("0.000123", "#,##0.000000"),
        ("0", "#,##0"),
    ],
)
def test_every_digit_of_a_number_is_shown(value: str, shown: str):
    assert number_format(Decimal(value)) == shown


def test_a_row_is_as_tall_as_its_longest_text_needs():
    assert lines_of("光伏装机容量", 14) == 1
    assert lines_of("光伏装机容量", 13) == 2
    assert lines_of("a\nb", 20) == 2
    assert height_of([("短", 10), ("长" * 50, 12)]) == 10 * 14 + 4
    assert height_of([("长" * 32_000, 11)]) == TALLEST_ROW


def test_a_value_is_written_as_what_it_is(tmp_path: Path):
    values = [None, "=1+1", 5, 2.45, Decimal("1396.12"), date(2025, 12, 31), date(1899, 1, 1), float("inf")]
    with open_workbook(tmp_path / "book.xlsx") as workbook:
        sheet, plain, day = (
            workbook.add_worksheet("值"),
            workbook.add_format(),
            workbook.add_format({"num_format": "yyyy-mm-dd"}),
        )
        for column, value in enumerate(values):
            write_cell(sheet, 0, column, value, day if isinstance(value, date) else plain)
    [row] = openpyxl.load_workbook(tmp_path / "book.xlsx")["值"].iter_rows()
    assert [(cell.data_type, cell.value) for cell in row[:5]] == [
        ("n", None),
        ("s", "=1+1"),
        ("n", 5),
        ("n", 2.45),
        ("n", 1396.12),
    ]
    assert (row[5].is_date, row[5].value.date()) == (True, date(2025, 12, 31))
    assert [(cell.data_type, cell.value) for cell in row[6:]] == [("s", "1899-01-01"), ("s", "inf")]
