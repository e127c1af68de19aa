"""`duibiao doctor`: what is wrong is said with what to do, one fault hides no other, and nothing is changed."""

from pathlib import Path

import pytest

from assets.doctor import Finding, examine
from pipelines.storage.data_folder import DataFolder
from pipelines.storage.warehouse import open_warehouse


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    folder = DataFolder(tmp_path / "data")
    (folder.documents / "dezhou").mkdir(parents=True)
    with open_warehouse(folder.warehouse):
        pass
    return folder


def said(folder: DataFolder, grade: str) -> str:
    return "\n".join(finding.what for finding in examine(folder) if finding.grade == grade)


def test_a_new_folder_has_no_fault_and_is_told_what_to_run(folder: DataFolder):
    assert said(folder, "fault") == ""
    assert "duibiao run publishes" in said(folder, "worth a look")
    assert "the warehouse holds 0 figures" in said(folder, "well")


def test_a_folder_that_is_none_is_a_fault(tmp_path: Path):
    assert "is no folder" in said(DataFolder(tmp_path / "nothing"), "fault")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DUIBIAO_AS_OF", "yesterday"),
        ("DUIBIAO_ZONE", "Atlantis"),
        ("DUIBIAO_WAIT", "a minute"),
        ("DUIBIAO_KEEP_RUNS", "-1"),
    ],
)
def test_a_setting_that_cannot_be_read_is_named(folder, monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    assert f"{name}: " in said(folder, "fault")


def test_a_broken_reference_file_and_a_broken_warehouse_are_both_said(folder: DataFolder):
    (folder.root / "reference").mkdir()
    (folder.root / "reference" / "units.csv").write_text("nothing\n1\n", encoding="utf-8")
    folder.warehouse.write_bytes(b"no database" * 1000)
    faults = said(folder, "fault")
    assert "units.csv" in faults and "restore a backup" in faults


def test_what_nothing_takes_is_named(folder: DataFolder):
    (folder.documents / "atlantis").mkdir()
    (folder.documents / "stray.md").write_text("x", encoding="utf-8")
    looked_at = said(folder, "worth a look")
    assert "atlantis" in looked_at and "stray.md" in looked_at


def test_grades_have_marks_of_their_own():
    findings = [Finding(grade, "") for grade in ("well", "worth a look", "fault")]
    assert len({finding.mark for finding in findings}) == 3
    assert [finding.is_fault for finding in findings] == [False, False, True]
