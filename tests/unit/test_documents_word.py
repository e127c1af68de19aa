"""Word files: paragraphs, tables, text boxes and notes in document order."""

import zipfile
from io import BytesIO

import docx
import pytest
from document_files import docx_of, saved
from docx.oxml.parser import parse_xml

from pipelines.documents import word
from pipelines.documents.reading import UnreadableDocumentError, read_document
from pipelines.documents.word import read_docx

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:wps="urn:wps"'
)


def with_body(*elements: str) -> bytes:
    """A Word file with these elements in its body."""
    document = docx.Document()
    for element in elements:
        document.element.body.insert(-1, parse_xml(element.replace(">", f" {NAMESPACES}>", 1)))
    return saved(document)


def repacked(data: bytes, parts: dict[str, bytes]) -> bytes:
    """The file with parts replaced or added."""
    packed = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return packed.getvalue()


def refusal(data: bytes) -> str:
    with pytest.raises(UnreadableDocumentError) as refused:
        read_docx(data)
    return refused.value.reason_code


def test_paragraphs_and_tables_come_in_document_order() -> None:
    document = docx.Document()
    document.add_paragraph("一、目标")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "指标", "2025年"
    document.add_paragraph("二、任务")
    document.sections[0].header.paragraphs[0].text = "页眉"
    document.sections[0].footer.paragraphs[0].text = "第1页"
    assert read_docx(saved(document)).split("\n") == ["一、目标", "指标 | 2025年", "二、任务"]


def test_merged_cells_are_repeated_in_every_row_and_column() -> None:
    document = docx.Document()
    table = document.add_table(3, 3)
    for row, texts in enumerate((("类别", "目标", ""), ("数字", "2023年", "2025年"), ("", "10", "20"))):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(1, 0).merge(table.cell(2, 0))
    assert read_docx(saved(document)).split("\n") == ["类别 | 目标 | 目标", "数字 | 2023年 | 2025年", "数字 | 10 | 20"]


def test_a_cell_of_several_paragraphs_is_one_cell() -> None:
    assert read_docx(docx_of(table=[["指标\n名称", "值"]])) == "指标 名称 | 值"


def test_insertions_links_controls_and_tabs_are_text_and_deletions_are_not() -> None:
    data = with_body(
        "<w:p><w:r><w:t>建成</w:t></w:r><w:ins><w:r><w:t>1600</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>900</w:delText></w:r></w:del><w:moveFrom><w:r><w:t>旧</w:t></w:r></w:moveFrom>"
        "<w:hyperlink><w:r><w:t>座</w:t></w:r></w:hyperlink><w:r><w:tab/><w:t>完</w:t><w:br/><w:t>下</w:t></w:r></w:p>",
        "<w:sdt><w:sdtPr/><w:sdtContent><w:p><w:r><w:t>控件</w:t></w:r></w:p></w:sdtContent></w:sdt>",
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE 99</w:instrText><w:t>页</w:t></w:r></w:p>',
    )
    assert read_docx(data) == "建成1600座\t完\n下\n控件\n页"


def test_raised_figures_are_no_digits_of_the_number_before_them() -> None:
    raised = "<w:r><w:rPr><w:vertAlign w:val='superscript'/></w:rPr><w:t>{}</w:t></w:r>"
    text = "<w:r><w:t>{}</w:t></w:r>"
    runs = text.format("建成1600") + raised.format("2") + text.format("座，浓度35μg/m") + raised.format("3")
    assert read_docx(with_body(f"<w:p>{runs}</w:p>")) == "建成1600²座，浓度35μg/m3"


def test_a_text_box_is_read_once() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent>"
    data = with_body(
        f"<w:p><w:r><mc:AlternateContent><mc:Choice><wps:txbx>{box}</wps:txbx></mc:Choice>"
        f"<mc:Fallback><v:textbox>{box}</v:textbox></mc:Fallback></mc:AlternateContent><w:t>框外</w:t></w:r></w:p>"
    )
    assert read_docx(data) == "框外\n框内"


def test_footnotes_come_last() -> None:
    notes = (
        f'<w:footnotes {NAMESPACES}><w:footnote w:type="separator"><w:p/></w:footnote>'
        "<w:footnote><w:p><w:r><w:t>注：按2020年价格计算。</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    data = docx_of("正文")
    with zipfile.ZipFile(BytesIO(data)) as archive:
        types = archive.read("[Content_Types].xml").decode()
        links = archive.read("word/_rels/document.xml.rels").decode()
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    link = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    data = repacked(
        data,
        {
            "word/footnotes.xml": notes.encode(),
            "[Content_Types].xml": types.replace(
                "</Types>", f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>'
            ).encode(),
            "word/_rels/document.xml.rels": links.replace(
                "</Relationships>", f'<Relationship Id="rId99" Type="{link}" Target="footnotes.xml"/></Relationships>'
            ).encode(),
        },
    )
    assert read_docx(data) == "正文\n注：按2020年价格计算。"


@pytest.mark.parametrize("part", ["word/document.xml", "word/media/bomb.png"])
def test_a_bomb_is_refused_before_it_is_unpacked(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word, "MAX_XML", 2**20)
    monkeypatch.setattr(word, "MAX_UNPACKED", 2**20)
    assert refusal(repacked(docx_of("一"), {part: b" " * (2**20 + 1)})) == "too_large"


def test_entities_are_never_expanded() -> None:
    doctype = '<!DOCTYPE d [<!ENTITY a "炸弹"><!ENTITY b "&a;&a;"><!ENTITY c SYSTEM "file:///etc/hostname">]>'
    body = f"{doctype}<w:document {NAMESPACES}><w:body><w:p><w:r><w:t>前&b;&c;</w:t></w:r></w:p></w:body></w:document>"
    assert read_docx(repacked(docx_of("一"), {"word/document.xml": body.encode()})) == "前"


@pytest.mark.parametrize(
    "part", [b"", b"<w:document>", b"not xml", b'<?xml version="1.0"?><other/>'], ids=["empty", "cut", "text", "other"]
)
def test_damage_is_refused(part: bytes) -> None:
    assert refusal(repacked(docx_of("一"), {"word/document.xml": part})) == "damaged_docx"


def test_a_file_of_another_office_program_is_refused_by_name(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("office") / "plan.docx"
    for name, words in (("xl/workbook.xml", "Excel"), ("OFD.xml", "OFD"), ("notes.txt", "压缩包")):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(name, "x")
        with pytest.raises(UnreadableDocumentError, match=words):
            read_document(path)
