"""What the UI is given to show: texts of documents, cells and names are cells of tables, never Markdown."""

import base64
import re

import pandas as pd

from assets.metadata import LONGEST_CELL, as_image, as_table

COMMAND = "![x](/graphql?query=mutation{wipeAssets(assetPartitionRanges:[]){__typename}})"


def test_a_table_holds_texts_as_they_are_on_one_line_and_cut():
    names, numbers, long = [COMMAND, "两\n行", None], [1.5, float("nan"), 3], ["长" * 1000, " ", ""]
    frame = pd.DataFrame({"名称": names, "数": numbers, "长": long})
    records = [record.data for record in as_table(frame).records]
    assert records[0] == {"名称": COMMAND, "数": "1.5", "长": "长" * (LONGEST_CELL - 1) + "…"}
    assert records[1] == {"名称": "两 行", "数": "", "长": ""}
    assert records[2] == {"名称": "", "数": "3.0", "长": ""}


def test_a_table_without_rows_still_names_its_columns():
    assert [column.name for column in as_table(pd.DataFrame(columns=["a", "b"])).schema.columns] == ["a", "b"]


def test_an_image_is_one_address_of_our_own_whatever_the_picture_says():
    markdown = as_image(f"<svg>](/graphql) {COMMAND}</svg>", "图").value
    [encoded] = re.fullmatch(r"!\[图\]\(data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)\)", markdown).groups()
    assert COMMAND in base64.b64decode(encoded).decode()
    assert as_image("", "图").value == ""
