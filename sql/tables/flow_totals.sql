-- Sums of flows from a first day on, put together from spans that follow each other without a gap. Method §1.
-- First days: 1 January of every year (that year alone), and where an increment or a cumulative begins to count.
with recursive counted_actuals as (
    select * from counted_actuals
),

target_terms as (
    select * from target_terms
),

flows as (
    select
        *,
        basis = 'ytd' as is_ytd
    from counted_actuals
    where basis in ('ytd', 'period')
),

windows as (
    select
        indicator_id,
        region_code,
        dimension,
        since,
        max(until) as until
    from (
        select
            indicator_id,
            region_code,
            dimension,
            date_trunc('year', span_end)::date as since,
            make_date(year(span_end), 12, 31) as until
        from flows
        union all
        select
            flows.indicator_id,
            flows.region_code,
            flows.dimension,
            target_terms.counted_from as since,
            make_date(9999, 12, 31) as until
        from flows
        inner join target_terms
            on flows.indicator_id = target_terms.indicator_id
            and flows.region_code = target_terms.region_code
        where target_terms.counted_from is not null
    )
    group by indicator_id, region_code, dimension, since
),

-- What can be part of a sum: the figures themselves, and ytd figures less the ytd on the day before the sum begins.
pieces as (
    select
        windows.indicator_id,
        windows.region_code,
        windows.dimension,
        windows.since,
        flows.span_start,
        flows.span_end,
        flows.base_value,
        flows.is_ytd,
        case when flows.is_ytd then 0 else 1 end as piece_order,
        [flows.actual_id] as actual_ids
    from windows
    inner join flows
        on windows.indicator_id = flows.indicator_id
        and windows.region_code = flows.region_code
        and windows.dimension = flows.dimension
        and flows.span_start >= windows.since
        and flows.span_end <= windows.until
    union all
    select
        windows.indicator_id,
        windows.region_code,
        windows.dimension,
        windows.since,
        windows.since as span_start,
        flows.span_end,
        flows.base_value - before.base_value as base_value,
        true as is_ytd,
        2 as piece_order,
        [before.actual_id, flows.actual_id] as actual_ids
    from windows
    inner join flows
        on windows.indicator_id = flows.indicator_id
        and windows.region_code = flows.region_code
        and windows.dimension = flows.dimension
        and flows.is_ytd
        and flows.span_start < windows.since
        and flows.span_end >= windows.since
    inner join flows as before
        on flows.indicator_id = before.indicator_id
        and flows.region_code = before.region_code
        and flows.dimension = before.dimension
        and flows.span_start = before.span_start
        and before.is_ytd
        and before.span_end = windows.since - 1
),

-- For each day the longest span that ends on it.
last_pieces as (
    select *
    from pieces
    qualify row_number() over (
        partition by indicator_id, region_code, dimension, since, span_end
        order by span_start, piece_order
    ) = 1
),

totals as (
    select
        indicator_id,
        region_code,
        dimension,
        since,
        span_end as until,
        base_value,
        is_ytd,
        piece_order = 0 as is_one_ytd,
        actual_ids
    from last_pieces
    where span_start = since
    union all
    select
        totals.indicator_id,
        totals.region_code,
        totals.dimension,
        totals.since,
        last_pieces.span_end as until,
        totals.base_value + last_pieces.base_value as base_value,
        totals.is_ytd and last_pieces.is_ytd as is_ytd,
        false as is_one_ytd,
        list_concat(totals.actual_ids, last_pieces.actual_ids) as actual_ids
    from totals
    inner join last_pieces
        on totals.indicator_id = last_pieces.indicator_id
        and totals.region_code = last_pieces.region_code
        and totals.dimension = last_pieces.dimension
        and totals.since = last_pieces.since
        and totals.until + 1 = last_pieces.span_start
),

-- The last days of all figures of the time, also of those that no sum reaches because something before is missing.
reported as (
    select
        windows.indicator_id,
        windows.region_code,
        windows.dimension,
        windows.since,
        flows.span_end as until,
        lead(flows.span_end) over (
            partition by windows.indicator_id, windows.region_code, windows.dimension, windows.since
            order by flows.span_end
        ) as next_reported_on
    from windows
    inner join flows
        on windows.indicator_id = flows.indicator_id
        and windows.region_code = flows.region_code
        and windows.dimension = flows.dimension
        and flows.span_end >= windows.since
        and (flows.span_start >= windows.since or (flows.is_ytd and year(flows.span_end) = year(windows.since)))
    group by windows.indicator_id, windows.region_code, windows.dimension, windows.since, flows.span_end
),

final as (
    select
        totals.*,
        reported.next_reported_on
    from totals
    inner join reported
        on totals.indicator_id = reported.indicator_id
        and totals.region_code = reported.region_code
        and totals.dimension = reported.dimension
        and totals.since = reported.since
        and totals.until = reported.until
)

select * from final
