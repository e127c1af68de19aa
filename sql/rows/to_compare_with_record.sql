-- The first accepted figures, as they are compared with what is on record.
with accepted as (
    select * from accepted
),

final as (
    select
        sheet_number,
        row_number,
        column_number,
        value_column,
        indicator_text,
        indicator_id,
        region_code,
        period_start,
        period_end,
        basis,
        dimension,
        source,
        reported_value,
        amount,
        exact_step::double as step
    from accepted
    where value is not null
        and dimension <> ''
    order by sheet_number, row_number, column_number
    limit $most
)

select * from final
