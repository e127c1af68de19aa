-- For targets that are a change: a stock or rate beside the end of its base year, a flow beside the same months of it.
with target_terms as (
    select * from target_terms
),

target_figures as (
    select * from target_figures
),

flow_totals as (
    select * from flow_totals
),

changes as (
    select * from target_terms
    where measure = 'change'
        and obstacle is null
),

states as (
    select * from target_figures
    where role = 'state'
        and is_eligible
),

compared_states as (
    select
        changes.target_id,
        now.span_end as observed_on,
        null::date as stands_until,
        now.dimension,
        now.base_value as now_value,
        base.base_value as then_value,
        (
            12 * year(now.span_end) + month(now.span_end) + day(now.span_end) / day(last_day(now.span_end))
            - 12 * baseline_year - 13
        ) / 12 as years,
        [base.actual_id, now.actual_id] as actual_ids
    from changes
    inner join states as base
        on changes.target_id = base.target_id
        and base.span_end = make_date(baseline_year, 12, 31)
    inner join states as now
        on base.target_id = now.target_id
        and base.dimension = now.dimension
        and base.span_end < now.span_end
    where kind is distinct from 'flow'
        and (window_end is null or now.span_end <= window_end)
),

years_to_date as (
    select
        *,
        year(until) as year
    from flow_totals
    where since = date_trunc('year', until)
),

-- A sum stands until a later figure of its year leaves a gap; one year-to-date figure needs no company.
compared_flows as (
    select
        changes.target_id,
        now.until as observed_on,
        case
            when not now.is_one_ytd and now.next_reported_on <= least(make_date(now.year, 12, 31), window_end) then
                now.next_reported_on - 1
        end as stands_until,
        now.dimension,
        now.base_value as now_value,
        base.base_value as then_value,
        now.year - baseline_year as years,
        list_concat(base.actual_ids, now.actual_ids) as actual_ids
    from changes
    inner join years_to_date as now
        on changes.indicator_id = now.indicator_id
        and changes.region_code = now.region_code
        and coalesce(changes.figure_dimension, now.dimension) = now.dimension
        and changes.baseline_year < now.year
    inner join years_to_date as base
        on now.indicator_id = base.indicator_id
        and now.region_code = base.region_code
        and now.dimension = base.dimension
        and base.year = changes.baseline_year
        and base.until = case
            when now.until = last_day(now.until) then last_day(make_date(base.year, month(now.until), 1))
            else make_date(base.year, month(now.until), day(now.until))
        end
    where kind = 'flow'
        and (window_end is null or now.until <= window_end)
),

final as (
    select * from compared_states
    union all
    select * from compared_flows
)

select * from final
