-- The accepted rows of a file as the table figures has them.
with accepted as (
    select * from accepted
),

final as (
    select * exclude (indicator_id, distinction, dimension, amount, exact_amount, exact_step, value_column, sheet_number)
    from accepted
)

select * from final
