"""What changed from publication to publication, newest first: published/changes.json for programs, changes.atom for
whatever reads feeds, so that mail and chat can tell people."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
from lxml import etree
from lxml.builder import ElementMaker

from pipelines.publication.edition import Edition
from pipelines.publication.wording import day_in_words, scaled_amount
from pipelines.publication.workbook import ILLEGAL
from pipelines.storage.warehouse import quoted, read_sql

MOST_KEPT = 1_000  # entries, over all publications; of one publication the gravest come first
ATOM = "http://www.w3.org/2005/Atom"  # RFC 4287
ELEMENT = ElementMaker(namespace=ATOM, nsmap={None: ATOM})
UNDECIDED = "无法判断"


@dataclass(frozen=True)
class Change:
    """One entry. `title`: the whole of it in a Chinese sentence; kind: status, figure, promise, come, gone."""

    id: str
    published_at: str  # UTC, as ISO 8601
    as_of: str
    kind: str
    region: str
    indicator: str
    target_id: str
    title: str


def write_changes(edition: Edition) -> Path:
    """变动 | published/changes.json and changes.atom: what changed from publication to publication, newest first"""
    place = edition.folder / "changes.json"
    changes = [*_new_changes(edition), *_earlier_changes(edition.previous)]
    kept = changes[:MOST_KEPT]
    content = {
        "published_at": _moment(edition.published_at),
        "as_of": edition.as_of.isoformat(),
        "left_out": len(changes) - len(kept),
        "changes": [asdict(change) for change in kept],
    }
    place.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    etree.ElementTree(_feed(edition, kept)).write(
        str(place.with_suffix(".atom")), xml_declaration=True, encoding="utf-8", pretty_print=True
    )
    return place


def read_changes(edition: Edition) -> dict[str, Any] | None:
    """The day of the former publication, and what has changed since as columns and rows of sql/report/changes.sql; None
    where there is none that can be read."""
    if edition.previous is None:
        return None
    with duckdb.connect() as connection:
        connection.execute(f"attach {quoted(edition.bi_file)} as published (read_only)")
        connection.execute("use published")
        try:
            connection.execute(f"attach {quoted(edition.previous / 'attainment.duckdb')} as previous (read_only)")
            [(as_of,)] = connection.execute("select max(as_of) from previous.attainment").fetchall()
            found = connection.execute(read_sql("report", "changes"))
        except duckdb.Error:  # there is none, or of an older layout
            return None
        columns = [column[0] for column in found.description or ()]
        return {"as_of": as_of, "changes": {"columns": columns, "rows": found.fetchall()}}


def load_changes(published: Path, region: str | None, since: date | None) -> list[Change]:
    """The entries of a published folder, newest first: of a region, and since a day, or all."""
    place = published / "changes.json"
    if not place.exists():
        return []
    entries = [Change(**each) for each in json.loads(place.read_text(encoding="utf-8"))["changes"]]
    return [
        entry
        for entry in entries
        if region in (None, entry.region) and (since is None or entry.published_at[:10] >= since.isoformat())
    ]


def _new_changes(edition: Edition) -> Iterator[Change]:
    found = read_changes(edition)
    if found is None:
        return
    with duckdb.connect(str(edition.bi_file), read_only=True) as connection:
        names = dict(connection.execute("select status, name from statuses").fetchall())
    columns = found["changes"]["columns"]
    for values in found["changes"]["rows"]:
        row = dict(zip(columns, values, strict=True))
        yield Change(
            id=f"tag:duibiao,{edition.as_of:%Y-%m-%d}:{edition.id}/{row['id']}",
            published_at=_moment(edition.published_at),
            as_of=edition.as_of.isoformat(),
            kind=row["kind"],
            region=row["region"],
            indicator=row["indicator"],
            target_id=row["id"],
            title=f"{row['region']} {row['indicator']}：{_told(row, names)}",
        )


def _told(row: dict[str, Any], names: dict[str, str]) -> str:
    """What changed, in words; amounts in their units."""
    was, now = (_amount(row["observed_was"], row["unit_was"]), _amount(row["observed"], row["unit"]))
    day = f"（截至{day_in_words(row['observed_on'])}）" if row["observed_on"] else ""
    match row["kind"]:
        case "status":
            status_was, status = (names.get(row[name], UNDECIDED) for name in ("status_was", "status"))
            return f"由“{status_was}”变为“{status}”，完成值{now}{day}"
        case "figure":
            return f"完成值由{was}变为{now}{day}"
        case "promise":
            promise_was, promise = _amount(row["value_was"], row["unit_was"]), _amount(row["value"], row["unit"])
            return f"目标由{promise_was}改为{promise}" if promise != promise_was else "目标的上限或时限改了"
        case "come":
            return f"新增目标{_amount(row['value'], row['unit'])}"
        case _:
            return "目标已不在规划文件中"


def _amount(value: float | None, unit: str | None) -> str:
    return "（无）" if value is None or unit is None else scaled_amount(value, unit)


def _earlier_changes(previous: Path | None) -> list[Change]:
    try:
        return load_changes(previous, None, None) if previous else []
    except (ValueError, KeyError, TypeError):  # of another layout
        return []


def _feed(edition: Edition, changes: list[Change]) -> etree._Element:
    feed = ELEMENT.feed(
        ELEMENT.id("tag:duibiao,2026:changes"),
        ELEMENT.title("对标：规划目标进展变动"),
        ELEMENT.updated(_moment(edition.published_at)),
        ELEMENT.author(ELEMENT.name("对标 Duibiao")),
    )
    for change in changes:
        entry = ELEMENT.entry(
            ELEMENT.id(change.id),
            ELEMENT.title(ILLEGAL.sub("\ufffd", change.title)),
            ELEMENT.updated(change.published_at),
            ELEMENT.category(term=change.kind),
            ELEMENT.summary(f"截至{day_in_words(date.fromisoformat(change.as_of))}"),
        )
        feed.append(entry)
    return feed


def _moment(moment: datetime) -> str:
    return moment.replace(tzinfo=UTC).isoformat(timespec="seconds")
