"""The one partitioning: regions, by their unambiguous Chinese name.

A run is over a range of them, so those that one run is to be over are made to stand beside each other: the list is in
the order in which regions were last asked for.
"""

from collections.abc import Sequence

import dagster as dg

from assets.resources import DataResource

NAME = "regions"
regions = dg.DynamicPartitionsDefinition(name=NAME)


def out_of_order(instance: dg.DagsterInstance, labels: Sequence[str]) -> list[str]:
    """The labels that have to be taken out of the list and put in again, all of them behind the others, for `labels` to
    be a range; none if they are one."""
    listed = instance.get_dynamic_partitions(NAME)
    places = [listed.index(label) for label in labels if label in listed]
    is_range = len(places) == len(labels) and max(places, default=0) - min(places, default=0) < len(labels)
    return [] if is_range else list(labels)


def range_tags(instance: dg.DagsterInstance, labels: Sequence[str]) -> dict[str, str]:
    """The tags of a run over the labels: as they stand in the list, or will once they are out of order no more."""
    if not labels:
        return {}
    listed = instance.get_dynamic_partitions(NAME)
    ordered = list(labels) if out_of_order(instance, labels) else sorted(labels, key=listed.index)
    return {"dagster/asset_partition_range_start": ordered[0], "dagster/asset_partition_range_end": ordered[-1]}


def gone_regions(instance: dg.DagsterInstance, data: DataResource) -> list[str]:
    """Partitions whose folders are gone, to be taken out of the list once nothing of them is published."""
    folders = data.region_folders()
    return [label for label in instance.get_dynamic_partitions(NAME) if label not in folders]
