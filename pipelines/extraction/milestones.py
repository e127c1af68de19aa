"""Commitments without a number: a date and a finishing verb in one clause, a column of deadlines, all of a scope.

What cannot be answered with yes or no on a day is none: aims, slogans, what goes on, what is said of the past.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pipelines.extraction.agencies import AgencyGroup
from pipelines.extraction.deadlines import Deadlines, Due
from pipelines.extraction.milestone import Milestone
from pipelines.extraction.periods import Period, PeriodIndex
from pipelines.extraction.places import PlaceScanner
from pipelines.extraction.responsibility import units_at
from pipelines.extraction.structure import Block, Sentence, split_clauses
from pipelines.extraction.target import PlanContext

# With which a thing is done, said behind it, 体育馆建成投用, and before it, 建成体育馆.
DONE = (
    r"(?:建设完成|建成(?:并)?(?:投用|投产|投运|运营|运行|通车|开放|使用|启用|开馆|开园)?|(?:正式)?投入(?:使用|运营|运行|生产)"
    r"|投用|投产|投运|通车|通水|通航|通气|并网(?:发电)?|竣工(?:验收|投产|投用)?|完工|交付(?:使用)?|开工(?:建设)?"
    r"|开馆|开园|开业|开港|启用|上线(?:运行)?|挂牌(?:运行|成立)?|(?:通过|完成)(?:竣工|国家|省级|整体)?验收|印发(?:实施)?"
    r"|出台(?:实施)?|改造完成|整改(?:到位|完成)|(?:主体)?封顶|合龙|贯通|获批)"
)
BEHIND = re.compile(rf"(?:力争|争取|确保|全部|全面|基本|正式|如期|按期|提前|顺利|要|将)*(?P<verb>{DONE})$")
BEFORE = re.compile(
    r"(?:全面|基本|全部|如期|按期|提前|高标准|高质量|率先|研究|抓紧|加快)*"
    r"(?P<verb>完成|建成(?:投用|运营|启用|开放)?|建好|开工(?:建设)?|制定出台|出台|制定印发|印发|启用|开通|通过|打通|取消|关停|拆除|办结)"
    r"(?P<thing>(?!的|后|前|率|情况|比例|时限|时间)[^的,;:]{1,3}[^,;:]{2,60})"
)
ALONE = re.compile(rf"(?:全部|全面|基本|正式|主体)*{DONE}")
BEGUN = re.compile(
    r"(?:积极|全力|大力|扎实)?(?:加快推进|加快|推进|推动|抓好|抓紧|实施|启动|做好|建设|支持)(?P<thing>[^,;]{4,60}?)(?:等?项目)?(?:建设|施工|实施)?(?:进度|步伐)?"
)
OF_SCOPE = re.compile(
    r"(?P<scope>[\u4e00-\u9fffA-Za-z\d“”、()]{3,40}?)(?:基本|全部|动态)?(?P<verb>“?(?:全覆盖|清零)”?)$"
    r"|(?P<all>[\u4e00-\u9fffA-Za-z\d“”、()]{3,40}?)全部(?:完成|建成|达标|投用|淘汰|关停|拆除|消除|退出|纳入|整改|改造|接入|联网|取消)"
    r"[\u4e00-\u9fff]{0,10}$"
)
WHOLE = re.compile("全覆盖|清零|全部")
ACHIEVES = re.compile(r"实现|做到|达到|完成|确保")
OPENING = re.compile(
    r"^[\s,、:;()]*(?:(?:各?(?:县|市|区|镇|乡|街道)(?:\([^()]{1,12}\))?(?:要)?)?(?:力争|争取|努力|确保|保证|计划|预计|推动|推进|促进|加快|支持|力促|要|并|在|于|到|至|前|底|之前|以前|年|内)+)?[\s,、:]*"
)
STRIVES = re.compile(r"力争|争取|努力|力促")
# Not to be done, done already, done to what is there, or an aim that no day answers.
NO_DEED = re.compile(
    r"未(?:能)?(?:完成|建成|按)|不得|不再|尚未|已(?:经)?(?:完成|建成|开工)|(?:已|均|现)(?:投用|投产|建成)|凡|对于?[^,]{0,12}的|建成的|完成的"
    r"|(?:目标)?任务$|目标$|要求$|历史使命|转型$|跨越$|突破$|现代化$|小康|考核|如果|视情|原则上|适时|条件成熟"
)
COLUMN = re.compile(r"完成时[限间]|时间节点|完成日期|时限要求|办理时限|^时限$")
ONLY_TIME = re.compile(r"[\d年月日底前末至到\-—.、上下半季度一二三四“”十五期间内之以全当中旬初 ]{2,24}(?:完成)?")
TASK_COLUMN = re.compile(r"任务|事项|举措|内容|工作|措施|项目|要点")
BEHIND_TIME = re.compile(r"年?(?:底|末)?(?:之前|以前|前)?")
LEAST = 5  # characters of a deed that can be understood alone
IN_CLAUSE, OF_SENTENCE, COLUMN_SAYS, WHOLE_SCOPE, THING_BEFORE = 0.92, 0.8, 0.92, 0.75, 0.85
UNSURE_PART = 0.55  # what stands where past and coming are not told apart


@dataclass(frozen=True, slots=True)
class _Deed:
    start: int
    end: int
    what: str
    period: Period | None  # None: that of the part or plan
    confidence: float
    rule: str


class MilestoneReader:
    """Reads the clauses and rows that hold no target. `deadlines`: those of the place that the reader has come to."""

    def __init__(
        self, text: str, folded: str, context: PlanContext, periods: PeriodIndex, places: PlaceScanner
    ) -> None:
        self.text = text
        self.folded = folded
        self.context = context
        self.periods = periods
        self.places = places
        self.heads: list[str] = []  # of the table that is being read
        self.last_row_end = -2

    def may_stand_in(self, start: int, end: int) -> bool:
        """Whether a sentence names a time, or all of a scope."""
        return bool(self.periods.between(start, end)) or WHOLE.search(self.folded, start, end) is not None

    def read_sentence(
        self,
        start: int,
        end: int,
        counted: Collection[int],
        block: Block,
        deadlines: Deadlines,
        groups: Sequence[AgencyGroup],
    ) -> list[Milestone]:
        """`counted`: places of the numbers that are targets; their clauses promise what they count."""
        sentence = split_clauses(self.folded, start, end)
        taken = {sentence.clause_at(place) for place in counted}
        deeds = []
        for i in range(len(sentence.clauses)):
            if i not in taken and (deed := self._deed(sentence, i)):
                deeds.append(deed)
        return [self._assemble(deed, sentence.start, block, deadlines, groups) for deed in deeds]

    def read_row(
        self, block: Block, has_target: bool, deadlines: Deadlines, groups: Sequence[AgencyGroup]
    ) -> list[Milestone]:
        """The task of a row whose table has a column of deadlines."""
        cells = self._cells(block)
        if block.start > self.last_row_end + 2:
            self.heads = []
        self.last_row_end = block.end
        names = [self.folded[start:end] for start, end in cells]
        if any(COLUMN.search(name) and len(name) < 10 for name in names):
            self.heads = names
            return []
        if has_target or len(self.heads) != len(cells):
            return []
        dated = [i for i, head in enumerate(self.heads) if COLUMN.search(head) and ONLY_TIME.fullmatch(names[i])]
        tasks = [i for i, head in enumerate(self.heads) if TASK_COLUMN.search(head) and len(names[i]) >= LEAST]
        if not dated or not tasks:
            return []
        times = [period for period in self.periods.between(*cells[dated[0]]) if not period.is_name]
        if not times:
            return []
        start, end = cells[max(tasks, key=lambda i: len(names[i]))]
        deed = _Deed(start, end, self.folded[start:end].strip("。; "), times[-1], COLUMN_SAYS, "deadline_column")
        return [self._assemble(deed, block.start, block, deadlines, groups)]

    def _cells(self, block: Block) -> list[tuple[int, int]]:
        cells, start = [], block.start
        for end in [
            *(m.start() for m in re.finditer(r"\|", self.folded[block.start : block.end])),
            block.end - block.start,
        ]:
            stop = block.start + end
            cell = self.folded[start:stop]
            if cell.strip():
                cells.append((start + len(cell) - len(cell.lstrip()), start + len(cell.rstrip())))
            start = stop + 1
        return cells

    def _deed(self, sentence: Sentence, i: int) -> _Deed | None:
        begin, stop = sentence.clauses[i]
        clause = self.folded[begin:stop]
        own = [period for period in self.periods.between(begin, stop) if period.is_due and not period.is_since]
        what = self._without_times(begin, stop, own)
        if NO_DEED.search(clause) or len(what) < 2:
            return None
        period, confidence, rule = self._time(sentence, i, own)
        if scope := OF_SCOPE.search(what):
            is_said = period or (scope["verb"] and ACHIEVES.search(clause))
            return _Deed(begin, stop, what, period, WHOLE_SCOPE, "whole_scope") if is_said else None
        if period is None:
            return None
        if ALONE.fullmatch(what):
            thing = self._thing_before(sentence, i)
            return _Deed(begin, stop, thing + what, period, THING_BEFORE, "thing_before") if thing else None
        is_deed = len(what) >= LEAST and (BEHIND.search(what) or BEFORE.match(what))
        return _Deed(begin, stop, what, period, confidence, rule) if is_deed else None

    def _time(self, sentence: Sentence, i: int, own: Sequence[Period]) -> tuple[Period | None, float, str]:
        """The time in the clause, else that of a clause before which is a time alone; how sure it is, by which rule."""
        if own:
            return own[-1], IN_CLAUSE, "date_in_clause"
        for j in range(i - 1, -1, -1):
            begin, stop = sentence.clauses[j]
            named = [period for period in self.periods.between(begin, stop) if period.is_due and not period.is_since]
            if named and not OPENING.sub("", self._without_times(begin, stop, named)):
                return named[-1], IN_CLAUSE if i == j + 1 else OF_SENTENCE, "date_before"
            if named or self.folded[stop : stop + 1] == ";":
                return None, 0.0, ""
        return None, 0.0, ""

    def _thing_before(self, sentence: Sentence, i: int) -> str:
        """加快云岭大桥建设,确保2025年底前通车: what is begun in the clause before."""
        if i == 0 or self.folded[sentence.clauses[i - 1][1] : sentence.clauses[i][0]].strip() != ",":
            return ""
        begun = BEGUN.fullmatch(self.folded[slice(*sentence.clauses[i - 1])].strip())
        return begun["thing"] if begun else ""

    def _without_times(self, begin: int, stop: int, own: Sequence[Period]) -> str:
        kept, position = [], begin
        for period in own:
            kept.append(self.folded[position : period.start].rstrip("到至在于"))
            position = period.end
            if tail := BEHIND_TIME.match(self.folded, position, stop):
                position = tail.end()
        kept.append(self.folded[position:stop])
        return OPENING.sub("", "".join(kept), count=1).strip(" 。;、()|")

    def _assemble(
        self, deed: _Deed, since: int, block: Block, deadlines: Deadlines, groups: Sequence[AgencyGroup]
    ) -> Milestone:
        part = deadlines.part
        due: Due = deadlines.due_in(deed.period, since)
        start = deed.start + len(self.text[deed.start : deed.end]) - len(self.text[deed.start : deed.end].lstrip())
        sure = deed.confidence if part.is_to_come and part.confidence >= 0.73 else UNSURE_PART
        opening = self.folded[since : deed.end]
        named = self.places.named_in(deed.what) if deed.what.startswith(self.places.starts) else []
        return Milestone(
            start=start,
            end=deed.end,
            quote=self.text[start : deed.end].rstrip(),
            clause=block.label,
            what=deed.what,
            period_start=due.start,
            deadline=due.deadline,
            region=named[0] if len(named) == 1 else self.context.region,
            commitment="strive" if STRIVES.search(opening) else "firm",
            confidence=sure,
            rules=(deed.rule, due.rule),
            units=units_at(deed.start, groups),
        )
