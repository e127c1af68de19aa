-- What the figures answer to each target at the end of each period that answers; no as-of date yet. Method §1.
with target_terms as (
    select * from target_terms
),

target_figures as (
    select * from target_figures
),

flow_totals as (
    select * from flow_totals
),

comparisons as (
    select * from comparisons
),

states as (
    select
        target_figures.*,
        target_terms.* exclude (target_id, dimension)
    from target_figures
    inner join target_terms on target_figures.target_id = target_terms.target_id
    where role = 'state'
        and is_eligible
),

-- The state with which the target's period began.
beginnings as (
    select
        target_id,
        max(span_end) as span_end,
        arg_max(actual_id, span_end) as actual_id,
        arg_max(value, span_end) as value,
        arg_max(base_value, span_end) as base_value
    from states
    where span_end <= starts_on
    group by target_id
),

-- A state from before the period is where it began itself.
levels as (
    select
        states.target_id,
        'state' as way,
        states.span_end as observed_on,
        2 as preference,
        coalesce(
            not (is_cap or is_pace)
            and states.span_end between deadline and window_end
            and states.value between met_from and met_to,
            false
        ) as is_final,
        case measure when 'level' then 'level_' || kind else 'cumulative_stock' end as rule,
        states.value as observed,
        states.dimension,
        states.base_value as now_value,
        case when beginnings.target_id is not null then starts_on - 1 end as start_on,
        case when states.span_end <= starts_on then states.value else beginnings.value end as start_value,
        start_value as baseline_value,
        case when states.span_end > beginnings.span_end then beginnings.span_end end as baseline_on,
        case
            when states.span_end > beginnings.span_end then [beginnings.actual_id, states.actual_id]
            else [states.actual_id]
        end as actual_ids
    from states
    left join beginnings on states.target_id = beginnings.target_id
    where (measure = 'cumulative' or (measure = 'level' and not is_flow))
        and (may_be_late or window_end is null or states.span_end <= window_end)
),

-- A sum stands until a later figure of its time leaves a gap; the year to date of a level needs no company.
flows as (
    select
        target_terms.target_id,
        'flow' as way,
        flow_totals.until as observed_on,
        case
            when measure = 'level' and is_one_ytd then null
            when last_on is null or next_reported_on <= last_on then next_reported_on - 1
        end as stands_until,
        case measure when 'cumulative' then 1 else 2 end as preference,
        case measure when 'level' then 'flow' else measure end
        || case when is_ytd then '_ytd' else '_period_sum' end as rule,
        round(base_value / figure_factor, 6) as observed,
        true as is_from_flows,
        flow_totals.dimension,
        base_value as now_value,
        counted_from - 1 as start_on,
        0.0 as start_value,
        flow_totals.actual_ids
    from (
        select
            *,
            case when not may_be_late then window_end end as last_on
        from target_terms
        where obstacle is null
    ) as target_terms
    inner join flow_totals
        on target_terms.indicator_id = flow_totals.indicator_id
        and target_terms.region_code = flow_totals.region_code
        and target_terms.figure_dimension = flow_totals.dimension
        and target_terms.counted_from = flow_totals.since
    where last_on is null
        or until <= last_on
),

stock_differences as (
    select
        states.target_id,
        'difference' as way,
        states.span_end as observed_on,
        1 as preference,
        'increment_stock_difference' as rule,
        round((states.base_value - beginnings.base_value) / figure_factor, 6) as observed,
        states.dimension,
        states.base_value as now_value,
        starts_on - 1 as start_on,
        0.0 as start_value,
        beginnings.value as baseline_value,
        beginnings.span_end as baseline_on,
        [beginnings.actual_id, states.actual_id] as actual_ids
    from states
    inner join beginnings on states.target_id = beginnings.target_id
    where measure = 'increment'
        and states.span_end > starts_on
        and beginnings.span_end >= starts_on - interval 1 year
        and (window_end is null or states.span_end <= window_end)
),

-- In one year a reported growth answers before a computed one, and the later year before the earlier.
growths as (
    select
        target_terms.target_id,
        'growth' as way,
        span_end as observed_on,
        2 * year(span_end) + 1 as preference,
        'change_growth' as rule,
        value as observed,
        target_figures.dimension,
        base_value as now_value,
        [actual_id] as actual_ids
    from target_terms
    inner join target_figures on target_terms.target_id = target_figures.target_id
    where role = 'growth'
        and is_eligible
        and measure = 'change'
        and year(span_start) = baseline_year + 1
        and (window_end is null or span_end <= window_end)
),

changes as (
    select
        target_terms.target_id,
        'change' as way,
        observed_on,
        stands_until,
        2 * year(observed_on) as preference,
        case when figure_dimension is null then 'change_index' else 'change_difference' end as rule,
        round(
            case
                when figure_dimension is not null then
                    (now_value - then_value) / factor / case when annualised then years else 1 end
                when then_value <= 0 or (annualised and now_value < 0) then null
                when annualised then (pow(now_value / then_value, 1 / years) - 1) * 100 / factor
                else (now_value / then_value - 1) * 100 / factor
            end,
            6
        ) as observed,
        coalesce(kind = 'flow', false) as is_from_flows,
        comparisons.dimension,
        now_value,
        then_value,
        round(then_value / figure_factor, 6) as baseline_value,
        actual_ids
    from target_terms
    inner join comparisons on target_terms.target_id = comparisons.target_id
),

told_changes as (
    select *
    from changes
    where observed is not null
),

-- A flow that is reported in two dimensions answers in one.
single_changes as (
    select told_changes.*
    from told_changes
    anti join told_changes as other
        on told_changes.target_id = other.target_id
        and told_changes.observed_on = other.observed_on
        and told_changes.dimension > other.dimension
),

answers as (
    select * from levels
    union all by name
    select * from flows
    union all by name
    select * from stock_differences
    union all by name
    select * from growths
    union all by name
    select * from single_changes
),

-- At a date the answer of the greatest worth counts: the highest preference, then one met at the deadline, then the
-- latest. How often it is answered in the same way is how often it is reported.
final as (
    select
        * exclude (preference, is_final, way) replace (coalesce(is_from_flows, false) as is_from_flows),
        (2 * preference + coalesce(is_final, false)::integer) * 10_000_000 + (observed_on - date '0001-01-01') as worth,
        observed_on - lag(observed_on) over (partition by target_id, way order by observed_on) as days_since_last
    from answers
)

select * from final
