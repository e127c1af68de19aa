-- Files that were refused as a whole, with what to do.
with submissions as (
    select * from submissions
),

final as (
    select region, file_name, reason
    from submissions
    where status = 'refused'
)

select * from final
