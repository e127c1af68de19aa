-- What to send so that a target can be judged: one sentence a target that has no answer, and the first row to fill in.
with latest as (
    select * from attainment_latest
),

needed_figures as (
    select * from needed_figures
),

worded as (
    select
        *,
        case
            when basis = 'stock' and month(period_end) = 12 then strftime(period_end, '%Y年末')
            when basis = 'stock' then strftime(period_end, '%Y年%-m月末')
            when basis in ('ytd', 'growth') and month(period_end) = 12 then strftime(period_end, '%Y年')
            when basis in ('ytd', 'growth') then strftime(period_end, '%Y年1—%-m月')
            else strftime(period_end, '%Y年%-m月')
        end as period,
        case basis
            when 'stock' then '期末数'
            when 'ytd' then '本年累计数'
            when 'period' then '当期数'
            when 'rate' then '比率'
            when 'growth' then '同比'
        end as basis_name,
        case purpose when 'baseline' then '（基期）' when 'deadline' then '（时限）' when 'missing' then '（缺报）' else '' end as use
    from needed_figures
    where not is_on_record
),

asked as (
    select
        target_id,
        count(*) as figures,
        string_agg(period || basis_name || use, '、' order by period_end, basis) as figures_text,
        any_value(unit) as unit,
        arg_min(period, (period_end, basis)) as period,
        arg_min(basis, (period_end, basis)) as basis
    from worded
    group by target_id
),

final as (
    select
        latest.target_id,
        latest.region_code,
        latest.region,
        latest.plan_region,
        latest.lead_units,
        latest.indicator,
        latest.deadline,
        latest.status,
        latest.status_name,
        coalesce(asked.figures, 0) as figures,
        case
            when asked.target_id is not null then
                '请补报' || latest.indicator || '：' || asked.figures_text || coalesce('，单位' || asked.unit, '')
            when latest.rule = 'region_unknown' then '“' || latest.region || '”不在行政区划代码中：请核对原文，在人工更正里写明地区'
            when latest.rule = 'per_each' then '目标是对“' || latest.per || '”逐个提出的：请分“' || latest.per || '”逐个核对'
            when latest.rule = 'period_unknown' then '原文和文件都没有写明起止时间：请核对原文，在人工更正里补上'
            when latest.deadline is null then '原文没有写明时限：请核对原文，在人工更正里补上'
            else '所需的数都已在案，仍不能判断：请核对目标的指标、单位和时间'
        end as what_to_send,
        asked.period,
        asked.unit,
        asked.basis
    from latest
    left join asked on latest.target_id = asked.target_id
    where latest.status in ('unusable', 'undecided', 'no_data', 'overdue_no_data')
    order by latest.region_code nulls last, latest.lead_units nulls last, latest.deadline nulls last, latest.target_id
)

select * from final
