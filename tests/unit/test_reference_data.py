"""What must hold of the files under data/reference, whoever edits them."""

import csv
import re
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path

import pytest

from pipelines.reference.files import ReferenceFileError
from pipelines.reference.linking import indicator_key
from pipelines.reference.registry import load_registry, short_name
from pipelines.reference.tables import read_reference
from pipelines.schemas.model import Table
from pipelines.schemas.reference import STATUSES, Statuses, StatusRules
from pipelines.schemas.tables import REFERENCE as REFERENCE_TABLES
from pipelines.storage.data_folder import PROJECT, DataFolder

REFERENCE = PROJECT / "data" / "reference"
REGISTRY = load_registry(DataFolder(PROJECT / "data").reference)
UNIT_NAMES = {unit.unit for unit in REGISTRY.units}


PLACES = """
重庆市 chongqing 乐陵市 laoling 乐亭县 laoting 乐清市 yueqing 乐山市 leshan 莘县 shenxian 东阿县 donge
郯城县 tancheng 单县 shanxian 茌平区 chiping 莒县 juxian 临朐县 linqu 兖州区 yanzhou 鄄城县 juancheng
芝罘区 zhifu 峄城区 yicheng 牟平区 muping 中牟县 zhongmu 涡阳县 guoyang 六安市 luan 六合区 luhe 亳州市 bozhou
蚌埠市 bengbu 蚌山区 bengshan 歙县 shexian 黟县 yixian 枞阳县 zongyang 砀山县 dangshan 濉溪县 suixi 丽水市 lishui
台州市 taizhou 嵊州市 shengzhou 鄞州区 yinzhou 缙云县 jinyun 洪洞县 hongtong 洞头区 dongtou 繁峙县 fanshi
隰县 xixian 岢岚县 kelan 万柏林区 wanbailin 长治市 changzhi 长子县 zhangzi 子长市 zichang 长春市 changchun
长白朝鲜族自治县 changbai 长垣市 changyuan 成都市 chengdu 新都区 xindu 于都县 yudu 都匀市 duyun 曾都区 zengdu
郫都区 pidu 蔚县 yuxian 大城县 daicheng 井陉县 jingxing 藁城区 gaocheng 蠡县 lixian 泊头市 botou 行唐县 xingtang
闵行区 minhang 珲春市 hunchun 桦甸市 huadian 讷河市 nehe 穆棱市 muling 朝阳市 chaoyang 邳州市 pizhou
睢宁县 suining 盱眙县 xuyi 邗江区 hanjiang 厦门市 xiamen 马尾区 mawei 铅山县 yanshan 鄱阳县 poyang 婺源县 wuyuan
浚县 xunxian 荥阳市 xingyang 渑池县 mianchi 武陟县 wuzhi 泌阳县 biyang 柘城县 zhecheng 漯河市 luohe 尉氏县 weishi
黄陂区 huangpi 秭归县 zigui 蕲春县 qichun 猇亭区 xiaoting 郴州市 chenzhou 耒阳市 leiyang 汨罗市 miluo 溆浦县 xupu
番禺区 panyu 大埔县 dabu 黄埔区 huangpu 东莞市 dongguan 儋州市 danzhou 百色市 baise 龙圩区 longxu 綦江区 qijiang
犍为县 qianwei 邛崃市 qionglai 阆中市 langzhong 筠连县 junlian 荥经县 yingjing 什邡市 shifang 色达县 seda
弥勒市 mile 漾濞彝族自治县 yangbi 柞水县 zhashui 吴堡县 wubu 鄠邑区 huyi 崆峒区 kongtong 宕昌县 tanchang
称多县 chenduo 尉犁县 yuli 喀什地区 kashi 伽师县 jiashi 吐鲁番市 tulufan 库尔勒市 kuerle 阿勒泰地区 aletai
且末县 qiemo 莎车县 shache 吕梁市 lvliang 陕西省 shaanxi 山西省 shanxi 浙江省 zhejiang
"""


def rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def repeated(items: list[str]) -> list[str]:
    return [item for item, count in Counter(items).items() if count > 1]


@pytest.mark.parametrize("model", REFERENCE_TABLES, ids=lambda model: model.table())
def test_a_file_that_becomes_a_table_fits_its_schema(model: type[Table]) -> None:
    name = f"{model.table()}.csv"
    frame = read_reference(model, REFERENCE / name)
    assert len(model.validate(frame, lazy=True)) == len(rows(name))


@pytest.mark.parametrize("path", sorted(REFERENCE.glob("*.csv")), ids=lambda path: path.name)
def test_files_are_plain_utf8_and_described(path: Path) -> None:
    text = path.read_bytes().decode("utf-8")
    assert not text.startswith("\ufeff")
    assert "\r" not in text
    assert "\t" not in text
    assert text.endswith("\n")
    assert f"`{path.name}`" in (REFERENCE / "README.md").read_text(encoding="utf-8")


# Regions


def test_there_are_as_many_regions_as_china_has() -> None:
    levels = Counter(region.level for region in REGISTRY.regions)
    assert levels == {"country": 1, "province": 34, "prefecture": 333, "county": 2846}


def test_every_region_lies_in_one_of_a_higher_level() -> None:
    above = {
        "country": {None},
        "province": {"country"},
        "prefecture": {"province"},
        "county": {"province", "prefecture"},
    }
    levels = {region.code: region.level for region in REGISTRY.regions}
    for region in REGISTRY.regions:
        parent = levels.get(region.parent_code) if region.parent_code else None
        assert parent in above[region.level], region


def test_codes_say_where_a_region_lies() -> None:
    for region in REGISTRY.regions:
        assert (region.level in ("country", "province")) or region.code[:2] == (region.parent_code or "")[:2], region
        ends = {"country": "0000", "province": "0000", "prefecture": "00", "county": ""}[region.level]
        assert region.code.endswith(ends), region


def test_no_two_regions_of_one_parent_share_a_name() -> None:
    assert repeated([f"{region.parent_code} {region.name}" for region in REGISTRY.regions]) == []


def test_zones_and_pseudo_divisions_are_left_out() -> None:
    for region in REGISTRY.regions:
        assert not re.search(r"市辖区|直辖县|开发区|管理区|示范区|工业园区", region.name), region


@pytest.mark.parametrize(("name", "pinyin"), re.findall(r"(\S+) (\S+)", PLACES))
def test_names_with_more_than_one_reading_are_read_as_their_people_do(name: str, pinyin: str) -> None:
    assert {region.pinyin for region in REGISTRY.regions if region.name == name} == {pinyin}


def test_pinyin_has_a_syllable_for_each_character() -> None:
    for region in REGISTRY.regions:
        characters = len(short_name(region.name))
        assert re.fullmatch(r"[a-z]+", region.pinyin), region
        assert characters <= len(region.pinyin) <= 6 * characters, region


# Units


def test_no_unit_has_two_meanings() -> None:
    assert repeated([name for unit in REGISTRY.units for name in (unit.unit, *unit.aliases)]) == []


def test_the_first_unit_of_a_dimension_is_the_one_that_its_factors_count_in() -> None:
    first = {}
    for unit in REGISTRY.units:
        first.setdefault(unit.dimension, unit)
        assert unit.factor > 0
    assert [unit.unit for unit in first.values() if unit.factor != 1] == []


@pytest.mark.parametrize(
    ("value", "unit", "same", "other"),
    [
        ("1", "公顷", "15", "亩"),
        ("1", "平方公里", "100", "公顷"),
        ("10000", "平方米", "1", "公顷"),
        ("2", "斤", "1", "千克"),
        ("1", "吨", "1000", "公斤"),
        ("1", "MW", "1000", "千瓦"),
        ("1", "GW", "1000", "兆瓦"),
        ("1", "度", "1", "kWh"),
        ("10", "‰", "1", "%"),
        ("100", "基点", "1", "个百分点"),
        ("1", "EFLOPS", "1000", "P"),
        ("1", "座", "1", "个"),
        ("1", "名", "1", "人"),
        ("1", "毫克/立方米", "1000", "微克/立方米"),
        ("1", "张/千人", "10", "件/万人"),
        ("1", "吨/公顷", "1000", "公斤/公顷"),
        ("400", "斤/亩", "200", "千克/亩"),
        ("1", "吨CO2e", "1", "吨二氧化碳"),
        ("1", "μg/m3", "1", "微克/立方米"),
        ("1", "台(件)", "1", "台"),
        ("25", "g/kg", "25", "克/千克"),
        ("1", "t/d", "1", "吨/日"),
        ("1", "件/万人", "1", "台/万人"),
        ("1", "克/千克", "1000", "毫克/千克"),
    ],
)
def test_values_convert_exactly(value: str, unit: str, same: str, other: str) -> None:
    one, two = REGISTRY.unit(unit), REGISTRY.unit(other)
    assert one is not None and two is not None
    assert one.dimension == two.dimension
    assert type(one.factor)(value) * one.factor == type(two.factor)(same) * two.factor


@pytest.mark.parametrize(
    ("unit", "other"),
    [
        ("个", "人"),
        ("人", "人次"),
        ("户", "个"),
        ("个", "场"),
        ("%", "百分点"),
        ("元", "美元"),
        ("吨", "吨标准煤"),
        ("千瓦", "千瓦时"),
        ("千瓦", "千伏安"),
    ],
)
def test_what_cannot_be_counted_together_is_of_two_dimensions(unit: str, other: str) -> None:
    one, two = REGISTRY.unit(unit), REGISTRY.unit(other)
    assert one is not None and two is not None
    assert one.dimension != two.dimension


def test_ten_thousand_is_a_numeral_and_no_unit() -> None:
    assert [
        name for unit in REGISTRY.units for name in (unit.unit, *unit.aliases) if name.startswith(("万", "亿"))
    ] == []


# Indicators


def test_the_indicators_cover_what_plans_track() -> None:
    assert len(REGISTRY.indicators) >= 900
    for wanted in (
        "gdp",
        "base_stations_5g",
        "high_tech_enterprises",
        "pm25",
        "grain_output",
        "new_urban_jobs",
        "exports",
    ):
        assert REGISTRY.indicator(wanted) is not None


def test_indicator_ids_are_readable_and_single() -> None:
    ids = [indicator.indicator_id for indicator in REGISTRY.indicators]
    assert repeated(ids) == []
    assert [id_ for id_ in ids if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", id_)] == []


def test_kind_direction_and_unit_are_known_values() -> None:
    for indicator in REGISTRY.indicators:
        assert indicator.kind in {"stock", "flow", "rate"}, indicator
        assert indicator.direction in {"up", "down"}, indicator
        assert indicator.unit in UNIT_NAMES, indicator


def test_what_contains_an_indicator_is_an_indicator_of_its_kind_and_contains_what_it_contains_too() -> None:
    for indicator in REGISTRY.indicators:
        for broader in map(REGISTRY.indicator, indicator.part_of):
            assert broader is not None, indicator
            assert (broader.kind, broader.unit) == (indicator.kind, indicator.unit), indicator
            assert set(broader.part_of) < set(indicator.part_of), (indicator, broader)


def test_shares_are_rates() -> None:
    for indicator in REGISTRY.indicators:
        assert (indicator.unit not in {"%", "‰"}) or indicator.kind == "rate", indicator


OTHER_KIND = {"亩均增加值"}  # a mean over an area is a rate
RATES = re.compile(r"(?:率|比重|比例|占比|强度|系数|密度)$")
STOCKS = re.compile(r"(?:余额|保有量|床位|参保人数|通车里程|营业里程|装机|存栏|拥有量)$")
FLOWS = re.compile(
    r"(?:增加值|总产值|产量|投资|零售额|吞吐量|货运量|客运量|周转量|发电量|用电量|营业收入|出栏|总额|支出)$"
)


@pytest.mark.parametrize(("names", "kind"), [(RATES, "rate"), (STOCKS, "stock"), (FLOWS, "flow")])
def test_kinds_are_those_that_names_say(names: re.Pattern[str], kind: str) -> None:
    named_so = [indicator for indicator in REGISTRY.indicators if names.search(indicator.name)]
    assert len(named_so) > 20
    assert [indicator for indicator in named_so if indicator.kind != kind and indicator.name not in OTHER_KIND] == []


def test_no_name_means_two_indicators() -> None:
    meanings = defaultdict(set)
    for indicator in REGISTRY.indicators:
        for name in (indicator.name, *indicator.aliases):
            meanings[indicator_key(name)].add(indicator.indicator_id)
    assert {key: ids for key, ids in meanings.items() if len(ids) > 1} == {}


@pytest.mark.parametrize(
    "indicator_id", ["water_loss_rate", "unemployment_surveyed", "energy_intensity", "pm25", "income_ratio_urban_rural"]
)
def test_less_is_better_where_it_is(indicator_id: str) -> None:
    indicator = REGISTRY.indicator(indicator_id)
    assert indicator is not None
    assert indicator.direction == "down"


# Agencies, statuses, settings


def test_no_agency_has_two_meanings() -> None:
    assert len(REGISTRY.agencies) >= 100
    assert repeated([name for agency in REGISTRY.agencies for name in (agency.name, *agency.aliases)]) == []


def test_every_status_has_its_row() -> None:
    assert {row["status"] for row in rows("statuses.csv")} == set(STATUSES)
    severity = {row["status"]: int(row["severity"]) for row in rows("statuses.csv")}
    assert severity["no_data"] < severity["attained"] < severity["behind"] < severity["far_behind"] < severity["missed"]


def test_the_cuts_are_those_that_the_method_names() -> None:
    values = {row["rule"]: float(row["value"]) for row in rows("status_rules.csv")}
    assert values["ahead_points"] == values["behind_points"] == 10
    assert values["far_behind_points"] == 30
    assert values["about_tolerance_pct"] == 5


def test_official_figures_come_before_news_and_news_before_the_unknown() -> None:
    def rank(source: str, told_by: str = "file") -> int:
        return min(
            int(row["rank"])
            for row in rows("source_ranks.csv")
            if row["told_by"] == told_by and (row["pattern"] in source or row["pattern"] == "*")
        )

    order = ["2024年国民经济和社会发展统计公报", "市统计局", "市科技局", "大众日报2023-06-12", "转载", ""]
    assert [rank(source) for source in order] == sorted(rank(source) for source in order)
    assert rank("市统计局") < rank("市科技局") < rank("大众日报2023-06-12") < rank("转载") == rank("")
    documents = ["《2024年统计公报》", "《2024年计划执行情况的报告》", "《2025年政府工作报告》", "《动态》"]
    stated, expected = ([rank(title, told_by) for title in documents] for told_by in ("document", "expected"))
    assert [rank(""), *stated, *expected] == sorted({rank(""), *stated, *expected})


def test_corrections_ship_empty_with_their_columns() -> None:
    header = (REFERENCE / "corrections.csv").read_text(encoding="utf-8")
    assert header == "target_id,action,field,value,expect,reason\n"


# Dichromat vision: Viénot, Brettel and Mollon 1999, in linear sRGB.
VISION = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanope": ((0.11238, 0.88762, 0), (0.11238, 0.88762, 0), (0.00401, -0.00401, 1)),
    "deuteranope": ((0.29275, 0.70725, 0), (0.29275, 0.70725, 0), (-0.02234, 0.02234, 1)),
}


def lab(colour: str, vision: str) -> tuple[float, float, float]:
    """A colour as these eyes see it, in CIE L*a*b* (D65)."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    light = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    r, g, b = (sum(weight * c for weight, c in zip(row, light, strict=True)) for row in VISION[vision])
    xyz = (
        (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047,
        0.2126 * r + 0.7152 * g + 0.0722 * b,
        (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883,
    )
    x, y, z = (t ** (1 / 3) if t > 0.008856 else 7.787 * max(t, 0) + 16 / 116 for t in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("vision", VISION)
def test_status_colours_differ_to_every_eye(vision: str) -> None:
    seen = {row["status"]: lab(row["colour"], vision) for row in rows("statuses.csv")}
    for one, other in combinations(seen, 2):
        distance = sum((a - b) ** 2 for a, b in zip(seen[one], seen[other], strict=True)) ** 0.5
        assert distance >= 15, (one, other)


def test_behind_is_yellow_and_far_behind_is_red() -> None:
    colours = {row["status"]: row["colour"] for row in rows("statuses.csv")}
    (red, green, blue), (more_red, less_green, _) = (
        [int(colours[status][place : place + 2], 16) for place in (1, 3, 5)] for status in ("behind", "far_behind")
    )
    assert red > 200 and green > 180 and blue < 100
    assert more_red > 200 and less_green < 60


RULES = "rule,value,unit,meaning\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("rule,value,unit\n", "row 1: the header lacks meaning. It must have rule,value,unit,meaning."),
        (RULES + "a,1,天,x\nb,ten,天,x\n", "row 3, column value: 'ten' cannot stand there. Write a number."),
        (RULES + "a,1,天,x\nb,,天,x\n", "row 3, column value: it is empty. Write a number."),
        (RULES + "a,1,天,x\na,2,天,x\n", "column rule: 'a' stands there twice"),
        (RULES + 'a,1,天,x\nb,2,天,"open\nc,3,天,x\n', "row 3: unexpected end of data. Close each quotation mark"),
        (RULES + "a,1,天\n", "row 2: not as many cells as the header has, 4."),
    ],
)
def test_what_is_wrong_with_a_file_is_said_with_its_row_and_column_and_what_to_do(tmp_path, content: str, said: str):
    path = tmp_path / "status_rules.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ReferenceFileError) as fault:
        read_reference(StatusRules, path)
    assert str(fault.value).startswith(f"{path}, ")
    assert said in str(fault.value)


def test_one_of_a_few_words_is_listed(tmp_path):
    path = tmp_path / "statuses.csv"
    path.write_text("status,name,colour,severity,meaning\nlate,迟,#aaaaaa,1,x\n", encoding="utf-8")
    with pytest.raises(ReferenceFileError) as fault:
        read_reference(Statuses, path)
    assert "row 2, column status: 'late' cannot stand there. Write one of attained, " in str(fault.value)
