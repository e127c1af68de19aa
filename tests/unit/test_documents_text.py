"""Text files: the right encoding or a refusal, and what cleaning takes out."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.documents.cleaning import clean
from pipelines.documents.reading import ReadDocument, UnreadableDocumentError, read_document

PLAN = "某市数字经济发展行动计划（2023—2025年）\n到2025年，累计建成5G基站1.3万个，重点场所通达率达到98%以上。\n" * 3
TRADITIONAL = (
    "某市數字經濟發展行動計劃（2023—2025年）\n到2025年，累計建成5G基站1.3萬個，重點場所通達率達到98%以上。\n" * 3
)


def read(folder: Path, data: bytes, name: str = "plan.txt") -> ReadDocument:
    path = folder / name
    path.write_bytes(data)
    return read_document(path)


def refusal(folder: Path, data: bytes, name: str = "plan.txt") -> str:
    with pytest.raises(UnreadableDocumentError) as refused:
        read(folder, data, name)
    assert str(refused.value).endswith("。")
    return refused.value.reason_code


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
@pytest.mark.parametrize("text", [PLAN, TRADITIONAL])
def test_every_encoding_gives_the_same_text(tmp_path: Path, written: str, named: str, text: str) -> None:
    assert read(tmp_path, text.encode(written)) == ReadDocument(text, "txt", named)


@pytest.mark.parametrize("text", ["计划", "5G基站", "“优秀”等", "取1—5个", "德州市计划"])
def test_short_gbk_is_read_as_gbk(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text.encode("gbk")).text == text


@pytest.mark.parametrize(
    "data",
    [
        PLAN.encode()[:-2],  # cut inside a character
        PLAN.encode().replace("基".encode(), b"\xe5\x9f", 1),  # a byte lost
        TRADITIONAL.encode("big5", "ignore"),
        PLAN.encode("gbk") * 5 + PLAN.encode() * 5,  # two encodings in one file
        bytes(range(128, 256)) * 20,
    ],
    ids=["cut", "byte lost", "big5", "mixed", "noise"],
)
def test_what_is_neither_is_refused_and_never_garbled(tmp_path: Path, data: bytes) -> None:
    assert refusal(tmp_path, data) == "unknown_encoding"


@pytest.mark.parametrize("wrong", ["gb18030", "latin-1"])
def test_text_that_was_garbled_before_is_refused(tmp_path: Path, wrong: str) -> None:
    assert refusal(tmp_path, PLAN.encode().decode(wrong, "ignore").encode()) == "mojibake"


def test_text_without_chinese_is_text(tmp_path: Path) -> None:
    assert read(tmp_path, b"5G: 1600 by 2020\n").text == "5G: 1600 by 2020\n"


@pytest.mark.parametrize("data", [b"", b" \r\n\t ", "\ufeff\u200b\n".encode()])
def test_empty_files_are_refused(tmp_path: Path, data: bytes) -> None:
    assert refusal(tmp_path, data) == "empty"


def test_binary_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, b"\x01\x02\x03\x04abc" * 50) == "not_text"


@pytest.mark.parametrize(
    ("found", "cleaned"),
    [
        ("甲\r\n乙\r丙\u2028丁\x0c戊", "甲\n乙\n丙\n丁\n戊"),
        ("\ufeff16\u200b00\u00ad座\x00", "1600座"),
        ("建成<U+00A0>16<U+200B>00座", "建成\u00a01600座"),
        ("研发&nbsp;R&amp;D&#8212;占比&ge;3%", "研发\u00a0R&D—占比≥3%"),
        ("AT&T、R&D", "AT&T、R&D"),
        ("增长<5%,a<b", "增长<5%,a<b"),
        ("坏\ud800字", "坏\ufffd字"),
    ],
)
def test_cleaning_declares_what_it_takes_out(found: str, cleaned: str) -> None:
    assert clean(found) == cleaned


@given(
    st.text(alphabet=st.characters(exclude_categories=("Cc", "Cf", "Co", "Cs", "Zl", "Zp"), exclude_characters="&<"))
)
@settings(max_examples=200)
def test_cleaning_keeps_everything_else(text: str) -> None:
    assert clean(text) == text


@given(st.text())
@settings(max_examples=200)
def test_cleaning_never_lets_through_what_a_database_refuses(text: str) -> None:
    cleaned = clean(text)
    assert "\x00" not in cleaned and "\r" not in cleaned
    cleaned.encode("utf-8")


def test_markdown_is_kept_as_text(tmp_path: Path) -> None:
    text = "# 方案\n\n| 指标 | 2025年 |\n|---|---|\n| 5G基站 | 1600座 |\n\n- **完成**投资\n"
    assert read(tmp_path, text.encode(), "plan.md") == ReadDocument(text, "md", "utf-8")


def test_stray_html_in_text_is_resolved(tmp_path: Path) -> None:
    table = "<table><tr><td>指标<td>值</tr><tr><td>基站<td>5</table>"
    found = f"一、目标<br>建成<b>1600</b>座<script>var a = 1;</script>\n{table}完"
    assert read(tmp_path, found.encode(), "plan.md").text == "一、目标\n建成1600座\n\n\n\n指标 | 值\n基站 | 5\n完"


def test_real_texts_lose_no_character(shared: Path) -> None:
    for path in (shared / "documents").glob("*.txt"):
        assert read_document(path).text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("found", "meant"),
    [
        ("系数提高到0\U001001b065，", "系数提高到0.65，"),
        ("增长5\ue0112％", "增长5.2％"),
        ("3\ue011 加快建设", "3. 加快建设"),
        ("伊万\U00100170彼得", "伊万·彼得"),
        ("图标\ue011在前", "图标\ue011在前"),
        ("比例\uf0b3 95%，浓度\uf0a331\uf06dg/m3", "比例≥ 95%，浓度≤31μg/m3"),
        ("目标：\n\uf06c 建成泵站5座", "目标：\n• 建成泵站5座"),
    ],
)
def test_points_of_gazettes_own_fonts_are_read(found: str, meant: str) -> None:
    assert clean(found) == meant
