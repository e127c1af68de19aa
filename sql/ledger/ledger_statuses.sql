-- The statuses, the worst first.
select
    status,
    name,
    colour,
    meaning
from statuses
order by severity desc
