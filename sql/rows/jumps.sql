-- Accepted rows that differ oddly from the row before in their series: a year to date that falls within the year
-- (falls), and a ratio that comes near to a power of ten (decades; 0 where it does not).
with accepted as (
    select * from accepted
),

spans as (
    select
        *,
        datediff('month', period_start, period_end) + 1 as months
    from accepted
    where value is not null
),

-- Sums over unlike spans are no series; years to date are one, compared by the month.
measured as (
    select
        *,
        case when basis is null or basis = 'period' then months else 0 end as span,
        amount / case when basis = 'ytd' then months else 1 end as by_month
    from spans
),

compared as (
    select
        *,
        lag(
            struct_pack(
                sheet := sheet,
                row_number := row_number,
                period := period,
                period_end := period_end,
                value := reported_value,
                amount := amount,
                by_month := by_month
            )
        ) over (
            partition by indicator_id, distinction, region_code, dimension, source, basis, span
            order by period_end, sheet_number, row_number, column_number
        ) as previous
    from measured
),

exponents as (
    select
        *,
        case
            when basis is distinct from 'growth'
                and dimension <> 'percentage_point'
                and sign(by_month) * sign(previous.by_month) > 0
                then log10(by_month / previous.by_month)
        end as exponent,
        coalesce(
            basis = 'ytd' and year(previous.period_end) = year(period_end) and amount < previous.amount, false
        ) as falls
    from compared
),

final as (
    select
        sheet_number,
        row_number,
        column_number,
        value_column,
        indicator_text as indicator,
        reported_value as value,
        concat(
            case when previous.sheet <> sheet then concat('工作表“', previous.sheet, '”') end,
            '第 ', previous.row_number, ' 行'
        ) as previous_row,
        previous.period as previous_period,
        previous.value as previous_value,
        falls,
        case
            when abs(exponent - round(exponent)) <= $jump_tolerance then round(exponent)::integer else 0
        end as decades
    from exponents
    where falls or decades <> 0
)

select * from final
