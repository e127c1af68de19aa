-- The whole text of each document, and where its targets and reported figures stand in it: id, then first and last offset
-- of quote and number.
with documents as (
    select * from documents
),

targets as (
    select * from targets
),

document_figures as (
    select * from document_figures
),

marked as (
    select
        document_id,
        list(
            struct_pack(
                id := target_id,
                quote_start := quote_start,
                quote_end := quote_start + length(quote),
                value_start := value_start,
                value_end := value_end
            )
            order by value_start, target_id
        ) as marks
    from targets
    group by document_id
),

reported as (
    select
        document_id,
        list(
            struct_pack(
                id := figure_id,
                indicator := indicator,
                value := value,
                unit := unit,
                basis := basis,
                quote_start := quote_start,
                quote_end := quote_start + length(quote),
                value_start := value_start,
                value_end := value_end
            )
            order by value_start, figure_id
        ) as figures
    from document_figures
    group by document_id
),

final as (
    select
        documents.document_id as id,
        to_json(
            struct_pack(
                text := coalesce(documents.text, ''),
                marks := coalesce(marked.marks, []),
                figures := coalesce(reported.figures, [])
            )
        )::varchar as content
    from documents
    left join marked on documents.document_id = marked.document_id
    left join reported on documents.document_id = reported.document_id
    order by documents.region_code nulls last, documents.published_on nulls last, documents.document_id
)

select * from final
