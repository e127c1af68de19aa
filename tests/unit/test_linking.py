"""Which names mean the same thing, and which do not."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.reference.indicators import SUGGESTED, link_figures
from pipelines.reference.linking import Linker, bare_unit, indicator_key, split_name, unregistered_id
from pipelines.reference.registry import Indicator, load_registry
from pipelines.storage.data_folder import PROJECT, DataFolder

REGISTRY = load_registry(DataFolder(PROJECT / "data").reference)
LINKER = Linker(REGISTRY.indicators)


@pytest.mark.parametrize(
    ("text", "name", "qualifiers"),
    [
        ("地区生产总值(前三季度)", "地区生产总值", ("前三季度",)),
        ("5G基站（累计开通）", "5G基站", ("累计开通",)),
        ("新能源发电量(1-5月累计,原文只写截至5月底)", "新能源发电量", ("1-5月累计,原文只写截至5月底",)),
        ("高新技术企业(预计突破)", "高新技术企业", ("预计突破",)),
        ("高新技术企业(超)", "高新技术企业", ("超",)),
        ("研发投入(2022年发布)", "研发投入", ("2022年发布",)),
        ("城镇新增就业(十三五以来累计)", "城镇新增就业", ("十三五以来累计",)),
        ("地区生产总值(2020年不变价)", "地区生产总值", ("2020年不变价",)),
        ("常住人口（万人）", "常住人口", ("万人",)),
        ("固定资产投资(亿元)（1—6月）", "固定资产投资", ("亿元", "1—6月")),
        ("PM2.5浓度【微克/立方米】", "PM2.5浓度", ("微克/立方米",)),
        ("用水总量(单位:亿立方米)", "用水总量", ("单位:亿立方米",)),
        ("乡镇(街道)数", "乡镇(街道)数", ()),
        ("各县(市、区)5G基站", "各县(市、区)5G基站", ()),
        ("固定资产投资(不含农户)", "固定资产投资(不含农户)", ()),
        ("每千人口执业(助理)医师", "每千人口执业(助理)医师", ()),
        ("劳动年龄人口(16-59岁)", "劳动年龄人口(16-59岁)", ()),
        ("煤电机组(超低排放)", "煤电机组(超低排放)", ()),
        ("研究与试验发展(R&D)经费", "研究与试验发展(R&D)经费", ()),
        ("没有括号", "没有括号", ()),
        ("(", "(", ()),
    ],
)
def test_brackets_that_qualify_a_figure_are_taken_off_its_name(
    text: str, name: str, qualifiers: tuple[str, ...]
) -> None:
    assert split_name(text) == (name, qualifiers)


SAME = [
    (
        "5G基站",
        "5G基站数",
        "５Ｇ 基站",
        "5g基站总数",
        "全市5G基站数量",
        "累计开通5G基站",
        "新建5G基站",
        "“5G”基站",
        "5G基站(座)",
    ),
    ("地区生产总值", "GDP", "全省地区生产总值", "地区生产总值(预计)", "GDP增速", "地区生产总值同比增长"),
    ("规上工业增加值", "规模以上工业增加值增速", "规模以上工业增加值(1-5月)"),
    ("新能源装机", "新能源装机容量", "新能源总装机", "新能源发电装机规模", "新能源装机总容量"),
    ("可再生能源装机", "可再生能源发电总装机", "可再生能源总装机容量"),
    ("“四新”经济增加值占比", "四新经济增加值的比重"),
    ("新能源发电量占全社会用电量比重", "新能源发电量占全社会用电量的比例"),
    ("研究与试验发展(R&D)经费", "R&D经费", "研发经费"),
    ("跨境电商企业", "跨境电子商务企业数量"),
]
DIFFERENT = [
    ("新能源装机", "可再生能源装机"),
    ("新能源装机", "新能源和可再生能源装机"),
    ("国家级绿色工厂", "省级绿色工厂"),
    ("省级绿色工厂", "绿色工厂"),
    ("省级创新平台", "省级以上创新平台"),
    ("粮食总产量", "夏粮总产"),
    ("农作物耕种收综合机械化率", "主要农作物耕种收综合机械化率"),
    ("开工高速公路项目", "建成高速公路项目"),
    ("建成区绿化覆盖率", "全区绿化覆盖率"),
    ("城镇新增就业", "城镇就业"),
    ("新增就业", "就业"),
    ("新增专项债券", "专项债券"),
    ("人口自然增长率", "人口"),
    ("居民人均可支配收入(城镇)", "居民人均可支配收入"),
    ("优良天数", "优良天数比例"),
]


@pytest.mark.parametrize("names", SAME, ids=lambda names: names[0])
def test_names_of_one_thing_have_one_key(names: tuple[str, ...]) -> None:
    assert {indicator_key(name) for name in names} == {indicator_key(names[0])}


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_names_of_two_things_have_two_keys(one: str, other: str) -> None:
    assert indicator_key(one) != indicator_key(other)


@given(st.text(max_size=300))
def test_a_key_is_its_own_key(text: str) -> None:
    key = indicator_key(text)
    assert indicator_key(key) == key


WORDS = st.sampled_from(
    [
        *"全市累计新增建成数量规模情况增速占比总装机发电容量规上GDPR&D()（）%年月的“”",
        "5G",
        "基站",
        "（万人）",
        "(预计)",
        "İ",
        "ß",
        "㎡",
        "①",
    ]
)


@given(st.lists(WORDS, max_size=40).map("".join))
def test_a_key_of_the_words_it_knows_is_its_own_key(text: str) -> None:
    key = indicator_key(text)
    assert indicator_key(key) == key
    assert unregistered_id(text) == unregistered_id(key)


@pytest.mark.parametrize(
    ("text", "indicator_id"),
    [
        ("新能源装机容量", "new_energy_capacity"),
        ("新能源和可再生能源装机", "new_and_renewable_energy_capacity"),
        ("可再生能源发电总装机", "renewable_energy_capacity"),
        ("风电光伏装机容量", "wind_and_solar_capacity"),
        ("5G基站(累计建设)", "base_stations_5g"),
        ("高新技术企业(预计超)", "high_tech_enterprises"),
        ("高新技术产业产值占规上工业产值比重(前三季度)", "high_tech_output_share"),
        ("科技型中小企业入库", "tech_smes"),
        ("地区生产总值增速(预计)", "gdp"),
        ("人均GDP", "gdp_per_capita"),
        ("夏粮总产", "grain_output_summer"),
        ("粮食总产", "grain_output"),
        ("居民消费价格涨幅", "consumer_price_index"),
        ("全社会研发投入强度", "rd_intensity"),
    ],
)
def test_registered_names_link_to_their_indicator(text: str, indicator_id: str) -> None:
    link = LINKER.link(text)
    assert link.indicator_id == indicator_id
    assert link.indicator is not None
    assert link.name == link.indicator.name
    assert (link.is_known, link.nearest) == (True, ())


@pytest.mark.parametrize(
    ("text", "unit", "is_linked"),
    [
        ("高标准农田", "亩", True),
        ("高标准农田", "公顷", True),
        ("高标准农田", "个", False),
        ("5G基站", "个", True),
        ("5G基站", "%", True),
        ("新能源装机", "兆瓦", True),
        ("新能源装机", "千瓦时", False),
        ("城镇新增就业", "百分点", True),
        ("每万人口高价值发明专利拥有量", "件/万人", True),
        ("实际使用外资", "元", False),
    ],
)
def test_a_unit_of_another_dimension_makes_another_thing(text: str, unit: str, is_linked: bool) -> None:
    assert (LINKER.link(text, unit).indicator is not None) is is_linked


def test_an_unregistered_name_of_a_plan_and_of_a_bureau_meet() -> None:
    planned = LINKER.link("“百县千企万店”促消费重点活动", "场")
    linker = Linker(REGISTRY.indicators, ["“百县千企万店”促消费重点活动"])
    reported = linker.link("百县千企万店促消费重点活动(1-9月)")
    assert planned.indicator_id == reported.indicator_id == unregistered_id("百县千企万店促消费重点活动")
    assert planned.indicator_id.startswith("x-") and len(planned.indicator_id) == 12
    assert not planned.is_known
    assert reported.is_known
    assert reported.name == "“百县千企万店”促消费重点活动"
    assert reported.nearest == ()


def test_an_unknown_name_is_offered_three_near_ones() -> None:
    link = Linker(REGISTRY.indicators, ["海上光伏并网项目"]).link("海上光伏并网")
    assert not link.is_known
    assert len(link.nearest) == 3
    assert link.nearest[0] == "海上光伏并网项目"
    assert "海上光伏装机" in link.nearest


def test_a_name_like_no_other_is_offered_nothing() -> None:
    assert LINKER.link("qqqq").nearest == ()


def test_two_indicators_of_one_name_are_refused() -> None:
    twins = [Indicator(id_, "甲" * 3, "个", "stock", "up", ("乙数量",)) for id_ in ("one", "two")]
    with pytest.raises(ValueError, match=r"甲甲甲 \(two\) means one"):
        Linker(twins)


@pytest.mark.parametrize(
    ("name", "unit", "bare"),
    [
        ("每万人口发明专利拥有量", "件/万人", "件"),
        ("居民人均可支配收入", "元/人", "元"),
        ("每千人口医疗卫生机构床位", "张/千人", "张"),
        ("亩均税收", "元/亩", "元"),
        ("每千人口医疗卫生机构床位", "张/万人", "张/万人"),
        ("单位地区生产总值能耗", "吨标准煤/万元", "吨标准煤/万元"),
        ("有效发明专利", "件/万人", "件/万人"),
    ],
)
def test_a_denominator_that_the_name_says_is_left_off(name: str, unit: str, bare: str) -> None:
    assert bare_unit(name, unit) == bare


def test_linking_is_quick_beside_thousands_of_names() -> None:
    linker = Linker(REGISTRY.indicators, [f"第{n}类重点建设项目{n % 97}" for n in range(3000)])
    start = time.process_time()
    for _ in range(20):
        linker.link("一个谁也不知道的重点建设项目类指标")
    assert (time.process_time() - start) / 20 < 0.02
    assert linker.link("的" * 10**6 + "(" * 10**5).indicator is None


def test_every_unit_of_a_cell_is_one_in_the_bracket_of_a_name():
    units = [name for unit in REGISTRY.units for name in (unit.unit, *unit.aliases) if not set("()（）") & set(name)]
    assert len(units) > 600
    assert [unit for unit in units if split_name(f"某种用量(万{unit})") != ("某种用量", (f"万{unit}",))] == []


def test_money_is_no_area():
    assert split_name("货币和准货币(M2)供应量")[1] == ()
    assert split_name("住宅面积(m2)")[1] == ("m2",)


def test_a_word_of_count_within_a_name_is_none_of_its_unit():
    assert split_name("卫生院(站)数") == ("卫生院(站)数", ())


def test_the_nearest_names_are_those_that_the_unit_may_count():
    near = [LINKER.link(name).indicator for name in LINKER.nearest("资产负债率", "%")]
    assert near
    assert all("%" in indicator.units for indicator in near)


def test_the_nearest_names_are_looked_for_of_some_hundred_unknown_names_and_no_more():
    names = [f"无人知道的{n}号设施装机容量" for n in range(SUGGESTED + 50)]
    links = link_figures([*names, "地区生产总值"], LINKER)
    assert list(links["nearest"].map(len) > 0) == [True] * SUGGESTED + [False] * 51
    assert list(links["is_known"]) == [False] * len(names) + [True]
    assert links["indicator_id"].is_unique
