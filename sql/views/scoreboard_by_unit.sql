-- How many targets each lead unit answers for, by status, as of the latest date.
select
    attainment_latest.plan_region,
    target_units.unit_name,
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
from target_units
inner join attainment_latest on target_units.target_id = attainment_latest.target_id
where target_units.role = 'lead'
group by attainment_latest.plan_region, target_units.unit_name
order by attainment_latest.plan_region, targets desc, target_units.unit_name
