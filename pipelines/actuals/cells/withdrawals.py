"""Words with which a bureau takes back what it reported (撤回), and the reason that stands beside them.

Whether there is anything to take back is decided where the file meets what is on record (on_record.py).
"""

import re

from pipelines.actuals.files.grid import Grid
from pipelines.extraction.folding import fold

CLAUSES = re.compile(r"[,;:。、!()\[\]【】，；：！（）\s]+")
TITLE_PARTS = re.compile(r"[,;:。、!()\[\]【】《》\s_\-—+.]+")
# Of a figure, and of nothing else, one says these words alone; 已撤销 may speak of a county, 取消 of a quota.
OF_FIGURES = "撤回|作废|withdrawn?|void(?:ed)?|retract(?:ed)?"
OF_ANYTHING = "撤[销消]|删除|取消|废止|deleted?|cancel(?:l?ed)?|revoked?|remove[d]?"
ASKING = r"(?:现|已|均|全部|一并|请|应|应予|予以|申请|特此|要求)*"
FIGURES = (
    r"(?:该|此|本|这|上述|以上|原|原来|前期|前次|上次|上期|已报|上报|原报|错报|误报|重报|重复|的)*"
    r"(?:统计)?(?:数据|数值|数字|指标值|数|值|记录|报送|[整本此该][行条])"
)
WORDS = re.compile(rf"{ASKING}(?:{FIGURES})?{ASKING}(?:{OF_FIGURES}|{OF_ANYTHING})(?:{FIGURES})?了?")
WORDS_OF_A_NOTE = re.compile(
    rf"{ASKING}(?:(?:{FIGURES})?{ASKING}(?:{OF_FIGURES})(?:{FIGURES})?"
    rf"|{FIGURES}{ASKING}(?:{OF_ANYTHING})|(?:{OF_ANYTHING}){FIGURES})了?"
)
# 撤回 and 作废 may be what is counted (专利申请撤回, 作废发票): a title must speak of figures or of nothing else.
REPORTS = "数据|数值|报送|上报|报表|[月季年快]报|文件|资料"
WORDS_OF_A_TITLE = re.compile(
    rf"(?:关于|申请)?(?:撤回|作废)(?:.{{0,60}}(?:{REPORTS}))?(?:的?(?:通知|函|申请|说明|清单|表|报告))?"
    rf"|.{{0,60}}(?:{REPORTS})(?:撤回|作废)(?:通知|函|申请|说明|清单|表|报告)?"
)
LONGEST = 200  # characters of a cell that are looked at
LONGEST_CLAUSE = 30  # characters; nothing longer takes back in so many words


def says_withdrawal(cell: str) -> bool:
    """Whether the cell of a value or of a status takes a figure back: 撤回, 已作废, 删除(重复统计)."""
    return any(map(_is_withdrawal, _clauses(cell)))


def note_says_withdrawal(note: str) -> bool:
    """The same of a note, where only words count that cannot speak of anything but a figure: 撤回:口径有误."""
    return any(len(clause) <= LONGEST_CLAUSE and WORDS_OF_A_NOTE.fullmatch(clause) for clause in _clauses(note))


def reason_beside(cell: str) -> str:
    """What the cell says beside taking back: 撤回:口径有误 → 口径有误. A cell that takes nothing back stays whole."""
    if not says_withdrawal(cell):
        return cell
    return ";".join(clause for clause in CLAUSES.split(cell) if clause and not _is_withdrawal(fold(clause).lower()))


def title_says_withdrawal(title: str) -> bool:
    """Whether a title or a file's name says that all below it is taken back: 6月数据撤回, 德州市6月报送(作废)."""
    return any(WORDS_OF_A_TITLE.fullmatch(part) for part in TITLE_PARTS.split(fold(title[:LONGEST])))


def is_titled_withdrawal(grid: Grid, file_title: str) -> bool:
    """Whether the names of file and sheet, or a title above the table, say that all of it is taken back."""
    titles = [file_title, grid.name]
    for row in grid.rows:
        cells = {cell for cell in row.cells if cell}
        if len(cells) > 1:
            break
        titles += cells
    return any(map(title_says_withdrawal, titles))


def _is_withdrawal(clause: str) -> bool:
    return len(clause) <= LONGEST_CLAUSE and WORDS.fullmatch(clause) is not None


def _clauses(cell: str) -> list[str]:
    return [clause for clause in CLAUSES.split(fold(cell[:LONGEST]).lower()) if clause]
