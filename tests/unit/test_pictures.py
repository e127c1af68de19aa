"""The picture and the table that the UI shows of what was published."""

from datetime import date, datetime
from pathlib import Path

import pytest

from pipelines.publication.bi_file import write_bi_file
from pipelines.publication.edition import Edition
from pipelines.publication.pictures import draw_status_chart, read_scoreboard
from pipelines.storage.warehouse import Warehouse, open_warehouse


def publish_bi_file(warehouse: Warehouse, folder: Path) -> Path:
    folder.mkdir()
    return write_bi_file(Edition(folder, warehouse, date(2026, 11, 21), datetime(2026, 11, 21), None))  # noqa: DTZ001


@pytest.fixture
def warehouse(tmp_path: Path):
    with open_warehouse(tmp_path / "warehouse.duckdb") as opened:
        yield opened


def test_the_chart_is_an_image_of_its_own_with_regions_and_the_colours_of_statuses(
    warehouse: Warehouse, tmp_path: Path
):
    warehouse.connection.execute(
        "insert into statuses (status, name, colour, severity) values ('attained', '已完成', '#00794c', 1),"
        " ('undecided', '无法判断', '#bacfb0', 0)"
    )
    warehouse.connection.execute("insert into targets (target_id, region) values ('t1', '德州市'), ('t2', '<b>市')")
    warehouse.connection.execute("insert into attainment (target_id, status) values ('t1', 'attained')")
    bi_file = publish_bi_file(warehouse, tmp_path / "edition")
    svg = draw_status_chart(bi_file)
    for words in ("德州市", "已完成", "#00794c", "无法判断", "&lt;b"):
        assert words in svg
    assert set(read_scoreboard(bi_file)["地区"]) == {"德州市", "<b>市"}


def test_nothing_published_is_no_chart(warehouse: Warehouse, tmp_path: Path):
    assert draw_status_chart(publish_bi_file(warehouse, tmp_path / "edition")) == ""
