"""The report in a browser, opened from disk: what a person sees, reaches by keyboard, links to and prints."""

import shutil
import statistics
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from pipelines.storage.warehouse import open_warehouse
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.report_data import AS_OF, HOSTILE, fill, sentence, write_edition

OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    with open_warehouse(folder / "warehouse.duckdb") as warehouse:
        fill(warehouse)
        return write_edition(warehouse, folder / "报告 #1") / "index.html"


def see(page: Page, report: Path, address: str = "") -> Page:
    page.goto(report.as_uri() + address)
    expect(page.locator("main h1")).to_be_visible()
    return page


def found(page: Page) -> list[str]:
    return page.locator(".results tbody th a").all_inner_texts()


STATES = {
    "overview": "#/",
    "list": "#/targets",
    "filtered list": "#/targets?status=behind,missed&region=德州市&sort=deadline",
    "empty list": "#/targets?q=没有这样的指标",
    "target": "#/target/t00000",
    "target without figures": "#/target/t00006",
    "plan": "#/document/d0?at=t00003",
    "plans": "#/documents",
    "changes": "#/changes",
    "no such page": "#/target/none",
}


def test_the_overview_counts_what_the_list_shows(report: Path, open_page: OpenPage):
    page = see(open_page(), report)
    assert "60项目标" in page.inner_text("main h1")
    entries = page.locator(".legend li").all()
    counts = [int(entry.locator("b").inner_text()) for entry in entries]
    assert sum(counts) == 60
    for index, count in enumerate(counts):
        see(page, report).locator(".legend li a").nth(index).click()
        expect(page.locator("main h1")).to_contain_text(f"{count}项目标")
        assert len(found(page)) == count
    page.close()


def test_what_falls_due_soon_is_on_the_overview(report: Path, open_page: OpenPage):
    page = see(open_page(), report)
    section = page.locator("section", has=page.get_by_role("heading", name="即将到期"))
    assert section.locator("li").count() == 1
    expect(section).to_contain_text("还有61天")
    page.locator(".key-figures a", has_text="即将到期").click()
    expect(page.locator("main h1")).to_have_text("即将到期 · 1项目标")


def test_search_and_filters_narrow_the_list_together(report: Path, open_page: OpenPage):
    page = see(open_page(), report, "#/targets")
    page.get_by_label("搜索").fill("高标准农田")
    expect(page.locator("main h1")).to_contain_text("12项目标")
    page.get_by_label("地区").select_option("聊城市")
    expect(page.locator("main h1")).to_contain_text("4项目标")
    page.get_by_label("目标年").select_option("2024")
    assert page.locator(".results tbody tr").count() == 2
    page.get_by_role("checkbox", name="未报送").first.check()
    shown = page.locator(".results tbody tr")
    assert all("未报送" in text for text in shown.all_inner_texts())
    page.get_by_label("搜索").fill("绝无此事")
    expect(page.locator(".results")).to_contain_text("没有符合条件的目标")
    page.get_by_role("link", name="清除筛选").click()
    expect(page.locator("main h1")).to_have_text("60项目标")


@pytest.mark.parametrize(
    ("label", "option"), [("牵头单位", "市科技局"), ("文件", "d1"), ("地区", "东营市"), ("目标年", "2026")]
)
def test_each_filter_counts_what_it_finds(report: Path, open_page: OpenPage, label: str, option: str):
    page = see(open_page(), report, "#/targets")
    choice = page.get_by_label(label).locator(f'option[value="{option}"]').inner_text()
    page.get_by_label(label).select_option(option)
    assert f"({len(found(page))})" in choice


def test_a_heading_sorts_up_then_down_then_not(report: Path, open_page: OpenPage):
    page = see(open_page(), report, "#/targets?status=behind,ahead,missed")
    unsorted = found(page)
    head = page.get_by_role("columnheader", name="截止日")
    deadlines = page.locator(".results td.date")
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    assert deadlines.all_inner_texts() == sorted(deadlines.all_inner_texts())
    head.get_by_role("button").click()
    assert deadlines.all_inner_texts() == sorted(deadlines.all_inner_texts(), reverse=True)
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") is None
    assert found(page) == unsorted


def test_a_long_list_comes_in_pages_and_is_whole_on_paper(report: Path, open_page: OpenPage):
    page = see(open_page(), report, "#/targets")
    assert len(found(page)) == 50
    page.get_by_role("link", name="下一页").click()
    expect(page.locator(".pager")).to_contain_text("第2页，共2页")
    assert len(found(page)) == 10
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert len(found(page)) == 60
    expect(page.locator(".filters")).to_be_hidden()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert len(found(page)) == 10


def test_a_state_is_a_link(report: Path, open_page: OpenPage):
    page = see(open_page(), report, "#/targets")
    page.get_by_label("搜索").fill("基站")
    page.get_by_label("地区").select_option("德州市")
    page.get_by_role("columnheader", name="截止日").get_by_role("button").click()
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    heading, rows = page.inner_text("main h1"), page.inner_text(".results")
    elsewhere = open_page()
    elsewhere.goto(page.url)
    expect(elsewhere.locator("main h1")).to_have_text(heading)
    assert elsewhere.inner_text(".results") == rows
    assert elsewhere.get_by_label("Search").input_value() == "基站"
    assert elsewhere.get_by_label("Region").input_value() == "德州市"


def test_back_goes_back_a_filter(report: Path, open_page: OpenPage):
    page = see(open_page(), report, "#/targets")
    page.get_by_label("地区").select_option("德州市")
    page.get_by_label("目标年").select_option("2025")
    page.go_back()
    expect(page.locator("main h1")).to_have_text("德州市 · 20项目标")
    assert page.get_by_label("目标年").input_value() == ""


def test_english_says_everything_but_what_the_data_say(report: Path, open_page: OpenPage):
    page = see(open_page(), report, "#/target/t00003")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", name="The calculation")).to_be_visible()
    expect(page.locator(".chart svg")).to_be_visible()
    in_english = page.evaluate(
        """[...document.querySelectorAll("body *")].filter((each) => !each.children.length
             && each.checkVisibility() && !each.closest("[lang=zh-CN], svg")
             && /[\\u4e00-\\u9fff]/.test(each.textContent))
             .map((each) => each.textContent.replaceAll("个", ""))
             .filter((text) => /[\\u4e00-\\u9fff]/.test(text))"""
    )
    assert in_english == []
    page.get_by_role("link", name="中文").click()
    expect(page.get_by_role("heading", name="计算过程")).to_be_visible()


def test_the_calculation_is_told_in_english_too(report: Path, open_page: OpenPage):
    page = see(open_page(), report, "#/target/t00003?lang=en")
    assert page.locator(".calculation > ol li").all_inner_texts() == [
        "The latest reported state: 920 个 on 31 March 2025.",
        "Promised: at least 1,003 个 by the end of 2024. Attained: 91.7%.",
        "Expected by now: 960 个 (80.0%), behind by 5 points.",
        "At this pace: 1,100 个 at the deadline (110.0%).",
        "Behind.",
    ]
    page.get_by_text("The method's own sentence").click()
    expect(page.locator(".calculation details li").last).to_have_text("behind。")


def test_two_clicks_lead_from_the_overview_to_the_sentence_in_its_plan(report: Path, open_page: OpenPage):
    page = see(open_page(), report)
    page.locator(".brief a").first.click()
    expect(page.locator("main mark")).to_be_visible()  # after one click: the sentence, with the text around it
    number = int(page.evaluate("readAddress().id.slice(1)"))
    page.get_by_role("link", name="在全文中查看这一句").click()
    expect(page.locator("#here")).to_be_in_viewport()
    assert page.inner_text("#here") == sentence(number)
    assert page.inner_text("article.text").count("第") >= 20


def test_a_panel_tells_all_of_its_target(report: Path, open_page: OpenPage):
    page = see(open_page(), report, "#/target/t00000")
    assert page.inner_text("main mark") == sentence(0)
    assert page.inner_text("main mark strong") == "1000"
    assert page.locator(".steps-of-calculation li").all_inner_texts() == [
        "2025年3月末为920.0个，目标不低于1000个；",
        "序时应达960个；",
        "attained。",
    ]
    vintages = page.locator(".vintages tbody tr")
    assert vintages.count() == 2
    expect(vintages.nth(0)).to_contain_text("本次计算所用")
    expect(vintages.nth(1).locator("s")).to_have_text("900个")
    expect(vintages.nth(1)).to_contain_text("2025-02-20被更正.csv更正；原因：年报核定")
    contradiction, repetition = page.locator(".conflicts li").all()
    expect(contradiction).to_contain_text("按另一目标考核")
    expect(contradiction.locator("a")).to_have_attribute("href", "#/target/t00005")
    expect(repetition).to_contain_text("不是冲突")
    expect(repetition.locator(".verdict")).to_have_count(0)
    expect(page.locator(".other_plans h3")).to_have_text(["冲突：同一时限数值不同", "重复提出"])
    expect(page.locator("section.people")).to_contain_text("目标值：100.0 → 1000")
    expect(page.locator(".chart svg")).to_be_visible()
    page.locator(".curve summary").click()
    drawn = page.locator(".curve tbody tr").all_inner_texts()
    for kind in ("序时应达", "完成值", "里程碑", "已被更正的数", "目标值"):
        assert any(kind in row for row in drawn)
    assert drawn[0] == "2023-01-01\t序时应达\t590个"


def test_a_target_without_a_figure_says_so(report: Path, open_page: OpenPage):
    page = see(open_page(), report, "#/target/t00008")
    expect(page.locator(".facts")).to_contain_text("没有报送数")
    expect(page.locator(".vintages")).to_contain_text("本地区没有报过这个指标")


def test_documents_files_and_cells_stay_text(report: Path, open_page: OpenPage):
    page = open_page()
    visible = HOSTILE.replace("\u2028", "")
    for address in ("#/", "#/targets", "#/target/t00000", "#/target/t00001", "#/document/d0?at=t00001", "#/documents"):
        see(page, report, address)
        page.wait_for_timeout(200)
        assert page.evaluate("window.hit") is None
        assert page.locator("main script, main img").count() == 0
        assert visible[:20] in page.inner_text("main")
    see(page, report, f"#/targets?q={HOSTILE}&region={HOSTILE}&status={HOSTILE}&page={HOSTILE}")
    see(page, report, f"#/target/{HOSTILE}%")
    assert page.evaluate("window.hit") is None


def test_the_keyboard_reaches_everything(report: Path, open_page: OpenPage):
    page = see(open_page(), report)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.locator(".brief a").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("main h1")).to_be_focused()
    expect(page).to_have_title(f"{page.inner_text('main h1')} — 对标")
    page.get_by_role("link", name="返回目标列表").focus()
    page.keyboard.press("Enter")
    expect(page.locator("main h1")).to_be_focused()
    page.keyboard.press("Tab")  # the first cell's link
    assert page.evaluate("document.activeElement.closest('.results') !== null")
    page.get_by_role("checkbox", name="已完成").focus()
    page.keyboard.press("Space")
    expect(page.locator("#announcement")).to_contain_text("项目标")
    assert page.evaluate("document.activeElement.value") == "attained"


@pytest.mark.parametrize(("viewport", "language"), [(DESKTOP, "zh"), (PHONE, "en")], ids=["desktop", "phone, English"])
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_no_serious_fault_and_nothing_overflows(
    report: Path, open_page: OpenPage, state: str, viewport: dict[str, int], language: str
):
    address = STATES[state]
    page = see(open_page(viewport), report, f"{address}{'&' if '?' in address else '?'}lang={language}")
    if page.locator(".chart").count():
        expect(page.locator(".chart svg")).to_be_visible()
    violations = Axe().run(page, options={"preload": False}).response["violations"]  # axe would fetch the style sheet
    faults = [
        (fault["id"], [node["html"] for node in fault["nodes"]][:3])
        for fault in violations
        if fault["impact"] in ("serious", "critical")
    ]
    assert faults == []
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


def test_a_part_that_was_not_copied_along_is_named(report: Path, open_page: OpenPage, tmp_path: Path):
    shutil.copytree(report.parent, tmp_path / "report")
    [panels] = (tmp_path / "report").glob("data/*/panels/0.js")
    panels.unlink()
    page = see(open_page(), tmp_path / "report" / "index.html", "#/target/t00000")
    expect(page.locator("main")).to_contain_text("/panels/0.js")
    assert ["ERR_FILE_NOT_FOUND" in text for text in open_page.complaints] == [True]  # type: ignore[attr-defined]
    open_page.complaints.clear()  # type: ignore[attr-defined]


def test_it_prints_what_it_shows(report: Path, open_page: OpenPage):
    page = see(open_page(), report, "#/target/t00000")
    page.emulate_media(media="print")
    for hidden in (".masthead nav", ".neighbours", ".button"):
        expect(page.locator(hidden).first).to_be_hidden()
    for shown in (".facts", ".steps-of-calculation", "main mark"):
        expect(page.locator(shown)).to_be_visible()


@pytest.fixture(scope="module")
def large_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("large")
    with open_warehouse(folder / "warehouse.duckdb") as warehouse:
        fill(warehouse, 10_000)
        return write_edition(warehouse, folder / "published") / "index.html"


# Milliseconds from a keystroke in the search box until its results are laid out.
FILTERING = """["5", "5G", "5G基", "5G基站", "农田 1234", "市科技局", "没有", ""].map((text) => {
  const search = document.getElementById("q");
  const started = performance.now();
  search.value = text;
  search.dispatchEvent(new Event("input"));
  document.body.offsetHeight;
  return performance.now() - started;
})"""


def test_ten_thousand_targets_stay_quick(large_report: Path, open_page: OpenPage):
    """The bar is 2 s and 100 ms, the best of three; the limits here leave a busy machine room."""
    first_views = []
    for _ in range(3):
        page = see(open_page(), large_report)
        page.wait_for_function("performance.getEntriesByName('first-view').length > 0")
        first_views.append(page.evaluate("performance.getEntriesByName('first-view')[0].startTime"))
    page = see(open_page(), large_report, "#/targets")
    sweeps = [page.evaluate(FILTERING) for _ in range(3)]
    first_view, filtering = min(first_views), min(map(statistics.median, sweeps))  # the rest is the machine
    print(f"first view {first_view:.0f} ms, filter {filtering:.0f} ms")
    assert first_view < 4000
    assert filtering < 200


def test_what_changed_is_on_the_overview(open_page: OpenPage, tmp_path: Path):
    with open_warehouse(tmp_path / "warehouse.duckdb") as warehouse:
        fill(warehouse)
        write_edition(warehouse, tmp_path / "former")
        warehouse.connection.execute("update attainment set status = 'behind' where target_id = 't00000'")
        page = see(open_page(), write_edition(warehouse, tmp_path / "now", tmp_path / "former") / "index.html")
    changes = page.locator("section", has=page.get_by_role("heading", name="较上次发布的变化"))
    expect(changes).to_contain_text("已完成 → 欠进度")
    expect(changes).to_contain_text(f"截至{AS_OF.year}年3月31日")
    assert changes.locator("li").count() == 1
