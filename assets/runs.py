"""The runs of a data folder: one at a time, none that outlives its process, no more kept than the setting says."""

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
from dagster._core.storage.dagster_run import NOT_FINISHED_STATUSES

from pipelines.storage.data_folder import DataFolder
from pipelines.storage.turns import hold, is_held, is_mine

STATE_TAG = "duibiao/state"  # of the files that a run is to bring up to date
FIRST_WAIT, LONGEST_WAIT = 60.0, 3600.0  # seconds after the first attempt in vain, and after many
LOOKED_AT = 25  # of the last runs
STARTING_UP = 120.0  # seconds in which a run that was started says that it is alive
LOST = "The process of this run ended without a word: a power cut, or it was killed. What it had begun is done anew."


@contextmanager
def open_instance(folder: DataFolder, wait: float) -> Iterator[dg.DagsterInstance]:
    """The Dagster instance that the environment names; one process at a time makes what a new folder lacks.

    Raises TurnTakenError.
    """
    with hold(folder.state / "opening.lock", "opens the list of runs", wait):
        instance = dg.DagsterInstance.get()
        instance.get_runs_count()
        instance.event_log_storage.get_maximum_record_id()
        instance.all_instigator_state()
    with instance:
        yield instance


@contextmanager
def at_work(folder: DataFolder, run_id: str, wait: float) -> Iterator[None]:
    """A run has its turn, and is known to be alive from when it waits for it.

    Raises TurnTakenError naming the process of the run that has the turn.
    """
    alive = _alive(folder, run_id)
    if is_mine(alive):
        yield
        return
    with hold(alive, f"run {run_id}", wait):
        try:
            with hold(folder.turn, f"run {run_id}", wait):
                yield
        finally:
            alive.unlink(missing_ok=True)


def close_lost_runs(instance: dg.DagsterInstance, folder: DataFolder) -> list[str]:
    """Runs whose process is gone are said to have failed, so that nothing waits for them. Returns their ids."""
    lost = []
    # What is queued has no process yet.
    statuses = [status for status in NOT_FINISHED_STATUSES if status != dg.DagsterRunStatus.QUEUED]
    for record in instance.get_run_records(dg.RunsFilter(statuses=statuses)):
        run, alive = record.dagster_run, _alive(folder, record.dagster_run.run_id)
        is_starting_up = not alive.exists() and time.time() - record.update_timestamp.timestamp() < STARTING_UP
        if not (is_starting_up or is_held(alive)):
            instance.report_run_failed(run, LOST)
            alive.unlink(missing_ok=True)
            lost.append(run.run_id)
    return lost


def is_one_under_way(instance: dg.DagsterInstance) -> bool:
    return instance.get_runs_count(dg.RunsFilter(statuses=NOT_FINISHED_STATUSES)) > 0


def attempts(instance: dg.DagsterInstance, state: str) -> tuple[int, float, str]:
    """How often the last runs were over this state of the files without another in between; seconds until the next
    attempt, each time twice as many; the id of the last run, empty if there was none.

    Whoever asks has seen that what is published is not of this state, so these runs were in vain.
    """
    records = instance.get_run_records(dg.RunsFilter(job_name="refresh"), limit=LOOKED_AT)
    in_vain = 0
    while in_vain < len(records) and records[in_vain].dagster_run.tags.get(STATE_TAG) == state:
        in_vain += 1
    last = records[0] if records else None
    wait = min(FIRST_WAIT * 2 ** (in_vain - 1), LONGEST_WAIT) if in_vain else 0.0
    since = time.time() - (last.end_time or 0) if last else 0.0
    return in_vain, wait - since, last.dagster_run.run_id if last else ""


def state_of(stale: dict[str, str]) -> str:
    """One word for the state of all files that a run is to bring up to date."""
    return hashlib.sha256(repr(sorted(stale.items())).encode(errors="surrogateescape")).hexdigest()[:16]


def _alive(folder: DataFolder, run_id: str) -> Path:
    return folder.state / "alive" / run_id
