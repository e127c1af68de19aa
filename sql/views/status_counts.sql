-- How many targets have which status, as of the latest date: a row a region, a lead unit, a plan. The scoreboards' one count.
with latest as (
    select
        *,
        -- What is only from before its period answers nothing yet.
        observed is not null and status <> 'no_data' as is_answered
    from attainment_latest
),

leads as (
    select
        target_id,
        unit_name
    from target_units
    where role = 'lead'
),

held as (
    select 'region' as holder, region_code, region, status, is_answered, told_by, is_stale, projected_to_miss from latest
    union all by name
    select 'unit' as holder, plan_region, unit_name, status, is_answered, told_by, is_stale, projected_to_miss
    from latest
    inner join leads on latest.target_id = leads.target_id
    union all by name
    select 'document' as holder, document_id, document, published_on, plan_region, status, is_answered, told_by, is_stale, projected_to_miss
    from latest
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
        count(*) filter (where is_answered) as targets_with_figures,
        count(*) filter (where is_answered and told_by = 'document') as told_by_documents,
        round(100.0 * targets_with_figures / count(*), 1) as with_figures_pct,
        count(*) filter (where status = 'attained') as attained,
        count(*) filter (where status = 'attained_late') as attained_late,
        count(*) filter (where status = 'attained_unconfirmed') as attained_unconfirmed,
        count(*) filter (where status = 'ahead') as ahead,
        count(*) filter (where status = 'on_schedule') as on_schedule,
        count(*) filter (where status = 'behind') as behind,
        count(*) filter (where status = 'far_behind') as far_behind,
        count(*) filter (where status = 'breached') as breached,
        count(*) filter (where status = 'missed') as missed,
        count(*) filter (where status = 'overdue_no_data') as overdue_no_data,
        count(*) filter (where status = 'unusable') as unusable,
        count(*) filter (where status = 'undecided') as undecided,
        count(*) filter (where status = 'no_data') as no_data,
        count(*) filter (where status = 'not_started') as not_started,
        count(*) filter (where is_stale) as stale,
        count(*) filter (where projected_to_miss) as projected_to_miss
    from held
    group by all
)

select * from final
