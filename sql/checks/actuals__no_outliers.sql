-- Figures far from the others of their series by the modified z-score, 0.6745·(x − median) / MAD, of Iglewicz & Hoaglin,
-- How to Detect and Handle Outliers (1993), who cut at 3.5. x is the logarithm, which makes growth even; of a growth or
-- of what may be negative, the value. A series without spread has no score.
with actuals as (
    select * from actuals
),

units as (
    select * from units
),

status_rules as (
    select * from status_rules
),

cuts as (
    select
        max(value) filter (rule = 'outlier_score') as outlier_score,
        max(value) filter (rule = 'outlier_figures') as outlier_figures
    from status_rules
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
),

transformed as (
    select
        *,
        case when basis <> 'growth' and min(by_month) over series > 0 then ln(by_month) else by_month end as x,
        count(*) over series as figures
    from counting
    window series as (partition by indicator_id, region_code, basis, dimension, span)
),

centred as (
    select
        *,
        median(x) over (partition by indicator_id, region_code, basis, dimension, span) as centre
    from transformed
),

scored as (
    select
        *,
        0.6745 * (x - centre) / nullif(
            median(abs(x - centre)) over (partition by indicator_id, region_code, basis, dimension, span), 0
        ) as score
    from centred
),

final as (
    select indicator, region, period, value, unit, round(score, 1) as score, figures, source, actual_id
    from scored
    cross join cuts
    where figures >= outlier_figures
        and abs(score) > outlier_score
)

select * from final
