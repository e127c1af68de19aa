-- Sound rows of a file that give the same figure several times: in how many values, in which rows, first in which.
with sound as (
    select * from sound
),

-- A hash of the figure is small, and wrong at most by naming too many.
told_again as (
    select
        hash(
            indicator_id, distinction, region_code, dimension, source, basis, period_start, period_end, value is null
        ) as hash_of_figure
    from sound
    group by hash_of_figure
    having count(*) > 1
),

candidates as (
    select sound.*
    from sound
    semi join told_again
        on hash(indicator_id, distinction, region_code, dimension, source, basis, period_start, period_end, value is null)
        = told_again.hash_of_figure
),

counted as (
    select
        *,
        count(*) over figure as times_told,
        dense_rank() over (figure order by exact_amount) as value_rank,
        row_number() over (figure order by sheet_number, row_number, column_number) as place
    from candidates
    window figure as (
        partition by indicator_id, distinction, region_code, dimension, source, basis, period_start, period_end, value is null
    )
),

named as (
    select
        indicator_id,
        distinction,
        region_code,
        dimension,
        source,
        basis,
        period_start,
        period_end,
        value is null as is_withdrawal,
        max(value_rank) as twin_values,
        arg_min(struct_pack(sheet := sheet, sheet_number := sheet_number, row_number := row_number), place) as first,
        count(distinct sheet_number) > 1 as is_across_sheets,
        case when count(*) > $rows_named then '等' else '' end as and_more,
        string_agg(row_number::varchar, '、' order by place) filter (where place <= $rows_named) as rows_of_sheet,
        string_agg(concat('工作表“', sheet, '”第 ', row_number, ' 行'), '、' order by place)
            filter (where place <= $rows_named) as rows_of_sheets
    from counted
    where times_told > 1
    group by all
),

final as (
    select
        counted.sheet_number,
        counted.row_number,
        counted.column_number,
        counted.value_column,
        counted.reported_value as value,
        (counted.sheet_number, counted.row_number) <> (named.first.sheet_number, named.first.row_number) as is_again,
        concat(
            case when counted.sheet <> named.first.sheet then concat('工作表“', named.first.sheet, '”') end,
            '第 ', named.first.row_number, ' 行'
        ) as first_twin,
        named.twin_values,
        case
            when named.is_across_sheets then concat(named.rows_of_sheets, named.and_more)
            else concat('第 ', named.rows_of_sheet, named.and_more, ' 行')
        end as twins
    from counted
    inner join named
        on counted.indicator_id = named.indicator_id
        and counted.distinction = named.distinction
        and counted.region_code = named.region_code
        and counted.dimension = named.dimension
        and counted.source is not distinct from named.source
        and counted.basis is not distinct from named.basis
        and counted.period_start = named.period_start
        and counted.period_end = named.period_end
        and (counted.value is null) = named.is_withdrawal
)

select * from final
