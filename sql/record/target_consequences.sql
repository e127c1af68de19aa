-- Why a file's latest figure on a target's indicator does not answer the target, where it does not.
with new_figures as (
    select * from new_figures
),

actuals as (
    select * from actuals
),

target_terms as (
    select * from target_terms
),

target_figures as (
    select * from target_figures
),

attainment as (
    select * from attainment
),

judged as (
    select
        target_terms.target_id,
        actuals.period_end,
        case
            when obstacle = 'per_each' then '目标是对若干对象逐个提出的，合计数不能对照'
            when obstacle = 'period_unknown' then '原文和文件都没有写明起止时间，请在人工更正里补上'
            when starts_on > $as_of::date then '目标的期间尚未开始'
            when target_figures.actual_id is null then '这个数没有采用，见下面“接收的数值”'
            when role is null then '报送数的口径回答不了这个目标'
            when not is_unit_matched then '报送数的单位与目标的单位量纲不同，不能换算'
            when not may_be_late and window_end < actuals.period_end then '报告期在目标时限之后'
            when observed is null then '还缺别的数，见说明'
            when actuals.period_end < observed_on then '已有更近的数（' || strftime(observed_on, '%Y-%m-%d') || '）'
            else '进度不变'
        end as why
    from actuals
    inner join target_terms
        on actuals.indicator_id = target_terms.indicator_id
        and actuals.region_code = target_terms.region_code
    inner join attainment
        on target_terms.target_id = attainment.target_id
        and attainment.as_of = $as_of::date
    left join target_figures
        on target_terms.target_id = target_figures.target_id
        and actuals.actual_id = target_figures.actual_id
    where actuals.submission_id in (select submission_id from new_figures)
),

final as (
    select
        target_id,
        arg_max(why, (period_end, why)) as why
    from judged
    group by target_id
)

select * from final
