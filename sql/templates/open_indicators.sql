-- What a region's targets still need for a period: a row an indicator, region, basis, span and dimension. What they need
-- as it is now is asked for the period that ends on $period_end.
with needed_figures as (
    select * from needed_figures
),

targets as (
    select * from targets
),

target_units as (
    select * from target_units
),

actuals as (
    select * from actuals
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

needed as (
    select
        needed_figures.* replace (
            case
                when purpose <> 'current' then needed_figures.period_start
                when basis in ('ytd', 'growth') then date_trunc('year', $period_end::date)::date
                else date_trunc('month', $period_end::date)::date
            end as period_start,
            case when purpose = 'current' then $period_end::date else period_end end as period_end
        ),
        needed_figures.unit as base_unit,
        coalesce(units.dimension, needed_figures.unit) as dimension,
        targets.indicator,
        targets.region,
        case when targets.unit = base_unit then abs(targets.value) end as size,
        targets.quote,
        leads.unit_names
    from needed_figures
    inner join targets on needed_figures.target_id = targets.target_id
    left join units on needed_figures.unit = units.unit
    left join (
        select target_id, list(unit_name) as unit_names
        from target_units
        where role = 'lead'
        group by target_id
    ) as leads on needed_figures.target_id = leads.target_id
    where needed_figures.region_code in (select code from regions_inside)
        and (needed_figures.region_code = $region_code or targets.plan_region = $region)
        and (purpose = 'current' or not is_on_record)
),

gathered as (
    select
        indicator_id,
        region_code,
        basis,
        period_start,
        period_end,
        dimension,
        arg_max(base_unit, coalesce(size, -1)) as base_unit,
        min(indicator) as indicator,
        any_value(region) as region,
        list_sort(list(distinct purpose)) as purposes,
        max(size) as largest,
        string_agg(distinct quote, '；' order by quote) as promises,
        array_to_string(list_sort(list_distinct(flatten(list(unit_names) filter (unit_names is not null)))), '、') as lead_units
    from needed
    group by all
),

known as (
    select
        actuals.*,
        coalesce(units.dimension, actuals.unit) as dimension
    from actuals
    left join units on actuals.unit = units.unit
    where known_until is null
),

-- What a bureau reported last on the same basis, in a unit that the row may have.
reported as (
    select
        indicator_id,
        region_code,
        basis,
        dimension,
        arg_max(reported_value, (period_end, known_from)) as last_value,
        arg_max(coalesce(reported_unit, unit), (period_end, known_from)) as last_unit,
        arg_max(period_start, (period_end, known_from)) as last_start,
        max(period_end) as last_end
    from known
    where document_id is null
    group by all
),

final as (
    select
        gathered.* exclude (largest),
        coalesce(
            reported.last_unit,
            case
                when units.dimension is null or units.dimension in ('share', 'percentage_point') then base_unit
                when largest >= 1e8 then '亿' || base_unit
                when largest >= 1e4 then '万' || base_unit
                else base_unit
            end
        ) as unit,
        reported.* exclude (indicator_id, region_code, basis, dimension, last_unit)
    from gathered
    left join units on gathered.base_unit = units.unit
    left join reported
        on gathered.indicator_id = reported.indicator_id
        and gathered.region_code = reported.region_code
        and gathered.basis = reported.basis
        and coalesce(gathered.dimension, reported.dimension) = reported.dimension
    where not exists (
        select 1
        from known
        where known.indicator_id = gathered.indicator_id
            and known.region_code = gathered.region_code
            and known.basis = gathered.basis
            and known.period_end = gathered.period_end
            and known.dimension = coalesce(gathered.dimension, known.dimension)
    )
    order by
        not list_contains(purposes, 'current'),
        gathered.region_code <> $region_code,
        gathered.region_code,
        indicator,
        gathered.period_end,
        gathered.basis
)

select * from final
