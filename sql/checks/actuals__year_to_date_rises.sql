-- Within a year what counts from 1 January on does not fall, from whichever files; net figures may.
with actuals as (
    select * from actuals
),

units as (
    select * from units
),

counting as (
    select
        actuals.*,
        coalesce(units.dimension, actuals.unit) as dimension,
        actuals.value * coalesce(units.factor, 1) as base_value
    from actuals
    left join units on actuals.unit = units.unit
    where known_until is null
        and basis = 'ytd'
        and not regexp_matches(indicator, '净|差额|[顺逆]差|利润|盈亏|损益|结余|增减|变[动化]')
),

compared as (
    select
        *,
        lag(base_value) over series as previous_value,
        lag(period) over series as previous_period
    from counting
    window series as (
        partition by indicator_id, region_code, source, dimension, year(period_end)
        order by period_end, known_from
    )
),

final as (
    select indicator, region, previous_period, previous_value, period, base_value, source, actual_id
    from compared
    where base_value < previous_value
)

select * from final
