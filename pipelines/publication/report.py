"""published/report/: what a person opens first. index.html and what it loads, from disk alone and without a network.

A page that is opened from disk may load scripts and nothing else, so every datum is a script that calls
`receive(name, content)`: the index of all targets at once, panels and texts of plans when they are looked at. The page
itself lies in report_page/; the charts' JavaScript comes out of vl-convert.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import vl_convert

from pipelines.publication.changes import read_changes
from pipelines.publication.edition import Edition
from pipelines.schemas.targets import EDITABLE_FIELDS, ExtractedTargets
from pipelines.storage.warehouse import read_sql

PAGE = Path(__file__).parent / "report_page"
TARGETS_A_FILE = 50  # a panel opens at once, and 10,000 targets are 200 files


def write_report(edition: Edition) -> Path:
    """报告，用浏览器打开 index.html | published/report/: for people; open its index.html in a browser, from disk."""
    folder = edition.folder / "report"
    shutil.copytree(PAGE, folder)
    (folder / "vega.js").write_text(_charts(), encoding="utf-8")
    # Named by the publication: a page that is still open never mixes its index with panels of a later one.
    parts = edition.published_at.strftime("%Y%m%dT%H%M%S%f")
    with _published_views(edition.warehouse.connection) as connection:
        _write_content(folder, "index", {"parts": parts, **_index(connection, edition)})
        _write_content(folder, f"{parts}/headlines", _rows(connection, "headlines"))
        for number, rows in enumerate(_batches(connection, "panels", TARGETS_A_FILE)):
            panels = ",".join(f"{json.dumps(target_id)}:{content}" for target_id, content in rows)
            _write_script(folder, f"{parts}/panels/{number}", f"{{{panels}}}")
        for number, [(_, content)] in enumerate(_batches(connection, "texts", 1)):
            _write_script(folder, f"{parts}/texts/{number}", content)
    return folder


@cache
def _charts() -> str:
    """The JavaScript of Vega-Lite and all it needs; bundled once a process, in 2.5 s."""
    return str(vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;"))


VIEWS = ("attainment_latest", "figures_to_send", "scoreboard_by_indicator")


@contextmanager
def _published_views(connection: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published views that the report reads, for as long as it is written."""
    for view in VIEWS:
        connection.execute(f"create or replace temp view {view} as {read_sql('views', view)}")
    try:
        yield connection
    finally:
        for view in reversed(VIEWS):
            connection.execute(f"drop view {view}")


def _index(connection: duckdb.DuckDBPyConnection, edition: Edition) -> dict[str, Any]:
    settings = dict(connection.execute("select rule, value from status_rules").fetchall())
    return {
        "as_of": edition.as_of,
        "published_at": edition.published_at,
        "due_soon_days": settings.get("due_soon_days", 0),
        "statuses": _select(connection, "select status, name, colour, severity from statuses order by severity desc"),
        "fields": {field: ExtractedTargets.labels()[field] for field in EDITABLE_FIELDS},
        "documents": _rows(connection, "documents"),
        "targets": _rows(connection, "targets", targets_a_file=TARGETS_A_FILE),
        "previous": read_changes(edition),
    }


def _rows(connection: duckdb.DuckDBPyConnection, name: str, **params: Any) -> dict[str, Any]:
    """The result of sql/report/<name>.sql."""
    return _select(connection, read_sql("report", name), **params)


def _select(connection: duckdb.DuckDBPyConnection, sql: str, **params: Any) -> dict[str, Any]:
    """A result, its columns named once: a third of the size of an object a row."""
    result = connection.execute(sql, params or None)
    return {"columns": [column[0] for column in result.description], "rows": result.fetchall()}


def _batches(connection: duckdb.DuckDBPyConnection, name: str, size: int) -> Iterator[list[tuple[str, str]]]:
    """The rows of sql/report/<name>.sql, `size` at a time, so that no more than these are held."""
    result = connection.execute(read_sql("report", name))
    while rows := result.fetchmany(size):
        yield rows


def _write_content(folder: Path, name: str, content: Any) -> None:
    _write_script(folder, name, json.dumps(content, ensure_ascii=False, separators=(",", ":"), default=_written))


def _written(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} has no place in the report's data")


def _write_script(folder: Path, name: str, content: str) -> None:
    """folder/data/<name>.js, which hands JSON over. Nothing in it can end the script or start another."""
    for character in "<>&\u2028\u2029":
        content = content.replace(character, f"\\u{ord(character):04x}")
    place = folder / "data" / f"{name}.js"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(f"receive({json.dumps(name)}, {content});\n", encoding="utf-8")
