"""Tables as statistics bureaus and the national data site write them, each with every figure that it holds."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from pipelines.actuals.rows.checking import check_file
from pipelines.reference.linking import Linker
from pipelines.reference.registry import load_registry
from pipelines.storage.data_folder import PROJECT
from tests.unit.actuals_files import WORKBOOKS, write_workbook

REGISTRY = load_registry(lambda name: PROJECT / "data" / "reference" / name)
LINKER = Linker(REGISTRY.indicators, ["新能源装机容量"])
TODAY = date(2026, 11, 21)


@dataclass(frozen=True)
class Case:
    """`figures`: row, column, indicator, region, period, basis, value, unit of each figure accepted. `errors`: row,
    column, reason code."""

    name: str
    region: str
    text: str
    figures: str
    errors: str


CASES = [
    Case(
        "monthly_report",
        "德州市",
        """\
2023年1-6月全市主要经济指标,,,,
指标名称,计量单位,本月,本月止累计,累计同比增长(%)
规模以上工业增加值,亿元,12,60,5.5
社会消费品零售总额,亿元,30,210.3,6.1
其中：限额以上,亿元,5,33,－
注：增速按可比价计算,,,,
""",
        """\
3 3 value_added_industry_above_scale 德州市 2023-06..2023-06 period 1200000000 元
3 4 value_added_industry_above_scale 德州市 2023-01..2023-06 ytd 6000000000 元
3 5 value_added_industry_above_scale 德州市 2023-01..2023-06 growth 5.5 %
4 3 retail_sales 德州市 2023-06..2023-06 period 3000000000 元
4 4 retail_sales 德州市 2023-01..2023-06 ytd 2.103e+10 元
4 5 retail_sales 德州市 2023-01..2023-06 growth 6.1 %
5 3 其中：限额以上 德州市 2023-06..2023-06 period 500000000 元
5 4 其中：限额以上 德州市 2023-01..2023-06 ytd 3300000000 元
""",
        """\
""",
    ),
    Case(
        "months_below_each_other_and_the_year_in_the_title",
        "德州市",
        """\
2023年德州市主要指标,,
月份,规模以上工业增加值（亿元）,5G基站（个）
1月,10,100
1-2月,22,110
3,12,120
""",
        """\
3 2 value_added_industry_above_scale 德州市 2023-01..2023-01 - 1000000000 元
3 3 base_stations_5g 德州市 2023-01..2023-01 - 100 个
4 2 value_added_industry_above_scale 德州市 2023-01..2023-02 ytd 2200000000 元
4 3 base_stations_5g 德州市 2023-02..2023-02 stock 110 个
5 2 value_added_industry_above_scale 德州市 2023-03..2023-03 - 1200000000 元
5 3 base_stations_5g 德州市 2023-03..2023-03 - 120 个
""",
        """\
""",
    ),
    Case(
        "the_indicator_in_the_corner_and_tabs_in_cells",
        "德州市",
        """\
地区生产总值(亿元)\t,\t2023年\t,\t2022年\t
德州市\t,\t100\t,\t90\t
禹城市\t,\t10\t,\t9\t
""",
        """\
2 2 gdp 德州市 2023-01..2023-12 - 1e+10 元
2 3 gdp 德州市 2022-01..2022-12 - 9000000000 元
3 2 gdp 禹城市 2023-01..2023-12 - 1000000000 元
3 3 gdp 禹城市 2022-01..2022-12 - 900000000 元
""",
        """\
""",
    ),
    Case(
        "faults_in_a_later_block_stand_where_its_own_header_says",
        "德州市",
        """\
一、2023年地区生产总值（亿元）,,
地区,第一季度,上半年
德城区,100,210
,,
二、2023年一般公共预算收入（万元）,,
序号,地区,上半年
1,济南市,2100
2,禹城市,很多
""",
        """\
3 2 gdp 德城区 2023-01..2023-03 - 1e+10 元
3 3 gdp 德城区 2023-01..2023-06 ytd 2.1e+10 元
""",
        """\
7 2 region_outside
8 3 not_a_number
""",
    ),
    Case(
        "a_growth_beside_the_year_to_date_alone_and_one_against_the_month_before",
        "德州市",
        """\
2023年6月主要指标,,,
指标,单位,1-本月,同比（%）
一、规模以上工业增加值,亿元,60,5.5
续表,,,
指标,单位,本月,环比（%）
1.税收收入,亿元,20,1.5
""",
        """\
3 3 value_added_industry_above_scale 德州市 2023-01..2023-06 ytd 6000000000 元
3 4 value_added_industry_above_scale 德州市 2023-01..2023-06 growth 5.5 %
6 3 tax_revenue 德州市 2023-06..2023-06 period 2000000000 元
6 4 1.税收收入环比 德州市 2023-06..2023-06 - 1.5 %
""",
        """\
""",
    ),
    Case(
        "a_stock_in_a_column_to_date",
        "德州市",
        """\
2023年1-6月主要指标,,,
指标名称,计量单位,本月,累计
5G基站,个,20,1200
发电量,亿千瓦时,12,60
""",
        """\
3 3 base_stations_5g 德州市 2023-06..2023-06 period 20 个
3 4 base_stations_5g 德州市 2023-06..2023-06 stock 1200 个
4 3 generation 德州市 2023-06..2023-06 period 1200000000 千瓦时
4 4 generation 德州市 2023-01..2023-06 ytd 6000000000 千瓦时
""",
        """\
""",
    ),
    Case(
        "other_words_for_the_month_and_the_year_to_date",
        "德州市",
        """\
2024年6月主要指标,,,
指标,计量单位,本月实绩,1—本月累计完成
发电量,亿千瓦时,12.5,80.2
""",
        """\
3 3 generation 德州市 2024-06..2024-06 period 1250000000 千瓦时
3 4 generation 德州市 2024-01..2024-06 ytd 8020000000 千瓦时
""",
        """\
""",
    ),
    Case(
        "a_figure_that_could_be_a_month_is_one_beside_a_name",
        "德州市",
        """\
指标,单位,2024年二季度,2024年一季度
税收收入,万元,/,199307
""",
        """\
2 4 tax_revenue 德州市 2024-01..2024-03 - 1993070000 元
""",
        """\
""",
    ),
    Case(
        "monthly_report_with_two_header_rows",
        "德州市",
        """\
2023年6月主要经济指标完成情况,,,,,
指标,单位,本月,,累计,
,,绝对值,同比±%,绝对值,同比±%
地区生产总值,亿元,,,1800,5.5
一般公共预算收入,亿元,20,3.1,130,4
""",
        """\
4 5 gdp 德州市 2023-01..2023-06 ytd 1.8e+11 元
4 6 gdp 德州市 2023-01..2023-06 growth 5.5 %
5 3 budget_revenue 德州市 2023-06..2023-06 period 2000000000 元
5 4 budget_revenue 德州市 2023-06..2023-06 growth 3.1 %
5 5 budget_revenue 德州市 2023-01..2023-06 ytd 1.3e+10 元
5 6 budget_revenue 德州市 2023-01..2023-06 growth 4 %
""",
        """\
""",
    ),
    Case(
        "counties_with_growth_and_rank",
        "德州市",
        """\
2023年上半年各县（市、区）主要指标,,,,
县（市、区）,地区生产总值（亿元）,,固定资产投资,
,总量,增速（%）,增速（%）,位次
全市,1800,5.5,3.2,
德城区,300,6.0,4,1
禹城市,200,5.1,3,2
合计,500,,,
""",
        """\
4 2 gdp 德州市 2023-01..2023-06 ytd 1.8e+11 元
4 3 gdp 德州市 2023-01..2023-06 growth 5.5 %
4 4 fixed_asset_investment 德州市 2023-01..2023-06 growth 3.2 %
5 2 gdp 德城区 2023-01..2023-06 ytd 3e+10 元
5 3 gdp 德城区 2023-01..2023-06 growth 6 %
5 4 fixed_asset_investment 德城区 2023-01..2023-06 growth 4 %
6 2 gdp 禹城市 2023-01..2023-06 ytd 2e+10 元
6 3 gdp 禹城市 2023-01..2023-06 growth 5.1 %
6 4 fixed_asset_investment 禹城市 2023-01..2023-06 growth 3 %
""",
        """\
7 1 unknown_region
""",
    ),
    Case(
        "transposed_export",
        "山东省",
        """\
数据库：分省月度数据
地区：山东省
时间：最近3个月
指标,居民消费价格指数(上年同月=100),社会消费品零售总额当期值(亿元),社会消费品零售总额累计值(亿元)
2023年6月,100.1,2900,17000
2023年5月,100.2,2800,14100
2023年4月,100.3,2700,11300
""",
        """\
5 2 consumer_price_index 山东省 2023-06..2023-06 growth 0.1 %
5 3 retail_sales 山东省 2023-06..2023-06 period 2.9e+11 元
5 4 retail_sales 山东省 2023-01..2023-06 ytd 1.7e+12 元
6 2 consumer_price_index 山东省 2023-05..2023-05 growth 0.2 %
6 3 retail_sales 山东省 2023-05..2023-05 period 2.8e+11 元
6 4 retail_sales 山东省 2023-01..2023-05 ytd 1.41e+12 元
7 2 consumer_price_index 山东省 2023-04..2023-04 growth 0.3 %
7 3 retail_sales 山东省 2023-04..2023-04 period 2.7e+11 元
7 4 retail_sales 山东省 2023-01..2023-04 ytd 1.13e+12 元
""",
        """\
""",
    ),
    Case(
        "tabs_in_cells_and_no_indicator_line",
        "山东省",
        """\
数据库：分省年度数据
时间：最近3年
指标\t,2023年\t,2022年\t,2021年\t
地区生产总值(亿元)\t,92069\t,87577\t,82875\t
年末常住人口(万人)\t,10123\t,10163\t,10170\t
""",
        """\
4 2 gdp 山东省 2023-01..2023-12 - 9.2069e+12 元
4 3 gdp 山东省 2022-01..2022-12 - 8.7577e+12 元
4 4 gdp 山东省 2021-01..2021-12 - 8.2875e+12 元
5 2 population_resident 山东省 2023-01..2023-12 stock 101230000 人
5 3 population_resident 山东省 2022-01..2022-12 stock 101630000 人
5 4 population_resident 山东省 2021-01..2021-12 stock 101700000 人
""",
        """\
""",
    ),
    Case(
        "titles_and_corner_stripped",
        "山东省",
        """\
,2023年,2022年
地区生产总值(亿元),92069,87577
年末常住人口(万人),10123,10163
""",
        """\
2 2 gdp 山东省 2023-01..2023-12 - 9.2069e+12 元
2 3 gdp 山东省 2022-01..2022-12 - 8.7577e+12 元
3 2 population_resident 山东省 2023-01..2023-12 stock 101230000 人
3 3 population_resident 山东省 2022-01..2022-12 stock 101630000 人
""",
        """\
""",
    ),
    Case(
        "districts_across",
        "威海市",
        """\
威海市规模以上工业增加值
时间,全市（亿元）,环翠区（亿元）,文登区（亿元）,荣成市（亿元）,备注
201902,10,1.5,2.5,6,
2019年第二季度,30,3.5,4.5,22,（半年累计数）
2019年1—9月,45,5,－,40,
2019年三季度,,,,,
合计,10,7,,,
""",
        """\
3 2 value_added_industry_above_scale 威海市 2019-02..2019-02 - 1000000000 元
3 3 value_added_industry_above_scale 环翠区 2019-02..2019-02 - 150000000 元
3 4 value_added_industry_above_scale 文登区 2019-02..2019-02 - 250000000 元
3 5 value_added_industry_above_scale 荣成市 2019-02..2019-02 - 600000000 元
4 2 value_added_industry_above_scale 威海市 2019-01..2019-06 ytd 3000000000 元
4 3 value_added_industry_above_scale 环翠区 2019-01..2019-06 ytd 350000000 元
4 4 value_added_industry_above_scale 文登区 2019-01..2019-06 ytd 450000000 元
4 5 value_added_industry_above_scale 荣成市 2019-01..2019-06 ytd 2200000000 元
5 2 value_added_industry_above_scale 威海市 2019-01..2019-09 ytd 4500000000 元
5 3 value_added_industry_above_scale 环翠区 2019-01..2019-09 ytd 500000000 元
5 5 value_added_industry_above_scale 荣成市 2019-01..2019-09 ytd 4000000000 元
""",
        """\
7 1 unreadable_period
7 1 unreadable_period
""",
    ),
    Case(
        "year_and_month_apart",
        "德州市",
        """\
2023年固定资产投资（亿元）
年份,月份,完成额,同比增长（%）
2023年,1-2月,100,5
,1-3月,200,6
,4月,70,6
""",
        """\
3 3 fixed_asset_investment 德州市 2023-01..2023-02 ytd 1e+10 元
3 4 fixed_asset_investment 德州市 2023-01..2023-02 growth 5 %
4 3 fixed_asset_investment 德州市 2023-01..2023-03 ytd 2e+10 元
4 4 fixed_asset_investment 德州市 2023-01..2023-03 growth 6 %
5 3 fixed_asset_investment 德州市 2023-04..2023-04 - 7000000000 元
5 4 fixed_asset_investment 德州市 2023-04..2023-04 growth 6 %
""",
        """\
""",
    ),
    Case(
        "stacked_blocks",
        "德州市",
        """\
一、2023年各县市区地区生产总值（亿元）,,
地区,第一季度,上半年
德城区,100,210
禹城市,50,110
,,
二、2023年各县市区一般公共预算收入（万元）,,
地区,第一季度,上半年
德城区,1000,2100
禹城市,500,1100
""",
        """\
3 2 gdp 德城区 2023-01..2023-03 - 1e+10 元
3 3 gdp 德城区 2023-01..2023-06 ytd 2.1e+10 元
4 2 gdp 禹城市 2023-01..2023-03 - 5000000000 元
4 3 gdp 禹城市 2023-01..2023-06 ytd 1.1e+10 元
8 2 budget_revenue 德城区 2023-01..2023-03 - 10000000 元
8 3 budget_revenue 德城区 2023-01..2023-06 ytd 21000000 元
9 2 budget_revenue 禹城市 2023-01..2023-03 - 5000000 元
9 3 budget_revenue 禹城市 2023-01..2023-06 ytd 11000000 元
""",
        """\
""",
    ),
    Case(
        "county_in_the_title",
        "德州市",
        """\
禹城市2023年主要指标
指标,单位,1-6月
地区生产总值,亿元,110
""",
        """\
3 3 gdp 禹城市 2023-01..2023-06 ytd 1.1e+10 元
""",
        """\
""",
    ),
    Case(
        "county_in_a_row_of_its_own",
        "德州市",
        """\
2023年主要指标
指标,单位,1-6月
德城区,,
地区生产总值,亿元,110
禹城市,,
地区生产总值,亿元,210
""",
        """\
4 3 gdp 德城区 2023-01..2023-06 ytd 1.1e+10 元
6 3 gdp 禹城市 2023-01..2023-06 ytd 2.1e+10 元
""",
        """\
""",
    ),
    Case(
        "two_units_above",
        "德州市",
        """\
德州市2023年一季度主要指标
,,单位：亿元、%
指标,总量,增速
地区生产总值,800,5.1
固定资产投资,,3
""",
        """\
4 2 gdp 德州市 2023-01..2023-03 - 8e+10 元
4 3 gdp 德州市 2023-01..2023-03 growth 5.1 %
5 3 fixed_asset_investment 德州市 2023-01..2023-03 growth 3 %
""",
        """\
""",
    ),
    Case(
        "target_beside_the_figure",
        "德州市",
        """\
指标,单位,2023年目标,2023年1-6月完成,完成率(%)
新能源装机容量,万千瓦,1000,760,76
""",
        """\
2 4 new_energy_capacity 德州市 2023-06..2023-06 stock 7600000 千瓦
""",
        """\
""",
    ),
    Case(
        "column_numbers",
        "德州市",
        """\
2023年1-6月财政收入
项目,单位,本月,累计
甲,乙,1,2
税收收入,万元,5,6
""",
        """\
4 3 tax_revenue 德州市 2023-06..2023-06 period 50000 元
4 4 tax_revenue 德州市 2023-01..2023-06 ytd 60000 元
""",
        """\
""",
    ),
    Case(
        "indicators_across",
        "德州市",
        """\
时间,常住人口城镇化率（%）,年末常住人口（万人）
2022年,60.1,550
2023年,61,549
""",
        """\
2 2 urbanisation_rate 德州市 2022-01..2022-12 - 60.1 %
2 3 population_resident 德州市 2022-01..2022-12 stock 5500000 人
3 2 urbanisation_rate 德州市 2023-01..2023-12 - 61 %
3 3 population_resident 德州市 2023-01..2023-12 stock 5490000 人
""",
        """\
""",
    ),
    Case(
        "region_and_period_at_the_left",
        "德州市",
        """\
地区,时间,地区生产总值(亿元),增速(%)
德州市,2023年上半年,1800,5
禹城市,2023年上半年,200,4
""",
        """\
2 3 gdp 德州市 2023-01..2023-06 ytd 1.8e+11 元
2 4 gdp 德州市 2023-01..2023-06 growth 5 %
3 3 gdp 禹城市 2023-01..2023-06 ytd 2e+10 元
3 4 gdp 禹城市 2023-01..2023-06 growth 4 %
""",
        """\
""",
    ),
]


def read(path: Path, region: str):
    return check_file(path, REGISTRY.resolve_region(region), REGISTRY, LINKER, TODAY)


def figures_of(checked) -> list[str]:
    lines = []
    for figure in checked.figures.itertuples():
        link = LINKER.link(figure.indicator_text)
        name = link.indicator.indicator_id if link.indicator else link.name
        period = f"{figure.period_start:%Y-%m}..{figure.period_end:%Y-%m}"
        place = f"{figure.row_number} {figure.column_number} {name} {figure.region} {period}"
        basis = figure.basis if isinstance(figure.basis, str) else "-"
        lines.append(f"{place} {basis} {figure.value:.10g} {figure.unit}")
    return lines


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_figure_of_a_table(case: Case, tmp_path: Path):
    path = tmp_path / "报送.csv"
    path.write_text(case.text, encoding="gb18030")
    checked = read(path, case.region)
    errors = checked.rejected_rows[checked.rejected_rows["severity"] == "error"]
    assert figures_of(checked) == case.figures.splitlines()
    assert [
        f"{error.row_number} {error.column_number} {error.reason_code}" for error in errors.itertuples()
    ] == case.errors.splitlines()
    assert checked.rows_read == checked.rows_accepted + checked.rows_rejected


MERGED = [
    ["2023年德州市主要指标", "", "", "", ""],
    ["县市区", "地区生产总值", "", "固定资产投资", ""],
    ["", "总量（亿元）", "增速（%）", "总量（亿元）", "增速（%）"],
    ["德城区", 300, 6.1, 55, 0.031],
    ["禹城市", 200, 5.2, 66, 4],
]
AREAS = ((1, 1, 1, 5), (2, 1, 3, 1), (2, 2, 2, 3), (2, 4, 2, 5))


@pytest.mark.parametrize("kind", WORKBOOKS)
def test_merged_headers_in_every_format(kind, tmp_path):
    checked = read(write_workbook(tmp_path / "a.xls", kind, MERGED, AREAS, {(4, 5): "0.0%"}), "德州市")
    assert figures_of(checked) == [
        "4 2 gdp 德城区 2023-01..2023-12 - 3e+10 元",
        "4 3 gdp 德城区 2023-01..2023-12 growth 6.1 %",
        "4 4 fixed_asset_investment 德城区 2023-01..2023-12 - 5500000000 元",
        "4 5 fixed_asset_investment 德城区 2023-01..2023-12 growth 3.1 %",
        "5 2 gdp 禹城市 2023-01..2023-12 - 2e+10 元",
        "5 3 gdp 禹城市 2023-01..2023-12 growth 5.2 %",
        "5 4 fixed_asset_investment 禹城市 2023-01..2023-12 - 6600000000 元",
        "5 5 fixed_asset_investment 禹城市 2023-01..2023-12 growth 4 %",
    ]


@pytest.mark.parametrize("kind", WORKBOOKS)
def test_a_number_in_merged_cells_is_nobodys(kind, tmp_path):
    rows = [["地区", "2023年地区生产总值（亿元）"], ["德城区", 300], ["禹城市", ""], ["齐河县", 100]]
    checked = read(write_workbook(tmp_path / "a", kind, rows, ((2, 2, 3, 2),)), "德州市")
    assert figures_of(checked) == ["4 2 gdp 齐河县 2023-01..2023-12 - 1e+10 元"]
    assert list(checked.rejected_rows["reason_code"]) == ["merged_value", "merged_value"]
    assert list(checked.rejected_rows["row_number"]) == [2, 3]


@pytest.mark.parametrize(
    ("name", "figures", "rows_read"),
    [
        ("nbs_city_gdp_5y.xls", 8, 148),
        ("nbs_province_population_2015-2024_gbk.csv", 10, 310),
        ("nbs_province_cpi_food_2020_monthly_gbk.csv", 2, 62),
        ("compiled_province_budget_blocks.xls", 20, 620),
    ],
)
def test_real_files_are_taken_without_a_word(shared, name, figures, rows_read):
    checked = read(shared / "actuals" / "messy" / name, "山东省")
    assert (checked.status, checked.rows_read, checked.rows_accepted) == ("taken", rows_read, figures)
    errors = checked.rejected_rows[checked.rejected_rows["severity"] == "error"]
    assert set(errors["reason_code"]) == {"region_outside"}
    assert set(checked.figures["region"]) <= {"山东省", "济南市", "青岛市"}


def test_what_no_word_decides_is_refused_with_the_words_to_add(tmp_path):
    for text, reason_code, words in [
        ("地区,2023年,2022年\n山东省,92069,87577\n", "missing_indicator", "指标："),
        ("地区,地区生产总值(亿元)\n山东省,92069\n", "missing_period", "时间："),
    ]:
        path = tmp_path / "data_2023年数据.csv" if reason_code == "missing_indicator" else tmp_path / "a.csv"
        path.write_text(text, encoding="utf-8")
        checked = read(path, "山东省")
        assert checked.reason_code == reason_code
        assert words in checked.reason


def test_a_growth_beside_month_and_year_to_date_must_say_whose_it_is(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("2023年6月\n指标,单位,本月,累计,同比增长%\n税收收入,亿元,1,6,5\n", encoding="utf-8")
    checked = read(path, "德州市")
    assert len(checked.figures) == 2
    assert list(checked.rejected_rows["reason_code"]) == ["unreadable_period"]


@pytest.mark.parametrize("value", ["1987.03", "１９８７．０３", "2019.1"])
def test_a_figure_that_looks_like_a_month_is_a_figure(tmp_path, value):
    """Under a header, after a name; also as the last row, with a table below."""
    path = tmp_path / "a.csv"
    rows = f"地区,德州市\n\n指标,201812\n地区生产总值(亿元),5257\n税收收入(亿元),{value}\n"
    path.write_text(rows + "\n指标,201811\n地区生产总值(亿元),4957\n", encoding="utf-8")
    checked = read(path, "德州市")
    assert [figure.reported_value for figure in checked.figures.itertuples()] == ["5257", value, "4957"]
