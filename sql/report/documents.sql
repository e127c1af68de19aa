-- The documents, with how many targets and reported figures each has, or why it could not be read.
with documents as (
    select * from documents
),

targets as (
    select * from targets
),

document_figures as (
    select * from document_figures
),

reporting as (
    select
        document_id,
        count(*) as figures
    from document_figures
    group by document_id
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
        coalesce(counted.targets, 0) as targets,
        coalesce(reporting.figures, 0) as figures
    from documents
    left join counted on documents.document_id = counted.document_id
    left join reporting on documents.document_id = reporting.document_id
    order by documents.region_code nulls last, documents.published_on nulls last, documents.document_id
)

select * from final
