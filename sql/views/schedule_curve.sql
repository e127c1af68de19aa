-- For charts: by date, what was observed of each target and what was expected.
select
    target_id,
    as_of as date,
    expected_value,
    observed,
    expected_pct,
    coalesce(progress_pct, attainment_pct, used_pct) as reached_pct,
    status
from attainment
order by target_id, as_of
