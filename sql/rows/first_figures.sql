-- The first accepted rows, in the order of the file.
with accepted as (
    select * from accepted
),

final as (
    select * exclude (indicator_id, distinction, dimension, amount, exact_amount, exact_step, value_column, sheet_number)
    from accepted
    order by sheet_number, row_number, column_number
    limit $most
)

select * from final
