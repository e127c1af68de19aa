"""Tables of goals, of what has been reached, of tasks: what each cell promises, and what it leaves alone."""

from datetime import date
from decimal import Decimal

import pytest

from pipelines.extraction.extracting import extract_targets
from pipelines.extraction.folding import fold
from pipelines.extraction.table_rows import find_tables
from pipelines.extraction.target import PlanContext, Target
from tests.corpus_lines import CITY, CONTEXT, corpus_registry, write_target

YEARS = "指标 | 单位 | 2020年 | 2025年\n"
NO_PERIOD = PlanContext(CITY, date(2021, 4, 1))


def targets_of(text: str, context: PlanContext = CONTEXT) -> list[Target]:
    return extract_targets(text, context, corpus_registry())


def written(text: str, context: PlanContext = CONTEXT) -> list[str]:
    return [write_target(target) for target in targets_of(text, context)]


def units(target: Target, role: str) -> list[str]:
    return [unit.unit_name for unit in target.units if unit.role == role]


class TestHeads:
    @pytest.mark.parametrize("head", ["指标（单位）", "指标名称（单位）", "指标名称及单位", "主要指标"])
    def test_a_head_that_names_the_unit_too_is_still_that_of_the_names(self, head: str) -> None:
        text = f"类别 | 序号 | {head} | 2020年现状值 | 2025年目标值\n河湖 | 1 | 生态护岸长度（公里） | 60 | 145"
        assert written(text) == ["=145 公里 生态护岸长度 level base=2020 from=60"]

    def test_years_above_and_what_is_told_of_each_below(self) -> None:
        text = (
            "项目 | 单位 | 2020年 | 2025年 | 2025年 | 2030年 | 2030年\n"
            "项目 | 单位 | 2020年 | 累计值 | 年均增长率(%) | 累计值 | 年均增长率(%)\n"
            "天然气供应量 | 万立方米 | 310 | 500 | 10 | 620 | 4.4"
        )
        assert written(text) == [
            "=5000000 立方米 天然气供应量 cumulative base=2020",
            "=10 % 天然气供应量 up annualised base=2020",
            "=6200000 立方米 天然气供应量 cumulative by=2030-12-31 base=2020",
            "=4.4 % 天然气供应量 up annualised by=2030-12-31 base=2020",
        ]

    def test_a_yearly_growth_beside_the_goal_is_a_promise_of_its_own(self) -> None:
        text = "指标 | 2020年 | 2025年 | 年均增长（%）\n社会消费品零售总额（亿元） | 420 | 610 | 7.7"
        assert written(text) == [
            "=61000000000 元 社会消费品零售总额 level base=2020 from=42000000000",
            "=7.7 % 社会消费品零售总额 up annualised base=2020",
        ]

    def test_growth_of_one_year_is_no_yearly_growth(self) -> None:
        year = PlanContext(CITY, date(2024, 1, 10), date(2024, 1, 1), date(2024, 12, 31))
        text = "指标 | 2023年完成 | 2024年计划 | 增长（%）\n固定资产投资（亿元） | 210 | 225 | 7.1"
        found = [(t.value, t.annualised, t.target_year) for t in targets_of(text, year)]
        assert found == [(Decimal(22_500_000_000), False, 2024), (Decimal("7.1"), False, 2024)]

    def test_the_finer_of_two_columns_of_names_names_the_indicator(self) -> None:
        text = "一级指标 | 二级指标 | 单位 | 2020年基数 | 2025年目标\n水环境 | 优良水体比例 | % | 81 | 85"
        assert written(text) == ["=85 % 优良水体比例 level base=2020 from=81"]

    def test_a_row_with_a_time_in_it_is_no_second_row_of_the_head(self) -> None:
        text = "指标名称 | 目标值 | 完成时限 | 责任单位\n新增造林面积 | 5万亩 | 2023年底 | 市林业局"
        (target,) = targets_of(text)
        assert (target.indicator, target.value, units(target, "lead")) == (
            "新增造林面积",
            Decimal(50_000),
            ["市林业局"],
        )

    def test_a_year_before_the_plan_was_published_is_past(self) -> None:
        late = PlanContext(CITY, date(2023, 3, 1), date(2021, 1, 1), date(2025, 12, 31))
        text = "指标 | 2022年 | 2025年\n公共充电桩（个） | 800 | 2000—2500"
        assert written(text, late) == ["2000..2500 个 公共充电桩 level base=2022 from=800"]

    def test_the_sum_of_all_years_is_no_yearly_growth(self) -> None:
        text = "指标 | 2020年 | 2025年 | 年均/累计\n单位GDP能源消耗降低（%） | — | — | 〔13.5〕"
        assert written(text) == ["=13.5 % 单位GDP能源消耗 down"]

    def test_yearly_growth_or_sum_beside_the_goal_only_repeats_it(self) -> None:
        text = "指标 | 2020年 | 2025年 | 年均/累计\n森林覆盖率（%） | 31.2 | 33 | [1.8]"
        assert written(text) == ["=33 % 森林覆盖率 level base=2020 from=31.2"]

    @pytest.mark.parametrize("head", ["“十四五”目标", "十四五末", "“十四五”期末"])
    def test_a_column_may_name_a_plan_for_its_last_year(self, head: str) -> None:
        assert written(f"指标 | 单位 | {head}\n公共图书馆 | 座 | 9") == ["=9 座 公共图书馆 level"]

    def test_the_unit_may_stand_above_the_table_or_in_the_head_of_the_goal(self) -> None:
        assert written("表3 用水总量\n单位：万立方米\n指标 | 2020年 | 2025年\n工业用水量 | 90 | 82")[0].startswith(
            "=820000 立方米 工业用水量"
        )
        table = "指标 | 2020年 | 2025年（%）\n再生水利用率 | 20 | 28"
        assert written(table) == ["=28 % 再生水利用率 level base=2020 from=20"]

    def test_a_head_that_is_repeated_on_the_next_page_is_no_row(self) -> None:
        row = "{} | {}（%） | 40 | {}\n"
        head = "序号 | 指标 | 2020年 | 2025年\n"
        text = head + row.format(1, "污水处理率", 95) + head + row.format(2, "垃圾分类覆盖率", 90)
        assert [target.indicator for target in targets_of(text)] == ["污水处理率", "垃圾分类覆盖率"]

    def test_a_table_goes_on_behind_the_mark_of_a_page(self) -> None:
        text = YEARS + "污水处理率 | % | 90 | 95\n续表\n垃圾分类覆盖率 | % | 40 | 90"
        assert [target.indicator for target in targets_of(text)] == ["污水处理率", "垃圾分类覆盖率"]

    def test_another_table_does_not_take_over_the_columns_of_the_one_before(self) -> None:
        between = "各县承担的任务另行分解，由市级主管部门按年度下达并组织考核，结果纳入年度评价。\n"
        assert len(targets_of(YEARS + "污水处理率 | % | 90 | 95\n" + between + "柳浦区 | 甲 | 90 | 96")) == 1


class TestNames:
    def test_a_group_before_a_whole_name_is_no_part_of_it(self) -> None:
        text = "指标 | 指标 | 2020年 | 2025年\n（8）固废处置 | 一般工业固废利用率（%） | 71 | ≥80"
        assert written(text) == ["≥80 % 一般工业固废利用率 level base=2020 from=71"]

    def test_parts_are_named_with_what_they_are_parts_of(self) -> None:
        text = YEARS + (
            "清洁能源装机 | 万千瓦 | 300 | 600\n其中：水电 | 万千瓦 | 150 | 180\n光伏 | 万千瓦 | 90 | 260\n"
            "供热面积 | 万平方米 | 800 | 1200"
        )
        assert [target.indicator for target in targets_of(text)] == [
            "清洁能源装机",
            "水电装机",
            "光伏装机",
            "供热面积",
        ]

    def test_a_place_as_a_part_stands_before_the_whole(self) -> None:
        text = YEARS + "自来水普及率 | % | 90 | 98\n其中：农村 | % | 82 | 95"
        assert [target.indicator for target in targets_of(text)] == ["自来水普及率", "农村自来水普及率"]

    def test_a_part_that_is_a_whole_name_stays_as_it_is(self) -> None:
        text = YEARS + "粮食产量 | 万吨 | 50 | 55\n其中：水稻种植面积 | 万亩 | 30 | 31"
        assert [target.indicator for target in targets_of(text)] == ["粮食产量", "水稻种植面积"]

    @pytest.mark.parametrize(
        ("name", "unit", "value"),
        [
            ("臭氧浓度（μg/m3）", "微克/立方米", Decimal(150)),
            ("臭氧浓度（μg/m³）", "微克/立方米", Decimal(150)),
            ("碳排放总量（万吨CO2e）", "吨二氧化碳", Decimal(1_500_000)),
            ("能源消费总量（万吨标准煤）", "吨标准煤", Decimal(1_500_000)),
        ],
    )
    def test_units_of_the_name_are_read_whole(self, name: str, unit: str, value: Decimal) -> None:
        (target,) = targets_of(f"指标 | 2020年 | 2025年\n{name} | 160 | ≤150")
        assert (target.unit, target.value, "(" in target.indicator) == (unit, value, False)


class TestCells:
    @pytest.mark.parametrize(
        ("cell", "says"),
        [
            ("相较2019年降低12.6%", "=12.6 % 农药施用量 down base=2019"),
            ("比2019年减少5%以上", "≥5 % 农药施用量 down base=2019"),
            ("下降8%左右", "~8 % 农药施用量 down"),
        ],
    )
    def test_a_cell_may_hold_a_change_and_its_base_year(self, cell: str, says: str) -> None:
        assert written(f"指标 | 2025年目标 | 属性\n农药施用量 | {cell} | 约束性") == [says]

    @pytest.mark.parametrize(
        ("cell", "says"),
        [
            ("＞65", ">65"),
            ("≥65%", "≥65"),
            ("不低于65", "≥65"),
            ("控制在65以内", "≤65"),
            ("65左右", "~65"),
            ("60—65", "60..65"),
            ("92以上（山区县88）", "≥92"),
        ],
    )
    def test_how_a_cell_binds(self, cell: str, says: str) -> None:
        (target,) = targets_of(f"指标 | 2020年 | 2025年\n绿色出行比例（%） | 55 | {cell}")
        assert write_target(target).split()[0] == says

    @pytest.mark.parametrize("cell", ["完成省下达任务", "2025年底前建成", "—", "一类3处、二类5处", "基本消除"])
    def test_words_times_and_several_numbers_are_no_goal(self, cell: str) -> None:
        assert targets_of(f"指标 | 2020年 | 2025年\n噪声自动监测站（处） | 3 | {cell}") == []

    def test_rows_with_the_same_numbers_do_not_repeat_each_other(self) -> None:
        text = "指标 | 2020年 | 2025年\n病死畜禽收集率（%） | ≥95 | 100\n病死畜禽处理率（%） | ≥95 | 100"
        assert [target.indicator for target in targets_of(text)] == ["病死畜禽收集率", "病死畜禽处理率"]

    def test_a_table_that_stands_twice_is_read_once(self) -> None:
        table = YEARS + "污水处理率 | % | 90 | 95\n"
        assert (
            len(targets_of(table + "以下为同一文件的网页版本，内容与上文完全一致，供读者查阅和下载使用。\n" + table))
            == 1
        )


class TestTablesOfThePast:
    @pytest.mark.parametrize(
        "table",
        [
            "指标名称 | 单位 | 2020年目标 | 2020年实现 | 完成情况\n造林面积 | 万亩 | 12 | 13.5 | 完成",
            "指标 | 规划目标 | “十三五”末现状 | 完成情况\n造林面积（万亩） | 12 | 13.5 | 完成",
            "指标（单位） | 2015年现状 | 2020年目标 | 2020年情况 | 完成情况\n造林面积（万亩） | 8 | 12 | 13.5 | 完成",
            "指标 | 2019年 | 2020年\n造林面积（万亩） | 12 | 13.5",
        ],
    )
    def test_what_has_been_reached_is_no_target(self, table: str) -> None:
        assert targets_of(f"表1 主要指标\n{table}") == []

    def test_a_plan_without_a_period_has_its_table_of_the_past_too(self) -> None:
        table = "指标 | 2020年目标 | 2020年实现 | 完成情况\n造林面积（万亩） | 12 | 13.5 | 完成"
        assert targets_of(table, NO_PERIOD) == []

    def test_what_has_been_reached_may_be_the_base_of_a_goal(self) -> None:
        text = "指标 | 2020年完成情况 | 2025年目标\n造林面积（万亩） | 13.5 | 15"
        assert written(text) == ["=150000 亩 造林面积 level base=2020 from=135000"]


class TestConvertedTables:
    def test_one_cell_a_line_is_read_like_a_table(self) -> None:
        text = (
            "第三节 主要指标\n序号\n指标名称\n2020年\n2025年\n指标属性\n1\n公园绿地面积（公顷）\n310\n420\n预期性\n"
            "2\n人均公园绿地面积（平方米）\n12\n≥14\n约束性\n第四章 重点任务\n加强城市园林建设。"
        )
        assert written(text) == [
            "=420 公顷 公园绿地面积 level base=2020 from=310",
            "≥14 平方米 人均公园绿地面积 level base=2020 from=12",
        ]
        assert [text[t.value_start : t.value_end] for t in targets_of(text)] == ["420", "14"]

    def test_cells_that_are_merged_with_those_above_are_missing(self) -> None:
        text = (
            "类别\n序号\n指标\n2020年\n2025年\n属性\n绿色\n1\n污水处理率（%）\n90\n95\n约束性\n"
            "2\n再生水利用率（%）\n18\n25\n预期性\n安全\n3\n应急避难场所（处）\n30\n46\n预期性\n"
        )
        assert [target.indicator for target in targets_of(text)] == ["污水处理率", "再生水利用率", "应急避难场所"]

    def test_without_numbers_the_rows_keep_the_rhythm_of_the_head(self) -> None:
        text = "指标\n单位\n2020年\n2025年\n污水处理率\n%\n90\n95\n公共图书馆\n座\n6\n9\n"
        assert written(text) == ["=95 % 污水处理率 level base=2020 from=90", "=9 座 公共图书馆 level base=2020 from=6"]

    def test_short_lines_that_are_no_table_are_text(self) -> None:
        text = "指标\n目标\n任务\n" + "建成泵站5座\n" * 6
        assert [len(table.rows) for table in find_tables(fold(text))] == []

    def test_time_grows_with_the_number_of_short_lines(self) -> None:
        assert list(find_tables("指标\n2020年\n序号\n" * 20_000)) == []


class TestTablesOfTasks:
    HEAD = "序号 | 重点任务 | 牵头单位 | 配合单位 | 完成时限\n"

    def test_units_lead_and_support_and_the_time_is_a_column(self) -> None:
        (target,) = targets_of(self.HEAD + "1 | 新建口袋公园5处。 | 市城管局 | 市财政局、市自然资源局 | 2023年6月底前")
        assert (units(target, "lead"), units(target, "support")) == (["市城管局"], ["市财政局", "市自然资源局"])
        assert target.deadline == date(2023, 6, 30)

    def test_goals_and_tasks_in_one_column_are_text(self) -> None:
        text = "序号 | 目标任务 | 牵头单位 | 完成时限\n1 | 建成5G基站1200个 | 市工业和信息化局 | 2023年12月底"
        (target,) = targets_of(text)
        assert (target.indicator, target.value, target.deadline) == ("5G基站", Decimal(1200), date(2023, 12, 31))

    def test_each_row_has_its_own_units_and_time(self) -> None:
        text = self.HEAD + (
            "1 | 新建口袋公园5处。 | 市城管局 | 市财政局 | 2022年底\n"
            "2 | 改造老旧小区30个。 | 市住房城乡建设局 | 市财政局 | 2024年底"
        )
        assert [(units(t, "lead"), t.target_year) for t in targets_of(text)] == [
            (["市城管局"], 2022),
            (["市住房城乡建设局"], 2024),
        ]
