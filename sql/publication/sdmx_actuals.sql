-- Observations for SDMX: of the figures that still count, the best source's latest for each indicator, area and span.
with actuals as (
    select * from actuals
),

counting as (
    select *
    from actuals
    where known_until is null
    qualify row_number() over (
        partition by indicator_id, region_code, basis, period_start, period_end
        order by source_rank, known_from desc, actual_id
    ) = 1
),

spans as (
    select
        *,
        month(period_start) as first_month,
        date_diff('month', period_start, period_end) + 1 as months,
        day(period_start) = 1 and period_end = last_day(period_end) as is_whole_months
    from counting
),

final as (
    select
        indicator_id,
        region_code,
        basis,
        case
            when is_whole_months and months = 12 and first_month = 1 then strftime(period_start, '%Y')
            when is_whole_months and months = 6 and first_month % 6 = 1
                then format('{}-S{}', year(period_start), first_month // 6 + 1)
            when is_whole_months and months = 3 and first_month % 3 = 1
                then format('{}-Q{}', year(period_start), first_month // 3 + 1)
            when is_whole_months and months = 1 then strftime(period_start, '%Y-%m')
            when is_whole_months then format('{}/P{}M', period_start::varchar, months)
            else format('{}/P{}D', period_start::varchar, date_diff('day', period_start, period_end) + 1)
        end as period,
        value,
        as_text(unit) as unit,
        as_text(source) as source,
        strftime(known_from, '%Y-%m-%dT%H:%M:%S') as known_from
    from spans
)

select * from final
order by indicator_id, region_code, basis, period
