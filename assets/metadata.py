"""How the UI shows things.

Its Markdown loads images, and an address in an image may be a command to the webserver. So a text of a document, a cell
or a name is only ever the cell of a table; Markdown is what this project has written itself, and made here alone.
"""

import base64
import re

import dagster as dg
import pandas as pd

LONGEST_CELL = 400  # characters; every event keeps its own copy
SPACES = re.compile(r"\s+")


def as_table(frame: pd.DataFrame) -> dg.TableMetadataValue:
    """The rows as the UI's own table, every cell a text: nothing for what is missing, on one line, cut where long."""
    columns = [dg.TableColumn(str(name), "string") for name in frame.columns]
    cells = frame.astype(object).where(frame.notna(), "").to_numpy().tolist()
    records = [
        dg.TableRecord({column.name: _shown(cell) for column, cell in zip(columns, row, strict=True)}) for row in cells
    ]
    return dg.MetadataValue.table(records, dg.TableSchema(columns=columns))


def as_sql(select: str) -> dg.MarkdownMetadataValue:
    """A SELECT of sql/."""
    return dg.MetadataValue.md(f"```sql\n{select}\n```")


def as_image(svg: str, caption: str) -> dg.MarkdownMetadataValue:
    """A picture with its caption, the project's own words. As an image an SVG neither runs nor loads anything."""
    encoded = base64.b64encode(svg.encode()).decode()
    return dg.MetadataValue.md(f"![{caption}](data:image/svg+xml;base64,{encoded})" if svg else "")


def _shown(cell: object) -> str:
    text = SPACES.sub(" ", str(cell)).strip()
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"
