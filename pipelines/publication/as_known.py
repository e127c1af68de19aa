"""The macro attainment_as_known(DATE) of the published file: attainment as it would have been computed on that day."""

from pipelines.attainment.chain import compose
from pipelines.storage.warehouse import literal

MACRO = "attainment_as_known"
COMMENT = "某日所知进度 | Every row of attainment as it would have been computed on that day, a constant DATE"


def as_known_statements() -> list[str]:
    """The statements that create the macro beside the tables it reads: as of a day, by what was known at its end (UTC).

    The SELECT stands in it as text, for `query` to run: DuckDB before 1.4 forgets which steps of a stored SELECT it is
    to keep, computes each as often as it is read, and does not come to an end. DuckDB 1.0 has no `query`, and no macro.
    """
    day = "$day_as_text"
    sql = compose("attainment", ["actuals"], as_of=f"date '{day}'", known_at=f"timestamp '{day} 23:59:59.999999'")
    return [
        f"create macro {MACRO}(known_on) as table"
        f" select * from query(replace({literal(sql)}, {literal(day)}, known_on::date::varchar))",
        f"comment on macro table {MACRO} is {literal(COMMENT)}",
    ]
