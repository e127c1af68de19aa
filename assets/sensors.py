"""Watch the folders and ask for `refresh`. The sensor reads files and the list of runs, never the warehouse."""

import dagster as dg

from assets.jobs import refresh
from assets.partitions import gone_regions, out_of_order, range_tags, regions
from assets.resources import Data
from assets.retention import retire_runs
from assets.runs import STATE_TAG, attempts, close_lost_runs, is_one_under_way, state_of
from assets.staleness import stale_regions


@dg.sensor(job=refresh, minimum_interval_seconds=30, default_status=dg.DefaultSensorStatus.RUNNING)
def changed_files(context: dg.SensorEvaluationContext, data: Data) -> dg.SensorResult | dg.SkipReason:
    """A plan below documents/<region>/ or a bureau's file in actuals/inbox/<region>/ was added, changed or removed.

    One run for all regions whose files are not those that what is published was made of; one at a time. A change is
    answered at once; what was tried in vain, and has not changed since, only after a while. The cursor is the state of
    the files at the last look.
    """
    instance = context.instance
    close_lost_runs(instance, data.folder)
    if is_one_under_way(instance):
        return dg.SkipReason("a run is under way")
    stale = stale_regions(data)
    if not stale:
        retire_runs(instance, data.folder)
        gone = gone_regions(instance, data)
        removals = [regions.build_delete_request(gone)] if gone else []
        skip = dg.SkipReason("nothing new")
        return dg.SensorResult(skip_reason=skip, dynamic_partitions_requests=removals, cursor="nothing")
    state, labels = state_of(stale), list(stale)
    in_vain, seconds, last_run = attempts(instance, state)
    if seconds > 0 and state == context.cursor:
        return dg.SkipReason(f"{'、'.join(labels)}: {in_vain} runs in vain, the next in {seconds:.0f} s")
    moved = out_of_order(instance, labels)
    moves = (regions.build_delete_request(moved), regions.build_add_request(moved)) if moved else ()
    # Dagster remembers a run key for ever; the run before makes it another.
    request = dg.RunRequest(f"{state}:{last_run}", tags={STATE_TAG: state, **range_tags(instance, labels)})
    return dg.SensorResult([request], dynamic_partitions_requests=[*moves], cursor=state)
