"""Cells of bureaus' files: numbers, units, periods, names."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.actuals.cells.names import read_basis, read_name
from pipelines.actuals.cells.periods import Period, read_period, read_period_within
from pipelines.actuals.cells.values import is_missing, read_number, read_unit
from pipelines.reference.registry import load_registry
from pipelines.storage.data_folder import PROJECT

REGISTRY = load_registry(lambda name: PROJECT / "data" / "reference" / name)


@pytest.mark.parametrize(
    ("cell", "value", "rest", "estimate"),
    [
        ("760.8", "760.8", "", ""),
        ("1,234.5", "1234.5", "", ""),
        ("1，234", "1234", "", ""),
        ("1 234 567", "1234567", "", ""),
        ("１２３．４", "123.4", "", ""),
        ("－2.9", "-2.9", "", ""),
        ("+3", "3", "", ""),
        (".5", "0.5", "", ""),
        ("1.06E+04", "10600", "", ""),
        ("'123", "123", "", ""),
        ("55.6%", "55.6", "%", ""),
        ("1.2万", "1.2", "万", ""),
        ("1.2 万个", "1.2", "万个", ""),
        ("5千瓦", "5", "千瓦", ""),
        ("约1.2万", "1.2", "万", "约"),
        ("预计超800家", "800", "家", "预计超"),
        ("1000余", "1000", "", "余"),
        ("1000以上", "1000", "", "以上"),
        ("≥3", "3", "", "≥"),
    ],
)
def test_a_number_and_what_stands_around_it(cell, value, rest, estimate):
    number = read_number(cell)
    assert number is not None
    assert (number.value, number.rest, number.estimate) == (Decimal(value), rest, estimate)


@pytest.mark.parametrize("cell", ["", "一百", "=1+1", "(2.9)", "▲3", "-", "abc", "1" * 31, "#N/A", "二三"])
def test_what_is_no_number(cell):
    assert read_number(cell) is None


@pytest.mark.parametrize("cell", ["12,34", "1.2.3", "2-3", "2023年5月", "12e999", "5 6"])
def test_what_follows_a_number_is_no_unit(cell):
    number = read_number(cell)
    assert number is None or (number.rest and read_unit(number.rest, REGISTRY) is None)


@pytest.mark.parametrize(("cell", "step"), [("760.8", "0.1"), ("1061", "1"), ("1.06E+04", "100")])
def test_a_number_is_as_exact_as_its_last_digit(cell, step):
    assert read_number(cell).step == Decimal(step)


@pytest.mark.parametrize("cell", ["", " ", "-", "－", "—", "——", "…", "……", "...", "/", "空", "N/A", "无"])
def test_missing_is_missing(cell):
    assert is_missing(cell)


@pytest.mark.parametrize("cell", ["0", "0.0", "-1", "零"])
def test_zero_is_not_missing(cell):
    assert not is_missing(cell)


@given(st.text(max_size=80))
def test_any_text_is_read_without_an_error(text):
    read_number(text)
    read_period(text)
    read_name(text)
    read_basis(text)
    read_unit(text, REGISTRY)


@pytest.mark.parametrize(
    ("text", "scale", "unit"),
    [
        ("个", 1, "个"),
        ("万个", 10**4, "个"),
        ("千瓦", 1, "千瓦"),
        ("万千瓦", 10**4, "千瓦"),
        ("百万千瓦", 10**6, "千瓦"),
        ("亿千瓦时", 10**8, "千瓦时"),
        ("亿元", 10**8, "元"),
        ("千元", 10**3, "元"),
        ("十亿元", 10**9, "元"),
        ("亿美元", 10**8, "美元"),
        ("（万元）", 10**4, "元"),
        ("单位：万人", 10**4, "人"),
        ("％", 1, "%"),
        ("个百分点", 1, "百分点"),
        ("MW", 1, "兆瓦"),
        ("人/万人", 1, "人/万人"),
    ],
)
def test_units_with_what_multiplies_them(text, scale, unit):
    read = read_unit(text, REGISTRY)
    assert read is not None
    assert read.unit is not None
    assert (read.scale, read.unit.unit) == (scale, unit)


def test_a_numeral_alone_is_a_scale_without_a_unit():
    assert read_unit("万", REGISTRY).scale == 10**4
    assert read_unit("万", REGISTRY).unit is None


@pytest.mark.parametrize("text", ["", "吭", "万万", "xyz", "万千万", "234.5"])
def test_unknown_units(text):
    assert read_unit(text, REGISTRY) is None


YEAR = (date(2023, 1, 1), date(2023, 12, 31), False)
JUNE = (date(2023, 6, 1), date(2023, 6, 30), False)
SECOND_QUARTER = (date(2023, 4, 1), date(2023, 6, 30), False)
TO_JUNE = (date(2023, 1, 1), date(2023, 6, 30), True)
TO_SEPTEMBER = (date(2023, 1, 1), date(2023, 9, 30), True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *[(text, YEAR) for text in ("2023", "2023年", "２０２３", "2023年度", "2023年末", "2023年底", "2023全年")],
        *[
            (text, JUNE)
            for text in (
                *("2023-06", "2023-6", "2023/06", "2023.06", "202306", "2023年6月", "2023年06月", "2023 年 6 月"),
                *(
                    "2023年6月份",
                    "2023年6月底",
                    "2023年6月末",
                    "2023年六月",
                    "截至2023年6月底",
                    "2023年6月当月",
                    "Jun-23",
                ),
                *("2023-06-30", "2023年6月30日", "20230630", "2023-06-30 00:00:00", "2023/6/1"),
            )
        ],
        *[
            (text, SECOND_QUARTER)
            for text in ("2023Q2", "2023年Q2", "2023-q2", "2023年二季度", "2023年第二季度", "2023年2季度")
        ],
        *[
            (text, TO_JUNE)
            for text in (
                *("2023年上半年", "2023上半年", "2023H1", "2023年1—6月", "2023年1-6月", "2023年1～6月", "2023年1至6月"),
                *(
                    "2023年1月-6月",
                    "2023年1-6月累计",
                    "2023年6月累计",
                    "2023.1-6月",
                    "2023年前6个月",
                    "2023-01至2023-06",
                ),
            )
        ],
        *[
            (text, TO_SEPTEMBER)
            for text in ("2023年前三季度", "2023年前3季度", "2023年1-3季度", "2023年一至三季度", "2023年1—9月份")
        ],
        ("2023年下半年", (date(2023, 7, 1), date(2023, 12, 31), False)),
        ("2023年7-9月", (date(2023, 7, 1), date(2023, 9, 30), False)),
        ("2022-07至2023-06", (date(2022, 7, 1), date(2023, 6, 30), False)),
        ("2023-06-15", (date(2023, 6, 15), date(2023, 6, 15), False)),
        ("2024年1-2月", (date(2024, 1, 1), date(2024, 2, 29), True)),
        ("2023年十一月", (date(2023, 11, 1), date(2023, 11, 30), False)),
    ],
)
def test_periods_as_bureaus_write_them(text, expected):
    assert read_period(text) == Period(*expected)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "6月",
        "上半年",
        "1—6月",
        "2023-13",
        "2023-00",
        "20236",
        "2023-6-31",
        "2023年10-1月",
        "近三年",
        "十四五",
        "1899",
    ],
)
def test_periods_that_name_no_time(text):
    assert read_period(text) is None


@pytest.mark.parametrize(
    ("words", "end"),
    [("1-5月累计", (2020, 5, 31)), ("前三季度", (2020, 9, 30)), ("上半年", (2020, 6, 30)), ("一季度", (2020, 3, 31))],
)
def test_words_without_a_year_take_that_of_the_period_beside_them(words, end):
    period = read_period_within(words, read_period("2020-09"))
    assert period is not None
    assert (period.start, period.end) == (date(2020, 1, 1), date(*end))


@pytest.mark.parametrize("words", ["2022年发布", "2025年9月前", "预计", "累计开通", "原文只写截至5月底"])
def test_words_that_are_no_period(words):
    assert read_period_within(words, read_period("2020-09")) is None


@pytest.mark.parametrize(
    ("text", "name", "basis", "estimate"),
    [
        ("新能源装机容量", "新能源装机容量", None, ""),
        ("地区生产总值增速", "地区生产总值增速", "growth", ""),
        ("规模以上工业增加值增速(1-5月)", "规模以上工业增加值增速", "growth", ""),
        ("居民消费价格涨幅", "居民消费价格涨幅", "growth", ""),
        ("社会消费品零售总额(同比)", "社会消费品零售总额", "growth", ""),
        ("人口自然增长率", "人口自然增长率", None, ""),
        ("工业增加值年均增速", "工业增加值年均增速", None, ""),
        ("5G基站（累计开通）", "5G基站", "stock", ""),
        ("5个试点县整县光伏累计并网", "5个试点县整县光伏累计并网", "stock", ""),
        ("年末常住人口", "年末常住人口", "stock", ""),
        ("一般公共预算收入(本年累计)", "一般公共预算收入", "ytd", ""),
        ("一般公共预算收入(累计)", "一般公共预算收入", "累计", ""),
        ("发电量(当月)", "发电量", "period", ""),
        ("高新技术企业(预计超)", "高新技术企业", None, "预计超"),
    ],
)
def test_what_a_name_says(text, name, basis, estimate):
    words = read_name(text)
    assert (words.name, words.basis, words.estimate) == (name, basis, estimate)


def test_only_what_tells_two_figures_apart_distinguishes_them():
    assert read_name("5G基站(累计开通)").distinction != read_name("5G基站(累计建设)").distinction
    assert read_name("地区生产总值(前三季度)").distinction == read_name("地区生产总值(预计)").distinction == ""


@pytest.mark.parametrize(
    ("cell", "basis"),
    [
        *[(code, code) for code in ("stock", "ytd", "period", "rate", "growth")],
        ("YTD", "ytd"),
        ("期末", "stock"),
        ("保有量", "stock"),
        ("本年累计", "ytd"),
        ("半年累计数", "ytd"),
        ("（半年累计数）", "ytd"),
        ("当期", "period"),
        ("本月", "period"),
        ("全年", "period"),
        ("占比", "rate"),
        ("同比", "growth"),
        ("增速", "growth"),
        ("累计", "累计"),
        ("", None),
        ("初步核算", None),
    ],
)
def test_the_basis_column(cell, basis):
    assert read_basis(cell) == basis


@pytest.mark.parametrize(
    "text", ["19年6月", "'19年6月", "二〇一九年六月", "二零一九年6月", "19年06月份", "2019年6月末", "Jun-19"]
)
def test_years_in_other_spellings(text):
    assert read_period(text) == read_period("2019-06")


@pytest.mark.parametrize("text", ["19年", "99年6月", "十九年六月"])
def test_a_number_of_years_is_no_year(text):
    assert read_period(text) is None
