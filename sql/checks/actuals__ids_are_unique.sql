-- An id names one figure.
select
    actual_id,
    count(*) as rows_found
from actuals
group by actual_id
having count(*) > 1
