-- Documents whose title and issuer name other places than the region of their folder.
with documents as (
    select * from documents
),

final as (
    select source_file, title, region, other_region
    from documents
    where other_region is not null
)

select * from final
