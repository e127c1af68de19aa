"""A receipt as one HTML page for the people of a bureau, in Chinese.

Complete in itself: no script, nothing from the network. Everything from the file is escaped. Long lists are cut and say
so; the table beside the page has all of them.
"""

import base64
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from pipelines.actuals.receipts.contents import (
    Receipt,
    basis_in_words,
    dates_in_words,
    local_time,
    percentage,
    reason_name,
    records,
    sentence,
    shorten,
    understood,
)
from pipelines.actuals.receipts.effects import actual_ids

FAULTS_SHOWN = 300  # sentences
CELLS_SHOWN = 3  # of one sentence
FIGURES_SHOWN = 500
TARGETS_SHOWN = 300

STYLE = """
:root { --ink: #1d2429; --soft: #5b6770; --line: #d9dfe3; --paper: #fff; --wash: #f5f7f8;
  --good: #00694a; --bad: #b3261e; --doubt: #8a5a00; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--wash); color: var(--ink);
  font: 16px/1.7 "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif; }
main { max-width: 60rem; margin: 2rem auto; padding: 2.5rem 3rem 2rem; background: var(--paper);
  border: 1px solid var(--line); border-top: 6px solid var(--good); }
main.partly { border-top-color: #d99a00; } main.not { border-top-color: var(--bad); }
header p { margin: 0; color: var(--soft); }
h1 { margin: .2rem 0 .8rem; font-size: 1.45rem; line-height: 1.4; overflow-wrap: anywhere; }
h2 { margin: 2.2rem 0 .6rem; font-size: 1.12rem; }
h2 small, .soft { color: var(--soft); font-weight: normal; font-size: .88rem; }
.outcome { font-size: 1.08rem; margin: 0 0 1.2rem; color: var(--ink); overflow-wrap: anywhere; }
.outcome b { margin-right: .6em; color: var(--good); } .partly .outcome b { color: var(--doubt); }
.not .outcome b { color: var(--bad); }
dl { display: flex; flex-wrap: wrap; gap: 0; margin: 0; border: 1px solid var(--line); }
dl div { flex: 1 1 7rem; padding: .55rem 1rem; border-right: 1px solid var(--line); }
dl div:last-child { border-right: 0; }
dt { font-size: .85rem; color: var(--soft); } dd { margin: 0; font-size: 1.5rem; line-height: 1.3;
  font-variant-numeric: tabular-nums; }
dd.bad { color: var(--bad); } dd.doubt { color: var(--doubt); } dd.good { color: var(--good); }
table { width: 100%; border-collapse: collapse; font-size: .92rem; line-height: 1.55; }
th { text-align: left; font-weight: 600; color: var(--soft); font-size: .85rem; border-bottom: 2px solid var(--line);
  padding: .3rem .7rem .3rem 0; white-space: nowrap; }
td { vertical-align: top; border-bottom: 1px solid var(--line); padding: .5rem .7rem .5rem 0; overflow-wrap: anywhere; }
.nowrap { white-space: nowrap; } .number { text-align: right; font-variant-numeric: tabular-nums; }
q { quotes: none; background: var(--wash); border: 1px solid var(--line); border-radius: 3px; padding: 0 .35em; }
tr.group td { padding-top: 1.1rem; font-weight: 600; border-bottom-color: var(--ink); }
tr.group small { font-weight: normal; color: var(--soft); }
.figures th:nth-child(n+4):nth-child(-n+5) { text-align: right; } .figures td { padding-right: 1.1rem; }
td.header { min-width: 5em; max-width: 11em; overflow-wrap: break-word; } td.place { min-width: 8em; }
td.cell { min-width: 6em; } td.reason { width: 54%; }
.badge { display: inline-block; border-radius: 3px; padding: 0 .5em; font-size: .85rem; white-space: nowrap; }
.mark { display: inline-block; min-width: 1.6em; text-align: center; border: 1px solid; border-radius: 1em;
  font-size: .78rem; line-height: 1.5; margin-right: .25em; color: inherit; text-decoration: none; }
.change { white-space: nowrap; } .change small { color: var(--soft); padding: 0 .3em; }
footer { margin-top: 2.4rem; padding-top: .8rem; border-top: 1px solid var(--line); font-size: .85rem;
  color: var(--soft); overflow-wrap: anywhere; }
footer p { margin: .2rem 0; }
@media (max-width: 44rem) {
  main { margin: 0; padding: 1.3rem 1.1rem; border-width: 6px 0 0; }
  dl div { flex-basis: 33%; border-bottom: 1px solid var(--line); }
  thead { position: absolute; clip-path: inset(50%); }
  table, tbody, tr, td { display: block; width: auto; }
  td, td.reason { border: 0; padding: .1rem 0; width: auto; } td:first-child { font-weight: 600; }
  tr { border-bottom: 1px solid var(--line); padding: .6rem 0; }
  td:not([data-label=""])::before { content: attr(data-label) " "; color: var(--soft); font-size: .85rem; }
  .figures td { display: inline; font-weight: normal; margin-right: .6em; } .figures tr.group td { display: block; }
  .figures tr.group { border-bottom-color: var(--ink); } td:empty { display: none; }
  td.number { text-align: left; white-space: nowrap; }
}
@media print {
  @page { size: A4; margin: 15mm; }
  body { background: none; font-size: 10.5pt; } main { margin: 0; padding: 0; border: 0; max-width: none; }
  tr { break-inside: avoid; } h2 { break-after: avoid; } thead { display: table-header-group; }
  .badge { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
"""


def write_page(receipt: Receipt, place: Path) -> None:
    """The page, in UTF-8."""
    place.write_text(receipt_page(receipt), encoding="utf-8")


def receipt_page(receipt: Receipt) -> str:
    """The page, as HTML."""
    name = escape(receipt.checked.file_name)
    return "".join(
        (
            '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">',
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>回执 {name}</title><style>{STYLE}</style></head><body>\n",
            f'<main class="{_tone(receipt)}">\n',
            *_head(receipt, name),
            *_faults(receipt.errors, "没有接收的行", "改好后放回收件夹，或另存一个文件只报这些行", receipt),
            *_faults(receipt.warnings, "已接收，请核对", "数值已经收下，有误时在以后的文件里报正确的数即可", receipt),
            *_mapping(receipt),
            *_targets(receipt),
            *_figures(receipt),
            *_unfilled(receipt),
            *_notices(receipt),
            *_foot(receipt),
            "</main></body></html>\n",
        )
    )


def _tone(receipt: Receipt) -> str:
    if receipt.checked.status == "refused" or not receipt.checked.rows_accepted:
        return "not"
    return "partly" if receipt.rows_at_fault else "all"


def _head(receipt: Receipt, name: str) -> Iterator[str]:
    checked = receipt.checked
    kind = "报送文件检查结果" if receipt.is_trial else "报送回执"
    yield f"<header><p>{kind} · {escape(checked.region.name)}</p><h1>{name}</h1></header>\n"
    yield f'<p class="outcome"><b>{receipt.verdict}</b>{escape(receipt.outcome)}</p>\n'
    counts = [
        ("读到", checked.rows_read, ""),
        ("接收", checked.rows_accepted, "good"),
        ("没有接收", receipt.rows_at_fault, "bad"),
        ("没有填数", receipt.rows_unfilled, ""),
        ("请核对", checked.rows_warned, "doubt"),
    ]
    counts = [count for count in counts if count[0] != "没有填数" or count[1]]
    if receipt.effects is not None and receipt.effects.is_complete:
        counts.append(("推动的目标", len(receipt.targets), ""))
    cells = (
        f'<div><dt>{label}</dt><dd class="{tone if count else ""}">{count:,}</dd></div>'
        for label, count, tone in counts
    )
    yield f"<dl>{''.join(cells)}</dl>\n"
    if receipt.regions:
        yield f'<p class="soft">{escape(receipt.regions)}</p>\n'


def _faults(faults: pd.DataFrame, title: str, advice: str, receipt: Receipt) -> Iterator[str]:
    if faults.empty:
        return
    yield f"<h2>{title} <small>{escape(advice)}</small></h2>\n"
    if len(faults) > FAULTS_SHOWN:
        counts = faults.groupby("reason_code", sort=False)["times"].sum()
        listed = "、".join(f"{reason_name(str(code))} {count:,}" for code, count in counts.items())
        yield f'<p class="soft">共 {faults["times"].sum():,} 处：{listed}。<br>'
        yield f"这里列出前 {FAULTS_SHOWN} 项，全部在同名的 .receipt.csv 里。</p>\n"
    rows = (_fault(fault, receipt) for fault in records(faults[:FAULTS_SHOWN]))
    yield from _table(("位置", "表头", "单元格", "原因和办法"), rows)


def _fault(fault: dict[str, Any], receipt: Receipt) -> str:
    header = "" if pd.isna(fault["column_name"]) else escape(shorten(fault["column_name"]))
    shown = fault["cells_named"][:CELLS_SHOWN]
    cells = " ".join(f"<q>{escape(shorten(cell))}</q>" for cell in shown)
    if fault["different_cells"] > len(shown):
        cells += f' <span class="soft">等 {fault["different_cells"]:,} 种</span>'
    return _row(
        ("", "place", escape(receipt.places(fault))),
        ("表头", "header", header),
        ("单元格", "cell", cells or '<span class="soft">(空)</span>'),
        ("", "reason", f"<b>{reason_name(fault['reason_code'])}</b> {escape(sentence(fault))}"),
    )


def _mapping(receipt: Receipt) -> Iterator[str]:
    """The mapping.csv to fill in, as it is to be saved."""
    if receipt.mapping:
        content = base64.b64encode(receipt.mapping.encode("utf-8-sig")).decode()
        yield "<h2>列名对照表 <small>写明单位，存为 actuals/mapping.csv，再报一次</small></h2>\n"
        yield f"<pre>{escape(receipt.mapping)}</pre>\n"
        yield f'<p><a download="mapping.csv" href="data:text/csv;base64,{content}">下载 mapping.csv</a></p>\n'


def _unfilled(receipt: Receipt) -> Iterator[str]:
    unfilled = receipt.unfilled
    if len(unfilled):
        yield "<h2>没有填数的行 <small>不会当作 0，有数后再报即可</small></h2>\n"
        places = "；".join(escape(receipt.places(fault)) for fault in records(unfilled[:FAULTS_SHOWN]))
        yield f'<p class="soft">{places}。</p>\n'


def _targets(receipt: Receipt) -> Iterator[str]:
    if receipt.effects is None or receipt.checked.status == "refused" or not receipt.checked.rows_accepted:
        return
    as_of = f"截至 {receipt.effects.as_of:%Y-%m-%d}"
    yield f"<h2>推动的目标 <small>{as_of}，报送之前 → 之后</small></h2>\n"
    targets = receipt.targets
    if not receipt.effects.is_complete:
        yield '<p class="soft">数值太多，不在回执里逐个推算；对目标的影响见下次发布。</p>\n'
    elif targets.empty:
        yield '<p class="soft">这些数值目前不改变任何目标的进度。</p>\n'
    else:
        if len(targets) > TARGETS_SHOWN:
            yield f'<p class="soft">共 {len(targets)} 个，这里列出前 {TARGETS_SHOWN} 个。</p>\n'
        numbered = enumerate(records(targets[:TARGETS_SHOWN]), start=1)
        yield from _table(("", "目标", "之前 → 之后", "怎样算的"), (_target(place, row) for place, row in numbered))
    yield from _unmoved(receipt.effects.unmoved)


def _unmoved(targets: pd.DataFrame) -> Iterator[str]:
    """The targets on the same indicators that stay as they are, and why."""
    if targets.empty:
        return
    more = f"共 {len(targets)} 个，列出前 {TARGETS_SHOWN} 个" if len(targets) > TARGETS_SHOWN else "为什么"
    yield f"<h2>没有推动的目标 <small>{more}</small></h2>\n"
    yield from _table(("目标", "状态", "为什么没有动"), (_stays(row) for row in records(targets[:TARGETS_SHOWN])))


def _stays(row: dict[str, Any]) -> str:
    standing = _standing(row["status_name_after"], row["colour_after"], row["pct_after"])
    why = "" if pd.isna(row["why"]) else row["why"]
    return _row(
        ("", "", f"{escape(row['quote'])}<br><span class=soft>{escape(row['region'])}</span>"),
        ("", "change", standing),
        ("", "", f"{escape(why)}<br><span class=soft>{escape(row['reason'])}</span>"),
    )


def _target(place: int, row: dict[str, Any]) -> str:
    due = "" if pd.isna(row["deadline"]) else f"，{row['deadline']:%Y-%m-%d} 到期"
    source = f"{row['document']}{due}" if pd.notna(row["document"]) else due.lstrip("，")
    before = _standing(row["status_name_before"], row["colour_before"], row["pct_before"])
    after = _standing(row["status_name_after"], row["colour_after"], row["pct_after"])
    promise = f"{escape(row['quote'])}<br><span class=soft>{escape(row['region'])} · {escape(source)}</span>"
    return _row(
        ("", "", f'<span class="mark" id="t{place}">{place}</span>'),
        ("", "", promise),
        ("", "change", f"{before}<small>→</small>{after}"),
        ("", "soft", escape(row["reason"])),
    )


def _standing(status_name: str, colour: Any, pct: float | None) -> str:
    """A status in its colour and in words, and how far."""
    paper = colour if isinstance(colour, str) else "#ffffff"
    red, green, blue = (int(paper[i : i + 2], 16) for i in (1, 3, 5))
    ink = "#000000" if 0.299 * red + 0.587 * green + 0.114 * blue > 140 else "#ffffff"
    share = "" if pct is None or pd.isna(pct) else f" {percentage(pct)}"
    return f'<span class="badge" style="background:{escape(paper)};color:{ink}">{escape(status_name)}{share}</span>'


def _figures(receipt: Receipt) -> Iterator[str]:
    if not receipt.checked.rows_accepted:
        return
    yield "<h2>接收的数值 <small>每个数是怎样理解的</small></h2>\n"
    shown = receipt.checked.first_figures(FIGURES_SHOWN)
    shown = shown.assign(actual_id=actual_ids(shown))
    if receipt.checked.rows_accepted > len(shown):
        yield (
            f'<p class="soft">共 {receipt.checked.rows_accepted:,} 个，这里列出前 {len(shown)} 个，'
            "另见同名的 .receipt.csv 和发布的数据文件。</p>\n"
        )
    links = _by_name(receipt.links)
    targets = _targets_of_figures(receipt)
    rows = []
    for (name, region), group in shown.groupby(["indicator_text", "region"], sort=False):
        head = f"{_meaning(str(name), links)} <small>· {escape(str(region))}</small>"
        rows.append(f'<tr class="group"><td colspan="7">{head}</td></tr>\n')
        rows += [_figure(row, receipt, targets, links) for row in records(group)]
    yield from _table(("位置", "时间", "口径", "报送的数", "换算为", "推动的目标", "与在案的数"), rows, "figures")


def _by_name(links: pd.DataFrame) -> dict[str, dict[str, Any]]:
    return {row["indicator_text"]: row for row in records(links)}


def _meaning(name: str, links: dict[str, dict[str, Any]]) -> str:
    """The indicator as the file names it, and what it was taken for."""
    shown, link = escape(shorten(name)), links.get(name)
    if link is None:
        return shown
    if not link["is_known"]:
        nearest = "、".join(link["nearest"])
        near = f"，相近的有：{nearest}" if nearest else ""
        return f"{shown} <small>还没有对应的指标{escape(near)}</small>"
    return shown if link["indicator"] == name else f"{shown} <small>即</small> {escape(link['indicator'])}"


def _targets_of_figures(receipt: Receipt) -> dict[str, list[int]]:
    """Row and column of a figure → the numbers of the targets that rest on it."""
    found: dict[str, list[int]] = {}
    for place, row in enumerate(records(receipt.targets[:TARGETS_SHOWN]), start=1):
        for actual_id in row["actual_ids"]:
            found.setdefault(actual_id, []).append(place)
    return found


def _figure(
    row: dict[str, Any], receipt: Receipt, targets: dict[str, list[int]], links: dict[str, dict[str, Any]]
) -> str:
    marks = "".join(f'<a class="mark" href="#t{place}">{place}</a>' for place in targets.get(row["actual_id"], ()))
    said = receipt.effects.on_record.get(row["actual_id"], "") if receipt.effects else ""
    unit = row["reported_unit"] if pd.notna(row["reported_unit"]) else ""
    cell = row["reported_value"] if pd.notna(row["reported_value"]) else ""
    reported = shorten(cell) + ("" if cell.endswith(unit) else f" {shorten(unit)}")
    return _row(
        ("", "nowrap", escape(receipt.place(row))),
        ("", "nowrap", dates_in_words(row["period_start"], row["period_end"])),
        ("", "nowrap", basis_in_words(row["basis"], links.get(row["indicator_text"], {}).get("kind"))),
        ("", "number", escape(reported)),
        ("=", "number", escape(understood(row))),
        ("", "nowrap", marks),
        ("", "soft", escape(said)),
    )


def _notices(receipt: Receipt) -> Iterator[str]:
    """What of the file was passed over, without harm."""
    notices = receipt.notices
    if len(notices):
        yield "<h2>说明</h2>\n"
        said = "".join(escape(reason) for reason in notices["reason"][:FAULTS_SHOWN])
        yield f'<p class="soft">{said}</p>\n'


def _foot(receipt: Receipt) -> Iterator[str]:
    checked = receipt.checked
    said = [f"报送编号 {checked.submission_id}" if checked.submission_id else ""]
    said.append("" if receipt.is_trial else f"接收时间 {local_time(receipt.received_at)}")
    yield f"<footer><p>{' · '.join(filter(None, said))}</p>"
    yield "<p>行号、列号与 Excel 里看到的相同。同名的 .receipt.csv 是同一份回执的表格，供程序读取。</p></footer>\n"


def _table(heads: Sequence[str], rows: Iterable[str], kind: str = "list") -> Iterator[str]:
    yield f'<table class="{kind}"><thead><tr>{"".join(f"<th>{head}</th>" for head in heads)}</tr></thead><tbody>\n'
    yield from rows
    yield "</tbody></table>\n"


def _row(*cells: tuple[str, str, str]) -> str:
    """Cells as (label on a narrow screen, class, HTML)."""
    shown = (f'<td data-label="{label}" class="{kind}">{html}</td>' for label, kind, html in cells)
    return f"<tr>{''.join(shown)}</tr>\n"
