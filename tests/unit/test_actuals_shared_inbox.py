"""actuals/inbox/各地区: files that cover many regions, every row with the region that it names."""

from datetime import date
from pathlib import Path

import pytest

from pipelines.actuals.receipts.contents import Receipt
from pipelines.actuals.rows.checking import CheckedFile, check_file
from pipelines.reference.linking import Linker
from pipelines.reference.registry import load_registry
from pipelines.storage.data_folder import PROJECT, DataFolder
from pipelines.storage.region_folders import SHARED, find_region_folders, shared_region

REGISTRY = load_registry(lambda name: PROJECT / "data" / "reference" / name)
LINKER = Linker(REGISTRY.indicators)


def check(tmp_path: Path, text: str) -> CheckedFile:
    path = tmp_path / "各地区.csv"
    path.write_text(text, encoding="utf-8")
    return check_file(path, shared_region(REGISTRY), REGISTRY, LINKER, date(2026, 11, 21))


def test_each_row_goes_to_the_region_that_it_names(tmp_path):
    checked = check(
        tmp_path,
        "省份,年份,地区生产总值(亿元)\n山东省,2024,98566\n河南省,2024,63590\n全国,2024,1349084\n",
    )
    assert list(checked.figures["region_code"]) == ["370000", "410000", "100000"]
    assert Receipt(checked, None).regions == "按地区：全国 1、山东省 1、河南省 1"


def test_a_name_that_a_district_shares_is_the_province_among_provinces_and_the_receipt_says_so(tmp_path):
    names = ["北京", "天津", "河北", "山西", "辽宁", "上海", "江苏"]
    rows = "".join(f"{name},2024,{1000 + place}\n" for place, name in enumerate(names))
    checked = check(tmp_path, "地区,年份,地区生产总值(亿元)\n" + rows)
    assert checked.figures["region"][2] == "河北省"
    [doubt] = checked.rejected_rows.itertuples()
    assert (doubt.severity, doubt.reason_code) == ("warning", "concluded_region")


def test_among_districts_it_is_the_district(tmp_path):
    names = ["和平区", "河东区", "河西区", "南开区", "红桥区", "河北"]
    rows = "".join(f"天津市{name},2024,{1000 + place}\n" for place, name in enumerate(names))
    checked = check(tmp_path, "地区,年份,地区生产总值(亿元)\n" + rows)
    assert list(checked.figures["region"])[-1] == "河北区"


@pytest.mark.parametrize(
    ("place", "reason_code"), [("", "unknown_region"), ("全市", "unknown_region"), ("鼓楼区", "ambiguous_region")]
)
def test_a_row_that_names_no_one_region_is_nobodys(tmp_path, place, reason_code):
    checked = check(tmp_path, f"地区,年份,地区生产总值(亿元)\n山东省,2024,98566\n河南省,2024,9\n{place},2024,63590\n")
    assert list(checked.figures["region"]) == ["山东省", "河南省"]
    assert list(checked.rejected_rows["reason_code"]) == [reason_code]


def test_a_file_without_places_is_nobodys(tmp_path):
    checked = check(tmp_path, "指标,报告期,数值,单位\n地区生产总值,2024,98566,亿元\n")
    assert list(checked.rejected_rows["reason_code"]) == ["missing_region"]


@pytest.mark.parametrize("name", ["各地区", "shared"])
def test_the_folder_is_one_inbox_under_either_name(tmp_path, name):
    data = DataFolder(tmp_path)
    (data.inbox / name).mkdir(parents=True)
    [(label, folders)] = find_region_folders(data, REGISTRY).items()
    assert (label, folders.region) == (SHARED, shared_region(REGISTRY))
    assert folders.inboxes == [data.inbox / name]


def test_thirty_one_provinces_and_twenty_years_in_one_file(tmp_path):
    provinces = [region.name for region in REGISTRY.regions if region.level == "province"][:31]
    years = range(2005, 2025)
    lines = [f"{name},{','.join(str(1000 + year) for year in years)}" for name in provinces]
    text = "数据库：分省年度数据\n指标：地区生产总值(亿元)\n地区," + ",".join(f"{year}年" for year in years) + "\n"
    checked = check(tmp_path, text + "\n".join(lines) + "\n")
    assert (checked.rows_accepted, checked.rows_rejected) == (620, 0)
    assert list(checked.regions["figures"]) == [20] * 31
