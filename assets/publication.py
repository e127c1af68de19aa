"""What others read: all parts of it made in one step, and put in place in one rename."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg

from assets.metadata import as_image, as_table
from assets.resources import Data
from assets.tables import OWNER
from pipelines.publication.pictures import draw_status_chart, read_scoreboard
from pipelines.publication.publishing import PARTS, publish
from pipelines.schemas.tables import PUBLISHED

AT_A_GLANCE = ("bi_file", "report", "ledger")  # what people look at shows its state in the UI as well


def part_spec(part: str) -> dg.AssetSpec:
    """The asset of a part. The BI file is made of the tables, and every other part of the BI file."""
    return dg.AssetSpec(
        part,
        deps=list(PUBLISHED) if part == "bi_file" else ["bi_file"],
        description=PARTS[part].__doc__,
        group_name="publication",
        owners=[OWNER],
        kinds={"python"},
        code_version="1",
    )


@dg.multi_asset(specs=[part_spec(part) for part in PARTS])
def publication(data: Data) -> Iterator[dg.MaterializeResult[None]]:
    """All parts or none: readers see one whole state, or the one before."""
    with data.warehouse() as warehouse:
        places = publish(warehouse, data.folder, data.as_of)
        glance: dict[str, dg.MetadataValue] = {
            "chart": as_image(draw_status_chart(places["bi_file"]), "各地区目标进度"),
            "preview": as_table(read_scoreboard(places["bi_file"])),
        }
    for part, place in places.items():
        shown = glance if part in AT_A_GLANCE else {}
        yield dg.MaterializeResult(
            asset_key=part,
            metadata={"path": dg.MetadataValue.path(str(place)), "size_bytes": size_bytes(place), **shown},
        )


def size_bytes(place: Path) -> int:
    """Of a file, or of all files in a folder."""
    return sum(file.stat().st_size for file in (place, *place.rglob("*")) if file.is_file())
