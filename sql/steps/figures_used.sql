-- Every figure that a row of attainment rests on.
select
    target_id,
    as_of,
    unnest(actual_ids) as actual_id
from attainment
