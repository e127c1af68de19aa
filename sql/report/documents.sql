-- The plans, a row a document that has a target or could not be read.
with documents as (
    select * from documents
),

targets as (
    select * from targets
),

counted as (
    select
        document_id,
        count(*) as targets
    from targets
    group by document_id
),

final as (
    select
        documents.document_id as id,
        coalesce(documents.title, documents.source_file) as title,
        documents.source_file as file,
        documents.issuer,
        documents.document_number as number,
        documents.published_on,
        documents.plan_start,
        documents.plan_end,
        documents.region,
        documents.reason as failure,
        coalesce(counted.targets, 0) as targets
    from documents
    left join counted on documents.document_id = counted.document_id
    order by documents.region_code nulls last, documents.published_on nulls last, documents.document_id
)

select * from final
