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
            '，',
            '来源：' || regexp_replace(last_figure.source, '\s*https?://\S+', '', 'g'),
            last_figure.note
        ) as source,
        case when last_figure.document_id is null then 'file' else 'document' end as told_by,
        last_figure.figure_id
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
        format('，超过严重滞后的界限{:g}个百分点', max(value) filter (rule = 'far_behind_points')) as beyond_far_behind,
        max(value) filter (rule = 'ahead_points') as ahead,
        max(value) filter (rule = 'behind_points') as behind,
        max(value) filter (rule = 'far_behind_points') as far_behind,
        max(value) filter (rule = 'reporting_grace_days') as grace,
        max(value) filter (rule = 'lone_figure_days') as lone_figure,
        format('{:g}', max(value) filter (rule = 'about_tolerance_pct')) as tolerance
    from status_rules
),

-- What is promised, in words that are the same at every date. Numbers in 万 and 亿 where they are round or long; days as
-- the end of a year or month where they are one.
terms as (
    select
        targets.target_id,
        target_terms.* exclude (target_id, annualised, factor, figure_factor, dimension, indicator_id, region_code, is_pace),
        targets.comparator,
        targets.value,
        targets.unit,
        targets.per,
        targets.annualised,
        targets.region,
        target_terms.is_flow and target_terms.bound = 'ceiling' as is_used_up,
        case when targets.unit = '百分点' then '个百分点' else targets.unit end as unit_text,
        case when target_terms.measure = 'change' and targets.annualised then '年均' else '' end as yearly,
        case when target_terms.figure_dimension is null then ['增长', '下降'] else ['增加', '减少'] end as verbs,
        case when target_terms.measure = 'change' then yearly || case when target_terms.sign < 0 then verbs[2] else verbs[1] end else '' end
            as promised_change,
        [
            case
                when abs(number) >= 1e8 then rtrim(rtrim(format('{:.4f}', number / 1e8), '0'), '.') || '亿'
                when abs(number) >= 1e5 or (abs(number) >= 1e4 and number % 100 = 0) then
                    rtrim(rtrim(round((number / 1e4)::decimal(18, 8), 4)::varchar, '0'), '.') || '万'
                else rtrim(rtrim(round(number::decimal(18, 6), 2)::varchar, '0'), '.')
            end
            for number in [
                targets.value,
                targets.value_high,
                case when target_terms.measure = 'increment' and targets.annualised then target_terms.goal_value end
            ]
        ] as amounts,
        [
            case
                when day < last_day(day) then strftime(day, '%Y年%-m月%-d日')
                when month(day) = 12 then strftime(day, '%Y年末')
                else strftime(day, '%Y年%-m月末')
            end
            for day in [target_terms.starts_on, target_terms.counted_from, target_terms.deadline, target_terms.starts_on - 1]
        ] as days
    from targets
    inner join target_terms on targets.target_id = target_terms.target_id
),

promised as (
    select
        * exclude (amounts, days),
        amounts[1] || unit_text as value_text,
        amounts[2] || unit_text as value_high_text,
        days[1] as starts_on_text,
        days[2] as counted_from_text,
        days[3] as deadline_text,
        days[4] as baseline_day_text,
        '目标' || promised_change
        || case comparator
            when 'at_least' then '不低于' || value_text
            when 'above' then '超过' || value_text
            when 'at_most' then '不超过' || value_text
            when 'below' then '低于' || value_text
            when 'about' then '约' || value_text
            when 'between' then value_text || coalesce('至' || value_high_text, '')
            else value_text
        end
        || case when measure = 'increment' and annualised then coalesce('（每年，共' || amounts[3] || unit_text || '）', '（每年）') else '' end
        as promise,
        -- What has to be sent where the figures that are in cannot answer.
        case
            when measure = 'increment' or is_flow then '本年累计或当期数'
            when measure = 'change' then '与' || baseline_year || '年可比的数值或同比'
            when kind = 'rate' then '比率'
            else '期末数'
        end as fitting
    from terms
),

-- Every standing has its judgement; joined like the rest so that none but the narrow tables are hashed.
gathered as (
    select
        standings.* exclude (dimension, worth),
        projections.* exclude (target_id, as_of),
        judgements.* exclude (target_id, as_of),
        statuses.name as status_name,
        judgements.status like 'attained%' as is_attained,
        coalesce(told.actual_ids, []) as actual_ids,
        '（' || nullif(told.source, '') || '）' as source,
        told.told_by,
        told.figure_id,
        case judgements.status
            when 'ahead' then cuts.reached_ahead
            when 'on_schedule' then case when gap_points < 0 then cuts.above_behind else cuts.below_ahead end
            when 'behind' then cuts.reached_behind
            when 'far_behind' then cuts.beyond_far_behind
        end as cut,
        -- Not as the number at which a status ends that it does not reach: 9.96 points behind are not 10.0.
        case
            when judgements.status = 'on_schedule' then
                least(abs(gap_points), case when gap_points < 0 then cuts.behind else cuts.ahead end - 0.05000001)
            when judgements.status = 'far_behind' then greatest(abs(gap_points), cuts.far_behind + 0.05)
            else abs(gap_points)
        end as gap_size,
        standings.as_of - standings.observed_on as figure_age_days,
        coalesce(
            figure_age_days > coalesce(days_since_last, cuts.lone_figure) + cuts.grace
            and (promised.deadline is null or observed_on < promised.deadline),
            false
        ) as is_stale,
        coalesce(
            judgements.status in ('ahead', 'on_schedule')
            and projected_value not between promised.met_from and promised.met_to,
            false
        ) as projected_to_miss,
        cuts.tolerance,
        promised.* exclude (target_id)
    from standings
    inner join promised on standings.target_id = promised.target_id
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

-- The signs of a change are left to its verb. Rounded as decimals: 98.85 is 98.9, though its double lies below; and
-- nothing short of 100 % is shown as 100.
written as (
    select
        *,
        [
            case
                when abs(number) >= 1e8 then rtrim(rtrim(format('{:.4f}', number / 1e8), '0'), '.') || '亿'
                when abs(number) >= 1e5 or (abs(number) >= 1e4 and number % 100 = 0) then
                    rtrim(rtrim(round((number / 1e4)::decimal(18, 8), 4)::varchar, '0'), '.') || '万'
                else rtrim(rtrim(round(number::decimal(18, 6), 2)::varchar, '0'), '.')
            end || unit_text
            for number in list_concat([
                baseline_value, abs(required_per_month),
                case when measure = 'change' then abs(observed) else observed end,
                case when measure = 'change' then abs(coalesce(due_value, expected_value)) else coalesce(due_value, expected_value) end,
                case when measure = 'change' then abs(projected_value) else projected_value end
            ], case
                when line_value is not null then [line_value, line_goal]
                when status = 'attained_late' then [in_time_value]
            end)
        ] as amounts,
        [
            case
                when points >= 99.95 and points < 100 then '99.9'
                else coalesce(round(try_cast(points as decimal(18, 6)), 1)::varchar, round(points, 1)::varchar)
            end
            for points in [
                attainment_pct, progress_pct, coalesce(due_pct, expected_pct),
                case when is_used_up and projected_pct > 100 then greatest(projected_pct, 100.05) else projected_pct end,
                gap_size,
                case when used_pct > 100 then greatest(used_pct, 100.05) else used_pct end
            ]
        ] as percentages,
        [
            case
                when day < last_day(day) then strftime(day, '%Y年%-m月%-d日')
                when month(day) = 12 then strftime(day, '%Y年末')
                else strftime(day, '%Y年%-m月末')
            end
            for day in list_concat(
                [as_of, observed_on, baseline_on],
                case when line_value is not null then [line_from, line_to] when status = 'attained_late' then [in_time_on] end
            )
        ] as days
    from gathered
),

named as (
    select
        * exclude (amounts, percentages, days),
        amounts[1] as baseline_text,
        amounts[2] as required_text,
        -- A number short of the promise is not written as the promise.
        case
            when not is_met and amounts[3] in (value_text, value_high_text) then
                rtrim(rtrim(format('{:.6f}', case when measure = 'change' then abs(observed) else observed end), '0'), '.')
                || unit_text
            else amounts[3]
        end as observed_text,
        amounts[4] as expected_text,
        amounts[5] as projected_text,
        amounts[6] as line_value_text,
        amounts[7] as line_goal_text,
        percentages[1] || '%' as attainment_text,
        percentages[2] || '%' as progress_text,
        percentages[3] || '%' as expected_pct_text,
        percentages[4] || '%' as projected_pct_text,
        case when gap_size > 0 and gap_size < 0.05 then '不到0.1' else percentages[5] end || '个百分点' as gap_text,
        percentages[6] || '%' as used_text,
        days[1] as as_of_text,
        days[2] as observed_on_text,
        days[3] as baseline_on_text,
        days[4] as line_from_text,
        days[5] as line_to_text,
        is_old and not is_attained as is_before,
        case
            when gap_points is null and not is_met and observed is not null then '，目标为0或负数，差距无法折算成百分点'
            else ''
        end as without_gap
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
            when rule = 'per_each' then '目标是对“' || per || '”逐个提出的，不能与全域合计比较，请分“' || per || '”报送后逐个核对'
            when rule = 'period_unknown' then '原文和文件都没有写明起止时间，无法确定统计期间'
            when rule = 'not_reported' then '截至' || as_of_text || '，统计期内没有报送数'
            when rule = 'unit_unmatched' then
                '报送数的单位与目标单位“' || unit || '”量纲不同，不能换算，请按“' || unit || '”报送' || fitting
            when rule = 'flow_incomplete' then '统计期间内有缺报，各期数不能相加，请补齐' || coalesce(counted_from_text || '起', '') || '缺报的各期'
            when rule = 'baseline_missing' and measure = 'change' then
                '缺' || baseline_year || '年可比的基期数' || case when kind = 'flow' then '或本期有缺报' else '' end
                || '，无法计算变化，请补报' || baseline_year || case when kind = 'flow' then '年同期数' else '年末数' end
            when rule = 'baseline_missing' then
                '只有期末数，缺' || coalesce(starts_on_text || '之前一年内的', '') || '期初数，无法相减，请补报'
                || coalesce(baseline_day_text, '期初') || '的数'
            when rule = 'basis_unmatched' then '报送数的口径不能回答这个目标，请补报' || fitting
        end
        || coalesce(source, '') as finding,
        coalesce('完成率' || attainment_text, '已用上限的' || used_text)
        || case
            when status in ('not_started', 'no_data', 'overdue_no_data') then ''
            when comparator = 'about' and is_met then '，在“约”的允许范围±' || tolerance || '%之内'
            when comparator = 'about' and observed > met_to then
                '，高出“约”的允许范围±' || tolerance || '%'
            when comparator = 'between' and is_met then '，在目标范围内'
            when comparator = 'between' and observed > met_to then '，高于目标范围'
            else ''
        end as share,
        case
            when progress_pct is null or measure = 'change' then null
            when progress_pct < 0 then case when not is_met then '与基期' || baseline_text || '相比不进反退' end
            when baseline_on is not null then
                '自' || baseline_on_text || '的' || baseline_text || '算起已走完全程的' || progress_text
            when observed_on <= starts_on then '起点' || baseline_text
            else '自较早目标' || baseline_text || '算起已走完全程的' || progress_text
        end as way,
        case
            when not has_begun then starts_on_text || '起计，规划期未到'
            when is_before then '规划期内尚未报送'
            when is_held and status in ('attained', 'missed', 'breached') then null
            when as_of > deadline or obstacle is not null then null
            when is_pace and deadline is not null and is_met then '增速类目标须保持到期末'
            when is_pace and deadline is not null and observed is not null then
                '增速类目标不按时间折算，与目标相差' || coalesce(gap_text || coalesce(cut, ''), '') || without_gap
            when is_pace and deadline is not null then '增速类目标不按时间折算'
            when is_held and is_cap and deadline is not null then case when is_met then '上限须守到期末' end
            when is_held and deadline is not null then
                '基期已达标，应予保持' || case when is_met then '' else '，现已低于目标' || coalesce(gap_text || coalesce(cut, ''), '') end
                || without_gap
            when coalesce(due_value, expected_value) is not null then
                case when is_used_up then '序时可用' else '序时应达' end || expected_text
                || coalesce(
                    '（' || nullif(
                        concat_ws(
                            '，',
                            '由' || line_from_text || line_value_text || '到' || line_to_text || line_goal_text,
                            case
                                when judged_on < deadline then (line_to - line_from) || '天已过' || (judged_on - line_from) || '天'
                            end,
                            expected_pct_text
                        ),
                        ''
                    ) || '）',
                    ''
                )
                || coalesce(
                    case
                        when is_attained and gap_points < 0 then null
                        when is_used_up then case when gap_points < 0 then '，超用' else '，节余' end
                        else case when gap_points < 0 then '，落后' else '，领先' end
                    end || gap_text || coalesce(cut, ''),
                    without_gap
                )
            when is_attained then null
            when deadline is null then '没有写明时限，推算不出序时进度'
            when starts_on is null and observed is not null then '没有写明起始时间，推算不出序时进度'
            when observed is not null and baseline_value is not null then '最新数早于序时进度的起点，推算不出当日应达，请补报近期数'
            when observed is not null then
                '规划期初没有基期数，推算不出序时进度，请补报' || baseline_day_text || '的数'
        end as schedule,
        case
            when status = 'attained_late' then
                '时限' || deadline_text || '已过，时限内最后一期' || coalesce('（' || days_in_time || '）', '') || '尚未达到，此后达到'
            when status = 'attained_unconfirmed' then
                '所据为时限' || deadline_text || '之后的数，时限前最后一期没有报送，是否如期达到待核'
            when status in ('missed', 'overdue_no_data') or (status = 'unusable' and as_of > deadline) then
                '时限' || deadline_text || '已过'
            when status = 'breached' then '已超过上限'
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
                || case
                    when not projected_to_miss then ''
                    when is_used_up or is_cap then '，预计突破上限'
                    when comparator in ('about', 'between') then '，预计不在目标范围内'
                    else '，预计完不成'
                end
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
        || case when unit = '%' then replace(required_text, '%', '个百分点') else required_text end as requirement,
        case
            when is_stale and not is_before then '最新数距今' || figure_age_days || '天，超过了它的报送间隔，请补报近期数'
        end as staleness
    from (
        select
            *,
            case when status = 'attained_late' and line_value is null then line_from_text || '为' || line_value_text end as days_in_time
        from named
    )
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
        due_pct,
        due_value,
        gap_points,
        status,
        worst_status,
        projected_to_miss,
        figure_age_days,
        is_stale,
        concat_ws(
            '；',
            concat_ws('，', finding, promise, share),
            way,
            schedule,
            lateness,
            case when not is_attained then nullif(concat_ws('，', outlook, requirement), '') end,
            staleness,
            status_name
        ) || '。' as reason,
        required_per_month,
        projected_value,
        projected_pct,
        projected_on,
        baseline_value,
        actual_ids,
        told_by,
        figure_id,
        rule
    from phrased
)

select * from final
