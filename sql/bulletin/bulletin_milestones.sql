-- Deeds without a number that fall due soon after $as_of: of a region ($region; null: of all) for which a lead unit
-- ($unit; null: any) answers. What was read with too little confidence waits for a person and is not told.
with milestones as (
    select * from milestones
),

documents as (
    select * from documents
),

status_rules as (
    select * from status_rules
),

settings as (
    select
        max(value) filter (rule = 'due_soon_days')::integer as due_soon_days,
        max(value) filter (rule = 'review_confidence_pct') / 100 as least_confidence
    from status_rules
),

final as (
    select
        milestones.milestone_id,
        milestones.what,
        milestones.deadline,
        milestones.region,
        milestones.plan_region,
        milestones.lead_units as lead_unit_names,
        milestones.quote,
        documents.title as document
    from milestones
    inner join documents on milestones.document_id = documents.document_id
    cross join settings
    where milestones.deadline between $as_of and $as_of + settings.due_soon_days
        and milestones.confidence >= settings.least_confidence
        and ($region is null or $region in (milestones.region, milestones.plan_region))
        and ($unit is null or list_contains(milestones.lead_units, $unit))
    order by milestones.deadline, milestones.region_code nulls last, milestones.milestone_id
)

select * from final
