-- The figures that each target needs, and whether they are on record: a row a target, basis and span. What is asked for is
-- what the method reads: docs/method.md §1. A target that no figure can answer, or that is settled, needs none.
with target_terms as (
    select * from target_terms
),

targets as (
    select * from targets
),

indicators as (
    select * from indicators
),

units as (
    select * from units
),

attainment as (
    select * from attainment
),

counted_actuals as (
    select * from counted_actuals
),

flow_totals as (
    select * from flow_totals
),

path_milestones as (
    select * from path_milestones
),

-- What an indicator is told by its name, its units and its measures to be, where neither the registry nor a figure says:
-- one kind for all of its targets, since the figures of one make it the kind of all. And a unit in which it is counted.
told_kinds as (
    select
        targets.indicator_id,
        targets.region_code,
        min(targets.unit) filter (where coalesce(units.dimension, targets.unit) not in ('share', 'percentage_point')) as unit,
        coalesce(bool_or(units.dimension = 'share' and measure <> 'change'), false) as is_share,
        case
            when is_share and bool_or(regexp_matches(indicator, '同比|增速|[涨降增]幅|增长$|增长率')) then 'growth'
            when is_share or bool_and(coalesce(units.dimension = 'percentage_point', false)) then 'rate'
            when bool_or(
                regexp_matches(
                    indicator, '年度|全年|年[产销]|投资|到位资金|收入|产值|产量|让利|销售|营业|交易额|税收|进出口|接待|旅游'
                )
            ) then 'flow'
            when bool_or(measure in ('level', 'cumulative')) then 'stock'
            when bool_or(measure = 'increment') then 'flow'
            else 'growth'
        end as kind
    from targets
    left join units on targets.unit = units.unit
    group by targets.indicator_id, targets.region_code
),

read as (
    select
        target_terms.* exclude (kind),
        targets.unit,
        attainment.status,
        (date_trunc('month', $as_of::date) - interval 1 day)::date as last_month,
        least(last_month, coalesce(window_end, last_month)) as asked_on,
        target_terms.dimension in ('share', 'percentage_point') as is_share,
        case
            when coalesce(own_units.dimension, indicators.unit) in ('share', 'percentage_point') then told_kinds.unit
            else coalesce(indicators.unit, told_kinds.unit)
        end as own_unit,
        coalesce(target_terms.kind, told_kinds.kind) as kind
    from target_terms
    inner join targets on target_terms.target_id = targets.target_id
    inner join attainment
        on target_terms.target_id = attainment.target_id
        and attainment.as_of = $as_of::date
    inner join told_kinds
        on target_terms.indicator_id = told_kinds.indicator_id
        and target_terms.region_code = told_kinds.region_code
    left join indicators on target_terms.indicator_id = indicators.indicator_id
    left join units as own_units on indicators.unit = own_units.unit
    where obstacle is null
),

-- What runs still, and what is over without an answer of its last day. A state may be asked for in three ways: as it is
-- now, as it was at the deadline, as it was when the period began.
open_targets as (
    select
        *,
        case when asked_on < last_month then 'deadline' else 'current' end as now_purpose,
        case
            when measure = 'change' and kind in ('flow', 'growth') and dimension = 'share'
                and baseline_year = year(asked_on) - 1 then 'growth'
            when measure = 'level' and kind = 'growth' then 'growth'
            when measure = 'change' and kind in ('flow', 'growth') then 'flow'
            when measure = 'cumulative' and kind = 'flow' and counted_from is null then 'stock'
            when measure in ('increment', 'cumulative') and kind = 'flow' then 'flow'
            else kind
        end as way,
        case when way = 'flow' then 'ytd' else way end as basis,
        case
            when basis = 'growth' or dimension = 'percentage_point' then '%'
            when measure = 'change' and is_share then case when kind = 'rate' then coalesce(own_unit, '%') else own_unit end
            else unit
        end as asked_unit,
        case
            when measure = 'level' then date_trunc('year', asked_on)::date
            when measure = 'change' then date_trunc('year', asked_on)::date
            else coalesce(counted_from, starts_on)
        end as since
    from read
    where (starts_on is null or starts_on <= asked_on)
        and (measure <> 'change' or baseline_year < year(asked_on))
        and (
            asked_on >= last_month
            or status in ('overdue_no_data', 'no_data', 'unusable', 'undecided', 'attained_unconfirmed')
        )
),

-- Of a flow every year of its time: the year to date at its end, or its missing months where months are reported.
years as (
    select
        *,
        make_date(y.year::integer, 1, 1) as year_start,
        greatest(since, year_start) as first_on,
        least(asked_on, make_date(y.year::integer, 12, 31)) as last_on
    from open_targets
    cross join lateral (select unnest(generate_series(year(since), year(asked_on))) as year) as y
    where way = 'flow'
        and measure <> 'change'
        and since is not null
),

incomplete_years as (
    select
        years.*,
        exists (
            select 1
            from counted_actuals
            where counted_actuals.indicator_id = years.indicator_id
                and counted_actuals.region_code = years.region_code
                and counted_actuals.dimension = years.figure_dimension
                and counted_actuals.basis = 'period'
                and span_start >= first_on
                and span_end <= last_on
                and span_end - span_start < 100
        ) as is_by_months
    from years
    where not exists (
        select 1
        from flow_totals
        where flow_totals.indicator_id = years.indicator_id
            and flow_totals.region_code = years.region_code
            and flow_totals.dimension = years.figure_dimension
            and flow_totals.since = first_on
            and flow_totals.until = last_on
    )
),

missing_months as (
    select
        incomplete_years.*,
        month_start::date as month_start,
        last_day(month_start) as month_end
    from incomplete_years
    cross join lateral (
        select unnest(generate_series(first_on::timestamp, last_on::timestamp, interval 1 month)) as month_start
    )
    where is_by_months
        and last_day(month_start) <= last_on
        and not exists (
            select 1
            from counted_actuals
            where counted_actuals.indicator_id = incomplete_years.indicator_id
                and counted_actuals.region_code = incomplete_years.region_code
                and counted_actuals.dimension = incomplete_years.figure_dimension
                and counted_actuals.basis in ('period', 'ytd')
                and span_start <= month_start
                and span_end >= last_day(month_start)
        )
),

beginnings as (
    select
        open_targets.target_id,
        max(span_end) as known_on
    from open_targets
    inner join counted_actuals
        on open_targets.indicator_id = counted_actuals.indicator_id
        and open_targets.region_code = counted_actuals.region_code
        and open_targets.figure_dimension = counted_actuals.dimension
        and open_targets.basis = counted_actuals.basis
    where span_end <= starts_on
    group by open_targets.target_id
),

needed as (
    -- Where a state, a rate or a growth stands now.
    select
        target_id,
        region_code,
        indicator_id,
        asked_unit,
        basis,
        now_purpose as purpose,
        case when basis = 'growth' then date_trunc('year', asked_on)::date else date_trunc('month', asked_on)::date end as period_start,
        asked_on as period_end
    from open_targets
    where way <> 'flow'
    union all by name
    -- Where it stood when the period began; a limit needs no start, nor does what has a milestone to start from.
    select
        target_id,
        region_code,
        indicator_id,
        asked_unit,
        basis,
        'baseline' as purpose,
        date_trunc('month', starts_on - 1)::date as period_start,
        starts_on - 1 as period_end
    from open_targets
    left join beginnings using (target_id)
    where way in ('stock', 'rate')
        and measure <> 'change'
        and starts_on is not null
        and case
            when measure = 'increment' then known_on is null or known_on < starts_on - interval 1 year
            else
                known_on is null
                and deadline is not null
                and not is_cap
                and status not like 'attained%'
                and target_id not in (select target_id from path_milestones)
        end
    union all by name
    select
        target_id,
        region_code,
        indicator_id,
        asked_unit,
        basis,
        'baseline' as purpose,
        make_date(baseline_year, 12, 1) as period_start,
        make_date(baseline_year, 12, 31) as period_end
    from open_targets
    where way in ('stock', 'rate')
        and measure = 'change'
    union all by name
    -- A flow beside the same months of its base year.
    select
        target_id,
        region_code,
        indicator_id,
        asked_unit,
        basis,
        case when of_year = baseline_year then 'baseline' else now_purpose end as purpose,
        make_date(of_year, 1, 1) as period_start,
        last_day(make_date(of_year, month(asked_on), 1)) as period_end
    from open_targets
    cross join lateral (select unnest([baseline_year, year(asked_on)])::integer as of_year)
    where way = 'flow'
        and measure = 'change'
    union all by name
    select
        target_id,
        region_code,
        indicator_id,
        asked_unit,
        basis,
        case when last_on = asked_on then now_purpose else 'missing' end as purpose,
        year_start as period_start,
        last_on as period_end
    from incomplete_years
    where not is_by_months
    union all by name
    -- The year to date on the day before a sum begins that begins within a year.
    select
        target_id,
        region_code,
        indicator_id,
        asked_unit,
        basis,
        'baseline' as purpose,
        year_start as period_start,
        first_on - 1 as period_end
    from incomplete_years
    where not is_by_months
        and first_on > year_start
    union all by name
    select
        target_id,
        region_code,
        indicator_id,
        asked_unit,
        'period' as basis,
        case when month_end = asked_on then now_purpose else 'missing' end as purpose,
        month_start as period_start,
        month_end as period_end
    from missing_months
),

final as (
    select distinct
        target_id,
        region_code,
        indicator_id,
        purpose,
        basis,
        period_start,
        period_end,
        asked_unit as unit,
        exists (
        select 1
        from counted_actuals
        where counted_actuals.indicator_id = needed.indicator_id
            and counted_actuals.region_code = needed.region_code
            and counted_actuals.basis = needed.basis
            and counted_actuals.span_end = needed.period_end
            and counted_actuals.dimension = coalesce(units.dimension, needed.asked_unit, counted_actuals.dimension)
        ) as is_on_record
    from needed
    left join units on needed.asked_unit = units.unit
)

select * from final
