-- No figure that a row rests on is of a period that ends after its date, and every one of them exists.
with used as (
    select
        target_id,
        as_of,
        unnest(actual_ids) as actual_id
    from attainment
)

select
    used.*,
    actuals.period_end
from used
left join actuals on used.actual_id = actuals.actual_id
where actuals.actual_id is null
    or actuals.period_end > used.as_of
