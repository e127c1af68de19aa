-- A figure that could answer a target is in a unit that converts to the target's. One that does not is never converted.
with target_terms as (
    select * from target_terms
),

unmatched as (
    select
        *,
        case measure
            when 'level' then role = case when is_flow then 'flow' else 'state' end
            when 'change' then role = case when kind = 'flow' then 'flow' else 'state' end
            else role in ('flow', 'state')
        end as is_of_use
    from target_figures
    inner join target_terms using (target_id)
    where not is_unit_matched
)

select
    unmatched.target_id,
    unmatched.actual_id,
    actuals.indicator,
    actuals.region,
    actuals.period,
    actuals.value,
    actuals.unit,
    targets.unit as target_unit,
    '报送数的单位“' || actuals.unit || '”与目标单位“' || targets.unit || '”量纲不同，不能换算，不参与测算' as reason
from unmatched
inner join targets on unmatched.target_id = targets.target_id
inner join actuals on unmatched.actual_id = actuals.actual_id
where is_of_use
