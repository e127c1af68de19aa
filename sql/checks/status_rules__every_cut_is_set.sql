-- Every cut that the method and the checks need has a value.
with needed as (
    select unnest([
        'ahead_points', 'behind_points', 'far_behind_points', 'about_tolerance_pct',
        'jump_tolerance', 'outlier_score', 'outlier_figures', 'reporting_grace_days'
    ]) as rule
)

select needed.rule
from needed
left join status_rules on needed.rule = status_rules.rule
where status_rules.value is null
