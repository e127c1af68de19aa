-- What the documents of the regions $labels tell now: their figures that count, as actuals are written.
with document_figures as (
    select * from document_figures
),

figures_to_review as (
    select * from figures_to_review
),

documents as (
    select * from documents
),

counting as (
    select
        document_figures.*,
        -- A state is of the year that it ends, as bureaus report it; a growth begins behind the year compared with.
        case
            when basis = 'growth' and baseline_year is not null
                then least(make_date(baseline_year + 1, 1, 1), coalesce(period_start, period_end))
            else coalesce(period_start, date_trunc('year', period_end)::date)
        end as first_day,
        period_end = last_day(period_end) and month(period_end) = 12 as ends_with_year,
        coalesce(documents.title, documents.source_file) as title,
        documents.issuer,
        documents.published_on,
        documents.text[value_start + 1:value_end] as number_text,
        -- 5.3万 and 万人: the numeral stands in both.
        regexp_extract(number_text, '[万亿]+$') as numeral
    from document_figures
    inner join documents on document_figures.document_id = documents.document_id
    anti join figures_to_review on document_figures.figure_id = figures_to_review.figure_id
    where list_contains($labels, plan_region)
),

final as (
    select
        figure_id,
        document_id,
        plan_region,
        indicator_id,
        indicator,
        region_code,
        region,
        case
            when period_start is null and ends_with_year then strftime(period_end, '%Y年末')
            when period_start is null and period_end = last_day(period_end) then strftime(period_end, '%Y年%-m月末')
            when period_start is null then strftime(period_end, '%Y年%-m月%-d日')
            when first_day = date_trunc('year', first_day) and ends_with_year then
                case when year(first_day) < year(period_end) then year(first_day) || '—' else '' end
                || strftime(period_end, '%Y年')
            when day(first_day) = 1 and period_end = last_day(period_end) and year(first_day) = year(period_end) then
                strftime(first_day, '%Y年%-m')
                || case when month(first_day) < month(period_end) then '—' || month(period_end) else '' end || '月'
            else strftime(first_day, '%Y年%-m月%-d日') || '至' || strftime(period_end, '%Y年%-m月%-d日')
        end as period,
        first_day as period_start,
        period_end,
        basis,
        annualised,
        value,
        unit,
        comparator,
        is_expected,
        number_text as reported_value,
        case when starts_with(unit_text, numeral) then unit_text[length(numeral) + 1:] else unit_text end as reported_unit,
        concat(
            issuer, '《', title, '》', '（' || strftime(published_on, '%Y年%-m月%-d日') || '）'
        ) as source,
        published_on as issued_on,
        nullif(concat_ws('；', note, case when is_expected then '原文为预计数' end), '') as note,
        quote
    from counting
)

select * from final
