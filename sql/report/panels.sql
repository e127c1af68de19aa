-- What a target's panel shows beyond the index, a row a target in the order of the index.
with targets as (
    select * from targets
),

attainment as (
    select * from attainment
),

target_terms as (
    select * from target_terms
),

submissions as (
    select * from submissions
),

conflict_sides as (
    select * from conflict_sides
),

answering_units as (
    select * from answering_units
),

figures_to_send as (
    select * from figures_to_send
),

latest as (
    select *
    from attainment
    qualify row_number() over (partition by target_id order by as_of desc) = 1
),

standings as (
    select *
    from standings
    qualify row_number() over (partition by target_id order by as_of desc) = 1
),

-- A point wherever something is said: neither figure nor expectation, no point.
curves as (
    select
        target_id,
        list(
            struct_pack(
                date := as_of,
                expected := expected_value,
                observed := observed,
                observed_on := observed_on,
                status := status
            )
            order by as_of
        ) as curve
    from attainment
    where observed is not null or expected_value is not null
    group by target_id
),

milestones as (
    select
        target_id,
        list(struct_pack(date := due_on, value := value) order by due_on) as milestones
    from path_milestones
    group by target_id
),

-- Every vintage of the figures of the target's indicator and region, the last 200. What a basis is read as is known
-- from the figures that count, so that superseded ones find their place on the curve too.
vintages as (
    select
        targets.target_id,
        actuals.*,
        list_contains(latest.actual_ids, actuals.actual_id) as is_used,
        latest.figure_id as told_figure_id,
        case
            when coalesce(units.dimension, actuals.unit) = target_terms.dimension
                then actuals.value * coalesce(units.factor, 1) / target_terms.factor
        end as converted,
        max(target_figures.role) over (partition by targets.target_id, actuals.basis) as role_of_basis,
        target_terms.measure in ('level', 'cumulative') and not target_terms.is_flow as is_state
    from targets
    inner join target_terms on targets.target_id = target_terms.target_id
    inner join actuals
        on target_terms.indicator_id = actuals.indicator_id
        and target_terms.region_code = actuals.region_code
    left join latest on targets.target_id = latest.target_id
    left join units on actuals.unit = units.unit
    left join target_figures
        on targets.target_id = target_figures.target_id
        and actuals.actual_id = target_figures.actual_id
    qualify row_number() over (
        partition by targets.target_id order by actuals.period_end desc, actuals.known_from desc, actuals.actual_id
    ) <= 200
),

-- What the file that corrected a figure says in its place; one that took it back says nothing.
replacements as (
    select distinct target_id, submission_id, period_start, period_end, basis
    from vintages
),

figures as (
    select
        vintages.target_id,
        list(
            struct_pack(
                period := vintages.period,
                period_end := vintages.period_end,
                basis := vintages.basis,
                value := vintages.value,
                unit := vintages.unit,
                reported_value := vintages.reported_value,
                reported_unit := vintages.reported_unit,
                source := vintages.source,
                note := vintages.note,
                file := submissions.file_name,
                sheet := vintages.sheet,
                row := vintages.row_number,
                document := vintages.document_id,
                figure := vintages.figure_id,
                quote := vintages.quote,
                is_told := coalesce(vintages.known_until is null and vintages.figure_id = vintages.told_figure_id, false),
                known_from := vintages.known_from::date,
                known_until := vintages.known_until::date,
                corrected_by := correcting.file_name,
                is_taken_back := vintages.document_id is null
                    and vintages.known_until is not null
                    and replacements.submission_id is null,
                correction := vintages.superseded_reason,
                is_used := vintages.is_used,
                charted := case when is_state and role_of_basis = 'state' then vintages.converted end
            )
            order by vintages.period_end desc, vintages.known_from desc, vintages.actual_id
        ) as figures
    from vintages
    left join submissions on vintages.submission_id = submissions.submission_id
    left join submissions as correcting on vintages.superseded_by = correcting.submission_id
    left join replacements
        on vintages.target_id = replacements.target_id
        and vintages.superseded_by = replacements.submission_id
        and vintages.period_start = replacements.period_start
        and vintages.period_end = replacements.period_end
        and vintages.basis = replacements.basis
    group by vintages.target_id
),

-- People's decisions that hold, with what the extraction had said.
decisions as (
    select
        corrections.target_id,
        list(
            struct_pack(
                action := corrections.action,
                field := corrections.field,
                was := json_extract_string(to_json(extracted_targets), '$.' || corrections.field),
                value := corrections.value,
                reason := corrections.reason
            )
        ) as corrections
    from corrections
    inner join extracted_targets on corrections.target_id = extracted_targets.target_id
    where contains(extracted_targets.quote, corrections.expect)
    group by corrections.target_id
),

conflicts as (
    select
        target_id,
        list(
            struct_pack(
                other := other_target_id,
                kind := conflict,
                is_followed := followed_target_id = target_id,
                reason := reason
            )
            order by other_target_id
        ) as conflicts
    from conflict_sides
    group by target_id
),

-- The other milestones of the same path, whatever plan they stand in: the first forty.
first_milestones as (
    select *
    from target_paths
    qualify row_number() over (
        partition by region, indicator_id, measure, unit order by deadline, target_id
    ) <= 41
),

siblings as (
    select
        own.target_id,
        list(
            struct_pack(id := other.target_id, deadline := other.deadline, value := other.value, unit := other.unit)
            order by other.deadline, other.target_id
        )[1:40] as path
    from target_paths as own
    inner join first_milestones as other
        on own.region = other.region
        and own.indicator_id = other.indicator_id
        and own.measure = other.measure
        and own.unit = other.unit
        and own.target_id <> other.target_id
    group by own.target_id
),

final as (
    select
        targets.target_id as id,
        to_json(
            struct_pack(
                support_units := coalesce(answering_units.support_units, []),
                as_of := latest.as_of,
                reason := latest.reason,
                rule := latest.rule,
                baseline_value := latest.baseline_value,
                expected_value := latest.expected_value,
                due_value := latest.due_value,
                due_pct := latest.due_pct,
                projected_to_miss := latest.projected_to_miss,
                figure_age_days := latest.figure_age_days,
                is_stale := latest.is_stale,
                to_send := case
                    when figures_to_send.target_id is not null then
                        struct_pack(
                            what_to_send := figures_to_send.what_to_send,
                            indicator := figures_to_send.indicator,
                            region := figures_to_send.region,
                            period := figures_to_send.period,
                            unit := figures_to_send.unit,
                            basis := figures_to_send.basis
                        )
                end,
                required_per_month := latest.required_per_month,
                projected_value := latest.projected_value,
                projected_pct := latest.projected_pct,
                projected_on := latest.projected_on,
                goal_value := target_terms.goal_value,
                path_from := case
                    when target_terms.measure <> 'change' and not standings.is_held
                        then coalesce(target_terms.counted_from, target_terms.starts_on)
                end,
                path_start := standings.start_value,
                starts_on := target_terms.starts_on,
                due_on := target_terms.deadline,
                curve := coalesce(curves.curve, []),
                milestones := coalesce(milestones.milestones, []),
                figures := coalesce(figures.figures, []),
                corrections := coalesce(decisions.corrections, []),
                conflicts := coalesce(conflicts.conflicts, []),
                path := coalesce(siblings.path, [])
            )
        )::varchar as content
    from targets
    left join target_terms on targets.target_id = target_terms.target_id
    left join latest on targets.target_id = latest.target_id
    left join standings on targets.target_id = standings.target_id
    left join curves on targets.target_id = curves.target_id
    left join milestones on targets.target_id = milestones.target_id
    left join figures on targets.target_id = figures.target_id
    left join decisions on targets.target_id = decisions.target_id
    left join conflicts on targets.target_id = conflicts.target_id
    left join siblings on targets.target_id = siblings.target_id
    left join answering_units on targets.target_id = answering_units.target_id
    left join figures_to_send on targets.target_id = figures_to_send.target_id
    order by targets.target_id
)

select * from final
