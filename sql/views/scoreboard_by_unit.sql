-- How many targets each lead unit answers for, by status, as of the latest date.
select * exclude (holder, region_code, region, document_id, document, published_on)
from status_counts
where holder = 'unit'
order by plan_region, targets desc, unit_name
