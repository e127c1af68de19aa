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

read as (
    select
        target_terms.target_id,
        target_terms.measure,
        target_terms.factor,
        target_terms.figure_factor,
        target_terms.dimension as target_dimension,
        target_terms.figure_dimension,
        counted_actuals.* exclude (indicator_id, region_code, basis),
        case
            when basis in ('ytd', 'period') then 'flow'
            -- The growth of one month says nothing of a yearly flow.
            when basis = 'growth' and indicators.kind = 'flow' and span_start <> date_trunc('year', span_end) then null
            when basis = 'growth' then
                case when measure = 'level' and target_terms.kind = 'growth' then 'state' else 'growth' end
            when measure = 'level' and target_terms.kind = 'growth' then null
            when basis = 'rate' and target_terms.kind = 'rate' then 'state'
            when basis = 'stock' and target_terms.kind is distinct from 'rate' then 'state'
        end as role
    from target_terms
    inner join counted_actuals
        on target_terms.indicator_id = counted_actuals.indicator_id
        and target_terms.region_code = counted_actuals.region_code
    inner join indicators on target_terms.indicator_id = indicators.indicator_id
    where target_terms.obstacle is null
),

matched as (
    select
        *,
        case
            when role = 'growth' then dimension = target_dimension
            else coalesce(dimension = figure_dimension, true)
        end as is_unit_matched
    from read
),

-- Of several spans that end on one day the longest gives the state or the growth.
final as (
    select
        target_id,
        actual_id,
        role,
        is_unit_matched,
        is_unit_matched and role is not null and row_number() over (
            partition by target_id, role, is_unit_matched, span_end
            order by span_start
        ) = 1 as is_eligible,
        span_start,
        span_end,
        dimension,
        base_value,
        case
            when is_unit_matched then
                round(base_value / case when role = 'growth' then factor else figure_factor end, 6)
        end as value
    from matched
)

select * from final
