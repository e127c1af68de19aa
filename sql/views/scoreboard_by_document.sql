-- How many targets of each plan have which status, as of the latest date.
select * exclude (holder, region_code, region, unit_name)
from status_counts
where holder = 'document'
order by plan_region, published_on, document_id
