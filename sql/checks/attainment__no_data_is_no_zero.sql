-- What cannot be answered has no percentage, and what was observed has one figure at least to rest on.
select
    target_id,
    as_of,
    rule,
    observed,
    attainment_pct,
    used_pct,
    actual_ids
from attainment
where (observed is null and (attainment_pct is not null or used_pct is not null or progress_pct is not null))
    or (observed is not null and len(actual_ids) = 0)
