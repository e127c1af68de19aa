"""What the project rests on: under which licences, and whether a pinned version is known to be vulnerable."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.storage.data_folder import PROJECT
from tests.dependencies.audit import audit, is_affected, read_advisories, read_pins
from tests.dependencies.licences import PAGE, read_licence, read_pinned

# Whatever is installed for running is under one that lets anyone use, change and pass on what rests on it.
PERMISSIVE = ("MIT", "BSD", "Apache", "ISC", "PSF", "Python Software Foundation", "0BSD", "Zlib", "CC0", "MPL")
VULNERABLE = {
    "id": "TEST-1",
    "details": "Reads   what it\nshould not",
    "affected": [
        {
            "package": {"ecosystem": "PyPI", "name": "Some_Package"},
            "ranges": [
                {"type": "GIT", "events": [{"introduced": "0"}]},
                {
                    "type": "ECOSYSTEM",
                    "events": [{"introduced": "0"}, {"fixed": "1.4"}, {"introduced": "2.0"}, {"last_affected": "2.10"}],
                },
            ],
            "versions": ["9.9.post1"],
        }
    ],
}


def test_the_page_of_licences_says_what_is_pinned_and_what_each_package_states():
    rows = [line.strip("| ").split(" | ") for line in PAGE.read_text(encoding="utf-8").splitlines() if "==" not in line]
    listed = {row[0]: row[1:] for row in rows if len(row) == 4 and row[0] != "package"}
    assert {name: row[0] for name, row in listed.items()} == read_pins(), "make licences"
    for each in read_pinned():
        if each.licence is not None:  # else it is not installed here
            assert listed[each.name][1] == each.licence, "make licences"


def test_every_licence_is_stated_and_lets_people_use_what_rests_on_it():
    pinned = read_pinned()
    assert {each.needed_by for each in pinned} >= {"run", "dev"}
    assert [
        each for each in pinned if each.licence is not None and not any(n in each.licence for n in PERMISSIVE)
    ] == []
    assert {each.name for each in pinned if each.needed_by == "run"} >= {
        "dagster",
        "duckdb",
        "pandera",
        "numpy",
        "starlette",
    }
    assert read_licence("no-such-package") is None


def test_the_project_is_under_the_apache_license():
    licence = (PROJECT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in licence
    assert "END OF TERMS AND CONDITIONS" in licence
    assert 'license = "Apache-2.0"' in (PROJECT / "pyproject.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        *(("0.1", True), ("1.3.9", True), ("1.4", False), ("1.9", False), ("2.0", True), ("2.9", True), ("2.10", True)),
        *(("2.10.1", False), ("1.4rc1", True), ("9.9.post1", True), ("9.9", False)),
    ],
)
def test_which_versions_an_advisory_means(version: str, expected: bool):
    assert is_affected(version, VULNERABLE["affected"][0]) is expected


def test_an_audit_names_package_version_and_advisory():
    [found] = audit({"some-package": "1.3", "other": "1.3"}, [VULNERABLE])
    assert (found.package, found.version, found.advisory) == ("some-package", "1.3", "TEST-1")
    assert found.summary == "Reads what it should not"
    assert audit({"some-package": "1.4"}, [VULNERABLE]) == []
    assert audit({"some-package": "1.3"}, [VULNERABLE | {"withdrawn": "2026-01-01T00:00:00Z"}]) == []
    elsewhere = VULNERABLE["affected"][0] | {"package": {"ecosystem": "npm", "name": "some-package"}}
    assert audit({"some-package": "1.3"}, [VULNERABLE | {"affected": [elsewhere]}]) == []


def run_audit(folder: str | None) -> tuple[int, str]:
    environment = {} if folder is None else {"DUIBIAO_ADVISORIES": folder}
    done = subprocess.run(
        [sys.executable, "-m", "tests.dependencies.audit"], cwd=PROJECT, env=environment, capture_output=True, text=True
    )
    return done.returncode, done.stdout + done.stderr


def test_the_command_fails_on_a_pinned_version_that_is_affected_and_says_where_it_cannot_tell(tmp_path: Path):
    status, said = run_audit(None)
    assert (status, "skipped: no advisory database at hand" in said) == (0, True)
    assert run_audit(str(tmp_path))[0] == 1  # a folder was named, and nothing is there
    affected = VULNERABLE["affected"][0] | {"package": {"ecosystem": "PyPI", "name": "DuckDB"}}
    deep = tmp_path / "vulns" / "duckdb"
    deep.mkdir(parents=True)
    (deep / "one.json").write_text(json.dumps(VULNERABLE | {"affected": [affected]}), encoding="utf-8")
    (deep / "two.yaml").write_text("id: TEST-2\naffected: []\n", encoding="utf-8")
    assert len(read_advisories(tmp_path)) == 2
    status, said = run_audit(str(tmp_path))
    assert (status, f"duckdb=={read_pins()['duckdb']} TEST-1" in said) == (1, True)
