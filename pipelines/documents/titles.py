"""Which words are a document's own title. Who issued it and when is read in imprint.py, its period in periods.py."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.documents.front import Label, Line, fold_closely
from pipelines.documents.layout import join_wrapped

GENRE = (
    "(?:通知|通告|公告|决定|意见|方案|规划|计划|纲要|要点|办法|规定|细则|措施|举措|政策|报告|任务|清单|分工|安排|"
    "目标|条例|批复|路线图|任务书|责任书|工程|行动|公报|运行情况)"
)
BRACKETS = r"(?:\([^()\n]{1,60}\)|\d{4}年?[-至]\d{4}年?){0,3}"  # (2023-2025年), (试行)
LONGEST_LINE = 45  # of a title that was broken for room
LONGEST_TITLE = 150
MOST_LINES = 5
BROKEN_OFF = ("(", "的", "》")
WEAK_TITLE = 10  # characters that a title needs which does not begin like one

TITLE_LABEL = Label.of("标题", "名称", "文件名称", "信息名称", value=r"(?P<title>[^|]+)")
TAG = re.compile(r"\([\u4e00-\u9fff]{1,10}\)")  # 【政策】 before a headline
ENDS_AS_TITLE = re.compile(rf"{GENRE}》?{BRACKETS}》?$|(?<![\\d展望向到])20[2-9][05]》?$")  # 教育现代化2035
PERIOD_LINE = re.compile(r"\([^()月]{0,20}\d{4}[^()月]{0,20}\)$|\((?:试行|征求意见稿|草案|暂行)\)$")
NO_PLACE = "城市|都市|超市|加快|推进|培育|促进|支持|深化|提升|加强|完善|落实|贯彻|实施|推动|建设|打造|强化|优化|统筹"
STARTS_AS_TITLE = re.compile(
    r"关于|中共|国务院|中华人民共和国|全国|政府工作报告|《|“?十[一二三四五六七]五|\d{4}年|"
    rf"(?!{NO_PLACE})[\u4e00-\u9fff]{{1,9}}?(?:[省市县区州盟旗](?![会场域级委直属])|兵团|管委会)"
)
NO_TITLE = re.compile(
    r"[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十\d]{1,3}\)|\d{1,3}[.、]|第[一二三四五六七八九十]{1,3}[章节条]|"
    r"附件|附[:表]|专栏|[图表]\d|展望|\d{4}年\d{1,2}月\d{1,2}日|现将|根据|按照|为了|制定|印发|来源|作者|抄送|[上下]一篇|相关|政策解读"
)
SENTENCE = re.compile(r"[。;!?…]|[,:|](?![^《]*》)")
ORGANISATIONS = re.compile(r"[\u4e00-\u9fff、]{2,80}(?:政府|办公[厅室]|委员会|[厅局委部院会])")
GOES_ON = re.compile(r"(?:关于|印发|贯彻|落实|推动|推进|加快|促进|[的和与及、《])$")
ISSUES_ANOTHER = re.compile(r"(?:印发|转发|发布|公布).*通知》?$")

PASSED_OVER = re.compile(
    r"\(.{0,60}\)$|.{0,20}(?:\d{4}年\d{1,2}月\d{1,2}日|\d{4}-\d{1,2}-\d{1,2}).{0,80}$|.{0,16}\(\d{4}\)第?\d{1,4}号$|"
    r"(?:.{0,10}[省市县区州盟旗]长|.{0,10}主席|.{0,10}主任)[\u4e00-\u9fff]{0,8}$|"
    r"(?:来源|作者|时间|发布|索引|发文|成文|日期|字体|字号|浏览|点击|文号|审核|编辑|责任编辑)"
)
PASSED_OVER_MOST = 8  # lines
PARAGRAPH = 30  # characters
NEWS = 20  # lines that news may put before a plan
ADDRESS = re.compile(r".{0,200}(?:政府|部门|单位|委员会|管委会|机构|企业|[局办院校]).{0,20}:$")
OPENING = re.compile(
    r"(?:为|根据|按照|依据|近年来|党的|以?习近平|今年是|\d{4}年是).{6}|[一1][、.]|\(一\)|第一[章部篇]|前言|序言|引言|目录$|各位代表"
)

INLINE_WITHIN = 6_000  # characters
AIMS = (
    "了|深入|全面|认真|贯彻|进一步|加快|推动|推进|落实|切实|充分|扎实|做好|加强|促进|积极|有效|持续|更好|适应|规范|保障|"
    "引导|确保|助力|着力|大力|坚决|扩大|提高|应对"
)
INLINE = re.compile(
    r"(?:^|[。!?\n )”])(?:[^。!?;,:\n ]{0,60}\d月\d{1,2}日)?"
    rf"([^。!?;,:\n ]{{4,100}}?{GENRE}{BRACKETS})"
    rf"(?=\s{{0,4}}(?:根据|按照|各[县市区]|(?!的)[\u4e00-\u9fff]{{2,12}}\(\d{{4}}\)\d{{1,4}}号|为(?:{AIMS})))"
)
ANNOUNCED = re.compile(rf"(?:发布|印发|出台|公布|下发|制定|通过|编制)了?《([^\n。]{{4,120}}?{GENRE}{BRACKETS})》")
TRUNCATED = re.compile(r"[^,。;:!?|]{0,20}关于[^,。;:!?|]{6,70}")
HANZI = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True)
class Title:
    """`end`: number of the front line after it; 0 where it stands inside a sentence, None where it is only cited."""

    text: str
    folded: str
    end: int | None = None


def find_titles(text: str, lines: Sequence[Line], file_stem: str) -> list[Title]:
    """All that may be the document's title, its own first: the plan's before its notice's, headings before prose.

    Where nothing has the form of a title, the first line that says 关于 serves, and at last the file's name.
    """
    headings = list(_headings(lines))
    own = sorted((title for title in headings if _opens(title, lines)), key=lambda title: _distance(title, lines))
    prose = fold_closely(text[:INLINE_WITHIN])
    inline = [title for title in _cut_out(INLINE, text, prose, end=0) if _is_title(title.folded, WEAK_TITLE)]
    inline = [title for title in inline if not any(title.folded in heading.folded for heading in headings)]
    announced = _cut_out(ANNOUNCED, text, prose)
    truncated = [Title(line.text, line.close) for line in lines if TRUNCATED.fullmatch(line.close)]
    return [
        *own,
        *sorted(inline, key=_issues_another),
        *_bare_first(headings),
        *announced,
        *truncated,
        Title(file_stem, fold_closely(file_stem)),
    ]


def _headings(lines: Sequence[Line]) -> Iterator[Title]:
    """Lines, and runs of lines that were broken for room, that have the form of a title."""
    free_from = 0
    for number, line in enumerate(lines):
        goes_on = number + 1 < len(lines) and _continues(lines[number + 1].close)
        title = _labelled(line, number + 1)
        is_short = len(line.close) <= LONGEST_TITLE  # patterns are slow on prose
        if title is None and is_short and ENDS_AS_TITLE.search(line.close) and not goes_on:
            title = _ending_at(number, free_from, lines)
        if title is not None:
            yield title
            free_from = number + 1


def _labelled(line: Line, end: int) -> Title | None:
    """The title in a line of particulars: 标题 | 某市规划 | 文号 | 某政发〔2022〕1号."""
    found = TITLE_LABEL.search(line)
    text = line.text[found.start("title") : found.end("title")].strip() if found else ""
    title = Title(text, fold_closely(text).replace(" ", ""), end)
    return title if _is_title(title.folded, WEAK_TITLE) else None


def _continues(line: str) -> bool:
    """Whether the line is the end of a title that began before: (2023-2025年)的通知."""
    return (
        line.startswith(BROKEN_OFF)
        and len(line) <= LONGEST_TITLE
        and ENDS_AS_TITLE.search(line) is not None
        and not NO_TITLE.match(line)
    )


def _ending_at(number: int, free_from: int, lines: Sequence[Line]) -> Title | None:
    """The title that ends with this line, with as many lines before it as it needs to begin like a title."""
    weak = None
    for first in range(number, max(free_from, number - MOST_LINES + 1) - 1, -1):
        if first < number and not _may_be_part(lines[first].close):
            break
        title = _joined(lines, first, number + 1)
        if weak is None and _is_title(title.folded, WEAK_TITLE):
            weak = title
        goes_back = first > free_from and _goes_on(lines[first - 1].close, lines[first].close)
        if _is_title(title.folded) and not goes_back:
            return title
    return weak


def _may_be_part(folded: str) -> bool:
    is_short = len(folded) <= LONGEST_LINE and HANZI.search(folded) is not None
    return is_short and not SENTENCE.search(folded) and not NO_TITLE.match(folded)


def _goes_on(before: str, line: str) -> bool:
    """Whether a title that begins in the line before goes on in this one."""
    is_issuer = ORGANISATIONS.fullmatch(before) is not None and (line.startswith("关于") or _sign_jointly(before, line))
    return is_issuer or (_may_be_part(before) and GOES_ON.search(before) is not None)


def _sign_jointly(before: str, line: str) -> bool:
    """中共某市委 / 某市人民政府, 某市财政局 / 某市水利局; but not the name of a site above an office's own."""
    are_alike = before.startswith("中共") or before[-2:] == line[-2:] or not (before + line).count("政府")
    return before != line and are_alike and ORGANISATIONS.fullmatch(line) is not None


def _joined(lines: Sequence[Line], first: int, end: int) -> Title:
    if end < len(lines) and PERIOD_LINE.match(lines[end].close):
        end += 1
    bodies = first
    while bodies < end and ORGANISATIONS.fullmatch(lines[bodies].close):
        bodies += 1
    parts = [" ".join(line.text for line in lines[first:bodies]), *(line.text for line in lines[bodies:end])]
    text = join_wrapped(part for part in parts if part)
    folded = fold_closely(text).replace(" ", "")
    tag = TAG.match(folded)
    if tag and text.startswith(("【", "[")):
        text, folded = text[tag.end() :].strip(), folded[tag.end() :]
    if folded.startswith("《") and folded.find("》") == len(folded) - 1:
        text, folded = text[1:-1], folded[1:-1]
    return Title(text, folded, end)


def _is_title(folded: str, weak: int = LONGEST_TITLE) -> bool:
    """`weak`: the length from which a title need not begin like one."""
    if not 6 <= len(folded) <= LONGEST_TITLE or not ENDS_AS_TITLE.search(folded):
        return False
    if NO_TITLE.match(folded) or SENTENCE.search(folded) or not _is_balanced(folded):
        return False
    return (len(folded) >= weak and not folded.startswith(BROKEN_OFF)) or STARTS_AS_TITLE.match(folded) is not None


def _is_balanced(folded: str) -> bool:
    depth = 0
    for character in folded:
        depth += (character in "《(") - (character in "》)")
        if depth < 0:
            return False
    return depth == 0


def _opens(title: Title, lines: Sequence[Line]) -> bool:
    """Whether text begins behind the title, and it is no notice that only issues another paper."""
    return not _issues_another(title) and _text_behind(title, lines) is not None


def _distance(title: Title, lines: Sequence[Line]) -> int:
    """The nearer the title, the likelier it is the document's. News stand nearest, but do not begin like a plan."""
    behind = _text_behind(title, lines)
    begins = behind is not None and (OPENING.match(behind.close) or ADDRESS.fullmatch(behind.close))
    return (title.end or 0) + (0 if begins else NEWS)


def _text_behind(title: Title, lines: Sequence[Line]) -> Line | None:
    """The line with which the text begins behind the title, dates, numbers and furniture passed over."""
    for line in lines[title.end : (title.end or 0) + PASSED_OVER_MOST]:
        close = line.close
        if OPENING.match(close) or ADDRESS.fullmatch(close) or (len(close) >= PARAGRAPH and "。" in close):
            return line
        if not PASSED_OVER.match(close):
            return None
    return None


def _issues_another(title: Title) -> bool:
    return ISSUES_ANOTHER.search(title.folded) is not None


def _bare_first(headings: Sequence[Title]) -> list[Title]:
    """Those last that hold another one whole: 政府文件 关于某事的通知."""
    return sorted(headings, key=lambda title: any(other.folded in title.folded != other.folded for other in headings))


def _cut_out(pattern: re.Pattern[str], text: str, folded: str, end: int | None = None) -> Iterator[Title]:
    for found in pattern.finditer(folded):
        yield Title(text[found.start(1) : found.end(1)], found[1], end)
