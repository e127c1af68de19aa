"""People have the last word: accept, reject, edit; and never on another number than the one they saw."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from pipelines.schemas.targets import Corrections, ExtractedTargets, Targets
from pipelines.storage.warehouse import open_warehouse
from pipelines.targets.corrections import CorrectionError, apply_corrections, read_corrections
from pipelines.targets.rows import list_units

TARGET = {
    **dict.fromkeys(ExtractedTargets.names()),
    **{"target_id": "d1-7", "document_id": "d1", "plan_region": "云溪市", "region": "云溪市", "region_code": "000001"},
    **{
        "indicator_id": "x-1",
        "indicator": "公园",
        "indicator_text": "公园",
        "value": 5.0,
        "unit": "处",
        "unit_text": "处",
    },
    **{"comparator": "exactly", "measure": "increment", "annualised": False, "commitment": "firm", "confidence": 0.6},
    **{"quote": "新建公园5处", "quote_start": 3, "value_start": 7, "value_end": 8, "rules": ["finishing_verb"]},
    **{"lead_units": ["市城管局"], "support_units": []},
}


def extracted(**changes: object) -> pd.DataFrame:
    other = TARGET | {"target_id": "d1-99", "quote": "新建学校9所", "value": 9.0}
    return pd.DataFrame([TARGET | changes, other], columns=ExtractedTargets.names())


def correct(action: str, field: str | None = None, value: str | None = None, expect: str = "公园5处") -> pd.DataFrame:
    row = {"target_id": "d1-7", "action": action, "field": field, "value": value, "expect": expect, "reason": "test"}
    corrections = Corrections.validate(pd.DataFrame([row], columns=Corrections.names()))
    return apply_corrections(extracted(), corrections)


def test_without_corrections_nothing_changes():
    result = apply_corrections(extracted(), pd.DataFrame(columns=Corrections.names()))
    pd.testing.assert_frame_equal(result, extracted())


def test_a_rejected_target_is_gone_and_its_neighbour_stays():
    assert correct("reject")["target_id"].tolist() == ["d1-99"]


def test_an_accepted_target_is_certain_and_says_why():
    target = correct("accept").iloc[0]
    assert target["confidence"] == 1.0
    assert target["rules"] == ["finishing_verb", "correction_accept"]


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("value", "50", 50.0),
        ("deadline", "2025-12-31", date(2025, 12, 31)),
        ("target_year", "2025", 2025),
        ("annualised", "true", True),
        ("indicator", "口袋公园", "口袋公园"),
        ("lead_units", "市城管局|市水利局", ["市城管局", "市水利局"]),
        ("per", None, None),
    ],
)
def test_an_edit_puts_a_value_of_the_fields_type(field: str, text: str | None, value: object):
    edited = correct("edit", field, text).iloc[0][field]
    assert pd.isna(edited) if value is None else edited == value


def test_a_corrected_frame_is_a_valid_table():
    assert len(Targets.validate(correct("edit", "deadline", "2025-12-31")[Targets.names()])) == 2


def test_units_are_listed_after_the_edit():
    units = list_units(correct("edit", "lead_units", "市水利局|市财政局"))
    of_target = units[units["target_id"] == "d1-7"]
    assert of_target[["unit_name", "role", "position"]].values.tolist() == [
        ["市水利局", "lead", 1],
        ["市财政局", "lead", 2],
    ]


def test_a_correction_whose_words_are_gone_is_void():
    pd.testing.assert_frame_equal(correct("reject", expect="公园8处"), extracted())


def test_a_value_that_is_none_of_its_field_is_refused_with_the_place():
    with pytest.raises(CorrectionError, match=r"d1-7.*'soon'.*deadline"):
        correct("edit", "deadline", "soon")


@pytest.mark.parametrize(
    ("target_id", "expect", "offends"), [("d1-7", "公园5处", 0), ("d1-7", "公园8处", 1), ("d1-8", "x", 1)]
)
def test_the_check_names_corrections_that_no_longer_hold(tmp_path, target_id: str, expect: str, offends: int):
    row = {"target_id": target_id, "action": "reject", "field": None, "value": None, "expect": expect, "reason": "test"}
    with open_warehouse(tmp_path / "warehouse.duckdb") as warehouse:
        warehouse.replace("extracted_targets", extracted())
        warehouse.replace("corrections", pd.DataFrame([row]))
        assert len(warehouse.query("targets__corrections_hold")) == offends


HEADER = "target_id,action,field,value,expect,reason\n"
SOUND = "d1-7,edit,value,50,公园5处,张三\n"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("d1-7,remove,,,公园,x", "row 2, column action: 'remove' is no action. Write accept, reject, edit."),
        ("d1-7,edit,colour,red,公园,x", "row 2, column field: 'colour' cannot be edited. Write one of indicator_id"),
        (
            "d1-7,edit,deadline,soon,公园,x",
            "row 2, column value: 'soon' cannot stand there. Write a day as 2025",
        ),
        ("d1-7,edit,comparator,more,公园,x", "row 2, column value: 'more' cannot stand there. Write one of at_least"),
        ("d1-7,edit,unit,,公园,x", "row 2, column value: '' cannot stand there. Write text."),
        ("d1-f7,edit,deadline,2025-12-31,公园,x", "row 2, column field: 'deadline' cannot be edited"),
        ("d1-7,accept,,,,x", "row 2, column expect: it is empty"),
        (",accept,,,公园,x", "row 2, column target_id: it is empty"),
        ("d1-7,accept,,,公园,", "row 2, column reason: it is empty"),
    ],
)
def test_a_row_that_cannot_be_read_is_named_and_costs_none_of_its_neighbours(tmp_path: Path, row: str, said: str):
    path = tmp_path / "corrections.csv"
    path.write_text(f"{HEADER}{row}\n{SOUND}", encoding="utf-8")
    corrections, [fault] = read_corrections(path)
    assert fault.startswith(f"{path}, ")
    assert said in fault
    assert corrections[["target_id", "field", "value"]].values.tolist() == [["d1-7", "value", "50"]]
    assert len(apply_corrections(extracted(), corrections)) == 2
