-- What becomes of each figure of a file beside what is on record: which one it corrects, and which counts in its place.
with new_figures as (
    select * from new_figures
),

actuals as (
    select * from actuals
),

counted_actuals as (
    select * from counted_actuals
),

units as (
    select * from units
),

told as (
    select
        actuals.*,
        coalesce(units.dimension, actuals.unit) as dimension,
        case basis
            when 'ytd' then date_trunc('year', period_end)::date
            when 'stock' then period_end
            else period_start
        end as span_start,
        actuals.value * coalesce(units.factor, 1) as base_value,
        concat(
            left(reported_value, $longest),
            case when not ends_with(reported_value, reported_unit) then reported_unit end,
            '（', coalesce('来源：' || left(source, $longest), '没有写来源'), '）'
        ) as words
    from actuals
    left join units on actuals.unit = units.unit
),

own as (
    select * from told
    where submission_id in (select submission_id from new_figures)
),

corrected as (
    select
        own.actual_id,
        string_agg(distinct told.words, '、') as words
    from own
    inner join told
        on own.submission_id = told.superseded_by
        and own.indicator_id = told.indicator_id
        and own.region_code = told.region_code
        and own.basis = told.basis
        and own.period_start = told.period_start
        and own.period_end = told.period_end
        and own.source is not distinct from told.source
    group by own.actual_id
),

-- What counts for the same span: itself, or what another source or an earlier file says.
counting as (
    select
        own.actual_id,
        own.base_value,
        own.source,
        standing.actual_id as counting_id,
        standing.base_value as counting_value,
        standing.source as counting_source,
        standing.words
    from own
    inner join counted_actuals
        on own.indicator_id = counted_actuals.indicator_id
        and own.region_code = counted_actuals.region_code
        and own.basis = counted_actuals.basis
        and own.span_start = counted_actuals.span_start
        and own.period_end = counted_actuals.span_end
        and own.dimension = counted_actuals.dimension
    inner join told as standing on counted_actuals.actual_id = standing.actual_id
),

-- What other sources say of the same span, and other than it.
others as (
    select
        own.actual_id,
        string_agg(distinct told.words, '、') as words
    from own
    inner join told
        on own.indicator_id = told.indicator_id
        and own.region_code = told.region_code
        and own.basis = told.basis
        and own.span_start = told.span_start
        and own.period_end = told.period_end
        and own.dimension = told.dimension
        and own.base_value <> told.base_value
        and own.source is distinct from told.source
    where told.known_until is null
    group by own.actual_id
),

final as (
    select
        own.actual_id,
        concat_ws(
            '；',
            '更正在案的 ' || corrected.words,
            case
                when counting.counting_id = own.actual_id then
                    '与在案的 ' || others.words || ' 来源不同，两数都保留，按来源等级以本数为准'
                when counting.counting_value = own.base_value then '与在案的 ' || counting.words || ' 相同，仍以那一个为准'
                when counting.source is null then
                    '没有写来源，不更正在案的 ' || counting.words || '，仍以那一个为准；要更正请写上同一来源'
                when counting.source is distinct from counting.counting_source then
                    '与在案的 ' || counting.words || ' 来源不同，两数都保留，按来源等级以那一个为准'
                else '以在案的 ' || counting.words || ' 为准'
            end
        ) as on_record
    from own
    left join corrected on own.actual_id = corrected.actual_id
    left join counting on own.actual_id = counting.actual_id
    left join others on own.actual_id = others.actual_id
)

select * from final
