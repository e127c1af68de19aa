"""PDF: paragraphs put together, tables row by row, furniture of the pages dropped, scans refused."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from document_files import PdfPage, pdf_of

from pipelines.documents import pdf
from pipelines.documents.layout import Line, Page, join_wrapped, paragraphs
from pipelines.documents.pdf import extract_text, read_pdf
from pipelines.documents.reading import UnreadableDocumentError

INDENT = "\u3000\u3000"
ENCRYPTED = f"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{'41' * 32}> /U <{'42' * 32}> >> /ID [<00> <00>]"


TextOf = Callable[..., list[str]]


@pytest.fixture
def text_of(tmp_path: Path) -> TextOf:
    """The lines of text of a PDF of these pages."""

    def text_of(*pages: PdfPage, extra_trailer: str = "") -> list[str]:
        path = tmp_path / "plan.pdf"
        path.write_bytes(pdf_of(*pages, extra_trailer=extra_trailer))
        return extract_text(path).split("\n")

    return text_of


def column(*lines: str, top: float = 740) -> PdfPage:
    """A page of lines of 28 characters at most, one below the other."""
    page = PdfPage()
    for number, line in enumerate(lines):
        page.write(72, top - 28 * number, line)
    return page


def wrapped(text: str) -> list[str]:
    return [text[start : start + 28] for start in range(0, len(text), 28)]


FIRST = "为加快全市数字经济发展，推动数字技术与实体经济融合，到二〇二五年建成基站一千六百座。这一句写到行尾为止。"
SECOND = "各县市区要落实责任，确保重点任务按期完成。"


def test_lines_of_a_paragraph_are_joined_and_paragraphs_kept_apart(text_of: TextOf) -> None:
    lines = [*wrapped(INDENT + FIRST), "一、总体要求", *wrapped(INDENT + SECOND)]
    assert text_of(column(*lines)) == [FIRST, "一、总体要求", SECOND]


def test_a_paragraph_goes_on_over_the_page(text_of: TextOf) -> None:
    lines = wrapped(INDENT + FIRST)
    pages = [
        column(INDENT + SECOND, lines[0]).write(290, 40, "— 1 —", 12),
        column(*lines[1:]).write(290, 40, "— 2 —", 12),
    ]
    assert text_of(*pages) == [SECOND, FIRST]


def test_page_numbers_and_running_heads_are_dropped(text_of: TextOf) -> None:
    pages = [
        column(f"{number}.建成第{number}批基站。")
        .write(72, 800, "某市数字经济规划", 10)
        .write(290, 40, str(number), 12)
        for number in range(1, 5)
    ]
    assert text_of(*pages) == [f"{number}.建成第{number}批基站。" for number in range(1, 5)]


def test_a_number_at_the_foot_that_is_no_page_number_is_kept(text_of: TextOf) -> None:
    assert text_of(column("建成基站").write(290, 40, "1600", 12)) == ["建成基站", "1600"]


def test_table_rows_are_read_with_merged_cells_and_not_twice(text_of: TextOf) -> None:
    page = PdfPage().write(72, 720, "表1 主要指标").write(72, 500, "表后的段落。")
    page.rule((72, 700, 522, 700), (222, 670, 522, 670), (72, 640, 522, 640), (72, 600, 522, 600))
    page.rule((72, 600, 72, 700), (222, 600, 222, 700), (372, 600, 372, 670), (522, 600, 522, 700))
    page.write(80, 665, "指标", 12).write(230, 680, "目标值", 12).write(230, 650, "2023年", 12).write(
        380, 650, "2025年", 12
    )
    page.write(80, 625, "常住人口城镇化", 12).write(80, 610, "率（%）", 12).write(230, 615, "60", 12).write(
        380, 615, "65", 12
    )
    assert text_of(page) == [
        "表1 主要指标",
        "指标 | 目标值 | 目标值",
        "指标 | 2023年 | 2025年",
        "常住人口城镇化率（%） | 60 | 65",
        "表后的段落。",
    ]


def test_rows_without_rules_are_not_run_together(text_of: TextOf) -> None:
    page = PdfPage()
    for number, (name, value) in enumerate((("基站", "1600"), ("机架", "2000"), ("专利", "3000"))):
        page.write(72, 700 - 28 * number, name).write(480, 700 - 28 * number, value)
    assert text_of(page) == ["基站 1600", "机架 2000", "专利 3000"]


@pytest.mark.parametrize(
    ("pages", "extra_trailer", "reason_code"),
    [
        ([PdfPage().picture()], "", "scanned_pdf"),
        ([column("封面"), PdfPage().picture(), PdfPage().picture()], "", "scanned_pdf"),
        ([column("一")], ENCRYPTED, "encrypted_pdf"),
    ],
)
def test_what_has_no_text_to_read_is_refused(
    text_of: TextOf, pages: list[PdfPage], extra_trailer: str, reason_code: str
) -> None:
    with pytest.raises(UnreadableDocumentError) as refused:
        text_of(*pages, extra_trailer=extra_trailer)
    assert refused.value.reason_code == reason_code


def test_glyphs_that_are_no_characters_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "plan.pdf"
    path.write_bytes(pdf_of(column("建成基站"), is_mapped=False))
    with pytest.raises(UnreadableDocumentError, match="对照表"):
        extract_text(path)


def test_a_page_that_unpacks_in_part_is_refused(tmp_path: Path) -> None:
    whole = pdf_of(column(*[f"第{number}项任务：建成基站{number * 37}座" for number in range(20)]))
    place = whole.rindex(b"endstream") - 60
    path = tmp_path / "plan.pdf"
    path.write_bytes(whole[:place] + b"\xff" * 8 + whole[place + 8 :])
    with pytest.raises(UnreadableDocumentError) as refused:
        extract_text(path)
    assert refused.value.reason_code == "damaged_pdf"


def test_a_plate_among_pages_of_text_does_no_harm(text_of: TextOf) -> None:
    assert text_of(column("甲"), PdfPage().picture(), column("乙")) == ["甲", "乙"]


def test_too_many_pages_are_refused(text_of: TextOf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MAX_PAGES", 2)
    with pytest.raises(UnreadableDocumentError, match="共 3 页"):
        text_of(column("甲"), column("乙"), column("丙"))


def test_the_reading_process_gives_text_and_reasons(tmp_path: Path) -> None:
    path = tmp_path / "规划 plan.pdf"
    path.write_bytes(pdf_of(column("建成基站")))
    assert read_pdf(path) == "建成基站"
    path.write_bytes(pdf_of(PdfPage().picture()))
    with pytest.raises(UnreadableDocumentError, match="扫描件"):
        read_pdf(path)


@pytest.mark.parametrize(("does", "reason_code"), [("kill -9 $$", "damaged_pdf"), ("exec sleep 60", "too_slow")])
def test_a_reading_process_that_dies_or_hangs_is_a_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, does: str, reason_code: str
) -> None:
    program = tmp_path / "python"
    program.write_text(f"#!/bin/sh\n{does}\n")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))
    monkeypatch.setattr(pdf, "MAX_MINUTES", 0.01)
    with pytest.raises(UnreadableDocumentError) as refused:
        read_pdf(tmp_path / "plan.pdf")
    assert refused.value.reason_code == reason_code


@pytest.mark.parametrize(
    ("lines", "joined"),
    [(["到20", "25年"], "到2025年"), (["5G", "network"], "5G network"), (["建成", "5G基站"], "建成5G基站"), ([], "")],
)
def test_only_latin_words_are_joined_by_a_space(lines: list[str], joined: str) -> None:
    assert join_wrapped(lines) == joined


def test_no_line_of_a_page_is_lost_but_furniture() -> None:
    lines = [Line(f"第{n}行", 72, 100 + 10 * n, 100 + 28 * n, 116 + 28 * n, 16) for n in range(20)]
    assert "".join(paragraphs([Page(595, 842, lines)])) == "".join(line.text for line in lines)
