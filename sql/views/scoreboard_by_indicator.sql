-- What regions promised of one indicator for one year, what was reported of it, and whether it was met: a row a region.
-- Of registered indicators, and of what a region promises of itself as a whole; of several promises the latest document's.
with latest as (
    select * from attainment_latest
),

indicators as (
    select * from indicators
),

own as (
    select
        latest.*,
        indicators.name,
        coalesce(target_year, year(deadline)) as year
    from latest
    inner join indicators on latest.indicator_id = indicators.indicator_id
    where indicators.is_registered
        and latest.region_code is not null
        and latest.region = latest.plan_region
        and latest.per is null
        and year is not null
    qualify row_number() over (
        partition by
            latest.indicator_id, year, measure, latest.direction, annualised, latest.unit, latest.region_code
        order by published_on desc nulls last, target_id
    ) = 1
),

answered as (
    select
        *,
        case when status not in ('no_data', 'overdue_no_data', 'unusable') then observed end as reported,
        case
            when status in ('attained', 'attained_late', 'attained_unconfirmed') then true
            when status in ('missed', 'breached') then false
        end as met
    from own
),

final as (
    select
        indicator_id,
        name as indicator,
        year,
        measure,
        direction,
        annualised,
        unit,
        region_code,
        region,
        comparator,
        value as promised,
        value_high as promised_high,
        reported,
        case when reported is not null then observed_on end as reported_on,
        met,
        case when reported is not null then
            rank() over (
                partition by indicator_id, year, measure, direction, annualised, unit
                order by reported desc nulls last
            )
        end as place,
        count(*) over (partition by indicator_id, year, measure, direction, annualised, unit) as regions,
        status,
        status_name,
        told_by,
        figure_id,
        target_id,
        document_id
    from answered
)

select * from final
order by regions desc, indicator_id, year desc, measure, unit, place nulls last, promised desc, region_code
