-- Figures far from the others of their series by the modified z-score, 0.6745·(x − median) / MAD, of Iglewicz & Hoaglin,
-- How to Detect and Handle Outliers (1993), who cut at 3.5. x is the logarithm, which makes growth even; of a growth or
-- of what may be negative, the value. A series without spread has no score.
with comparable_figures as (
    select * from comparable_figures
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

transformed as (
    select
        *,
        case when basis <> 'growth' and min(by_month) over series > 0 then ln(by_month) else by_month end as x,
        count(*) over series as figures
    from comparable_figures
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
