"""Bring a data folder up to date in this process: what `duibiao run` does."""

from dataclasses import dataclass

import dagster as dg
from dagster._utils.error import SerializableErrorInfo

from assets.definitions import defs
from assets.resources import DataResource, fixed_resources
from assets.staleness import is_recomputed, stale_documents, stale_inboxes


@dataclass(frozen=True)
class Outcome:
    """What a run did. `failures`: steps and checks of error severity that failed, in words."""

    job: str | None  # None: everything was up to date
    regions: tuple[str, ...]
    run_id: str | None
    failures: tuple[str, ...]


def bring_up_to_date(instance: dg.DagsterInstance, data: DataResource, force: bool = False) -> Outcome:
    """Run `refresh` over the regions whose files changed, or `recompute` if only time passed, or nothing."""
    stale = {**stale_documents(instance, data), **stale_inboxes(instance, data)}
    if force:
        stale = dict.fromkeys([*data.region_folders(), *instance.get_dynamic_partitions("regions")], "")
    if not stale and is_recomputed(instance, data):
        return Outcome(None, (), None, ())
    instance.add_dynamic_partitions("regions", list(stale))
    job = "refresh" if stale else "recompute"
    known = [label for label in instance.get_dynamic_partitions("regions") if label in stale]
    result = defs.resolve_job_def(job).execute_in_process(
        instance=instance,
        resources=fixed_resources(data),
        tags=_partition_tags(known),
        run_config={"loggers": {"console": {"config": {"log_level": "WARNING"}}}},
        raise_on_error=False,
    )
    return Outcome(job, tuple(known), result.run_id, tuple(_failures(result)))


def _partition_tags(labels: list[str]) -> dict[str, str]:
    """One run over the shortest range of partitions that holds the labels."""
    if not labels:
        return {}
    return {
        "dagster/asset_partition_range_start": labels[0],
        "dagster/asset_partition_range_end": labels[-1],
    }


def _failures(result: dg.ExecuteInProcessResult) -> list[str]:
    steps = [
        f"{event.step_key}: {_root_cause(event.step_failure_data.error)}"
        for event in result.all_events
        if event.is_step_failure and event.step_failure_data.error
    ]
    checks = [
        f"{evaluation.asset_key.to_user_string()}: {evaluation.check_name}"
        for evaluation in result.get_asset_check_evaluations()
        if not evaluation.passed and evaluation.severity == dg.AssetCheckSeverity.ERROR
    ]
    return steps + checks


def _root_cause(error: SerializableErrorInfo) -> str:
    while error.cause:
        error = error.cause
    return error.message.strip()
