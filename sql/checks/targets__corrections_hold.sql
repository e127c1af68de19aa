-- Corrections whose target is gone, or whose quote no longer holds what they expect: they are void until looked at.
with corrections as (
    select * from corrections
),

extracted_targets as (
    select * from extracted_targets
),

final as (
    select
        corrections.target_id,
        corrections.action,
        corrections.expect,
        extracted_targets.quote
    from corrections
    left join extracted_targets on extracted_targets.target_id = corrections.target_id
    where extracted_targets.target_id is null
        or not contains(extracted_targets.quote, corrections.expect)
)

select * from final
