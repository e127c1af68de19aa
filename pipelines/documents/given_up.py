"""Documents whose reading took too much time or memory, by their content: the same program does not try them again at
every run."""

from pipelines.storage.warehouse import Warehouse

TABLE = "create table if not exists documents_given_up (program varchar, sha256 varchar, reason varchar)"


def recall(warehouse: Warehouse, program: str) -> dict[str, str]:
    """SHA-256 of what this version of the program gave up → why."""
    warehouse.connection.execute(TABLE)
    select = "select sha256, reason from documents_given_up where program = $program"
    return dict(warehouse.connection.execute(select, {"program": program}).fetchall())


def remember(warehouse: Warehouse, program: str, given_up: dict[str, str]) -> None:
    """Hold what this version of the program gave up, and forget what others did; in a transaction of the caller's."""
    warehouse.connection.execute(TABLE)
    warehouse.connection.execute(
        "delete from documents_given_up where program <> $program or list_contains($hashes, sha256)",
        {"program": program, "hashes": list(given_up)},
    )
    for sha256, reason in given_up.items():
        warehouse.connection.execute(
            "insert into documents_given_up values ($program, $sha256, $reason)",
            {"program": program, "sha256": sha256, "reason": reason},
        )
