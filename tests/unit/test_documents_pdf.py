"""PDF: paragraphs put together, tables row by row, furniture of the pages dropped, scans refused."""

from collections.abc import Callable
from pathlib import Path

import pytest
from document_files import PdfPage, pdf_of

from pipelines.documents import pdf
from pipelines.documents.layout import Page, join_wrapped, paragraphs
from pipelines.documents.lines import Line, read_lines
from pipelines.documents.pages import Box, Glyph
from pipelines.documents.pdf import extract_text
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


WORKS = "到2025年，全市建成标准化泵站120座，新增灌溉面积36.5万亩，农村供水保证率提高到九成以上，河道治理长度继续延伸。"


def column_of(
    page: PdfPage, lines: list[str], top: float, x: float = 72, leading: float = 28, size: float = 16
) -> float:
    """Write the lines one below the other; the height of the next."""
    for line in lines:
        page.write(x, top, line, size)
        top -= leading
    return top


def cut(text: str, width: int) -> list[str]:
    """Lines of so many whole characters at most; digits and points take half of one."""
    lines, room = [""], 0.0
    for character in text:
        room += 0.5 if character.isascii() else 1.0
        if room > width:
            lines, room = [*lines, ""], 0.5 if character.isascii() else 1.0
        lines[-1] += character
    return lines


@pytest.mark.parametrize("leading", [20, 28, 46])
def test_leading_is_measured_on_the_page(text_of: TextOf, leading: float) -> None:
    page = PdfPage()
    column_of(page, [*cut(INDENT + WORKS, 28), *cut(INDENT + SECOND, 28)], 770, leading=leading)
    assert text_of(page) == [WORKS, SECOND]


@pytest.mark.parametrize("is_filled", [True, False])
def test_text_in_a_box_is_set_between_the_margins_of_the_box(text_of: TextOf, is_filled: bool) -> None:
    page = PdfPage()
    top = column_of(page, cut(INDENT + WORKS, 28), 770)
    if is_filled:
        page.fill(100, top - 120, 490, top + 10)
    else:
        page.grid((100, 490), (top - 120, top + 10))
    column_of(page, ["专栏1 重点工程", *cut(WORKS, 24)], top - 12, x=106, leading=26, size=15)
    column_of(page, cut(INDENT + SECOND, 28), top - 160)
    assert text_of(page) == [WORKS, "专栏1 重点工程", WORKS, SECOND]


def test_frames_that_stand_one_on_the_other_are_read_apart(text_of: TextOf) -> None:
    page = PdfPage().grid((100, 490), (560, 600, 700))
    column_of(page, cut("建成标准化泵站一百二十座，新增灌溉面积三十六万亩，改造水闸", 24), 680, x=106)
    page.write(106, 575, "完善农村供水设施")
    assert text_of(page)[1:] == ["完善农村供水设施"]


def test_a_box_goes_on_over_the_page(text_of: TextOf) -> None:
    lines = cut(WORKS, 22)
    first, second = PdfPage().fill(100, 60, 470, 110), PdfPage().fill(100, 700, 470, 790)
    column_of(first, [*cut(INDENT + SECOND, 28)], 770)
    column_of(first, lines[:1], 80, x=106)
    column_of(second, lines[1:], 770, x=106)
    assert text_of(first, second) == [SECOND, WORKS]


def test_words_with_a_coloured_background_stay_in_their_sentence(text_of: TextOf) -> None:
    page = PdfPage().fill(72, 736, 500, 758)
    column_of(page, cut(INDENT + WORKS, 28), 770)
    assert text_of(page) == [WORKS]


def test_a_background_drawn_line_by_line_is_one_box(text_of: TextOf) -> None:
    page = PdfPage()
    for number, line in enumerate(cut(WORKS, 22)):
        page.fill(100, 700 - 26 * number - 6, 470, 700 - 26 * number + 20).write(106, 700 - 26 * number, line)
    column_of(page, cut(INDENT + WORKS, 28), 560)
    assert text_of(page) == [WORKS, WORKS]


def test_a_number_that_moved_down_whole_belongs_to_its_sentence(text_of: TextOf) -> None:
    page = PdfPage()
    lines = [INDENT + "到2025年，全市规模以上工业企业研发投入达到", "12500000万元，占营业收入的比重继续提高。"]
    top = column_of(page, lines, 770)
    column_of(page, cut(INDENT + WORKS, 28), top)
    assert text_of(page) == ["".join(lines).strip(), WORKS]


def test_a_cut_number_is_whole_whatever_the_margins_say(text_of: TextOf) -> None:
    page = PdfPage()
    top = column_of(page, [INDENT + "力争全年新建改建农村公路里程达到1", "200公里。"], 770)
    column_of(page, cut(INDENT + WORKS, 28), top)
    assert text_of(page)[0] == "力争全年新建改建农村公路里程达到1200公里。"


def test_a_footnote_follows_the_paragraph_that_it_interrupts(text_of: TextOf) -> None:
    lines = cut(INDENT + WORKS, 28)
    first, second = PdfPage(), PdfPage()
    column_of(first, lines[:1], 770)
    first.rule((72, 130, 200, 130)).write(72, 110, "① 灌溉面积按水利统计口径，共38万亩。", 10)
    column_of(second, [*lines[1:], *cut(INDENT + SECOND, 28)], 770)
    assert text_of(first, second) == [WORKS, "① 灌溉面积按水利统计口径，共38万亩。", SECOND]


@pytest.mark.parametrize("mark", ["— 12 —", "－12－", "- 12 -", "第 12 页 共 60 页", "12/60"])
def test_page_marks_are_no_text(text_of: TextOf, mark: str) -> None:
    page = PdfPage()
    column_of(page, cut(INDENT + WORKS, 28), 770)
    assert text_of(page.write(450, 120, mark, 14)) == [WORKS]


def test_a_list_hangs_below_its_marks(text_of: TextOf) -> None:
    page = PdfPage()
    top = column_of(page, cut(INDENT + WORKS, 28), 770)
    for line in cut("——" + WORKS, 26):
        page.write(104 if line.startswith("——") else 136, top, line)
        top -= 28
    assert text_of(page)[:1] == [WORKS]
    assert text_of(page)[1].startswith("——到2025年") and text_of(page)[1].endswith("继续延伸。")


def test_a_heading_that_fills_its_line_is_no_part_of_the_paragraph(text_of: TextOf) -> None:
    page = PdfPage()
    top = column_of(page, cut(INDENT + WORKS, 28), 770)
    heading = "（一）加快构建现代水网体系，全面提升水资源统筹调配能力"[:26]
    column_of(page, [INDENT + heading, *cut(INDENT + WORKS, 28)], top)
    assert text_of(page) == [WORKS, heading, WORKS]


def test_a_mark_that_begins_no_paragraph_belongs_to_the_line_above(text_of: TextOf) -> None:
    page = PdfPage()
    column_of(page, [INDENT + "建成标准化泵站（含改造", "）120座。"], 770)
    assert text_of(page) == ["建成标准化泵站（含改造）120座。"]


def test_text_that_is_set_wide_has_no_spaces_inside_words(text_of: TextOf) -> None:
    page = PdfPage()
    for number, character in enumerate("实施意见正文"):
        page.write(72 + 27 * number, 700, character)
    assert text_of(page) == ["实施意见正文"]


@pytest.mark.parametrize("shift", [0, 7])
def test_two_columns_are_read_one_after_the_other(text_of: TextOf, shift: float) -> None:
    left, right = [WORKS, FIRST, SECOND], [FIRST, WORKS, "四是加强宣传引导。"]
    page = PdfPage().write(150, 790, "关于加快水利发展的意见").write(275, 40, "— 3 —", 12)
    for x, top, texts in ((72, 750, left), (310, 750 - shift, right)):
        column_of(page, [line for text in texts for line in cut(INDENT + text, 14)], top, x=x, leading=22, size=14)
    assert text_of(page) == ["关于加快水利发展的意见", *left, *right]


def test_a_sentence_goes_on_in_the_next_column(text_of: TextOf) -> None:
    page = PdfPage()
    lines = [line for text in (FIRST, WORKS, FIRST, WORKS) for line in cut(INDENT + text, 14)]
    half = len(lines) // 2 + 1
    column_of(page, lines[:half], 750, leading=22, size=14)
    column_of(page, lines[half:], 750, x=310, leading=22, size=14)
    assert text_of(page) == [FIRST, WORKS, FIRST, WORKS]


def test_a_list_of_names_and_numbers_is_no_column_of_prose(text_of: TextOf) -> None:
    page = PdfPage()
    for number in range(12):
        page.write(72, 750 - 28 * number, "泵站" * (number % 4 + 1)).write(420, 750 - 28 * number, f"{number + 10}座")
    assert text_of(page)[0] == "泵站 10座"


def test_entries_of_the_contents_stay_apart_and_one_of_two_lines_is_joined(text_of: TextOf) -> None:
    page = PdfPage()
    column_of(
        page,
        ["一、总体要求" + "…" * 20 + "1", "二、推动综合交通体系更加完善，建设", "　　现代流通网络" + "…" * 16 + "3"],
        700,
    )
    assert text_of(page) == [
        "一、总体要求" + "…" * 20 + "1",
        "二、推动综合交通体系更加完善，建设现代流通网络" + "…" * 16 + "3",
    ]


def test_index_figures_stand_where_they_belong(text_of: TextOf) -> None:
    page = PdfPage().write(72, 700, "细颗粒物（PM").write(168, 697, "2.5", 9).write(186, 700, "）降至35μg/m")
    page.write(290, 707, "3", 9).write(295, 700, "，二氧化碳（CO").write(407, 697, "2", 9).write(412, 700, "）减少")
    assert text_of(page) == ["细颗粒物（PM2.5）降至35μg/m3，二氧化碳（CO2）减少"]


def test_a_raised_mark_behind_a_number_is_no_digit_of_it(text_of: TextOf) -> None:
    page = PdfPage().write(72, 700, "建成基站1600").write(168, 707, "2", 9).write(173, 700, "座。")
    assert text_of(page) == ["建成基站1600²座。"]


def test_index_figures_in_a_table_stay_in_their_cell(text_of: TextOf) -> None:
    page = PdfPage().grid((72, 300, 400, 522), (700, 660, 620))
    page.write(80, 675, "指标", 12).write(310, 675, "2020年", 12).write(410, 675, "2025年", 12)
    page.write(80, 635, "PM", 12).write(92, 632, "2.5", 7).write(103, 635, "浓度（μg/m", 12).write(169, 641, "3", 7)
    page.write(173, 635, "）", 12).write(310, 635, "34", 12).write(410, 635, "≤31", 12)
    assert text_of(page) == ["指标 | 2020年 | 2025年", "PM2.5浓度（μg/m3） | 34 | ≤31"]


def test_a_page_whose_text_runs_upwards_is_turned(text_of: TextOf) -> None:
    page = PdfPage()
    for number, line in enumerate(cut(INDENT + WORKS, 28)):
        page.turned(120 + 28 * number, 80, line)
    assert text_of(page) == [WORKS]


def test_a_table_with_open_sides_is_read_to_its_ends(text_of: TextOf) -> None:
    page = PdfPage().rule(*((72, y, 522, y) for y in (700, 670, 640)), (300, 640, 300, 700), (410, 640, 410, 700))
    for row, texts in enumerate((("指标", "2020年", "2025年"), ("灌溉面积（万亩）", "28", "36.5"))):
        for x, text in zip((80, 310, 420), texts, strict=True):
            page.write(x, 680 - 30 * row, text, 12)
    assert text_of(page) == ["指标 | 2020年 | 2025年", "灌溉面积（万亩） | 28 | 36.5"]


def test_a_table_without_upright_rules_is_read_by_its_columns(text_of: TextOf) -> None:
    page = PdfPage().rule(*((72, y, 522, y) for y in (700, 670, 610)))
    for row, texts in enumerate(
        (("指标", "2020年", "2025年"), ("灌溉面积（万亩）", "28", "36.5"), ("泵站（座）", "80", "120"))
    ):
        for x, text in zip((80, 310, 420), texts, strict=True):
            page.write(x, 680 - 30 * row, text, 12)
    assert text_of(page) == ["指标 | 2020年 | 2025年", "灌溉面积（万亩） | 28 | 36.5", "泵站（座） | 80 | 120"]


def test_the_points_of_a_gazettes_own_font_are_read_by_their_looks() -> None:
    def glyph(text: str, place: int, ink: Box | None = None) -> Glyph:
        return Glyph(text, place, place + 8, 100, 16, ink=ink)

    point, comma = Box(9, 97, 11, 100), Box(33, 97, 35, 103)
    line = [glyph("8", 0), glyph("\U001001b0", 8, point), glyph("6", 16), glyph("米", 24), glyph("\ue123", 32, comma)]
    assert read_lines(line)[0].text == "8.6米，"


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


@pytest.mark.parametrize(
    ("lines", "joined"),
    [(["到20", "25年"], "到2025年"), (["5G", "network"], "5G network"), (["建成", "5G基站"], "建成5G基站"), ([], "")],
)
def test_only_latin_words_are_joined_by_a_space(lines: list[str], joined: str) -> None:
    assert join_wrapped(lines) == joined


def test_no_line_of_a_page_is_lost_but_furniture() -> None:
    lines = [Line(f"第{n}行", 72, 100 + 10 * n, 100 + 28 * n, 116 + 28 * n, 16) for n in range(20)]
    assert "".join(paragraphs([Page(595, 842, lines)])) == "".join(line.text for line in lines)
