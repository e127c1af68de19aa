-- Whose actuals are to be made anew: the regions that the bureaus or documents of the regions $labels tell of, and those
-- of whose documents' figures actuals do not know the present state.
with figures as (
    select * from figures
),

submissions as (
    select * from submissions
),

figure_vintages as (
    select * from figure_vintages
),

actuals as (
    select * from actuals
),

final as (
    select figures.region_code
    from figures
    inner join submissions on figures.submission_id = submissions.submission_id
    where list_contains($labels, submissions.region)
    union
    select region_code
    from figure_vintages
    where list_contains($labels, plan_region)
    union
    select coalesce(vintages.region_code, counted.region_code) as region_code
    from figure_vintages as vintages
    full join (from actuals where figure_id is not null) as counted on vintages.actual_id = counted.actual_id
    where vintages.actual_id is null
        or counted.actual_id is null
        or vintages.known_until is distinct from counted.known_until
)

select * from final
