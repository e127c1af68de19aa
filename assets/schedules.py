"""Attainment moves as time passes, even when nobody reports anything."""

import dagster as dg

from assets.jobs import recompute

monthly_recompute = dg.ScheduleDefinition(
    name="monthly_recompute",
    job=recompute,
    cron_schedule="0 6 1 * *",
    execution_timezone="Asia/Shanghai",
    default_status=dg.DefaultScheduleStatus.RUNNING,
)
