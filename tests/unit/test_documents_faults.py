"""One document that cannot be read, whatever its name or fault, is its own row; every other is read."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from as_nobody import as_nobody, give_away, open_folder
from document_files import docx_of, pdf_of
from test_documents_damage import PdfPage

from pipelines.documents import gathering
from pipelines.documents.gathering import gather_documents
from pipelines.documents.reading import list_documents, list_unfinished
from pipelines.documents.webpage import read_html
from pipelines.reference.registry import load_registry
from pipelines.schemas.documents import Documents
from pipelines.storage.arrivals import Looks
from pipelines.storage.data_folder import DataFolder
from pipelines.storage.region_folders import find_region_folders
from pipelines.storage.warehouse import open_warehouse
from pipelines.targets import rows
from pipelines.targets.rows import extract_from_documents

REGISTRY = load_registry(DataFolder(Path("nowhere")).reference)
PLAN = "到2025年，累计建成公园5处，新增绿地20公顷。".encode()
GBK = os.fsdecode("规划.txt".encode("gbk"))
NO_TEXT = os.fsdecode(b"\xff\xfe plan.txt")


def write(data: DataFolder, name: str, content: bytes = PLAN, region: str = "dezhou") -> Path:
    path = data.documents / region / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def gather(data: DataFolder) -> pd.DataFrame:
    """As the asset does it, the warehouse included."""
    folders = find_region_folders(data, REGISTRY).values()
    frame = gather_documents(folders, data.documents, REGISTRY)
    with open_warehouse(data.root / "warehouse.duckdb") as warehouse:
        warehouse.replace("documents", frame)
        return warehouse.select("select * from documents order by source_file").set_index("source_file")


def test_names_that_are_not_utf_8_are_names(data: DataFolder) -> None:
    for name in (GBK, NO_TEXT, "plan.txt", "two\nlines.txt", f"below {NO_TEXT[:2]}/{GBK}"):
        write(data, name)
    found = gather(data)
    assert set(found["status"]) == {"read"}
    assert sorted(found.index) == sorted(
        f"dezhou/{name}"
        for name in (
            "规划.txt",
            "\ufffd\ufffd plan.txt",
            "plan.txt",
            "two\ufffdlines.txt",
            "below \ufffd\ufffd/规划.txt",
        )
    )


@pytest.mark.parametrize(
    ("suffix", "content"),
    [
        (".docx", docx_of("到2025年，累计建成公园5处。")),
        (".pdf", pdf_of(PdfPage().write(72, 700, "到2025年，累计建成公园5处。"))),
    ],
)
def test_every_reader_opens_a_file_under_such_a_name(data: DataFolder, suffix: str, content: bytes) -> None:
    write(data, os.fsdecode("规划".encode("gbk")) + suffix, content)
    assert list(gather(data)["status"]) == ["read"]


def test_files_whose_names_are_shown_alike_stay_two(data: DataFolder) -> None:
    write(data, "规划.txt")
    write(data, GBK)
    found = gather(data)
    assert found["document_id"].is_unique
    [plain, other] = sorted(found.index, key=len)
    assert plain == "dezhou/规划.txt"
    assert other == f"{plain} [{found.loc[other, 'document_id']}]"


def test_a_document_keeps_its_id(data: DataFolder) -> None:
    write(data, "规划.txt")
    assert list(gather(data)["document_id"]) == ["d" + hashlib.sha256("dezhou/规划.txt".encode()).hexdigest()[:10]]


def test_a_folder_name_in_gbk_is_its_region_and_one_that_is_no_text_is_refused(data: DataFolder) -> None:
    write(data, "a.txt", region=os.fsdecode("德州市".encode("gbk")))
    write(data, "b.txt", region=os.fsdecode(b"\xff..., \n"))
    found = gather(data)
    assert list(found.loc["德州市/a.txt", ["region_code", "status"]]) == ["371400", "read"]
    [refused] = found[found["region_code"].isna()].itertuples()
    assert refused.status == "failed"
    assert "\ufffd" in refused.region
    assert not any(part in refused.region for part in (",", "...", "\n"))


def test_what_may_not_be_read_is_a_row_with_that_reason() -> None:
    with open_folder() as root:
        data = DataFolder(root)
        write(data, "open.txt")
        write(data, "closed.txt").chmod(0)
        write(data, "closed/inside.txt").parent.chmod(0)
        write(data, "seen not entered/inside.txt").parent.chmod(0o444)
        write(data, "plan.txt", region="liaocheng").parent.chmod(0)
        give_away(root)
        found = as_nobody(lambda: gather(data)[["status", "reason", "sha256"]])
    assert dict(found["status"]) == {
        "dezhou/closed": "failed",
        "dezhou/closed.txt": "failed",
        "dezhou/open.txt": "read",
        "dezhou/seen not entered/inside.txt": "failed",
        "liaocheng": "failed",
    }
    failed = found[found["status"] == "failed"]
    assert failed["reason"].str.contains("文件打不开（Permission denied）", regex=False).all()
    assert failed["sha256"].isna().all()


@pytest.mark.parametrize("step", ["read_document", "describe"])
@pytest.mark.parametrize(
    "error", [RecursionError("deep"), MemoryError(), OSError(5, "Input/output error"), ValueError("x")]
)
def test_whatever_a_reader_raises_is_that_documents_row(
    data: DataFolder, monkeypatch: pytest.MonkeyPatch, step: str, error: Exception
) -> None:
    write(data, "bad.txt", b"BAD " + PLAN)
    write(data, "good.txt")
    monkeypatch.setattr(gathering, step, failing(getattr(gathering, step), error))
    found = gather(data)
    assert dict(found["status"]) == {"dezhou/bad.txt": "failed", "dezhou/good.txt": "read"}
    assert type(error).__name__ in found.loc["dezhou/bad.txt", "reason"]


def test_a_document_that_cannot_be_worked_on_leaves_the_others_their_targets(
    data: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(data, "bad.txt", b"BAD " + PLAN)
    write(data, "good.txt")
    monkeypatch.setattr(rows, "read_document", failing(rows.read_document, RuntimeError("x")))
    documents = gather(data).reset_index()
    extracted, _, _, failures = extract_from_documents(documents, REGISTRY)
    ids = documents.set_index("source_file")["document_id"]
    assert set(extracted["document_id"]) == {ids["dezhou/good.txt"]}
    assert list(failures) == [ids["dezhou/bad.txt"]]
    assert "RuntimeError" in failures[ids["dezhou/bad.txt"]]


def test_a_number_that_is_due_in_two_years_is_two_targets_with_ids_of_their_own(data: DataFolder) -> None:
    write(data, "plan.txt", "“十四五”“十五五”期间分别新建泵站20座，新建公园3处。".encode())
    extracted, *_ = extract_from_documents(gather(data).reset_index(), REGISTRY)
    assert list(extracted["target_year"])[:2] == [2025, 2030]
    assert extracted["target_id"].is_unique


def failing(real: Callable[..., object], error: Exception) -> Callable[..., object]:
    """The function, but for what has to do with the bad document."""

    def call(given: Path | str, *others: object) -> object:
        if "bad" in str(given) or "BAD" in str(given):
            raise error
        return real(given, *others)

    return call


def test_hidden_parts_of_a_page_are_found_by_a_walk() -> None:
    hidden = "<p hidden>乙<p style='display : none'>丙<div hidden><b hidden>丁</b></div>"
    page = f"<body hidden><p>甲{hidden}<p style='none'>戊</p>己"
    assert read_html(page).split() == ["甲", "戊", "己"]


def test_documents_that_cannot_be_opened_have_no_hash() -> None:
    assert Documents.to_schema().columns["sha256"].nullable


def test_a_document_that_is_too_large_is_not_read_for_its_hash(data: DataFolder) -> None:
    os.truncate(write(data, "hole.txt"), 2**40)
    assert gather(data).loc["dezhou/hole.txt", ["status", "sha256"]].tolist() == ["failed", None]


# Plans that are still being written


def test_of_a_plan_that_is_being_written_stays_what_it_said_before(data: DataFolder) -> None:
    old, new = write(data, "old.txt"), data.documents / "dezhou" / "new.txt"
    folders, looks = find_region_folders(data, REGISTRY).values(), Looks()
    before = gather_documents(folders, data.documents, REGISTRY, looks=looks)
    assert list_documents(old.parent, looks) == [old]
    with old.open("wb") as first, new.open("wb") as second:
        for file in (first, second):
            file.write(PLAN[:20])
            file.flush()
        assert list_documents(old.parent, looks) == []
        assert list_unfinished(old.parent, looks) == [new, old]
        amid = gather_documents(folders, data.documents, REGISTRY, looks=looks, before=before)
        assert list(amid["text"]) == list(before["text"])
        for file in (first, second):
            file.write(PLAN[20:])
    after = gather_documents(folders, data.documents, REGISTRY, looks=looks, before=amid)
    assert list(after["source_file"]) == ["dezhou/new.txt", "dezhou/old.txt"]
    assert set(after["text"]) == {PLAN.decode()}


def test_a_plan_is_read_once_two_looks_agree(data: DataFolder) -> None:
    write(data, "plan.txt")
    looks, folders = Looks(apart=3600), find_region_folders(data, REGISTRY).values()
    assert gather_documents(folders, data.documents, REGISTRY, looks=looks).empty
    looks.apart = 0
    assert len(gather_documents(folders, data.documents, REGISTRY, looks=looks)) == 1


def test_of_a_plan_that_was_written_to_while_it_was_read_nothing_is_taken(
    data: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(data, "plan.txt")
    real = gathering._row_of_whole

    def meanwhile(*given: Any) -> dict[str, object]:
        row = real(*given)
        path.write_bytes(PLAN * 2)
        return row

    monkeypatch.setattr(gathering, "_row_of_whole", meanwhile)
    assert gather_documents(find_region_folders(data, REGISTRY).values(), data.documents, REGISTRY).empty
