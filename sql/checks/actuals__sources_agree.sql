-- Two sources that still count tell the same figure alike. The first listed is the one that counts.
with told as (
    select
        actuals.*,
        coalesce(units.dimension, actuals.unit) as dimension,
        actuals.value * coalesce(units.factor, 1) as base_value
    from actuals
    left join units on actuals.unit = units.unit
    where actuals.known_until is null
)

select
    counting.indicator,
    counting.region,
    counting.period,
    counting.basis,
    counting.value,
    counting.unit,
    counting.source,
    other.value as other_value,
    other.unit as other_unit,
    other.source as other_source,
    counting.actual_id,
    other.actual_id as other_actual_id
from told as counting
inner join told as other
    on counting.indicator_id = other.indicator_id
    and counting.region_code = other.region_code
    and counting.period_start = other.period_start
    and counting.period_end = other.period_end
    and counting.basis = other.basis
    and counting.source is distinct from other.source
where (counting.dimension <> other.dimension or counting.base_value <> other.base_value)
    and (
        counting.source_rank < other.source_rank
        or (counting.source_rank = other.source_rank and counting.known_from > other.known_from)
        or (
            counting.source_rank = other.source_rank
            and counting.known_from = other.known_from
            and counting.actual_id > other.actual_id
        )
    )
