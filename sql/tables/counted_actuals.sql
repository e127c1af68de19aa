-- Of the figures known at $known_at, the one that counts for its indicator, region, basis, span and dimension: 台 and
-- 千瓦 of one thing are two figures.
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
        document_id is not null as is_of_document,
        coalesce(annualised and basis = 'growth', false) as is_annualised,
        -- A yearly average of a flow is the sum of its years.
        actuals.value * coalesce(units.factor, 1)
        * case when annualised and basis = 'period' then (datediff('month', period_start, period_end) + 1) / 12 else 1 end
            as base_value,
        hash(indicator_id, region_code, basis, span_start, span_end, dimension, is_annualised) as told_of
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
            indicator_id, region_code, basis, span_start, span_end, is_annualised,
            source, period_start, dimension, base_value
        order by known_from, submission_id, sheet, row_number, column_number, actual_id
    ) = 1
),

chosen as (
    select actual_id
    from first_told
    qualify row_number() over (
        partition by indicator_id, region_code, basis, span_start, span_end, dimension, is_annualised
        order by
            source_rank, issued_on desc nulls last,
            known_from desc, submission_id desc, sheet desc, row_number desc, column_number desc, actual_id
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
        base_value,
        is_of_document,
        is_annualised
    from known
    where told_of not in (select told_of from contested)
        or actual_id in (select actual_id from chosen)
)

select * from final
