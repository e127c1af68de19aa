-- The settings that statuses follow from, with their meaning in words.
select
    meaning,
    value,
    unit
from status_rules
order by rule
