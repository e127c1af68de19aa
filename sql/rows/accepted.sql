-- Sound rows of a file that are no twins at fault.
with sound as (
    select * from sound
),

faulty_twins as (
    select * from faulty_twins
),

final as (
    select sound.*
    from sound
    anti join faulty_twins
        on sound.sheet_number = faulty_twins.sheet_number
        and sound.row_number = faulty_twins.row_number
        and sound.column_number = faulty_twins.column_number
)

select * from final
