-- Every accepted figure is an actual, and every actual a figure; a row that only takes back another is none.
select
    figures.submission_id as figure_of,
    figures.sheet as figure_sheet,
    figures.row_number as figure_row,
    figures.column_number as figure_column,
    actuals.actual_id
from (from figures where value is not null) as figures
full join actuals
    on figures.submission_id = actuals.submission_id
    and figures.sheet is not distinct from actuals.sheet
    and figures.row_number = actuals.row_number
    and figures.column_number = actuals.column_number
where figures.submission_id is null
    or actuals.submission_id is null
