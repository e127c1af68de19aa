-- An id names one target.
select
    target_id,
    count(*) as rows_found
from targets
group by target_id
having count(*) > 1
