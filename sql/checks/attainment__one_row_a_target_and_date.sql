-- A target has one row a date.
select
    target_id,
    as_of,
    count(*) as rows_found
from attainment
group by target_id, as_of
having count(*) > 1
