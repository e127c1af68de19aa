"""Long files are read in pieces: wherever they are cut, the same comes out as if they were read at once."""

import csv
import io
from dataclasses import replace
from datetime import date
from decimal import Decimal, localcontext
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.actuals.cells.amounts import multiply, read_values
from pipelines.actuals.files import grid
from pipelines.actuals.files.blocks import cut_at_line_ends
from pipelines.actuals.rows.checking import CheckedFile, check_file
from pipelines.reference.linking import Linker
from pipelines.reference.registry import load_registry
from pipelines.storage.data_folder import PROJECT

REGISTRY = load_registry(lambda name: PROJECT / "data" / "reference" / name)
LINKER = Linker(REGISTRY.indicators)
SHANDONG = REGISTRY.resolve_region("山东省")
HEADER = ["指标", "地区", "报告期", "数值", "单位", "口径", "来源", "备注"]

CELLS = {
    "指标": ["发电量", "发电量(1-5月)", " 发电\u200b量", "5G基站", "没人知道", "", "发电量增速"],
    "地区": ["德州市", "禹城市", "", "亚特兰蒂斯", "北京市"],
    "报告期": ["2023-05", "2023年1—6月", "2023年1—5月", "2023-06", "2099", "去年", "2022"],
    "数值": ["1", "10", "1.0", "1,234.5", "约5", "-3", "12万", "很多", "", "0.001", "9" * 25, "1e3", "007", "1\n2"],
    "单位": ["亿千瓦时", "千瓦时", "个", "万个", "%", "", "吭"],
    "口径": ["", "本年累计", "当期", "快报"],
    "来源": ["", "统计局", '"能源局"'],
    "备注": ["", "初步数", "一,二"],
}
ROW = st.tuples(*(st.sampled_from(cells) for cells in CELLS.values())).map(list)


def check(path: Path) -> CheckedFile:
    return check_file(path, SHANDONG, REGISTRY, LINKER, date(2026, 11, 21))


def write(folder: Path, rows: list[list[str]], quoting: int, more: str = "") -> Path:
    text = io.StringIO()
    csv.writer(text, quoting=quoting).writerows([HEADER, *rows])
    path = folder / "报送.csv"
    path.write_text(text.getvalue() + more, encoding="gb18030", newline="")
    return path


@settings(max_examples=8, deadline=None)
@given(
    rows=st.lists(ROW, min_size=8, max_size=24),
    first=st.integers(1, 400),
    size=st.integers(200, 600),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    more=st.sampled_from(["", "\r\n\r\n,,,\r\n", '发电量,,2023,"1,亿千瓦时', "发电量,德州市,2020,7,亿千瓦时,,,,5\n"]),
)
def test_where_a_file_is_cut_makes_no_difference(rows, first, size, quoting, more, tmp_path_factory):
    path = write(tmp_path_factory.mktemp("inbox"), rows, quoting, more)
    whole = check(path)
    with pytest.MonkeyPatch.context() as cut:
        cut.setattr(grid, "FIRST_PIECE", first)
        cut.setattr(grid, "PIECE", size)
        cut.setattr("pipelines.actuals.files.texts.CHUNK", 16)
        pieces = check(path)
    assert whole.status == pieces.status
    for name in ("rows_read", "rows_accepted", "rows_rejected", "rows_warned", "reason_code"):
        assert getattr(whole, name) == getattr(pieces, name), name
    pd.testing.assert_frame_equal(whole.figures, pieces.figures)
    pd.testing.assert_frame_equal(whole.rejected_rows, pieces.rejected_rows)


@given(text=st.text("ab,\r\n", max_size=60), first=st.integers(1, 20), size=st.integers(1, 20), chunk=st.integers(1, 9))
def test_pieces_end_where_lines_end_and_lose_nothing(text, first, size, chunk):
    chunks = [text[start : start + chunk] for start in range(0, len(text), chunk)]
    pieces = list(cut_at_line_ends(chunks, first, size))
    assert "".join(pieces) == text
    for piece, following in pairwise(pieces):
        assert piece.endswith(("\n", "\r"))
        assert not (piece.endswith("\r") and following.startswith("\n"))


NUMBERS = st.one_of(
    st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**20), max_value=10**20).map(str),
    st.integers(-(10**29), 10**29).map(str),
    st.sampled_from(["0", "-0", "1.", ".5", "1,234", "1e5", "9007199254740993", "0.000001", "100000"]),
)
FACTORS = st.sampled_from([Decimal(1), Decimal("0.0667"), Decimal(10**12), Decimal(15), Decimal("1e-9")])


@given(numbers=st.lists(NUMBERS, min_size=1, max_size=8, unique=True), factor=FACTORS, other=FACTORS)
def test_amounts_are_exact_however_long(numbers, factor, other):
    values = read_values(numbers)
    codes = np.arange(len(numbers)).repeat(2)
    kinds = np.tile([0, 1], len(numbers))
    products = multiply(values, codes, [factor, other], kinds).to_pylist()
    for number, product, by in zip(np.array(numbers)[codes], products, np.array([factor, other])[kinds], strict=True):
        with localcontext(prec=200):
            assert Decimal(product) == Decimal(str(number).replace(",", "")) * by
    assert len({Decimal(product) for product in products}) == len(set(products))


def test_a_long_table_of_periods_across_is_read_whole(tmp_path, monkeypatch):
    lines = ["指标：年末常住人口(万人)", "地区,2024年,2023年", *(f"济南市,{n},{n}" for n in range(200))]
    path = tmp_path / "报送.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    whole = check(path)
    monkeypatch.setattr(grid, "FIRST_PIECE", 500)
    monkeypatch.setattr(grid, "PIECE", 100)
    monkeypatch.setattr("pipelines.actuals.files.texts.CHUNK", 64)
    assert whole.rows_read == 400
    assert replace(check(path), staging=None) == replace(whole, staging=None)
