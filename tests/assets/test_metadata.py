"""What the UI is given to show: texts of documents, cells and names are cells of tables, never Markdown."""

import base64
import re

import dagster as dg
import pandas as pd
import pytest

from assets.metadata import LONGEST_CELL, as_image, as_table
from tests.assets.conftest import World

COMMAND = "![x](/graphql?query=mutation{wipeAssets(assetPartitionRanges:[]){__typename}})"
PLAN = f"关于{COMMAND}的行动方案\n\n到2026年,建成公共图书馆12个、{COMMAND}3个。(责任单位:{COMMAND})\n"
FIGURES = (
    "指标,地区,报告期,数值,单位,口径,来源\n"
    f"{COMMAND},德州市,2024,7,个,期末,{COMMAND}\n"
    f"公共图书馆,德州市,{COMMAND},7,个,期末,德州市统计局\n"
    "公共图书馆,德州市,2024,1,个,期末,德州市统计局\n"
    "公共图书馆,德州市,2025,100000,个,期末,德州市统计局\n"
)


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


@pytest.fixture
def hostile_world(empty_world: World) -> World:
    """A run over a plan, a file, names and a folder that all hold a command in Markdown. No name has a slash."""
    name = COMMAND.replace("/", "")
    empty_world.write(f"documents/dezhou/{name}.txt", PLAN)
    empty_world.write(f"documents/dezhou/坏{name}.pdf", b"%PDF-1.7 nothing more")
    empty_world.write(f"documents/{name}/plan.txt", PLAN)
    empty_world.write(f"actuals/inbox/dezhou/{name}.csv", FIGURES)
    empty_world.write(f"actuals/inbox/{name}/{name}.csv", FIGURES)
    assert empty_world.refresh().failures == ()
    return empty_world


def test_nothing_of_a_hostile_world_is_shown_as_markdown(hostile_world: World):
    shown = [
        (label, value)
        for record in hostile_world.instance.all_logs(hostile_world.instance.get_runs()[0].run_id)
        for label, value in metadata_of(record).items()
    ]
    words = {label for label, value in shown if "graphql?query" in str(value)}
    assert {"preview", "examples", "files", "failed_files"} <= words  # the commands are there …
    markdown = {label for label, value in shown if isinstance(value, dg.MarkdownMetadataValue)}
    assert markdown == {"chart", "sql"}  # … and not in what is Markdown
    assert not markdown & words


def metadata_of(record: dg.EventLogEntry) -> dict[str, dg.MetadataValue]:
    event = record.dagster_event
    if event and event.is_step_materialization:
        return dict(event.step_materialization_data.materialization.metadata)
    if event and event.event_type_value == "ASSET_CHECK_EVALUATION":
        return dict(event.asset_check_evaluation_data.metadata)
    return {}
