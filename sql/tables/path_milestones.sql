-- The milestones that each target's path runs through: of the same path (target_paths), due earlier, short of the
-- target, and not passed over in a conflict. Method §3, §7.
with target_terms as (
    select * from target_terms
),

target_paths as (
    select * from target_paths
),

target_conflicts as (
    select * from target_conflicts
),

units as (
    select * from units
),

milestones as (
    select
        target_paths.*,
        target_terms.region_code,
        target_terms.bound,
        target_terms.factor,
        target_terms.goal_value,
        target_terms.measure in ('level', 'cumulative') and not target_terms.is_flow as has_path
    from target_paths
    inner join target_terms on target_paths.target_id = target_terms.target_id
),

passed_over as (
    select target_id from target_conflicts
    where conflict <> 'restated'
        and followed_target_id <> target_id
    union
    select other_target_id from target_conflicts
    where conflict <> 'restated'
        and followed_target_id <> other_target_id
),

earlier as (
    select
        own.target_id,
        own.bound,
        own.goal_value,
        other.deadline as due_on,
        round(other.value * coalesce(units.factor, 1) / own.factor, 6) as value
    from milestones as own
    inner join milestones as other
        on own.region_code = other.region_code
        and own.indicator_id = other.indicator_id
        and own.measure = other.measure
        and own.unit = other.unit
        and own.deadline > other.deadline
    left join units on other.unit = units.unit
    where own.has_path
        and other.target_id not in (select target_id from passed_over)
),

final as (
    select
        target_id,
        due_on,
        max(value) as value
    from earlier
    where case when bound = 'floor' then value < goal_value else value > goal_value end
    group by target_id, due_on
)

select * from final
