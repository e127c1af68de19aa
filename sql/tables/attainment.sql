-- How far each target had come at each as-of date, and the calculation in words.
with standings as (
    select * from standings
),

projections as (
    select * from projections
),

judgements as (
    select * from judgements
),

observations as (
    select * from observations
),

target_terms as (
    select * from target_terms
),

targets as (
    select * from targets
),

statuses as (
    select * from statuses
),

status_rules as (
    select * from status_rules
),

actuals as (
    select * from actuals
),

-- The answers, and who said the latest figure of each, which comes last in actual_ids.
told as (
    select
        observations.target_id,
        observations.worth,
        observations.actual_ids,
        concat_ws(
            '；',
            '来源：' || regexp_replace(last_figure.source, '\s*https?://\S+', '', 'g'),
            last_figure.note
        ) as source
    from observations
    inner join actuals as last_figure on observations.actual_ids[-1] = last_figure.actual_id
),

-- How each status is told apart from its neighbours.
cuts as (
    select
        format('，达到超进度的界限{:g}个百分点', max(value) filter (rule = 'ahead_points')) as reached_ahead,
        format('，未到{:g}个百分点的界限', max(value) filter (rule = 'ahead_points')) as below_ahead,
        format('，未到{:g}个百分点的界限', max(value) filter (rule = 'behind_points')) as above_behind,
        format('，达到欠进度的界限{:g}个百分点', max(value) filter (rule = 'behind_points')) as reached_behind,
        format('，超过严重滞后的界限{:g}个百分点', max(value) filter (rule = 'far_behind_points')) as beyond_far_behind
    from status_rules
),

-- Every standing has its judgement; joined like the rest so that none but the narrow tables are hashed.
gathered as (
    select
        standings.* exclude (dimension, worth),
        projections.* exclude (target_id, as_of),
        judgements.* exclude (target_id, as_of),
        statuses.name as status_name,
        coalesce(told.actual_ids, []) as actual_ids,
        '（' || nullif(told.source, '') || '）' as source,
        case judgements.status
            when 'ahead' then cuts.reached_ahead
            when 'on_schedule' then case when gap_points < 0 then cuts.above_behind else cuts.below_ahead end
            when 'behind' then cuts.reached_behind
            when 'far_behind' then cuts.beyond_far_behind
        end as cut,
        target_terms.measure,
        targets.comparator,
        targets.value,
        targets.value_high,
        targets.unit,
        targets.per,
        targets.annualised,
        targets.region,
        target_terms.baseline_year,
        target_terms.kind,
        target_terms.figure_dimension,
        target_terms.is_flow,
        target_terms.is_cap,
        target_terms.is_flow and target_terms.bound = 'ceiling' as is_used_up,
        target_terms.goal_value,
        target_terms.starts_on,
        target_terms.counted_from,
        target_terms.deadline,
        target_terms.sign,
        target_terms.obstacle
    from standings
    inner join targets on standings.target_id = targets.target_id
    inner join target_terms on standings.target_id = target_terms.target_id
    left join judgements
        on standings.target_id = judgements.target_id
        and standings.as_of = judgements.as_of
    left join projections
        on standings.target_id = projections.target_id
        and standings.as_of = projections.as_of
    left join told
        on standings.target_id = told.target_id
        and standings.worth = told.worth
    left join statuses on judgements.status = statuses.status
    cross join cuts
),

-- Numbers in 万 and 亿 where they are round or long, the signs of a change left to its verb; days as the end of a year or
-- month where they are one. Rounded as decimals: 98.85 is 98.9, though its double lies below.
written as (
    select
        *,
        [
            case
                when abs(number) >= 1e8 then regexp_replace(format('{:.4f}', number / 1e8), '\.?0+$', '') || '亿'
                when abs(number) >= 1e5 or (abs(number) >= 1e4 and number % 100 = 0) then
                    regexp_replace(round((number / 1e4)::decimal(18, 8), 4)::varchar, '\.?0+$', '') || '万'
                else regexp_replace(round(number::decimal(18, 6), 2)::varchar, '\.?0+$', '')
            end || case when unit = '百分点' then '个百分点' else unit end
            for number in list_concat([
                value, value_high, case when measure = 'increment' and annualised then goal_value end,
                baseline_value, abs(required_per_month),
                case when measure = 'change' then abs(observed) else observed end,
                case when measure = 'change' then abs(expected_value) else expected_value end,
                case when measure = 'change' then abs(projected_value) else projected_value end
            ], case when line_value is not null then [line_value, line_goal] end)
        ] as amounts,
        [
            coalesce(round(try_cast(points as decimal(18, 6)), 1)::varchar, round(points, 1)::varchar)
            for points in [attainment_pct, used_pct, progress_pct, expected_pct, projected_pct, abs(gap_points)]
        ] as percentages,
        [
            case
                when day < last_day(day) then strftime(day, '%Y年%-m月%-d日')
                when month(day) = 12 then strftime(day, '%Y年末')
                else strftime(day, '%Y年%-m月末')
            end
            for day in list_concat(
                [as_of, observed_on, starts_on, counted_from, deadline, baseline_on],
                case when line_value is not null then [line_from, line_to] end
            )
        ] as days
    from gathered
),

named as (
    select
        * exclude (amounts, percentages, days),
        amounts[1] as value_text,
        amounts[2] as value_high_text,
        amounts[3] as total_text,
        amounts[4] as baseline_text,
        amounts[5] as required_text,
        amounts[6] as observed_text,
        amounts[7] as expected_text,
        amounts[8] as projected_text,
        amounts[9] as line_value_text,
        amounts[10] as line_goal_text,
        percentages[1] || '%' as attainment_text,
        percentages[2] || '%' as used_text,
        percentages[3] || '%' as progress_text,
        percentages[4] || '%' as expected_pct_text,
        percentages[5] || '%' as projected_pct_text,
        percentages[6] || '个百分点' as gap_text,
        days[1] as as_of_text,
        days[2] as observed_on_text,
        days[3] as starts_on_text,
        days[4] as counted_from_text,
        days[5] as deadline_text,
        days[6] as baseline_on_text,
        days[7] as line_from_text,
        days[8] as line_to_text,
        case
            when gap_points is null and not is_met and observed is not null then '，目标为0或负数，差距无法折算成百分点'
            else ''
        end as without_gap,
        case when measure = 'change' and annualised then '年均' else '' end as yearly,
        case when figure_dimension is null then ['增长', '下降'] else ['增加', '减少'] end as verbs
    from written
),

phrased as (
    select
        *,
        case when observed_on < as_of then '截至' || as_of_text || '的最新数：' else '' end
        || case
            when rule = 'level_growth' then observed_on_text || '增速为' || observed_text
            when rule like 'level_%' then observed_on_text || '为' || observed_text
            when rule = 'cumulative_stock' then observed_on_text || '累计' || observed_text
            when rule like 'change_%' then
                observed_on_text || '较' || baseline_year || '年' || yearly
                || case when observed < 0 then verbs[2] else verbs[1] end || observed_text
                || case rule when 'change_growth' then '（报送的同比）' else '' end
            when rule = 'increment_stock_difference' then
                starts_on_text || '至' || observed_on_text || '新增' || observed_text
                || '（期末数减期初数' || baseline_text || '）'
            when observed is not null then
                counted_from_text || '至' || observed_on_text || '合计' || observed_text
                || case
                    when len(actual_ids) = 1 then ''
                    when rule like '%_ytd' then '（' || len(actual_ids) || '个累计数推算）'
                    else '（' || len(actual_ids) || '个报送数相加）'
                end
            when rule = 'region_unknown' then '“' || region || '”不在行政区划代码中，无法对应报送数据'
            when rule = 'per_each' then '目标是对“' || per || '”逐个提出的，不能与全域合计比较'
            when rule = 'period_unknown' then '原文和文件都没有写明起止时间，无法确定统计期间'
            when rule = 'not_reported' then '截至' || as_of_text || '，统计期内没有报送数'
            when rule = 'unit_unmatched' then '报送数的单位与目标单位“' || unit || '”量纲不同，不能换算'
            when rule = 'flow_incomplete' then '统计期间内有缺报，各期数不能相加'
            when rule = 'baseline_missing' and measure = 'change' then
                '缺' || baseline_year || '年可比的基期数' || case when kind = 'flow' then '或本期有缺报' else '' end
                || '，无法计算变化'
            when rule = 'baseline_missing' then '只有期末数，缺' || starts_on_text || '之前一年内的期初数，无法相减'
            when rule = 'basis_unmatched' then '报送数的口径不能回答这个目标，请补报' || case
                when measure = 'increment' or is_flow then '本年累计或当期数'
                when measure = 'change' then '与' || baseline_year || '年可比的数值或同比'
                when kind = 'rate' then '比率'
                else '期末数'
            end
        end
        || coalesce(source, '') as finding,
        '目标' || case measure when 'change' then yearly || case when sign < 0 then verbs[2] else verbs[1] end else '' end
        || case comparator
            when 'at_least' then '不低于' || value_text
            when 'above' then '超过' || value_text
            when 'at_most' then '不超过' || value_text
            when 'below' then '低于' || value_text
            when 'about' then '约' || value_text
            when 'between' then value_text || coalesce('至' || value_high_text, '')
            else value_text
        end
        || case when measure = 'increment' and annualised then coalesce('（每年，共' || total_text || '）', '（每年）') else '' end
        as promise,
        coalesce('完成率' || attainment_text, '已用上限的' || used_text) as share,
        case
            when progress_pct is null or measure = 'change' then null
            when progress_pct < 0 then '与基期' || baseline_text || '相比不进反退'
            when baseline_on is not null then
                '自' || baseline_on_text || '的' || baseline_text || '算起已走完全程的' || progress_text
            when observed_on <= starts_on then '起点' || baseline_text
            else '自较早目标' || baseline_text || '算起已走完全程的' || progress_text
        end as way,
        case
            when not has_begun then starts_on_text || '起计，规划期未到'
            when is_old then '规划期内尚未报送'
            when is_held and status in ('attained', 'missed', 'breached') then null
            when is_pace and deadline is not null then '增速类目标到期末才能判定' || without_gap
            when is_cap and is_held and deadline is not null then '上限类目标到期末才能判定'
            when is_held and deadline is not null then '基期已达标，应予保持' || without_gap
            when as_of > deadline or (obstacle is not null) then null
            when expected_value is not null then
                case when is_used_up then '序时可用' else '序时应达' end || expected_text
                || coalesce(
                    '（' || nullif(
                        concat_ws(
                            '，',
                            '由' || line_from_text || line_value_text || '到' || line_to_text || line_goal_text,
                            case
                                when as_of < deadline then (line_to - line_from) || '天已过' || (as_of - line_from) || '天'
                            end,
                            expected_pct_text
                        ),
                        ''
                    ) || '）',
                    ''
                )
                || coalesce(
                    case
                        when is_used_up then case when gap_points < 0 then '，超用' else '，节余' end
                        else case when gap_points < 0 then '，落后' else '，领先' end
                    end || gap_text || coalesce(cut, ''),
                    ''
                )
            when deadline is null then '没有写明时限，无法判断是否达到序时进度'
            when observed is not null then '规划期初没有基期数，无法推算序时进度'
        end as schedule,
        case
            when status in ('missed', 'overdue_no_data') then '时限' || deadline_text || '已过'
            when status = 'breached' then '已超过上限'
            when status = 'attained' and observed_on > last_day(deadline) then
                '所据为时限' || deadline_text || '之后的数，是否如期完成无法确认'
        end as lateness,
        case
            when projected_value is not null then
                '按目前趋势到期预计'
                || case
                    when measure <> 'change' then '达'
                    when projected_value < 0 then verbs[2]
                    else verbs[1]
                end
                || projected_text || coalesce('（' || projected_pct_text || '）', '')
            when observed is not null and as_of < deadline and has_begun then '可比年度不足四年，不作预计'
        end as outlook,
        '每月需' || case
            when measure = 'change' then
                case when required_per_month * sign > 0 then '再' else '' end
                || case when required_per_month < 0 then verbs[2] else verbs[1] end
            when is_flow or measure = 'cumulative' then '完成'
            when required_per_month < 0 then '减少'
            else '增加'
        end
        || case when unit = '%' then replace(required_text, '%', '个百分点') else required_text end as requirement
    from named
),

final as (
    select
        target_id,
        as_of,
        observed,
        observed_on,
        attainment_pct,
        used_pct,
        progress_pct,
        expected_pct,
        expected_value,
        gap_points,
        status,
        worst_status,
        concat_ws(
            '；',
            concat_ws('，', finding, promise, share),
            way,
            schedule,
            lateness,
            case when status is distinct from 'attained' then nullif(concat_ws('，', outlook, requirement), '') end,
            coalesce(status_name, '无法判断')
        ) || '。' as reason,
        required_per_month,
        projected_value,
        projected_pct,
        projected_on,
        baseline_value,
        actual_ids,
        rule
    from phrased
)

select * from final
