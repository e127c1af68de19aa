"""What a single sentence cannot show: tables, reviews of the past, repetitions, units over paragraphs, explanations."""

from datetime import date
from decimal import Decimal

from pipelines.extraction.explaining import explain
from pipelines.extraction.extracting import extract_targets
from pipelines.extraction.target import PlanContext, Target
from tests.corpus_lines import CITY, CONTEXT, corpus_registry, write_target

REPORT = PlanContext(CITY, date(2024, 1, 18), date(2024, 1, 1), date(2024, 12, 31), is_work_report=True)


def targets_of(text: str, context: PlanContext = CONTEXT) -> list[Target]:
    return extract_targets(text, context, corpus_registry())


def lead_units(target: Target) -> list[str]:
    return [unit.unit_name for unit in target.units if unit.role == "lead"]


class TestIndicatorTables:
    HEAD = "序号 | 指标 | 单位 | 2020年 | 2023年 | 2025年 | 属性\n"

    def test_each_cell_of_a_target_year_is_a_target_and_the_past_column_its_baseline(self) -> None:
        found = targets_of(self.HEAD + "1 | 森林覆盖率 | % | 10.5 | 11 | >12 | 约束性")
        assert [(t.value, t.comparator, t.target_year, t.baseline_year) for t in found] == [
            (Decimal(11), "exactly", 2023, 2020),
            (Decimal(12), "above", 2025, 2020),
        ]
        assert {t.indicator for t in found} == {"森林覆盖率"}
        assert {t.binding for t in found} == {"binding"}

    def test_the_unit_stands_in_the_bracket_of_the_name_or_in_its_column_with_its_scale(self) -> None:
        found = targets_of(
            "指标 | 2020年 | 2025年\n地区生产总值(亿元) | 2800 | 4000左右\n全员劳动生产率(万元/人) | 11 | ≥16"
        )
        assert [(t.indicator, t.value, t.unit, t.comparator) for t in found] == [
            ("地区生产总值", Decimal(400_000_000_000), "元", "about"),
            ("全员劳动生产率", Decimal(160_000), "元/人", "at_least"),
        ]

    def test_a_yearly_growth_stands_for_a_target_year_left_empty(self) -> None:
        found = targets_of("指标 | 2020年 | 2025年 | 年均增速 | 属性\n地区生产总值(亿元) | 2800 | — | 6.5左右 | 预期性")
        (target,) = found
        assert (target.value, target.unit, target.measure, target.direction) == (Decimal("6.5"), "%", "change", "up")
        assert target.annualised
        assert target.binding == "expected"

    def test_a_row_whose_first_cells_are_merged_with_those_above_is_read_from_its_end(self) -> None:
        head = "类别 | 指标 | 2020年 | 2025年\n"
        found = targets_of(head + "绿色 | 森林覆盖率(%) | 10 | 12\n单位地区生产总值能耗降低(%) | 3 | 15")
        assert [(t.indicator, t.value, t.measure) for t in found] == [
            ("森林覆盖率", Decimal(12), "level"),
            ("单位地区生产总值能耗", Decimal(15), "change"),
        ]

    def test_a_head_of_two_rows_is_read_as_one(self) -> None:
        head = "指标名称 | 单位 | 现状 | 目标值 | 属性\n | | 2020年 | 2025年 |\n"
        (target,) = targets_of(head + "全社会用电量 | 亿千瓦时 | 200 | 260左右 | 预期性")
        assert (target.value, target.unit, target.comparator) == (Decimal(26_000_000_000), "千瓦时", "about")
        assert (target.target_year, target.baseline_year) == (2025, 2020)

    def test_a_column_of_goals_without_a_year_is_of_the_last_year_of_the_plan(self) -> None:
        (target,) = targets_of("主要指标 | 目标值 | 牵头单位\n公园绿地面积(万平方米) | 350 | 市城管局")
        assert (target.value, target.unit, target.target_year) == (Decimal(3_500_000), "平方米", 2025)
        assert lead_units(target) == ["市城管局"]

    def test_a_sum_of_all_years_in_brackets_is_cumulative(self) -> None:
        (target,) = targets_of("指标 | 2020年 | 2025年 | 年均/累计\n城镇新增就业(万人) | 5 | — | [25]")
        assert (target.indicator, target.value, target.measure) == ("城镇新增就业", Decimal(250_000), "cumulative")

    def test_a_goal_in_brackets_is_the_sum_of_all_years(self) -> None:
        (target,) = targets_of("指标 | 单位 | 2020年 | 2025年\n氨氮减排量 | 万吨 | — | 〔0.03〕")
        assert (target.value, target.unit, target.measure) == (Decimal(300), "吨", "cumulative")

    def test_a_second_column_of_names_names_parts(self) -> None:
        head = "指标 | 指标 | 单位 | 2025年\n"
        found = targets_of(head + "森林覆盖率 | 森林覆盖率 | % | 12\n污染物减排量 | 氨氮 | 吨 | 300")
        assert [t.indicator for t in found] == ["森林覆盖率", "污染物减排量(氨氮)"]

    def test_a_table_in_markdown_is_read_like_any_other(self) -> None:
        text = "| 指标 | 2020年 | 2025年 |\n|---|---:|---|\n| 森林覆盖率(%) | 10 | 12以上 |"
        (target,) = targets_of(text)
        assert (target.indicator, target.value, target.comparator) == ("森林覆盖率", Decimal(12), "at_least")
        assert (target.baseline_year, text[target.value_start : target.value_end]) == (2020, "12")

    def test_words_in_a_cell_are_no_target(self) -> None:
        assert targets_of(self.HEAD + "1 | 优良天数比例 | % | 63.5 |  | 完成省下达任务 | 约束性") == []

    def test_a_number_that_prose_states_too_is_a_second_target(self) -> None:
        found = targets_of("到2025年,森林覆盖率达到12%。\n指标 | 2020年 | 2025年\n森林覆盖率(%) | 10 | 12")
        assert [(t.indicator, t.value) for t in found] == [("森林覆盖率", Decimal(12))] * 2

    def test_a_table_of_tasks_is_text_with_units_and_a_time_in_columns(self) -> None:
        (target,) = targets_of("任务 | 责任单位 | 完成时限\n新建口袋公园5处 | 市城管局、市财政局 | 2022年底")
        assert lead_units(target) == ["市城管局", "市财政局"]
        assert target.deadline == date(2022, 12, 31)


class TestWorkReports:
    TEXT = (
        "政府工作报告\n各位代表:\n一、2023年工作回顾\n全市新增就业5万人,生产总值增长6%。\n"
        "(一)产业提质。新增高新技术企业100家。\n二、2024年工作安排\n"
        "今年的主要目标是:生产总值增长5.5%以上,城镇新增就业4万人。\n(一)实体经济。培育龙头企业20家。"
    )

    def test_the_review_is_past_and_the_tasks_are_targets_of_this_year(self) -> None:
        assert [write_target(t).replace(" by=2024-12-31", "") for t in targets_of(self.TEXT, REPORT)] == [
            "≥5.5 % 生产总值 up",
            "=40000 人 城镇新增就业 increment",
            "=20 家 龙头企业 increment",
        ]

    def test_what_was_built_last_year_is_no_target_among_the_tasks(self) -> None:
        found = targets_of("二、2024年工作安排\n去年建成的15所学校全部投用,新建幼儿园6所。", REPORT)
        assert [t.indicator for t in found] == ["幼儿园"]


class TestRepetitions:
    ITEM = "1.提升水网。新建供水管网120公里,治理河道35公里。(责任单位:市水利局)"

    def test_a_sentence_of_the_lead_is_reported_at_its_place_in_the_plan(self) -> None:
        text = f"日前,青禾市发布方案。新建供水管网120公里,治理河道35公里。\n{self.ITEM}"
        found = targets_of(text)
        assert [t.value for t in found] == [120, 35]
        assert all(t.value_start > text.index("1.提升水网") for t in found)
        assert all(lead_units(t) == ["市水利局"] for t in found)

    def test_a_report_pasted_twice_gives_each_target_once(self) -> None:
        text = f"{self.ITEM}\n{self.ITEM}"
        assert [t.value_start < len(self.ITEM) for t in targets_of(text)] == [True, True]

    def test_the_same_figure_for_two_things_is_two_targets(self) -> None:
        assert len(targets_of("新建城区公园5处。\n新建乡镇公园5处。")) == 2


class TestResponsibleUnits:
    def test_a_paragraph_that_goes_on_with_a_year_inherits_the_units(self) -> None:
        text = "到2025年,培育企业100家。(市科技局牵头负责,市财政局配合)\n页面广告\n2022年,培育企业20家。\n设立网点8处。"
        first, second, third = targets_of(text)
        assert lead_units(first) == lead_units(second) == ["市科技局"]
        assert [unit.unit_name for unit in second.units if unit.role == "support"] == ["市财政局"]
        assert third.units == ()

    def test_a_bracket_governs_what_stands_between_it_and_the_one_before(self) -> None:
        found = targets_of("1.新建公园5处。(责任单位:市城管局)改造道路12公里。〔责任单位:市交通运输局〕")
        assert [lead_units(t) for t in found] == [["市城管局"], ["市交通运输局"]]

    def test_brackets_inside_a_name_keep_it_whole(self) -> None:
        (target,) = targets_of("新建公园5处。〔牵头单位:市城管局,各县(市、区)人民政府(管委会);配合单位:市财政局〕")
        assert lead_units(target) == ["市城管局", "各县(市、区)人民政府(管委会)"]
        assert [unit.position for unit in target.units] == [1, 2, 1]


class TestPeriods:
    def test_a_month_takes_its_year_from_the_paragraph_before_it(self) -> None:
        found = targets_of("2022年,新建公园5处。\n完成时限:6月底前,建成2处;12月底前,建成3处。")
        assert [t.deadline for t in found] == [date(2022, 12, 31), date(2022, 6, 30), date(2022, 12, 31)]

    def test_without_any_year_the_plan_decides_and_without_a_plan_nothing(self) -> None:
        (planned,) = targets_of("新建公园5处。")
        (unknown,) = targets_of("新建公园5处。", PlanContext(CITY))
        assert planned.deadline == date(2025, 12, 31)
        assert (unknown.deadline, unknown.target_year, unknown.period_start) == (None, None, None)

    def test_a_number_by_a_year_begins_with_the_plan_and_one_in_a_year_begins_with_that_year(
        self,
    ) -> None:
        found = targets_of("到2024年年底,公园达到5处。到2024年,湿地达到6处。2024年新建步道7公里。")
        assert [t.period_start for t in found] == [date(2021, 1, 1), date(2021, 1, 1), date(2024, 1, 1)]
        assert {t.deadline for t in found} == {date(2024, 12, 31)}

    def test_a_new_item_forgets_the_year_of_the_one_before(self) -> None:
        found = targets_of("1.生态。2022年,新建公园5处。\n2.交通。新建道路12公里。")
        assert [t.target_year for t in found] == [2022, 2025]


class TestConfidence:
    """Above 0.8 stands what was read; what had to be guessed stands below."""

    def test_a_number_with_its_own_verb_time_and_thing_is_sure(self) -> None:
        (target,) = targets_of("到2024年,新建口袋公园5处。")
        assert target.confidence > 0.9

    def test_a_measured_noun_alone_leaves_it_open_of_what(self) -> None:
        (target,) = targets_of("繁种面积25万亩。")
        assert target.confidence <= 0.8

    def test_a_time_carried_over_from_another_sentence_is_less_sure(self) -> None:
        own, carried = targets_of("2024年,新建口袋公园5处。新建城市书房8座。")
        assert carried.target_year == own.target_year
        assert carried.confidence < own.confidence

    def test_spam_near_a_number_takes_from_it(self) -> None:
        clean, noisy = targets_of("到2024年,新建口袋公园5处。到2024年,新建城市书房8座www.example。")
        assert noisy.confidence < clean.confidence

    def test_a_cell_with_a_unit_that_nobody_knows_is_less_sure(self) -> None:
        head = "指标 | 单位 | 2025年\n"
        known, unknown = targets_of(head + "森林覆盖率 | % | 12\n幸福感 | 颗心 | 5")
        assert unknown.confidence <= 0.8 < known.confidence


def test_words_that_fall_to_a_level_are_noted_also_for_the_numbers_listed_behind() -> None:
    text = "到2025年,吸烟率下降到20%,办理时间压缩至3个工作日,桥梁达到80座,甲、乙两区失业率分别控制在5%、4%,能耗下降3%。"
    falling = [target for target in targets_of(text) if "falls_to" in target.rules]
    assert [str(target.value) for target in falling] == ["20", "3", "5", "4"]


def test_an_indicator_carries_no_verb_and_no_cumulative_word() -> None:
    found = targets_of("到2024年,累计建成5G基站1.3万个。到2025年,累计开通5G基站1.5万个。")
    assert [(t.indicator, t.measure) for t in found] == [("5G基站", "cumulative"), ("5G基站", "cumulative")]


def test_traditional_characters_are_read_where_they_stand() -> None:
    text = "新開工建設高標準農田十二萬畝,其中高效節水灌溉面積３．５萬畝。"
    found = targets_of(text)
    assert [(t.indicator, t.value, t.unit) for t in found] == [
        ("高标准农田", Decimal(120_000), "亩"),
        ("高效节水灌溉面积", Decimal(35_000), "亩"),
    ]
    assert [text[t.value_start : t.value_end] for t in found] == ["十二萬", "３．５萬"]


def test_explain_shows_every_number_with_its_target_or_the_rule_that_left_it() -> None:
    text = "落实“541”工程,新建5G基站800个。\n第3届大会于2021年4月15日召开。"
    first, second = explain(text, CONTEXT, corpus_registry())
    assert [t.indicator for t in first.targets] == ["5G基站"]
    assert [(text[n.start : n.end], n.rule) for n in first.left_alone] == [
        ("541", "name_with_digits"),
        ("5", "name_with_digits"),
    ]
    assert {n.rule for n in second.left_alone} == {"ordinal", "date"}
