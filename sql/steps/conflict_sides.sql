-- Each pair of target_conflicts seen from both of its targets.
select target_id, other_target_id, conflict, followed_target_id, reason from target_conflicts
union all
select other_target_id, target_id, conflict, followed_target_id, reason from target_conflicts
