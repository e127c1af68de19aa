"""A document as one HTML page for people: its text with every number marked, tables of what it promises and reports.

The page is Chinese and complete in itself: no scripts, nothing from the network. Numbers are found in extraction.
"""

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from pipelines.actuals.receipts.contents import BASIS_NAMES
from pipelines.extraction.explaining import ExplainedSentence
from pipelines.extraction.figure import Figure
from pipelines.extraction.target import Target
from pipelines.publication.wording import COMPARATORS, measure_in_words, part_in_words, reasons_in_words

RULES = {
    "allowed": "允许的做法",
    "assumption": "测算依据",
    "benefit": "效益折算",
    "classes_of_counted": "类别数",
    "compared_with_others": "与他处或目标相比",
    "condition": "适用条件",
    "date": "日期",
    "document_number": "文号",
    "existing_set": "已有的事物",
    "front_matter": "文首",
    "count_of_goals": "指标个数",
    "score": "考核计分",
    "for_each": "计数对象",
    "ground_of_task": "任务的基础",
    "glossary": "名词解释",
    "how_often": "频次",
    "list_number": "序号",
    "measures_issued": "文件和措施的件数",
    "multiple": "倍数",
    "milestones_passed": "跨过的台阶数",
    "name_in_title": "书名号内",
    "name_with_digits": "名称中的数字",
    "named_project": "项目名称",
    "no_indicator": "没有可衡量的事物",
    "no_period": "没有说明时间",
    "no_promise": "仅为说明",
    "no_unit": "没有单位",
    "of_nation": "全国的数字",
    "not_a_number": "不是确数",
    "ordinal": "序数",
    "past_fact": "已有的事实",
    "promised_in_review": "回顾中的打算",
    "qualifier_threshold": "限定条件",
    "rationale": "理由说明",
    "repetition": "重复",
    "service_circle": "服务圈",
    "share_of_plan": "计划完成程度",
    "rank": "位次",
    "size_of_project": "工程规模",
    "slogan": "提法",
    "span_of_time": "时段",
    "start_value": "起始值",
    "subsidy": "补助标准",
    "technical_specification": "技术参数",
    "under_way": "正在进行",
}
DOUBTFUL = 0.8  # targets up to this confidence are marked as such

STYLE = """
:root { color-scheme: light dark; --line: #8884; --target: #ffd54a; --reported: #a9dcc3; --doubtful: #ffb38a; }
body { margin: 0; font: 16px/1.8 "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif; }
header { padding: 1rem 1.5rem; border-bottom: 1px solid var(--line); }
h1 { margin: 0; font-size: 1.3rem; }
header p { margin: .3rem 0 0; font-size: .9rem; }
main { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); }
article { padding: 1rem 1.5rem; white-space: pre-wrap; overflow-wrap: anywhere; }
section { padding: 1rem 1.5rem; overflow: auto; position: sticky; top: 0; max-height: 100vh; box-sizing: border-box; }
mark { background: var(--target); color: #000; padding: 0 .15em; border-radius: .2em; }
mark.reported { background: var(--reported); }
mark.doubtful { background: var(--doubtful); }
s { text-decoration: none; border-bottom: 1px dotted; }
s::after { content: attr(data-rule); font-size: .65em; opacity: .6; margin-left: .15em; }
.part { border-left: .2em solid var(--line); padding-left: .3em; }
.part.goals, .part.tasks, .part.annex { border-color: var(--target); }
.part.review, .part.present { border-color: var(--reported); }
.part::before { content: attr(data-part); font-size: .65em; opacity: .6; margin-right: .3em; }
a { color: inherit; }
:target { outline: 2px solid; }
table { border-collapse: collapse; font-size: .85rem; width: 100%; margin-bottom: 2rem; }
caption { text-align: left; font-weight: bold; }
th, td { border-bottom: 1px solid var(--line); padding: .25rem .5rem; text-align: left; vertical-align: top; }
td.number { text-align: right; white-space: nowrap; }
@media (max-width: 60rem) { main { display: block; } section { position: static; max-height: none; } }
"""
HEADS = ("指标", "数值", "口径", "时限", "地区", "责任单位", "置信度")
HEADS_OF_FIGURES = ("指标", "数值", "口径", "时期", "地区", "置信度")


def write_explanation(text: str, sentences: Sequence[ExplainedSentence], title: str) -> str:
    """The page, as HTML. `sentences`: those of explain(text, …). Everything from the document is escaped."""
    targets = sorted((target for each in sentences for target in each.targets), key=lambda target: target.value_start)
    figures = sorted((figure for each in sentences for figure in each.figures), key=lambda figure: figure.value_start)
    left_alone = sum(len(sentence.left_alone) for sentence in sentences)
    return "".join(
        (
            '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">',
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
            '<meta name="viewport" content="width=device-width">',
            f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>\n",
            f"<header><h1>{escape(title)}</h1><p>找到 {len(targets)} 个目标、{len(figures)} 个已报数值,",
            f"另有 {left_alone} 个数字两者都不是。",
            "<mark>目标</mark> <mark class=reported>已报数值</mark> <mark class=doubtful>把握不大的</mark>",
            " <s data-rule=原因>其他数字</s>",
            "段前小字是所在部分,停留可见依据。",
            "</p></header>\n<main><article>",
            *_marked(text, sentences),
            "</article>\n<section>",
            *_table("目标", HEADS, map(_row, targets)),
            *_table("已报数值", HEADS_OF_FIGURES, map(_row_of_figure, figures)),
            "</section></main></body></html>\n",
        )
    )


def _table(caption: str, heads: Sequence[str], rows: Iterable[str]) -> Iterator[str]:
    """The table, if there is a row."""
    shown = "".join(rows)
    if shown:
        yield f"<table><caption>{caption}</caption><thead><tr>"
        yield from (f"<th>{head}</th>" for head in heads)
        yield f"</tr></thead><tbody>\n{shown}</tbody></table>"


def _marked(text: str, sentences: Sequence[ExplainedSentence]) -> Iterator[str]:
    """The document's text, piece by piece: its sentences with their parts, their numbers marked."""
    position, said = 0, ""
    for sentence in sentences:
        if sentence.start < position:
            continue
        yield escape(text[position : sentence.start])
        part = part_in_words(sentence.part)
        shown = "" if part == said else f' data-part="{escape(part)}"'
        title = escape(f"{part} {reasons_in_words(sentence.part, text)}")
        yield f'<span class="part {sentence.part.kind}"{shown} title="{title}">'
        yield from _numbers(text, sentence)
        yield "</span>"
        position, said = sentence.end, part
    yield escape(text[position:])


def _numbers(text: str, sentence: ExplainedSentence) -> Iterator[str]:
    marks = [
        (target.value_start, target.value_end, f"<mark{_attributes(target)}>", "</mark>") for target in sentence.targets
    ]
    marks += [
        (figure.value_start, figure.value_end, f"<mark{_attributes_of_figure(figure)}>", "</mark>")
        for figure in sentence.figures
    ]
    marks += [
        (number.start, number.end, f'<s data-rule="{escape(RULES.get(number.rule, number.rule))}">', "</s>")
        for number in sentence.left_alone
    ]
    position = sentence.start
    for start, end, opening, closing in sorted(marks):
        if start < position:
            continue
        yield escape(text[position:start])
        yield f"{opening}{escape(text[start:end])}{closing}"
        position = end
    yield escape(text[position : sentence.end])


def _attributes(target: Target) -> str:
    kind = ' class="doubtful"' if target.confidence <= DOUBTFUL else ""
    said = f"{target.indicator}:{_value(target)},{_measure(target)},{_due(target)}"
    return f' id="n{target.value_start}"{kind} title="{escape(said)}"'


def _row(target: Target) -> str:
    units = "、".join(unit.unit_name for unit in target.units if unit.role == "lead")
    region = f"{target.region}({target.per})" if target.per else target.region
    cells = (_measure(target), _due(target), region, units)
    return "".join(
        (
            f'<tr><td><a href="#n{target.value_start}">{escape(target.indicator)}</a></td>',
            f'<td class="number">{escape(_value(target))}</td>',
            *(f"<td>{escape(cell)}</td>" for cell in cells),
            f'<td class="number">{target.confidence:.0%}</td></tr>\n',
        )
    )


def _value(target: Target | Figure) -> str:
    high = "" if target.value_high is None else f"—{target.value_high:,f}"
    return f"{COMPARATORS[target.comparator]}{target.value:,f}{high}{target.unit}"


def _measure(target: Target) -> str:
    return measure_in_words(target.measure, target.direction, target.baseline_year, target.annualised)


def _due(target: Target) -> str:
    return target.deadline.isoformat() if target.deadline else "未写明时限"


def _attributes_of_figure(figure: Figure) -> str:
    kind = "doubtful" if figure.confidence <= DOUBTFUL else "reported"
    said = f"{figure.indicator}:{_value(figure)},{_basis(figure)},{_span(figure)}"
    return f' id="n{figure.value_start}" class="{kind}" title="{escape(said)}"'


def _row_of_figure(figure: Figure) -> str:
    return "".join(
        (
            f'<tr><td><a href="#n{figure.value_start}">{escape(figure.indicator)}</a></td>',
            f'<td class="number">{escape(_value(figure))}</td>',
            *(f"<td>{escape(cell)}</td>" for cell in (_basis(figure), _span(figure), figure.region)),
            f'<td class="number">{figure.confidence:.0%}</td></tr>\n',
        )
    )


def _basis(figure: Figure) -> str:
    against = f"较{figure.baseline_year}年" if figure.baseline_year else ""
    expected = "(预计)" if figure.is_expected else ""
    return f"{against}{'年均' if figure.annualised else ''}{BASIS_NAMES[figure.basis]}{expected}"


def _span(figure: Figure) -> str:
    end = figure.period_end.isoformat()
    return f"{figure.period_start.isoformat()}至{end}" if figure.period_start else end
