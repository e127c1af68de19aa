-- A file has as many figures as rows accepted; a refused one has none.
with counted as (
    select
        submission_id,
        count(*) as figures_found
    from figures
    group by submission_id
)

select
    coalesce(submissions.submission_id, counted.submission_id) as submission_id,
    submissions.file_name,
    submissions.status,
    submissions.rows_accepted,
    counted.figures_found
from submissions
full join counted on submissions.submission_id = counted.submission_id
where coalesce(case when submissions.status = 'taken' then submissions.rows_accepted end, 0)
    <> coalesce(counted.figures_found, 0)
