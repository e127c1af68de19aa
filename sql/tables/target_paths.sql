-- The milestones of all plans for one region, indicator and measure, by deadline and in one unit. Method §7.
-- Levels and cumulatives are states of the same thing, except for a yearly flow. Numbers for each of something stay out.
with targets as (
    select * from targets
),

documents as (
    select * from documents
),

indicators as (
    select * from indicators
),

units as (
    select * from units
),

milestones as (
    select
        targets.*,
        coalesce(targets.deadline, make_date(targets.target_year, 12, 31)) as due_on,
        documents.published_on,
        coalesce(units.dimension, targets.unit) as dimension,
        coalesce(units.factor, 1) as factor,
        indicators.unit as indicator_unit,
        case
            when targets.measure = 'cumulative' and indicators.kind is distinct from 'flow' then 'level'
            else targets.measure
        end as path_measure
    from targets
    left join documents on targets.document_id = documents.document_id
    left join indicators on targets.indicator_id = indicators.indicator_id
    left join units on targets.unit = units.unit
    where targets.region_code is not null
        and targets.per is null
        and coalesce(targets.deadline, make_date(targets.target_year, 12, 31)) is not null
),

-- The unit of a path is the indicator's where a milestone has it, else that of the first milestone.
measured as (
    select
        *,
        first_value(unit) over by_unit as path_unit,
        first_value(factor) over by_unit as path_factor,
        row_number() over by_time as position
    from milestones
    window
        by_unit as (
            partition by region_code, indicator_id, path_measure, dimension
            order by unit is distinct from indicator_unit, due_on, target_id
        ),
        by_time as (
            partition by region_code, indicator_id, path_measure, dimension
            order by due_on, published_on, target_id
        )
),

final as (
    select
        region,
        indicator_id,
        path_measure as measure,
        path_unit as unit,
        position,
        target_id,
        document_id,
        coalesce(target_year, year(due_on)) as target_year,
        due_on as deadline,
        round(value * factor / path_factor, 6) as value
    from measured
)

select * from final
