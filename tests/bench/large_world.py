"""A country made up in SQL: regions whose bureaus report every month, plans that promise, some figures corrected later.

Each region has INDICATORS indicators, reported for each month of YEARS: stocks at the end of the month, flows as the
year to date, rates, growths, and flows of the month alone. Each month comes in one file, about two weeks later; about
one figure in CORRECTED is corrected by the file of the month after. Plans of 2021 to 2025 promise TARGETS numbers a
region: every measure, comparator and kind of indicator. Nothing is drawn by chance: one size is always one world.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from pipelines.reference.tables import read_reference
from pipelines.schemas.reference import SourceRanks, Statuses, StatusRules, Units
from pipelines.storage.data_folder import PROJECT, DataFolder
from pipelines.storage.warehouse import Warehouse, open_warehouse

AS_OF, KNOWN_AT = date(2026, 11, 21), datetime.fromisoformat("2026-11-21")
MEMORY_LIMIT = "6GB"
INDICATORS = 30
YEARS = (2017, 2025)
CORRECTED = 33
TARGETS = 33
FIGURES = 3340  # a region, corrections among them

_INDICATORS = f"""
select
    'i' || n as indicator_id,
    '指标' || n as name,
    case ['stock', 'flow', 'rate', 'flow', 'stock', 'flow'][n % 6 + 1] when 'rate' then '%' else '个' end as unit,
    ['stock', 'flow', 'rate', 'flow', 'stock', 'flow'][n % 6 + 1] as kind,
    case when n % 10 = 9 then 'down' else 'up' end as direction,
    []::varchar[] as aliases,
    true as is_registered
from range({INDICATORS}) as numbers(n)"""

_MONTHS = f"""
select last_day(day::date) as month_end, row_number() over (order by day) - 1 as month_number
from range(timestamp '{YEARS[0]}-01-01', timestamp '{YEARS[1] + 1}-01-01', interval 1 month) as days(day)"""

_FIGURES = """
with cells as (
    select
        region_number,
        lpad(region_number::varchar, 6, '0') as region_code,
        n,
        month_end,
        month_number,
        -- How the indicator is reported: as its kind is, one flow in two by the month alone, one in six as a growth.
        case n % 6 when 0 then 'stock' when 1 then 'ytd' when 2 then 'rate' when 3 then 'period' when 4 then 'stock'
            else case when n % 12 = 5 then 'growth' else 'ytd' end
        end as basis,
        hash(region_number, n, month_number) % 1000 as chance
    from range($regions) as regions(region_number)
    cross join range($indicators) as indicators(n)
    cross join months
),

valued as (
    select
        *,
        round(case basis
            when 'stock' then 500 + 4 * month_number + chance / 50
            when 'ytd' then (90 + month_number / 12) * month(month_end) / 12 + chance / 500
            when 'period' then (90 + month_number / 12) / 12 + chance / 500
            when 'rate' then 60 + month_number / 6 + chance / 100
            else 5 + chance / 300
        end, 2) as value
    from cells
),

told as (
    select *, month_number as file_number, value as told_value, 0 as again from valued
    union all
    select *, month_number + 1, round(value * 1.03, 2), 1 from valued
    where hash(n, region_number, month_number) % $corrected = 0
)

select
    's' || region_number || '-' || file_number as submission_id,
    n + 2 + again * $indicators as row_number,
    4 as column_number,
    '指标' || n as indicator_text,
    region_code,
    '第' || region_number || '区' as region,
    strftime(month_end, '%Y年%-m月') as period,
    case when basis in ('ytd', 'growth') then date_trunc('year', month_end)::date
        else date_trunc('month', month_end)::date
    end as period_start,
    month_end as period_end,
    case when basis in ('rate', 'stock') then null else basis end as basis,
    told_value as value,
    case basis when 'rate' then '%' when 'growth' then '%' else '个' end as unit,
    told_value::varchar as reported_value,
    case basis when 'rate' then '%' when 'growth' then '%' else '个' end as reported_unit,
    '统计局' as source,
    null as note
from told
order by region_number, file_number, row_number"""

_SUBMISSIONS = """
select
    's' || region_number || '-' || file_number as submission_id,
    lpad(region_number::varchar, 6, '0') as region_code,
    '第' || region_number || '区' as region,
    file_number || '.csv' as file_name,
    's' || region_number || '-' || file_number as sha256,
    make_date($first_year, 1, 1) + to_months((file_number + 1)::integer) + to_days(14) as received_at,
    'taken' as status,
    0 as rows_read, 0 as rows_accepted, 0 as rows_rejected, 0 as rows_warned
from range($regions) as regions(region_number)
cross join range($months + 1) as files(file_number)"""

_DOCUMENTS = """
select
    'd' || region_number as document_id,
    '第' || region_number || '区“十四五”规划' as title,
    date '2021-04-12' as published_on,
    date '2021-01-01' as plan_start,
    date '2025-12-31' as plan_end,
    'd' || region_number as source_file,
    '第' || region_number || '区' as region
from range($regions) as regions(region_number)"""

_TARGETS = """
with promises as (
    select
        region_number,
        t,
        t % $indicators as n,
        -- A stock: level, increment or cumulative; a flow: level, increment or change; a rate: level or change.
        case indicators.kind
            when 'stock' then ['level', 'level', 'increment', 'cumulative', 'change'][(t + region_number) % 5 + 1]
            when 'flow' then ['level', 'increment', 'cumulative', 'change', 'level'][(t + region_number) % 5 + 1]
            else ['level', 'level', 'change', 'level', 'level'][(t + region_number) % 5 + 1]
        end as measure,
        indicators.kind,
        indicators.unit as own_unit,
        2025 - (t + region_number) % 3 as target_year
    from range($regions) as regions(region_number)
    cross join range($targets) as numbers(t)
    inner join indicators on indicators.indicator_id = 'i' || (t % $indicators)
)

select
    't' || region_number || '-' || t as target_id,
    'd' || region_number as document_id,
    '第' || region_number || '区' as plan_region,
    'i' || n as indicator_id,
    '指标' || n as indicator,
    '指标' || n as indicator_text,
    case measure
        when 'change' then case kind when 'rate' then 4 else 30 end
        when 'increment' then case kind when 'stock' then 200 else 450 end
        when 'cumulative' then case kind when 'stock' then 900 else 480 end
        else case kind when 'stock' then 880 when 'rate' then 78 else 96 end
    end + t % 7 as value,
    case when t % 16 = 7 then 1000 end as value_high,
    case when measure = 'change' then case kind when 'rate' then '百分点' else '%' end else own_unit end as unit,
    unit as unit_text,
    case t % 16
        when 3 then 'at_most' when 5 then 'about' when 7 then 'between' when 9 then 'exactly' when 11 then 'above'
        else 'at_least'
    end as comparator,
    measure,
    case when measure = 'change' then 'up' end as direction,
    measure = 'change' and t % 3 = 0 as annualised,
    case when measure = 'change' then 2020 end as baseline_year,
    null::date as period_start,
    make_date(target_year, 12, 31) as deadline,
    target_year,
    lpad(region_number::varchar, 6, '0') as region_code,
    '第' || region_number || '区' as region,
    'firm' as commitment,
    0.9 as confidence,
    '' as quote,
    0 as quote_start, 0 as value_start, 1 as value_end,
    []::varchar[] as rules
from promises"""


@contextmanager
def open_world(place: str) -> Iterator[Warehouse]:
    """The warehouse in a folder, with as much memory as a benchmark gives DuckDB."""
    with open_warehouse(Path(place) / "warehouse.duckdb") as warehouse:
        for setting in (
            "enable_progress_bar = false",
            f"memory_limit = '{MEMORY_LIMIT}'",
            f"temp_directory = '{place}'",
        ):
            warehouse.connection.execute(f"set {setting}")
        yield warehouse


def fill(warehouse: Warehouse, regions: int) -> None:
    """Put the world of so many regions into the tables that attainment rests on, with the project's reference data."""
    connection = warehouse.connection
    reference = DataFolder(PROJECT / "data").reference
    for model in (Units, StatusRules, Statuses, SourceRanks):
        warehouse.replace(model.table(), read_reference(model, reference(f"{model.table()}.csv")))
    connection.execute(f"create or replace temp table months as {_MONTHS}")
    given = {
        "regions": regions,
        "indicators": INDICATORS,
        "corrected": CORRECTED,
        "targets": TARGETS,
        "first_year": YEARS[0],
        "months": 12 * (YEARS[1] - YEARS[0] + 1),
    }
    tables = {
        "indicators": _INDICATORS,
        "indicator_links": "select name as indicator_text, indicator_id, name as indicator, true as is_known,"
        " []::varchar[] as nearest from indicators",
        "documents": _DOCUMENTS,
        "targets": _TARGETS,
        "submissions": _SUBMISSIONS,
        "figures": _FIGURES,
    }
    for table, select in tables.items():
        named = {name: value for name, value in given.items() if f"${name}" in select}
        connection.execute(f"delete from {table}")
        connection.execute(f"insert into {table} by name {select}", named or None)
    connection.execute("drop table temp.months")
    connection.execute("checkpoint")
