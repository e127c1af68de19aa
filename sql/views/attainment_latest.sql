-- One row a target as of the latest date, everything joined that a dashboard shows.
with latest as (
    select *
    from attainment
    qualify row_number() over (partition by target_id order by as_of desc) = 1
),

answering_units as (
    select * from answering_units
),

final as (
    select
        targets.target_id,
        targets.region_code,
        targets.region,
        targets.plan_region,
        targets.document_id,
        documents.title as document,
        documents.published_on,
        targets.clause,
        targets.indicator_id,
        targets.indicator,
        targets.measure,
        targets.direction,
        targets.annualised,
        targets.comparator,
        targets.value,
        targets.value_high,
        targets.unit,
        targets.baseline_year,
        targets.period_start,
        targets.deadline,
        targets.target_year,
        targets.per,
        targets.commitment,
        targets.binding,
        targets.confidence,
        array_to_string(answering_units.lead_units, '、') as lead_units,
        array_to_string(answering_units.support_units, '、') as support_units,
        latest.as_of,
        latest.observed,
        latest.observed_on,
        latest.attainment_pct,
        latest.used_pct,
        latest.progress_pct,
        latest.expected_pct,
        latest.expected_value,
        latest.due_pct,
        latest.due_value,
        latest.gap_points,
        coalesce(latest.status, 'undecided') as status,
        statuses.name as status_name,
        statuses.colour,
        latest.worst_status,
        worst.name as worst_status_name,
        coalesce(latest.projected_to_miss, false) as projected_to_miss,
        latest.figure_age_days,
        coalesce(latest.is_stale, false) as is_stale,
        latest.reason,
        latest.required_per_month,
        latest.projected_value,
        latest.projected_pct,
        latest.projected_on,
        latest.baseline_value,
        latest.rule,
        targets.quote,
        latest.told_by,
        latest.figure_id,
        document_figures.document_id as figure_document_id,
        sources.title as figure_document,
        document_figures.quote as figure_quote
    from targets
    left join latest on targets.target_id = latest.target_id
    left join documents on targets.document_id = documents.document_id
    left join answering_units on targets.target_id = answering_units.target_id
    left join document_figures on latest.figure_id = document_figures.figure_id
    left join documents as sources on document_figures.document_id = sources.document_id
    left join statuses on coalesce(latest.status, 'undecided') = statuses.status
    left join statuses as worst on latest.worst_status = worst.status
)

select * from final
