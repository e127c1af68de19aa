-- No figure that a row rests on is of a period that ends after its date, and every one of them exists.
with figures_used as (
    select * from figures_used
)

select
    figures_used.*,
    actuals.period_end
from figures_used
left join actuals on figures_used.actual_id = actuals.actual_id
where actuals.actual_id is null
    or actuals.period_end > figures_used.as_of
