"""What is sound is told without pandera, and never called sound where pandera would find something."""

from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
import pandera.pandas as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandera.errors import SchemaErrors

from pipelines.schemas import model
from pipelines.schemas.model import Day, Flag, Integer, Moment, Number, Table, Text, Texts, column, conform, optional

pytestmark = pytest.mark.filterwarnings("ignore")  # of pandas, about cells that no date has

ROWS = 3
CELLS = st.one_of(
    st.none(),
    st.sampled_from(["", "a", "b", "1", "2024-01-02", float("nan"), float("inf"), pd.NaT, pd.NA, True, -1, 1.5]),
    st.sampled_from([0, 7, date(2024, 1, 2), datetime(2024, 1, 2, 3), pd.Timestamp("2024-01-02"), ["a"], []]),  # noqa: DTZ001
)


class Kinds(Table):
    """各类 | Every kind of column that tables have, with every kind of check"""

    key: Text = column("键", "Key", unique=True)
    word: Text = optional("词", "Word", isin=["a", "b"])
    code: Text = optional("码", "Code", str_matches=r"^\w$", str_length={"max_value": 1})
    count: Integer = column("数", "Count", ge=0)
    year: Integer = optional("年", "Year", in_range={"min_value": 0, "max_value": 7})
    number: Number = optional("值", "Number", gt=0)
    flag: Flag = column("是否", "Flag")
    day: Day = column("日", "Day")
    end: Day = optional("止", "End")
    moment: Moment = optional("时", "Moment")
    phrases: Texts = optional("名", "Names")


def sound() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "key": ["x", "y", "z"],
            "word": ["a", None, "b"],
            "code": [None, "c", "d"],
            "count": [0, 1, 2],
            "year": [None, 1, 7],
            "number": [1.5, np.nan, 2],
            "flag": [True, False, True],
            "day": [date(2024, 1, 1)] * ROWS,
            "end": [None, date(2024, 1, 1), None],
            "moment": [pd.Timestamp("2024-01-01"), None, None],
            "phrases": [["a"], [], None],
        }
    )


def by_pandera(schema: pa.DataFrameSchema, frame: pd.DataFrame) -> pd.DataFrame | None:
    try:
        return schema.validate(frame, lazy=True)
    except Exception:  # of cells that its coercion cannot even compare, too
        return None


def without_pandera(frame: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> pd.DataFrame:
    def fail(*_: Any, **__: Any) -> None:
        raise AssertionError("pandera was asked")

    with monkeypatch.context() as patched:
        patched.setattr(pa.DataFrameSchema, "validate", fail)
        return Kinds.conform(frame)


def test_a_sound_frame_is_the_one_that_pandera_gives(monkeypatch: pytest.MonkeyPatch):
    for frame in (sound(), sound().head(0), Kinds.validate(sound()), sound()[::-1]):
        pd.testing.assert_frame_equal(without_pandera(frame, monkeypatch), Kinds.validate(frame))


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_a_frame_is_sound_only_if_pandera_finds_nothing(data: st.DataObject):
    frame = sound().astype(object) if data.draw(st.booleans()) else sound()
    for name in data.draw(st.lists(st.sampled_from(Kinds.names()), max_size=2)):
        cells = data.draw(st.lists(CELLS, min_size=ROWS, max_size=ROWS))
        frame[name] = pd.Series(cells, dtype=object)
        if data.draw(st.booleans()):
            frame[name] = frame[name].infer_objects()
    found, expected = model._as_declared(Kinds.to_schema(), frame), by_pandera(Kinds.to_schema(), frame)
    if found is not None:
        assert expected is not None
        pd.testing.assert_frame_equal(found, expected)


@pytest.mark.parametrize("name", Kinds.names())
def test_a_fault_of_any_column_is_said_by_pandera(name: str):
    bad = {"day": "no day", "phrases": None, "moment": "no time", "end": "no day"}
    frame = sound().astype(object)
    frame.loc[1, name] = bad.get(name, "-1")
    if name == "key":
        frame["key"] = "twice"
    if name == "phrases":
        frame = frame.drop(columns=name)
    with pytest.raises(SchemaErrors, match=name):
        conform(Kinds.to_schema(), frame)


def test_columns_too_many_and_too_few_are_faults():
    for frame in (sound().assign(more=1), sound().drop(columns="word"), sound().rename(columns={"word": "more"})):
        with pytest.raises(SchemaErrors, match=r"more|word"):
            Kinds.conform(frame)
