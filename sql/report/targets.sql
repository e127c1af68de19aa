-- The index of the report, a row a target: all that the overview, the list and its filters show.
with attainment_latest as (
    select * from attainment_latest
),

statuses as (
    select * from statuses
),

answering_units as (
    select * from answering_units
),

-- The worst first, and among equals the one due first.
final as (
    select
        attainment_latest.target_id as id,
        attainment_latest.document_id as document,
        attainment_latest.clause,
        attainment_latest.region,
        indicator,
        measure,
        direction,
        annualised,
        baseline_year,
        comparator,
        value,
        value_high,
        unit,
        per,
        commitment,
        binding,
        confidence,
        period_start,
        deadline,
        coalesce(target_year, year(deadline)) as year,
        coalesce(answering_units.lead_units, []) as units,
        observed,
        observed_on,
        attainment_pct,
        used_pct,
        progress_pct,
        expected_pct,
        gap_points,
        attainment_latest.status,
        worst_status,
        quote,
        told_by,
        (row_number() over (order by attainment_latest.target_id) - 1) // $targets_a_file as file
    from attainment_latest
    left join answering_units on attainment_latest.target_id = answering_units.target_id
    left join statuses on attainment_latest.status = statuses.status
    order by
        statuses.severity desc nulls last,
        deadline nulls last,
        attainment_latest.region_code,
        attainment_latest.document_id,
        attainment_latest.target_id
)

select * from final
