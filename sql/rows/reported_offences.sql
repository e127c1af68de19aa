-- What is wrong or doubtful with a file, in its order.
with offences_of_file as (
    select * from offences_of_file
),

final as (
    select * exclude (sheet_number, figure_column, rank)
    from offences_of_file
    order by severity = 'notice', sheet_number, row_number, figure_column, rank, column_number, reason
)

select * from final
