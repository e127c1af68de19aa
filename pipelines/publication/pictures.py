"""The published state at a glance, for places that show an image and a table: the Dagster UI."""

from pathlib import Path

import duckdb
import pandas as pd
import vl_convert

STATUS_COUNTS = """
    select region, status_name as status, colour, severity, count(*)::integer as targets
    from attainment_latest inner join statuses using (status, colour)
    group by all
    order by severity, region
"""
SCOREBOARD = """
    select
        region as 地区, targets as 目标数, targets_with_figures as 有数据目标数,
        attained + attained_late + attained_unconfirmed as 已达到,
        ahead + on_schedule as 正常推进, behind + far_behind as 滞后, missed + breached as 未完成或突破,
        unusable + undecided as 无法判定, overdue_no_data + no_data as 未报送
    from scoreboard_by_region
    order by targets desc, region
    limit $regions
"""
REGIONS_SHOWN = 20  # with the most targets


def draw_status_chart(bi_file: Path) -> str:
    """Targets of each region by status, stacked in the statuses' colours, as SVG; empty if there are none."""
    with duckdb.connect(str(bi_file), read_only=True) as connection:
        counts = connection.execute(STATUS_COUNTS).df()
    if counts.empty:
        return ""
    largest = counts.groupby("region")["targets"].sum().nlargest(REGIONS_SHOWN).index
    colours = counts.drop_duplicates("status")[["status", "colour"]]
    return vl_convert.vegalite_to_svg(
        {
            "data": {"values": counts[counts["region"].isin(largest)].to_dict("records")},
            "width": 420,
            "mark": "bar",
            "encoding": {
                "y": {"field": "region", "type": "nominal", "title": None, "sort": list(largest)},
                "x": {"field": "targets", "type": "quantitative", "aggregate": "sum", "title": "目标数"},
                "order": {"field": "severity", "type": "quantitative"},
                "color": {
                    "field": "status",
                    "type": "nominal",
                    "title": "状态",
                    "scale": {"domain": list(colours["status"]), "range": list(colours["colour"])},
                },
            },
            "config": {"font": "Noto Sans CJK SC, Microsoft YaHei, PingFang SC, sans-serif"},
        }
    )


def read_scoreboard(bi_file: Path) -> pd.DataFrame:
    """Counts of targets by region, a region a row, under Chinese headings."""
    with duckdb.connect(str(bi_file), read_only=True) as connection:
        return connection.execute(SCOREBOARD, {"regions": REGIONS_SHOWN}).df()
