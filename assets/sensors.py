"""Watch the folders and ask for `refresh`. Sensors read files and the event log, never the warehouse."""

from collections.abc import Iterator

import dagster as dg

from assets.jobs import refresh
from assets.partitions import regions
from assets.resources import Data
from assets.staleness import stale_documents, stale_inboxes

MAX_ATTEMPTS = 3
FINGERPRINT_TAG = "duibiao/fingerprint"


@dg.sensor(job=refresh, minimum_interval_seconds=30, default_status=dg.DefaultSensorStatus.RUNNING)
def new_documents(context: dg.SensorEvaluationContext, data: Data) -> dg.SensorResult:
    """A plan was added, changed or removed below documents/<region>/."""
    return _request(context.instance, stale_documents(context.instance, data), "documents")


@dg.sensor(job=refresh, minimum_interval_seconds=30, default_status=dg.DefaultSensorStatus.RUNNING)
def new_actuals(context: dg.SensorEvaluationContext, data: Data) -> dg.SensorResult:
    """A bureau dropped a file into actuals/inbox/<region>/."""
    return _request(context.instance, stale_inboxes(context.instance, data), "actuals")


def _request(instance: dg.DagsterInstance, stale: dict[str, str], what: str) -> dg.SensorResult:
    requests = list(_run_requests(instance, stale, what))
    skipped = (
        None if requests else dg.SkipReason("nothing new" if not stale else f"under way, or failed: {list(stale)}")
    )
    new = [label for label in stale if not instance.has_dynamic_partition("regions", label)]
    return dg.SensorResult(
        run_requests=requests,
        skip_reason=skipped,
        dynamic_partitions_requests=[regions.build_add_request(new)] if new else [],
    )


def _run_requests(instance: dg.DagsterInstance, stale: dict[str, str], what: str) -> Iterator[dg.RunRequest]:
    """One request a region and state of its files; a state whose run failed is tried again, MAX_ATTEMPTS in all.

    Dagster remembers a run key for ever, a failed one too, so the key holds the attempt.
    """
    for label, fingerprint in stale.items():
        tag = f"{what}:{label}:{fingerprint}"
        earlier = instance.get_runs(dg.RunsFilter(tags={FINGERPRINT_TAG: tag}))
        if all(run.is_finished for run in earlier) and len(earlier) < MAX_ATTEMPTS:
            yield dg.RunRequest(run_key=f"{tag}:{len(earlier) + 1}", partition_key=label, tags={FINGERPRINT_TAG: tag})
