-- Figures of one series, from whichever files, that differ by about a power of ten: 万 or 亿 lost or doubled?
with comparable_figures as (
    select * from comparable_figures
),

status_rules as (
    select * from status_rules
),

compared as (
    select
        *,
        lag(by_month) over series as previous,
        lag(period) over series as previous_period,
        case when by_month > 0 and previous > 0 then log10(by_month / previous) end as decades
    from comparable_figures
    where basis <> 'growth'
        and dimension is distinct from 'percentage_point'
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
