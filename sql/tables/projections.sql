-- Where each target is heading at each as-of date before its deadline. Method §5.
with target_terms as (
    select * from target_terms
),

target_figures as (
    select * from target_figures
),

flow_totals as (
    select * from flow_totals
),

standings as (
    select * from standings
),

open_targets as (
    select
        standings.*,
        target_terms.* exclude (target_id, dimension, is_pace),
        is_flow and bound = 'ceiling' as is_used_up,
        case when bound = 'floor' then sign else -sign end as towards,
        case when not is_met then goal_value - observed end as missing,
        coalesce(is_flow and deadline < starts_on + interval 1 year, false) as is_within_a_year,
        -- Months are counted in their days.
        (
            12 * year(deadline) + month(deadline) + day(deadline) / day(last_day(deadline))
            - 12 * year(as_of) - month(as_of) - day(as_of) / day(last_day(as_of))
        ) as months_left,
        (
            12 * year(deadline) + month(deadline) + day(deadline) / day(last_day(deadline))
            - 12 * year(observed_on) - month(observed_on) - day(observed_on) / day(last_day(observed_on))
        ) / 12 as years_left
    from standings
    inner join target_terms on standings.target_id = target_terms.target_id
    where as_of < deadline
        and goal_value is not null
),

-- The mean yearly change of the last up to six ends of consecutive years.
yearly_states as (
    select
        target_id,
        dimension,
        year(span_end) as year,
        base_value,
        year(span_end) - row_number() over (partition by target_id, dimension order by span_end) as run
    from target_figures
    where role = 'state'
        and is_eligible
        and span_end = make_date(year(span_end), 12, 31)
),

state_trends as (
    select
        target_id,
        dimension,
        year,
        (base_value - first_value(base_value) over six) / (count(*) over six - 1) as mean_change
    from yearly_states
    window six as (partition by target_id, dimension, run order by year rows between 5 preceding and current row)
    qualify count(*) over six >= 4
),

yearly_totals as (
    select
        indicator_id,
        region_code,
        dimension,
        year(since) as year,
        until as year_end,
        lead(until) over (partition by indicator_id, region_code, dimension order by since) as next_year_end,
        base_value,
        year(since) - row_number() over (partition by indicator_id, region_code, dimension order by since) as run
    from flow_totals
    where since = make_date(year(since), 1, 1)
        and until = make_date(year(since), 12, 31)
),

total_trends as (
    select
        *,
        count(*) over six as years,
        (base_value - first_value(base_value) over six) / (years - 1) as mean_change,
        avg(base_value) over five as mean_total
    from yearly_totals
    window
        six as (
            partition by indicator_id, region_code, dimension, run
            order by year
            rows between 5 preceding and current row
        ),
        five as (
            partition by indicator_id, region_code, dimension, run
            order by year
            rows between 4 preceding and current row
        )
),

-- The last whole year by the as-of date, if it is not older than the year before the observed one.
latest_totals as (
    select
        open_targets.target_id,
        open_targets.as_of,
        total_trends.* exclude (indicator_id, region_code, dimension)
    from open_targets
    inner join total_trends
        on open_targets.indicator_id = total_trends.indicator_id
        and open_targets.region_code = total_trends.region_code
        and coalesce(open_targets.dimension, open_targets.figure_dimension) = total_trends.dimension
        and open_targets.as_of >= total_trends.year_end
        and (total_trends.next_year_end is null or open_targets.as_of < total_trends.next_year_end)
    where total_trends.years >= 4
        and total_trends.year >= year(coalesce(observed_on, as_of)) - 1
),

-- What the same months had of earlier years, for a sum that runs from 1 January.
seasons as (
    select
        open_targets.target_id,
        open_targets.as_of,
        sum(part.base_value) as part,
        sum(whole.base_value) as whole
    from open_targets
    inner join flow_totals as part
        on open_targets.indicator_id = part.indicator_id
        and open_targets.region_code = part.region_code
        and open_targets.dimension = part.dimension
        and open_targets.starts_on > part.since
        and part.since = make_date(year(part.since), 1, 1)
        and part.until = case
            when observed_on = last_day(observed_on) then last_day(make_date(year(part.since), month(observed_on), 1))
            else make_date(year(part.since), month(observed_on), day(observed_on))
        end
    inner join flow_totals as whole
        on part.indicator_id = whole.indicator_id
        and part.region_code = whole.region_code
        and part.dimension = whole.dimension
        and part.since = whole.since
        and whole.until = case
            when deadline = last_day(deadline) then last_day(make_date(year(part.since), month(deadline), 1))
            else make_date(year(part.since), month(deadline), day(deadline))
        end
    where is_within_a_year
        and is_from_flows
        and starts_on = make_date(year(starts_on), 1, 1)
    group by open_targets.target_id, open_targets.as_of
),

-- Values carried to the deadline, in the dimension's first unit where a change has yet to be computed from them.
carried as (
    select
        open_targets.*,
        case
            when seasons.part > 0 and seasons.whole > 0 then seasons.part / seasons.whole
            else (observed_on - starts_on + 1) / (deadline - starts_on + 1)
        end as share_covered,
        latest_totals.mean_total,
        case
            when deadline = make_date(year(deadline), 12, 31) then
                latest_totals.base_value + latest_totals.mean_change * (year(deadline) - latest_totals.year)
        end as carried_total,
        state_trends.mean_change,
        case when is_from_flows then carried_total else now_value + state_trends.mean_change * years_left end as final_value,
        case when is_from_flows then base_totals.base_value else then_value end as base_value,
        case
            when is_from_flows then year(deadline) - baseline_year
            else (
                12 * year(deadline) + month(deadline) + day(deadline) / day(last_day(deadline)) - 12 * baseline_year - 13
            ) / 12
        end as years
    from open_targets
    left join seasons
        on open_targets.target_id = seasons.target_id
        and open_targets.as_of = seasons.as_of
    left join latest_totals
        on open_targets.target_id = latest_totals.target_id
        and open_targets.as_of = latest_totals.as_of
    left join yearly_totals as base_totals
        on open_targets.indicator_id = base_totals.indicator_id
        and open_targets.region_code = base_totals.region_code
        and open_targets.dimension = base_totals.dimension
        and open_targets.baseline_year = base_totals.year
    left join state_trends
        on open_targets.target_id = state_trends.target_id
        and open_targets.dimension = state_trends.dimension
        and state_trends.year = year(observed_on + 1) - 1
),

projected as (
    select
        *,
        round(
            case
                when obstacle is not null then null
                when measure = 'level' and is_flow and observed is null then
                    case when as_of < starts_on then carried_total / figure_factor end
                when measure = 'change' and is_pace and not annualised then observed
                when measure = 'change' and then_value is null then null
                when measure = 'change' and figure_dimension is not null then
                    (final_value - base_value) / factor / case when annualised then years else 1 end
                when measure = 'change' then
                    case
                        when base_value <= 0 or (annualised and final_value < 0) then null
                        when annualised then (pow(final_value / base_value, 1 / years) - 1) * 100 / factor
                        else (final_value / base_value - 1) * 100 / factor
                    end
                when is_within_a_year then case when observed_on <= deadline then observed / share_covered end
                when is_from_flows then observed + mean_total / figure_factor * years_left
                else observed + mean_change / figure_factor * years_left
            end,
            6
        ) as projected_value
    from carried
),

final as (
    select
        target_id,
        as_of,
        case
            when missing * towards > 0 and has_begun and not (is_pace or is_used_up) then missing / months_left
        end as required_per_month,
        projected_value,
        case
            when goal_value = 0 then
                case
                    when not (is_flow or is_held or measure = 'change') then
                        (projected_value - start_value) / (goal_value - start_value) * 100
                end
            when goal_value * sign < 0 then null
            when bound = 'floor' or is_used_up then projected_value / goal_value * 100
            when projected_value * sign > 0 then goal_value / projected_value * 100
        end as projected_pct,
        case
            when missing * towards > 0 and (projected_value - observed) * towards > 0 then
                ceil(round(missing / (projected_value - observed) * (deadline - observed_on), 6))
        end as days_to_go,
        case
            when days_to_go > 36525 then null
            when measure = 'level' and is_flow and observed_on + days_to_go::integer > deadline then null
            else observed_on + days_to_go::integer
        end as projected_on
    from projected
)

select * exclude (days_to_go) from final
