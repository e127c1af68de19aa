"""Bureau files made at random, each with its truth: what every cell with a figure means. Then damaged in ways that are
told apart by what may still be accepted."""

import calendar
import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from tests.unit.actuals_files import DOCUMENTS, WORKBOOKS, Area, Table, as_csv, write_workbook

COUNTIES = [
    "德城区",
    "陵城区",
    "禹城市",
    "乐陵市",
    "宁津县",
    "庆云县",
    "临邑县",
    "齐河县",
    "平原县",
    "夏津县",
    "武城县",
]
# name, unit, factor to the base unit, id
INDICATORS = [
    ("地区生产总值", "亿元", 10**8, "gdp"),
    ("固定资产投资", "万元", 10**4, "fixed_asset_investment"),
    ("社会消费品零售总额", "亿元", 10**8, "retail_sales"),
    ("一般公共预算收入", "万元", 10**4, "budget_revenue"),
    ("规模以上工业增加值", "亿元", 10**8, "value_added_industry_above_scale"),
    ("税收收入", "亿元", 10**8, "tax_revenue"),
    ("年末常住人口", "万人", 10**4, "population_resident"),
]
PROVINCES = [
    ("北京市", "北京"),
    ("天津市", "天津"),
    ("河北省", "河北"),
    ("山西省", "山西"),
    ("内蒙古自治区", "内蒙古"),
    ("辽宁省", "辽宁"),
    ("吉林省", "吉林"),
    ("黑龙江省", "黑龙江"),
    ("上海市", "上海"),
    ("江苏省", "江苏"),
    ("山东省", "山东"),
    ("海南省", "海南"),
    ("广西壮族自治区", "广西"),
    ("新疆维吾尔自治区", "新疆"),
]
MISSING = ["", "－", "…", "—", "-", "/"]
NOTES = [
    "注：快报数，以年报为准。",
    "数据来源：德州市统计局",
    "说明：本表不含农户；“-”表示无数据。",
    "制表人：张三  审核：李四",
]
ENCODINGS = ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"]
SUFFIXES = [".csv", ".txt", ".xls", ".xlsx", ".CSV", "", ".pdf"]
CONTROL = "\u200b\u200e\ufeff\x07\x00\x1f\u202e"


@dataclass(frozen=True)
class Truth:
    """What a figure is: indicator id, region, first and last day, value in the base unit, whether it is a growth."""

    indicator: str
    region: str
    start: date
    end: date
    value: Decimal
    is_growth: bool = False


@dataclass(frozen=True)
class Made:
    """A table and, by row and column from 1, the truth of every cell with a figure; None: a cell that holds something
    and must not be accepted. `headers` is the number of rows down to the last header row."""

    rows: Table
    truth: dict[tuple[int, int], Truth | None]
    headers: int
    merged: tuple[Area, ...] = ()
    damage: str = ""
    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    is_shared: bool = False  # of many regions, for the inbox 各地区
    is_of_series: bool = False  # several rows above a column say what it holds
    is_of_blocks: bool = False  # a row means what the head above it says


def make(rng: random.Random) -> Made:
    """A table of one of the layouts that bureaus write."""
    return rng.choice(LAYOUTS)(rng)


def periods(rng: random.Random, count: int) -> list[tuple[str, date, date]]:
    """Different periods in one spelling, with first and last day."""
    year = rng.randint(2015, 2024)
    spell = rng.choice(["year", "month", "to_date", "quarter", "dashed", "bare"])
    found = []
    for step in range(count):
        if spell == "year":
            found.append((f"{year - step}年", date(year - step, 1, 1), date(year - step, 12, 31)))
            continue
        if spell == "quarter":
            quarter = 4 - step % 4
            last = _end(year - step // 4, 3 * quarter)
            word = rng.choice(["第{}季度", "{}季度"]).format("一二三四"[quarter - 1])
            found.append((f"{last.year}年{word}", last.replace(day=1, month=last.month - 2), last))
            continue
        last = _end(year - step // 11, 12 - step % 11)
        text = {
            "month": f"{last.year}年{last.month}月",
            "dashed": f"{last.year}-{last.month:02}",
            "bare": f"{last.year}{last.month:02}",
            "to_date": f"{last.year}年1{rng.choice('—-~至')}{last.month}月",
        }[spell]
        found.append((text, last.replace(day=1, **({"month": 1} if spell == "to_date" else {})), last))
    return found


def _end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def number(rng: random.Random) -> tuple[str, Decimal]:
    """A number as written, and what it is."""
    value = Decimal(rng.randint(3000, 9_999_999)) / rng.choice([1, 10, 100])
    # Numbers that look like years are as good as others.
    value = Decimal(rng.randint(1990, 2030)) if rng.random() < 0.05 else value
    text = f"{value:f}"
    style = rng.random()
    if style < 0.15:
        text = f"{value:,f}"
    elif style < 0.2:
        text = f"{value:,f}".replace(",", "，")
    elif style < 0.3:
        text = "".join(chr(ord(c) + 0xFEE0) if c in "0123456789." else c for c in text)
    elif style < 0.35:
        text = f" {text} "
    return text, value


def template(rng: random.Random) -> Made:
    columns = ["指标", "地区", "报告期", "数值", "单位", "备注"]
    rng.shuffle(columns)
    rows: Table = [["德州市报送表"]] if rng.random() < 0.5 else []
    rows.append(list(columns))
    truth: dict[tuple[int, int], Truth | None] = {}
    times = periods(rng, 6)
    seen = set()
    for _ in range(rng.randint(1, 12)):
        name, unit, factor, key = rng.choice(INDICATORS)
        region, (text, start, end) = rng.choice(COUNTIES), rng.choice(times)
        if (key, region, end) in seen:
            continue
        seen.add((key, region, end))
        written, value = number(rng)
        cells = {
            "指标": name,
            "地区": region,
            "报告期": text,
            "数值": written,
            "单位": unit,
            "备注": rng.choice(["", "快报"]),
        }
        rows.append([cells[column] for column in columns])
        truth[len(rows), columns.index("数值") + 1] = Truth(key, region, start, end, value * factor)
    return Made(rows, truth, rows.index(columns) + 1)


def _fill(rng, rows, truth, labels, meanings) -> None:
    """Rows of figures: `labels` of each row, `meanings` row by row of the cells."""
    for label, across in zip(labels, meanings, strict=True):
        cells = list(label)
        for indicator, region, (_, start, end), is_growth in across:
            if rng.random() < 0.12:
                cells.append(rng.choice(MISSING))
                continue
            text, value = number(rng)
            if is_growth:
                value = Decimal(rng.randint(-99, 300)) / 10
                text = f"{value:f}"
            _, _, factor, key = indicator
            cells.append(text)
            truth[len(rows) + 1, len(cells)] = Truth(
                key, region, start, end, value * (1 if is_growth else factor), is_growth
            )
        rows.append(cells)


def by_region(rng: random.Random) -> Made:
    """Regions down, periods across, as the national data site exports them."""
    indicator = rng.choice(INDICATORS)
    times, regions = periods(rng, rng.randint(1, 6)), rng.sample(COUNTIES, rng.randint(1, 8))
    head = f"指标：{indicator[0]}({indicator[1]})"
    rows: Table = rng.choice(
        [[["数据库：分省年度数据"], [head], ["时间：最近10年"]], [[head]], [[f"{indicator[0]}（{indicator[1]}）"]]]
    )
    rows = [*rows, ["地区", *(text for text, _, _ in times)]]
    headers, truth = len(rows), {}
    meanings = [[(indicator, region, time, False) for time in times] for region in regions]
    _fill(rng, rows, truth, [[region] for region in regions], meanings)
    return Made(rows, truth, headers)


def by_indicator(rng: random.Random) -> Made:
    """Indicators down, periods across, the region in a line or in the title."""
    times, indicators = periods(rng, rng.randint(1, 6)), rng.sample(INDICATORS, rng.randint(1, 6))
    region = rng.choice(COUNTIES)
    rows: Table = rng.choice([[["数据库：分省月度数据"], [f"地区：{region}"]], [[f"{region}主要指标"], []]])
    has_unit = rng.random() < 0.5
    rows = [*rows, ["指标", *(["单位"] if has_unit else []), *(text for text, _, _ in times)]]
    headers, truth = len(rows), {}
    labels = [[name, unit] if has_unit else [f"{name}({unit})"] for name, unit, _, _ in indicators]
    _fill(rng, rows, truth, labels, [[(indicator, region, time, False) for time in times] for indicator in indicators])
    return Made(rows, truth, headers)


def by_period(rng: random.Random) -> Made:
    """Periods down, indicators across."""
    times, indicators = periods(rng, rng.randint(1, 9)), rng.sample(INDICATORS, rng.randint(1, 5))
    region = rng.choice(COUNTIES)
    rows: Table = [
        [f"地区：{region}"],
        [rng.choice(["时间", "指标", "月份时间", ""]), *(f"{name}（{unit}）" for name, unit, _, _ in indicators)],
    ]
    truth: dict[tuple[int, int], Truth | None] = {}
    meanings = [[(indicator, region, time, False) for indicator in indicators] for time in times]
    _fill(rng, rows, truth, [[text] for text, _, _ in times], meanings)
    return Made(rows, truth, 2)


def by_district(rng: random.Random) -> Made:
    """Periods down, districts across with the unit in the header, a remark column, totals below."""
    indicator, regions = rng.choice(INDICATORS), rng.sample(COUNTIES, rng.randint(2, 6))
    times = periods(rng, rng.randint(1, 8))
    rows: Table = [
        [f"德州市各县市区{indicator[0]}统计表"],
        [],
        ["时间", *(f"{region}（{indicator[1]}）" for region in regions), "备注"],
    ]
    truth: dict[tuple[int, int], Truth | None] = {}
    _fill(
        rng,
        rows,
        truth,
        [[text] for text, _, _ in times],
        [[(indicator, region, time, False) for region in regions] for time in times],
    )
    rows.append(["合计", *("100" for _ in regions)])
    truth |= {(len(rows), place): None for place in range(2, len(regions) + 2)}
    return Made(rows, truth, 3)


def monthly_report(rng: random.Random) -> Made:
    """Indicators down; the month, the year to date and their growth across, in one header row or two."""
    indicators = rng.sample(INDICATORS[:-1], rng.randint(1, 6))
    month = rng.randint(2, 12)
    end = _end(rng.randint(2016, 2024), month)
    alone, to_date = ("", end.replace(day=1), end), ("", date(end.year, 1, 1), end)
    title = f"{end.year}年{rng.choice(['1—', '1-', ''])}{month}月德州市主要经济指标"
    merged: tuple[Area, ...] = ()
    if rng.random() < 0.5:
        rows: Table = [[title], ["指标", "单位", "本月", "本月同比(%)", "累计", "累计同比增长(%)"]]
    else:
        rows = [[title], ["指标", "单位", "本月", "", "本月止累计", ""], ["", "", "绝对值", "增长%", "绝对值", "增长%"]]
        merged = ((1, 1, 1, 6), (2, 1, 3, 1), (2, 2, 3, 2), (2, 3, 2, 4), (2, 5, 2, 6))
    headers, truth = len(rows), {}
    spans = [(alone, False), (alone, True), (to_date, False), (to_date, True)]
    meanings = [[(indicator, "德州市", span, growth) for span, growth in spans] for indicator in indicators]
    prefixes = rng.choice([[""] * 9, ["一、", "二、", "三、", "四、", "五、", "六、"], ["", *["其中："] * 8]])
    labels = [[prefix + name, unit] for prefix, (name, unit, _, _) in zip(prefixes, indicators, strict=False)]
    _fill(rng, rows, truth, labels, meanings)
    return Made(rows, truth, headers, merged)


def panel(rng: random.Random) -> Made:
    """Region and period at the left, indicators across."""
    indicators, times = rng.sample(INDICATORS, rng.randint(1, 4)), periods(rng, 3)
    rows: Table = [["地区", "时间", *(f"{name}({unit})" for name, unit, _, _ in indicators)]]
    truth: dict[tuple[int, int], Truth | None] = {}
    pairs = [(region, time) for region in rng.sample(COUNTIES, 3) for time in times]
    _fill(
        rng,
        rows,
        truth,
        [[region, time[0]] for region, time in pairs],
        [[(i, region, time, False) for i in indicators] for region, time in pairs],
    )
    return Made(rows, truth, 1)


def two_level_head(rng: random.Random) -> Made:
    """Months to date of one year across, the year above them in merged cells."""
    indicators, year = rng.sample(INDICATORS[:-1], rng.randint(1, 5)), rng.randint(2016, 2024)
    last = sorted(rng.sample(range(2, 13), rng.randint(2, 5)))
    ends = [_end(year, month) for month in last]
    times = [("", date(year, 1, 1), end) for end in ends]
    spell = rng.choice(["1—{}月", "1-{}月"])
    rows: Table = [
        ["德州市主要经济指标"],
        ["指标", "单位", f"{year}年", *[""] * (len(last) - 1)],
        ["", "", *(spell.format(month) for month in last)],
    ]
    merged = ((2, 1, 3, 1), (2, 2, 3, 2), (2, 3, 2, len(last) + 2))
    truth: dict[tuple[int, int], Truth | None] = {}
    labels = [[name, unit] for name, unit, _, _ in indicators]
    _fill(rng, rows, truth, labels, [[(i, "德州市", time, False) for time in times] for i in indicators])
    return Made(rows, truth, 3, merged if rng.random() < 0.7 else ())


def blocks(rng: random.Random) -> Made:
    """Tables one below the other, each under the indicator that it is of; the first head is that of the file."""
    rows, truth, headers = list[list[object]](), dict[tuple[int, int], Truth | None](), 0
    for indicator in rng.sample(INDICATORS[:-1], rng.randint(2, 3)):
        times, regions = periods(rng, rng.randint(1, 4)), rng.sample(COUNTIES, rng.randint(1, 5))
        rows += [[f"{indicator[0]}（{indicator[1]}）"], ["地区", *(text for text, _, _ in times)]]
        headers = headers or len(rows)
        _fill(
            rng,
            rows,
            truth,
            [[region] for region in regions],
            [[(indicator, region, time, False) for time in times] for region in regions],
        )
        rows += [[]] * rng.randint(0, 2)
    return Made(rows, truth, headers, is_of_blocks=True)


def series(rng: random.Random) -> Made:
    """A column a series, its indicator, region, frequency and unit above; a row a month."""
    indicators, regions = rng.sample(INDICATORS[:-1], rng.randint(1, 4)), rng.sample(COUNTIES, 4)
    year, months = rng.randint(2015, 2024), sorted(rng.sample(range(1, 13), rng.randint(1, 6)))
    is_to_date = rng.random() < 0.5
    rows: Table = [
        ["指标", *(f"{name}_{'累计' if is_to_date else '当期'}" for name, _, _, _ in indicators)],
        ["地区", *regions[: len(indicators)]],
        ["频度", *["月"] * len(indicators)],
        ["单位", *(unit for _, unit, _, _ in indicators)],
    ]
    truth: dict[tuple[int, int], Truth | None] = {}
    ends = [_end(year, month) for month in months]
    times = [("", date(year, 1, 1) if is_to_date else end.replace(day=1), end) for end in ends]
    meanings = [
        [(indicator, region, time, False) for indicator, region in zip(indicators, regions, strict=False)]
        for time in times
    ]
    _fill(rng, rows, truth, [[f"{end:%Y-%m}"] for end in ends], meanings)
    return Made(rows, truth, 4, is_of_series=True)


def growth_beside(rng: random.Random) -> Made:
    """Districts down; the value, its growth, and columns that hold none of the period's figures."""
    indicator, regions = rng.choice(INDICATORS[:-1]), rng.sample(COUNTIES, rng.randint(2, 8))
    end = _end(rng.randint(2016, 2024), rng.randint(2, 12))
    time, unit = ("", date(end.year, 1, 1), end), indicator[1]
    others = [f"上年同期({unit})", "上年同期增速(%)", f"全年目标({unit})", "完成率(%)", "序时进度(%)", "位次"]
    beside = rng.sample(others, rng.randint(1, 3))
    growth = rng.choice(["同比增长(%)", "比上年同期±%", "增速(%)", "同比(%)"])
    rows: Table = [
        [f"{end.year}年1—{end.month}月德州市各县市区{indicator[0]}"],
        ["地区", f"累计({unit})", growth, *beside],
    ]
    truth: dict[tuple[int, int], Truth | None] = {}
    meanings = [[(indicator, region, time, False), (indicator, region, time, True)] for region in regions]
    _fill(rng, rows, truth, [[region] for region in regions], meanings)
    for row in rows[2:]:
        row += [str(rng.randint(1, 99)) for _ in beside]
    return Made(rows, truth, 2)


def provinces(rng: random.Random) -> Made:
    """Provinces by any of their names, years across, for the inbox of all regions."""
    indicator, years = rng.choice(INDICATORS), rng.sample(range(2010, 2025), rng.randint(1, 5))
    regions = rng.sample(PROVINCES, rng.randint(6, len(PROVINCES)))
    is_short = rng.random() < 0.4
    times = [(f"{year}年", date(year, 1, 1), date(year, 12, 31)) for year in years]
    header = rng.choice(["地区", "省份", "", "所属地区"])
    rows: Table = [[f"{indicator[0]}（{indicator[1]}）"], [header, *(text for text, _, _ in times)]]
    truth: dict[tuple[int, int], Truth | None] = {}
    meanings = [[(indicator, full, time, False) for time in times] for full, _ in regions]
    _fill(rng, rows, truth, [[short if is_short else full] for full, short in regions], meanings)
    return Made(rows, truth, 2, is_shared=True)


LAYOUTS = (
    template,
    by_region,
    by_indicator,
    by_period,
    by_district,
    monthly_report,
    panel,
    two_level_head,
    blocks,
    series,
    growth_beside,
    provinces,
)

# Damage


def junk_rows(rng: random.Random, made: Made) -> Made:
    """Blank rows and words above, blank rows between, notes below."""
    above = [
        [rng.choice(["附件2", "", "德州市统计局", "填报日期：2023年7月5日", "单位负责人：王五"])]
        for _ in range(rng.randint(0, 3))
    ]
    rows, truth = [*above], {}
    for number_, row in enumerate(made.rows, start=1):
        if number_ > made.headers + 1 and rng.random() < 0.15:
            rows.append(rng.choice([[], ["", "", ""]]))
        rows.append(row)
        truth |= {(len(rows), column): fact for (at, column), fact in made.truth.items() if at == number_}
    rows += [[note] for note in rng.sample(NOTES, rng.randint(0, 3))]
    shift = len(above)
    merged = tuple((top + shift, left, bottom + shift, right) for top, left, bottom, right in made.merged)
    return replace(made, rows=rows, truth=truth, headers=made.headers + shift, merged=merged, damage="junk_rows")


def duplicated_rows(rng: random.Random, made: Made) -> Made:
    if made.is_of_blocks:
        return made
    rows, truth = list(made.rows), dict(made.truth)
    for _ in range(rng.randint(1, 3)):
        copied = rng.randint(made.headers + 1, len(made.rows))
        rows.append(made.rows[copied - 1])
        truth |= {(len(rows), column): fact for (at, column), fact in made.truth.items() if at == copied}
    return replace(made, rows=rows, truth=truth, damage="duplicated_rows")


def changed_values(rng: random.Random, made: Made) -> Made:
    """Words, formulas and halves of numbers where figures stood: none of them may be accepted."""
    rows, truth = [list(row) for row in made.rows], dict(made.truth)
    for place in rng.sample(sorted(truth), min(len(truth), rng.randint(1, 4))):
        bad = [
            "=1+1",
            "=cmd|' /C calc'!A0",
            "约",
            "12.3.4",
            "1,23",
            "<script>alert(1)</script>",
            "x" * 30_000,
            "#REF!",
            "12 34",
            "１２３ａｂｃ",
        ]
        rows[place[0] - 1][place[1] - 1] = rng.choice(bad)
        truth[place] = None
    return replace(made, rows=rows, truth=truth, damage="changed_values")


def shuffled_columns(rng: random.Random, made: Made) -> Made:
    """The columns of figures in another order, headers with them."""
    if (
        made.merged
        or made.is_of_series
        or ("指标" in made.rows[made.headers - 1] and "数值" in made.rows[made.headers - 1])
    ):
        return made
    columns = sorted({column for _, column in made.truth})
    if len(columns) < 2:
        return made
    order = rng.sample(columns, len(columns))
    width = max(columns)
    if "绝对值" in made.rows[made.headers - 1]:  # what stands below a wide header stays there
        return made
    rows = [
        list(row) + [""] * (width - len(row)) if number_ >= made.headers else list(row)
        for number_, row in enumerate(made.rows, start=1)
    ]
    moved = dict(zip(columns, order, strict=True))
    for row in rows[made.headers - 1 :]:
        before = list(row)
        for old, new in moved.items():
            row[new - 1] = before[old - 1]
    truth = {(row, moved[column]): fact for (row, column), fact in made.truth.items()}
    return replace(made, rows=rows, truth=truth, damage="shuffled_columns")


def control_characters(rng: random.Random, made: Made) -> Made:
    rows = [[_sprinkle(rng, cell) if isinstance(cell, str) and cell else cell for cell in row] for row in made.rows]
    return replace(made, rows=rows, damage="control_characters")


def _sprinkle(rng: random.Random, cell: str) -> str:
    place = rng.randint(0, len(cell))
    return cell[:place] + rng.choice([*CONTROL[:3], ""]) + cell[place:] if rng.random() < 0.3 else cell


def merged_values(rng: random.Random, made: Made) -> Made:
    """A figure merged over the one below it: neither may be accepted."""
    places = [place for place in made.truth if (place[0] + 1, place[1]) in made.truth]
    if not places or made.merged:
        return made
    row, column = rng.choice(places)
    truth = made.truth | {(row, column): None, (row + 1, column): None}
    return replace(made, truth=truth, merged=((row, column, row + 1, column),), damage="merged_values")


def undamaged(rng: random.Random, made: Made) -> Made:
    return made


DAMAGES: tuple[Callable[[random.Random, Made], Made], ...] = (
    undamaged,
    junk_rows,
    duplicated_rows,
    changed_values,
    shuffled_columns,
    control_characters,
    merged_values,
)


@dataclass(frozen=True)
class Written:
    """A file, what must be true of it, and whether all of its figures must be read."""

    path: Path
    made: Made
    kind: str
    is_whole: bool
    last_is_cut: bool = False


def write(rng: random.Random, folder: Path) -> Written:
    """A made and damaged table as a file, under a suffix that may not be its own; one in eight cut or with noise."""
    made = make(rng)
    made = rng.choice(DAMAGES)(rng, made)
    path = folder / f"报送{rng.choice(SUFFIXES)}"
    is_text = not made.merged and rng.random() < 0.6
    if is_text and _may_be_records(made) and rng.random() < 0.3:
        kind = "json"
        names, *rows = made.rows
        records = [dict(zip(names, row, strict=False)) for row in rows]
        data = rng.choice([records, {"code": 200, "data": {"list": records}}])
        path.write_text(json.dumps(data, ensure_ascii=rng.random() < 0.5), encoding="utf-8")
    elif is_text:
        kind = encoding = rng.choice(ENCODINGS)
        separator = rng.choice([",", ",", "\t", ";", "，"])
        text = as_csv(made.rows, separator, rng.choice(["\r\n", "\n"]))
        try:
            path.write_bytes(text.encode(encoding))
        except UnicodeEncodeError:
            path.write_bytes(text.encode("gb18030"))
    else:
        kind = rng.choice((*WORKBOOKS, *DOCUMENTS))
        rows = [
            [_as_excel(rng, cell) if (r, c) in made.truth else _no_control(cell) for c, cell in enumerate(row, start=1)]
            for r, row in enumerate(made.rows, start=1)
        ]
        write_workbook(path, kind, rows, made.merged, made.formats)
    if rng.random() < 0.125:
        content = path.read_bytes()
        if rng.random() < 0.5:
            path.write_bytes(content[: rng.randint(0, len(content))])
            return Written(path, replace(made, damage="truncated"), kind, False, is_text)
        noisy = bytearray(content)
        for _ in range(rng.randint(1, 8)):
            noisy[rng.randrange(len(noisy))] = rng.randrange(256)
        path.write_bytes(noisy)
        return Written(path, replace(made, damage="noise"), kind, False)
    return Written(path, made, kind, True)


def _may_be_records(made: Made) -> bool:
    """Whether rows below one header, none of them blank or longer, are all that there is."""
    names = made.rows[0]
    is_header = made.headers == 1 and all(names) and len(set(names)) == len(names)
    return is_header and all(row and len(row) <= len(names) for row in made.rows)


def _no_control(cell: object) -> object:
    return "".join(c for c in cell if c >= " ") if isinstance(cell, str) else cell


def _as_excel(rng: random.Random, cell: object) -> object:
    """A number as a number cell, half of the time."""
    text = str(cell)
    if rng.random() < 0.5 and text.replace(".", "", 1).isdecimal() and text.isascii():
        return float(text) if "." in text else int(text)
    return _no_control(cell)
