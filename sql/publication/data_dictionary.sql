-- Every table, view, macro and column of the file, said by its own comments.
with tables as (
    select table_name, 'table' as kind, comment
    from duckdb_tables()
    where database_name = current_database()
),

views as (
    select view_name as table_name, 'view' as kind, comment
    from duckdb_views()
    where database_name = current_database() and not internal
),

macros as (
    select function_name as table_name, 'macro' as kind, array_to_string(parameters, ', ') as type, comment
    from duckdb_functions()
    where database_name = current_database() and function_type = 'table_macro' and not internal
),

columns as (
    select table_name, column_name, column_index as position, data_type as type, comment
    from duckdb_columns()
    where database_name = current_database() and not internal
),

described as (
    select * from tables
    union all
    select * from views
),

gathered as (
    select table_name, kind, 0 as position, null as column_name, null as type, comment
    from described
    union all
    select table_name, kind, 0, null, type, comment
    from macros
    union all
    select columns.table_name, described.kind, columns.position, columns.column_name, columns.type, columns.comment
    from columns
    inner join described on columns.table_name = described.table_name
),

final as (
    select
        * exclude (comment),
        split_part(comment, ' | ', 1) as zh,
        split_part(comment, ' | ', 2) as en
    from gathered
)

select * from final
order by kind, table_name, position
