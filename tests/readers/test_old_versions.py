"""The published files in the programs and versions that BI tools still carry; `make test-readers`.

Each is installed into an environment of its own below .readers/, kept for the next time.
"""

import json
import subprocess
import venv
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest

from assets.resources import DataResource
from assets.running import bring_up_to_date
from pipelines.storage.data_folder import PROJECT

FILES = pytest.mark.parametrize("file", ["attainment.duckdb", "attainment_live.duckdb"])
READ_ALL = """
import duckdb, json, sys
con = duckdb.connect(sys.argv[1], read_only=True)
def ask(sql):
    return con.execute(sql).fetchall()
listed = ask("select distinct table_name, kind from data_dictionary")
print(json.dumps({
    "version": duckdb.__version__,
    "counts": {name: ask(f"select count(*) from {name}")[0][0] for name, kind in listed if kind != "macro"},
    "there": [name for name, in ask("select table_name from information_schema.tables")],
    "uncommented": ask("select table_name, column_name from duckdb_columns() where not internal and comment is null"),
    "macros": [name for name, kind in listed if kind == "macro"],
    "joined": ask("select count(*) from schedule_curve join attainment_latest using (target_id)"
                  " join documents using (document_id)"),
    "publications": [id for id, in ask("select publication_id from publication")],
}))
"""
REFLECT = """
import json, sys, warnings
import sqlalchemy as sa
warnings.filterwarnings("ignore", message="Did not recognize type 'list'")
engine = sa.create_engine(f"duckdb:///{sys.argv[1]}", connect_args={"read_only": True})
found = sa.inspect(engine)
names = [*found.get_table_names(), *found.get_view_names()]
with engine.connect() as connection:
    counts = {name: connection.execute(sa.text(f"select count(*) from {name}")).scalar() for name in names}
print(json.dumps({
    "counts": counts,
    "comments": {name: found.get_table_comment(name)["text"] for name in names},
    "columns": {name: {column["name"]: column["comment"] for column in found.get_columns(name)} for name in names},
}))
"""
LOAD_SDMX = """
import json, pathlib, sys
from pysdmx.io import get_datasets, read_sdmx
folder = pathlib.Path(sys.argv[1])
structures = read_sdmx(folder / "structure.xml", validate=True).structures
loaded = {name: get_datasets(folder / f"{name}.csv", folder / "structure.xml", validate=True)
          for name in ("actuals", "targets")}
print(json.dumps({
    "structures": [structure.short_urn for structure in structures],
    "rows": {name: len(dataset.data) for name, [dataset] in loaded.items()},
}))
"""

pytestmark = pytest.mark.readers


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, sample_data) -> Path:
    data = DataResource(root=str(sample_data(tmp_path_factory.mktemp("data"))), as_of_date="2026-11-21")
    with dg.DagsterInstance.ephemeral() as instance:
        assert bring_up_to_date(instance, data).failures == ()
    return data.folder.published


def ask(requirements: tuple[str, ...], code: str, *arguments: str) -> dict[str, Any]:
    """What a program prints, run with nothing but `requirements` installed."""
    home = PROJECT / ".readers" / "-".join(requirements).replace("==", "-")
    python = home / "bin" / "python"
    if not python.exists():
        venv.create(home, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *requirements], check=True)
    answer = subprocess.run([python, "-c", code, *arguments], capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


@FILES
@pytest.mark.parametrize("version", ["1.0.0", "1.1.3", "1.2.2", "1.3.2", "1.4.4", "1.5.6", "2.0.0", "2.0.1"])
def test_every_table_and_view_answers(version: str, file: str, published: Path):
    found = ask((f"duckdb=={version}",), READ_ALL, str(published / file))
    assert found["version"] == version
    assert set(found["counts"]) == set(found["there"])
    assert found["counts"]["targets"] == found["counts"]["attainment_latest"] > 0
    assert found["uncommented"] == []
    assert found["joined"][0][0] > 0
    assert found["publications"] == [published.resolve().name]


@FILES
@pytest.mark.parametrize(
    "requirements",
    [
        ("duckdb-engine==0.17.0", "sqlalchemy==1.4.54", "duckdb==1.4.4"),
        ("duckdb-engine==0.17.0", "sqlalchemy==2.0.45", "duckdb==1.5.6"),
        ("duckdb-engine==0.17.0", "sqlalchemy==2.0.45", "duckdb==2.0.0"),
    ],
    ids=lambda requirements: " ".join(requirements[1:]),
)
def test_sqlalchemy_reflects_tables_views_and_comments(requirements: tuple[str, ...], file: str, published: Path):
    found = ask(requirements, REFLECT, str(published / file))
    assert found["counts"]["attainment_latest"] == found["counts"]["targets"] > 0
    assert {"documents", "scoreboard_by_unit", "data_dictionary"} <= set(found["counts"])
    assert all(" | " in str(comment) for comment in found["comments"].values())
    assert all(" | " in str(comment) for columns in found["columns"].values() for comment in columns.values())
    assert found["columns"]["scoreboard_by_unit"]["unit_name"].startswith("单位名称")


def test_a_library_of_statistics_offices_loads_the_sdmx_files(published: Path):
    found = ask(("pysdmx[data,xml]==1.21.0",), LOAD_SDMX, str(published / "sdmx"))
    assert "DataStructure=DUIBIAO:ACTUALS(1.0.0)" in found["structures"]
    with duckdb.connect(str(published / "attainment.duckdb"), read_only=True) as reader:
        [(targets,)] = reader.execute("select count(*) from targets").fetchall()
    assert found["rows"]["targets"] == targets
    assert found["rows"]["actuals"] > 70


READ_AS_KNOWN = """
import duckdb, json, sys
con = duckdb.connect(sys.argv[1], read_only=True)
columns = "target_id, as_of, status, rule, reason, round(observed, 6), round(projected_value, 6)"
published, as_known = (
    f"select {columns} from {table} where as_of < date '2026-11-21'"
    for table in ("attainment", "attainment_as_known('2099-01-01')")
)
def count(select):
    return con.execute(f"select count(*) from ({select})").fetchall()[0][0]
print(json.dumps([count(select) for select in
    (published, f"{published} except {as_known}", f"{as_known} except {published}")]))
"""


@pytest.mark.parametrize("version", ["1.1.3", "1.2.2", "1.3.2", "1.4.4", "1.5.6", "2.0.0", "2.0.1"])  # 1.0 lacks query
def test_attainment_as_known_gives_the_rows_of_the_table(version: str, published: Path):
    rows, missing, more = ask((f"duckdb=={version}",), READ_AS_KNOWN, str(published / "attainment.duckdb"))
    assert rows > 100
    assert (missing, more) == (0, 0)
