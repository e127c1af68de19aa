-- A figure is known before it is superseded, and superseded by a file if at all; only then was there a reason.
select
    actual_id,
    known_from,
    known_until,
    superseded_by
from actuals
where known_from >= known_until
    or (known_until is null) <> (superseded_by is null)
    or (superseded_reason is not null and superseded_by is null)
