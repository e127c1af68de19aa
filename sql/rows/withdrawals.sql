-- Accepted rows that take a figure back, with the number, if they state one, of what they take back.
with accepted as (
    select * from accepted
),

final as (
    select
        *,
        concat_ws('-', sheet_number, row_number, column_number) as withdrawal_id
    from accepted
    where value is null
)

select * from final
