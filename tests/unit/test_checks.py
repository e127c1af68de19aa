"""Claims that only warn: silent on good rows, loud on the row that a person should look at."""

from pathlib import Path

import pytest

from pipelines.storage.warehouse import open_warehouse

# claim → (a row that is fine, a row that wants a look)
ROWS = {
    "documents__every_file_is_read": (
        "insert into documents (document_id, source_file, status) values ('d1', 'dezhou/a.txt', 'read')",
        "insert into documents (document_id, source_file, status, reason) values ('d2', 'b.pdf', 'failed', '扫描件')",
    ),
    "documents__lie_in_the_folder_of_their_place": (
        "insert into documents (document_id, region, status) values ('d1', '德州市', 'read')",
        "insert into documents (document_id, region, other_region, status) values ('d2', '德州市', '山东省', 'read')",
    ),
    "submissions__every_file_is_taken": (
        "insert into submissions (submission_id, file_name, status) values ('s1', 'a.csv', 'taken')",
        "insert into submissions (submission_id, file_name, status, reason) values ('s2', 'b.csv', 'refused', '空')",
    ),
    "indicator_links__every_name_is_known": (
        "insert into indicator_links values ('5G基站', 'base_stations_5g', '5G基站', true, [])",
        "insert into indicator_links values ('无此指标', 'x-1', '无此指标', false, ['5G基站'])",
    ),
}


@pytest.mark.parametrize("claim", ROWS)
def test_a_claim_holds_on_a_good_row_and_names_a_bad_one(claim: str, tmp_path: Path):
    good, bad = ROWS[claim]
    with open_warehouse(tmp_path / "warehouse.duckdb") as warehouse:
        warehouse.connection.execute(good)
        assert warehouse.query(claim).empty
        warehouse.connection.execute(bad)
        assert len(warehouse.query(claim)) == 1
