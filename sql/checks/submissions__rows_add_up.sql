-- No row of a file is lost: each is accepted or rejected.
select
    submission_id,
    file_name,
    rows_read,
    rows_accepted,
    rows_rejected
from submissions
where rows_read <> rows_accepted + rows_rejected
