"""Small files that would cost gigabytes or minutes are refused for what they hold, and their neighbours go on."""

import os
import resource
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path

import costly_files
import pandas as pd
import pytest

from pipelines.actuals.rows import checking
from pipelines.actuals.rows.checking import CheckedFile, check_file
from pipelines.actuals.rows.file_reading import read_file, rehearse
from pipelines.actuals.taking import take_inbox
from pipelines.documents import gathering
from pipelines.documents.gathering import describe_file, gather_documents
from pipelines.documents.given_up import recall, remember
from pipelines.reference.linking import Linker
from pipelines.reference.registry import Region, load_registry
from pipelines.storage.data_folder import DataFolder
from pipelines.storage.reading_process import BoundedReader, end_processes
from pipelines.storage.region_folders import find_region_folders
from pipelines.storage.warehouse import open_warehouse
from pipelines.targets import rows
from pipelines.targets.rows import extract_from_documents, extract_rows

REGISTRY = load_registry(DataFolder(Path("nowhere")).reference)
LINKER = Linker(REGISTRY.indicators)
DEZHOU = REGISTRY.resolve_region("德州市")
TODAY = date(2026, 11, 21)
PLAN = "到2025年，累计建成公园5处，新增绿地20公顷。"
MOST_SECONDS = 60.0  # of processor, for all of them together
MOST_MEMORY = 1200 * 2**10  # kB: a gigabyte and the readers
pytestmark = pytest.mark.apart

BUREAU = [
    (costly_files.million_commas, 10**6, "too_many_columns", "第 10003 行的列数"),
    (costly_files.ragged_lines, 500_000, "too_many_cells", "单元格(含空白)"),
    (costly_files.wide_spans, 30_000, "too_many_cells", "单元格(含空白)"),
    (costly_files.far_cells, 30_000, "too_many_cells", "单元格(含空白)"),
    (costly_files.far_rows, 49, "too_many_cells", "单元格(含空白)"),
    (costly_files.foreign_elements, 20_000_000, "too_much_markup", "单元格以外的标记和属性"),
    (costly_files.empty_texts, 12_000_000, "too_much_markup", "sharedStrings.xml 的标记和属性"),
    (costly_files.empty_tags, 8_000_000, "too_much_markup", "标记和属性"),
    (costly_files.many_attributes, 300_000, "too_much_markup", "属性超过上限 1000 个"),
    pytest.param(costly_files.last_rows, 49, "too_many_cells", "单元格(含空白)", marks=pytest.mark.long),
]
DOCUMENTS = [
    (costly_files.word_cells, 9_000_000, "标记和属性超过上限"),
    (costly_files.word_cells, 400_000, "表格单元格超过上限"),
    (costly_files.many_attributes, 300_000, "属性超过上限 1000 个"),
    (costly_files.empty_tags, 8_000_000, "标记和属性超过上限"),
    (costly_files.numbers, 1_700_000, "文件里的数超过 300000 个"),
]


@pytest.fixture(scope="module", autouse=True)
def _costs_little() -> Iterator[None]:
    """What the readings of all tests take stays within bounds."""
    end_processes()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    yield
    end_processes()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < MOST_SECONDS
    assert after.ru_maxrss < MOST_MEMORY or after.ru_maxrss == before.ru_maxrss


def check(path: Path) -> CheckedFile:
    return check_file(path, DEZHOU, REGISTRY, LINKER, TODAY)


@pytest.mark.parametrize(("write", "count", "reason_code", "said"), BUREAU)
def test_a_costly_file_of_a_bureau_is_refused_for_what_it_holds(
    write: Callable[[Path, int], Path], count: int, reason_code: str, said: str, tmp_path: Path
) -> None:
    checked = check(write(tmp_path, count))
    assert (checked.status, checked.reason_code) == ("refused", reason_code)
    assert said in str(checked.reason)


@pytest.mark.parametrize(("write", "count", "said"), DOCUMENTS)
def test_a_costly_document_is_a_row_with_its_reason(
    write: Callable[[Path, int], Path], count: int, said: str, tmp_path: Path
) -> None:
    found = gather(tmp_path, lambda folder: write(folder, count))
    assert dict(found["status"]) == {"bad": "failed", "good": "read"}
    assert said in found.loc["bad", "reason"]


def gather(
    root: Path, write: Callable[[Path], Path] | None = None, given_up: dict[str, str] | None = None
) -> pd.DataFrame:
    data = DataFolder(root)
    folder = data.documents / "dezhou"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "good.txt").write_text(PLAN, encoding="utf-8")
    if write:
        path = write(folder)
        path.rename(folder / f"bad{path.suffix if path.suffix != '.xls' else '.html'}")
    found = gather_documents(find_region_folders(data, REGISTRY).values(), data.documents, REGISTRY, given_up)
    return found.set_index(found["source_file"].map(lambda name: Path(name).stem))


def read_greedily(read: Callable[..., object], registry: object, *arguments: object) -> object:
    """Read, but take two gigabytes for a file that is named bad."""
    if "bad" in str(arguments):
        bytearray(2 * 2**30)
    return read(registry, *arguments)


def read_slowly(read: Callable[..., object], registry: object, *arguments: object) -> object:
    while "bad" in str(arguments):
        pass
    return read(registry, *arguments)


LIMITS = {read_greedily: ("too_much_memory", "内存超过上限 1 GB"), read_slowly: ("too_slow", "时间超过上限 1 秒")}


@pytest.mark.parametrize("read", LIMITS)
def test_what_no_count_foresees_ends_at_the_limits_of_the_process(
    read: Callable[..., object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reason_code, said = LIMITS[read]
    data = DataFolder(tmp_path)
    inbox = data.inbox / "德州市"
    inbox.mkdir(parents=True)
    for name in ("bad.csv", "good.csv"):
        (inbox / name).write_text(f"{costly_files.LINES}{name}\n", encoding="utf-8")
        os.utime(inbox / name, (1_700_000_000, 1_700_000_000))
    reader = BoundedReader(partial(read, read_file), REGISTRY, LINKER, rehearse=rehearse)
    monkeypatch.setattr(checking, "_reader", lambda registry, linker: reader)
    monkeypatch.setattr(checking, "seconds_for", lambda path: 1)
    folders = find_region_folders(data, REGISTRY)["德州市"]
    with open_warehouse(data.warehouse) as warehouse:
        taken = take_inbox(folders, data, REGISTRY, LINKER, warehouse, TODAY)
        assert [(file.file_name, file.status) for file in taken] == [("bad.csv", "refused"), ("good.csv", "taken")]
        assert said in str(taken[0].reason)
        recorded = warehouse.select("select file_name, reason_code from submissions").set_index("file_name")
        assert recorded.loc["bad.csv", "reason_code"] == reason_code
        # Moved out of the way, with a receipt: it is not there at the next run.
        assert not list(inbox.iterdir())
        assert {path.name for path in (data.archive / "德州市").iterdir()} == {"bad.csv", "good.csv"}
        assert said in (data.receipts / "德州市" / "bad.csv.receipt.html").read_text(encoding="utf-8")
        assert take_inbox(folders, data, REGISTRY, LINKER, warehouse, TODAY) == []


def test_a_document_that_was_given_up_is_not_read_at_every_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def bad(folder: Path) -> Path:
        path = folder / "bad.txt"
        path.write_text(PLAN * 2, encoding="utf-8")
        return path

    read = BoundedReader(partial(read_greedily, describe_file), REGISTRY)
    monkeypatch.setattr(gathering, "_reader", lambda registry: read)
    given_up: dict[str, str] = {}
    found = gather(tmp_path, bad, given_up)
    assert dict(found["status"]) == {"bad": "failed", "good": "read"}
    assert given_up == {found.loc["bad", "sha256"]: found.loc["bad", "reason"]}
    with open_warehouse(DataFolder(tmp_path).warehouse) as warehouse:
        remember(warehouse, "this version", given_up)
        recalled, by_another = recall(warehouse, "this version"), recall(warehouse, "another")
    assert (recalled, by_another) == (given_up, {})

    asked: list[str] = []

    def read_here(path: Path, folder: Region, seconds: int) -> dict[str, object]:
        asked.append(path.name)
        return describe_file(REGISTRY, path, folder)

    monkeypatch.setattr(gathering, "_reader", lambda registry: read_here)
    again = gather(tmp_path, None, recalled)
    assert asked == ["good.txt"]
    assert dict(again["reason"].dropna()) == dict(found["reason"].dropna())
    assert gather(tmp_path, None, by_another).loc["bad", "status"] == "read"


def test_a_document_whose_targets_cost_too_much_leaves_the_others_theirs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = gather(tmp_path, lambda folder: costly_files.numbers(folder, 170_000)).reset_index(drop=True)
    assert set(found["status"]) == {"read"}
    extractor = BoundedReader(extract_rows, REGISTRY, LINKER, seconds=2)
    monkeypatch.setattr(rows, "_extractor", lambda registry: extractor)
    given_up: dict[str, str] = {}
    extracted = extract_from_documents(found, REGISTRY, given_up)
    documents = found.set_index("document_id")["source_file"]
    assert {documents[document_id] for document_id in extracted.targets["document_id"]} == {"dezhou/good.txt"}
    [(document_id, reason)] = extracted.failures.items()
    assert documents[document_id] == "dezhou/bad.txt"
    assert "时间超过上限 2 秒" in reason
    assert list(given_up.values()) == [reason]


def test_the_nearest_names_are_looked_for_some_hundred_times(tmp_path: Path) -> None:
    path = tmp_path / "报送.csv"
    names = [f"甲乙{chr(0x4E00 + number // 200)}{chr(0x5E00 + number % 200)}市" for number in range(20_000)]
    lines = "".join(f"地区生产总值,{name},2023年,3800,亿元\n" for name in [*names, *names[:100]])
    path.write_text(f"指标,地区,报告期,数值,单位\n{lines}", encoding="utf-8")
    rejected = check(path).rejected_rows
    assert set(rejected["reason_code"]) == {"unknown_region"}
    assert len(rejected) == 20_100
    assert rejected["reason"].iloc[0] == rejected["reason"].iloc[20_000]
