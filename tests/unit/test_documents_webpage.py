"""HTML: visible text in reading order, tables row by row."""

import time
from pathlib import Path

import pytest

from pipelines.documents.reading import UnreadableDocumentError, read_document
from pipelines.documents.webpage import read_html


def test_blocks_stand_on_lines_of_their_own_in_reading_order() -> None:
    page = (
        "<h1>方案</h1><div>一、<b>总体</b>要求<p>到2025年,<span>建成</span>5座</p>二<br>三</div><ul><li>甲<li>乙</ul>"
    )
    assert read_html(page) == "方案\n一、总体要求\n到2025年,建成5座\n二\n三\n甲\n乙"


def test_line_breaks_of_the_source_are_no_text() -> None:
    assert read_html("<p>到2025年\n   建成  5G\n  network\n的座数</p>") == "到2025年建成 5G network 的座数"
    assert read_html("<p>建成重大\n  项目</p><pre>甲  乙\n丙</pre>") == "建成重大项目\n甲 乙\n丙"


def test_raised_figures_are_no_digits_of_the_number_before_them() -> None:
    page = "<p>建成1600<sup>[1]</sup>座，约10<sup>4</sup>亩，浓度35μg/m<sup>3</sup>，CO<sub>2</sub>减少</p>"
    assert read_html(page) == "建成1600[¹]座，约10⁴亩，浓度35μg/m3，CO2减少"


def test_entities_are_decoded_and_comments_left_out() -> None:
    assert read_html("<p>占比&ge;3&#37;&nbsp;&lt;5<!-- 隐 -->%</p>") == "占比≥3%\u00a0<5%"


@pytest.mark.parametrize("unseen", ["script", "style", "nav", "noscript", "template", "select"])
def test_what_nobody_sees_is_left_out(unseen: str) -> None:
    assert (
        read_html(f"<div>前<{unseen}>隐<p>藏</p></{unseen}>后</div><p style='display: none'>藏</p><p hidden>藏</p>")
        == "前后"
    )


def test_the_title_of_the_page_is_kept_where_the_body_lacks_it() -> None:
    page = "<html><head><title>某市方案 - 某市政府网</title></head><body>{}<p>正文</p></body></html>"
    assert read_html(page.format("")) == "某市方案 - 某市政府网\n正文"
    assert read_html(page.format("<h1>某市方案</h1>")) == "某市方案\n正文"


def test_table_rows_read_alone() -> None:
    table = """<table>
      <tr><th rowspan=2>指标<th colspan=2>目标值<th rowspan=2>属性</tr>
      <tr><th>2023年<th>2025年</tr>
      <tr><td rowspan=2>数字<p>经济</p><td>10<td>20<td>预期性</tr>
      <tr><td></td><td>98%<td>约束性</tr>
    </table>"""
    assert read_html(table).split("\n") == [
        "指标 | 目标值 | 目标值 | 属性",
        "指标 | 2023年 | 2025年 | 属性",
        "数字 经济 | 10 | 20 | 预期性",
        "数字 经济 |  | 98% | 约束性",
    ]


def test_a_heading_across_the_table_stands_once() -> None:
    assert read_html("<table><tr><td colspan=3>主要指标<tr><td>甲<td>乙<td>丙</table>") == "主要指标\n甲 | 乙 | 丙"


def test_tables_that_lay_out_the_page_are_no_tables() -> None:
    page = "<table><tr><td>导航</td><td><p>一、目标</p><table><tr><td>指标<td>值</table><p>完</p></td></tr></table>"
    assert read_html(page) == "导航\n一、目标\n指标 | 值\n完"
    assert read_html(f"<table><tr><td>栏<td><p>甲</p><p>{'长' * 2500}</p></table>") == "栏\n甲\n" + "长" * 2500


def test_cells_without_a_table_lose_nothing() -> None:
    assert read_html("<td>甲</td><table><td>乙<td>丙</table><tr><td>丁").split() == ["甲", "乙", "|", "丙", "丁"]


@pytest.mark.parametrize("declared", ["gb2312", "gbk", "utf-8", "nonsense", "punycode"])
@pytest.mark.parametrize("written", ["gbk", "utf-8"])
def test_the_bytes_overrule_the_declared_charset(tmp_path: Path, declared: str, written: str) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(
        f"<html><head><meta charset={declared}></head><body>到2025年建成基站</body></html>".encode(written)
    )
    assert read_document(path).text == "到2025年建成基站"


def test_a_page_that_declares_big5_is_heard(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes('<html><meta charset="big5"><body>到二零二五年累計建成一千座基站'.encode("big5"))
    assert read_document(path).text == "到二零二五年累計建成一千座基站"


def test_external_entities_and_entity_bombs_do_nothing() -> None:
    secret = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/hostname">]><body><p>前&x;后</p>'
    bomb = '<!DOCTYPE html [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><body><p>前&b;后</p>'
    assert "前&x;后" in read_html(secret)
    assert "前&b;后" in read_html(bomb)


@pytest.mark.parametrize(
    "page",
    [
        "<table><tr>" + "<td colspan=9999 rowspan=99999>指标" * 200 + "</table>",
        "<table>" + "<tr><td rowspan=9999>" * 3000 + "</table>",
        "<table><tr><td rowspan=99999 colspan=200>" + "长" * 200 + "<tr><td>短" * 3000 + "</table>",
    ],
)
def test_spans_cannot_blow_a_page_up(page: str) -> None:
    started = time.monotonic()
    assert len(read_html(page)) < 20 * len(page) + 100_000
    assert time.monotonic() - started < 5


def test_a_page_that_is_nested_too_deeply_is_refused() -> None:
    with pytest.raises(UnreadableDocumentError) as refused:
        read_html("<div>" * 50_000 + "文")
    assert refused.value.reason_code == "damaged_html"


def test_a_page_of_scripts_alone_is_refused_as_empty(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<html><body><script>render('方案')</script></body></html>", encoding="utf-8")
    with pytest.raises(UnreadableDocumentError) as refused:
        read_document(path)
    assert refused.value.reason_code == "empty"
