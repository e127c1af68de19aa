"""What stands around a table: lines that name what they say (指标:…, 单位:…), titles, notes.

From them come the indicator, region, period and unit that neither a row nor a column says.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipelines.actuals.cells.periods import read_period
from pipelines.actuals.files.grid import Row
from pipelines.actuals.known_names import KnownNames
from pipelines.actuals.layouts.headers import split_header
from pipelines.extraction.folding import fold

LONGEST_TITLE = 80  # characters
LONGEST_REGION = 12  # characters that a title's region may have
LINE = re.compile(r"(数据库|指标|时间|报告期|地区|单位|计量单位)(?:名称)?:(.*)")
ENGLISH_LINE = re.compile(r"^(database|indicators?|time|period|regions?|units?):(?=.)", re.IGNORECASE)
ENGLISH = {"d": "数据库", "i": "指标", "t": "时间", "p": "时间", "r": "地区", "u": "单位"}
NATION = "全国"
NATIONAL_DATABASE = re.compile(
    r"(?:全国|国家)?(?:年度|季度|月度|普查)数据|(?:annual|quarterly|monthly)(?: data)?", re.IGNORECASE
)
SCOPE = re.compile(r"\((市辖区|市区|市本级|主?城区|中心城区)\)|(市辖区|市区|市本级|主?城区|中心城区)口径")
YEARBOOK = "年鉴"
WHOLE_BRACKET = re.compile(r"^\(([^()]*)\)$")
NOTE = re.compile(r"\(?(注\d?|说明|备注|数据来源|资料来源|来源|附注|\*|※)[::\d.、 ]")
SOURCE = re.compile(r"\(?(?:数据|资料)?来源:(.*)")
FORM = re.compile(
    r"(?:填报|报送|上报|制表|填表|发布|打印|导出|下载|更新)(?:日期|时间|单位|人)?:.*|.*(?:制表人|审核人|负责人|电话).*"
)
PART_OF_YEAR = (
    r"(?:1[0-2]|0?\d)(?:月?[-至](?:1[0-2]|0?\d))?月份?(?!\d{1,2}日)|(?:十[一二]?|[一二三四五六七八九])月份?"
    r"|第?[一二三四]季度|[上下]半年|前三季度"
)
TIME = rf"(?:19|20)\d\d(?:年|[-./](?=\d))?(?:{PART_OF_YEAR}|(?:0[1-9]|1[0-2])(?!\d))?度?"
ONLY_PART_OF_YEAR = re.compile(rf"(?<![\d年])(?:{PART_OF_YEAR})")
YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=年|\b|\D|[01]\d(?!\d))")
TITLE_NOISE = re.compile(
    rf"\([^()]*\d[^()]*\)|{TIME}|[一二三四五六七八九十]+、|\d+[、.](?!\d)|附[表件]?\d*:?|"
    r"各(?:区市县|县市区|区县|县区|区市|市县|地市|[省市县区])|分(?:地区|省|市|县|区)|全[省市县区]|(?:主要)?城市(?=年度|月度|季度|数据)|"
    r"(?:完成|主要)?情况|统计|一览|汇总|明细|数据|报送|报表|[月季年快]报|表|[年月季]度|分月|逐月|历年|最近|book\d*|工作簿\d*|sheet\d*|[_\s-]+",
    re.IGNORECASE,
)
# Words at the end of what can be measured; a name of a sheet or file says an indicator only if it is known or has them.
ISSUER = re.compile(r"(?:局|委|办|处|队|中心|政府|办公室)$")
MEASURE = re.compile(
    r"(?:[额量值数率比]|比重|占比|强度|收入|支出|投资|面积|指数|增速|人口|容量|里程|余额|总产|浓度|规模)$"
)
NO_INDICATOR = re.compile(r"指标$|经济$|^(?:经济)?(?:运行|社会发展)$|公报$|年鉴$|材料$|文档$")


@dataclass(frozen=True)
class Surroundings:
    """What the words above a table say. `titles` come in the order in which they are asked, the nearest first: `own` of
    them stand above this table, the others above those before it; `elsewhere` has the names of sheet and file."""

    lines: dict[str, str] = field(default_factory=dict)
    titles: tuple[str, ...] = ()
    own: int = 0
    elsewhere: tuple[str, ...] = ()

    @property
    def unit(self) -> str:
        return self.lines.get("单位") or self.lines.get("计量单位") or ""

    @property
    def is_export(self) -> bool:
        """Whether the lines are those of the national data site."""
        return bool(self.lines.keys() & {"指标", "数据库"})

    @property
    def guess(self) -> str:
        """What is concluded rather than read: the year before that of a yearbook; "" for nothing of the kind."""
        book = next((text for text in self._texts if YEAR.search(text)), "")
        if YEARBOOK not in book or not self.year():
            return ""
        return f"表里没有写年份，“{book}”是年鉴，按惯例收作{self.year()}年的数。如不是，请在表的上方写明“时间：…年”。"

    @property
    def _texts(self) -> tuple[str, ...]:
        texts = (self.lines.get("时间", ""), self.lines.get("报告期", ""), *self.titles, *self.elsewhere)
        return tuple(fold(text[:LONGEST_TITLE]) for text in texts)

    def period(self) -> str:
        """The first period that a line or title names; where that is a year, the one part of it that is named too
        (2月, as the name of the sheet)."""
        found = [_year_held(text, time[0]) for text in self._texts for time in re.finditer(TIME, text)]
        parts = [part[0] for text in self._texts for part in re.finditer(ONLY_PART_OF_YEAR, text)]
        first, year = next(filter(read_period, found), ""), self.year()
        whole = read_period(year)
        if whole is None or (first and read_period(first) != whole):
            return first
        named = {read_period(words): words for words in (*found, *(f"{year}年{part}" for part in parts))}
        finer = [
            words for period, words in named.items() if period and period != whole and period.end.year == whole.end.year
        ]
        return finer[0] if len(finer) == 1 else first

    def year(self) -> str:
        """The one year that the first line or title with any names; nothing where it names several."""
        for text in self._texts:
            years = {year[1] for year in YEAR.finditer(text)}
            if years:
                return _year_held(text, years.pop()) if len(years) == 1 else ""
        return ""

    def region(self, known: KnownNames) -> str:
        """The region with which a title begins by its full name, so that its figures are not taken for another's."""
        if "地区" in self.lines:
            return self.lines["地区"]
        for text in (*self.titles, *self.elsewhere):
            words = re.sub(rf"^(?:{TIME}|[\s_-]|[一二三四五六七八九十\d]+、)+", "", fold(text[:LONGEST_TITLE]))
            if place := _region_before(words, known):
                name = "" if ISSUER.search(words) else words[:place]
                if len(name) > 2 and re.search(r"[省市区县旗州盟]$", name):
                    return name
        database = fold(self.lines.get("数据库", "")).strip()
        return NATION if NATIONAL_DATABASE.fullmatch(database) else ""

    @property
    def scope(self) -> str:
        """The part of each region that alone is counted, where a title says so: (市辖区), 市本级口径."""
        texts = (fold(text[:LONGEST_TITLE]) for text in (*self.titles, *self.elsewhere))
        return next((found[1] or found[2] for text in texts if (found := SCOPE.search(text))), "")

    def indicator(self, known: KnownNames) -> str:
        """What a line says is measured; else the first title that does; "" if none says it."""
        if self.lines.get("指标"):
            return self.lines["指标"]
        above = self.titles[: self.own]
        for titles in (above, self.titles[self.own :]):
            measured = [words for title in titles if (words := _measured(title, known))]
            if measured:  # the main title stands above its explanations
                return next(filter(known.is_indicator, measured), measured[-1 if titles is above else 0])
        for text in self.elsewhere:
            words = _measured(text, known)
            if words and (known.is_indicator(words) or MEASURE.search(split_header(words)[0])):
                return words
        return ""


def read_above(rows: Iterable[Row], elsewhere: Sequence[str], before: Surroundings | None = None) -> Surroundings:
    """The lines above a header that name what they say, and the titles. `before`: those of the table above this one,
    which hold on where this one says nothing."""
    lines: dict[str, str] = {}
    titles: list[str] = []
    for row in reversed(list(rows)):
        found, title = read_text_row(row)
        lines = found | lines
        if title:
            titles.append(title)
    own = len(titles)
    if before is not None:
        kept = before.lines if not titles else {name: said for name, said in before.lines.items() if name == "时间"}
        lines = kept | lines
        titles += before.titles
    return Surroundings(lines, tuple(titles), own, tuple(elsewhere))


def read_text_row(row: Row) -> tuple[dict[str, str], str]:
    """The lines of a row that name what they say, and its first other words. A cell may end with the colon."""
    cells = list(dict.fromkeys(_in_chinese(fold(cell[:LONGEST_TITLE])) for cell in row.cells if cell))
    lines: dict[str, str] = {}
    others: list[str] = []
    for place, cell in enumerate(cells):
        if found := LINE.fullmatch(WHOLE_BRACKET.sub(r"\1", cell)):
            lines[found[1]] = found[2].strip() or (cells[place + 1].strip() if place + 1 < len(cells) else "")
        elif not FORM.fullmatch(cell) and cell not in lines.values():
            others.append(cell)
    return lines, others[0] if others else ""


def period_in(title: str) -> str:
    """The one period or part of a year that a title names among other words, as 企业效益(1-8月) does; else nothing."""
    text = fold(title[:LONGEST_TITLE])
    found = [time[0] for time in re.finditer(TIME, text) if read_period(time[0])]
    found = found or [part[0] for part in ONLY_PART_OF_YEAR.finditer(text)]
    return found[0] if len(found) == 1 else ""


def is_note(row: Row) -> bool:
    return NOTE.match(fold(_first(row))[:LONGEST_TITLE]) is not None


def source_of(rows: Iterable[Row]) -> str:
    """What a note below a table names as its source."""
    return next((note[1].strip() for row in rows if (note := SOURCE.match(fold(_first(row))))), "")


def _in_chinese(text: str) -> str:
    """A line of the national site's English export with the Chinese name of what it says: Database:… → 数据库:…."""
    return (
        ENGLISH_LINE.sub(lambda found: f"{ENGLISH[found[1][0].lower()]}:", text, count=1)
        if text[:1].isascii()
        else text
    )


def _first(row: Row) -> str:
    return next((cell for cell in row.cells if cell), "")


def _year_held(text: str, time: str) -> str:
    """The time, or of a yearbook (统计年鉴2024) the year before, which it holds."""
    period = read_period(time)
    is_of_book = YEARBOOK in text and period is not None and read_period(str(period.end.year)) == period
    return str(period.end.year - 1) if is_of_book and period else time


def _region_before(words: str, known: KnownNames) -> int:
    return max((cut for cut in range(2, LONGEST_REGION + 1) if known.is_region(words[:cut])), default=0)


def _measured(title: str, known: KnownNames) -> str:
    """What a title measures, without time and place; "" if it says nothing of the kind."""
    folded = fold(title[:LONGEST_TITLE])
    if FORM.fullmatch(folded) or NOTE.match(folded):
        return ""
    words = TITLE_NOISE.sub("", folded)
    words = words[_region_before(words, known) :].lstrip("的")
    if known.is_indicator(folded) and not known.is_indicator(words):
        words = folded
    if known.is_indicator(words):
        return words
    name = split_header(words)[0]
    return words if re.search(r"[\u4e00-\u9fff]{2}", name) and not NO_INDICATOR.search(name) else ""
