-- Of the figures known at $known_at, the one that counts for its indicator, region, basis and span.
with actuals as (
    select * from actuals
),

units as (
    select * from units
),

known as not materialized (
    select
        actuals.*,
        case basis
            when 'ytd' then date_trunc('year', period_end)::date
            when 'stock' then period_end
            else period_start
        end as span_start,
        period_end as span_end,
        coalesce(units.dimension, actuals.unit) as dimension,
        actuals.value * coalesce(units.factor, 1) as base_value,
        hash(indicator_id, region_code, basis, span_start, span_end) as told_of
    from actuals
    left join units on actuals.unit = units.unit
    where known_from <= $known_at::timestamp
        and (known_until is null or known_until > $known_at::timestamp)
),

-- Spans of which more than one figure tells. They are few: known by a hash, not by five columns of millions.
contested as (
    select told_of
    from known
    group by told_of
    having count(*) > 1
),

-- The same value said again by the same source: the one that said it first goes on counting.
first_told as (
    select *
    from known
    where told_of in (select told_of from contested)
    qualify row_number() over (
        partition by
            indicator_id, region_code, basis, span_start, span_end, source, period_start, dimension, base_value
        order by known_from, submission_id, sheet, row_number, column_number
    ) = 1
),

chosen as (
    select actual_id
    from first_told
    qualify row_number() over (
        partition by indicator_id, region_code, basis, span_start, span_end
        order by source_rank, known_from desc, submission_id desc, sheet desc, row_number desc, column_number desc
    ) = 1
),

final as (
    select
        actual_id,
        indicator_id,
        region_code,
        basis,
        span_start,
        span_end,
        dimension,
        base_value
    from known
    where told_of not in (select told_of from contested)
        or actual_id in (select actual_id from chosen)
)

select * from final
