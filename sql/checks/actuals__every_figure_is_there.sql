-- Every accepted figure is an actual, every one that a document states as well, and every actual one of these; a row that
-- only takes back another is none.
with figures as (
    select * from figures
),

figure_vintages as (
    select * from figure_vintages
),

actuals as (
    select * from actuals
),

of_files as (
    select
        figures.submission_id as figure_of,
        figures.sheet as figure_sheet,
        figures.row_number as figure_row,
        figures.column_number as figure_column,
        actuals.actual_id
    from (from figures where value is not null) as figures
    full join (from actuals where document_id is null) as actuals
        on figures.submission_id = actuals.submission_id
        and figures.sheet is not distinct from actuals.sheet
        and figures.row_number = actuals.row_number
        and figures.column_number = actuals.column_number
    where figures.submission_id is null
        or actuals.submission_id is null
),

of_documents as (
    select
        vintages.figure_id as figure_of,
        actuals.actual_id
    from figure_vintages as vintages
    full join (from actuals where document_id is not null) as actuals on vintages.actual_id = actuals.actual_id
    where vintages.actual_id is null
        or actuals.actual_id is null
),

final as (
    select * from of_files
    union all by name
    select * from of_documents
)

select * from final
