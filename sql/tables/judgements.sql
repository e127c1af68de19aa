-- The status of each target at each as-of date, and the worst so far. Method §4.
with standings as (
    select * from standings
),

target_terms as (
    select * from target_terms
),

status_rules as (
    select * from status_rules
),

statuses as (
    select * from statuses
),

cuts as (
    select
        max(value) filter (rule = 'ahead_points') as ahead,
        max(value) filter (rule = 'behind_points') as behind,
        max(value) filter (rule = 'far_behind_points') as far_behind
    from status_rules
),

timed as (
    select
        standings.*,
        is_flow,
        obstacle,
        may_be_late,
        window_end,
        in_time_value between met_from and met_to as was_met_in_time,
        in_time_on >= deadline as is_told_in_time,
        is_cap or standings.is_pace or (is_flow and met_to < 'infinity') as must_end,
        -- What was at 0 and shall stay there is a cap, too.
        is_cap or (measure <> 'change' and bound = 'ceiling' and goal_value = 0) as is_limit,
        coalesce(as_of > deadline, false) as is_over,
        coalesce(observed_on >= deadline, false) as is_through,
        case when sign > 0 then observed > met_to else observed < met_from end as is_beyond
    from standings
    inner join target_terms on standings.target_id = target_terms.target_id
),

-- The first line that holds.
judged as (
    select
        target_id,
        as_of,
        case
            when not has_begun then 'not_started'
            when observed is null and is_over and obstacle is null and not is_told_through then 'overdue_no_data'
            when observed is null and not is_reported then 'no_data'
            when observed is null and rule = 'period_unknown' then 'undecided'
            when observed is null then 'unusable'
            when is_met and may_be_late and observed_on > window_end then
                case
                    when was_met_in_time then 'attained'
                    when is_told_in_time then 'attained_late'
                    else 'attained_unconfirmed'
                end
            when is_met and (is_through or not must_end) then 'attained'
            when is_old and is_over then 'overdue_no_data'
            when is_old then 'no_data'
            when is_limit and is_beyond and (is_flow or (is_held and (is_through or not is_over))) then 'breached'
            when is_through then 'missed'
            when is_over then 'overdue_no_data'
            when must_end and is_met and (is_held or gap_points is null) then 'on_schedule'
            when gap_points >= cuts.ahead then 'ahead'
            when gap_points > -cuts.behind then 'on_schedule'
            when gap_points >= -cuts.far_behind then 'behind'
            when gap_points < -cuts.far_behind then 'far_behind'
            else 'undecided'
        end as status
    from timed
    cross join cuts
),

final as (
    select
        judged.target_id,
        judged.as_of,
        judged.status,
        arg_max(judged.status, statuses.severity) over (
            partition by judged.target_id
            order by judged.as_of
        ) as worst_status
    from judged
    left join statuses on judged.status = statuses.status
)

select * from final
