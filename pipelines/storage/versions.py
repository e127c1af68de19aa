"""What the rows of a table were made of: a number for table and region, in the warehouse beside the rows.

It is written in the transaction that writes the rows, so that number and rows always belong together, whatever was
interrupted and in whatever order steps are run. A step of the method has the number of what it computed from
(attainment/refreshing.py); a step that works by region folders has the number of the files with which its rows began,
and hands it on from step to step under the folder's name.
"""

from collections.abc import Collection, Mapping

from pipelines.storage.warehouse import Warehouse


def record_versions(warehouse: Warehouse, table: str, versions: Mapping[str, int]) -> None:
    """Say of each region what the rows of the table are now made of; numbers from 0 to 2^64 - 1."""
    with warehouse.transaction():
        _forget(warehouse, table, versions)
        warehouse.connection.execute(
            "insert into slice_versions select $table, unnest($regions), unnest($versions::ubigint[])",
            {"table": table, "regions": list(versions), "versions": list(versions.values())},
        )


def hand_on_versions(warehouse: Warehouse, read: str, made: str, regions: Collection[str]) -> None:
    """The regions' rows of the table `made` have been made anew of those of the table `read`."""
    with warehouse.transaction():
        _forget(warehouse, made, regions)
        warehouse.connection.execute(
            "insert into slice_versions select $made, region, version from slice_versions"
            " where table_name = $read and list_contains($regions, region)",
            {"read": read, "made": made, "regions": list(regions)},
        )


def versions_of(warehouse: Warehouse, table: str) -> dict[str, int]:
    """Region → what the rows of the table are made of."""
    return dict(
        warehouse.connection.execute(
            "select region, version from slice_versions where table_name = $table order by region", {"table": table}
        ).fetchall()
    )


def _forget(warehouse: Warehouse, table: str, regions: Collection[str]) -> None:
    warehouse.connection.execute(
        "delete from slice_versions where table_name = $table and list_contains($regions, region)",
        {"table": table, "regions": list(regions)},
    )
