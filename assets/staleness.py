"""What has changed since Dagster last materialized it, told from files and the event log.

The warehouse is never opened here: sensors and `duibiao run` ask this module what there is to do.
"""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import dagster as dg

from assets.resources import DataResource
from pipelines.actuals.inbox import list_inbox
from pipelines.documents.reading import list_documents
from pipelines.storage.data_folder import PROJECT, DataFolder


def document_fingerprints(data: DataResource) -> dict[str, str]:
    """Label → state of the region's documents and of all that reads them."""
    version = source_version(data.folder)
    return {
        label: _fingerprint((path for folder in found.documents for path in list_documents(folder)), version)
        for label, found in data.region_folders().items()
    }


def inbox_fingerprints(data: DataResource) -> dict[str, str]:
    """Label → state of the files that wait in the region's inboxes."""
    return {
        label: _fingerprint(path for inbox in found.inboxes for path in list_inbox(inbox))
        for label, found in data.region_folders().items()
    }


def stale_documents(instance: dg.DagsterInstance, data: DataResource) -> dict[str, str]:
    """Label → fingerprint of the regions whose documents are not those last materialized; gone regions too."""
    now = document_fingerprints(data)
    gone = {label: "" for label in instance.get_dynamic_partitions("regions") if label not in now}
    return _changed(instance, "documents", now | gone)


def stale_inboxes(instance: dg.DagsterInstance, data: DataResource) -> dict[str, str]:
    """Label → fingerprint of the regions in whose inboxes files wait that the last run did not leave lying."""
    return _changed(instance, "submissions", inbox_fingerprints(data))


def is_recomputed(instance: dg.DagsterInstance, data: DataResource) -> bool:
    """Whether attainment stands as of today, by the present rules, and is published."""
    event = instance.get_latest_materialization_event(dg.AssetKey("attainment"))
    metadata = _metadata(event)
    return (
        event is not None
        and event.timestamp <= _published_at(instance)
        and metadata.get("as_of") == data.as_of.isoformat()
        and metadata.get("source_version") == source_version(data.folder)
        and (data.folder.published / "attainment.duckdb").exists()
    )


def source_version(data: DataFolder) -> str:
    """A hash of code, SQL and reference data: what the results rest on besides documents and figures."""
    sources = [*(PROJECT / "pipelines").rglob("*.py"), *(PROJECT / "sql").rglob("*.sql")]
    own = data.root / "reference"
    sources += [*(PROJECT / "data" / "reference").glob("*.csv"), *(own.glob("*.csv") if own.is_dir() else ())]
    digest = hashlib.sha256()
    for path in sorted(set(sources)):
        digest.update(os.fsencode(path.name) + path.read_bytes())
    return digest.hexdigest()[:16]


def _fingerprint(paths: Iterable[Path], version: str = "") -> str:
    """Empty where there are no files."""
    states = [os.fsencode(f"{path}:{_state(path)}") for path in sorted(paths)]
    return hashlib.sha256(b"\n".join([*states, version.encode()])).hexdigest()[:16] if states else ""


def _state(path: Path) -> str:
    try:
        found = path.stat()
    except OSError as error:  # taken away since it was listed, or not to be looked at
        return type(error).__name__
    return f"{found.st_size}:{found.st_mtime_ns}"


def _changed(instance: dg.DagsterInstance, asset: str, now: dict[str, str]) -> dict[str, str]:
    published_at = _published_at(instance)
    return {
        label: fingerprint
        for label, fingerprint in now.items()
        if _recorded(instance, asset, label, published_at) != fingerprint
    }


def _recorded(instance: dg.DagsterInstance, asset: str, label: str, published_at: float) -> str | None:
    """The fingerprint of the last materialization; None if its run failed before it was published."""
    records = instance.fetch_materializations(
        dg.AssetRecordsFilter(asset_key=dg.AssetKey(asset), asset_partitions=[label]), limit=1
    ).records
    if not records:
        return ""
    if records[0].timestamp > published_at:
        return None
    return str(_metadata(records[0].event_log_entry).get("fingerprints", {}).get(label, ""))


def _published_at(instance: dg.DagsterInstance) -> float:
    event = instance.get_latest_materialization_event(dg.AssetKey("bi_file"))
    return event.timestamp if event else 0.0


def _metadata(event: dg.EventLogEntry | None) -> dict[str, Any]:
    materialization = event.asset_materialization if event else None
    return {name: value.value for name, value in materialization.metadata.items()} if materialization else {}
