-- Every accepted figure, linked to its indicator, with its basis, its source's rank and the time in which it is known.
-- A later file supersedes a figure by another value for the same indicator, region, period, basis and source, or by a
-- row without a value, which takes it back and is no figure itself. What documents state stands until they no longer do.
with figures as (
    select * from figures
),

submissions as (
    select * from submissions
),

figure_vintages as (
    select * from figure_vintages
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

-- The best rank of the words in its name; * names every source, and one that nothing names comes last, a document behind
-- every file and what it only expects behind both.
ranked_sources as (
    select
        sources.source,
        sources.told_by,
        coalesce(
            min(rank) filter (
                coalesce(source_ranks.told_by, 'file') = sources.told_by
                and (pattern = '*' or contains(sources.source, pattern))
            ),
            coalesce(max(rank), 0) + list_position(['file', 'document', 'expected'], sources.told_by)
        ) as source_rank
    from (
        select distinct source, 'file' as told_by from figures
        union all
        select distinct source, unnest(['document', 'expected']) as told_by from figure_vintages
    ) as sources
    left join source_ranks on true
    group by sources.source, sources.told_by
),

linked as not materialized (
    select
        concat_ws('-', figures.submission_id, figures.sheet, figures.row_number, figures.column_number) as actual_id,
        indicator_links.indicator_id,
        indicator_links.indicator,
        figures.* exclude (indicator_text, basis),
        case
            when indicators.kind = 'rate' and figures.basis is distinct from 'growth' then 'rate'
            when figures.basis is not null then figures.basis
            when indicators.kind = 'flow' then 'period'
            else 'stock'
        end as basis,
        ranked_sources.source_rank,
        submissions.received_at as known_from,
        coalesce(units.dimension, figures.unit) as dimension,
        figures.value * coalesce(units.factor, 1) as base_value
    from figures
    inner join submissions on figures.submission_id = submissions.submission_id
    inner join indicator_links on figures.indicator_text = indicator_links.indicator_text
    inner join ranked_sources
        on figures.source is not distinct from ranked_sources.source
        and ranked_sources.told_by = 'file'
    left join indicators on indicator_links.indicator_id = indicators.indicator_id
    left join units on figures.unit = units.unit
),

keyed as not materialized (
    select
        *,
        hash(indicator_id, region_code, period_start, period_end, basis, source) as said_of
    from linked
),

-- What was reported more than once. It is little: known by a hash, not by six columns of millions.
repeated as (
    select said_of
    from keyed
    group by said_of
    having count(*) > 1
),

retold as materialized (
    select *
    from keyed
    semi join repeated using (said_of)
),

-- One after the other as they came, those of one file as they stand in it, with a reason first.
in_order as (
    select
        *,
        row(value is null, dimension, base_value) as amount,
        row_number() over (
            order by
                indicator_id, region_code, period_start, period_end, basis, source,
                known_from, submission_id, reason is null, sheet, row_number, column_number
        ) as position
    from retold
),

-- Where the next file begins, and where the amount is next another one.
followed as (
    select
        actual_id,
        submission_id,
        reason,
        known_from,
        amount,
        position,
        min(position) over (
            partition by indicator_id, region_code, period_start, period_end, basis, source
            order by known_from
            range between interval 1 microsecond following and unbounded following
        ) as next_file,
        min(case when is_other then position end) over (
            partition by indicator_id, region_code, period_start, period_end, basis, source
            order by position
            rows between 1 following and unbounded following
        ) as next_other
    from (
        select
            *,
            amount is distinct from lag(amount) over (
                partition by indicator_id, region_code, period_start, period_end, basis, source order by position
            ) as is_other
        from in_order
    )
),

-- The first of a later file that says otherwise.
corrections as (
    select
        followed.actual_id,
        correcting.known_from as known_until,
        correcting.submission_id as superseded_by,
        correcting.reason as superseded_reason
    from followed
    inner join followed as next_told on followed.next_file = next_told.position
    inner join followed as correcting
        on correcting.position
        = case when next_told.amount = followed.amount then next_told.next_other else next_told.position end
),

dated as (
    select *
    from keyed
    anti join repeated using (said_of)
    union all by name
    select
        retold.*,
        corrections.* exclude (actual_id)
    from retold
    left join corrections on retold.actual_id = corrections.actual_id
),

-- Of one rank what is said exactly counts before what is said roughly (超过, 约).
stated as (
    select
        figure_vintages.* exclude (plan_region, basis, superseded_reason),
        case
            when indicators.kind = 'rate' and figure_vintages.basis <> 'growth' then 'rate'
            else figure_vintages.basis
        end as basis,
        ranked_sources.source_rank + case when comparator = 'exactly' then 0 else 1 end as source_rank,
        case when known_until is not null then document_id end as superseded_by,
        superseded_reason
    from figure_vintages
    inner join ranked_sources
        on figure_vintages.source = ranked_sources.source
        and ranked_sources.told_by = case when is_expected then 'expected' else 'document' end
    left join indicators on figure_vintages.indicator_id = indicators.indicator_id
),

final as (
    select * exclude (dimension, base_value, reason, said_of)
    from dated
    where value is not null
    union all by name
    select * from stated
)

select * from final
