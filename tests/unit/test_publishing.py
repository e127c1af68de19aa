"""Publication as a whole: the old state or the new one, whatever fails; what is replaced goes later."""

from datetime import date, timedelta
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from pipelines.publication import bi_file, live_file, publishing
from pipelines.publication.publishing import PARTS, publish
from pipelines.storage.data_folder import DataFolder
from pipelines.storage.warehouse import Warehouse, open_warehouse

AS_OF = date(2026, 11, 21)
FILES = ("bi_file", "parquet_files", "live_file")


class House:
    """A data folder with its warehouse open; one unit more answers for target t1 at each publication."""

    def __init__(self, folder: DataFolder, warehouse: Warehouse) -> None:
        self.folder, self.warehouse, self.published = folder, warehouse, 0

    def publish(self) -> dict[str, Path]:
        self.published += 1
        units = [
            {"target_id": "t1", "unit_name": "局", "role": "lead", "position": n + 1} for n in range(self.published)
        ]
        self.warehouse.replace("target_units", pd.DataFrame(units))
        return publish(self.warehouse, self.folder, AS_OF)

    def states(self) -> list[str]:
        return sorted(path.name for path in self.folder.publications.iterdir() if path.name != "live")


def count(file: Path) -> int:
    with duckdb.connect(str(file), read_only=True) as reader:
        return reader.execute("select count(*) from target_units").fetchall()[0][0]


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Publishes few tables in few parts; the whole is published in tests/assets."""
    monkeypatch.setattr(bi_file, "PUBLISHED", ("target_units", "statuses"))
    monkeypatch.setattr(bi_file, "VIEWS", {})
    monkeypatch.setattr(publishing, "PARTS", {part: PARTS[part] for part in FILES})
    folder = DataFolder(tmp_path / "o'clock [*]")
    with open_warehouse(folder.warehouse) as warehouse:
        yield House(folder, warehouse)


def test_every_part_is_there_and_says_what_it_is_in_two_languages(house: House):
    places = house.publish()
    assert set(places) == set(FILES)
    assert all(place.exists() and place.is_relative_to(house.folder.published) for place in places.values())
    assert all(" | published/" in str(write.__doc__) for write in PARTS.values())


@pytest.mark.parametrize("part", FILES)
def test_a_publication_of_which_one_part_fails_leaves_the_old_state_and_nothing_else(
    house: House, part: str, monkeypatch: pytest.MonkeyPatch
):
    house.publish()
    before, states = files(house.folder.published), house.states()

    write = PARTS[part]

    def fail(edition):
        write(edition)
        raise OSError("disk full")

    monkeypatch.setitem(publishing.PARTS, part, fail)
    with pytest.raises(OSError, match="disk full"):
        house.publish()
    assert files(house.folder.published) == before
    assert house.states() == states
    assert house.warehouse.rows("target_units") == 2  # and the warehouse goes on


def test_what_a_crash_left_half_written_is_cleared_by_the_next_publication(house: House):
    house.publish()
    half = house.folder.publications / ".20200101T000000000000"
    half.mkdir()
    (half / "attainment.duckdb").write_bytes(b"half")
    (house.folder.publications / ".published").symlink_to("nowhere")
    places = house.publish()
    assert count(places["bi_file"]) == 2
    assert not list(house.folder.publications.glob(".*"))


def test_what_no_publication_made_is_left_where_it_is(house: House, tmp_path: Path):
    elsewhere = tmp_path / "elsewhere"
    kept = [elsewhere / ".config" / "file", elsewhere / "2020 accounts" / "file", elsewhere / ".2020" / "file"]
    for file in kept:
        file.parent.mkdir(parents=True)
        file.write_bytes(b"theirs")
    house.folder.publications.symlink_to(elsewhere)  # another disk
    for _ in range(2):
        assert count(house.publish()["bi_file"]) > 0
    assert all(file.exists() for file in kept)


def test_a_link_in_the_place_of_the_publication_is_refused_and_left(house: House, tmp_path: Path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    house.folder.published.symlink_to(elsewhere)
    with pytest.raises(publishing.ForeignLinkError, match="Remove the link"):
        house.publish()
    assert house.folder.published.readlink() == elsewhere
    assert list(elsewhere.iterdir()) == []
    house.folder.published.unlink()
    house.publish()


def test_a_reader_of_the_bi_file_keeps_the_old_state_until_it_opens_the_file_anew(house: House):
    bi_file = house.publish()["bi_file"]
    with duckdb.connect(str(bi_file), read_only=True) as reader:
        house.publish()
        assert reader.execute("select count(*) from target_units").fetchall() == [(1,)]
    assert count(bi_file) == 2


def test_a_connection_left_open_on_the_live_file_sees_the_new_state(house: House, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(live_file, "LEAD", 0)
    live = house.publish()["live_file"]
    with duckdb.connect(str(live), read_only=True) as reader:
        assert reader.execute("select count(*) from target_units").fetchall() == [(1,)]
        house.publish()
        assert reader.execute("select count(*) from target_units").fetchall() == [(2,)]


def test_a_transaction_older_than_all_that_is_kept_is_told_so_and_never_sees_nothing(house: House):
    live = house.publish()["live_file"]
    for link in (house.folder.publications / "live").glob("*/*"):
        link.rename(link.with_name(str(int(link.name) + 3_600_000)))
    with (
        duckdb.connect(str(live), read_only=True) as reader,
        pytest.raises(duckdb.InvalidInputException, match="query anew"),
    ):
        reader.execute("select count(*) from target_units").fetchall()


def test_only_the_shelf_long_out_of_use_is_tidied_and_what_counts_stays(house: House, monkeypatch: pytest.MonkeyPatch):
    live, even = house.folder.publications / "live", live_file.PERIOD * 800_000  # when an even period begins
    monkeypatch.setattr(live_file, "_now", lambda: even)
    for _ in range(3):
        even += 1
        house.publish()
    every, last = [even - 2, even - 1 + live_file.LEAD, even + live_file.LEAD], [even + live_file.LEAD]

    def links_after(milliseconds: int) -> dict[str, list[int]]:
        monkeypatch.setattr(live_file, "_now", lambda: even + milliseconds)
        live_file.tidy_shelves(house.folder.publications)
        return {shelf: sorted(int(link.name) for link in (live / shelf).iterdir()) for shelf in live_file.SHELVES}

    assert links_after(live_file.LONGEST_QUERY - 10) == {"even": every, "odd": every}
    assert links_after(live_file.PERIOD - 10) == {"even": every, "odd": every}
    assert links_after(live_file.LONGEST_QUERY) == {"even": every, "odd": last}


def test_a_macro_of_the_bi_file_is_in_the_live_file_too(house: House, monkeypatch: pytest.MonkeyPatch):
    create = bi_file._create_own_tables

    def create_more(connection, edition):
        connection.execute("create macro units_of(target) as table select * from target_units where target_id = target")
        connection.execute("comment on macro table units_of is '责任单位 | units'")
        create(connection, edition)

    monkeypatch.setattr(bi_file, "_create_own_tables", create_more)
    for place in (house.publish()[part] for part in ("bi_file", "live_file")):
        with duckdb.connect(str(place), read_only=True) as reader:
            assert reader.execute("select count(*) from units_of('t1')").fetchall() == [(1,)]
            assert reader.execute(
                "select type, zh, en from data_dictionary where kind = 'macro' and zh = '责任单位'"
            ).fetchall() == [("target", "责任单位", "units")]


def test_a_folder_published_before_there_were_publications_is_taken_over(house: House):
    house.folder.published.mkdir(parents=True)
    (house.folder.published / "attainment.duckdb").write_bytes(b"old")
    assert count(house.publish()["bi_file"]) == 1
    assert len(house.states()) == 2


def test_what_was_replaced_goes_once_it_is_old_and_on_no_shelf(house: House, monkeypatch: pytest.MonkeyPatch):
    for _ in range(3):
        house.publish()
    assert len(house.states()) == 3  # all young
    monkeypatch.setattr(publishing, "KEPT_FOR", timedelta(0))
    house.publish()
    assert len(house.states()) == 4  # all on a shelf
    for shelf in live_file.SHELVES:
        for link in (house.folder.publications / "live" / shelf).iterdir():
            link.unlink()
    house.publish()
    assert len(house.states()) == 1


def test_the_data_folder_can_be_moved(house: House, tmp_path: Path):
    house.publish()
    moved = house.folder.root.rename(tmp_path / "moved")
    assert count(moved / "published" / "attainment.duckdb") == 1
