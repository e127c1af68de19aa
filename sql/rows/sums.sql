-- Accepted years to date that seem not to be the one of the month before plus the month, with the rows of both. The
-- arithmetic here is that of doubles and lets through what comes near; the exact amounts and steps decide.
with accepted as (
    select * from accepted
),

years_to_date as (
    select
        *,
        last_day(period_end - interval 1 month) as end_before
    from accepted
    where value is not null
        and basis = 'ytd'
),

months as (
    select *
    from accepted
    where value is not null
        and (basis is null or basis = 'period')
        and date_trunc('month', period_start) = date_trunc('month', period_end)
),

compared as (
    select
        years_to_date.sheet_number,
        years_to_date.row_number,
        years_to_date.column_number,
        years_to_date.value_column,
        years_to_date.reported_value as value,
        years_to_date.exact_amount as amount,
        before.exact_amount as amount_before,
        months.exact_amount as amount_of_month,
        years_to_date.exact_step as step,
        before.exact_step as step_before,
        months.exact_step as step_of_month,
        concat(
            case when before.sheet <> years_to_date.sheet then concat('工作表“', before.sheet, '”') end,
            '第 ', before.row_number, ' 行的上期累计加',
            case when months.sheet <> years_to_date.sheet then concat('工作表“', months.sheet, '”') end,
            '第 ', months.row_number, ' 行的当月'
        ) as parts,
        abs(years_to_date.amount - before.amount - months.amount) as gap,
        (years_to_date.exact_step::double + before.exact_step::double + months.exact_step::double) / 2 as tolerance,
        1e-12 * (abs(years_to_date.amount) + abs(before.amount) + abs(months.amount)) as uncertainty
    from years_to_date
    inner join years_to_date as before
        on years_to_date.end_before = before.period_end
        and year(years_to_date.period_end) = year(before.period_end)
        and years_to_date.indicator_id = before.indicator_id
        and years_to_date.distinction = before.distinction
        and years_to_date.region_code = before.region_code
        and years_to_date.dimension = before.dimension
        and years_to_date.source is not distinct from before.source
    inner join months
        on years_to_date.period_end = months.period_end
        and years_to_date.indicator_id = months.indicator_id
        and years_to_date.distinction = months.distinction
        and years_to_date.region_code = months.region_code
        and years_to_date.dimension = months.dimension
        and years_to_date.source is not distinct from months.source
    qualify row_number() over (
        partition by years_to_date.sheet_number, years_to_date.row_number, years_to_date.column_number
        order by before.sheet_number, before.row_number, months.sheet_number, months.row_number
    ) = 1
),

final as (
    select * exclude (gap, tolerance, uncertainty)
    from compared
    where gap + uncertainty >= tolerance
)

select * from final
