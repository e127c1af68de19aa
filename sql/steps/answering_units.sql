-- Who answers for each target, in the order of the text.
select
    target_id,
    list(unit_name order by position) filter (where role = 'lead') as lead_units,
    list(unit_name order by position) filter (where role = 'support') as support_units
from target_units
group by target_id
