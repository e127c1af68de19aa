-- Every unit answers for a target that is there.
select
    target_units.target_id,
    target_units.unit_name
from target_units
left join targets on target_units.target_id = targets.target_id
where targets.target_id is null
