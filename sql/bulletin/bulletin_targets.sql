-- What a 通报 tells of: the promises of a region ($region; null: of all) that a lead unit ($unit; null: any) answers for,
-- the worst first, each with its status as it stood on $since. A promise that two plans make alike stands here once.
with attainment_latest as (
    select * from attainment_latest
),

attainment as (
    select * from attainment
),

statuses as (
    select * from statuses
),

answering_units as (
    select * from answering_units
),

conflict_sides as (
    select * from conflict_sides
),

targets as (
    select * from targets
),

-- Said again elsewhere, where the other one is followed; where none is, the one that stands first.
said_again as (
    select distinct target_id
    from conflict_sides
    where conflict = 'restated'
        and coalesce(followed_target_id = other_target_id, other_target_id < target_id)
),

earlier as (
    select target_id, status as status_was
    from attainment
    where as_of <= $since
    qualify row_number() over (partition by target_id order by as_of desc) = 1
),

final as (
    select
        attainment_latest.*,
        targets.unit_text,
        earlier.status_was,
        coalesce(answering_units.lead_units, []) as lead_unit_names
    from attainment_latest
    inner join targets on attainment_latest.target_id = targets.target_id
    left join statuses on attainment_latest.status = statuses.status
    left join earlier on attainment_latest.target_id = earlier.target_id
    left join answering_units on attainment_latest.target_id = answering_units.target_id
    where attainment_latest.target_id not in (select target_id from said_again)
        and ($region is null or $region in (attainment_latest.region, attainment_latest.plan_region))
        and ($unit is null or list_contains(answering_units.lead_units, $unit))
    order by
        statuses.severity desc nulls last,
        attainment_latest.gap_points nulls last,
        attainment_latest.deadline nulls last,
        attainment_latest.region_code nulls last,
        attainment_latest.target_id
)

select * from final
