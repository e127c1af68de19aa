-- Documents' figures that do not count until a person has accepted or edited them, one row a reason.
with document_figures as (
    select * from document_figures
),

status_rules as (
    select * from status_rules
),

documents as (
    select * from documents
),

undecided as (
    select *
    from document_figures
    where not list_has_any(rules, ['correction_accept', 'correction_edit'])
),

unsure as (
    select
        figure_id,
        'low_confidence' as reason_code,
        '置信度' || round(confidence * 100) || '%，低于' || round(status_rules.value) || '%，请核对数字、单位和指标' as reason
    from undecided
    cross join status_rules
    where status_rules.rule = 'review_confidence_pct'
        and confidence * 100 < status_rules.value
),

-- One document, two numbers for the same thing: which of them is it, or are they two things?
said_exactly as (
    select
        figure_id,
        value,
        min(value) over same_thing as lowest,
        max(value) over same_thing as highest,
        min_by(quote, value) over same_thing as lowest_quote,
        max_by(quote, value) over same_thing as highest_quote
    from document_figures
    where comparator = 'exactly'
    window same_thing as (
        partition by
            document_id, indicator_id, region_code, basis, unit, annualised, period_start, period_end, baseline_year
    )
),

contradicted as (
    select
        undecided.figure_id,
        'contradicted' as reason_code,
        '同一文件对同一指标、同一时期写了不同的数：“' || lowest_quote || '”、“' || highest_quote || '”，请核对' as reason
    from undecided
    inner join said_exactly on undecided.figure_id = said_exactly.figure_id
    inner join status_rules on status_rules.rule = 'contradiction_pct'
    where (highest - lowest) * 100 > status_rules.value * greatest(abs(highest), abs(lowest))
),

unplaced as (
    select
        figure_id,
        'unknown_region' as reason_code,
        '“' || region || '”不在行政区划代码中，无法对应目标' as reason
    from document_figures
    where region_code is null
),

misplaced as (
    select
        undecided.figure_id,
        'other_region' as reason_code,
        '《' || coalesce(documents.title, documents.source_file) || '》的标题和发文机关写的是' || documents.other_region
        || '，却放在“' || documents.region || '”的文件夹里，请核对是谁的数值' as reason
    from undecided
    inner join documents on undecided.document_id = documents.document_id
    where documents.other_region is not null
),

final as (
    select * from unsure
    union all
    select * from contradicted
    union all
    select * from unplaced
    union all
    select * from misplaced
)

select * from final
