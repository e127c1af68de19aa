-- What is wrong or doubtful with a file, in its order. A row that is rejected as a twin gets no warnings beside.
with offences as (
    select * from offences
),

faulty_twins as (
    select * from faulty_twins
),

final as (
    select offences.* exclude (figure_column, rank)
    from offences
    left join faulty_twins
        on offences.row_number = faulty_twins.row_number
        and offences.figure_column = faulty_twins.column_number
    where offences.severity = 'error' or faulty_twins.row_number is null
    order by offences.figure_column is null, offences.row_number, offences.figure_column, offences.rank
)

select * from final
