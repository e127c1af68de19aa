-- Every target has a row on the latest date, and every row has its target.
with latest as (
    select *
    from attainment
    where as_of = (select max(as_of) from attainment)
)

select
    targets.target_id as target_without_row,
    latest.target_id as row_without_target
from targets
full join latest on targets.target_id = latest.target_id
where targets.target_id is null
    or latest.target_id is null
