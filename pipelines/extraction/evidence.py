"""What headings, sentences and times say of the part of a document they stand in. How they are weighed: parts.py.

A vote is given to every part that the words fit: those of one part that they belong to, more to the past or the time
to come alone where they say no more.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.extraction.periods import FIVE_YEAR_PLANS, PeriodIndex
from pipelines.extraction.phrases import word_at_start
from pipelines.extraction.structure import SUBSECTION, Block
from pipelines.extraction.target import PlanContext
from pipelines.extraction.vocabulary import FINISHING_VERBS, MANNER, SOFT_VERBS

# Parts of a document, in the order in which they usually stand.
PARTS = range(7)
FRONT, LAST_YEAR, LAST_TERM, PRESENT, TERM, YEAR, GLOSSARY = PARTS
PAST, COMING = (LAST_YEAR, LAST_TERM), (TERM, YEAR)
TOP = -1  # level of a heading without a number

Votes = tuple[float, ...]


def vote(**weights: float) -> Votes:
    """Votes by name: front last_year last_term past present term year coming glossary."""
    votes = [0.0] * len(PARTS)
    for name, weight in weights.items():
        for part in PARTS_BY_NAME[name]:
            votes[part] += weight
    return tuple(votes)


PARTS_BY_NAME = {
    "front": (FRONT,),
    "last_year": (LAST_YEAR,),
    "last_term": (LAST_TERM,),
    "past": PAST,
    "present": (PRESENT,),
    "term": (TERM,),
    "year": (YEAR,),
    "coming": COMING,
    "glossary": (GLOSSARY,),
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words that speak for a part, where they stand, and how much they weigh for each."""

    start: int
    end: int
    name: str
    votes: Votes


def each(words: str, behind: str) -> str:
    """One pattern that begins with any of the words."""
    return "|".join(word + behind for word in words.split())


# Words of sentences; where several hold at a place, the first counts. Each choice begins with a character as it is,
# so that a text is searched for the few that any of them begin with.
CUES: dict[str, tuple[str, Votes]] = {
    "expected_goals": (  # of a year; those of five years are 主要目标
        r"预期目标(?<![,;、(初度]预期目标)(?:任务)?(?:建议)?(?:是|为|如下|:)|建议[^。]{0,20}预期目标",
        vote(coming=4, year=1.5),
    ),
    "main_goals": (
        each("主要 奋斗 发展 工作 总体", "目标(?:任务)?(?:建议)?(?:是|为|如下|:)"),
        vote(coming=4),
    ),
    "last_year": (
        r"过去的?一年|一年来(?<!第一年来)|刚刚过去|过去的(?:20\d\d年)|全年(?:实现|完成)了|回首|回望|回顾",
        vote(last_year=3, last_term=1.5),
    ),
    "year_before": (r"去年|上年(?!度?末?[水基])", vote(past=0.7)),
    "last_term": (
        r"过去的?[五5]年|五年来(?<!第五年来)|三年来(?<!第三年来)|本届政府|任期(?:内|以来)|"
        + each("这 以往 近 前", "[五三]年(?!级)"),
        vote(last_term=3, last_year=0.5),
    ),
    "since": (r"今年以来|近年来|十[八九]大以来|二十大以来", vote(past=1, present=1)),
    "completed": (
        each(
            "取得 实现 完成 建成 迈出 打赢 战胜 克服 经受 保持 推动 创造 交出 走过 获得 赢得 办成 形成 开创 谱写 做",
            "了",
        )
        + r"|圆满收官|圆满完成|荣获|荣膺|获评|跻身|跃居|位居|稳居|居全[国省市州]|再创|创历史|历史性|同比|比上年|较上年"
        r"|高于全[国省市]|超额完成|顺利完成|提前完成|不平凡|来之不易|收官之年|主要做了|再获|喜获|元[、,]增长|元[、,]同比|累计(?:完成|实现|建成|新增)"
        r"|完成(?:全?年度?)?(?:计划|目标|任务|预算)[^,。;]{0,4}的\d|占年度计划|为(?:年度|全年)?(?:调整)?预算的"
        r"|高于(?:年度)?(?:预期|计划|目标)|低于(?:年度)?(?:预期|计划|目标)",
        vote(past=0.8),
    ),
    "thanks": (r"衷心(?:的)?感谢|崇高(?:的)?敬意", vote(past=1.5)),
    "problems": (
        r"清醒地?(?:认识|看)|也要看到|还要看到|更要看到|存在(?:不少|一些|的|着)*(?:困难|问题|不足|差距|短板)|困难和(?:问题|挑战)|面临(?:着|不少|一些|诸多)+"
        r"|问题(?:是|:|依然|仍然)",
        vote(present=3.5),
    ),
    "shortcomings": (
        r"滞后|不足|仅为|仅占|仍有|尚未|偏[低小慢弱少高]|薄弱|差距|有待|依然|仍然|不够|不强|不高|不优|压力较大",
        vote(present=0.7),
    ),
    "this_year": (r"今年|新的一年", vote(year=2.5)),
    "next_year": (r"明年", vote(year=2)),
    "coming_years": (
        each("今后 未来 下一个", "[五三]年") + "|下一步|下一阶段|下一?届政府|今后一个时期",
        vote(term=2.5, year=1),
    ),
    "outline": (r"纲要》?(?:\(草案\))?》?(?=提出|明确|已|,|从|提请|确定)", vote(term=2)),
    "yearly": (r"年均", vote(term=0.8, last_term=0.8)),
    "intent": (
        r"力争|要(?:坚持|以|把|在|全面|进一步|加快|大力|扎实|持续|着力|继续|努力)|我们[将要]|力求",
        vote(coming=0.6),
    ),
    "agenda": (
        each("抓好 做好 着力抓 突出抓", "[^。,]{0,4}以下") + "|以下(?<!了以下)[^。,]{0,6}工作:",
        vote(coming=0.7, year=1.3),
    ),
    "opening": (
        r"请(?:予|各位代表|大会)审[议查]|届[^。\n]{0,30}次?会议上|代表[^。,\n]{0,12}政府,?向[^。\n]{0,20}报告",
        vote(front=4),
    ),
    "definition": (r"是指|系指|指的是|的简称|的统称", vote(glossary=1.5)),
    "five_year_plan": (r"十[二三四五六]五”?(?:时期|期间|末|以来)?", vote()),
    "contents": (each(r"\.\.\.\.+ ···+ ……+ ----+", r" ?\d{1,3}(?!\d)"), vote(front=5)),
}
CUE = re.compile("|".join(pattern for pattern, _ in CUES.values()))
NAME_OF_CUE = re.compile("|".join(f"(?P<{name}>{pattern})" for name, (pattern, _) in CUES.items()))
LEADERS = re.compile(CUES["contents"][0])

# Words of headings.
REVIEW_TITLE = re.compile(
    r"回顾|总结|成就|成绩|(?:执行|完成|实施|落实|进展|推进)情况|过去的?[一二三五两几]年|[一二三五两几]年来|以来"
    r"|(?:发展|现实|现有|工作|规划|实施|建设|产业|基本)基础(?:条件)?(?=$|[与和及、])|^基础(?:条件|现状|与|和)|基础条件"
    r"|历程|(?<!新)成效$|(?:工作|任务|项目|落实|改革)进展$|取得[^,]{0,10}(?:成效|进展|成果|突破|效果)|成效(?:显著|明显|突出)"
)
ENDS_REVIEW = re.compile(r"(?:情况|回顾|总结|成就|成绩|进展)[)》]?$")
PRESENT_TITLE = re.compile(
    r"现状|形势|问题|挑战|困难|机遇|短板|不足|瓶颈|发展环境|(?:基本|总体)情况|概况|必要性|背景|面临|矛盾|差距"
)
STATE_TITLE = re.compile(r"现状|概况|必要性|背景|面临|基本情况")  # what nobody sets out to do
GOALS_TITLE = re.compile(r"目标|总体要求|总体思路|指导思想|基本原则|指标|愿景|定位|主要考虑|基本要求")
TASKS_TITLE = re.compile(
    r"任务|安排|重点工作|工作重点|部署|打算|举措|措施|工程$|行动$|(?:组织|实施|要素)保障|要点|建议|工作思路|工作要求|工作计划|重点项目"
)
GLOSSARY_TITLE = re.compile(
    r"(?:名词|术语|用语|词语|专有名词|有关名词)(?:解释|注释|释义|说明)|缩略语|^注释?$|^附注$|^备注$|解释说明"
)
CONTENTS_TITLE = re.compile(r"^目次?录$")
ANNEX_TITLE = re.compile(r"实事(?:项目|清单|任务)?|^附[件表]")
TURNED = re.compile(r"在.+(?:上|方面|中)(?:下功夫|求|取|实现|争|见|奋|展|闯|作)|更加|更大|更高|更好|更优")
IMPERATIVES = FINISHING_VERBS | SOFT_VERBS | MANNER | {"奋力", "聚力", "全力", "坚定", "紧扣", "守牢", "夯实", "补齐"}
NO_IMPERATIVE = re.compile(
    r"(?:规划|工作|建设|发展|实施|治理|改革|保障|服务|主要|取得的?|\W)*"
    r"(?:成就|成效|成绩|进展|现状|形势|环境|基础|条件|情况|背景|挑战|问题|机遇|历程|不足|短板)"
)

OWN_TITLE = re.compile(
    r"(?:报告|方案|规划|(?<!工作)计划|通知|意见|纲要|决定|办法|通报|批复)(?:\([^()]*\)|20\d\d年?-20\d\d年?)*$"
)

WEIGHT_OF_SECTION = 5.0
WEIGHT_OF_SUBSECTION = {True: 1.0, False: 3.5}  # by whether it stands in a report
WEIGHT_OF_ITEM = 1.0
TIME_OF_TITLE = {True: 0.8, False: 0.4}  # by whether it is the one that what follows begins with
FRAMES = 2.2  # how much more a time weighs that opens a paragraph
TIMES = {
    "last_year",
    "year_before",
    "last_term",
    "since",
    "this_year",
    "next_year",
    "coming_years",
    "five_year_plan",
    "year",
}
FRAME_WITHIN = 8  # characters
DECLARED = 2.0  # how much more a report's year weighs of which a sentence tells what it is: 2025年是不平凡的一年


@dataclass(frozen=True, slots=True)
class Calendar:
    """The years that a document's times are held against: a report's own, or those that a plan is made for."""

    first: int | None
    last: int | None
    given: int | None  # the year in which 今年 is said
    is_report: bool

    @classmethod
    def of(cls, context: PlanContext) -> "Calendar":
        start, end, day = context.plan_start, context.plan_end, context.published_on
        last = end.year if end else (day.year if day else None)
        first = start.year if start else (day.year if day else last)
        return cls(last if context.is_work_report else first, last, day.year if day else last, context.is_work_report)

    def votes_of_year(self, year: int) -> Votes:
        """What naming a year says."""
        if self.first is None or self.last is None:
            return vote()
        if not self.is_report:
            return vote(last_term=1.5, present=0.7) if year < self.first else vote(coming=0.7)
        if year == self.last:
            return vote(year=1.5)
        if year > self.last:
            return vote(term=1, year=0.5)
        return vote(last_year=1.5, last_term=0.3) if year == self.last - 1 else vote(last_term=1, last_year=0.5)

    def votes_of_plan(self, last_year: int) -> Votes:
        """What naming a five-year plan says, 十四五 by its last year."""
        if self.first is None or self.last is None:
            return vote()
        first_year = last_year - 4
        if last_year < self.first:
            return vote(last_term=1.6, last_year=0.5)
        if not self.is_report:
            return vote(coming=0.7)
        if first_year >= self.last:
            return vote(term=2)
        return vote(term=0.5, last_term=0.3 if last_year == self.last else 0.0)


def evidence_of_text(text: str, periods: PeriodIndex, calendar: Calendar) -> list[Evidence]:
    """What the words and the years of a folded text say, in order. What headings say is read apart."""
    return sorted([*_cues(text, calendar), *_years(text, periods, calendar)], key=lambda each: each.start)


def _cues(text: str, calendar: Calendar) -> Iterator[Evidence]:
    for found in CUE.finditer(text):
        named = NAME_OF_CUE.match(text, found.start())
        name = (named.lastgroup if named else None) or ""
        votes = CUES[name][1]
        if name == "five_year_plan":
            if _is_cited(text, found.start()):
                continue
            weight = 1.0 if len(found[0]) > len("十四五”") else 0.3
            votes = tuple(weight * each for each in calendar.votes_of_plan(FIVE_YEAR_PLANS[found[0][:3]]))
        elif name == "coming_years" and not calendar.is_report:
            votes = vote(coming=1)
        elif name == "this_year" and _is_reviewed(calendar):
            votes = vote(last_year=1.5)
        yield Evidence(*found.span(), name, votes)


def _years(text: str, periods: PeriodIndex, calendar: Calendar) -> Iterator[Evidence]:
    """Years, not those compared with or standing in names."""
    for period in periods.periods:
        if period.year is None or period.first_year or period.is_relative or period.is_baseline or period.is_name:
            continue
        if not _is_cited(text, period.start):
            weight = DECLARED if calendar.is_report and text.startswith(("是", ",是"), period.end) else 1.0
            votes = tuple(weight * each for each in calendar.votes_of_year(period.year))
            yield Evidence(period.start, period.end, "year", votes)


def _is_reviewed(calendar: Calendar) -> bool:
    """A report of December speaks of 今年 as of the past, and of 明年 as of the year to come."""
    return calendar.is_report and calendar.given is not None and calendar.last == calendar.given + 1


def _is_cited(text: str, at: int) -> bool:
    """Inside 《》, the name of another paper."""
    opened = text.rfind("《", max(0, at - 40), at)
    return opened >= 0 and text.rfind("》", opened, at) < 0


def evidence_of_title(text: str, block: Block, level: int, calendar: Calendar) -> Evidence | None:
    """What a heading says by its words and the times in it; None if it says nothing."""
    title = block.title
    votes = [0.0] * len(PARTS)
    names = []
    if (level == TOP and OWN_TITLE.search(title)) or LEADERS.search(text, block.start, block.end):
        return None
    for name, weights in _kinds_of_title(title, level):
        names.append(name)
        votes = [mine + more for mine, more in zip(votes, weights, strict=True)]
    # A review whose heading names the last year first tells of it first: 2025年和“十四五”时期工作回顾.
    is_review = calendar.is_report and names == ["review"]
    for place, (_, name, weights) in enumerate(sorted(_times_of_title(title, calendar))):
        names.append(name)
        is_first = is_review and place == 0 and max(weights) == weights[LAST_YEAR]
        votes = [mine + TIME_OF_TITLE[is_first] * more for mine, more in zip(votes, weights, strict=True)]
    ends_in_work = bool(names) and title.endswith("工作")  # 今年的主要工作
    if not any(votes) or (level == TOP and not (set(names) - TIMES or ends_in_work)):
        return None
    weight = WEIGHT_OF_SECTION
    if level >= SUBSECTION:
        weight = WEIGHT_OF_SUBSECTION[calendar.is_report] if level == SUBSECTION else WEIGHT_OF_ITEM
    end = block.text_start + len(title)
    name = "_".join(["heading", *dict.fromkeys(names)])
    return Evidence(block.start, end, name, tuple(weight * each for each in votes))


def _kinds_of_title(title: str, level: int) -> Iterator[tuple[str, Votes]]:
    if GLOSSARY_TITLE.search(title):
        yield "glossary", vote(glossary=2)
        return
    if CONTENTS_TITLE.match(title.replace(" ", "")):
        yield "contents", vote(front=2)
        return
    ends_review = bool(ENDS_REVIEW.search(title))
    is_imperative = len(word_at_start(title, IMPERATIVES)) > 1 and not NO_IMPERATIVE.match(title)
    if REVIEW_TITLE.search(title) and (ends_review or not (is_imperative or TURNED.search(title))):
        yield "review", vote(past=1)
    if PRESENT_TITLE.search(title) and (STATE_TITLE.search(title) or not is_imperative):
        yield "present", vote(present=1, past=0.3)
    if ANNEX_TITLE.search(title) and level < SUBSECTION:
        yield "annex", vote(year=1, term=0.5)
    if GOALS_TITLE.search(title) and not ends_review:
        yield "goals", vote(term=0.95, year=0.9)
    elif TASKS_TITLE.search(title) and not ends_review:
        yield "tasks", vote(year=1, term=0.7)
    elif is_imperative and TOP < level < SUBSECTION and not ends_review:
        yield "imperative", vote(term=0.1, year=0.25)


YEAR_OF_TITLE = re.compile(r"((?:19|20)\d\d)(?=年|-|至|、|和)")
PLAN_OF_TITLE = re.compile(r"十[二三四五六]五")
LAST_YEAR_TITLE = re.compile(r"过去的?一年|(?<!第)一年来|去年")
TERM_TITLE = re.compile(r"过去的?[五5]年|[五5]年来|[这近]五年|本届政府|五年(?:工作)?(?:回顾|成就|总结)")
COMING_TITLE = re.compile(r"(?:今后|未来)[五三]年|今年(?!以来)|明年|下一步|下一阶段")


def _times_of_title(title: str, calendar: Calendar) -> Iterator[tuple[int, str, Votes]]:
    """Where each time stands, its name and what it says."""
    for found in YEAR_OF_TITLE.finditer(title):
        yield found.start(), "year", calendar.votes_of_year(int(found[1]))
    for found in PLAN_OF_TITLE.finditer(title):
        yield found.start(), "five_year_plan", calendar.votes_of_plan(FIVE_YEAR_PLANS[found[0]])
    if calendar.is_report and (found_year := LAST_YEAR_TITLE.search(title)):
        yield found_year.start(), "last_year", vote(last_year=1.5, last_term=0.3)
    if found_term := TERM_TITLE.search(title):
        yield found_term.start(), "last_term", vote(last_term=2)
    for found in COMING_TITLE.finditer(title):
        if found[0] in ("今年", "明年"):
            yield found.start(), "this_year", vote(year=2)
        else:
            yield found.start(), "coming_years", vote(term=2, year=0.5)
