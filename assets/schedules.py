"""Attainment moves as time passes, even when nobody reports anything."""

import dagster as dg

from assets.environment import ZONE
from assets.jobs import recompute

daily_recompute = dg.ScheduleDefinition(
    name="daily_recompute",
    job=recompute,
    cron_schedule="0 6 * * *",
    execution_timezone=ZONE,
    default_status=dg.DefaultScheduleStatus.RUNNING,
)
