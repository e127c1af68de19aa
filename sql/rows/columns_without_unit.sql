-- Headers of the columns whose figures lack a unit, in the order in which they stand.
with offences_of_file as (
    select * from offences_of_file
),

final as (
    select column_name
    from offences_of_file
    where reason_code = 'missing_unit'
        and column_name is not null
    group by column_name
    order by min(sheet_number), min(figure_column)
)

select * from final
