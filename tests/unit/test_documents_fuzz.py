"""Thousands of plans, made and damaged at random, from the file to its targets: each is read or refused with a reason,
none breaks a reader or the extraction, and every target stands in the text where it says."""

import io
import os
import random
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from document_files import PdfPage, docx_of, pdf_of

from pipelines.documents.gathering import gather_documents
from pipelines.documents.refusals import REASONS
from pipelines.reference.registry import load_registry
from pipelines.storage.data_folder import DataFolder
from pipelines.storage.region_folders import RegionFolders
from pipelines.targets.rows import extract_from_documents

REGISTRY = load_registry(DataFolder(Path("nowhere")).reference)
DEZHOU = REGISTRY.resolve_region("德州市")
BROKEN = REASONS["unread"].partition("（")[0]
BATCH = 40
MOST_SECONDS = 20.0  # of processor, for one file of some kilobytes

WORDS = ["建成", "新增", "累计", "力争", "达到", "较2020年增长", "不低于", "超过", "降至", "每年培育"]
THINGS = ["公园", "5G基站", "绿地", "常住人口城镇化率", "高标准农田", "研发经费投入强度", "养老床位", "充电桩"]
UNITS = ["个", "万个", "公顷", "%", "万亩", "亿元", "处", "张", "个百分点"]
HOSTILE = [
    *("\x00", "\x1b[2J", "\u202e", "\ufeff", "\U0010ffff", "<" * 500, "&#x110000;", "]]>", "<![CDATA[", "</table>"),
    *("<table><tr><td colspan=900>", "9" * 400, "，" * 3000, "零点" * 200, "（" * 400, "1—" * 300, "\n" * 3000, "%00"),
]


def sentence(chance: random.Random) -> str:
    number = chance.choice([str(chance.randint(1, 9999)), f"{chance.uniform(0, 99):.2f}", "一千二百", "两三", "1.3万"])
    units = chance.choice(["", "（责任单位：市住建局、市城管局）", "(牵头单位:市发展改革委)"])
    return (
        f"到{chance.randint(2021, 2035)}年，{chance.choice(WORDS)}{chance.choice(THINGS)}"
        f"{number}{chance.choice(UNITS)}{chance.choice(['以上', '左右', ''])}。{units}"
    )


def plan(chance: random.Random) -> tuple[str, bytes]:
    """Suffix and bytes of a plan that nothing is wrong with."""
    lines = [sentence(chance) for _ in range(chance.randint(1, 12))]
    table = [["指标", "2023年", "2025年目标"], *([chance.choice(THINGS), "12", "30"] for _ in range(3))]
    text = "\n".join(["德州市城市更新行动方案（2023—2025年）", "", *lines])
    cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in table)
    page = f"<html><head><title>方案</title></head><body><p>{'</p><p>'.join(lines)}</p><table>{cells}</table></body>"
    encoding = chance.choice(["utf-8", "gb18030", "utf-16", "utf-8-sig"])
    kinds: dict[str, Callable[[], bytes]] = {
        ".txt": lambda: text.encode(encoding),
        ".md": lambda: f"# {text}\n\n<table>{cells}</table>".encode(encoding),
        ".html": lambda: page.encode(encoding),
        ".docx": lambda: docx_of(*text.splitlines(), table=table),
        ".pdf": lambda: pdf_of(PdfPage().write(72, 700, lines[0][:28]).grid([72, 172, 272], [500, 550, 600])),
    }
    suffix = chance.choice([*kinds])
    return suffix, kinds[suffix]()


def flip(chance: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def cut(chance: random.Random, data: bytes) -> bytes:
    return data[: chance.randint(0, len(data))]


def lack(chance: random.Random, data: bytes) -> bytes:
    start = chance.randrange(len(data))
    return data[:start] + data[start + chance.randint(1, 200) :]


def repeat(chance: random.Random, data: bytes) -> bytes:
    start = chance.randrange(len(data))
    piece = data[start : start + chance.randint(1, 300)]
    return data[:start] + piece * chance.randint(2, 60) + data[start:]


def insert(chance: random.Random, data: bytes) -> bytes:
    start = chance.randrange(len(data))
    noise = chance.choice([chance.choice(HOSTILE).encode(), b"\xed\xa0\x80", chance.randbytes(50)])
    return data[:start] + noise + data[start:]


def inside(chance: random.Random, data: bytes) -> bytes:
    """One part of a package damaged, and the package whole; of another file, all of it."""
    damage = chance.choice([flip, cut, lack, repeat, insert])
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = {name: package.read(name) for name in package.namelist()}
    except Exception:  # no package, or none any more
        return damage(chance, data)
    name = chance.choice(["word/document.xml", *parts])
    parts[name] = damage(chance, parts.get(name) or b" ")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for part, content in parts.items():
            package.writestr(part, content)
    return packed.getvalue()


DAMAGES = [flip, cut, lack, repeat, insert, inside, inside]


def faults(seed: int, data: DataFolder) -> tuple[str, list[str]]:
    """What became of the plan of that seed, and what is wrong with that."""
    chance = random.Random(seed)
    suffix, content = plan(chance)
    for _ in range(chance.choice([1, 1, 2])):
        content = chance.choice(DAMAGES)(chance, content or b" ")
    suffix = chance.choice([suffix, suffix, suffix, ".txt", ".html", ".docx", ".pdf"])
    folder = data.documents / str(seed)
    folder.mkdir(parents=True)
    (folder / (os.fsdecode(chance.choice([b"plan", b"\xb9\xe6", b"\xff\n"])) + suffix)).write_bytes(content)
    started = time.process_time()
    documents = gather_documents([RegionFolders("德州市", DEZHOU, documents=[folder])], data.documents, REGISTRY)
    targets, _, _, failures = extract_from_documents(documents, REGISTRY)
    seconds = time.process_time() - started
    [document] = documents.to_dict("records")
    found = [f"extraction: {reason}" for reason in failures.values()]
    if document["status"] == "failed":
        found += [f"broken: {document['reason']}"] if document["reason"].startswith(BROKEN) else []
    else:
        text = document["text"]
        document["text"].encode()
        for target in targets.itertuples():
            if not text[target.value_start : target.value_end] or target.quote not in text:
                found.append(f"target {target.value} stands nowhere")
            if not 0 <= target.confidence <= 1:
                found.append(f"confidence {target.confidence}")
    if seconds > MOST_SECONDS:
        found.append(f"{seconds:.0f} s")
    outcome = "targets" if len(targets) else document["status"]
    return outcome, found


def run(seeds: range, folder: Path) -> tuple[Counter[str], dict[int, list[str]]]:
    data, counts, wrong = DataFolder(folder), Counter[str](), dict[int, list[str]]()
    for seed in seeds:
        outcome, found = faults(seed, data)
        counts[outcome] += 1
        if found:
            wrong[seed] = found
    return counts, wrong


def test_some_dozen_plans(tmp_path: Path) -> None:
    counts, wrong = run(range(BATCH), tmp_path)
    assert not wrong
    assert counts["targets"] > BATCH // 6  # what can be read is read
    assert counts["failed"]


@pytest.mark.long
@pytest.mark.parametrize("start", range(BATCH, 5_000 + BATCH, 1000))
def test_five_thousand_plans(start: int, tmp_path: Path) -> None:
    counts, wrong = run(range(start, start + 1000), tmp_path)
    print(f"seeds {start}–{start + 999}: {dict(counts)}")
    assert not wrong
