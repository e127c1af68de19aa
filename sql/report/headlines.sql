-- The promises for one year that several regions made of one indicator, beside each other.
select
    indicator_id as id,
    indicator,
    year,
    measure,
    direction,
    annualised,
    unit,
    region,
    comparator,
    promised,
    promised_high,
    reported,
    met,
    place,
    status,
    told_by,
    target_id as target
from scoreboard_by_indicator
where regions > 1
