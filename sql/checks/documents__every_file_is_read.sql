-- Files below documents/ that could not be read, with the reason.
with documents as (
    select * from documents
),

final as (
    select source_file, reason
    from documents
    where status = 'failed'
)

select * from final
