-- Corrections whose target or figure is gone, or whose quote no longer holds what they expect: void until looked at.
with corrections as (
    select * from corrections
),

extracted_targets as (
    select * from extracted_targets
),

extracted_figures as (
    select * from extracted_figures
),

extracted as (
    select target_id, quote from extracted_targets
    union all
    select figure_id as target_id, quote from extracted_figures
),

final as (
    select
        corrections.target_id,
        corrections.action,
        corrections.expect,
        extracted.quote
    from corrections
    left join extracted on extracted.target_id = corrections.target_id
    where extracted.target_id is null
        or not contains(extracted.quote, corrections.expect)
)

select * from final
