-- Every figure of a target's indicator and region: what it is read as, and whether its unit converts. Method §1.
with target_terms as (
    select * from target_terms
),

counted_actuals as (
    select * from counted_actuals
),

indicators as (
    select * from indicators
),

read as not materialized (
    select
        target_terms.target_id,
        target_terms.measure,
        target_terms.factor,
        target_terms.figure_factor,
        target_terms.dimension as target_dimension,
        target_terms.figure_dimension,
        counted_actuals.* exclude (indicator_id, region_code, basis, is_of_document, is_annualised),
        case
            when basis in ('ytd', 'period') then 'flow'
            -- The growth of several years answers a change over the same years, a yearly average a yearly average.
            when basis = 'growth' and year(span_start) < year(span_end) then
                case
                    when measure = 'change'
                        and target_terms.baseline_year = year(span_start) - 1
                        and target_terms.annualised = is_annualised then 'growth'
                end
            -- The growth of one month says nothing of a yearly flow.
            when basis = 'growth' and 'flow' in (indicators.kind, target_terms.kind) and span_start <> date_trunc('year', span_end) then null
            when basis = 'growth' then
                case when measure = 'level' and target_terms.kind = 'growth' then 'state' else 'growth' end
            when measure = 'level' and target_terms.kind = 'growth' then null
            when basis = 'rate' and target_terms.kind = 'rate' then 'state'
            when basis = 'stock' and target_terms.kind is distinct from 'rate' then 'state'
        end as role
    from counted_actuals
    inner join target_terms
        on counted_actuals.indicator_id = target_terms.indicator_id
        and counted_actuals.region_code = target_terms.region_code
    inner join indicators on target_terms.indicator_id = indicators.indicator_id
    where target_terms.obstacle is null
),

matched as not materialized (
    select
        *,
        case
            when role = 'growth' then dimension = target_dimension
            else coalesce(dimension = figure_dimension, true)
        end as is_unit_matched,
        hash(target_id, role, dimension, span_end) as answer
    from read
),

-- Days on which more than one span ends. They are few: known by a hash, not by four columns of millions.
contested as (
    select answer
    from matched
    group by answer
    having count(*) > 1
),

-- Of several spans that end on one day the longest gives the state or the growth.
outdone as (
    select
        target_id,
        actual_id
    from matched
    where answer in (select answer from contested)
    qualify span_start > min(span_start) over (partition by target_id, role, dimension, span_end)
),

final as (
    select
        matched.target_id,
        matched.actual_id,
        role,
        is_unit_matched,
        is_unit_matched and role is not null and outdone.actual_id is null as is_eligible,
        span_start,
        span_end,
        dimension,
        base_value,
        case
            when is_unit_matched then
                round(base_value / case when role = 'growth' then factor else figure_factor end, 6)
        end as value
    from matched
    left join outdone
        on matched.target_id = outdone.target_id
        and matched.actual_id = outdone.actual_id
)

select * from final
