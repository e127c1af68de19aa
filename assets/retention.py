"""How many runs are kept on record: what is older is removed, but for what says when a region was last done."""

import os
import shutil
from pathlib import Path

import dagster as dg

from pipelines.storage.data_folder import DataFolder

KEPT = 100  # runs, where DUIBIAO_KEEP_RUNS says nothing
AT_A_TIME = 20  # removed, so that no run and no look of the sensor takes long


def runs_to_keep() -> int:
    """DUIBIAO_KEEP_RUNS; 0 keeps all. Raises ValueError that names it."""
    text = os.environ.get("DUIBIAO_KEEP_RUNS") or str(KEPT)
    if not text.isdecimal():
        raise ValueError(f"DUIBIAO_KEEP_RUNS is {text!r}: say how many runs to keep, as {KEPT}; 0 keeps all.")
    return int(text)


def retire_runs(instance: dg.DagsterInstance, folder: DataFolder) -> list[str]:
    """Remove finished runs beyond the setting, the oldest first, with their events and logs. Returns their ids.

    A run stays while it holds the last materialization of an asset or of a region of it, which the UI shows.
    """
    kept = runs_to_keep()
    too_many = instance.get_runs_count() - kept
    if not kept or too_many <= 0:
        return []
    old = [record.dagster_run for record in instance.get_run_records(ascending=True, limit=too_many)]
    in_use = _runs_shown(instance)
    retired = [run.run_id for run in old if run.is_finished and run.run_id not in in_use][:AT_A_TIME]
    for run_id in retired:
        instance.delete_run(run_id)
        for place in _files_of(folder.state, run_id):
            place.unlink(missing_ok=True)
        shutil.rmtree(folder.state / run_id, ignore_errors=True)
    return retired


def _runs_shown(instance: dg.DagsterInstance) -> set[str]:
    """The runs of the last materializations of every asset, by region where it has regions."""
    shown = set()
    for key in instance.all_asset_keys():
        if event := instance.get_latest_materialization_event(key):
            shown.add(event.run_id)
        ids = instance.event_log_storage.get_latest_storage_id_by_partition(
            key, dg.DagsterEventType.ASSET_MATERIALIZATION
        )
        if ids:
            wanted = dg.AssetRecordsFilter(key, storage_ids=[*ids.values()])
            shown |= {record.run_id for record in instance.fetch_materializations(wanted, limit=len(ids)).records}
    return shown


def _files_of(state: Path, run_id: str) -> list[Path]:
    return [*(state / "history" / "runs").glob(f"{run_id}.db*")]
