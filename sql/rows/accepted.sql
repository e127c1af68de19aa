-- Sound rows of a file that are not at fault beside others.
with sound as (
    select * from sound
),

faulty_rows as (
    select * from faulty_rows
),

final as (
    select sound.*
    from sound
    anti join faulty_rows
        on sound.sheet_number = faulty_rows.sheet_number
        and sound.row_number = faulty_rows.row_number
        and sound.column_number = faulty_rows.column_number
)

select * from final
