-- Where each target stands at each as-of date, and where it should stand by then. Method §2, §3.
with target_terms as (
    select * from target_terms
),

target_figures as (
    select * from target_figures
),

observations as (
    select * from observations
),

counted_actuals as (
    select * from counted_actuals
),

path_milestones as (
    select * from path_milestones
),

reporting_dates as (
    select distinct
        region_code,
        span_end as as_of
    from counted_actuals
    where span_end < $as_of::date
),

as_of_dates as (
    select
        target_terms.target_id,
        reporting_dates.as_of,
        coalesce(as_of >= starts_on, true) as has_begun
    from target_terms
    inner join reporting_dates on target_terms.region_code = reporting_dates.region_code
    where plan_began_on is null
        or plan_began_on <= as_of
    union all
    select
        target_id,
        $as_of::date as as_of,
        coalesce(as_of >= starts_on, true) as has_begun
    from target_terms
),

-- Of the answers that stand for good the best so far; of those that stand for a time the best that stands. Before its
-- period has begun nothing answers.
lasting as (
    select
        target_id,
        observed_on,
        max(worth) over (partition by target_id order by observed_on) as worth
    from observations
    where stands_until is null
),

passing as (
    select
        as_of_dates.target_id,
        as_of_dates.as_of,
        max(observations.worth) as worth
    from as_of_dates
    inner join observations
        on as_of_dates.target_id = observations.target_id
        and as_of_dates.as_of between observations.observed_on and observations.stands_until
    group by as_of_dates.target_id, as_of_dates.as_of
),

answers as (
    select
        as_of_dates.target_id,
        as_of_dates.as_of,
        has_begun,
        case when has_begun then greatest(lasting.worth, passing.worth) end as worth
    from as_of_dates
    asof left join lasting
        on as_of_dates.target_id = lasting.target_id
        and as_of_dates.as_of >= lasting.observed_on
    left join passing
        on as_of_dates.target_id = passing.target_id
        and as_of_dates.as_of = passing.as_of
),

-- Materialized: so few columns are joined first, and the answers hashed instead of the wider observations.
answered as materialized (
    select
        answers.target_id,
        answers.as_of,
        answers.has_begun,
        observations.* exclude (target_id, dimension, actual_ids),
        observations.dimension as observed_dimension
    from answers
    left join observations
        on answers.target_id = observations.target_id
        and answers.worth = observations.worth
),

observed as (
    select
        target_terms.*,
        answered.* exclude (target_id)
    from answered
    inner join target_terms using (target_id)
),

-- Why nothing answers: since when there is anything for the time that counts, anything of use, in the right unit.
reported as (
    select
        target_id,
        min(span_end) as first_on,
        min(span_end) filter (is_of_use) as first_of_use_on,
        min(span_end) filter (is_of_use and is_unit_matched) as first_matched_on,
        min(span_end) filter (is_of_use and is_unit_matched and role = 'flow') as first_flow_on,
        min(span_end) filter (span_end >= deadline) as first_through_on
    from (
        select
            *,
            case measure
                when 'level' then role = case when is_flow then 'flow' else 'state' end
                when 'change' then role in ('growth', case when kind = 'flow' then 'flow' else 'state' end)
                else role in ('flow', 'state')
            end as is_of_use
        from target_terms
        inner join target_figures using (target_id)
    )
    where (not is_flow or span_end >= starts_on)
        and (measure <> 'change' or year(span_end) > baseline_year)
        and (may_be_late or window_end is null or span_end <= window_end)
    group by target_id
),

-- Of what no figure can answer: since when there are figures all the same.
reported_in_vain as (
    select
        target_id,
        min(span_end) as first_on
    from counted_actuals
    inner join (
        select *
        from target_terms
        where obstacle is not null
    ) as target_terms using (indicator_id, region_code)
    group by target_id
),

-- What answered when the deadline's month ended, of targets that may be reached later.
answers_in_time as (
    select
        target_id,
        arg_max(observed_on, worth) as in_time_on,
        arg_max(observed, worth) as in_time_value
    from observations
    inner join target_terms using (target_id)
    where may_be_late
        and observed_on <= window_end
        and (stands_until is null or stands_until >= window_end)
    group by target_id
),

-- The last milestone that was due when the period began, else the first one.
first_milestones as (
    select
        target_id,
        coalesce(max(due_on) filter (due_on <= starts_on), min(due_on)) as due_on,
        coalesce(arg_max(value, due_on) filter (due_on <= starts_on), arg_min(value, due_on)) as value
    from path_milestones
    inner join target_terms using (target_id)
    group by target_id
),

-- Where the path begins: flows and changes at 0, states at their baseline, else at a milestone.
started as (
    select
        observed.* exclude (start_on, start_value, baseline_value, is_pace),
        is_pace or coalesce(rule = 'change_growth' and baseline_year = year(deadline) - 1, false) as is_pace,
        case
            when is_flow then starts_on - 1
            when measure = 'change' then make_date(baseline_year, 12, 31)
            else coalesce(start_on, first_milestones.due_on)
        end as start_on,
        case
            when is_flow or measure = 'change' then 0.0
            else coalesce(start_value, first_milestones.value)
        end as start_value,
        case
            when start_on is null then coalesce(baseline_value, first_milestones.value)
            else baseline_value
        end as baseline_value
    from observed
    left join first_milestones on observed.target_id = first_milestones.target_id
),

judged as (
    select
        *,
        coalesce(observed between met_from and met_to, false) as is_met,
        is_pace or coalesce(
            not is_flow
            and goal_value is not null
            and case when start_on is null then is_cap else start_value between met_from and met_to end,
            false
        ) as is_held,
        coalesce(observed_on < starts_on, false) and not (is_met and not (is_cap or is_pace)) as is_old,
        -- The day on which it is judged: that of the figure, unless it is from before the period.
        case when observed_on >= starts_on or starts_on is null then coalesce(observed_on, as_of) else as_of end as judged_on
    from started
),

-- How far: method §2.
reached as (
    select
        *,
        case
            when not (is_flow or is_held or is_old) and start_on is not null then
                (observed - start_value) / (goal_value - start_value) * 100
        end as progress_pct,
        case
            when is_flow and bound = 'ceiling' then null
            when goal_value = 0 then case when measure <> 'change' then progress_pct end
            when goal_value * sign < 0 then null
            when bound = 'floor' then observed / goal_value * 100
            when observed * sign > 0 then goal_value / observed * 100
        end as attainment_pct,
        case
            when is_flow and bound = 'ceiling' and goal_value > 0 then observed / goal_value * 100
        end as used_pct
    from judged
),

milestones as (
    select
        target_id,
        list(struct_pack(due_on := due_on, value := value) order by due_on) as milestones
    from path_milestones
    group by target_id
),

-- The milestones that lie between the start and the promise.
bent as (
    select
        reached.*,
        [
            milestone for milestone in milestones
            if milestone.due_on > start_on
                and milestone.value > least(start_value, goal_value)
                and milestone.value < greatest(start_value, goal_value)
        ] as on_the_way
    from reached
    left join milestones on reached.target_id = milestones.target_id
),

sections as (
    select
        * exclude (on_the_way),
        [milestone for milestone in on_the_way if milestone.due_on <= judged_on][-1] as last_milestone,
        [milestone for milestone in on_the_way if milestone.due_on > judged_on][1] as next_milestone,
        [milestone for milestone in on_the_way if milestone.due_on <= as_of][-1] as last_by_now,
        [milestone for milestone in on_the_way if milestone.due_on > as_of][1] as next_from_now
    from bent
),

-- The straight lines between the milestones on both sides of the day of the figure, and of the as-of date.
lines as (
    select
        * exclude (last_milestone, next_milestone, last_by_now, next_from_now),
        coalesce(last_milestone.due_on, start_on) as line_from,
        coalesce(last_milestone.value, start_value) as line_value,
        coalesce(next_milestone.due_on, deadline) as line_to,
        coalesce(next_milestone.value, goal_value) as line_goal,
        coalesce(last_by_now.due_on, start_on) as from_on,
        coalesce(last_by_now.value, start_value) as from_value,
        coalesce(next_from_now.due_on, deadline) as to_on,
        coalesce(next_from_now.value, goal_value) as to_value
    from sections
),

-- Where it should be: method §3.
expected as (
    select
        *,
        case
            when not has_begun or deadline is null then null
            when is_held then goal_value
            when as_of < start_on or start_on is null then null
            when as_of >= deadline then goal_value
            else from_value + (to_value - from_value) * ((as_of - from_on) / (to_on - from_on))
        end as expected_value,
        case
            when is_held and expected_value is not null then 100.0
            when goal_value <> start_value then
                (expected_value - start_value) / (goal_value - start_value) * 100
        end as expected_pct,
        case
            when is_old or observed is null or not has_begun or deadline is null then null
            when is_held then goal_value
            when judged_on < start_on or start_on is null then null
            when judged_on >= deadline then goal_value
            else line_value + (line_goal - line_value) * ((judged_on - line_from) / (line_to - line_from))
        end as due_value,
        case
            when is_held and due_value is not null then 100.0
            when goal_value <> start_value then (due_value - start_value) / (goal_value - start_value) * 100
        end as due_pct,
        case
            when is_flow and bound = 'ceiling' then round(due_pct - used_pct, 6)
            when is_flow or is_held then round(attainment_pct - due_pct, 6)
            else round(progress_pct - due_pct, 6)
        end as gap_points
    from lines
),

final as (
    select
        expected.target_id,
        expected.as_of,
        coalesce(
            expected.rule,
            obstacle,
            case
                when not has_begun or reported.first_on is null or reported.first_on > as_of then 'not_reported'
                when first_of_use_on is null or first_of_use_on > as_of then 'basis_unmatched'
                when first_matched_on is null or first_matched_on > as_of then 'unit_unmatched'
                when measure <> 'change' and first_flow_on <= as_of then 'flow_incomplete'
                else 'baseline_missing'
            end
        ) as rule,
        observed,
        observed_on,
        judged_on,
        days_since_last,
        in_time_on,
        in_time_value,
        is_from_flows,
        observed_dimension as dimension,
        now_value,
        then_value,
        has_begun,
        is_met,
        is_held,
        is_old,
        is_pace,
        coalesce(coalesce(reported.first_on, reported_in_vain.first_on) <= as_of, false) as is_reported,
        coalesce(first_through_on <= as_of, false) as is_told_through,
        attainment_pct,
        used_pct,
        progress_pct,
        expected_pct,
        expected_value,
        due_pct,
        due_value,
        gap_points,
        start_value,
        line_from,
        line_to,
        case when line_from > start_on or line_to < deadline then line_value end as line_value,
        case when line_from > start_on or line_to < deadline then line_goal end as line_goal,
        baseline_value,
        baseline_on,
        worth
    from expected
    left join reported on expected.target_id = reported.target_id
    left join reported_in_vain on expected.target_id = reported_in_vain.target_id
    left join answers_in_time on expected.target_id = answers_in_time.target_id
)

select * from final
