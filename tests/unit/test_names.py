"""Names of files as people read them, and files as they are opened."""

import os
from pathlib import Path

import pytest

from pipelines.storage.names import REPLACED, TURNING, is_shown_as_it_is, shown, without_controls
from pipelines.storage.open_files import is_open_to_write, open_itself


@pytest.mark.parametrize("turn", sorted(TURNING), ids=ascii)
def test_what_turns_the_direction_of_letters_is_replaced(turn: str):
    assert shown(f"报送{turn}fdp.exe") == f"报送{REPLACED}fdp.exe"
    assert without_controls(f"公园{turn}5处\n") == f"公园{REPLACED}5处\n"
    assert not is_shown_as_it_is(f"a{turn}")


def test_letters_of_any_script_stay_as_they_are():
    name = "2024年 报送 (终稿)–عربي-עברית-हिन्दी.csv"
    assert shown(name) == name


def test_a_link_is_opened_by_nobody_who_means_the_file_itself(tmp_path: Path):
    file, link = tmp_path / "a", tmp_path / "b"
    file.write_bytes(b"secret")
    link.symlink_to(file)
    with open_itself(file) as opened:
        assert opened.read() == b"secret"
    for look in (open_itself, is_open_to_write):
        with pytest.raises(OSError, match=os.strerror(40)):
            look(link)
