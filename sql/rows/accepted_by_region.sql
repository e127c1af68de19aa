-- How many accepted rows each region has, in the order of their codes.
with accepted as (
    select * from accepted
),

final as (
    select
        region_code,
        region,
        count(*) as figures
    from accepted
    group by region_code, region
    order by region_code
)

select * from final
