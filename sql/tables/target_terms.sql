-- How each target is judged, before any figure is looked at but for the kind of what the registry lacks. Method §1, §2.
with targets as (
    select * from targets
),

documents as (
    select * from documents
),

indicators as (
    select * from indicators
),

units as (
    select * from units
),

status_rules as (
    select * from status_rules
),

counted_actuals as (
    select * from counted_actuals
),

kinds_by_figures as (
    select
        indicator_id,
        region_code,
        case
            when bool_or(basis = 'stock') then 'stock'
            when bool_or(basis = 'rate') then 'rate'
            when bool_or(basis in ('ytd', 'period')) then 'flow'
            else 'growth'
        end as kind
    from counted_actuals
    group by indicator_id, region_code
),

placed as (
    select
        targets.*,
        indicators.direction as better_direction,
        coalesce(target_units.dimension, targets.unit) as dimension,
        coalesce(target_units.factor, 1) as factor,
        case
            when targets.measure = 'level'
                and target_units.dimension = 'share'
                and coalesce(own_units.dimension, indicators.unit) <> 'share' then 'growth'
            else coalesce(indicators.kind, kinds_by_figures.kind)
        end as kind,
        coalesce(targets.deadline, make_date(targets.target_year, 12, 31)) as due_on,
        coalesce(
            targets.period_start, documents.plan_start, date_trunc('year', documents.published_on)::date
        ) as began_on,
        coalesce(documents.plan_start, documents.published_on, targets.period_start) as plan_began_on
    from targets
    left join documents on targets.document_id = documents.document_id
    left join indicators on targets.indicator_id = indicators.indicator_id
    left join units as target_units on targets.unit = target_units.unit
    left join units as own_units on indicators.unit = own_units.unit
    left join kinds_by_figures
        on targets.indicator_id = kinds_by_figures.indicator_id
        and targets.region_code = kinds_by_figures.region_code
),

-- What a plan counts from its own first day on is an increment, also where it adds its years up: 三年累计新建8500个.
measured as (
    select * replace (
        case
            when measure = 'cumulative'
                and kind is distinct from 'flow'
                and period_start is not null
                and regexp_matches(action, '(^|、)(新|净增)') then 'increment'
            else measure
        end as measure
    )
    from placed
),

-- The period, and the year that a change is compared with.
timed as (
    select
        measured.* exclude (baseline_year),
        measure = 'level' and coalesce(kind = 'flow', false) as is_yearly_flow,
        measure = 'increment' or is_yearly_flow as is_flow,
        case
            when measure = 'change' then coalesce(baseline_year, year(began_on) - 1, year(due_on) - 1)
        end as compared_year,
        case
            when is_yearly_flow then date_trunc('year', due_on)::date
            when measure = 'change' then coalesce(began_on, make_date(compared_year + 1, 1, 1))
            else began_on
        end as starts_on
    from measured
),

bounded as (
    select
        *,
        case when measure = 'change' and direction = 'down' then -1 else 1 end as sign,
        case
            when comparator in ('at_most', 'below') then 'ceiling'
            when comparator in ('at_least', 'above') then 'floor'
            when measure = 'change' and direction = 'down' then 'floor'
            when measure <> 'change' and list_contains(rules, 'falls_to') then 'ceiling'
            when measure <> 'change' and value = 0 and value_high is null then 'ceiling'
            when better_direction = 'down' then 'ceiling'
            else 'floor'
        end as bound,
        comparator in ('at_most', 'below') or (bound = 'ceiling' and is_flow) as is_cap,
        coalesce(
            case measure
                when 'change' then
                    annualised or (compared_year = year(due_on) - 1 and coalesce(kind not in ('stock', 'rate'), true))
                when 'level' then kind = 'growth'
            end,
            false
        ) as is_pace,
        measure in ('level', 'cumulative') and not (is_flow or is_cap or is_pace) and kind is distinct from 'rate'
            as may_be_late
    from timed
),

-- A yearly average of an increment is compared as the total of its years; months are counted in their days.
scaled as (
    select
        bounded.*,
        case
            when measure = 'increment' and annualised then (
                12 * year(due_on) + month(due_on) + day(due_on) / day(last_day(due_on))
                - 12 * year(starts_on - 1) - month(starts_on - 1) - day(starts_on - 1) / day(last_day(starts_on - 1))
            ) / 12
            else 1
        end as years,
        bounded.value * years as promised,
        coalesce(value_high, bounded.value) * years as promised_high,
        abs(promised) * tolerance.value / 100 as about
    from bounded
    left join status_rules as tolerance on tolerance.rule = 'about_tolerance_pct'
),

banded as (
    select
        *,
        case when comparator = 'between' and bound = 'ceiling' then promised_high else promised end as goal,
        case
            when promised is null then null
            when comparator = 'about' then promised - about
            when comparator = 'between' and value_high is not null then least(promised, promised_high)
            when bound = 'floor' then promised
            else '-infinity'::double
        end as lower_end,
        case
            when promised is null then null
            when comparator = 'about' then promised + about
            when comparator = 'between' and value_high is not null then greatest(promised, promised_high)
            when bound = 'ceiling' then promised
            else 'infinity'::double
        end as upper_end
    from scaled
),

final as (
    select
        target_id,
        indicator_id,
        region_code,
        measure,
        kind,
        case
            when region_code is null then 'region_unknown'
            when per is not null and kind is distinct from 'rate' then 'per_each'
            when is_flow and starts_on is null then 'period_unknown'
            when measure = 'change' and compared_year is null then 'period_unknown'
        end as obstacle,
        dimension,
        factor,
        case
            when measure = 'change' and dimension = 'share' then null
            when measure = 'change' and dimension = 'percentage_point' then 'share'
            else dimension
        end as figure_dimension,
        case when measure = 'change' and dimension = 'share' then 1 else factor end as figure_factor,
        annualised,
        compared_year as baseline_year,
        plan_began_on,
        starts_on,
        case
            when measure = 'cumulative' then
                min(starts_on) over (partition by indicator_id, region_code, measure)
            when is_flow then starts_on
        end as counted_from,
        due_on as deadline,
        last_day(due_on) as window_end,
        is_flow,
        is_cap,
        is_pace,
        may_be_late,
        bound,
        sign,
        round(sign * goal, 6) + 0.0 as goal_value,
        round(case when sign > 0 then lower_end else -upper_end end, 6) as met_from,
        round(case when sign > 0 then upper_end else -lower_end end, 6) as met_to
    from banded
)

select * from final
