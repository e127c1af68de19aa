"""The published file in the DuckDB versions that BI tools still carry; `make test-readers`.

Each version is installed into an environment of its own below .readers/, kept for the next time.
"""

import json
import subprocess
import venv
from pathlib import Path

import dagster as dg
import pytest

from assets.resources import DataResource
from assets.running import bring_up_to_date
from pipelines.data_folder import PROJECT
from pipelines.publication.bi_file import PUBLISHED_TABLES
from pipelines.schemas import VIEWS

VERSIONS = ["1.0.0", "1.1.3", "1.4.4", "1.5.6", "2.0.0"]
READ = """
import duckdb, json, sys
con = duckdb.connect(sys.argv[1], read_only=True)
counts = {name: con.execute(f"select count(*) from {name}").fetchall()[0][0] for name in json.loads(sys.argv[2])}
comments = con.execute(
    "select count(*) from duckdb_columns() where not internal and schema_name = 'main' and comment is not null"
).fetchall()[0][0]
print(json.dumps({"counts": counts, "comments": comments}))
"""

pytestmark = pytest.mark.readers


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, sample_data) -> Path:
    data = DataResource(root=str(sample_data(tmp_path_factory.mktemp("data"))), as_of_date="2026-11-21")
    with dg.DagsterInstance.ephemeral() as instance:
        assert bring_up_to_date(instance, data).failures == ()
    return data.folder.published / "attainment.duckdb"


def python_with_duckdb(version: str) -> Path:
    home = PROJECT / ".readers" / version
    python = home / "bin" / "python"
    if not python.exists():
        venv.create(home, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", f"duckdb=={version}"], check=True)
    return python


@pytest.mark.parametrize("version", VERSIONS)
def test_every_table_and_view_answers(version: str, published: Path):
    names = [*PUBLISHED_TABLES, *VIEWS]
    answer = subprocess.run(
        [python_with_duckdb(version), "-c", READ, str(published), json.dumps(names)],
        capture_output=True,
        text=True,
    )
    assert answer.returncode == 0, answer.stderr
    found = json.loads(answer.stdout)
    assert found["counts"]["targets"] == found["counts"]["attainment_latest"] > 0
    assert found["comments"] > 100
