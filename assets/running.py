"""Bring a data folder up to date in this process: what `duibiao run` does."""

from dataclasses import dataclass
from uuid import uuid4

import dagster as dg
from dagster._core.definitions.job_base import InMemoryJob
from dagster._core.execution.api import execute_run
from dagster._core.remote_origin import (
    ManagedGrpcPythonEnvCodeLocationOrigin,
    RemoteJobOrigin,
    RemoteRepositoryOrigin,
)
from dagster._core.storage.asset_check_execution_record import AssetCheckExecutionRecordStatus
from dagster._core.types.loadable_target_origin import LoadableTargetOrigin
from dagster._utils.error import SerializableErrorInfo

from assets.definitions import define
from assets.partitions import NAME, gone_regions, out_of_order, range_tags
from assets.resources import DataResource
from assets.retention import retire_runs
from assets.runs import STATE_TAG, at_work, close_lost_runs, state_of
from assets.staleness import is_recomputed, stale_regions, unfinished_files
from pipelines.actuals.misplaced import find_misplaced, write_receipts
from pipelines.storage.names import shown
from pipelines.storage.region_folders import refusal

LOCATION = "duibiao"  # as workspace.yaml names it
MODULE = "assets.definitions"


@dataclass(frozen=True)
class Outcome:
    """What a run did. `failures`: steps of it that failed, checks of error severity that do not hold, linked
    folders and files in no region's inbox, in words."""

    job: str | None  # None: everything was up to date
    regions: tuple[str, ...]
    run_id: str | None
    failures: tuple[str, ...]


def bring_up_to_date(instance: dg.DagsterInstance, data: DataResource, force: bool = False) -> Outcome:
    """Run `refresh` over the regions whose files changed, or `recompute` if only time passed, or nothing.

    Raises TurnTakenError if another run has its turn for longer than this one would wait.
    """
    defs, run_id = define(data), str(uuid4())
    with at_work(data.folder, run_id, data.wait):
        close_lost_runs(instance, data.folder)
        data.looks.settle(unfinished_files(data))
        stale = stale_regions(data)
        if force:
            stale = dict.fromkeys([*data.region_folders(), *instance.get_dynamic_partitions(NAME)], "") | stale
        if not stale and is_recomputed(data):
            return Outcome(None, (), None, (*_failed_checks(instance, defs), *_left_lying(data)))
        job = "refresh" if stale else "recompute"
        result = _execute(instance, defs, job, run_id, list(stale), {STATE_TAG: state_of(stale)} if stale else {})
        if result.success:
            for label in gone_regions(instance, data):
                instance.delete_dynamic_partition(NAME, label)
        retire_runs(instance, data.folder)
    failures = (*_failed_steps(result), *_failed_checks(instance, defs), *_left_lying(data))
    return Outcome(job, tuple(stale), run_id, failures)


def _execute(
    instance: dg.DagsterInstance, defs: dg.Definitions, job: str, run_id: str, labels: list[str], tags: dict[str, str]
) -> dg.JobExecutionResult:
    moved = out_of_order(instance, labels)
    for label in moved:
        instance.delete_dynamic_partition(NAME, label)
    instance.add_dynamic_partitions(NAME, moved)
    definition = defs.resolve_job_def(job)
    run = instance.create_run_for_job(
        definition,
        run_id=run_id,
        run_config={"loggers": {"console": {"config": {"log_level": "WARNING"}}}},
        tags={**tags, **range_tags(instance, labels)},
        remote_job_origin=_origin(job),
    )
    return execute_run(InMemoryJob(definition), run, instance, raise_on_error=False)


def _origin(job: str) -> RemoteJobOrigin:
    """Where the UI finds the job of a run that this process made, so that it can run it again."""
    location = ManagedGrpcPythonEnvCodeLocationOrigin(LoadableTargetOrigin(module_name=MODULE), LOCATION)
    return RemoteJobOrigin(RemoteRepositoryOrigin(location, "__repository__"), job)


def _failed_steps(result: dg.JobExecutionResult) -> list[str]:
    return [
        f"{event.step_key}: {_own_words(event.step_failure_data.error)}"
        for event in result.all_events
        if event.is_step_failure and event.step_failure_data.error
    ]


def _failed_checks(instance: dg.DagsterInstance, defs: dg.Definitions) -> list[str]:
    """Checks of error severity that did not hold when they were last looked at, in whichever run."""
    looked_at = {AssetCheckExecutionRecordStatus.SUCCEEDED, AssetCheckExecutionRecordStatus.FAILED}
    failed = []
    for spec in (spec for checks in defs.asset_checks or () for spec in checks.check_specs):
        for record in instance.event_log_storage.get_asset_check_execution_history(spec.key, 1, status=looked_at):
            evaluation = record.event and record.event.get_dagster_event().asset_check_evaluation_data
            if evaluation and not evaluation.passed and evaluation.severity == dg.AssetCheckSeverity.ERROR:
                failed.append(f"{spec.asset_key.to_user_string()}: {spec.name}")
    return failed


def _left_lying(data: DataResource) -> list[str]:
    """Linked folders, and files that lie in no region's inbox, each with a receipt."""
    folders = data.region_folders()
    links = [refusal(link) for found in folders.values() for link in found.links]
    misplaced = find_misplaced(data.folder, folders)
    write_receipts(data.folder, misplaced)
    return [*links, *(f"{shown('/'.join((*file.place, file.path.name)))}: {file.reason}" for file in misplaced)]


def _own_words(error: SerializableErrorInfo) -> str:
    """What the step itself raised: what Dagster wraps around it says less, what lies behind it no person can use."""
    while error.cause and (error.cls_name or "").startswith("Dagster"):
        error = error.cause
    return error.message.strip()
