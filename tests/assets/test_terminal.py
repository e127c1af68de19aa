"""What documents, cells and names hold is printed as text: it neither colours, moves nor renames the terminal."""

import io

from rich.table import Table

from assets.terminal import Terminal, cell

COMMANDS = "\x1b[2J\x1b]0;名称\x07[red]红[/red]\r\x9b1A 5G基站"


def printed(*objects: object) -> str:
    out = io.StringIO()
    Terminal(file=out, force_terminal=False).print(*objects)
    return out.getvalue()


def test_no_text_commands_the_terminal():
    table = Table("单元格")
    table.add_row(cell(COMMANDS))
    for text in (printed(COMMANDS), printed(cell(COMMANDS)), printed(table)):
        assert not set(text) & {"\x1b", "\x07", "\r", "\x9b"}
        assert "[red]红[/red]" in text
        assert "5G基站" in text


def test_lines_stay_lines():
    assert printed("一行\n又一行") == "一行\n又一行\n"
