-- Accepted figures of a file beside what other files have on record of the same indicator and region: the same figure
-- with another source and value, a figure near in time that is 10ⁿ off (decades; 0 where none is), and one that is a
-- hundredth of a per cent.
with figures as (
    select * from accepted_frame
),

actuals as (
    select * from actuals
),

indicators as (
    select * from indicators
),

units as (
    select * from units
),

meant as (
    select
        figures.* exclude (basis),
        case
            when indicators.kind = 'rate' and figures.basis is distinct from 'growth' then 'rate'
            when figures.basis is not null then figures.basis
            when indicators.kind = 'flow' then 'period'
            else 'stock'
        end as basis,
        datediff('month', figures.period_start, figures.period_end) + 1 as months
    from figures
    left join indicators on figures.indicator_id = indicators.indicator_id
),

-- Sums over unlike spans are no series; years to date are one, compared by the month.
told as (
    select
        *,
        case when basis = 'period' then months else 0 end as span,
        case when basis = 'ytd' then months else 1 end as divisor
    from meant
),

standing as (
    select
        actuals.indicator_id,
        actuals.region_code,
        actuals.basis,
        actuals.source,
        actuals.period,
        actuals.period_start,
        actuals.period_end,
        coalesce(units.dimension, actuals.unit) as dimension,
        actuals.value * coalesce(units.factor, 1) as base_value,
        datediff('month', actuals.period_start, actuals.period_end) + 1 as months,
        concat(
            left(actuals.reported_value, $longest),
            case when not ends_with(actuals.reported_value, actuals.reported_unit) then actuals.reported_unit end
        ) as words
    from actuals
    left join units on actuals.unit = units.unit
    where actuals.known_until is null
        and actuals.submission_id <> $submission_id
),

compared as (
    select
        told.*,
        standing.base_value,
        standing.words as recorded_value,
        standing.period as recorded_period,
        coalesce('来源“' || left(standing.source, $longest) || '”', '没有写来源') as recorded_source,
        coalesce('来源是“' || left(told.source, $longest) || '”', '没有写来源，算作本单位的数') as own_source,
        standing.period_start = told.period_start and standing.period_end = told.period_end as is_same_time,
        standing.source is distinct from told.source as is_other_source,
        abs(datediff('day', standing.period_end, told.period_end)) as days_apart,
        (told.amount / told.divisor)
        / (standing.base_value / case when told.basis = 'ytd' then standing.months else 1 end) as ratio
    from told
    inner join standing
        on told.indicator_id = standing.indicator_id
        and told.region_code = standing.region_code
        and told.basis = standing.basis
        and told.dimension = standing.dimension
        and told.span = case when standing.basis = 'period' then standing.months else 0 end
    where standing.base_value <> 0
),

-- Beyond what a coarser rounding may be off by: half a step, or half of the fourth digit.
judged as (
    select
        *,
        is_same_time
        and is_other_source
        and abs(amount - base_value) > greatest(step / 2, abs(base_value) * 0.0005) as is_other_figure,
        case
            when basis <> 'growth' and dimension <> 'percentage_point' and ratio > 0
                and abs(log10(ratio) - round(log10(ratio))) <= $jump_tolerance
                then round(log10(ratio))::integer
            else 0
        end as decades,
        coalesce(
            dimension = 'share' and abs(amount) <= 1 and abs(base_value) > 1.5 and abs(ratio) between 0.005 and 0.02, false
        ) as is_fraction
    from compared
),

-- The nearest in time, the other source of the same figure first.
nearest as (
    select *
    from judged
    qualify row_number() over (
        partition by sheet_number, row_number, column_number
        order by is_other_figure desc, days_apart, recorded_period, recorded_value
    ) = 1
),

final as (
    select
        sheet_number,
        row_number,
        column_number,
        value_column,
        indicator_text as indicator,
        coalesce(reported_value, '') as value,
        recorded_value,
        recorded_period,
        recorded_source,
        own_source,
        is_other_figure,
        case when is_fraction then 0 else decades end as decades,
        is_fraction
    from nearest
    where is_other_figure or decades <> 0 or is_fraction
)

select * from final
