"""How a number is promised: firmly or striven for, and whether for each of something."""

import re

from pipelines.extraction.deadlines import Deadlines
from pipelines.extraction.mentions import Mention
from pipelines.extraction.phrases import word_at_start
from pipelines.extraction.vocabulary import FINISHING_VERBS, SOFT_VERBS, STRIVING

RATES = re.compile("每[年万千百亿]")  # of an indicator's name: 每万人发明专利拥有量
EACH = re.compile(
    r"(?:平均)?(每(?:个|家|名|座)?[\u4e00-\u9fff]{1,6}?(?:\([^()]{1,8}\))?|(?<![与内同和])各(?:县|市|区|镇|街道|乡镇)[^,。;]{0,8}?)"
    r"(?:至少|都|(?<!平)均|要|新|建|创|引|培|打|开|完|达|不|再|配|设|选)"
)
EACH_OF_NAMED = re.compile(
    r"(?:在|推动|支持)?([\d\u4e00-\u9fff、()]{2,30}?)各(?:自|新|建|创|培|打|完|实|引|设|安|配|举|开|选|不|至)"
    r"[\u4e00-\u9fff]{0,4}$"
)
EACH_DIVISION = re.compile(r"(?<![全我本])((?:县|市|区|乡镇|街道)(?:\([^()]{1,8}\))?)至少(?=[\u4e00-\u9fff])")
EVERY = re.compile(
    r"(每(?:个|家|名|座)?[\u4e00-\u9fff]{1,8}?(?=内|平均|不|原则|$)|每(?:个|家|名|座)?[\u4e00-\u9fff]{1,8}(?:\([^()]{1,8}\))?)"
)
NOT_OF_NAME = re.compile(r"(?:至少|分别|都|均|要|原则上)+$")


def per(mention: Mention, folded: str) -> str | None:
    """What the number holds for each of: 每个乡镇至少建成1处, 在134个镇街各建1处."""
    left = folded[mention.sentence.clauses[mention.clause][0] : mention.quantity.start]
    if ("每" not in left and "各" not in left and "至少" not in left) or RATES.search(left):
        return None
    found = EACH.search(left) or EACH_OF_NAMED.search(left) or EACH_DIVISION.search(left) or EVERY.search(left)
    return NOT_OF_NAME.sub("", found[1]) if found else None


ACTING = FINISHING_VERBS | SOFT_VERBS
STRIVES = re.compile("|".join(STRIVING))


def strives(mention: Mention, accepted: list[Mention], folded: str, deadlines: Deadlines) -> bool:
    """Whether 力争, 争取 or 努力 governs a number: in its clause, or in one before from which its sentence goes on.

    力争 governs up to a semicolon or a clause that opens with a verb of its own, and its clause alone where it raises
    a number before; 争取 less. `accepted`: the targets of the sentence.
    """
    sentence = mention.sentence
    if STRIVES.search(folded, sentence.clauses[mention.clause][0], mention.quantity.start):
        return True
    opens_with_verb = bool(mention.words) and mention.words[0] in ACTING
    with_numbers = {other.clause for other in accepted}
    for clause in range(mention.clause - 1, -1, -1):
        start, end = sentence.clauses[clause]
        text = folded[start:end]
        if folded[end : end + 1] == ";":
            return False
        if "力争" in text or "力求" in text:
            raises_a_number = any(other < clause for other in with_numbers)  # 增长6%,力争达到7%,人均收入增长5%
            begins = folded[slice(*sentence.clauses[mention.clause])].strip()
            acts_anew = word_at_start(begins, ACTING) != ""
            return clause not in with_numbers or not (raises_a_number or acts_anew)
        if ("争取" in text or "努力" in text) and not opens_with_verb and "积极争取" not in text:
            names_time_alone = len(deadlines.without_periods(start, end).strip(" 争取努力到")) < 2
            return clause in with_numbers or names_time_alone or "全部" in text or "达到" in text
        if clause not in with_numbers and opens_with_verb:
            return False
    return False
