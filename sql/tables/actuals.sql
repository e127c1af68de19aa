-- Every accepted figure, linked to its indicator, with its basis, its source's rank and the time in which it is known.
-- A later file supersedes a figure by another value for the same indicator, region, period, basis and source, or by a
-- row without a value, which takes it back and is no figure itself.
with figures as (
    select * from figures
),

submissions as (
    select * from submissions
),

indicator_links as (
    select * from indicator_links
),

indicators as (
    select * from indicators
),

source_ranks as (
    select * from source_ranks
),

units as (
    select * from units
),

linked as (
    select
        concat_ws('-', figures.submission_id, figures.row_number, figures.column_number) as actual_id,
        indicator_links.indicator_id,
        indicator_links.indicator,
        figures.* exclude (indicator_text, basis),
        case
            when indicators.kind = 'rate' and figures.basis is distinct from 'growth' then 'rate'
            when figures.basis is not null then figures.basis
            when indicators.kind = 'flow' then 'period'
            else 'stock'
        end as basis,
        submissions.received_at as known_from,
        coalesce(units.dimension, figures.unit) as dimension,
        figures.value * coalesce(units.factor, 1) as base_value
    from figures
    inner join submissions on figures.submission_id = submissions.submission_id
    inner join indicator_links on figures.indicator_text = indicator_links.indicator_text
    left join indicators on indicator_links.indicator_id = indicators.indicator_id
    left join units on figures.unit = units.unit
),

-- The best rank of the words in its name; * names every source, and one that nothing names comes last.
named_sources as (
    select
        linked.actual_id,
        min(source_ranks.rank) as source_rank
    from linked
    inner join source_ranks on source_ranks.pattern = '*' or contains(linked.source, source_ranks.pattern)
    group by linked.actual_id
),

last_rank as (
    select coalesce(max(rank), 0) + 1 as source_rank
    from source_ranks
),

corrections as (
    select
        linked.actual_id,
        later.known_from as known_until,
        later.submission_id as superseded_by,
        later.reason as superseded_reason
    from linked
    inner join linked as later
        on linked.indicator_id = later.indicator_id
        and linked.region_code = later.region_code
        and linked.period_start = later.period_start
        and linked.period_end = later.period_end
        and linked.basis = later.basis
        and linked.source is not distinct from later.source
        and linked.known_from < later.known_from
        and (later.value is null or linked.dimension <> later.dimension or linked.base_value <> later.base_value)
    qualify row_number() over (
        partition by linked.actual_id
        order by later.known_from, later.submission_id, later.reason is null, later.row_number, later.column_number
    ) = 1
),

final as (
    select
        linked.* exclude (dimension, base_value, reason),
        coalesce(named_sources.source_rank, last_rank.source_rank) as source_rank,
        corrections.known_until,
        corrections.superseded_by,
        corrections.superseded_reason
    from linked
    cross join last_rank
    left join named_sources on linked.actual_id = named_sources.actual_id
    left join corrections on linked.actual_id = corrections.actual_id
    where linked.value is not null
)

select * from final
