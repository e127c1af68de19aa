"""What others read, made from the warehouse in one step each."""

import dagster as dg

from assets.resources import DataResource
from assets.tables import OWNER
from pipelines.publication.bi_file import PUBLISHED_TABLES, publish_bi_file


@dg.asset(deps=list(PUBLISHED_TABLES), group_name="publication", owners=[OWNER], kinds={"duckdb"}, code_version="1")
def bi_file(data: DataResource) -> dg.MaterializeResult[None]:
    """published/attainment.duckdb: every table and view that BI tools read, with comments."""
    with data.warehouse() as warehouse:
        place = publish_bi_file(warehouse, data.folder.published)
        preview = warehouse.preview("attainment")
    return dg.MaterializeResult(
        metadata={
            "path": dg.MetadataValue.path(str(place)),
            "size_bytes": place.stat().st_size,
            "preview": dg.MetadataValue.md(preview),
        }
    )
