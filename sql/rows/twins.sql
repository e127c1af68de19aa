-- Sound rows of a file that give the same figure several times: in how many values, in which rows, first in which. A
-- value that the finest of them rounds to is the same value.
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
        exact_step::double as step,
        first_value(amount) over (figure order by exact_step::double, sheet_number, row_number, column_number) as finest,
        first_value(exact_step::double) over (figure order by exact_step::double) as finest_step,
        first_value(exact_amount) over (
            figure order by exact_step::double, sheet_number, row_number, column_number
        ) as finest_exactly,
        row_number() over (figure order by sheet_number, row_number, column_number) as place
    from candidates
    window figure as (
        partition by indicator_id, distinction, region_code, dimension, source, basis, period_start, period_end, value is null
    )
),

-- Half a step of the coarser, and what doubles lose.
rounded as (
    select
        *,
        coalesce(
            step > finest_step and exact_amount <> finest_exactly
            and abs(amount - finest) <= step / 2 * (1 + 1e-9) + abs(finest) * 1e-12, false
        ) as is_rounded
    from counted
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
        count(distinct coalesce(exact_amount, '')) filter (where not is_rounded) as twin_values,
        arg_min(
            struct_pack(sheet := sheet, sheet_number := sheet_number, row_number := row_number), place
        ) filter (where not is_rounded) as first,
        count(distinct sheet_number) > 1 as is_across_sheets,
        case when count(*) > $rows_named then '等' else '' end as and_more,
        string_agg(row_number::varchar, '、' order by place) filter (where place <= $rows_named) as rows_of_sheet,
        string_agg(concat('工作表“', sheet, '”第 ', row_number, ' 行'), '、' order by place)
            filter (where place <= $rows_named) as rows_of_sheets
    from rounded
    where times_told > 1
    group by all
),

final as (
    select
        rounded.sheet_number,
        rounded.row_number,
        rounded.column_number,
        rounded.value_column,
        rounded.reported_value as value,
        rounded.is_rounded,
        (rounded.sheet_number, rounded.row_number) <> (named.first.sheet_number, named.first.row_number) as is_again,
        concat(
            case when rounded.sheet <> named.first.sheet then concat('工作表“', named.first.sheet, '”') end,
            '第 ', named.first.row_number, ' 行'
        ) as first_twin,
        named.twin_values,
        case
            when named.is_across_sheets then concat(named.rows_of_sheets, named.and_more)
            else concat('第 ', named.rows_of_sheet, named.and_more, ' 行')
        end as twins
    from rounded
    inner join named
        on rounded.indicator_id = named.indicator_id
        and rounded.distinction = named.distinction
        and rounded.region_code = named.region_code
        and rounded.dimension = named.dimension
        and rounded.source is not distinct from named.source
        and rounded.basis is not distinct from named.basis
        and rounded.period_start = named.period_start
        and rounded.period_end = named.period_end
        and (rounded.value is null) = named.is_withdrawal
)

select * from final
