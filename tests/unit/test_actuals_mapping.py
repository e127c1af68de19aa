"""actuals/mapping.csv: what columns mean whose header is a code or says no unit."""

from datetime import date
from pathlib import Path

import pytest
from as_nobody import as_nobody, open_folder

from pipelines.actuals.mapping import ColumnMapping, MappedColumn, half_filled, read_mapping
from pipelines.actuals.receipts.contents import Receipt
from pipelines.actuals.receipts.effects import mapping_to_fill
from pipelines.actuals.receipts.page import receipt_page
from pipelines.actuals.rows.checking import CheckedFile, check_file
from pipelines.reference.linking import Linker
from pipelines.reference.registry import load_registry
from pipelines.storage.data_folder import PROJECT

REGISTRY = load_registry(lambda name: PROJECT / "data" / "reference" / name)
LINKER = Linker(REGISTRY.indicators)
PANEL = "province,year,gdp,x3\n山东省,2022,87435,12\n河南省,2022,61345,9\n"


def check(tmp_path: Path, mapping: str = "", name: str = "面板2022.csv") -> CheckedFile:
    (tmp_path / name).write_text(PANEL, encoding="utf-8")
    (tmp_path / "mapping.csv").write_text(mapping, encoding="utf-8-sig")
    shandong = REGISTRY.resolve_region("山东省")
    return check_file(tmp_path / name, shandong, REGISTRY, LINKER, date(2026, 11, 21), mapping=tmp_path / "mapping.csv")


def read(tmp_path: Path, text: str, file_name: str = "面板2022.csv") -> ColumnMapping:
    (tmp_path / "mapping.csv").write_text(text, encoding="gb18030")
    return read_mapping(tmp_path / "mapping.csv", file_name, REGISTRY)


def test_the_receipt_of_codes_holds_the_mapping_half_filled_and_filled_it_serves(tmp_path):
    checked = check(tmp_path, "列,指标,单位\n")
    assert (checked.rows_accepted, checked.columns_without_unit) == (0, ["gdp", "x3"])
    to_fill = mapping_to_fill(checked, LINKER)
    assert to_fill == "列,指标,单位,口径,文件\r\ngdp,地区生产总值,,,面板2022.csv\r\nx3,,,,面板2022.csv\r\n"
    assert "gdp,地区生产总值,,,面板2022.csv" in receipt_page(Receipt(checked, None, mapping=to_fill))
    filled = to_fill.replace("地区生产总值,,", "地区生产总值,亿元,").replace("x3,,,", "x3,规模以上工业增加值,%,同比")
    taken = check(tmp_path, filled)
    assert [(row.indicator_text, row.value, row.unit, row.basis) for row in taken.figures.fillna("").itertuples()] == [
        ("地区生产总值", 87435 * 10**8, "元", ""),
        ("规模以上工业增加值", 12, "%", "growth"),
    ]


def test_a_mapping_of_another_file_holds_for_none(tmp_path):
    checked = check(tmp_path, "列,指标,单位,口径,文件\ngdp,地区生产总值,亿元,,年鉴*.csv\n")
    assert checked.rows_accepted == 0


@pytest.mark.parametrize("name", ["面板[1].csv", "=HYPERLINK(1)|面板.csv"])
def test_the_mapping_to_fill_holds_for_the_file_that_it_was_made_for_and_no_name_is_a_formula(tmp_path, name):
    to_fill = mapping_to_fill(check(tmp_path, "列,指标,单位\n", name), LINKER)
    assert ",=" not in to_fill
    assert check(tmp_path, to_fill.replace("地区生产总值,,", "地区生产总值,亿元,"), name).rows_accepted == 1


def test_of_faults_without_end_some_are_named_and_all_are_counted(tmp_path):
    faults = read(tmp_path, "列,指标,单位\n" + "x\n" * 10_000).faults
    assert len(faults) == 21
    assert "另有 19980 处" in faults[-1]


def test_a_mapping_that_may_not_be_read_is_a_fault_and_stops_no_file():
    with open_folder() as folder:
        place = folder / "mapping.csv"
        place.write_text("列,指标,单位\n", encoding="utf-8")
        place.chmod(0)
        mapping = as_nobody(lambda: read_mapping(place, "面板.csv", REGISTRY))
    assert mapping.faults == ("mapping.csv 不能读取（Permission denied），没有使用。请检查文件权限。",)


def test_a_pattern_comes_before_none(tmp_path):
    text = "列,指标,单位,口径,文件\nx,粮食产量,吨,,\nX ,粮食产量,万吨,,面板*\ny,棉花产量,吨,,\n"
    assert read(tmp_path, text).columns == {
        "x": MappedColumn("粮食产量", "万吨", ""),
        "y": MappedColumn("棉花产量", "吨", ""),
    }
    assert read(tmp_path, text, "年鉴.csv").columns["x"] == MappedColumn("粮食产量", "吨", "")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("列,指标\nx,粮食产量\n", "第 1 行：表头缺少“单位”"),
        ("列,指标,单位\nx,粮食产量,亿圆\n", "第 2 行“单位”列：不认识单位“亿圆”"),
        ("列,指标,单位\n\nx,粮食产量,\n", "第 3 行“单位”列：没有写单位"),
        ("列,指标,单位,口径\nx,粮食产量,吨,随便\n", "第 2 行“口径”列：不认识口径“随便”"),
        ("列,指标,单位\nx,,吨\n", "第 2 行“指标”列：没有写指标"),
        ("列,指标,单位\nx,粮食产量,吨\nX,棉花产量,吨\n", "第 3 行：“X”已在前面写过"),
    ],
)
def test_a_fault_says_its_row_and_column_and_is_not_used(text, said, tmp_path):
    mapping = read(tmp_path, text)
    assert len(mapping.columns) == (1 if "前面" in said else 0)
    [fault] = mapping.faults
    assert said in fault


def test_faults_stand_in_the_receipt_of_each_file(tmp_path):
    notices = check(tmp_path, "列,指标,单位\ngdp,地区生产总值,亿圆\n").rejected_rows.query("severity == 'notice'")
    assert list(notices["reason_code"]) == ["mapping_fault"]


def test_a_header_that_is_a_formula_is_none_in_the_file_to_fill():
    assert half_filled({"'=1+1": ""}, "a.csv").splitlines()[1] == "'=1+1,,,,a.csv"
    assert ColumnMapping({"=1+1": MappedColumn("甲", "个", "")}).of("=1+1")
