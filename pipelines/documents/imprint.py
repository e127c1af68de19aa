"""What a document says of its own issue: by whom, under which number, when. Never what it says of papers it cites."""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise, takewhile

from pipelines.documents.front import MARKUP, Label, Line, fold_closely, label, read_line
from pipelines.documents.titles import Title
from pipelines.extraction.numerals import read_numeral

LEAD = 1_000  # characters: the sentences that news put before a document
DATED_LINES = 30  # lines at the front in which a date belongs to the document, where the line is no prose
HEAD_LINE = 60  # characters; a longer line is prose
LAST_LINES = 30
LONGEST_SIGNATURE = 120  # characters
MOST_BODIES = 6  # that sign one paper
BESIDE_SIGNATURE = MARKUP + "()（）"
BODY_ENDS = frozenset("府院厅厛室会會组組部委局大协協")
DATE_BEGINNINGS = frozenset("0123456789０１２３４５６７８９一二年")
DATE_ENDS = frozenset("0123456789０１２３４５６７８９日")

KIND_OF_BODY = (
    "(?:政府|国务院|办公[厅室]|委员会|管委会|领导小组|指挥部|人大|政协|[省市县区州]委|发展改革委|发改委|国资委|卫生健康委|"
    r"[\u4e00-\u9fff]{2}[厅局部])"
)
BODY = rf"[\u4e00-\u9fff、]{{0,60}}{KIND_OF_BODY}"
NO_BODY = re.compile("各|我|全|请|由|本(?!溪)|向(?!阳)|经(?!济)")
ISSUER = Label.of(
    "发文机关",
    "发文机构",
    "发文单位",
    "制发机关",
    "制定机关",
    "印发机关",
    "印发单位",
    "颁布机关",
    "发布机关",
    value=f"(?P<body>{BODY})",
)
PUBLISHER = Label.of(
    "发布机构", "发布单位", "公开机构", "公开单位", "信息来源", "来源", "稿源", value=f"(?P<body>{BODY})"
)
LETTERHEAD = re.compile(f"(?P<body>{BODY})文件")
TITLED = re.compile(rf"(?P<body>[\u4e00-\u9fff、 ]{{0,80}}?{KIND_OF_BODY}) ?关于")
PRINTED = re.compile(rf"(?P<body>{BODY})[\d年月日]{{4,12}}印发")
ANNOUNCED = re.compile(
    rf"(?:^|[,。\n])(?P<body>{BODY})(?:正式|联合)?(?:印发|出台|下发)了?《(?P<title>[^\n]{{4,150}}?)》[,。]"
)
PLACE_OF_REPORT = re.compile(
    r"(?:\d{4}年)?([\u4e00-\u9fff]{1,10}[省市县区州盟旗])(?:\d{4}年)?(?:人民)?政府工作报告|"
    r".{0,20}在([\u4e00-\u9fff]{1,12}?[省市县区州盟旗])第[\u4e00-\u9fff]{1,4}届人民代表大会"
)

NUMBER = r"(?P<prefix>[\u4e00-\u9fff]{2,12})\((?P<year>(?:19|20)\d\d)年?\)第?(?P<serial>\d{1,4})号"
NUMBER_LABEL = label("文号", "发文字号", "发文文号", "发文号", "文件编号", "文件号", "文件字号")
OWN_NUMBERS = (
    re.compile(rf".{{0,300}}?{NUMBER_LABEL}\(?{NUMBER}"),
    re.compile(rf"\(?{NUMBER}\)?(?:签发人.{{0,20}})?$"),
    re.compile(
        rf"[^《》|]{{2,80}}(?:《[^》]{{1,100}}》[^《》]{{0,40}})?(?:通知|意见|决定|批复|方案|规划|纲要)\(?{NUMBER}\)?$"
    ),
)
NUMBER_BEFORE_ADDRESS = re.compile(rf"(?:通知|意见|决定|批复){NUMBER}(?=各)")
CITES = re.compile("根据|按照|依据|为|现将|附件")

DAY = (
    r"(?<!\d)(?:(?P<year>(?:19|20)\d\d) ?[-年/.] ?(?P<month>\d{1,2}) ?[-月/.] ?(?P<day>\d{1,2})(?!\d) ?日?"
    r"|(?P<zh_year>(?:19|20)\d\d|[一二][〇零九][〇零一二三四五六七八九]{2})年(?P<zh_month>[一二三四五六七八九十]{1,2})月"
    r"(?P<zh_day>[一二三四五六七八九十]{1,3})日)"
)
ISSUED_ON = Label.of(
    "成文日期",
    "成文时间",
    "发文日期",
    "发文时间",
    "印发日期",
    "印发时间",
    "签发日期",
    "制发日期",
    "生成日期",
    value=DAY,
)
PUBLISHED_ON = Label.of(
    "发布时间",
    "发布日期",
    "公布日期",
    "公开日期",
    "公开时间",
    "发表时间",
    "发稿时间",
    "信息时间",
    value=DAY,
)
DATED = Label.of("时间", "日期", "更新时间", "更新日期", value=DAY)
PRINTED_ON = re.compile(rf"{DAY} ?印发")
REPORTED_ON = re.compile(rf"{DAY} ?(?:在.{{4,80}}会议上|.{{4,80}}会议(?:通过|批准))")
SIGNED_ON = re.compile(rf"(?P<body>{BODY})? ?\(?{DAY}\)?")
BROKEN_DAY = re.compile(r"[\d年月日]{5,12}")  # digits or signs lost
SIGNED_INSIDE = re.compile(rf"[。!?](?P<body>{BODY}) ?{DAY}(?!印发|发布|召开|[,。])")
MONTH = re.compile(r"20\d\d年(?:\d{1,2}|[一二三四五六七八九十]{1,2})月")  # on a cover
ANY_DAY = re.compile(DAY)
ANNOUNCED_ON = re.compile(rf"{DAY}[^。\n]{{0,40}}(?:发布|印发|公布|出台|公开|刊发)")
OTHER_DAY = re.compile("。|有效|失效|截止|截至|生效|施行|起|届")


def find_issuer(text: str, lines: Sequence[Line], titles: Sequence[Title]) -> str | None:
    """The body that issued the document, the one that only published it last; None if nothing says it."""
    return next((body for body in _bodies(text, lines, titles) if not NO_BODY.match(body)), None)


def find_number(text: str, lines: Sequence[Line]) -> str | None:
    """The document's own number, as 鲁政字〔2023〕18号; None if it only cites those of others."""
    numbered = [line for line in lines if "号" in line.close]
    for pattern in OWN_NUMBERS:
        for line in numbered:
            found = None if CITES.match(line.close) else pattern.match(line.close)
            if found:
                return _number(found)
    inline = NUMBER_BEFORE_ADDRESS.search(_lead(text).replace(" ", ""))
    return _number(inline) if inline else None


def find_issue_date(text: str, lines: Sequence[Line]) -> date | None:
    """The day of issue, else of publication; None if nothing says it. Impossible dates are passed over."""
    return next((day for day in map(_date, _days(text, lines)) if day), None)


def _bodies(text: str, lines: Sequence[Line], titles: Sequence[Title]) -> Iterator[str]:
    """Bodies that may be the issuer, the surest first."""
    own = titles[0]
    yield from (found["body"] for line in lines if (found := ISSUER.search(line)))
    titled = list(_bodies_of_titles(titles))
    for number, line in enumerate(lines):
        head = LETTERHEAD.fullmatch(line.close)
        if head:
            body = "、".join([*_bodies_above(lines[max(0, number - MOST_BODIES) : number]), head["body"]])
            yield next((joint for joint in titled if joint.startswith(f"{body}、")), body)
    yield from titled
    yield from (body for body, _ in _signatures(text) if body)
    for before, line in pairwise(lines[:DATED_LINES]):
        if MONTH.fullmatch(line.close) and re.fullmatch(BODY, before.close):
            yield before.close
    yield from (found["body"] for line in _last_lines(text) if (found := PRINTED.search(line.close)))
    yield from (found["body"] for found in ANNOUNCED.finditer(_lead(text)) if found["title"] == own.folded)
    for close in (own.folded, *(line.close for line in lines[:DATED_LINES])):
        report = PLACE_OF_REPORT.match(close)
        if report and "政府工作报告" in own.folded:
            yield f"{report[1] or report[2]}人民政府"
    yield from (found["body"] for line in lines if (found := PUBLISHER.search(line)))


def _bodies_of_titles(titles: Sequence[Title]) -> Iterator[str]:
    """Those whom titles up to the document's own name before 关于."""
    own = titles[0]
    for title in titles:
        found = TITLED.match(fold_closely(title.text))
        if found and title.end is not None and (own.end is None or title.end <= own.end):
            yield "、".join(found["body"].split())


def _bodies_above(lines: Sequence[Line]) -> list[str]:
    """The bodies that stand one below the other at the end of the lines."""
    last = list(takewhile(lambda line: re.fullmatch(BODY, line.close), reversed(lines)))
    return [line.close for line in reversed(last)]


def _number(found: re.Match[str]) -> str:
    return f"{found['prefix']}〔{found['year']}〕{int(found['serial'])}号"


def _days(text: str, lines: Sequence[Line]) -> Iterator[re.Match[str]]:
    """Dates that may be the day of issue, the surest first."""
    yield from (found for line in lines if (found := ISSUED_ON.search(line)))
    yield from (found for _, found in _signatures(text) if found)
    yield from (found for line in _last_lines(text) if (found := PRINTED_ON.search(line.folded)))
    yield from (
        found for line in lines[:DATED_LINES] if "会议" in line.close and (found := REPORTED_ON.search(line.folded))
    )
    yield from (found for line in lines if (found := PUBLISHED_ON.search(line)))
    yield from (found for line in lines if (found := DATED.search(line)))
    for line in lines[:DATED_LINES]:
        if len(line.text) <= HEAD_LINE and not OTHER_DAY.search(line.folded):
            yield from ANY_DAY.finditer(line.folded)
    yield from ANNOUNCED_ON.finditer(_lead(text))


def _date(found: re.Match[str]) -> date | None:
    """The day, or None if the calendar has no such day."""
    zh = [found[name] for name in ("zh_year", "zh_month", "zh_day")]
    numbers = [read_numeral(part) for part in zh] if zh[0] else [found["year"], found["month"], found["day"]]
    try:
        year, month, day = (int(number or 0) for number in numbers)
        return date(year, month, day)
    except ValueError:
        return None


def _signatures(text: str) -> Iterator[tuple[str | None, re.Match[str] | None]]:
    """(bodies, date) where bodies sign: each on a line of its own with the date below, or one with it on one line."""
    above: deque[str] = deque(maxlen=MOST_BODIES)
    for raw in text.split("\n"):
        if not raw or raw.isspace():
            continue
        if _may_sign(raw, above[-1] if above else ""):
            line = read_line(raw)
            signed = SIGNED_ON.fullmatch(line.folded)
            bodies = _bodies_above([read_line(before) for before in above if len(before) <= LONGEST_SIGNATURE])
            if signed and signed["body"]:
                yield signed["body"], signed
            elif bodies and (signed or BROKEN_DAY.fullmatch(line.close)):
                yield "、".join(bodies), signed
        above.append(raw)
    yield from ((found["body"], found) for found in SIGNED_INSIDE.finditer(_lead(text)))


def _may_sign(raw: str, before: str) -> bool:
    """A cheap look before the patterns: a short line that ends like a date, by itself or below a body's name."""
    line = raw.strip(BESIDE_SIGNATURE)
    if len(raw) > LONGEST_SIGNATURE or line[-1:] not in DATE_ENDS:
        return False
    stands_below = len(before) <= LONGEST_SIGNATURE and before.rstrip(BESIDE_SIGNATURE)[-1:] in BODY_ENDS
    return stands_below or line[:1] not in DATE_BEGINNINGS


def _last_lines(text: str) -> list[Line]:
    last = deque((raw for raw in text.split("\n") if raw and not raw.isspace()), maxlen=LAST_LINES)
    return [read_line(raw) for raw in last]


def _lead(text: str) -> str:
    return fold_closely(text[:LEAD])
