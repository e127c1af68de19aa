-- What differs from the former publication (database `previous`): targets come and gone, another status, another figure.
with attainment_latest as (
    select * from attainment_latest
),

previous_latest as (
    select * from previous.attainment_latest
),

paired as (
    select
        coalesce(attainment_latest.target_id, previous_latest.target_id) as id,
        coalesce(attainment_latest.indicator, previous_latest.indicator) as indicator,
        coalesce(attainment_latest.region, previous_latest.region) as region,
        coalesce(attainment_latest.unit, previous_latest.unit) as unit,
        previous_latest.unit as unit_was,
        previous_latest.status as status_was,
        attainment_latest.status,
        previous_latest.observed as observed_was,
        attainment_latest.observed,
        previous_latest.observed_on as observed_on_was,
        attainment_latest.observed_on,
        previous_latest.value as value_was,
        attainment_latest.value,
        case
            when previous_latest.target_id is null then 'come'
            when attainment_latest.target_id is null then 'gone'
            when attainment_latest.value is distinct from previous_latest.value
                or attainment_latest.value_high is distinct from previous_latest.value_high
                or attainment_latest.unit is distinct from previous_latest.unit
                or attainment_latest.deadline is distinct from previous_latest.deadline then 'promise'
            when attainment_latest.status is distinct from previous_latest.status then 'status'
            when attainment_latest.observed is distinct from previous_latest.observed
                or attainment_latest.observed_on is distinct from previous_latest.observed_on then 'figure'
        end as kind
    from attainment_latest
    full join previous_latest on attainment_latest.target_id = previous_latest.target_id
),

final as (
    select
        paired.id,
        paired.kind,
        paired.indicator,
        paired.region,
        paired.unit,
        paired.unit_was,
        paired.status,
        paired.status_was,
        paired.observed,
        paired.observed_was,
        paired.observed_on,
        paired.observed_on_was,
        paired.value,
        paired.value_was
    from paired
    left join statuses on paired.status = statuses.status
    where paired.kind is not null
    order by
        list_position(['status', 'figure', 'promise', 'come', 'gone'], paired.kind),
        statuses.severity desc nulls last,
        paired.region,
        paired.id
)

select * from final
