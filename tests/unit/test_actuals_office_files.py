"""Files as offices and researchers keep them: places, times, units and columns that are easily taken for another."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from pipelines.actuals.rows.checking import CheckedFile, check_file
from pipelines.reference.linking import Linker
from pipelines.reference.registry import load_registry
from pipelines.storage.data_folder import PROJECT

REGISTRY = load_registry(lambda name: PROJECT / "data" / "reference" / name)
LINKER = Linker(REGISTRY.indicators)
TODAY = date(2026, 11, 21)


def read(path: Path, region: str) -> CheckedFile:
    return check_file(path, REGISTRY.resolve_region(region), REGISTRY, LINKER, TODAY)


def read_text(tmp_path: Path, region: str, text: str, name: str = "报送.csv") -> CheckedFile:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read(path, region)


def figures_of(checked: CheckedFile) -> list[str]:
    """Region, period, basis, indicator, value and unit of each accepted figure."""
    return [
        f"{row.region} {row.period_start:%Y-%m}..{row.period_end:%Y-%m} {row.basis} {row.indicator_text}"
        f" {row.value:.10g} {row.unit}"
        for row in checked.figures.fillna({"basis": "-"}).itertuples()
    ]


def reasons_of(checked: CheckedFile, severity: str = "error") -> list[str]:
    rows = checked.rejected_rows
    return list(rows[rows["severity"] == severity]["reason_code"])


CASES = {
    "growth_that_only_says_what_it_is_compared_with": (
        "临沂市",
        "2025年1-9月\n指标,绝对额(亿元),比上年同期(%)\n出口总额,120.4,-7.3\n",
        ["临沂市 2025-01..2025-09 ytd 出口总额 1.204e+10 元", "临沂市 2025-01..2025-09 growth 出口总额 -7.3 %"],
        [],
    ),
    "growth_of_last_year_is_not_this_years": (
        "临沂市",
        "2025年1-9月\n指标,绝对额(亿元),上年同期增速(%)\n地区生产总值,4321,6.2\n",
        ["临沂市 2025-01..2025-09 ytd 地区生产总值 4.321e+11 元"],
        [],
    ),
    "last_years_figures_are_not_this_years": (
        "临沂市",
        "2025年1-9月\n指标,上年同期(亿元),本期(亿元)\n地区生产总值,4100,4321\n",
        ["临沂市 2025-01..2025-09 period 地区生产总值 4.321e+11 元"],
        [],
    ),
    "a_difference_from_last_year_is_no_growth": (
        "临沂市",
        "2025年1-9月\n指标,绝对额(亿元),同比增减(亿元)\n地区生产总值,4321,221\n",
        ["临沂市 2025-01..2025-09 ytd 地区生产总值 4.321e+11 元"],
        [],
    ),
    "how_far_the_year_has_gone_is_no_figure": (
        "临沂市",
        "2025年1-9月\n指标,绝对额(亿元),序时进度(%)\n地区生产总值,4321,75\n",
        ["临沂市 2025-01..2025-09 ytd 地区生产总值 4.321e+11 元"],
        [],
    ),
    "the_unit_of_a_row_before_that_of_its_column": (
        "临沂市",
        "2025年1-9月工业\n指标,绝对额(亿元)\n资产负债率(%),57.1\n营业收入,812\n",
        ["临沂市 2025-01..2025-09 rate 资产负债率(%) 57.1 %", "临沂市 2025-01..2025-09 ytd 营业收入 8.12e+10 元"],
        [],
    ),
    "this_month_is_the_last_of_the_year_to_date_beside_it": (
        "临沂市",
        "对外贸易\n指标,本月,2025年1-8月累计\n进出口总额(亿元),11.5,90.1\n",
        [
            "临沂市 2025-08..2025-08 period 进出口总额(亿元) 1150000000 元",
            "临沂市 2025-01..2025-08 ytd 进出口总额(亿元) 9010000000 元",
        ],
        [],
    ),
    "this_month_in_a_file_that_names_a_year_is_no_month": (
        "临沂市",
        "2025年对外贸易月报\n指标,本月\n进出口总额(亿元),11.5\n",
        [],
        ["unreadable_period"],
    ),
    "a_section_with_a_time_of_its_own": (
        "临沂市",
        "规模以上工业,,\n指标,2025年1-9月绝对额(亿元),2025年1-9月增速(%)\n规模以上工业增加值,300,6\n"
        "企业效益（1-8月）,,\n营业收入,900,4.1\n",
        [
            "临沂市 2025-01..2025-09 ytd 规模以上工业增加值 3e+10 元",
            "临沂市 2025-01..2025-09 growth 规模以上工业增加值 6 %",
            "临沂市 2025-01..2025-08 ytd 营业收入 9e+10 元",
            "临沂市 2025-01..2025-08 growth 营业收入 4.1 %",
        ],
        [],
    ),
    "whether_a_sections_time_holds_on_below_the_next_one_nothing_says": (
        "临沂市",
        "指标,2025年1-9月绝对额(亿元)\n企业效益（1-8月）,\n营业收入,900\n固定资产,\n工业投资,80\n",
        ["临沂市 2025-01..2025-08 ytd 营业收入 9e+10 元"],
        ["unreadable_period"],
    ),
    "an_index_of_last_year_is_a_growth": (
        "临沂市",
        "时间：2025年9月\n指标,2025年9月\n居民消费价格指数(上年同月=100),99.6\n社会消费品零售总额指数（上年同期=100）,105.2\n",
        [
            "临沂市 2025-09..2025-09 growth 居民消费价格指数(上年同月=100) -0.4 %",
            "临沂市 2025-09..2025-09 growth 社会消费品零售总额指数（上年同期=100） 5.2 %",
        ],
        [],
    ),
    "an_index_of_the_year_to_date_is_a_growth_over_it": (
        "临沂市",
        "指标,2025年9月\n居民消费价格指数_累计同比(上年同期=100),100.3\n",
        ["临沂市 2025-01..2025-09 growth 居民消费价格指数_累计同比(上年同期=100) 0.3 %"],
        [],
    ),
    "a_growth_under_the_name_of_an_index_is_doubted": (
        "临沂市",
        "指标,2025年9月\n社会消费品零售总额指数（上年同期=100）,5.2\n",
        [],
        ["not_an_index"],
    ),
    "columns_of_places_the_finest_within_the_coarser": (
        "江苏省",
        "年份,省份,地级市,县区,地区生产总值(亿元)\n2024,江苏省,徐州市,鼓楼区,700\n2024,福建省,福州市,鼓楼区,900\n",
        ["徐州市鼓楼区 2024-01..2024-12 - 地区生产总值 7e+10 元"],
        ["region_outside"],
    ),
    "city_and_county_beside_each_other": (
        "临沂市",
        "年份,市,县,地区生产总值(亿元)\n2024,临沂市,沂水县,600\n2024,临沂市,,6300\n",
        ["沂水县 2024-01..2024-12 - 地区生产总值 6e+10 元", "临沂市 2024-01..2024-12 - 地区生产总值 6.3e+11 元"],
        [],
    ),
    "places_right_of_the_figures": (
        "临沂市",
        "年份,地区生产总值(亿元),所在地\n2024,600,沂水县\n2024,9800,济南市\n",
        ["沂水县 2024-01..2024-12 - 地区生产总值 6e+10 元"],
        ["region_outside"],
    ),
    "another_provinces_row_in_a_long_table": (
        "山东省",
        "省份,年份,指标,数值,单位\n山东省,2024,地区生产总值,98566,亿元\n河南省,2024,地区生产总值,63590,亿元\n",
        ["山东省 2024-01..2024-12 - 地区生产总值 9.8566e+12 元"],
        ["region_outside"],
    ),
    "zones_and_sums_are_no_region": (
        "临沂市",
        "规模以上工业增加值\n时间,兰山区（亿元）,经开区（亿元）,全市（亿元）,合计（亿元）\n2025年1-6月,50,9,210,210\n",
        [
            "兰山区 2025-01..2025-06 ytd 规模以上工业增加值 5000000000 元",
            "临沂市 2025-01..2025-06 ytd 规模以上工业增加值 2.1e+10 元",
        ],
        ["part_of_region", "unknown_region"],
    ),
    "the_districts_alone_are_not_the_city": (
        "临沂市",
        "地区生产总值(市辖区)\n2024年\n城市,地区生产总值(万元)\n临沂市,26000000\n",
        [],
        ["part_of_region"],
    ),
    "a_label_column_of_any_name_says_what_the_figure_is_one_of": (
        "临沂市",
        "2025年1-9月\n行业,增加值(亿元),增速(%)\n木材加工业,31,5.2\n",
        [
            "临沂市 2025-01..2025-09 ytd 木材加工业增加值 3100000000 元",
            "临沂市 2025-01..2025-09 growth 木材加工业增加值 5.2 %",
        ],
        [],
    ),
    "townships_are_places_that_no_one_knows": (
        "临沂市",
        "2025年1-9月\n单位名称,工业总产值(亿元)\n某某镇,31\n某某街道,12\n",
        [],
        ["unknown_region", "unknown_region"],
    ),
    "years_below_a_blank_corner": (
        "山东省",
        "地区生产总值(亿元)\n,山东省,济南市\n2023,92069,12757\n",
        [
            "山东省 2023-01..2023-12 - 地区生产总值(亿元) 9.2069e+12 元",
            "济南市 2023-01..2023-12 - 地区生产总值(亿元) 1.2757e+12 元",
        ],
        [],
    ),
    "growth_in_a_column_of_its_own_beside_a_template": (
        "临沂市",
        "指标,报告期,数值,单位,同比增速(%)\n固定资产投资,2025年1-9月,,亿元,-3.2\n地区生产总值,2025年1-9月,4321,亿元,5.5\n",
        [
            "临沂市 2025-01..2025-09 growth 固定资产投资 -3.2 %",
            "临沂市 2025-01..2025-09 ytd 地区生产总值 4.321e+11 元",
            "临沂市 2025-01..2025-09 growth 地区生产总值 5.5 %",
        ],
        [],
    ),
    "series_of_a_database_with_rows_that_name_them": (
        "山东省",
        "指标,地区生产总值_累计,固定资产投资_累计同比增速,用电量_当期\n地区,山东,山东,河南\n频度,季,月,月\n"
        "单位,亿元,%,亿千瓦时\n2024-05,,4.1,600\n2024-06,47000,4.2,\n",
        [
            "山东省 2024-01..2024-05 growth 固定资产投资同比增速 4.1 %",
            "山东省 2024-01..2024-06 ytd 地区生产总值 4.7e+12 元",
            "山东省 2024-01..2024-06 growth 固定资产投资同比增速 4.2 %",
        ],
        ["region_outside"],
    ),
    "series_whose_names_say_all": (
        "山东省",
        "指标名称,山东:地区生产总值:当季值,山东:居民消费价格指数:当月同比\n频率,季,月\n单位,亿元,%\n2024-06-30,24000,0.3\n",
        [
            "山东省 2024-04..2024-06 period 地区生产总值 2.4e+12 元",
            "山东省 2024-06..2024-06 growth 居民消费价格指数 0.3 %",
        ],
        [],
    ),
    "a_block_that_nothing_dates_spoils_none_beside_it": (
        "临沂市",
        "固定资产投资\n地区,固定资产投资(亿元)\n沂水县,12\n2025年1-9月工业\n地区,规模以上工业增加值(亿元)\n沂水县,30\n",
        ["沂水县 2025-01..2025-09 ytd 规模以上工业增加值 3000000000 元"],
        ["missing_period"],
    ),
    "the_last_row_of_a_block_is_not_lost_though_it_holds_no_number": (
        "临沂市",
        "2024年\n地区,税收收入(亿元)\n沂水县,30\n莒南县,12.3.4\n固定资产投资\n地区,固定资产投资(亿元)\n沂水县,12\n",
        ["沂水县 2024-01..2024-12 - 税收收入 3000000000 元", "沂水县 2024-01..2024-12 - 固定资产投资 1200000000 元"],
        ["not_a_number"],
    ),
    "a_block_whose_only_cell_is_no_number_is_not_lost": (
        "临沂市",
        "税收收入(亿元)\n地区,2016年\n沂水县,12.3.4\n\n固定资产投资(亿元)\n地区,2016年,2017年\n沂水县,12,13\n",
        [
            "沂水县 2016-01..2016-12 - 固定资产投资(亿元) 1200000000 元",
            "沂水县 2017-01..2017-12 - 固定资产投资(亿元) 1300000000 元",
        ],
        ["not_a_number"],
    ),
    "a_stray_quote_swallows_no_rows": (
        "临沂市",
        '指标,报告期,数值,单位\n粮食产量,2021,"400,万吨\n粮食产量,2022,410,万吨\n粮食产量,2023,420,"万吨"\n',
        ["临沂市 2022-01..2022-12 - 粮食产量 4100000 吨", "临沂市 2023-01..2023-12 - 粮食产量 4200000 吨"],
        ["not_a_number"],
    ),
    "months_to_date_below_their_year": (
        "临沂市",
        "主要指标\n指标,单位,2026年,\n,,1—6月,1—7月\n地区生产总值,亿元,300,360\n",
        [
            "临沂市 2026-01..2026-06 ytd 地区生产总值 3e+10 元",
            "临沂市 2026-01..2026-07 ytd 地区生产总值 3.6e+10 元",
        ],
        [],
    ),
    "years_below_months_to_date": (
        "临沂市",
        "主要指标\n指标,单位,1—6月,\n,,2025年,2024年\n地区生产总值,亿元,300,290\n",
        [
            "临沂市 2025-01..2025-06 ytd 地区生产总值 3e+10 元",
            "临沂市 2024-01..2024-06 ytd 地区生产总值 2.9e+10 元",
        ],
        [],
    ),
    "a_tab_in_a_cell_is_a_space": (
        "临沂市",
        "指标,报告期,数值,单位\n粮食产量,2021,400\t,万吨\n\t粮食产量,2022,410,万吨\n",
        ["临沂市 2021-01..2021-12 - 粮食产量 4000000 吨", "临沂市 2022-01..2022-12 - 粮食产量 4100000 吨"],
        [],
    ),
    "one_figure_in_two_roundings_is_the_finer_one": (
        "临沂市",
        "指标,报告期,数值,单位\n粮食产量,2024,431.27,万吨\n粮食产量,2024,431.3,万吨\n",
        ["临沂市 2024-01..2024-12 - 粮食产量 4312700 吨"],
        ["rounded_twin"],
    ),
    "what_rounds_to_another_value_is_another": (
        "临沂市",
        "指标,报告期,数值,单位\n粮食产量,2024,431.27,万吨\n粮食产量,2024,431.4,万吨\n",
        [],
        ["conflicting_figures", "conflicting_figures"],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_file_is_right_or_says_why_not(name: str, tmp_path: Path):
    region, text, figures, errors = CASES[name]
    checked = read_text(tmp_path, region, text)
    assert figures_of(checked) == figures
    assert reasons_of(checked) == errors


def test_what_is_passed_over_is_named(tmp_path):
    checked = read_text(tmp_path, "临沂市", CASES["growth_of_last_year_is_not_this_years"][1])
    [notice] = checked.rejected_rows.itertuples()
    assert (notice.severity, notice.reason_code) == ("notice", "passed_column")
    assert "上年的增速" in notice.reason


def test_a_yearbook_holds_the_year_before_and_the_receipt_says_so(tmp_path):
    text = "2-1 地区生产总值\n地区,地区生产总值(亿元)\n沂水县,600\n"
    checked = read_text(tmp_path, "临沂市", text, "临沂统计年鉴2024.csv")
    assert figures_of(checked) == ["沂水县 2023-01..2023-12 - 地区生产总值 6e+10 元"]
    assert reasons_of(checked, "notice") == ["concluded_time"]
    said = read_text(tmp_path, "临沂市", "2024年\n" + text, "临沂统计年鉴2024.csv")
    assert figures_of(said) == ["沂水县 2024-01..2024-12 - 地区生产总值 6e+10 元"]
    assert reasons_of(said, "notice") == []


def test_national_figures_are_no_provinces(tmp_path):
    text = "数据库：年度数据\n时间：最近2年\n指标,2024年,2023年\n能源消费总量(万吨),596000,572000\n"
    checked = read_text(tmp_path, "山东省", text)
    assert figures_of(checked) == []
    assert "全国" in checked.rejected_rows["reason"].iloc[0]


def test_the_one_year_of_a_workbook_serves_the_sheets_that_lack_it(tmp_path):
    book = openpyxl.Workbook()
    for name, header in (("核算", "2025年1-9月(亿元)"), ("财政", "1-9月(亿元)")):
        sheet = book.create_sheet(name)
        sheet.append(["指标", header])
        sheet.append(["地区生产总值" if name == "核算" else "一般公共预算收入", 300])
    del book["Sheet"]
    book.save(tmp_path / "月报.xlsx")
    checked = read(tmp_path / "月报.xlsx", "临沂市")
    assert figures_of(checked) == [
        "临沂市 2025-01..2025-09 ytd 地区生产总值 3e+10 元",
        "临沂市 2025-01..2025-09 ytd 一般公共预算收入 3e+10 元",
    ]
    assert reasons_of(checked, "notice") == ["concluded_time"]


def test_many_different_indices_are_each_its_own_growth(tmp_path):
    values = [str(90 + place / 10) for place in range(120)]
    months = [f"{2010 + place // 12}年{place % 12 + 1}月" for place in range(120)]
    text = f"指标,{','.join(months)}\n居民消费价格指数(上年同月=100),{','.join(values)}\n"
    figures = read_text(tmp_path, "临沂市", text).figures
    assert [round(float(value) - 100, 1) for value in values] == [round(value, 1) for value in figures["value"]]


def test_a_page_of_contents_holds_no_figures(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "目录"
    for row in (["目  录", None], ["一、综合……", 1], ["二、工业……", 2]):
        book.active.append(row)
    sheet = book.create_sheet("综合")
    for row in (["2025年1-9月", None], ["指标", "绝对额(亿元)"], ["地区生产总值", 300]):
        sheet.append(row)
    book.save(tmp_path / "月报.xlsx")
    checked = read(tmp_path / "月报.xlsx", "临沂市")
    assert (checked.rows_read, checked.rows_rejected) == (1, 0)


def test_a_number_apart_from_the_table_spoils_no_row(tmp_path):
    book = openpyxl.Workbook()
    for row in (["2025年1-9月地区生产总值"], ["地区", "绝对额(亿元)"], ["沂水县", 600, None, None, 7]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    checked = read(tmp_path / "a.xlsx", "临沂市")
    assert figures_of(checked) == ["沂水县 2025-01..2025-09 ytd 地区生产总值 6e+10 元"]
    assert reasons_of(checked, "notice") == ["passed_column"]


@pytest.mark.parametrize(
    ("name", "indicator_id"),
    [
        ("常住人口 Resident Population(10 000 persons)", "population_resident"),
        ("社会消费品零售总额指数(上年同期=100)", "retail_sales"),
        ("研发经费投入强度R&D", None),
    ],
)
def test_names_link_by_what_they_measure(name: str, indicator_id: str | None):
    indicator = LINKER.link(name).indicator
    assert (indicator and indicator.indicator_id) == indicator_id


def test_places_of_a_long_text_are_joined_as_those_of_a_short_one(tmp_path):
    rows = "".join(
        f"山东省,Shandong,{city},Linyi,{year},粮食产量,{place % 900 + 100},吨\n"
        for place, (year, city) in enumerate(
            (year, city) for year in range(1950, 2024) for city in ("临沂市", "济南市") for _ in range(60)
        )
    )
    header = "省份,province,地级市,city,年份,指标,数值,单位\n"
    checked = read_text(tmp_path, "临沂市", header + rows)
    assert set(checked.figures["region"]) <= {"临沂市"}
    assert checked.rows_read == 74 * 2 * 60
    assert set(checked.rejected_rows["reason_code"]) <= {"region_outside", "duplicate_row", "conflicting_figures"}
    assert "region_outside" in set(checked.rejected_rows["reason_code"])
