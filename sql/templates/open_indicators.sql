-- What a region's targets still need for a period: a row an indicator, region, basis and unit.
-- A target whose time is over and for which nothing was reported asks for the figure of its last month.
with attainment_latest as (
    select * from attainment_latest
),

actuals as (
    select * from actuals
),

indicators as (
    select * from indicators
),

regions as (
    select * from regions
),

units as (
    select * from units
),

-- The region and what lies in it, as its bureau may report on no other.
regions_inside as (
    select code
    from regions
    where code = $region_code
        or parent_code = $region_code
        or parent_code in (select code from regions where parent_code = $region_code)
),

open_targets as (
    select
        attainment_latest.*,
        coalesce(deadline, make_date(target_year, 12, 31)) as due_on
    from attainment_latest
    where region_code in (select code from regions_inside)
        and (region_code = $region_code or plan_region = $region)
        and (
            due_on is null
            or due_on >= $period_start
            or status in ('overdue_no_data', 'no_data')
        )
),

with_units as (
    select
        open_targets.*,
        case when due_on < $period_start then date_trunc('month', due_on)::date else $period_start::date end as month,
        indicators.kind,
        indicators.unit as own_unit,
        own_units.dimension as own_dimension,
        coalesce(target_units.dimension, open_targets.unit) as dimension
    from open_targets
    left join indicators on open_targets.indicator_id = indicators.indicator_id
    left join units as own_units on indicators.unit = own_units.unit
    left join units as target_units on open_targets.unit = target_units.unit
),

needed as (
    select
        *,
        dimension in ('share', 'percentage_point') as is_share,
        case
            when is_share
                and (
                    regexp_matches(indicator, '同比|增速|[涨降增]幅|增长$|增长率')
                    or (measure = 'change' and coalesce(kind, 'flow') = 'flow')
                    or (measure = 'level' and own_dimension <> 'share')
                ) then 'growth'
            when kind = 'flow' then 'ytd'
            when kind is not null then kind
            when is_share then 'rate'
            when measure = 'increment' then 'ytd'
            else 'stock'
        end as basis,
        case
            when basis = 'growth' then '%'
            when own_dimension <> dimension then own_unit
            when measure = 'change' and is_share then coalesce(own_unit, '%')
            else unit
        end as base_unit
    from with_units
),

gathered as (
    select
        indicator_id,
        region_code,
        basis,
        base_unit,
        month,
        min(indicator) as indicator,
        any_value(region) as region,
        bool_or(month < $period_start) as is_overdue,
        max(abs(value)) filter (unit = base_unit) as largest,
        string_agg(distinct quote, '；' order by quote) as promises
    from needed
    group by all
),

-- What a bureau reported last on the same basis, in a unit that the row may have.
reported as (
    select
        actuals.indicator_id,
        actuals.region_code,
        actuals.basis,
        units.dimension,
        arg_max(reported_value, (period_end, known_from)) as last_value,
        arg_max(coalesce(reported_unit, actuals.unit), (period_end, known_from)) as last_unit,
        arg_max(period_start, (period_end, known_from)) as last_start,
        max(period_end) as last_end
    from actuals
    left join units on actuals.unit = units.unit
    where known_until is null
        and document_id is null
    group by all
),

final as (
    select
        gathered.* exclude (largest, base_unit),
        base_unit,
        coalesce(
            reported.last_unit,
            case
                when units.dimension is null or units.dimension in ('share', 'percentage_point') then base_unit
                when largest >= 1e8 then '亿' || base_unit
                when largest >= 1e4 then '万' || base_unit
                else base_unit
            end
        ) as unit,
        units.dimension,
        reported.* exclude (indicator_id, region_code, basis, dimension, last_unit)
    from gathered
    left join units on gathered.base_unit = units.unit
    left join reported
        on gathered.indicator_id = reported.indicator_id
        and gathered.region_code = reported.region_code
        and gathered.basis = reported.basis
        and units.dimension = reported.dimension
    order by is_overdue, gathered.region_code <> $region_code, gathered.region_code, indicator, gathered.basis, month
)

select * from final
