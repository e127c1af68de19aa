-- A deadline does not lie before the period's first day.
select
    target_id,
    period_start,
    deadline,
    quote
from targets
where deadline < period_start
