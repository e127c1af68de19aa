"""What the registry finds, and how it says that it does not."""

import time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.reference.files import ReferenceFileError, read_rows
from pipelines.reference.linking import Linker
from pipelines.reference.registry import (
    AmbiguousRegionError,
    RegionError,
    RegionOutsideError,
    Registry,
    UnknownRegionError,
    _read_registry,
    load_registry,
    short_name,
)
from pipelines.storage.data_folder import PROJECT, DataFolder

REGISTRY = load_registry(DataFolder(PROJECT / "data").reference)
DEZHOU = REGISTRY.resolve_region("德州市")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("371400", "371400"),
        ("德州市", "371400"),
        ("德州", "371400"),
        ("dezhou", "371400"),
        ("DeZhou", "371400"),
        ("ｄｅｚｈｏｕ", "371400"),
        (" 德州 ", "371400"),
        ("山东省德州市", "371400"),
        ("山东德州", "371400"),
        ("山东省德州市禹城市", "371482"),
        ("德州禹城", "371482"),
        ("laoling", "371481"),
        ("北京", "110000"),
        ("北京市朝阳区", "110105"),
        ("济源市", "419001"),
        ("陕西", "610000"),
        ("shaanxi", "610000"),
        ("shanxi", "140000"),
        ("lüliang", "141100"),
        ("内蒙古自治区", "150000"),
        ("内蒙古", "150000"),
        ("延边州", "222400"),
        ("延边朝鲜族自治州", "222400"),
        ("黔东南州", "522600"),
        ("莘县", "371522"),
        ("神农架", "429021"),
        ("浦东新区", "310115"),
        ("香港", "810000"),
        ("全国", "100000"),
        ("quanguo", "100000"),
        ("中国", "100000"),
        ("中华人民共和国", "100000"),
        ("National", "100000"),
        ("100000", "100000"),
        ("全国山东省", "370000"),
    ],
)
def test_code_chinese_name_and_pinyin_lead_to_the_region(name: str, code: str) -> None:
    assert REGISTRY.resolve_region(name).code == code


@pytest.mark.parametrize(
    ("name", "code"), [("大同市", "140200"), ("大同区", "230606"), ("吉林市", "220200"), ("吉林省", "220000")]
)
def test_a_suffix_tells_regions_of_the_same_bare_name_apart(name: str, code: str) -> None:
    assert REGISTRY.resolve_region(name).code == code


@pytest.mark.parametrize(
    ("name", "code"), [("dongying", "370500"), ("东营", "370500"), ("东营区", "370502"), ("吉林", "220000")]
)
def test_a_bare_name_means_the_region_in_which_the_others_of_that_name_lie(name: str, code: str) -> None:
    assert REGISTRY.resolve_region(name).code == code


@pytest.mark.parametrize("name", ["大同", "朝阳", "市中区", "鼓楼区", "suzhou", "taizhou"])
def test_a_name_of_several_regions_is_refused_with_all_of_them(name: str) -> None:
    with pytest.raises(AmbiguousRegionError) as refusal:
        REGISTRY.resolve_region(name)
    assert len(refusal.value.candidates) > 1
    for candidate in refusal.value.candidates[:8]:
        assert f"{REGISTRY.label(candidate)} {candidate.code}" in str(refusal.value)


@pytest.mark.parametrize(
    "name", ["", "德州县", "亚特兰蒂斯", "37", "全市", "德州经济技术开发区", "' or 1=1 --", "市", "x" * 10**6]
)
def test_an_unknown_name_is_refused_in_chinese(name: str) -> None:
    with pytest.raises(UnknownRegionError, match="未知地区"):
        REGISTRY.resolve_region(name)


def test_an_older_name_is_answered_with_the_present_one() -> None:
    with pytest.raises(UnknownRegionError, match="章丘区"):
        REGISTRY.resolve_region("章丘市")


def test_within_narrows_to_the_region_and_what_lies_in_it() -> None:
    assert REGISTRY.resolve_region("市中区", within=REGISTRY.resolve_region("济南市")).code == "370103"
    assert REGISTRY.resolve_region("朝阳", within=REGISTRY.resolve_region("北京")).code == "110105"
    assert REGISTRY.resolve_region("德州", within=DEZHOU) == DEZHOU
    assert REGISTRY.resolve_region("武城县", within=DEZHOU).parent_code == DEZHOU.code


def test_a_region_elsewhere_is_told_from_an_unknown_one() -> None:
    with pytest.raises(RegionOutsideError, match="不在德州市范围内"):
        REGISTRY.resolve_region("东营市", within=DEZHOU)
    with pytest.raises(UnknownRegionError) as refusal:
        REGISTRY.resolve_region("某某县", within=DEZHOU)
    assert not isinstance(refusal.value, RegionOutsideError)


def test_contains_is_itself_or_below() -> None:
    shandong, yucheng = REGISTRY.resolve_region("山东"), REGISTRY.resolve_region("禹城市")
    assert REGISTRY.contains(DEZHOU, DEZHOU)
    assert REGISTRY.contains(shandong, yucheng)
    assert not REGISTRY.contains(yucheng, DEZHOU)
    assert not REGISTRY.contains(DEZHOU, REGISTRY.resolve_region("聊城"))


def test_every_label_leads_back_to_its_region_alone() -> None:
    assert REGISTRY.label(REGISTRY.resolve_region("370103")) == "济南市市中区"
    assert REGISTRY.label(DEZHOU) == "德州市"
    wrong = [r.code for r in REGISTRY.regions if REGISTRY.resolve_region(REGISTRY.label(r)) != r]
    assert wrong == []


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("德州市", "德州"),
        ("莘县", "莘县"),
        ("矿区", "矿区"),
        ("万柏林区", "万柏林"),
        ("神农架林区", "神农架"),
        ("滨海新区", "滨海"),
        ("大兴安岭地区", "大兴安岭"),
        ("锡林郭勒盟", "锡林郭勒"),
        ("新疆维吾尔自治区", "新疆"),
        ("恩施土家族苗族自治州", "恩施"),
        ("克孜勒苏柯尔克孜自治州", "克孜勒苏"),
        ("积石山保安族东乡族撒拉族自治县", "积石山"),
        ("鄂温克族自治旗", "鄂温克"),
        ("东乡族自治县", "东乡"),
        ("瀍河回族区", "瀍河"),
    ],
)
def test_short_name_leaves_the_kind_of_division_off(name: str, short: str) -> None:
    assert short_name(name) == short


def test_units_are_found_by_name_and_alias_alone() -> None:
    square_metre = REGISTRY.unit("㎡")
    assert square_metre is not None
    assert (square_metre.unit, square_metre.dimension, square_metre.factor) == ("平方米", "area", Decimal("0.0015"))
    assert REGISTRY.unit("千瓦") is not None
    for text in ("万千瓦", "亿元", "", "5G", "个国家级试点"):
        assert REGISTRY.unit(text) is None


def test_indicators_know_the_units_of_their_dimension() -> None:
    farmland = REGISTRY.indicator("high_standard_farmland")
    assert farmland is not None
    assert {"亩", "公顷", "㎡"} <= farmland.units
    assert "个" not in farmland.units
    assert REGISTRY.indicator("no_such_thing") is None


@given(st.text(max_size=60), st.booleans())
def test_resolving_anything_finds_a_region_or_says_why_not(name: str, is_narrowed: bool) -> None:
    try:
        region = REGISTRY.resolve_region(name, within=DEZHOU if is_narrowed else None)
    except RegionError as refusal:
        assert str(refusal)
    else:
        assert not is_narrowed or REGISTRY.contains(DEZHOU, region)


def test_loading_and_looking_up_is_quick() -> None:
    _read_registry.cache_clear()
    start = time.process_time()
    registry = load_registry(DataFolder(PROJECT / "data").reference)
    registry.label(registry.resolve_region("山东省德州市禹城市"))
    registry.unit("亩")
    assert time.process_time() - start < 0.5  # a tenth of it on an idle machine


def write(folder: Path, **files: str) -> Registry:
    """A registry in which the given files replace the project's own."""
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    own = DataFolder(PROJECT / "data").reference
    return load_registry(lambda name: folder / name if (folder / name).exists() else own(name))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("unit,dimension,factor\n亩,area,1\n", "lacks aliases"),
        ("unit,dimension,factor,aliases\n亩,area,one,\n", "row 2, column factor: 'one' is no number"),
        ("unit,dimension,factor,aliases\n亩,area,1\n", "row 2"),
        ("unit,dimension,factor,aliases\n亩,area,1,a,b\n", "row 2"),
    ],
)
def test_a_broken_file_is_refused_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ReferenceFileError, match=said) as refusal:
        write(tmp_path, units=text)
    assert "units.csv" in str(refusal.value)


def test_an_indicator_in_an_unknown_unit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReferenceFileError, match="parsec"):
        write(tmp_path, indicators="indicator_id,name,unit,kind,direction,aliases,part_of\nx,星距,parsec,stock,up,,\n")


def test_a_file_in_another_encoding_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "agencies.csv"
    path.write_bytes("agency,aliases\n科技局,科技厅\n".encode("gb18030"))
    with pytest.raises(ReferenceFileError, match="CSV UTF-8"):
        list(read_rows(path, "agency", "aliases"))


def test_a_data_folder_may_bring_its_own_file(tmp_path: Path) -> None:
    registry = write(tmp_path, agencies="\ufeffagency,aliases,note\n驻地机构, 甲 | 乙 ,x\n")
    assert [(agency.name, agency.aliases) for agency in registry.agencies] == [("驻地机构", ("甲", "乙"))]


def test_a_person_says_what_a_reported_name_means_without_copying_the_registry(tmp_path):
    (tmp_path / "aliases.csv").write_text(
        "name,indicator_id,reason\n绿电装机(预计),new_energy_capacity,能源局电话\n", encoding="utf-8"
    )

    def reference(name: str) -> Path:
        return tmp_path / name if (tmp_path / name).exists() else PROJECT / "data" / "reference" / name

    link = Linker(load_registry(reference).indicators).link("全市绿电装机（万千瓦）")
    assert link.indicator_id == "new_energy_capacity"
    (tmp_path / "aliases.csv").write_text("name,indicator_id,reason\nx,no_such_id,\n", encoding="utf-8")
    with pytest.raises(ReferenceFileError, match="no_such_id"):
        load_registry(reference)


COUNTRY = REGISTRY.resolve_region("全国")


def test_the_country_holds_every_region_and_lies_in_none() -> None:
    assert all(REGISTRY.contains(COUNTRY, region) for region in REGISTRY.regions)
    assert [region for region in REGISTRY.regions if REGISTRY.contains(region, COUNTRY)] == [COUNTRY]
    assert REGISTRY.label(COUNTRY) == "全国"
    assert REGISTRY.label(DEZHOU) == "德州市"


@pytest.mark.parametrize("name", ["全国", "中国", "我国", "national"])
def test_the_country_is_never_meant_within_a_province(name: str) -> None:
    assert REGISTRY.resolve_region(name, within=COUNTRY) is COUNTRY
    with pytest.raises(RegionError):
        REGISTRY.resolve_region(name, within=REGISTRY.resolve_region("山东省"))
