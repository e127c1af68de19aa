"""The rules that CONTRIBUTING.md states, each held here or by lint."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import duckdb
import pytest

from assets.checks import CLAIMS
from assets.definitions import defs
from pipelines.attainment.chain import imports
from pipelines.publication.publishing import PARTS
from pipelines.schemas.tables import TABLES
from pipelines.storage.data_folder import PROJECT
from pipelines.storage.warehouse import SQL, read_sql

PYTHON_FILES = sorted(path for package in ("pipelines", "assets") for path in (PROJECT / package).rglob("*.py"))
MODULES = [".".join(path.relative_to(PROJECT).with_suffix("").parts).removesuffix(".__init__") for path in PYTHON_FILES]
SQL_FILES = sorted(SQL.rglob("*.sql"))
SQL_TABLES = sorted(path.stem for path in (SQL / "tables").glob("*.sql"))
ASSETS = {spec.key.to_user_string(): spec for spec in defs.resolve_all_asset_specs()}


def run_python(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def test_the_core_does_not_know_dagster():
    core = [name for name in MODULES if name.startswith("pipelines")]
    loaded = run_python(f"import sys, {', '.join(core)}; print('dagster' in sys.modules)")
    assert loaded == "False"


def test_extraction_needs_no_frames_and_no_database():
    extraction = [name for name in MODULES if name.startswith("pipelines.extraction")]
    loaded = run_python(
        f"import sys, {', '.join(extraction)}; print([n for n in ('pandas', 'duckdb', 'pandera') if n in sys.modules])"
    )
    assert loaded == "[]"


def test_importing_reads_no_file_of_the_project_but_its_code():
    opened = run_python(
        "import sys\n"
        "opened = []\n"
        "def hook(event, args):\n"
        f"    if event == 'open' and str(args[0]).startswith({str(PROJECT)!r} + '/')"
        " and '.venv' not in str(args[0]) and not str(args[0]).endswith(('.py', '.pyc')):\n"
        "        opened.append(str(args[0]))\n"
        "sys.addaudithook(hook)\n"
        f"import {', '.join(MODULES)}\n"
        "print(opened)"
    )
    assert opened == "[]"


@pytest.mark.parametrize("path", PYTHON_FILES, ids=lambda path: path.stem)
def test_importing_reads_no_environment_and_prints_nothing(path: Path):
    at_import = [
        ast.unparse(node)
        for statement in ast.parse(path.read_text(encoding="utf-8")).body
        if not isinstance(statement, ast.FunctionDef | ast.ClassDef | ast.If)
        for node in ast.walk(statement)
        if isinstance(node, ast.Attribute | ast.Call)
    ]
    assert not [code for code in at_import if re.match(r"os\.(environ|getenv)|print\(|open\(", code)]


@pytest.mark.parametrize("name", MODULES)
def test_modules_are_named_for_what_is_in_them(name: str):
    assert not re.search(r"(util|helper|common|manager|base|misc|_v?\d+$)", name.split(".")[-1])


def test_markdown_for_the_ui_is_made_in_one_place():
    """A text of a document, a cell or a name could load an image, were it Markdown, and so command the webserver."""
    makers = {
        path.relative_to(PROJECT).as_posix()
        for path in PYTHON_FILES
        if re.search(r"MetadataValue\.(md|url|notebook)\b|MarkdownMetadataValue\(|to_markdown", path.read_text("utf-8"))
    }
    assert makers == {"assets/metadata.py"}


def test_every_module_says_what_belongs_in_it():
    silent = [
        str(path)
        for path in PYTHON_FILES
        if path.name != "__init__.py" and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []


def test_one_name_for_asset_table_sql_and_schema():
    assert set(ASSETS) - set(TABLES) == set(PARTS)
    assert set(TABLES) - set(ASSETS) == set()
    assert set(SQL_TABLES) <= set(TABLES)


def tables_read(node: object, ctes: frozenset[str] = frozenset()) -> set[str]:
    """Tables in a serialized SELECT that are none of its own CTEs; a CTE may carry the name of the table it imports."""
    if isinstance(node, list):
        return set().union(*(tables_read(item, ctes) for item in node))
    if not isinstance(node, dict):
        return set()
    found = set()
    for entry in (node.get("cte_map") or {}).get("map", []):
        found |= tables_read(entry["value"], ctes)
        ctes |= {entry["key"]}
    if node.get("type") == "BASE_TABLE" and node["table_name"] not in ctes:
        found.add(node["table_name"])
    return found.union(*(tables_read(part, ctes) for name, part in node.items() if name != "cte_map"))


@pytest.mark.parametrize("table", SQL_TABLES)
def test_a_select_reads_the_tables_that_its_asset_depends_on(table: str):
    with duckdb.connect() as connection:
        [(serialized,)] = connection.execute(
            "select json_serialize_sql($sql::varchar)", {"sql": read_sql("tables", table)}
        ).fetchall()
    read = tables_read(json.loads(serialized)) & set(TABLES)
    assert read == {dep.asset_key.to_user_string() for dep in ASSETS[table].deps}
    assert read == set(imports(table))


@pytest.mark.parametrize("path", SQL_FILES, ids=lambda path: path.stem)
def test_a_sql_file_is_one_select(path: Path):
    statements = duckdb.extract_statements(path.read_text(encoding="utf-8"))
    assert [statement.type.name for statement in statements] == ["SELECT_STATEMENT"] or [
        statement.type.name for statement in statements
    ] == ["SELECT"]


@pytest.mark.parametrize("path", SQL_FILES, ids=lambda path: path.stem)
def test_sql_keywords_are_lower_case(path: Path):
    code = re.sub(r"--.*|'[^']*'", "", path.read_text(encoding="utf-8"))
    assert not re.search(r"\b(SELECT|FROM|WHERE|JOIN|GROUP|ORDER|CASE|WHEN|WITH|AND|OR|NOT|NULL)\b", code)


@pytest.mark.parametrize("path", sorted((SQL / "checks").glob("*.sql")), ids=lambda path: path.stem)
def test_every_check_is_listed_and_names_its_table(path: Path):
    assert path.stem in CLAIMS
    assert path.stem.split("__")[0] in TABLES


@pytest.mark.parametrize("claim", CLAIMS)
def test_every_check_is_seen_to_fail_in_a_test(claim: str):
    tests = (path.read_text(encoding="utf-8") for path in (PROJECT / "tests" / "unit").glob("test_*.py"))
    assert any(f'"{claim}"' in text for text in tests)


def test_every_listed_check_has_its_select():
    assert {path.stem for path in (SQL / "checks").glob("*.sql")} == set(CLAIMS)


def test_workspace_yaml_is_not_overruled_by_pyproject():
    tools = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    assert not {"dagster", "dg"} & set(tools)


def test_constraints_name_packages_and_versions_only():
    lines = (PROJECT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9._!+-]+", line)] == []
