-- One row a target, in each region the worst first: what the ledger says of it.
with standing as (select * from attainment_latest),

reported as (select * from actuals),

files as (select * from submissions),

plans as (select * from documents),

promised as (select * from targets),

answering_units as (select * from answering_units),

doubts as (select * from targets_to_review),

conflict_sides as (select * from conflict_sides),

severities as (select * from statuses),

wanted as (select * from figures_to_send),

figures_used as (
    select * from figures_used
),

-- The latest of the figures that the observed value rests on, as the bureau wrote it.
latest_figures as (
    select
        figures_used.target_id,
        max_by(
            concat(
                reported.period, ':', reported.reported_value, reported.reported_unit, ',',
                coalesce(nullif(reported.source, ''), '未注明来源'),
                case
                    when reported.document_id is null
                        then concat('(', files.file_name, ' ' || reported.sheet, ' 第', reported.row_number, '行)')
                    else '：“' || reported.quote || '”'
                end
            ),
            (reported.period_end, reported.known_from, reported.row_number, reported.column_number)
        ) as latest_figure,
        count(*) as figures
    from standing
    inner join figures_used on standing.target_id = figures_used.target_id and standing.as_of = figures_used.as_of
    inner join reported on figures_used.actual_id = reported.actual_id
    left join files on reported.submission_id = files.submission_id
    group by figures_used.target_id
),

reviews as (
    select
        target_id,
        string_agg(reason, ';' order by reason_code, reason) as review
    from doubts
    group by target_id
),

conflicts as (
    select
        target_id,
        string_agg(distinct reason, ';' order by reason) as conflict
    from conflict_sides
    group by target_id
),

final as (
    select
        standing.*,
        promised.unit_text,
        plans.document_number,
        plans.source_file,
        latest_figures.latest_figure,
        latest_figures.figures,
        reviews.review,
        conflicts.conflict,
        wanted.what_to_send,
        coalesce(list_distinct(answering_units.lead_units), []) as lead_unit_names
    from standing
    inner join promised on standing.target_id = promised.target_id
    left join plans on standing.document_id = plans.document_id
    left join latest_figures on standing.target_id = latest_figures.target_id
    left join answering_units on standing.target_id = answering_units.target_id
    left join reviews on standing.target_id = reviews.target_id
    left join conflicts on standing.target_id = conflicts.target_id
    left join wanted on standing.target_id = wanted.target_id
    left join severities on standing.status = severities.status
    order by
        standing.region_code nulls last,
        standing.region,
        severities.severity desc nulls last,
        standing.deadline nulls last,
        standing.published_on nulls last,
        standing.document_id,
        promised.value_start
)

select * from final
