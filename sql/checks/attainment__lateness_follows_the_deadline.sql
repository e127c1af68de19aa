-- Nothing is missed before its deadline has come, and nothing overdue before it has passed.
select
    attainment.target_id,
    attainment.as_of,
    attainment.status,
    targets.deadline,
    targets.target_year
from attainment
inner join targets on attainment.target_id = targets.target_id
where attainment.status in ('missed', 'overdue_no_data')
    and attainment.as_of < coalesce(targets.deadline, make_date(targets.target_year, 12, 31), attainment.as_of + 1)
        + case attainment.status when 'overdue_no_data' then 1 else 0 end
