"""One declaration of columns: what is made from it is complete."""

import re

import pandas as pd
import pytest

from pipelines.schemas.tables import TABLES
from pipelines.storage.warehouse import comment_statements

MODELS = pytest.mark.parametrize("model", TABLES.values(), ids=TABLES.keys())


@MODELS
def test_tables_and_columns_have_a_chinese_and_an_english_label(model):
    assert re.search(r"[\u4e00-\u9fff].* \| .*[a-z]", model.__doc__)
    for chinese, english in model.labels().values():
        assert re.search(r"[\u4e00-\u9fff]", chinese)
        assert re.fullmatch(r"[\x20-\x7e×…]+", english)


@MODELS
def test_every_column_gets_its_comment(model):
    assert len(comment_statements(model)) == 1 + len(model.duckdb_types())


@MODELS
def test_an_empty_frame_is_a_valid_table(model):
    assert model.validate(pd.DataFrame(columns=list(model.duckdb_types()))).empty
