"""Files of every kind, cut and changed at random, end in text or in a refusal with a reason."""

from pathlib import Path

import pytest
from document_files import PdfPage, docx_of, pdf_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.documents import reading
from pipelines.documents.reading import UnreadableDocumentError, read_document
from pipelines.documents.refusals import REASONS

PLAN = "到2025年，累计建成5G基站1.3万个，重点场所通达率达到98%以上。"
TABLE = "<table><tr><td rowspan=2>指标<td colspan=2>目标<tr><td>2023年<td>2025年</table>"
WHOLE = {
    "plan.txt": PLAN.encode() * 5,
    "gbk.txt": PLAN.encode("gbk") * 5,
    "wide.txt": PLAN.encode("utf-16") * 5,
    "plan.md": f"# 方案\n\n{PLAN}\n{TABLE}\n&nbsp;<U+00A0>".encode(),
    "plan.html": f"<html><meta charset=gbk><title>方案</title><body><p>{PLAN}</p>{TABLE}</body>".encode("gbk"),
    "plan.docx": docx_of(PLAN, table=[["指标", "2025年"], ["基站", "1600"]]),
    "plan.pdf": pdf_of(PdfPage().write(72, 700, PLAN[:28]).grid([72, 172, 272], [500, 550, 600]), PdfPage().picture()),
}


@st.composite
def damaged(draw: st.DrawFn, whole: bytes) -> bytes:
    """The file with bytes changed, a piece taken out, and the end cut off."""
    data = bytearray(whole)
    for _ in range(draw(st.integers(0, 4))):
        data[draw(st.integers(0, len(data) - 1))] = draw(st.integers(0, 255))
    start = draw(st.integers(0, len(data)))
    del data[start : start + draw(st.integers(0, 20))]
    return bytes(data[: draw(st.integers(0, len(data))) if draw(st.booleans()) else None])


@pytest.mark.parametrize("name", WHOLE)
def test_a_damaged_file_is_read_or_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / name

    @given(damaged(WHOLE[name]))
    @settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def check(data: bytes) -> None:
        path.write_bytes(data)
        try:
            document = read_document(path)
        except UnreadableDocumentError as error:
            assert error.reason_code in REASONS
        else:
            assert document.text.strip()
            document.text.encode("utf-8")

    check()


@pytest.mark.parametrize("suffix", reading.SUFFIXES)
@given(data=st.binary(max_size=300))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_read_or_refused(suffix: str, data: bytes, tmp_path: Path) -> None:
    path = tmp_path / f"plan{suffix}"
    path.write_bytes(data)
    try:
        assert read_document(path).text.strip()
    except UnreadableDocumentError as error:
        assert error.reason_code in REASONS
