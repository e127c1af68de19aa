"""Old Word, WPS, RTF, OFD, web archives, scans: what is read of them, how sure, and what is refused."""

import subprocess
import time
import zipfile
from collections.abc import Sequence
from datetime import date
from io import BytesIO
from pathlib import Path

import docx
import pytest
from document_files import PdfPage, docx_of, pdf_of, saved

from pipelines.documents import office, reading, scans
from pipelines.documents.reading import UnreadableDocumentError, read_document
from pipelines.extraction.extracting import extract_targets
from pipelines.extraction.target import PlanContext
from pipelines.reference.registry import load_registry
from pipelines.storage.data_folder import PROJECT, DataFolder

SENTENCE = "到2025年，累计建成5G基站1600座，森林覆盖率达到36.5%以上。"
needs_office = pytest.mark.skipif(not office.find_office(), reason="LibreOffice is not installed")
needs_recogniser = pytest.mark.skipif(not scans.can_recognise(), reason="the extra ocr is not installed")


def read(tmp_path: Path, name: str, data: bytes) -> reading.ReadDocument:
    (tmp_path / name).write_bytes(data)
    return read_document(tmp_path / name)


def refusal(tmp_path: Path, name: str, data: bytes) -> UnreadableDocumentError:
    with pytest.raises(UnreadableDocumentError) as refused:
        read(tmp_path, name, data)
    return refused.value


# Old Word, WPS, RTF


def rtf_of(*paragraphs: str) -> bytes:
    written = ("".join(f"\\u{ord(c) - 65536 if ord(c) > 32767 else ord(c)}?" for c in text) for text in paragraphs)
    return ("{\\rtf1\\ansi\\deff0 " + "\\par ".join(written) + "\\par }").encode("ascii")


WORD_ML = (
    '<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Word.Document"?>'
    '<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"><w:body>'
    f"<w:p><w:r><w:t>{SENTENCE}</w:t></w:r></w:p></w:body></w:wordDocument>"
).encode()


@needs_office
@pytest.mark.parametrize(
    ("name", "data", "format_"),
    [("规划.rtf", rtf_of("青禾市规划", SENTENCE), "rtf"), ("规划.doc", WORD_ML, "wordml")],
    ids=["rtf", "wordml"],
)
def test_rtf_and_word_xml_are_read_by_libreoffice(tmp_path: Path, name: str, data: bytes, format_: str) -> None:
    document = read(tmp_path, name, data)
    assert document.format == format_
    assert SENTENCE in document.text.split("\n")


@needs_office
@pytest.mark.parametrize("name", ["规划.doc", pytest.param("规划.wps", marks=pytest.mark.long)])
def test_old_word_and_wps_are_read_with_their_tables(tmp_path: Path, name: str) -> None:
    made = old_word_of(docx_of(SENTENCE, table=[["指标", "2025年"], ["粮食产量", "45亿斤"]]), tmp_path)
    document = read(tmp_path, name, made)
    assert document.format == "doc"
    assert SENTENCE in document.text
    assert "粮食产量 | 45亿斤" in document.text


def old_word_of(data: bytes, place: Path) -> bytes:
    """A .doc, written by LibreOffice."""
    document = docx.Document(BytesIO(data))
    document.add_paragraph("附件")  # Word ends no document with a table
    (place / "source.docx").write_bytes(saved(document))
    profile = f"-env:UserInstallation={(place / 'profile').as_uri()}"
    order = ["--headless", "--convert-to", "doc:MS Word 97", "--outdir", str(place / "old"), str(place / "source.docx")]
    subprocess.run([str(office.find_office()), profile, *order], check=True, capture_output=True, timeout=120)
    return (place / "old" / "source.doc").read_bytes()


@needs_office
def test_what_libreoffice_cannot_open_is_refused(tmp_path: Path) -> None:
    assert (
        refusal(tmp_path, "规划.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)).reason_code == "damaged_office"
    )


@needs_office
def test_libreoffice_is_ended_after_its_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "SECONDS", 0.05)
    assert refusal(tmp_path, "规划.rtf", rtf_of(SENTENCE)).reason_code == "slow_office"


def test_without_libreoffice_the_refusal_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "find_office", lambda: None)
    error = refusal(tmp_path, "规划.rtf", rtf_of(SENTENCE))
    assert error.reason_code == "no_office"
    assert "LibreOffice" in str(error) and ".docx" in str(error)


# OFD


def ofd_of(*pages: str, template: str = "", area: str = "0 0 210 297", extra: Sequence[tuple[str, str]] = ()) -> bytes:
    """A package of pages, each the XML of its objects."""
    root, space = "Doc_0/Document.xml", 'xmlns:ofd="http://www.ofdspec.org/2016"'
    parts = {
        "OFD.xml": f"<ofd:OFD {space}><ofd:DocBody><ofd:DocRoot>{root}</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": (
            f"<ofd:Document {space}><ofd:CommonData>"
            f"<ofd:PageArea><ofd:PhysicalBox>{area}</ofd:PhysicalBox></ofd:PageArea>"
            "<ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>"
            + ('<ofd:TemplatePage ID="9" BaseLoc="Tpls/Tpl_0/Content.xml"/>' if template else "")
            + "</ofd:CommonData><ofd:Pages>"
            + "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
            + "</ofd:Pages></ofd:Document>"
        ),
        **dict(extra),
    }
    for number, content in enumerate(pages):
        uses = '<ofd:Template TemplateID="9"/>' if template else ""
        parts[f"Doc_0/Pages/Page_{number}/Content.xml"] = (
            f"<ofd:Page {space}>{uses}<ofd:Content><ofd:Layer>{content}</ofd:Layer></ofd:Content></ofd:Page>"
        )
    if template:
        parts["Doc_0/Tpls/Tpl_0/Content.xml"] = (
            f"<ofd:Page {space}><ofd:Content><ofd:Layer>{template}</ofd:Layer></ofd:Content></ofd:Page>"
        )
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return file.getvalue()


def ofd_text(x: float, y: float, text: str, size: float = 5.6, attributes: str = "") -> str:
    steps = " ".join(str(size if ord(c) > 0x2E7F else size / 2) for c in text[:-1])
    return (
        f'<ofd:TextObject Boundary="{x} {y} 170 {size * 1.3}" Size="{size}" {attributes}>'
        f'<ofd:TextCode X="0" Y="{size}" DeltaX="{steps}">{text}</ofd:TextCode></ofd:TextObject>'
    )


def test_the_lines_of_an_ofd_are_joined_to_paragraphs(tmp_path: Path) -> None:
    lines = ["　　到2025年，全市累计建成5G基站1600座，高新技术企业达到3", "20家以上，森林覆盖率达到36.5%以上。"]
    page = ofd_text(60, 40, "青禾市重点工作方案", 7) + "".join(
        ofd_text(25, 70 + 10 * n, line) for n, line in enumerate(lines)
    )
    document = read(tmp_path, "方案.ofd", ofd_of(page))
    assert document.format == "ofd"
    assert "高新技术企业达到320家以上" in document.text.replace("\n", "")
    assert "青禾市重点工作方案" in document.text.split("\n")[0]


def test_repeated_steps_and_pages_out_of_order_are_read(tmp_path: Path) -> None:
    same = (
        '<ofd:TextObject Boundary="25 40 170 8" Size="5"><ofd:TextCode X="0" Y="5" DeltaX="g 7 5">建成公园五处以上'
        "</ofd:TextCode></ofd:TextObject>"
    )
    text = read(tmp_path, "a.ofd", ofd_of(same, ofd_text(25, 40, "第二页的文字"))).text
    assert text.index("建成公园五处以上") < text.index("第二页的文字")


def test_tables_of_an_ofd_are_read_row_by_row(tmp_path: Path) -> None:
    rules = "".join(
        f'<ofd:PathObject Boundary="0 0 210 297"><ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>'
        for data in (
            *(f"M 20 {y} L 190 {y}" for y in (50, 60, 70)),
            *(f"M {x} 50 L {x} 70" for x in (20, 100, 190)),
        )
    )
    cells = (
        ofd_text(25, 52, "指标")
        + ofd_text(105, 52, "2025年")
        + ofd_text(25, 62, "森林覆盖率")
        + ofd_text(105, 62, "36.5%")
    )
    text = read(tmp_path, "表.ofd", ofd_of(rules + cells)).text
    assert text.split("\n") == ["指标 | 2025年", "森林覆盖率 | 36.5%"]


def test_watermarks_across_the_page_are_left_out(tmp_path: Path) -> None:
    mark = ofd_text(60, 140, "内部资料", 12, 'CTM="0.7 0.7 -0.7 0.7 0 0"')
    text = read(tmp_path, "a.ofd", ofd_of(mark + ofd_text(25, 40, "建成公园五处"))).text
    assert "建成公园五处" in text and "内部资料" not in text


def test_signs_as_wide_as_chinese_ones_leave_no_gap(tmp_path: Path) -> None:
    text = "推进“双百”工程，建成"
    same = f'<ofd:TextCode X="0" Y="5" DeltaX="g {len(text) - 1} 5">{text}</ofd:TextCode>'
    page = f'<ofd:TextObject Boundary="25 40 170 8" Size="5">{same}</ofd:TextObject>'
    assert text in read(tmp_path, "a.ofd", ofd_of(page)).text


def test_a_page_whose_text_runs_up_is_turned(tmp_path: Path) -> None:
    lines = ("到二〇二五年，建成公园绿地", "五处以上，绿道十公里。")
    turned = "".join(
        f'<ofd:TextObject Boundary="{40 + 10 * n} 220 6 6" Size="5" CTM="0 -1 1 0 0 0">'
        f'<ofd:TextCode X="0" Y="5" DeltaX="g {len(line) - 1} 5">{line}</ofd:TextCode></ofd:TextObject>'
        for n, line in enumerate(lines)
    )
    assert "".join(lines) in read(tmp_path, "a.ofd", ofd_of(turned)).text.replace("\n", "")


def test_text_in_a_drawing_that_the_page_uses_is_read(tmp_path: Path) -> None:
    drawing = f'<CompositeGraphicUnit ID="7">{ofd_text(0, 0, "森林覆盖率达到四成", 10)}</CompositeGraphicUnit>'
    resources = f"<Res>{drawing.replace('ofd:', '')}</Res>"
    used = '<ofd:CompositeObject Boundary="25 40 100 10" CTM="0.5 0 0 0.5 0 0" ResourceID="7"/>'
    data = ofd_of(used, extra=[("Doc_0/documentres.xml", resources)])
    assert read(tmp_path, "a.ofd", data).text.strip() == "森林覆盖率达到四成"


def test_an_ofd_whose_font_has_no_characters_is_refused(tmp_path: Path) -> None:
    data = ofd_of(ofd_text(25, 40, "建成\ue11e\ue236处"))
    assert refusal(tmp_path, "a.ofd", data).reason_code == "unmapped_pdf"


def test_an_ofd_of_pictures_is_a_scan(tmp_path: Path) -> None:
    picture = '<ofd:ImageObject Boundary="0 0 210 297" ResourceID="3"/>'
    assert refusal(tmp_path, "a.ofd", ofd_of(picture)).reason_code == "scanned_pdf"


@pytest.mark.parametrize(
    ("data", "reason_code"),
    [
        (ofd_of(ofd_text(25, 40, "一"))[:-40], "damaged_docx"),
        (ofd_of("", extra=[("OFD.xml", "<not closed")]), "damaged_ofd"),
        (ofd_of("", extra=[("Doc_0/Document.xml", "x" * 40 * 2**20)]), "too_large"),
        (
            ofd_of(
                "",
                extra=[
                    ("OFD.xml", '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a><DocRoot>&x;</DocRoot></a>')
                ],
            ),
            "damaged_ofd",
        ),
    ],
    ids=["cut", "broken", "bomb", "entity"],
)
def test_a_damaged_or_hostile_ofd_is_refused(tmp_path: Path, data: bytes, reason_code: str) -> None:
    assert refusal(tmp_path, "a.ofd", data).reason_code == reason_code


# Web archives


def mht_of(page: str, encoding: str = "utf-8", transfer: str = "base64") -> bytes:
    import base64
    import quopri

    body = page.encode(encoding)
    written = base64.encodebytes(body) if transfer == "base64" else quopri.encodestring(body)
    head = (
        "From: <Saved by Blink>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="----x"\r\n\r\n------x\r\n'
        f"Content-Type: text/html; charset={encoding}\r\nContent-Transfer-Encoding: {transfer}\r\n\r\n"
    )
    picture = "\r\n------x\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n------x--\r\n"
    return head.encode() + written + picture.encode()


@pytest.mark.parametrize(("encoding", "transfer"), [("utf-8", "base64"), ("gb2312", "quoted-printable")])
def test_the_page_of_a_web_archive_is_read(tmp_path: Path, encoding: str, transfer: str) -> None:
    page = f"<html><head><title>青禾市规划</title></head><body><p>{SENTENCE}</p></body></html>"
    document = read(tmp_path, "规划.mht", mht_of(page, encoding, transfer))
    assert document.format == "mht"
    assert document.text.strip().split("\n") == ["青禾市规划", SENTENCE]


@pytest.mark.parametrize(
    "part",
    [
        b"\n--x\nContent-Type: text/html\n\nx",
        b"\n--x\nContent-Type: multipart/related; boundary=%d\n\n",
    ],
    ids=["parts", "archives in archives"],
)
def test_a_web_archive_of_a_million_parts_is_refused_for_them_at_once(tmp_path: Path, part: bytes) -> None:
    head = b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n"
    parts = [part % number if b"%d" in part else part for number in range(1_000_000)]
    started = time.process_time()
    assert refusal(tmp_path, "a.mht", head + b"".join(parts)).reason_code == "too_many_parts"
    assert time.process_time() - started < 5


# Scans


def picture_of(*lines: str) -> bytes:
    from PIL import Image, ImageDraw, ImageFont

    fonts = [*Path("/usr/share/fonts").rglob("*CJK*.tt[cf]"), *Path("/usr/share/fonts").rglob("wqy*.tt[cf]")]
    if not fonts:
        pytest.skip("no Chinese font is installed")
    image = Image.new("RGB", (1240, 1754), "white")
    draw, font = ImageDraw.Draw(image), ImageFont.truetype(str(sorted(fonts)[0]), 34, index=0)
    for number, line in enumerate(lines):
        draw.text((120, 140 + 70 * number), line, font=font, fill="black")
    file = BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


@needs_recogniser
def test_a_picture_is_recognised_and_its_targets_are_never_sure(tmp_path: Path) -> None:
    document = read(tmp_path, "规划.png", picture_of("青禾市重点工作方案", SENTENCE))
    assert document.format == "scan"
    registry = load_registry(DataFolder(PROJECT / "data").reference)
    period = (date(2021, 1, 1), date(2021, 1, 1), date(2025, 12, 31))
    sure = extract_targets(SENTENCE, PlanContext("德州市", *period), registry)
    found = extract_targets(document.text, PlanContext("德州市", *period, is_scan=True), registry)
    assert [target.value for target in found] == [target.value for target in sure] != []
    assert max(target.confidence for target in sure) > 0.8 > max(target.confidence for target in found)


@pytest.mark.long
@needs_recogniser
def test_a_pdf_of_pictures_is_recognised(tmp_path: Path) -> None:
    from PIL import Image

    file = BytesIO()
    Image.open(BytesIO(picture_of("青禾市重点工作方案", SENTENCE))).save(file, "PDF", resolution=150)
    document = read(tmp_path, "规划.pdf", file.getvalue())
    assert document.format == "scan"
    assert "1600座" in document.text and "36.5%" in document.text


@pytest.mark.parametrize(
    ("name", "data", "reason_code"),
    [("a.png", b"\x89PNG\r\n\x1a\n", "image"), ("a.pdf", pdf_of(PdfPage().picture()), "scanned_pdf")],
    ids=["png", "pdf"],
)
def test_without_the_recogniser_the_refusal_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, data: bytes, reason_code: str
) -> None:
    monkeypatch.setattr(reading, "can_recognise", lambda: False)
    error = refusal(tmp_path, name, data)
    assert error.reason_code == reason_code
    assert "duibiao[ocr]" in str(error)


@needs_recogniser
def test_a_damaged_picture_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, "a.png", b"\x89PNG\r\n\x1a\n").reason_code == "damaged_scan"
