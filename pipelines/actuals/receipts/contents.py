"""What a receipt says: what became of the file in one sentence, and its rows in the words that people use.

How it looks is the matter of page.py (people), table.py (programs) and the command line.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

import pandas as pd

from pipelines.actuals.receipts.effects import Effects
from pipelines.actuals.rows.checking import CheckedFile
from pipelines.actuals.rows.reasons import REASONS
from pipelines.schemas.reference import IndicatorLinks

UNFILLED = "missing_value"
LONGEST_CELL = 200  # characters of a file's cell that a receipt shows
REGIONS_NAMED = 40  # of those of a file, by a receipt
BASIS_NAMES = {"stock": "期末数", "ytd": "本年累计", "period": "当期数", "rate": "比率", "growth": "同比"}
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Receipt:
    """`received_at`: when the content was taken, UTC; None: it was only checked. `is_repeated`: it had been taken
    before. `rows_missed`: accepted now and not on record, as they were rejected then. `links`: what the names of the
    figures mean, as link_names gives it. `effects`: None where the targets are not known."""

    checked: CheckedFile
    received_at: datetime | None
    is_repeated: bool = False
    rows_missed: int = 0
    links: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=[*IndicatorLinks.names(), "kind"]))
    effects: Effects | None = None
    mapping: str = ""  # a mapping.csv to fill in, where columns lack their unit

    @property
    def targets(self) -> pd.DataFrame:
        """The targets that move; see Effects."""
        return pd.DataFrame() if self.effects is None else self.effects.targets

    def place(self, row: Mapping[str, Any]) -> str:
        """Where a figure or fault stands in the file; the sheet only where there are several."""
        sheet = row["sheet"] if self.checked.has_sheets or pd.isna(row["row_number"]) else None
        return place_in_file(row["row_number"], row["column_number"], sheet)

    def places(self, fault: Mapping[str, Any]) -> str:
        """Where one reason holds, in words: 第 3–64、70 行 B 列. `fault`: a row of CheckedFile.faults."""
        more = "等" if fault["has_more_rows"] else ""
        count = f"(共 {fault['rows_at_fault']:,} 行)" if more else ""
        letters = "、".join(letter for number in fault["columns_named"] if (letter := column_letter(number)))
        parts = (
            f"工作表“{shorten(fault['sheet'])}”" if self.checked.has_sheets and pd.notna(fault["sheet"]) else "",
            "" if pd.isna(fault["rows_named"]) else f"第 {fault['rows_named']} 行{more}{count}",
            f" {letters} 列" if letters else "",
        )
        return "".join(parts)

    @property
    def regions(self) -> str:
        """How many figures of which regions were accepted, in words; nothing where all are of one region."""
        found = self.checked.regions
        if len(found) < 2:
            return ""
        named = "、".join(f"{row.region} {row.figures:,}" for row in found.head(REGIONS_NAMED).itertuples())
        more = f" 等 {len(found)} 个地区" if len(found) > REGIONS_NAMED else ""
        return f"按地区：{named}{more}"

    @property
    def is_trial(self) -> bool:
        return self.received_at is None

    @cached_property
    def errors(self) -> pd.DataFrame:
        """What is wrong, as CheckedFile.faults has it, without what was only left blank."""
        faults = self.checked.faults
        return faults[(faults["severity"] == "error") & (faults["reason_code"] != UNFILLED)]

    @cached_property
    def unfilled(self) -> pd.DataFrame:
        """Rows rejected because they hold no value: left blank in a template, and no mistake."""
        faults = self.checked.faults
        return faults[(faults["severity"] == "error") & (faults["reason_code"] == UNFILLED)]

    @cached_property
    def warnings(self) -> pd.DataFrame:
        return self.checked.faults[self.checked.faults["severity"] == "warning"]

    @cached_property
    def notices(self) -> pd.DataFrame:
        """What was passed over, without harm."""
        return self.checked.faults[self.checked.faults["severity"] == "notice"]

    @property
    def rows_unfilled(self) -> int:
        return int(self.unfilled["times"].sum())

    @property
    def rows_at_fault(self) -> int:
        return self.checked.rows_rejected - self.rows_unfilled

    @property
    def verdict(self) -> str:
        """In a word or two."""
        if self.checked.status == "refused" or not self.checked.rows_accepted:
            return "未接收" if not self.is_trial else "不能接收"
        words = "部分接收" if self.rows_at_fault else "全部接收"
        return f"可以{words}" if self.is_trial else words

    @property
    def outcome(self) -> str:
        """What became of the file, and what to do, in one sentence."""
        checked, can = self.checked, "可以" if self.is_trial else ""
        if checked.status == "refused":
            return f"整个文件{'不能' if self.is_trial else '没有'}接收。{checked.reason}"
        read, accepted = f"{checked.rows_read:,} 行", f"{checked.rows_accepted:,} 行"
        unfilled = f"{self.rows_unfilled:,} 行没有填数，有数后再报" if self.rows_unfilled else ""
        if not checked.rows_accepted:
            said = f"读到 {read}，没有一行{can}接收，请按下面的说明改好后重新报送"
        elif self.rows_at_fault:
            again = f"{self.rows_at_fault:,} 行不能接收，改好后重新报送即可，其余的不必再报"
            said = "；".join(filter(None, [f"读到 {read}，{can}接收 {accepted}", again, unfilled]))
        elif unfilled:
            said = f"读到 {read}，填了的 {accepted}全部{can}接收；{unfilled}"
        else:
            said = f"读到 {read}，全部{can}接收"
        if checked.rows_taking_back:
            can_be = "将" if self.is_trial else ""
            said += f"；其中 {checked.rows_taking_back:,} 行撤回原来报送的数，那些数{can_be}不再计入"
        doubtful = f"；接收的行中有 {checked.rows_warned:,} 行请核对" if checked.rows_warned else ""
        before = f"内容与 {local_time(self.received_at)} 接收的文件相同，不重复计入。" if self.is_repeated else ""
        missed = f"。当时退回的 {self.rows_missed:,} 行没有计入，请把这些行另做一个文件报送" if self.rows_missed else ""
        return f"{before}{said}{doubtful}{missed}。"


def sentence(fault: Mapping[str, Any]) -> str:
    """What to do about a row of CheckedFile.faults; where the sentences of its places differ, the first of them."""
    return f"共 {fault['times']:,} 处，如：{fault['reason']}" if fault["has_other_reasons"] else str(fault["reason"])


def local_time(moment: datetime | None) -> str:
    """A moment in UTC as the clock of the bureau shows it."""
    return "" if moment is None else f"{pd.Timestamp(moment, tz='UTC').tz_convert('Asia/Shanghai'):%Y-%m-%d %H:%M}"


def column_letter(number: int | None) -> str | None:
    """A column as a spreadsheet names it: 1 → A, 27 → AA. None of none."""
    if pd.isna(number):
        return None
    letters, number = "", int(number or 0)
    while number > 0:
        number, place = divmod(number - 1, 26)
        letters = LETTERS[place] + letters
    return letters


def place_in_file(row: int | None, column: int | None, sheet: str | None = None) -> str:
    """第 7 行 C 列; with a sheet, 工作表“2月”第 7 行 C 列; without a row, the sheet alone"""
    letter = column_letter(column)
    parts = (
        "" if pd.isna(sheet) else f"工作表“{shorten(str(sheet))}”",
        "" if pd.isna(row) else f"第 {row} 行",
        f" {letter} 列" if letter else "",
    )
    return "".join(parts)


def reason_name(reason_code: str) -> str:
    return REASONS.get(reason_code, reason_code)


def dates_in_words(start: date, end: date) -> str:
    """2023-06-01 and 2023-06-30 → 2023年6月; 2023-01-01 and 2023-06-30 → 2023年1—6月; any other days in full."""
    is_months = start.day == 1 and (end + pd.Timedelta(days=1)).day == 1
    if not is_months or start.year != end.year:
        return f"{start:%Y-%m-%d} 至 {end:%Y-%m-%d}"
    if (start.month, end.month) == (1, 12):
        return f"{start.year}年"
    return (
        f"{start.year}年{start.month}月" if start.month == end.month else f"{start.year}年{start.month}—{end.month}月"
    )


def basis_in_words(basis: str | None, kind: str | None) -> str:
    """How a figure relates to time. Where its row does not say it, the kind of its indicator does, as in `actuals`."""
    by_kind = {"flow": "period", "rate": "rate"}.get(kind or "", "stock")
    return BASIS_NAMES[by_kind if pd.isna(basis) else str(basis)]


def number(value: float) -> str:
    """12000.0 → 12,000; at most six decimals, none that say nothing."""
    return f"{value:,.6f}".rstrip("0").rstrip(".")


def understood(row: dict[str, Any]) -> str:
    """A figure in its base unit, or that the row takes one back."""
    return "撤回，不再计入" if pd.isna(row["value"]) else f"{number(row['value'])} {row['unit']}"


def percentage(value: float | None) -> str:
    """To one decimal; what is not 100 is not shown as 100."""
    if value is None or pd.isna(value):
        return "—"
    if 99.95 <= value < 100:
        return "99.9%"
    return "100.1%" if 100 < value < 100.05 else f"{value:.1f}%"


def shorten(text: str) -> str:
    return text if len(text) <= LONGEST_CELL else f"{text[:LONGEST_CELL]}…(共 {len(text)} 字)"


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame that is short enough to be shown."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]
