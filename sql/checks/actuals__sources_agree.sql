-- Every source that still counts tells a figure as the one that counts for it does, which is the first listed. Sources
-- that differ among themselves are not put beside each other. A document rounds: it agrees with what is written like it.
with actuals as (
    select * from actuals
),

units as (
    select * from units
),

told as (
    select
        actuals.*,
        coalesce(units.dimension, actuals.unit) as dimension,
        actuals.value * coalesce(units.factor, 1) as base_value,
        -- Half of the last digit that a document writes: of 5.3万人, 500.
        case when document_id is not null then
            coalesce(
                abs(base_value) / nullif(try_cast(regexp_extract(reported_value, '[\d.]+') as double), 0)
                * pow(10, -length(regexp_extract(reported_value, '\.(\d+)', 1))) / 2,
                0
            )
        end as rounding,
        first_value(actual_id) over (
            partition by indicator_id, region_code, period_start, period_end, basis
            order by source_rank, issued_on desc nulls last, known_from desc, actual_id desc
        ) as counting_id
    from actuals
    left join units on actuals.unit = units.unit
    where actuals.known_until is null
),

final as (
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
    inner join told as other on counting.actual_id = other.counting_id
    where counting.source is distinct from other.source
        and (counting.dimension <> other.dimension or counting.base_value <> other.base_value)
        and not (
            counting.dimension = other.dimension
            and other.rounding is not null
            and (
                abs(counting.base_value - other.base_value) <= other.rounding * (1 + 1e-9)
                or (other.comparator in ('above', 'at_least') and counting.base_value >= other.base_value)
            )
        )
)

select * from final
