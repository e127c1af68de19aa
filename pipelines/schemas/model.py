"""The model of a table, and how a column is declared: its type, its Chinese and English label, its checks."""

import re
from typing import Any

import numpy as np
import pandas as pd
import pandera.pandas as pa
import pyarrow
from pandera.dtypes import immutable
from pandera.engines import pandas_engine
from pandera.typing import Series


@pandas_engine.Engine.register_dtype
@immutable(init=True)
class DayType(pandas_engine.Date):
    """pandera's date, but each distinct day is looked at once: millions of rows have few."""

    def check(self, pandera_dtype: Any, data_container: Any = None) -> Any:
        if data_container is None:
            return super().check(pandera_dtype)
        distinct = pd.Series(data_container.unique(), dtype=object)
        is_day = np.asarray(super().check(pandera_dtype, distinct), dtype=bool)
        return data_container.isin(distinct[is_day])


Text = Series[pd.StringDtype]
Integer = Series[pd.Int64Dtype]
Number = Series[float]
Flag = Series[pd.BooleanDtype]
Day = Series[DayType]
Moment = Series[pa.Timestamp]  # UTC
Texts = Series[object]  # a list of strings

DUCKDB_TYPES = {
    Text: "VARCHAR",
    Integer: "BIGINT",
    Number: "DOUBLE",
    Flag: "BOOLEAN",
    Day: "DATE",
    Moment: "TIMESTAMP",
    Texts: "VARCHAR[]",
}

ARROW_TYPES = {
    Text: pyarrow.string(),
    Integer: pyarrow.int64(),
    Number: pyarrow.float64(),
    Flag: pyarrow.bool_(),
    Day: pyarrow.date32(),
    Moment: pyarrow.timestamp("us"),
    Texts: pyarrow.list_(pyarrow.string()),
}


def column(zh: str, en: str, **checks: Any) -> Any:
    """A required column with its Chinese and English label."""
    return pa.Field(title=zh, description=en, **checks)


def optional(zh: str, en: str, **checks: Any) -> Any:
    """A column in which null means: not known, or not stated."""
    return pa.Field(title=zh, description=en, nullable=True, **checks)


def conform(schema: pa.DataFrameSchema, frame: pd.DataFrame) -> pd.DataFrame:
    """The frame in the schema's types, every value checked. Raises pandera.errors.SchemaErrors with all that fail.

    pandera takes a millisecond a column to say what is wrong, however few the rows. What is sound is told without.
    """
    sound = _as_declared(schema, frame)
    return schema.validate(frame, lazy=True) if sound is None else sound


def _as_declared(schema: pa.DataFrameSchema, frame: pd.DataFrame) -> pd.DataFrame | None:
    """None unless pandera would find nothing wrong. Of schemas whose columns, and nothing else, are declared."""
    if len(frame.columns) != len(schema.columns) or set(frame.columns) != set(schema.columns):
        return None
    sound = {}
    for name, declared in schema.columns.items():
        values = frame[name]
        try:
            if not _is_of(values.dtype, declared.dtype.type):
                values = declared.dtype.coerce(values) if schema.coerce and _is_to_coerce(values) else values
                if not np.all(declared.dtype.check(pandas_engine.Engine.dtype(values.dtype), values)):
                    return None
        except Exception:  # which pandera says in its own words
            return None
        if (not declared.nullable and values.hasnans) or (declared.unique and values.duplicated().any()):
            return None
        if not all(check(values).check_passed for check in declared.checks):
            return None
        sound[name] = values
    return frame.assign(**sound)


def _is_of(found: Any, declared: Any) -> bool:
    """Whether the type alone says that the values are as declared. Objects may be anything."""
    if isinstance(declared, pd.CategoricalDtype) and declared.categories is None:
        return isinstance(found, pd.CategoricalDtype)
    return bool(found == declared) and not pd.api.types.is_object_dtype(found)


def _is_to_coerce(values: pd.Series) -> bool:
    """Objects without nulls are looked at as they are; what coercion would make something else of is not sound yet."""
    return values.dtype != object or values.hasnans


class Table(pa.DataFrameModel):
    """Base of every model: no column more or less, types coerced."""

    class Config:
        strict = True
        coerce = True

    @classmethod
    def conform(cls, frame: pd.DataFrame) -> pd.DataFrame:
        """The frame as this table holds it; see `conform`."""
        return conform(cls.to_schema(), frame)

    @classmethod
    def table(cls) -> str:
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    @classmethod
    def annotations(cls) -> dict[str, Any]:
        """Column name → annotation, in the order of declaration, inherited ones first."""
        return {
            name: kind
            for model in reversed(cls.__mro__[: cls.__mro__.index(Table)])
            for name, kind in model.__annotations__.items()
        }

    @classmethod
    def names(cls) -> list[str]:
        return list(cls.annotations())

    @classmethod
    def duckdb_types(cls) -> dict[str, str]:
        """Column name → DuckDB type, in the order of declaration."""
        return {name: DUCKDB_TYPES[annotation] for name, annotation in cls.annotations().items()}

    @classmethod
    def duckdb_columns(cls) -> str:
        """The columns as CREATE TABLE takes them: with their types and how the warehouse stores them."""
        fields = cls.to_schema().columns
        stored = {name: (field.metadata or {}).get("compression") for name, field in fields.items()}
        return ", ".join(
            f"{name} {kind}" + (f" using compression {stored[name]}" if stored[name] else "")
            for name, kind in cls.duckdb_types().items()
        )

    @classmethod
    def arrow_schema(cls) -> pyarrow.Schema:
        """Names and Arrow types, in the order of declaration."""
        return pyarrow.schema([(name, ARROW_TYPES[annotation]) for name, annotation in cls.annotations().items()])

    @classmethod
    def labels(cls) -> dict[str, tuple[str, str]]:
        """Column name → (Chinese, English)."""
        columns = cls.to_schema().columns
        return {name: (columns[name].title, columns[name].description) for name in cls.names()}
