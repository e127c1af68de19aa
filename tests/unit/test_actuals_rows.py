"""Rows of a bureau's file: each reason for rejecting or doubting one, and that no row is ever lost."""

import csv
import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.actuals.rows.checking import CheckedFile, check_file
from pipelines.actuals.rows.rules import RECORD_WARNINGS, ROW_ERRORS, TWIN_ERRORS, WARNINGS
from pipelines.reference.linking import Linker
from pipelines.reference.registry import Indicator, load_registry
from pipelines.schemas.actuals import Figures, RejectedRows
from pipelines.storage.data_folder import PROJECT

TODAY = date(2026, 11, 21)
ALL_REGISTRY = load_registry(lambda name: PROJECT / "data" / "reference" / name)
INDICATORS = (
    Indicator("capacity", "新能源装机容量", "千瓦", "stock", "up", ()),
    Indicator("generation", "新能源发电量", "千瓦时", "flow", "up", ()),
    Indicator("share", "新能源发电量占比", "%", "rate", "up", ()),
    Indicator("sales", "工业产销率", "%", "rate", "up", ()),
    Indicator("stations", "5G基站", "个", "stock", "up", ()),
    Indicator("patents", "每万人发明专利拥有量", "件", "rate", "up", ()),
    Indicator("profit", "规模以上工业利润总额", "元", "flow", "up", ()),
)
REGISTRY = replace(ALL_REGISTRY, indicators=INDICATORS)
LINKER = Linker(INDICATORS, ["公共图书馆"])
DEZHOU = REGISTRY.resolve_region("德州市")

GOOD = {
    "指标": "新能源装机容量",
    "地区": "德州市",
    "报告期": "2023-05",
    "数值": "760.8",
    "单位": "万千瓦",
    "口径": "",
    "来源": "德州市统计局",
    "备注": "",
}


def row(**cells: str) -> dict[str, str]:
    return GOOD | cells


def generation(period: str, value: str, **cells: str) -> dict[str, str]:
    return row(**{"指标": "新能源发电量", "报告期": period, "数值": value, "单位": "亿千瓦时"} | cells)


def check(folder: Path, *rows: dict[str, str], region=DEZHOU) -> CheckedFile:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(GOOD))
    writer.writeheader()
    writer.writerows(rows)
    path = folder / "报送.csv"
    path.write_text(text.getvalue(), encoding="utf-8")
    checked = check_file(path, region, REGISTRY, LINKER, TODAY)
    assert checked.status == "taken", checked.reason
    return checked


def codes(checked: CheckedFile, severity: str) -> dict[int, list[str]]:
    """Row number → reason codes."""
    rows = checked.rejected_rows[checked.rejected_rows["severity"] == severity]
    return {int(number): sorted(found) for number, found in rows.groupby("row_number")["reason_code"]}


# code → (rows that break it, rows that do not); the first of the bad ones is the one at fault, unless noted
ERROR_CASES = {
    "missing_indicator": ([row(指标="")], [row()]),
    "unknown_region": (
        [row(地区="亚特兰蒂斯")],
        [row(地区="德州"), row(地区="", 来源="x"), row(地区="371400", 来源="y")],
    ),
    "region_outside": ([row(地区="聊城市"), row(地区="山东省"), row(地区="全国")], [row(地区="禹城市")]),
    "missing_period": ([row(报告期="")], [row()]),
    "unreadable_period": ([row(报告期="上半年"), row(报告期="2023-13")], [row(报告期="2023年上半年")]),
    "period_conflict": (
        [generation("2023-06", "1", 指标="新能源发电量(1-5月)"), generation("2023-05", "1", 口径="1—6月")],
        [generation("2023-05", "1", 指标="新能源发电量(1-5月)"), generation("2023", "1", 口径="1—6月")],
    ),
    "future_period": ([row(报告期="2026-12"), row(报告期="2027")], [row(报告期="2026-11"), row(报告期="2026-10")]),
    "missing_value": ([row(数值=""), row(数值="—"), row(数值="…")], [row(数值="0")]),
    "not_a_number": (
        [row(数值="很多"), row(数值="1.2.3"), row(数值="=1+1"), row(数值="12个吭")],
        [row(数值="约1,234")],
    ),
    "scale_twice": ([row(数值="1.2万")], [row(数值="1.2万", 单位="千瓦"), row(数值="1.2万千瓦", 来源="x")]),
    "missing_unit": (
        [row(单位="")],
        [row(单位="", 指标="新能源装机容量(万千瓦)"), row(单位="", 数值="7万千瓦", 来源="x")],
    ),
    "unknown_unit": ([row(单位="吭"), row(单位="万")], [row(单位="MW")]),
    "unit_conflict": (
        [row(指标="新能源装机容量(千瓦)"), row(数值="7亿元")],
        [row(指标="新能源装机容量(万千瓦)"), row(数值="7千瓦", 来源="x")],
    ),
    "unit_dimension": (
        [row(单位="亿元"), row(单位="%"), row(指标="每万人发明专利拥有量", 单位="千瓦")],
        [
            row(指标="新能源装机容量增速", 单位="%"),
            row(口径="同比", 单位="%", 来源="x"),
            row(指标="每万人发明专利拥有量", 单位="件/万人"),
            row(指标="公共图书馆", 单位="个"),
        ],
    ),
    "growth_unit": ([row(指标="新能源装机容量增速")], [row(指标="新能源装机容量增速", 单位="个百分点")]),
    "negative_value": (
        [row(数值="-1"), row(指标="新能源发电量占比", 数值="-3", 单位="%")],
        [
            row(指标="新能源装机容量增速", 数值="-3", 单位="%"),
            row(指标="规模以上工业利润总额", 数值="-3", 单位="亿元"),
            row(指标="1月平均气温", 数值="-3", 单位="℃"),
        ],
    ),
    "share_above_100": (
        [row(指标="新能源发电量占比", 数值="5560", 单位="%"), row(指标="互联网覆盖率", 数值="1010", 单位="‰")],
        [
            row(指标="新能源发电量占比", 数值="100", 单位="%"),
            row(指标="工业产销率", 数值="101", 单位="%"),
            row(指标="新能源发电量占比增速", 数值="120", 单位="%"),
            row(指标="居民消费价格指数(上年同月=100)", 数值="117.4", 单位=""),
        ],
    ),
    "conflicting_figures": (
        [row(), row(数值="771")],
        [row(), row(数值="771", 来源="能源局"), row(数值="771", 报告期="2023-06"), row(地区="禹城市", 数值="771")],
    ),
}


@pytest.mark.parametrize("code", ERROR_CASES)
def test_an_error_rejects_the_rows_at_fault_and_no_other(code, tmp_path):
    bad, good = ERROR_CASES[code]
    checked = check(tmp_path, *bad, row(指标="公共图书馆", 单位="个"))
    assert codes(checked, "error") == {number: [code] for number in range(2, 2 + len(bad))}
    assert checked.rows_accepted == 1
    assert codes(check(tmp_path, *good), "error") == {}


def test_several_faults_of_a_row_are_all_named(tmp_path):
    checked = check(tmp_path, row(地区="亚特兰蒂斯", 报告期="去年", 数值="很多", 单位="吭"))
    assert codes(checked, "error") == {2: ["not_a_number", "unknown_region", "unknown_unit", "unreadable_period"]}
    assert checked.rows_rejected == 1


def test_an_ambiguous_region_names_the_candidates(tmp_path):
    checked = check(tmp_path, row(地区="市中区"), region=REGISTRY.resolve_region("山东省"))
    assert codes(checked, "error") == {2: ["ambiguous_region"]}
    assert "济南市市中区" in checked.rejected_rows["reason"][0]


def test_cells_beyond_the_header_are_no_silent_shift(tmp_path):
    path = tmp_path / "报送.csv"
    path.write_text(
        "指标,报告期,单位,数值\n新能源装机容量,2023,千瓦,1,234.5\n新能源装机容量,2024,千瓦,5,,\n", encoding="utf-8"
    )
    checked = check_file(path, DEZHOU, REGISTRY, LINKER, TODAY)
    assert codes(checked, "error") == {2: ["surplus_cells"]}
    assert list(checked.figures["value"]) == [5.0]


def test_the_same_row_twice_is_taken_once(tmp_path):
    checked = check(tmp_path, row(), row(), row(数值="7608", 单位="MW"), row(数值="760.80"))
    assert codes(checked, "error") == {3: ["duplicate_row"], 4: ["duplicate_row"], 5: ["duplicate_row"]}
    assert list(checked.figures["row_number"]) == [2]


def test_conflicting_rows_name_each_other(tmp_path):
    checked = check(tmp_path, row(), row(指标="公共图书馆", 单位="个"), row(数值="771"), row())
    assert codes(checked, "error") == {
        2: ["conflicting_figures"],
        4: ["conflicting_figures"],
        5: ["conflicting_figures"],
    }
    assert "2、4、5" in checked.rejected_rows["reason"][0]


def test_a_bad_row_does_not_make_its_twin_a_duplicate(tmp_path):
    checked = check(tmp_path, row(单位=""), row())
    assert codes(checked, "error") == {2: ["missing_unit"]}


WARNING_CASES = {
    "unknown_indicator": ([row(指标="没人知道的指标")], [row(), row(指标="公共图书馆", 单位="个")]),
    "period_not_over": ([row(报告期="2026-11")], [row(报告期="2026-10")]),
    "unknown_basis": ([row(口径="快报")], [row(口径="期末"), row(口径="", 来源="x")]),
    "estimated_value": ([row(数值="约760"), row(指标="新能源装机容量(预计)", 报告期="2022")], [row()]),
    "year_to_date_falls": (
        [generation("2023年1-6月", "60"), generation("2023年1-5月", "67.9")],
        [generation("2023年1-5月", "67.9"), generation("2023年1-6月", "80"), generation("2024年1-5月", "66")],
    ),
    "months_do_not_add_up": (
        [generation("2023年1-6月", "80"), generation("2023年1-5月", "67.9"), generation("2023-06", "10.1")],
        [
            generation("2023年1-6月", "78.1"),
            generation("2023年1-5月", "67.9"),
            generation("2023-06", "10.1"),  # 78.0, within rounding
            generation("2023年1-12月", "150"),
            generation("2024年1-1月", "12"),
        ],
    ),
    "power_of_ten": (
        [row(数值="0.0812", 报告期="2023-06"), row()],
        [row(), row(数值="1561", 报告期="2024-05"), row(指标="新能源装机容量增速", 数值="0.5", 单位="%")],
    ),
}


@pytest.mark.parametrize("code", WARNING_CASES)
def test_a_warning_accepts_the_row(code, tmp_path):
    doubtful, good = WARNING_CASES[code]
    checked = check(tmp_path, *doubtful)
    assert code in codes(checked, "warning")[2]
    assert checked.rows_rejected == 0
    assert checked.rows_warned == len(codes(checked, "warning"))
    assert not [found for found in codes(check(tmp_path, *good), "warning").values() if code in found]


def test_every_rule_has_its_case():
    rules = {rule.reason_code for rule in (*ROW_ERRORS, *TWIN_ERRORS, *WARNINGS)}
    elsewhere = {"cut_line", "open_line", "ambiguous_region", "surplus_cells", "duplicate_row", "merged_value"}
    elsewhere |= {
        "rounded_twin",
        "not_an_index",
        "part_of_region",
        "missing_region",
    }  # test_actuals_office_files, …_shared_inbox
    elsewhere.add("concluded_region")  # test_actuals_shared_inbox
    elsewhere |= {rule.reason_code for rule in RECORD_WARNINGS}  # test_actuals_beside_record
    assert rules == {*ERROR_CASES, *WARNING_CASES, *elsewhere}


def test_a_reason_names_row_column_and_cell_as_the_file_has_them(tmp_path):
    found = check(tmp_path, row(), row(数值="很多")).rejected_rows.iloc[0]
    assert (found["row_number"], found["column_number"], found["column_name"]) == (3, 4, "数值")
    assert found["cell"] == "很多"
    assert "很多" in found["reason"]


def test_an_unknown_indicator_is_offered_the_nearest_names(tmp_path):
    checked = check(tmp_path, row(指标="新能源发电总装机规模情况"), row(指标="新能源装机容量占地"))
    reasons = checked.rejected_rows.set_index("row_number")["reason"]
    assert "新能源装机容量" in reasons[3]


@pytest.mark.parametrize(
    ("cells", "start", "end", "basis", "value", "unit"),
    [
        (
            generation("2023-05", "67.9", 指标="新能源发电量(1-5月累计)"),
            (2023, 1, 1),
            (2023, 5, 31),
            "ytd",
            6.79e9,
            "千瓦时",
        ),
        (generation("2020-09", "1", 指标="新能源发电量(前三季度)"), (2020, 1, 1), (2020, 9, 30), "ytd", 1e8, "千瓦时"),
        (generation("2023-06", "1", 口径="本年累计"), (2023, 1, 1), (2023, 6, 30), "ytd", 1e8, "千瓦时"),
        (generation("2023-06", "1", 口径="累计"), (2023, 1, 1), (2023, 6, 30), "ytd", 1e8, "千瓦时"),
        (generation("2023-06", "1", 口径="当期"), (2023, 6, 1), (2023, 6, 30), "period", 1e8, "千瓦时"),
        (generation("2023-06", "1"), (2023, 6, 1), (2023, 6, 30), None, 1e8, "千瓦时"),
        (generation("2023年1—6月", "1"), (2023, 1, 1), (2023, 6, 30), "ytd", 1e8, "千瓦时"),
        (row(口径="累计"), (2023, 5, 1), (2023, 5, 31), "stock", 7_608_000.0, "千瓦"),
        # By the end of June a stock is what it is; what was added to it since January is a flow.
        *(
            (
                row(指标=name, 报告期=period, 口径=stated, 数值="3", 单位="个"),
                (2023, start, 1),
                (2023, 6, 30),
                basis,
                3.0,
                "个",
            )
            for name, period, stated, start, basis in (
                ("5G基站", "2023年1—6月", "", 6, "stock"),
                ("5G基站", "2023年上半年", "", 6, "stock"),
                ("5G基站", "2023年6月累计", "", 6, "stock"),
                ("5G基站(1-6月)", "2023-06", "", 6, "stock"),
                ("5G基站", "2023年1—6月", "期末", 6, "stock"),
                ("5G基站", "2023年1—6月", "本年累计", 1, "ytd"),
                ("新增5G基站", "2023年1—6月", "", 1, "ytd"),
                ("新增5G基站", "2023-06", "", 6, "period"),
                ("没人知道的站", "2023年1—6月", "", 1, "ytd"),
            )
        ),
        (row(指标="5G基站(累计开通)", 数值="1.2", 单位="万个"), (2023, 5, 1), (2023, 5, 31), "stock", 12_000.0, "个"),
        (row(指标="5G基站", 数值="1.2万", 单位="个"), (2023, 5, 1), (2023, 5, 31), None, 12_000.0, "个"),
        (row(数值="7608", 单位="MW"), (2023, 5, 1), (2023, 5, 31), None, 7608.0, "兆瓦"),
        (
            row(指标="新能源发电量占比(1-5月)", 数值="55.6", 单位="%"),
            *((2023, 1, 1), (2023, 5, 31), "rate", 55.6, "%"),
        ),
        (
            row(指标="新能源发电量增速(1-5月)", 数值="-0.8", 单位="%"),
            *((2023, 1, 1), (2023, 5, 31), "growth", -0.8, "%"),
        ),
        (
            row(指标="新能源发电量增速", 数值="2", 单位="%", 口径="本年累计"),
            *((2023, 1, 1), (2023, 5, 31), "growth", 2.0, "%"),
        ),
    ],
)
def test_what_a_row_means(cells, start, end, basis, value, unit, tmp_path):
    figure = check(tmp_path, cells).figures.iloc[0]
    assert (figure["period_start"], figure["period_end"]) == (date(*start), date(*end))
    assert (None if pd.isna(figure["basis"]) else figure["basis"]) == basis
    assert (figure["value"], figure["unit"]) == (value, unit)


def test_what_was_reported_is_kept_beside_what_it_means(tmp_path):
    figure = check(tmp_path, row(指标="5G基站(累计开通,预计)", 数值="约1.2", 单位="万个", 备注="初步数")).figures.iloc[
        0
    ]
    assert (figure["indicator_text"], figure["period"]) == ("5G基站(累计开通,预计)", "2023-05")
    assert (figure["reported_value"], figure["reported_unit"]) == ("约1.2", "万个")
    assert figure["note"] == "初步数;累计开通;预计;约"
    assert (figure["region"], figure["region_code"], figure["source"]) == ("德州市", "371400", "德州市统计局")


CELL = st.one_of(
    st.sampled_from(
        ["", "-", "0", "1.2万", "760.8", "-5", "55.6%", "2023", "2023-06", "2023年1-5月", "1—6月", "2099", "%"]
    ),
    st.sampled_from(
        ["德州市", "禹城市", "聊城市", "千瓦", "万千瓦", "个", "同比", "累计", "期末", '"', "=1+1", "约5", "1,234.5"]
    ),
    st.sampled_from(
        ["新能源装机容量", "新能源发电量(1-5月)", "新能源发电量占比", "5G基站(预计)", "新能源装机容量增速"]
    ),
    st.text(max_size=12),
)
ROWS = st.lists(
    st.fixed_dictionaries(dict.fromkeys(GOOD, CELL)) | st.just(GOOD) | st.just(generation("2023-06", "1")), max_size=12
)


@settings(max_examples=20, deadline=None)
@given(rows=ROWS)
def test_no_row_is_ever_lost(rows, tmp_path_factory):
    folder = tmp_path_factory.mktemp("inbox")
    text = io.StringIO()
    writer = csv.DictWriter(text, list(GOOD))
    writer.writeheader()
    writer.writerows(rows)
    (folder / "报送.csv").write_text(text.getvalue(), encoding="utf-8", errors="replace", newline="")
    checked = check_file(folder / "报送.csv", DEZHOU, REGISTRY, LINKER, TODAY)
    if checked.status == "refused":
        assert checked.reason_code in ("no_rows", "unknown_layout")
        return
    accepted = set(checked.figures["row_number"])
    errors = checked.rejected_rows[checked.rejected_rows["severity"] == "error"]
    warnings = checked.rejected_rows[checked.rejected_rows["severity"] == "warning"]
    rejected = set(errors["row_number"])
    assert checked.rows_read == checked.rows_accepted + checked.rows_rejected
    assert (len(accepted), len(rejected)) == (checked.rows_accepted, checked.rows_rejected)
    assert not accepted & rejected
    assert set(warnings["row_number"]) <= accepted
    assert checked.rows_warned == warnings["row_number"].nunique()
    assert checked.figures["value"].notna().all()
    Figures.validate(checked.figures)
    RejectedRows.validate(checked.rejected_rows)
    if not any("\r" in cell or "\n" in cell or '"' in cell for cells in rows for cell in cells.values()):
        filled = [
            n for n, cells in enumerate(rows, start=2) if any(c.isprintable() and c.strip() for c in cells.values())
        ]
        assert set(filled) <= accepted | rejected


@settings(max_examples=40, deadline=None)
@given(
    content=st.binary(max_size=300)
    | st.text(max_size=300).map(lambda text: ("指标,报告期,数值\n" + text).encode(errors="replace"))
)
def test_no_content_whatever_raises(content, tmp_path_factory):
    path = tmp_path_factory.mktemp("inbox") / "报送.csv"
    path.write_bytes(content)
    checked = check_file(path, DEZHOU, REGISTRY, LINKER, TODAY)
    assert checked.reason_code != "unreadable_file"
    assert checked.rows_read == checked.rows_accepted + checked.rows_rejected


def test_the_reported_figures_of_three_cities(shared):
    checked = check_file(
        shared / "actuals" / "reported.csv", REGISTRY.resolve_region("山东省"), ALL_REGISTRY, LINKER, TODAY
    )
    assert (checked.rows_read, checked.rows_accepted, checked.rows_rejected) == (82, 82, 0)
    assert set(checked.figures["region"]) == {"德州市", "聊城市", "东营市"}
