-- How many targets of each region have which status, as of the latest date.
select * exclude (holder, plan_region, unit_name, document_id, document, published_on)
from status_counts
where holder = 'region'
order by region_code nulls last, region
