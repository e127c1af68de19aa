-- Figures of one series, from whichever files, that differ by about a power of ten: 万 or 亿 lost or doubled?
with actuals as (
    select * from actuals
),

units as (
    select * from units
),

status_rules as (
    select * from status_rules
),

-- Sums over unlike spans are no series; years to date are one, compared by the month.
counting as (
    select
        actuals.*,
        coalesce(units.dimension, actuals.unit) as dimension,
        datediff('month', period_start, period_end) + 1 as months,
        case when basis = 'period' then months end as span,
        actuals.value * coalesce(units.factor, 1) / case when basis = 'ytd' then months else 1 end as by_month
    from actuals
    left join units on actuals.unit = units.unit
    where known_until is null
        and basis <> 'growth'
        and units.dimension is distinct from 'percentage_point'
),

compared as (
    select
        *,
        lag(by_month) over series as previous,
        lag(period) over series as previous_period,
        case when by_month > 0 and previous > 0 then log10(by_month / previous) end as decades
    from counting
    window series as (
        partition by indicator_id, region_code, basis, dimension, span
        order by period_end, known_from
    )
),

final as (
    select
        indicator,
        region,
        previous_period,
        period,
        compared.value,
        compared.unit,
        round(decades)::integer as decades,
        source,
        actual_id
    from compared
    inner join status_rules on status_rules.rule = 'jump_tolerance'
    where round(decades) <> 0
        and abs(decades - round(decades)) <= status_rules.value
)

select * from final
