"""What the documents have ever reported, and from when to when it counted: the table figure_vintages is only added to.

It is told from the documents as they are read now. What they say as before stays as it is, so that nothing is written
where nothing has changed; what they no longer say ends, and what they newly say begins, both at one moment.
"""

from collections.abc import Sequence
from datetime import datetime

from pipelines.schemas.figures import FigureVintages
from pipelines.storage.warehouse import Warehouse, read_sql

OF_TIME = ("actual_id", "known_from", "known_until", "superseded_reason")  # all other columns are what is told
GONE = "文件已移走，或不能再读"
CHANGED = "文件、对它的读法或人工更正有了变化"


def record_vintages(warehouse: Warehouse, labels: Sequence[str], moment: datetime) -> None:
    """Bring figure_vintages to what the documents of the regions `labels` tell at `moment`, UTC."""
    connection = warehouse.connection
    told = ", ".join(name for name in FigureVintages.names() if name not in OF_TIME)
    standing = f"select {told} from figure_vintages where known_until is null and list_contains($labels, plan_region)"
    regions = {"labels": list(labels)}
    with warehouse.transaction():
        told_now = read_sql("record", "told_figures")
        connection.execute(f"create or replace temp table told_figures as {told_now}", regions)
        connection.execute(
            f"""
            update figure_vintages
            set known_until = $moment, superseded_reason = case
                when document_id in (select document_id from documents where status = 'read') then $changed else $gone
            end
            where known_until is null
                and list_contains($labels, plan_region)
                and figure_id in (select figure_id from ({standing} except select {told} from told_figures))""",
            regions | {"moment": moment, "changed": CHANGED, "gone": GONE},
        )
        connection.execute(
            f"""
            insert into figure_vintages by name
            select
                * exclude (times),
                $moment as known_from,
                figure_id || case when times > 0 then '-' || times + 1 else '' end as actual_id
            from (select {told} from told_figures except {standing}) as newly_told
            left join lateral (
                select count(*) as times from figure_vintages as earlier
                where earlier.figure_id = newly_told.figure_id
            ) on true""",
            regions | {"moment": moment},
        )
        connection.execute("drop table told_figures")
