"""What is printed on a terminal: texts of documents, cells and names are text, whatever they hold."""

from typing import Any

from rich.console import Console
from rich.text import Text

from pipelines.storage.names import without_controls


class Terminal(Console):
    """A console for which no text is markup and none commands the terminal."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(highlight=False, soft_wrap=True, markup=False, **settings)

    def print(self, *objects: Any, **settings: Any) -> None:
        super().print(*(without_controls(each) if isinstance(each, str) else each for each in objects), **settings)


def cell(content: Any) -> Text:
    """A cell of a table."""
    return Text(without_controls(str(content)))
