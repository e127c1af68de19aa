-- What each row of `withdrawals` takes back of the figures that stood until then, and what else stood of its indicator,
-- region and period, in words.
with actuals as (
    select * from actuals
),

units as (
    select * from units
),

withdrawals as (
    select * from withdrawals
),

-- Each row is a submission of its own here, received at $then.
standing as (
    select
        actuals.*,
        coalesce(units.dimension, actuals.unit) as dimension,
        actuals.value * coalesce(units.factor, 1) as base_value,
        concat(
            left(actuals.reported_value, $longest),
            case when not ends_with(actuals.reported_value, actuals.reported_unit) then actuals.reported_unit end,
            case actuals.basis
                when 'stock' then '（期末' when 'ytd' then '（本年累计' when 'period' then '（当期' when 'rate' then '（比率'
                else '（同比'
            end,
            coalesce('，来源 ' || left(actuals.source, $longest), '，没有写来源'),
            '）'
        ) as words
    from actuals
    left join units on actuals.unit = units.unit
    where known_until is null or known_until = $then
),

taken_back as (
    select
        withdrawals.withdrawal_id,
        bool_and(
            withdrawals.amount is null
            or (
                withdrawals.dimension = standing.dimension
                and abs(withdrawals.amount - standing.base_value) <= 1e-9 * abs(standing.base_value)
            )
        ) as is_same,
        min(standing.words) as words
    from withdrawals
    inner join standing on withdrawals.withdrawal_id = standing.superseded_by
    group by withdrawals.withdrawal_id
),

alike as (
    select
        indicator_id,
        region_code,
        period_end,
        array_to_string(list(distinct words order by words)[:3], '、') as words
    from standing
    semi join withdrawals using (indicator_id, region_code, period_end)
    group by indicator_id, region_code, period_end
),

final as (
    select
        withdrawals.sheet_number,
        withdrawals.row_number,
        withdrawals.column_number,
        withdrawals.value_column,
        withdrawals.indicator_text as indicator,
        withdrawals.period,
        coalesce(withdrawals.reported_value, '') as value,
        taken_back.withdrawal_id is not null as is_found,
        coalesce(taken_back.is_same, false) as is_same,
        coalesce(taken_back.words, '；在案的有 ' || alike.words, '') as on_record
    from withdrawals
    left join taken_back on withdrawals.withdrawal_id = taken_back.withdrawal_id
    left join alike using (indicator_id, region_code, period_end)
)

select * from final
