-- What a later file replaced no longer counts: no row rests on it.
with figures_used as (
    select * from figures_used
)

select
    figures_used.*,
    actuals.known_until,
    actuals.superseded_by
from figures_used
inner join actuals on figures_used.actual_id = actuals.actual_id
where actuals.known_until is not null
