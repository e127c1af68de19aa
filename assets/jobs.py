"""The main job, and the one that only time makes necessary."""

import dagster as dg

refresh = dg.define_asset_job(
    "refresh",
    selection=dg.AssetSelection.all(),
    description="Documents and files of one region or several, through to publication.",
)

recompute = dg.define_asset_job(
    "recompute",
    selection=dg.AssetSelection.groups("reference", "attainment", "publication"),
    description="Attainment and publication as of today, from what is in the warehouse.",
)
