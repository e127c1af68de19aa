"""The one partitioning: regions, by their unambiguous Chinese name."""

import dagster as dg

regions = dg.DynamicPartitionsDefinition(name="regions")
