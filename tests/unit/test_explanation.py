"""The page on which people see what was found in a document: complete in itself, safe whatever it says."""

from dataclasses import replace
from datetime import date

from lxml import html

from pipelines.extraction.exclusions import CLAUSE_RULES, DEFINING_RULES
from pipelines.extraction.explaining import explain
from pipelines.extraction.extracting import SECTION_RULES
from pipelines.extraction.figure_exclusions import FACT_RULES
from pipelines.extraction.neighbours import NEIGHBOUR_RULES
from pipelines.extraction.target import PlanContext
from pipelines.publication.explanation import RULES, write_explanation
from tests.corpus_lines import CITY, CONTEXT, corpus_registry

REPORT = PlanContext(CITY, date(2026, 1, 8), date(2026, 1, 1), date(2026, 12, 31), is_work_report=True)
TEXT = "落实“541”工程,到2024年底,新建5G基站800个以上。\n绿地率达到38%。(责任单位:市城管局)"


def page_of(text: str, title: str = "方案") -> str:
    return write_explanation(text, explain(text, CONTEXT, corpus_registry()), title)


def test_the_text_stands_whole_with_targets_and_other_numbers_marked() -> None:
    page = html.document_fromstring(page_of(TEXT))
    (article,) = page.xpath("//article")
    assert article.text_content() == TEXT
    assert [mark.text for mark in article.iter("mark")] == ["800", "38"]
    assert [(number.text, number.get("data-rule")) for number in article.iter("s")] == [
        ("541", "名称中的数字"),
        ("2024", "日期"),
        ("5", "名称中的数字"),
    ]


def test_a_target_says_what_was_found_and_leads_from_the_table_to_its_number() -> None:
    page = html.document_fromstring(page_of(TEXT))
    first, second = page.xpath("//tbody/tr")
    assert [cell.text_content() for cell in first][:4] == ["5G基站", "不低于800个", "新增量", "2024-12-31"]
    assert "市城管局" in second.text_content()
    (link,) = first.xpath(".//a/@href")
    (mark,) = page.xpath(f"//mark[@id='{link[1:]}']")
    assert mark.text == "800"
    assert mark.get("title") == "5G基站:不低于800个,新增量,2024-12-31"


def test_markup_in_a_document_stays_text() -> None:
    text = "<script>alert(1)</script>新建<b onmouseover='x'>“公园\"</b>5处。(责任单位:<img src=x>局)"
    page = page_of(text, title="</title><script>")
    tree = html.document_fromstring(page)
    assert "<script" not in page
    assert not tree.xpath("//script | //img | //b | //@onmouseover")
    assert tree.xpath("string(//article)") == text


def test_the_page_needs_no_network_and_no_script() -> None:
    page = html.document_fromstring(page_of(TEXT))
    assert not page.xpath("//script | //link | //@src")
    assert all(link.startswith("#") for link in page.xpath("//@href"))


def test_a_number_that_is_marked_twice_is_shown_once() -> None:
    sentences = explain(TEXT, CONTEXT, corpus_registry())
    twice = [replace(sentence, targets=sentence.targets * 2) for sentence in sentences]
    article = html.document_fromstring(write_explanation(TEXT, twice, "方案")).xpath("//article")[0]
    assert article.text_content() == TEXT


def test_every_rule_has_a_name_for_readers() -> None:
    rules = {rule.name for rule in (*NEIGHBOUR_RULES, *DEFINING_RULES, *CLAUSE_RULES, *FACT_RULES)}
    assert rules | {"no_indicator", "no_period", "repetition", *SECTION_RULES.values()} == set(RULES)


def test_every_sentence_shows_its_part_and_the_words_that_say_so() -> None:
    text = "一、2025年工作回顾\n建成公园8处。\n二、2026年工作安排\n新建公园3处。\n新建广场2处。"
    page = html.document_fromstring(write_explanation(text, explain(text, REPORT, corpus_registry()), "报告"))
    parts = page.xpath("//span[contains(@class, 'part')]")
    assert [(part.text_content(), part.get("data-part")) for part in parts if "处" in part.text_content()] == [
        ("建成公园8处", None),
        ("新建公园3处", None),
        ("新建广场2处", None),
    ]
    assert [part.get("data-part") for part in parts if part.get("data-part")] == ["回顾(2025年)", "任务(2026年)"]
    assert "标题“一、2025年工作回顾”" in parts[0].get("title")
    assert page.xpath("string(//article)") == text
