-- Regions whose targets still need figures and that have reported nothing for the last month whose time to report is
-- over, as of the day of attainment.
with attainment as (
    select * from attainment
),

actuals as (
    select * from actuals
),

targets as (
    select * from targets
),

status_rules as (
    select * from status_rules
),

-- The last month whose end lies the days of grace back.
owed as (
    select
        max(as_of) as as_of,
        (date_trunc('month', max(as_of) - to_days(any_value(status_rules.value)::integer)) - interval 1 day)::date as owed
    from attainment
    inner join status_rules on status_rules.rule = 'reporting_grace_days'
),

waiting as (
    select
        region_code,
        min(region) as region,
        count(*) as targets
    from targets
    cross join owed
    where region_code is not null
        and coalesce(deadline, make_date(target_year, 12, 31), as_of) >= as_of
    group by region_code
),

reported as (
    select
        region_code,
        max(period_end) as last_reported
    from actuals
    where document_id is null
    group by region_code
),

final as (
    select region, targets, owed.owed, last_reported
    from waiting
    cross join owed
    left join reported on waiting.region_code = reported.region_code
    where last_reported is null
        or last_reported < owed.owed
)

select * from final
