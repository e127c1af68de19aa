-- The figures that count, so that those of one series can be compared. Sums over unlike spans are no series; years to
-- date are one, compared by the month.
with actuals as (
    select * from actuals
),

units as (
    select * from units
),

final as (
    select
        actuals.*,
        coalesce(units.dimension, actuals.unit) as dimension,
        datediff('month', period_start, period_end) + 1 as months,
        case when basis = 'period' then months end as span,
        actuals.value * coalesce(units.factor, 1) / case when basis = 'ytd' then months else 1 end as by_month
    from actuals
    left join units on actuals.unit = units.unit
    where known_until is null
)

select * from final
