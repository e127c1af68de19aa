-- How many targets have which status, as of the latest date: a row a region, a lead unit, a plan. The scoreboards' one count.
with latest as (
    select * from attainment_latest
),

leads as (
    select
        target_id,
        unit_name
    from target_units
    where role = 'lead'
),

held as (
    select 'region' as holder, region_code, region, status, observed from latest
    union all by name
    select 'unit' as holder, plan_region, unit_name, status, observed
    from latest
    inner join leads on latest.target_id = leads.target_id
    union all by name
    select 'document' as holder, document_id, document, published_on, plan_region, status, observed from latest
),

final as (
    select
        holder,
        region_code,
        region,
        plan_region,
        unit_name,
        document_id,
        document,
        published_on,
        count(*) as targets,
        count(observed) as targets_with_figures,
        round(100.0 * count(observed) / count(*), 1) as with_figures_pct,
        count(*) filter (where status = 'attained') as attained,
        count(*) filter (where status = 'ahead') as ahead,
        count(*) filter (where status = 'on_schedule') as on_schedule,
        count(*) filter (where status = 'behind') as behind,
        count(*) filter (where status = 'far_behind') as far_behind,
        count(*) filter (where status = 'breached') as breached,
        count(*) filter (where status = 'missed') as missed,
        count(*) filter (where status = 'overdue_no_data') as overdue_no_data,
        count(*) filter (where status = 'no_data') as no_data,
        count(*) filter (where status = 'not_started') as not_started,
        count(*) filter (where status is null) as undecided
    from held
    group by all
)

select * from final
