"""Cell formats of the ledger: by kind of column and by status, each made once in a workbook."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Literal

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from pipelines.publication.ledger.contents import Status
from pipelines.publication.workbook import Cell, number_format

# quantity: every digit shown; estimate, share and points: shown to two decimals, stored whole, and no share that is not
# 100 as 100; status: in its colour.
Kind = Literal["text", "day", "quantity", "estimate", "share", "used", "points", "status"]

INK, HEAD, SECOND_HEAD, LINE, LINK = "#1f2933", "#1f4e78", "#5b6770", "#c9d1d9", "#0563c1"
PROPERTIES: dict[Kind, dict[str, Any]] = {
    "text": {"text_wrap": True, "indent": 1, "quote_prefix": True},  # stays text when someone edits the cell
    "day": {"num_format": "yyyy-mm-dd", "align": "center"},
    "quantity": {},
    "estimate": {"num_format": "#,##0.0#"},
    "share": {"num_format": '[<99.995]#,##0.0#;[<100]"99.99";#,##0.0#'},
    "used": {"num_format": '[<=100]#,##0.0#;[<100.005]"100.01";#,##0.0#'},
    "points": {"num_format": "+#,##0.0#;-#,##0.0#;0.0"},
    "status": {"align": "center", "bold": True},
}


class Styles:
    """The formats of one workbook."""

    def __init__(self, workbook: Workbook, statuses: Sequence[Status]) -> None:
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._statuses = {status.status: status for status in statuses}

    def plain(self, **properties: Any) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format({"valign": "vcenter", "font_color": INK, **properties})
        return self._made[key]

    def title(self, size: int) -> Format:
        return self.plain(bold=True, font_size=size, quote_prefix=True)

    def link(self) -> Format:
        return self.plain(font_color=LINK, underline=1)

    def boxed_link(self) -> Format:
        return self.boxed_text(font_color=LINK, underline=1)

    def boxed_text(self, **properties: Any) -> Format:
        return self.boxed(**PROPERTIES["text"], **properties)

    def boxed(self, **properties: Any) -> Format:
        return self.plain(border=1, border_color=LINE, **properties)

    def head(self, colour: str = HEAD) -> Format:
        return self.filled(colour, text_wrap=True, align="center", bold=True)

    def filled(self, colour: str, **properties: Any) -> Format:
        return self.boxed(bg_color=colour, font_color=contrasting(colour), **properties)

    def cell(self, kind: Kind, value: Cell) -> tuple[Cell, Format]:
        """What is written for a value of a kind, and how it looks."""
        if kind == "status":
            status = self._statuses[str(value)]
            return status.name, self.filled(status.colour, **PROPERTIES[kind])
        if isinstance(value, Decimal) and kind == "quantity":
            return value, self.plain(num_format=number_format(value))
        return value, self.plain(**PROPERTIES[kind])


def contrasting(colour: str) -> str:
    """Black or white, whichever reads better on #rrggbb (relative luminance of WCAG 2.2)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return "#000000" if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 else "#ffffff"
