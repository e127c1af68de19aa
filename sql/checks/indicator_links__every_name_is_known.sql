-- Reported names that neither the registry nor a plan knows, with the nearest ones: their figures answer nothing yet.
with indicator_links as (
    select * from indicator_links
),

final as (
    select indicator_text, nearest
    from indicator_links
    where not is_known
)

select * from final
