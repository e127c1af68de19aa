-- The milestones of all plans for one region, indicator and measure, by deadline and in one unit. Method §7.
-- Levels and cumulatives are states of the same thing, except for a yearly flow. Numbers for each of something stay out.
with targets as (
    select * from targets
),

target_terms as (
    select * from target_terms
),

documents as (
    select * from documents
),

indicators as (
    select * from indicators
),

promised as (
    select
        targets.*,
        target_terms.dimension,
        target_terms.factor,
        target_terms.deadline as due_on,
        target_terms.measure as judged_as,
        documents.published_on,
        indicators.unit as indicator_unit,
        target_terms.measure = 'cumulative' and indicators.kind is distinct from 'flow' as is_running_total
    from targets
    inner join target_terms on targets.target_id = target_terms.target_id
    left join documents on targets.document_id = documents.document_id
    left join indicators on targets.indicator_id = indicators.indicator_id
    where targets.region_code is not null
        and targets.per is null
        and target_terms.deadline is not null
),

-- 到2020年建成1600座,到2021年累计建成5200座: what a plan adds first is the first milestone of its running total.
first_additions as (
    select promised.target_id
    from promised
    semi join promised as total
        on total.is_running_total
        and promised.document_id = total.document_id
        and promised.region_code = total.region_code
        and promised.indicator_id = total.indicator_id
        and promised.dimension = total.dimension
        and promised.due_on < total.due_on
        and round(promised.value * promised.factor, 6) < round(total.value * total.factor, 6)
    where judged_as = 'increment'
        and period_start is null
        and not annualised
),

milestones as (
    select
        *,
        case
            when is_running_total or target_id in (select target_id from first_additions) then 'level'
            else judged_as
        end as path_measure
    from promised
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
