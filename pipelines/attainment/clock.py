"""What time it is on record. A clock that was once ahead and then set right must not make what comes later older."""

from datetime import UTC, datetime, timedelta

from pipelines.storage.warehouse import Warehouse

TICK = timedelta(microseconds=1)


def now_on_record(warehouse: Warehouse) -> datetime:
    """The present moment, UTC, or that at which the last was recorded, if the clock has been behind it since."""
    now, last = datetime.now(UTC).replace(tzinfo=None), _last_on_record(warehouse)
    return now if last is None else max(now, last)


def next_on_record(warehouse: Warehouse) -> datetime:
    """The same, but later than all on record: when the next file is received, or the next document taken in."""
    now, last = datetime.now(UTC).replace(tzinfo=None), _last_on_record(warehouse)
    return now if last is None else max(now, last + TICK)


def _last_on_record(warehouse: Warehouse) -> datetime | None:
    [(last,)] = warehouse.connection.execute(
        "select greatest((select max(received_at) from submissions),"
        " (select max(greatest(known_from, known_until)) from figure_vintages))"
    ).fetchall()
    return last
