-- Pairs of milestones on one path that disagree, and which of the two is followed. Method §7.
with target_paths as (
    select * from target_paths
),

targets as (
    select * from targets
),

target_terms as (
    select * from target_terms
),

documents as (
    select * from documents
),

-- What has to agree before two numbers for one day can disagree.
milestones as (
    select
        target_paths.*,
        target_terms.region_code,
        target_terms.bound,
        targets.value_high * target_terms.factor as high_value,
        case target_paths.measure
            when 'increment' then [targets.period_start::varchar, targets.annualised::varchar]
            when 'change' then [targets.direction, targets.baseline_year::varchar, targets.annualised::varchar]
        end as sense,
        coalesce(documents.title, documents.source_file, target_paths.document_id) as title,
        coalesce(documents.published_on, documents.plan_start) as issued_on
    from target_paths
    inner join targets on target_paths.target_id = targets.target_id
    inner join target_terms on target_paths.target_id = target_terms.target_id
    left join documents on target_paths.document_id = documents.document_id
),

disagreeing as (
    select
        earlier.target_id,
        later.target_id as other_target_id,
        earlier.region,
        earlier.indicator_id,
        earlier.unit,
        earlier.deadline,
        later.deadline as other_deadline,
        earlier.value,
        later.value as other_value,
        earlier.title,
        later.title as other_title,
        earlier.document_id = later.document_id as is_one_document,
        case
            when earlier.deadline = later.deadline then 'same_year_different_value'
            else 'later_is_lower'
        end as conflict,
        case
            when earlier.document_id = later.document_id then null
            when earlier.issued_on < later.issued_on then later.document_id
            when earlier.issued_on > later.issued_on then earlier.document_id
        end as newer_document_id,
        case
            when newer_document_id is not null then newer_document_id = later.document_id
            when earlier.deadline < later.deadline then true
            when earlier.bound = 'floor' then
                (later.value, later.target_id) > (earlier.value, earlier.target_id)
            else (later.value, later.target_id) < (earlier.value, earlier.target_id)
        end as is_other_followed
    from milestones as earlier
    inner join milestones as later
        on earlier.region_code = later.region_code
        and earlier.indicator_id = later.indicator_id
        and earlier.measure = later.measure
        and earlier.unit = later.unit
        and earlier.bound = later.bound
        and earlier.target_id <> later.target_id
    where (
            earlier.deadline = later.deadline
            and earlier.sense is not distinct from later.sense
            and (earlier.value <> later.value or earlier.high_value is distinct from later.high_value)
            -- Each pair once: the newer document's target second.
            and coalesce(newer_document_id = later.document_id, earlier.target_id < later.target_id)
        )
        or (
            earlier.deadline < later.deadline
            and earlier.value > later.value
            and earlier.measure in ('level', 'cumulative')
            and earlier.bound = 'floor'
        )
),

worded as (
    select
        *,
        [
            case
                when abs(number) >= 1e8 then rtrim(rtrim(format('{:.4f}', number / 1e8), '0'), '.') || '亿'
                when abs(number) >= 1e4 then rtrim(rtrim(format('{:.4f}', number / 1e4), '0'), '.') || '万'
                else rtrim(rtrim(format('{:.2f}', number), '0'), '.')
            end || unit
            for number in [value, other_value]
        ] as amounts
    from disagreeing
),

final as (
    select
        target_id,
        other_target_id,
        region,
        indicator_id,
        conflict,
        newer_document_id,
        case when is_other_followed then other_target_id else target_id end as followed_target_id,
        '《' || title || '》定' || strftime(deadline, '%Y年%-m月底') || '为' || amounts[1]
        || '，《' || other_title || '》定' || strftime(other_deadline, '%Y年%-m月底') || '为' || amounts[2]
        || case conflict
            when 'same_year_different_value' then '，同一时限数值不同'
            else '，后一目标低于前一目标'
        end
        || '；' || case
            when newer_document_id is not null then '按较新文件'
            else case when is_one_document then '出自同一文件' else '文件先后不明' end
                || case conflict when 'later_is_lower' then '，按较晚的目标' else '，按要求较高者' end
        end
        || '，采用' || case when is_other_followed then amounts[2] else amounts[1] end || '。' as reason
    from worded
)

select * from final
