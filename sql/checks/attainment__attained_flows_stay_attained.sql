-- A number that only grows, once reached, stays reached; where it does not, a later figure fell.
with counted as (
    select
        attainment.target_id,
        attainment.as_of,
        attainment.observed,
        attainment.actual_ids,
        attainment.status,
        min(attainment.as_of) filter (where attainment.status = 'attained') over (
            partition by attainment.target_id
        ) as attained_on
    from attainment
    inner join targets on attainment.target_id = targets.target_id
    where targets.comparator in ('at_least', 'above', 'exactly')
        and (attainment.rule like '%ytd' or attainment.rule like '%period_sum')
)

select *
from counted
where as_of > attained_on
    and status <> 'attained'
