-- What is wrong or doubtful with a file. A row that is rejected gets no warnings beside.
with offences as (
    select * from offences
),

faulty_rows as (
    select * from faulty_rows
),

final as (
    select offences.*
    from offences
    left join faulty_rows
        on offences.sheet_number = faulty_rows.sheet_number
        and offences.row_number = faulty_rows.row_number
        and offences.figure_column = faulty_rows.column_number
    where offences.severity <> 'warning' or faulty_rows.row_number is null
)

select * from final
