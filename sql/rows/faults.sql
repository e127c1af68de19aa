-- What is wrong or doubtful with a file, a row a reason and sheet, in the file's order; a reason with at most $few places
-- has a row for each different sentence. With the rows (3–64、70), the columns, the first cells and the first sentence.
with offences_of_file as (
    select * from offences_of_file
),

counted as (
    select
        *,
        (row_number, figure_column, rank, column_number, reason) as found_at,
        count(*) over (partition by severity, sheet_number, reason_code) as times_of_reason
    from offences_of_file
),

grouped as (
    select
        *,
        case when times_of_reason <= $few then reason else '' end as sentence
    from counted
),

rows_at_fault as (
    select distinct severity, sheet_number, reason_code, sentence, row_number
    from grouped
    where row_number is not null
),

islands as (
    select
        *,
        row_number - row_number() over (
            partition by severity, sheet_number, reason_code, sentence
            order by row_number
        ) as island
    from rows_at_fault
),

runs as (
    select
        severity,
        sheet_number,
        reason_code,
        sentence,
        min(row_number) as first_row,
        case when count(*) = 1 then first_row::varchar else concat(first_row, '–', max(row_number)) end as run,
        count(*) as rows_of_run
    from islands
    group by severity, sheet_number, reason_code, sentence, island
),

numbered_runs as (
    select
        *,
        row_number() over (partition by severity, sheet_number, reason_code, sentence order by first_row) as place
    from runs
),

places as (
    select
        severity,
        sheet_number,
        reason_code,
        sentence,
        string_agg(run, '、' order by place) filter (where place <= $most) as rows_named,
        count(*) > $most as has_more_rows,
        sum(rows_of_run) as rows_at_fault
    from numbered_runs
    group by severity, sheet_number, reason_code, sentence
),

cells as (
    select
        severity,
        sheet_number,
        reason_code,
        sentence,
        cell,
        row_number() over (
            partition by severity, sheet_number, reason_code, sentence
            order by min(row_number), min(figure_column), cell
        ) as place
    from grouped
    where cell is not null
    group by severity, sheet_number, reason_code, sentence, cell
),

cells_named as (
    select
        severity,
        sheet_number,
        reason_code,
        sentence,
        list(cell order by place) filter (where place <= $most) as cells_named,
        count(*) as different_cells
    from cells
    group by severity, sheet_number, reason_code, sentence
),

told as (
    select
        severity,
        sheet_number,
        reason_code,
        sentence,
        any_value(sheet) as sheet,
        list(distinct column_number order by column_number)[:$most] as columns_named,
        case when min(column_name) = max(column_name) then min(column_name) end as column_name,
        arg_min(reason, found_at) as first_reason,
        any_value(reason) as any_reason,
        min(reason) <> max(reason) as has_other_reasons,
        min(found_at) as first_place,
        count(*) as times
    from grouped
    group by severity, sheet_number, reason_code, sentence
),

final as (
    select
        told.severity,
        told.sheet,
        told.reason_code,
        coalesce(told.first_reason, told.any_reason) as reason,
        told.has_other_reasons,
        told.times,
        places.rows_named,
        coalesce(places.has_more_rows, false) as has_more_rows,
        coalesce(places.rows_at_fault, 0) as rows_at_fault,
        told.columns_named,
        told.column_name,
        coalesce(cells_named.cells_named, []) as cells_named,
        coalesce(cells_named.different_cells, 0) as different_cells
    from told
    left join places using (severity, sheet_number, reason_code, sentence)
    left join cells_named using (severity, sheet_number, reason_code, sentence)
    order by told.sheet_number, told.first_place
)

select * from final
