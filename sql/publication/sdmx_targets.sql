-- Targets for SDMX. A target need have no deadline, and several plans may promise one thing: the target is the key.
with targets as (
    select * from targets
),

documents as (
    select * from documents
),

leads as (
    select
        target_id,
        string_agg(unit_name, '、' order by position) as lead_units
    from target_units
    where role = 'lead'
    group by target_id
),

final as (
    select
        targets.target_id,
        targets.indicator_id,
        coalesce(targets.region_code, '_U') as region_code,
        targets.measure,
        targets.value,
        targets.value_high,
        as_text(targets.unit) as unit,
        targets.comparator,
        targets.commitment,
        targets.baseline_year,
        targets.period_start,
        targets.deadline,
        as_text(documents.title) as document,
        as_text(leads.lead_units) as lead_units,
        as_text(targets.quote) as quote
    from targets
    left join documents on targets.document_id = documents.document_id
    left join leads on targets.target_id = leads.target_id
)

select * from final
order by target_id
