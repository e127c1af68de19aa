-- What a later file replaced no longer counts: no row rests on it.
with used as (
    select
        target_id,
        as_of,
        unnest(actual_ids) as actual_id
    from attainment
)

select
    used.*,
    actuals.known_until,
    actuals.superseded_by
from used
inner join actuals on used.actual_id = actuals.actual_id
where actuals.known_until is not null
