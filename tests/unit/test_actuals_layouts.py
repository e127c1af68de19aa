"""Layouts: where the indicator, region, period, value and unit of each figure stand."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from pipelines.actuals.files.grid import Grid, Row, read_grids
from pipelines.actuals.files.refusals import FileRefusedError
from pipelines.actuals.known_names import KnownNames
from pipelines.actuals.layouts.recognising import recognise
from pipelines.actuals.rows.checking import check_file
from pipelines.actuals.rows.reading import read_rows
from pipelines.actuals.rows.rules import ROW_ERRORS, find_offences
from pipelines.actuals.written import Written
from pipelines.reference.linking import Linker
from pipelines.reference.registry import load_registry
from pipelines.storage.data_folder import PROJECT

REGISTRY = load_registry(lambda name: PROJECT / "data" / "reference" / name)
LINKER = Linker(REGISTRY.indicators)
KNOWN = KnownNames(REGISTRY, LINKER)
SHANDONG = REGISTRY.resolve_region("山东省")
WEIHAI = REGISTRY.resolve_region("威海市")
TODAY = date(2026, 11, 21)


def layout_of(text: str, title: str = "", sheet: str = "") -> Written:
    rows = [Row(number, tuple(line.split(","))) for number, line in enumerate(text.splitlines(), start=1) if line]
    [written] = recognise([Grid(sheet, tuple(rows))], title, KNOWN).tables
    return written


def read(written: Written, region=SHANDONG) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows as read, and what is wrong with them."""
    rows = pd.concat(read_rows(written, region, REGISTRY, LINKER))
    return rows, find_offences(ROW_ERRORS, rows.assign(today=pd.Timestamp(TODAY)))


def figures(written: Written) -> list[tuple[int, int, str, str, str, str, str]]:
    names = ["row_number", "column_number", "indicator", "region", "period", "value", "unit"]
    return [tuple(row) for row in written.rows[names].to_numpy().tolist()]


def test_the_template_below_titles_which_may_name_the_region_of_all():
    written = layout_of("山东省月报,,\n\n指标,报告期,数值,单位\nA,2023,1,个\n\nB,2024,2,家\n")
    assert written.layout == "template"
    assert figures(written) == [
        (4, 3, "A", "山东省", "2023", "1", "个"),
        (6, 3, "B", "山东省", "2024", "2", "家"),
    ]
    assert written.headers["period"] == "报告期"


def test_the_data_sites_export_by_region():
    written = layout_of(
        "数据库：分省年度数据\n指标：年末常住人口(万人)\n时间：最近3年\n地区,2024年,2023年,2022年\n"
        "北京市,2183,,2184\n山东省,10080,10123,－\n注：常住人口包括,很多人\n数据来源：国家统计局\n"
    )
    assert written.layout == "national_site"
    assert figures(written) == [
        (5, 2, "年末常住人口(万人)", "北京市", "2024年", "2183", ""),
        (5, 4, "年末常住人口(万人)", "北京市", "2022年", "2184", ""),
        (6, 2, "年末常住人口(万人)", "山东省", "2024年", "10080", ""),
        (6, 3, "年末常住人口(万人)", "山东省", "2023年", "10123", ""),
    ]
    assert set(written.rows["source"]) == {"国家统计局"}
    rows, judged = read(written)
    assert list(judged["reason_code"][judged["severity"] == "error"]) == ["region_outside"] * 2
    assert list(rows["number"]) == [21_830_000, 21_840_000, 100_800_000, 101_230_000]
    assert set(rows["basis_code"]) == {"stock"}


def test_the_data_sites_export_by_indicator():
    written = layout_of(
        "数据库：分省季度数据\n地区：山东省\n时间：2023\n指标,2023年第二季度,2023年第一季度\n地区生产总值累计值(亿元),44125,20411\n"
    )
    rows, judged = read(written)
    assert list(zip(rows["region_name"], rows["number"], rows["period_end"].dt.month, strict=True)) == [
        ("山东省", 4_412_500_000_000, 6),
        ("山东省", 2_041_100_000_000, 3),
    ]
    assert not (judged["severity"] == "error").any()


def test_the_data_sites_export_by_period():
    written = layout_of(
        "地区：山东省\n时间,年末常住人口(万人),地区生产总值(亿元)\n2023年,10123,92069\n2022年,10163,87577\n"
    )
    rows, _ = read(written)
    assert list(rows["base_unit"]) == ["人", "元", "人", "元"]
    assert set(rows["region_name"]) == {"山东省"}


WIDE = (
    "2019年威海市各区市规模以上工业增加值统计表\n时间,环翠区（亿元）,文登区（亿元）,备注\n"
    "201902,1.5,2.5,\n2019年第二季度,3.5,4.5,（半年累计数）\n2019年1—9月,5,－,\n合计,10,7,\n注：快报数\n"
)


def test_a_wide_table_with_districts_across():
    written = layout_of(WIDE)
    assert written.layout == "wide"
    assert set(written.rows["indicator"]) == {"规模以上工业增加值"}
    rows, judged = read(written, WEIHAI)
    errors = judged[judged["severity"] == "error"]
    assert list(zip(errors["row_number"], errors["reason_code"], strict=True)) == [(6, "unreadable_period")] * 2
    sound = rows.drop(errors.index)
    assert list(sound["region_name"]) == ["环翠区", "文登区", "环翠区", "文登区", "环翠区"]
    assert list(sound["number"]) == [1.5e8, 2.5e8, 3.5e8, 4.5e8, 5e8]
    assert list(sound["basis_code"]) == ["", "", "ytd", "ytd", "ytd"]
    assert list(sound["period_start"].dt.month) == [2, 2, 1, 1, 1]


@pytest.mark.parametrize(
    ("title", "sheet", "line"),
    [
        ("2019年各区市固定资产投资", "Sheet1", ""),
        ("", "固定资产投资", "2019年统计表"),
        ("x", "", "威海市固定资产投资完成情况（2019年）"),
        ("", "", "指标：固定资产投资"),
    ],
)
def test_the_indicator_comes_from_line_title_sheet_or_file_name(title, sheet, line):
    written = layout_of(f"{line}\n时间,环翠区（亿元）,文登区（亿元）\n201902,1,2\n", title, sheet)
    assert set(written.rows["indicator"]) == {"固定资产投资"}


def test_a_table_that_names_no_indicator_is_refused_with_the_words_to_add():
    with pytest.raises(FileRefusedError) as refusal:
        layout_of("2019年统计表\n时间,环翠区（亿元）,文登区（亿元）\n201902,1,2\n", "报送_2019", "Sheet1")
    assert refusal.value.reason_code == "missing_indicator"
    assert "指标：" in str(refusal.value)


def test_rows_that_say_their_own_unit_and_indicator():
    written = layout_of("指标,单位,2023年,2024年\n粮食产量,万吨,5655,5710\n")
    assert figures(written) == [
        (2, 3, "粮食产量", "", "2023年", "5655", "万吨"),
        (2, 4, "粮食产量", "", "2024年", "5710", "万吨"),
    ]


@pytest.mark.parametrize(
    ("line", "names", "field"),
    [
        ("", ("粮食产量(万吨)", "蔬菜产量(万吨)"), "indicator"),
        ("指标：固定资产投资(亿元)", ("济南市", "青岛市"), "region"),
    ],
)
def test_the_word_time_in_the_corner_speaks_of_the_periods_beside_it(line, names, field):
    written = layout_of(f"{line}\n时间,2024年2月,2024年1月\n{names[0]},118,110\n{names[1]},3,2\n")
    assert list(written.rows[field]) == [names[0], names[0], names[1], names[1]]
    assert list(written.rows["period"]) == ["2024年2月", "2024年1月"] * 2


def test_the_whole_year_beside_its_parts_is_a_sum_of_a_flow_and_the_last_state_of_a_stock():
    text = "2024年主要指标\n指标,单位,1—9月,全年\n光伏发电装机,万千瓦,560,600\n固定资产投资,亿元,820,1100\n"
    rows, errors = read(layout_of(text))
    assert errors.empty
    assert list(rows["basis_code"]) == ["stock", "stock", "ytd", "ytd"]
    assert [f"{day:%m-%d}" for day in rows["period_end"]] == ["09-30", "12-31"] * 2


def test_indicators_across_need_a_period_above_them():
    text = "地区,粮食产量(万吨),常住人口(万人)\n济南市,298,951\n"
    assert [period for *_, period, _, _ in figures(layout_of("2023年\n" + text))] == ["2023年", "2023年"]
    with pytest.raises(FileRefusedError) as refusal:
        layout_of(text)
    assert refusal.value.reason_code == "missing_period"


def test_a_row_without_a_region_is_not_taken_for_the_folders_own():
    rows, judged = read(layout_of("指标：年末常住人口(万人)\n地区,2024年\n济南市,951\n,10080\n"))
    assert list(rows["region_problem"]) == ["", "unknown_region"]
    assert list(judged["column_number"]) == [2]


def test_what_stands_under_no_header_is_a_note_or_a_shifted_row():
    written = layout_of("指标,,报告期,数值,单位\nA,快报,2023,1,个\nB,5,2023,1,个\n")
    assert list(written.rows["note"]) == ["快报", ""]
    assert list(written.rows["surplus"]) == ["", "5"]


def test_the_figures_of_a_row_are_told_apart_by_their_columns(tmp_path: Path):
    path = tmp_path / "报送.csv"
    path.write_text(WIDE, encoding="utf-8")
    checked = check_file(path, WEIHAI, REGISTRY, LINKER, TODAY)
    assert checked.status == "taken"
    assert checked.rows_read == checked.rows_accepted + checked.rows_rejected
    places = checked.figures[["row_number", "column_number"]]
    assert places["row_number"].duplicated().any()
    assert not places.duplicated().any()


@pytest.mark.parametrize(
    ("name", "scale", "base", "unit"),
    [
        ("nbs_province_population_2015-2024_gbk", 10_000, 0, "人"),
        ("nbs_province_cpi_food_2020_monthly_gbk", 1, 100, "%"),  # 上年同月=100: what it grew by
    ],
)
def test_real_exports_of_the_data_site(shared, name, scale, base, unit):
    grids, encoding = read_grids(shared / "actuals" / "messy" / f"{name}.csv")
    [written] = recognise(grids, name, KNOWN).tables
    rows, judged = read(written)
    own = rows[rows["region_problem"] == ""]
    assert encoding == "gb18030"
    assert set(own["region_name"]) == {"山东省"}
    assert set(rows["region_problem"]) == {"", "region_outside"}
    assert set(judged["reason_code"][judged["severity"] == "error"]) == {"region_outside"}
    assert list(own["number"]) == [pytest.approx(float(cell) * scale - base) for cell in own["value"]]
    assert set(own["base_unit"]) == {unit}
