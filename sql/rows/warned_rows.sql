-- Accepted figures of a file with a warning, each once.
with offences as (
    select * from offences
),

faulty_rows as (
    select * from faulty_rows
),

final as (
    select distinct
        offences.sheet_number,
        offences.row_number,
        offences.figure_column
    from offences
    anti join faulty_rows
        on offences.sheet_number = faulty_rows.sheet_number
        and offences.row_number = faulty_rows.row_number
        and offences.figure_column = faulty_rows.column_number
    where offences.severity = 'warning'
        and offences.figure_column is not null
)

select * from final
