-- What is wrong or doubtful with a file, in its order. A row that is rejected as a twin gets no warnings beside.
with offences as (
    select * from offences
),

faulty_twins as (
    select * from faulty_twins
),

final as (
    select offences.* exclude (sheet_number, figure_column, rank)
    from offences
    left join faulty_twins
        on offences.sheet_number = faulty_twins.sheet_number
        and offences.row_number = faulty_twins.row_number
        and offences.figure_column = faulty_twins.column_number
    where offences.severity <> 'warning' or faulty_twins.row_number is null
    order by
        offences.severity = 'notice',
        offences.sheet_number,
        offences.row_number,
        offences.figure_column,
        offences.rank
)

select * from final
