-- A figure of a document is known before it ends, and of one figure never more than one counts at a time.
with figure_vintages as (
    select * from figure_vintages
),

followed as (
    select
        *,
        lead(known_from) over (partition by figure_id order by known_from, actual_id) as next_known_from
    from figure_vintages
)

select figure_id, actual_id, known_from, known_until, next_known_from
from followed
where known_from >= known_until
    or (next_known_from is not null and coalesce(known_until, 'infinity'::timestamp) > next_known_from)
