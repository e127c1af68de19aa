"""Which files are documents, which reader serves them, and what is refused."""

import os
from pathlib import Path

import pytest
from document_files import PdfPage, docx_of, pdf_of

from pipelines.documents.reading import (
    MAX_BYTES,
    SUFFIXES,
    UnreadableDocumentError,
    list_documents,
    read_document,
)
from pipelines.documents.refusals import REASONS

OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


def refusal(path: Path) -> UnreadableDocumentError:
    with pytest.raises(UnreadableDocumentError) as refused:
        read_document(path)
    return refused.value


def test_documents_are_listed_sorted_wherever_they_lie(tmp_path: Path) -> None:
    for name in ("b.txt", "a.PDF", "deep/er/c.docx", "deep/d.md", "e.html", "f.htm", "deep/g.doc"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    for name in (
        "~$a.docx",
        ".b.txt",
        "._c.pdf",
        ".~d.docx",
        "e.xlsx",
        "f.tmp",
        "README",
        ".git/g.txt",
        "__MACOSX/h.txt",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    listed = [path.relative_to(tmp_path).as_posix() for path in list_documents(tmp_path)]
    assert listed == ["a.PDF", "b.txt", "deep/d.md", "deep/er/c.docx", "deep/g.doc", "e.html", "f.htm"]


def test_links_are_not_listed(tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.mkdir()
    outside.mkdir()
    (outside / "secret.txt").write_text("外")
    (inside / "plan.txt").write_text("内")
    (inside / "link.txt").symlink_to(outside / "secret.txt")
    (inside / "dangling.txt").symlink_to(tmp_path / "nowhere.txt")
    (inside / "again.txt").symlink_to(inside / "plan.txt")  # the plan would count twice
    (inside / "folder").symlink_to(outside)
    (inside / "loop").symlink_to(inside)
    assert list_documents(inside) == [inside / "plan.txt"]


def test_no_folder_holds_no_documents(tmp_path: Path) -> None:
    assert list_documents(tmp_path / "none") == []


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize(
    ("data", "format_"),
    [
        (docx_of("到2025年建成1600座"), "docx"),
        (pdf_of(PdfPage().write(72, 700, "到2025年建成1600座")), "pdf"),
        ("<html><body><p>到2025年建成1600座</p></body></html>".encode(), "html"),
    ],
    ids=["docx", "pdf", "html"],
)
def test_the_content_decides_and_not_the_suffix(tmp_path: Path, suffix: str, data: bytes, format_: str) -> None:
    path = tmp_path / f"plan{suffix}"
    path.write_bytes(data)
    document = read_document(path)
    assert (document.format, document.text.strip()) == (format_, "到2025年建成1600座")


@pytest.mark.parametrize(
    ("name", "data", "reason_code", "advice"),
    [
        ("plan.doc", OLD_WORD + "Workbook".encode("utf-16-le"), "other_office", "另存为 .docx"),
        ("plan.docx", OLD_WORD + "EncryptedPackage".encode("utf-16-le"), "encrypted_office", "取消密码"),
        ("plan.docx", b"PK\x03\x04" + b"\x00" * 100, "damaged_docx", "另存为 .docx"),
        ("plan.docx", docx_of("一")[:-30], "damaged_docx", "另存为 .docx"),
        ("plan.docx", b"\x80\x81\xfe\xff" * 50, "damaged_docx", "另存为 .docx"),
        ("plan.pdf", pdf_of(PdfPage().write(72, 700, "一"))[:-40], "damaged_pdf", "重新"),
        ("plan.pdf", b"%PDF-1.7\n%%EOF", "damaged_pdf", "重新"),
        ("plan.txt", b"\x1f\x8b\x08\x00", "archive", "解压"),
        ("plan.mht", b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n<html>", "damaged_archive", "仅 HTML"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(
    tmp_path: Path, name: str, data: bytes, reason_code: str, advice: str
) -> None:
    (tmp_path / name).write_bytes(data)
    error = refusal(tmp_path / name)
    assert error.reason_code == reason_code
    assert advice in str(error) and str(error).count("\n") == 0


def test_a_file_that_is_gone_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "gone.txt").reason_code == "missing"
    (tmp_path / "folder.txt").mkdir()
    assert refusal(tmp_path / "folder.txt").reason_code == "missing"


def test_a_file_that_is_too_large_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    path.touch()
    os.truncate(path, MAX_BYTES + 1)
    assert refusal(path).reason_code == "too_large"


@pytest.mark.parametrize("reason_code", sorted(REASONS))
def test_every_reason_is_one_chinese_sentence(reason_code: str) -> None:
    sentence = str(UnreadableDocumentError(reason_code, "某"))
    assert sentence.endswith("。") and "{" not in sentence
