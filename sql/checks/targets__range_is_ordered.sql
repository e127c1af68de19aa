-- The upper end of a range is not below its lower end.
select
    target_id,
    value,
    value_high,
    quote
from targets
where value_high < value
