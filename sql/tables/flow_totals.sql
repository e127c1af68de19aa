-- Sums of flows from a first day on, put together from spans that follow each other without a gap. Method §1.
-- First days: 1 January of every year (that year alone), and where an increment or a cumulative begins to count.
-- What the bureaus' files add up to counts; documents' figures only make sums where these do not.
with recursive counted_actuals as (
    select * from counted_actuals
),

target_terms as (
    select * from target_terms
),

-- What can be added up: the flows of an indicator and region in one dimension, those of files alone, and where there are
-- any of documents, all together.
series as (
    select
        row_number() over (order by indicator_id, region_code, dimension, is_with_documents) as series,
        indicator_id,
        region_code,
        dimension,
        is_with_documents
    from (
        select indicator_id, region_code, dimension, is_of_document as is_with_documents
        from counted_actuals
        where basis in ('ytd', 'period')
        group by all
    )
),

flows as (
    select
        series,
        span_start,
        span_end,
        base_value,
        basis = 'ytd' as is_ytd,
        actual_id
    from counted_actuals
    inner join series using (indicator_id, region_code, dimension)
    where basis in ('ytd', 'period')
        and (is_with_documents or not is_of_document)
),

windows as (
    select
        series,
        since,
        max(until) as until
    from (
        select
            series,
            date_trunc('year', span_end)::date as since,
            make_date(year(span_end), 12, 31) as until
        from flows
        union all
        select
            series,
            counted_from as since,
            make_date(9999, 12, 31) as until
        from target_terms
        inner join series using (indicator_id, region_code)
        where counted_from is not null
    )
    group by series, since
),

-- What can be part of a sum: the figures themselves, and ytd figures less the ytd on the day before the sum begins. A ytd
-- figure that began before the sum is no part of it, so has no start here; but something was reported on that day.
pieces as (
    select
        windows.series,
        windows.since,
        case when flows.span_start >= windows.since then flows.span_start end as span_start,
        flows.span_end,
        flows.base_value,
        flows.is_ytd,
        case when flows.is_ytd then 0 else 1 end as piece_order,
        null::varchar as before_id,
        flows.actual_id
    from windows
    inner join flows
        on windows.series = flows.series
        and flows.span_end between windows.since and windows.until
        and (flows.span_start >= windows.since or (flows.is_ytd and year(flows.span_end) = year(windows.since)))
    union all
    select
        windows.series,
        windows.since,
        windows.since as span_start,
        flows.span_end,
        flows.base_value - before.base_value as base_value,
        true as is_ytd,
        2 as piece_order,
        before.actual_id as before_id,
        flows.actual_id
    from (
        select *
        from windows
        where since > date_trunc('year', since)
    ) as windows
    inner join flows as before
        on windows.series = before.series
        and before.is_ytd
        and before.span_end = windows.since - 1
    inner join flows
        on before.series = flows.series
        and before.span_start = flows.span_start
        and flows.is_ytd
        and flows.span_end >= windows.since
),

-- For each day the longest span that ends on it.
last_pieces as (
    select *
    from pieces
    qualify row_number() over (partition by series, since, span_end order by span_start, piece_order) = 1
),

followed as (
    select
        *,
        lead(span_end) over (partition by series, since order by span_end) as next_reported_on
    from last_pieces
),

-- Only the first span of a sum can be a difference.
totals as (
    select
        series,
        since,
        span_end as until,
        next_reported_on,
        base_value,
        is_ytd,
        piece_order = 0 as is_one_ytd,
        case when before_id is null then [actual_id] else [before_id, actual_id] end as actual_ids
    from followed
    where span_start = since
    union all
    select
        totals.series,
        totals.since,
        followed.span_end as until,
        followed.next_reported_on,
        totals.base_value + followed.base_value as base_value,
        totals.is_ytd and followed.is_ytd as is_ytd,
        false as is_one_ytd,
        list_append(totals.actual_ids, followed.actual_id) as actual_ids
    from totals
    inner join followed
        on totals.series = followed.series
        and totals.since = followed.since
        and totals.until + 1 = followed.span_start
),

-- A recursion is read by one thread only, a table by all.
summed as materialized (
    select * from totals
),

final as (
    select
        series.* exclude (series, is_with_documents),
        summed.* exclude (series)
    from summed
    inner join series on summed.series = series.series
    left join (
        select indicator_id, region_code, dimension, since, until
        from summed
        inner join series using (series)
        where not is_with_documents
            and (indicator_id, region_code, dimension) in (
                select (indicator_id, region_code, dimension) from series where is_with_documents
            )
    ) as of_files using (indicator_id, region_code, dimension, since, until)
    where not series.is_with_documents
        or of_files.until is null
)

select * from final
