"""What a document says of itself: title, issuer, number, date, period, kind."""

import re
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.documents.describing import Description, describe
from pipelines.documents.reading import read_document

NOTICE = """德州市人民政府办公室文件

德政办字〔2023〕18号

德州市人民政府办公室
关于印发德州市数字经济发展三年行动计划
（2023—2025年）的通知

各县（市、区）人民政府，市政府各部门、单位：
《德州市数字经济发展三年行动计划（2023—2025年）》已经市政府同意，现印发给你们，请认真贯彻执行。

德州市人民政府办公室
2023年5月3日
（此件公开发布）

德州市数字经济发展三年行动计划
（2023—2025年）

为加快数字经济发展，根据《山东省数字经济规划（2021—2035年）》（鲁政字〔2021〕128号），制定本计划。
一、总体要求
到2025年，数字经济规模达到1000亿元。
"""


def title_of(text: str, file_stem: str = "plan") -> str:
    return describe(text, file_stem).title


def period_of(title: str) -> tuple[str | None, str | None]:
    described = describe(f"{title}\n为推进工作，制定本方案。到2031年完成。", "plan")
    assert described.title == title
    return tuple(str(day) if day else None for day in (described.plan_start, described.plan_end))


def test_a_notice_with_its_plan() -> None:
    assert describe(NOTICE, "plan") == Description(
        title="德州市数字经济发展三年行动计划（2023—2025年）",
        issuer="德州市人民政府办公室",
        document_number="德政办字〔2023〕18号",
        published_on=date(2023, 5, 3),
        plan_start=date(2023, 1, 1),
        plan_end=date(2025, 12, 31),
        kind="plan",
    )


TITLES = {
    "东营市国民经济和社会发展第十四个五年规划和二〇三五年远景目标纲要": """
东营市国民经济和社会发展
第十四个五年规划和二〇三五年
远景目标纲要
目  录
第一篇 起点""",
    "德州市贯彻落实《山东省人民政府关于加快省会经济圈发展的指导意见》工作方案": """
德州市贯彻落实《山东省人民政府关于

加快省会经济圈发展的指导

意见》工作方案

为贯彻落实指导意见，制定本方案。""",
    "烟台市低空经济发展实施方案": "烟台市低空经济发展\n实 施 方 案\n为加快低空经济发展，制定本方案。",
    "国务院关于推动高质量发展奋力书写新篇章的意见": """
国务院关于推动高质量发展
奋力书写新篇章的意见
国发〔2023〕16号
各省、自治区、直辖市人民政府：""",
    "中共滨州市委 滨州市人民政府关于做好乡村振兴工作的意见": """
中共滨州市委 滨州市人民政府
关于做好乡村振兴工作的意见
（2024年2月20日）
为做好乡村振兴工作，提出如下意见。""",
    "潍坊市工业化行动方案": "# 潍坊市工业化行动方案\n\n> 潍政办字〔2024〕12号\n\n## 一、总体要求",
    "关于东营市融入省会经济圈一体化发展的实施": """
首页 » 问答 » 关于东营市融入省会经济圈一体化发展的实施
某人 - 2021/1/27 16:22:00
各县区人民*府：""",
    "德州市综合交通实施方案": """
某地出台重磅方案！涉及机场等
发布时间：2023-05-03
德州市综合交通实施方案
为深入贯彻落实精神，制定本方案。""",
    "济南市“十四五”城镇化规划": """
规划计划
政府工作报告
济南市“十四五”城镇化规划
打印
济南市“十四五”城镇化规划
为推进城镇化，编制本规划。""",
    "日照市氢能产业发展规划": "标题 | 日照市氢能产业发展规划 | 文号 | 日政发〔2022〕1号\n正文",
    "枣庄市人民政府关于发展锂电的意见": """
枣庄市人民政府 政府文件 枣庄市人民政府关于发展锂电的意见 - 枣庄市政府网
枣庄市人民政府关于发展锂电的意见
正文""",
    "“十四五”数字经济发展规划": """
国务院关于印发“十四五”数字经济发展规划的通知
各省、自治区、直辖市人民政府：
现将规划印发给你们，请认真贯彻执行。
“十四五”数字经济发展规划
数字经济是继农业经济、工业经济之后的主要经济形态，正在推动生产方式发生深刻变革。""",
    "德州市2023年重点工作任务": "日前，某市出台新政。德州市2023年重点工作任务为深入贯彻精神，制定如下。一、创新。",
    "菏泽市养老服务规划(2021-2025年)": (
        "菏泽市政府关于印发菏泽市养老服务规划(2021-2025年)的通知菏政发〔2021〕9号各县区:现印发给你们。"
        "菏泽市政府2021年6月3日菏泽市养老服务规划(2021-2025年)为积极应对老龄化,制定本规划。一、现状。"
    ),
    "威海市海洋行动计划（2024—2026年）": "近日，威海市政府印发《威海市海洋行动计划（2024—2026年）》，全文如下。",
    "深圳市推動綠色發展行動計劃": "深圳市推動綠色發展行動計劃\n為貫徹落實國家戰略，制定本計劃。",
    "临淮市新型储能发展规划（2023—2027年）": """
临淮市人民政府办公室文件
临政办发〔2023〕6号
临淮市人民政府办公室关于印发临淮市新型
储能发展规划（2023—2027年）的通知
各县（市、区）人民政府：
临淮市新型储能发展规划
（2023—2027年）
为加快新型储能发展，编制本规划。""",
    "中共临淮市委 临淮市人民政府关于全面推进乡村振兴的实施意见": """
中共临淮市委
临淮市人民政府
关于全面推进乡村振兴的
实施意见
（2021年3月2日）
为全面推进乡村振兴，现提出如下实施意见。""",
    "临淮市“十四五”数字政府建设规划（2021—2025年）": """
目 录
专栏1 “十三五”规划指标完成情况
专栏2 重点任务清单
临淮市“十四五”数字政府建设规划
（2021—2025年）
为推进数字政府建设，编制本规划。""",
    "临淮教育现代化2035": "《临淮教育现代化2035》\n一、战略背景\n教育是国之大计。",
    "2025年临淮县政府工作报告": """
2025年临淮县政府工作报告
来源：临淮日报
——2025年1月19日在临淮县第十八届人民代表大会第五次会议上
临淮县县长 张某
各位代表：
现在，我代表县人民政府，向大会报告政府工作，请予审议。
2024年工作回顾
一年来，各项工作取得新进展。
2025年工作安排""",
    "莱芜区政策清单（第一批）": "《莱芜区政策清单（第一批）》\n为贯彻落实上级部署，制定本清单。",
}


@pytest.mark.parametrize("title", TITLES)
def test_the_title_is_the_documents_own(title: str) -> None:
    assert title_of(TITLES[title]) == title


def test_without_a_title_the_file_name_serves() -> None:
    assert title_of("专栏1 重点工程建设行动计划\n到2025年，建成泵站40座。\n专栏2 防洪规划\n", "水利规划") == "水利规划"
    assert title_of("到2025年，新建基站1000个。\n", "滨州市2025年工作要点") == "滨州市2025年工作要点"
    assert describe("新建学校3所。", "滨州市2025年工作要点").plan_end == date(2025, 12, 31)


@pytest.mark.parametrize(
    ("title", "start", "end"),
    [
        ("德州市行动计划（2023—2025年）", "2023-01-01", "2025-12-31"),
        ("德州市行动计划(2023-2025)", "2023-01-01", "2025-12-31"),
        ("德州市行动计划（2023年至2025年）", "2023-01-01", "2025-12-31"),
        ("德州市实施方案（2023年1月—2025年12月）", "2023-01-01", "2025-12-31"),
        ("德州市行动方案（20192021年）", "2019-01-01", "2021-12-31"),
        ("德州市贯彻落实省《鲁西崛起三年行动计划（2023—2025年）》实施方案", "2023-01-01", "2025-12-31"),
        ("德州市2023年重点工作任务", "2023-01-01", "2023-12-31"),
        ("2023年度全市大数据工作要点", "2023-01-01", "2023-12-31"),
        ("关于德州市2023年计划执行情况与2024年计划的报告", "2024-01-01", "2024-12-31"),
        ("德州市“十四五”节能规划", "2021-01-01", "2025-12-31"),
        ("德州市“十五五”节能规划", "2026-01-01", "2030-12-31"),
        ("东营市国民经济和社会发展第十四个五年规划和二〇三五年远景目标纲要", "2021-01-01", "2025-12-31"),
        ("山东省2030年前碳达峰实施方案", None, "2030-12-31"),
        ("2030年前碳达峰行动方案", None, "2030-12-31"),
        ("临淮市教育现代化2035", None, "2035-12-31"),
        ("面向2035年的临淮市科技创新规划", None, "2035-12-31"),
        ("临淮市综合立体交通网规划纲要（2021—2035年）", "2021-01-01", "2035-12-31"),
        ("德州市2020 省会经济圈工作方案", None, None),
        ("德州市融入省会经济圈工作方案", None, None),
        ("德州市企业技术中心管理办法（2021年修订）", None, None),
        ("德州市行动计划（2025—2023年）", None, None),
    ],
)
def test_the_period_is_what_the_title_says(title: str, start: str | None, end: str | None) -> None:
    assert period_of(title) == (start, end)


def test_the_period_of_a_cited_plan_is_not_taken() -> None:
    text = (
        "德州市实施方案\n为落实《山东省三年行动计划（2023—2025年）》（鲁政字〔2023〕18号），制定本方案。到2027年完成。"
    )
    described = describe(text, "plan")
    assert (described.plan_start, described.plan_end, described.document_number) == (None, None, None)


def test_the_text_may_state_the_period() -> None:
    described = describe("淄博市新材料规划\n为加快发展，编制本规划。规划期限为2022年至2026年，展望到2035年。", "plan")
    assert (described.plan_start, described.plan_end) == (date(2022, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("鲁政字〔2023〕18号\n山东省人民政府关于发展的意见", "鲁政字〔2023〕18号"),
        ("威政办字【2023】7号\n", "威政办字〔2023〕7号"),
        ("滨政字[2024]2号  签发人：某某", "滨政字〔2024〕2号"),
        ("烟政发（２０２３）第４号", "烟政发〔2023〕4号"),
        ("（德政发 〔2020〕 8 号）", "德政发〔2020〕8号"),
        ("发文机关 | 市政府 | 发文字号 | 德政发〔2021〕3号", "德政发〔2021〕3号"),
        ("文　　号：德政发〔2021〕3号　发布日期：2021-03-20", "德政发〔2021〕3号"),
        ("临沂市人民政府关于发展的意见（临政发〔2020〕8号）\n各县区：", "临政发〔2020〕8号"),
        ("菏泽市政府关于印发规划的通知菏政办发〔2021〕9号各县区人民政府:现印发给你们。", "菏政办发〔2021〕9号"),
        ("根据《山东省人民政府关于发展的意见》（鲁政发〔2020〕8号），制定本方案。", None),
        ("根据《山东省人民政府关于发展的意见》（鲁政发〔2020〕8号）", None),
        ("为落实山东省人民政府关于发展的意见（鲁政发〔2020〕8号）", None),
        ("鲁政发〔20208号", None),
        ("鲁*发〔〕8号", None),
    ],
)
def test_the_number_is_the_documents_own(text: str, number: str | None) -> None:
    assert describe(text, "plan").document_number == number


@pytest.mark.parametrize(
    ("text", "issuer"),
    [
        ("发文机关：德州市人民政府　成文日期：2021-03-12", "德州市人民政府"),
        ("发 文 机 关 | 德州市财政局 | 来源 | 市政府办公室", "德州市财政局"),
        ("发文机关：\n经济和信息化局\n发文字号：\n成文日期：\n2021-03-12", "经济和信息化局"),
        ("德州市人民政府办公室关于转发市财政局关于节约的意见的通知\n各县区：", "德州市人民政府办公室"),
        ("桓台县人民政府文件\n桓政发〔2022〕5号", "桓台县人民政府"),
        ("临淮市水利局\n临淮市财政局文件\n临水发〔2022〕41号", "临淮市水利局、临淮市财政局"),
        (
            "中共临淮市委文件\n中共临淮市委\n临淮市人民政府\n关于乡村振兴的实施意见\n为推进乡村振兴，提出如下意见。",
            "中共临淮市委、临淮市人民政府",
        ),
        (
            "临淮市方案\n为加快发展，制定本方案。\n临淮市水利局\n临淮市财政局\n2022年6月8日",
            "临淮市水利局、临淮市财政局",
        ),
        ("临淮市“十四五”水利规划\n临淮市水利局\n二〇二二年三月\n目录", "临淮市水利局"),
        ("山东省工业和信息化厅 山东省财政厅关于印发方案的通知\n各市：", "山东省工业和信息化厅、山东省财政厅"),
        ("东营市实施意见\n为加快发展，提出意见。\n东营市人民*府\n年12月14日", "东营市人民政府"),
        ("某市方案\n抄送：市委。\n泰安市人民政府办公室　　　2023年7月1日印发", "泰安市人民政府办公室"),
        ("德州市方案\n来源：济宁市水利局", "济宁市水利局"),
        ("2025年山东省政府工作报告\n各位代表：", "山东省人民政府"),
        ("政府工作报告\n——2024年1月10日在德州市第二十届人民代表大会第三次会议上\n各位代表：", "德州市人民政府"),
        ("2023年8月26日,聊城市人民政府网站发布《聊城市实施方案》,提到。", None),
        ("德州市方案\n根据《山东省人民政府关于发展的意见》，制定。\n各县区人民政府\n2023年1月1日", None),
        ("德州市方案\n来源：大众新闻客户端", None),
    ],
)
def test_the_issuer_is_who_issued_it(text: str, issuer: str | None) -> None:
    assert describe(text, "plan").issuer == issuer


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("时间:2020-09-23 点击数:\n来源: 市政府办公室 发布时间:2020-09-21", date(2020, 9, 21)),
        ("发布日期：2021-03-20 成文日期：2021-03-12", date(2021, 3, 12)),
        ("发布日期：2021-03-20\n德州市人民政府\n2021年3月12日\n（此件公开发布）", date(2021, 3, 12)),
        ("发布日期：\n2021年03月20日 10:22\n来源：\n某网", date(2021, 3, 20)),
        ("德州市人民政府\n二○二○年十二月十四日", date(2020, 12, 14)),
        ("临淮市水利局\n二〇二三年五月十八日", date(2023, 5, 18)),
        ("临淮市水利局\n二〇二二年三月", None),
        ("德州市人民政府 2023 年 2 月 8 日", date(2023, 2, 8)),
        ("德州市人民政府办公室 2023年7月1日印发", date(2023, 7, 1)),
        ("某人 - 2021/1/27 16:22:00", date(2021, 1, 27)),
        ("（2024年2月20日）", date(2024, 2, 20)),
        ("——2024年1月10日在德州市第二十届人民代表大会第三次会议上", date(2024, 1, 10)),
        ("2023年8月26日,聊城市人民政府网站发布《聊城市实施方案》,提到。", date(2023, 8, 26)),
        ("发布时间：2023-02-30\n时间：2023-03-01", date(2023, 3, 1)),
        ("发布时间：2023-02-30", None),
        ("为落实2019年3月5日召开的会议精神，确保按期完成，到2025年12月31日见效，制定本方案。", None),
        ("本措施自2023年6月1日起施行，有效期至2025年12月31日。", None),
        ("东营市人民*府\n年12月14日", None),
    ],
)  # fmt: skip
def test_the_date_is_that_of_issue(text: str, day: date | None) -> None:
    assert describe(f"某市发展方案\n{text}", "plan").published_on == day


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("2025年山东省政府工作报告", "work_report"),
        ("政府工作报告（摘要）", "work_report"),
        ("德州市人民政府工作报告", "work_report"),
        ("深圳市政府工作報告", "work_report"),
        ("聊城市人民政府关于2025年《政府工作报告》重点任务分工的通知", "plan"),
        ("德州市2025年工作要点", "plan"),
    ],
)
def test_the_kind_is_what_the_title_says(title: str, kind: str) -> None:
    assert describe(f"{title}\n各位代表：", "plan").kind == kind


def test_a_speech_to_the_deputies_is_a_work_report_though_nothing_says_so() -> None:
    text = (
        "各位代表：\n现在，我代表县人民政府向大会报告工作，请予审议。\n2018年工作回顾\n新建学校12所。\n2019年工作安排\n"
        "新建学校8所。"
    )
    described = describe(text, "临淮县报告")
    assert (described.kind, described.title) == ("work_report", "临淮县报告")
    assert (described.plan_start, described.plan_end) == (date(2019, 1, 1), date(2019, 12, 31))


def test_a_work_report_without_a_year_is_for_the_year_in_which_it_is_given() -> None:
    described = describe("政府工作报告\n——2024年1月10日在某市第二十届人民代表大会第三次会议上\n各位代表：", "plan")
    assert (described.plan_start, described.plan_end) == (date(2024, 1, 1), date(2024, 12, 31))


SPOKEN = "各位代表：\n现在，我代表县人民政府，向大会报告政府工作，请予审议。\n"
DAY = "——2024年1月10日在某县第十八届人民代表大会第四次会议上\n"


@pytest.mark.parametrize(
    ("front", "title"),
    [
        ("", "plan"),  # the file's name
        ("某县政府工作报告\n来源：某县日报\n" + DAY + "某县县长 张三\n", "某县政府工作报告"),
        ("下载\n打印\n政府工作报告——2024年1月10日在某县第十八届人民代表大会第四次会议上\n", "政府工作报告"),
    ],
)
def test_a_work_report_is_one_without_its_title_or_with_a_speakers_line(front: str, title: str) -> None:
    described = describe(f"{front}{SPOKEN}一、2023年工作回顾\n二、2024年工作安排\n", "plan")
    assert (described.kind, described.title) == ("work_report", title)
    assert (described.plan_start, described.plan_end) == (date(2024, 1, 1), date(2024, 12, 31))


@pytest.mark.parametrize(
    ("text", "year"),
    [
        (f"政府工作报告\n{DAY.replace('1月10日', '12月20日')}二、2025年重点工作\n", 2025),
        (f"政府工作报告\n{DAY}“十四五”规划期限为2021—2025年。\n", 2024),
        (f"{SPOKEN}2018年工作回顾\n", 2019),
        (f"{SPOKEN}今年是实施“十四五”规划的收官之年。", 2025),
        (f"{SPOKEN}今年是“十四五”开局之年。", 2021),
        (f"{SPOKEN}2019年主要工作任务\n2018年主要目标任务完成情况\n", 2019),
    ],
)
def test_a_work_report_is_for_the_year_that_its_headings_set_tasks_for(text: str, year: int) -> None:
    described = describe(text, "plan")
    assert (described.plan_start, described.plan_end) == (date(year, 1, 1), date(year, 12, 31))


def test_a_report_on_a_plan_or_a_budget_is_no_work_report() -> None:
    text = "各位代表：\n受县人民政府委托，现将2024年预算执行情况和2025年预算草案的报告提请大会审议。\n"
    assert describe(f"某县2024年预算执行情况和2025年预算草案的报告\n{text}", "plan").kind == "plan"


@pytest.mark.parametrize(
    ("title", "kind", "year"),
    [
        ("云岭市2024年国民经济和社会发展统计公报", "communique", 2024),
        ("2024年云岭市生态环境状况公报", "communique", 2024),
        ("云岭市2024年经济运行情况", "communique", 2024),
        ("关于云岭市2024年国民经济和社会发展计划执行情况与2025年国民经济和社会发展计划草案的报告", "plan_report", 2025),
        ("云岭市2024年国民经济和社会发展计划执行情况和2025年计划安排", "plan_report", 2025),
        ("云岭市2025年国民经济和社会发展计划", "plan", 2025),
        ("云岭市统计公报编制工作方案(2025年)", "plan", 2025),
    ],
)
def test_documents_that_tell_of_the_past_are_known_by_their_titles(title: str, kind: str, year: int) -> None:
    described = describe(f"{title}\n云岭市人民政府\n全年完成造林3万亩。\n", "plan")
    assert (described.title, described.kind) == (title, kind)
    assert (described.plan_start, described.plan_end) == (date(year, 1, 1), date(year, 12, 31))


@pytest.mark.parametrize(
    ("part", "end"),
    [("上半年", (6, 30)), ("前三季度", (9, 30)), ("1—10月", (10, 31)), ("一季度", (3, 31)), ("", (12, 31))],
)
def test_a_communique_tells_of_the_part_of_a_year_that_its_title_names(part: str, end: tuple[int, int]) -> None:
    described = describe(f"云岭市2024年{part}经济运行情况\n全市完成造林3万亩。\n", "plan")
    assert (described.plan_start, described.plan_end) == (date(2024, 1, 1), date(2024, *end))


PIECES = re.findall(
    r"\S+",
    "德州市 人民政府 关于 印发 《 》 （ 〔 2023 年 — 1 月 日 号 通知 方案 的 为深入 ， 。 ： | 十四五 二〇二三 "
    "发文机关 局 *府 各位代表",
)


@given(
    st.lists(st.sampled_from([*PIECES, "\n", " ", "\u3000", "。\n"]) | st.text(max_size=5), max_size=80).map("".join),
    st.text(max_size=10),
)
@settings(max_examples=300, deadline=None)
def test_no_text_breaks_it(text: str, file_stem: str) -> None:
    described = describe(text, file_stem)
    assert described.kind in ("plan", "work_report", "plan_report", "communique")
    assert described.plan_start is None or described.plan_start <= described.plan_end


REPEATED = re.findall(
    r"\S+",
    "（ 《 （《 2 2023— 20232025 局 方案 方案为 发布《 鲁政字〔2023〕 二〇二三年 规划期限为2021— 发文机关： ，《 "
    "2023年5月3日↵ 市政府↵2023年5月3日↵ ↵ 关于方案↵ 鲁政字〔2023〕18号↵ 德州市关于方案德州市关于方案↵",
)
LONG_LINES = ["局" * 59 + "\n", "局" * 40 + "2023年5月3日\n", " " * 239 + "1\n", "（" * 44 + "方案\n", " "]


@pytest.mark.parametrize("piece", [*REPEATED, *LONG_LINES], ids=repr)
def test_a_million_characters_take_less_than_two_seconds(piece: str) -> None:
    piece = piece.replace("↵", "\n")
    text = (piece * (1_000_000 // len(piece) + 1))[:1_000_000]
    started = time.perf_counter()
    describe(text, "plan")
    assert time.perf_counter() - started < 2


REAL = {
    "dezhou-2020-capital-circle.txt": Description(
        title="德州市贯彻落实《山东省人民政府关于加快省会经济圈一体化发展的指导意见》工作方案",
        issuer="德州市人民政府办公室",
        document_number=None,
        published_on=date(2020, 9, 21),
        plan_start=None,
        plan_end=None,
        kind="plan",
    ),
    "dezhou-2023-green-low-carbon.txt": Description(
        title="德州市深化新舊動能轉換推動綠色低碳高質量發展2023年重點工作任務",
        issuer=None,
        document_number=None,
        published_on=None,
        plan_start=date(2023, 1, 1),
        plan_end=date(2023, 12, 31),
        kind="plan",
    ),
    "dezhou-2023-western-shandong.txt": Description(
        title="德州市贯彻落实省《突破菏泽鲁西崛起三年行动计划(2023—2025年)》实施方案",
        issuer=None,
        document_number=None,
        published_on=date(2023, 5, 3),
        plan_start=date(2023, 1, 1),
        plan_end=date(2025, 12, 31),
        kind="plan",
    ),
    "dongying-2020-capital-circle.txt": Description(
        title="关于东营市融入省会经济圈一体化发展的实施",
        issuer="东营市人民政府",
        document_number=None,
        published_on=date(2021, 1, 27),
        plan_start=None,
        plan_end=None,
        kind="plan",
    ),
    "liaocheng-2023-western-shandong.txt": Description(
        title="聊城市贯彻落实突破菏泽鲁西崛起三年行动计划(2023-2025年)实施方案",
        issuer=None,
        document_number=None,
        published_on=date(2023, 8, 26),
        plan_start=date(2023, 1, 1),
        plan_end=date(2025, 12, 31),
        kind="plan",
    ),
    "shandong-2025-work-report.docx": Description(
        title="2025年山东省政府工作报告",
        issuer="山东省人民政府",
        document_number=None,
        published_on=date(2025, 1, 20),
        plan_start=date(2025, 1, 1),
        plan_end=date(2025, 12, 31),
        kind="work_report",
    ),
}


@pytest.mark.parametrize("name", REAL)
def test_real_documents_are_described(shared: Path, name: str) -> None:
    path = shared / "documents" / name
    assert describe(read_document(path).text, path.stem) == REAL[name]
