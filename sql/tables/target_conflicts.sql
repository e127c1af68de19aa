-- Milestones beside the one that counts for their day and thing: said again, in contradiction, or only alike; and beside
-- a lower one of a later day. So a target is in few pairs, however many promise the same. Method §7.
with target_paths as (
    select * from target_paths
),

targets as (
    select * from targets
),

target_terms as (
    select * from target_terms
),

indicators as (
    select * from indicators
),

documents as (
    select * from documents
),

-- What has to agree before two numbers for one day can disagree (sense), and what is done to the thing (work).
milestones as (
    select
        target_paths.target_id,
        target_paths.document_id,
        target_paths.indicator_id,
        target_paths.measure,
        target_paths.deadline,
        target_terms.region_code,
        target_terms.bound,
        target_terms.dimension,
        [round(number * target_terms.factor, 6) for number in [targets.value, targets.value_high]] as base_values,
        case bound when 'floor' then base_values[1] else -base_values[1] end as strictness,
        case target_paths.measure
            when 'increment' then [targets.period_start::varchar, targets.annualised::varchar]
            when 'change' then [targets.direction, targets.baseline_year::varchar, targets.annualised::varchar]
        end as sense,
        case
            when target_paths.measure = 'increment' then
                [
                    coalesce(regexp_matches(targets.action, pattern), false)
                    for pattern in ['开工|动工', '签约', '柔性', '改|扩|提升|整治|修复|更新', '新建.*(改|提升)|新.?改.?建']
                ]
        end as work,
        coalesce(documents.published_on, documents.plan_start) as issued_on
    from target_paths
    inner join targets on target_paths.target_id = targets.target_id
    inner join target_terms on target_paths.target_id = target_terms.target_id
    left join documents on target_paths.document_id = documents.document_id
),

-- What is said of one thing for one day, the strictest first.
placed as (
    select
        *,
        row(region_code, indicator_id, measure, dimension, bound, deadline, sense, work) as thing,
        row_number() over (
            partition by thing order by strictness desc, case bound when 'floor' then target_id end desc, target_id
        ) as place
    from milestones
),

-- Of documents with a date the newest one's strictest.
dated as (
    select
        *,
        first_value(target_id) over (partition by thing order by issued_on desc nulls last, place) as newest_id
    from placed
),

-- Between that and what has no date the strictest counts.
counted as (
    select
        *,
        first_value(target_id) over by_rule as counting_id,
        first_value(issued_on is not null) over by_rule as is_counting_dated,
        first_value(place) over by_rule as counting_place,
        target_id = counting_id as is_counting
    from dated
    window by_rule as (partition by thing order by (issued_on is null or target_id = newest_id) desc, place)
),

parts as (
    select
        indicator_id,
        unnest(part_of) as whole_id
    from indicators
),

-- Names that end in the name of another indicator: 高校院所科技成果 are 科技成果 of a kind.
endings as (
    select
        indicator_id,
        unnest([right(name, size) for size in range(4, length(name))]) as ending
    from indicators
    where indicator_id in (select indicator_id from target_paths)
),

kinds as (
    select
        endings.indicator_id,
        indicators.indicator_id as general_id
    from endings
    inner join indicators on endings.ending = indicators.name
    anti join parts
        on endings.indicator_id = parts.indicator_id
        and indicators.indicator_id = parts.whole_id
),

kinships as (
    select indicator_id, indicator_id as other_indicator_id, 'same' as kinship from indicators
    union all
    select indicator_id, whole_id, 'part' from parts
    union all
    select whole_id, indicator_id, 'whole' from parts
    union all
    select indicator_id, general_id, 'named_alike' from kinds
    union all
    select general_id, indicator_id, 'named_alike' from kinds
),

-- Numbers for one day and thing, each beside the one that counts; a stricter one of an older document beside that which
-- made it void, where the one that counts has no date.
beside_counting as (
    select
        target_id,
        case
            when issued_on is not null and not is_counting_dated and place < counting_place then newest_id
            else counting_id
        end as other_target_id,
        'same' as kinship
    from counted
),

-- The numbers that count, for one day and things that are akin, or to which something else is done.
beside_kin as (
    select
        own.target_id,
        other.target_id as other_target_id,
        kinships.kinship
    from counted as own
    inner join kinships on own.indicator_id = kinships.indicator_id
    inner join counted as other
        on kinships.other_indicator_id = other.indicator_id
        and own.region_code = other.region_code
        and own.measure = other.measure
        and own.dimension = other.dimension
        and own.bound = other.bound
        and own.deadline = other.deadline
        and own.sense is not distinct from other.sense
    where own.is_counting
        and other.is_counting
        -- a part may grow by more than its whole, or by less
        and not (own.measure = 'change' and kinships.kinship in ('part', 'whole'))
),

-- A floor beside the one that makes it void: a lower one for a later day, or a higher one for an earlier day in a newer
-- document. Of several the newest document's, then the lowest.
beside_other_days as (
    select
        own.target_id,
        own.deadline,
        arg_max(
            struct_pack(target_id := other.target_id, deadline := other.deadline),
            struct_pack(
                issued_on := coalesce(other.issued_on, '-infinity'::date),
                strictness := -other.strictness,
                deadline := other.deadline,
                target_id := other.target_id
            )
        ) as other
    from counted as own
    inner join counted as other
        on own.region_code = other.region_code
        and own.indicator_id = other.indicator_id
        and own.measure = other.measure
        and own.dimension = other.dimension
        and own.bound = other.bound
        and case
            when own.deadline < other.deadline then
                own.strictness > other.strictness and coalesce(own.issued_on <= other.issued_on, true)
            when own.deadline > other.deadline then
                own.strictness < other.strictness and own.issued_on < other.issued_on
        end
    where own.measure in ('level', 'cumulative')
        and own.bound = 'floor'
        and other.is_counting
    group by own.target_id, own.deadline
),

-- Pairs of one day in both directions, since the newer document's target is to stand second.
pairs as (
    select * from beside_counting
    union
    select other_target_id, target_id, kinship from beside_counting
    union
    select * from beside_kin
    union
    select
        case when deadline < other.deadline then target_id else other.target_id end,
        case when deadline < other.deadline then other.target_id else target_id end,
        'same'
    from beside_other_days
),

worded_targets as (
    select
        counted.*,
        targets.region,
        targets.indicator,
        targets.action,
        targets.commitment,
        targets.quote,
        targets.value,
        targets.unit,
        coalesce(documents.title, documents.source_file, counted.document_id) as title
    from counted
    inner join targets on counted.target_id = targets.target_id
    left join documents on counted.document_id = documents.document_id
),

paired as (
    select
        earlier,
        later,
        kinship,
        earlier.document_id = later.document_id as is_one_document,
        earlier.deadline = later.deadline as is_for_one_day,
        earlier.base_values is not distinct from later.base_values as is_one_value,
        case
            when earlier.document_id = later.document_id then null
            when earlier.issued_on < later.issued_on then later.document_id
            when earlier.issued_on > later.issued_on then earlier.document_id
        end as newer_document_id
    from pairs
    inner join worded_targets as earlier on pairs.target_id = earlier.target_id
    inner join worded_targets as later on pairs.other_target_id = later.target_id
    where pairs.target_id <> pairs.other_target_id
),

-- Each pair for one day once: the newer document's target second.
judged as (
    select
        *,
        case
            when is_for_one_day and not coalesce(newer_document_id = later.document_id, earlier.target_id < later.target_id)
                then null
            when is_for_one_day and kinship = 'same' and is_one_value then 'restated'
            when is_for_one_day and kinship = 'named_alike' and is_one_value then
                case when not is_one_document then 'restated' end
            when is_for_one_day and kinship <> 'same' then case when not is_one_value then 'related_but_different' end
            when is_for_one_day and earlier.work is distinct from later.work then 'related_but_different'
            when is_for_one_day and earlier.commitment <> later.commitment and earlier.quote = later.quote then
                'related_but_different'
            when is_for_one_day then 'same_year_different_value'
            else 'later_is_lower'
        end as conflict
    from paired
),

followed as (
    select
        *,
        case
            when conflict = 'related_but_different' then null
            when newer_document_id is not null then newer_document_id = later.document_id
            when conflict = 'later_is_lower' then true
            when earlier.bound = 'floor' then
                (later.base_values[1], later.target_id) > (earlier.base_values[1], earlier.target_id)
            else (later.base_values[1], later.target_id) < (earlier.base_values[1], earlier.target_id)
        end as is_other_followed
    from judged
    where conflict is not null
),

worded as (
    select
        *,
        [
            case
                when abs(side.value) >= 1e8 then rtrim(rtrim(format('{:.4f}', side.value / 1e8), '0'), '.') || '亿'
                when abs(side.value) >= 1e4 then rtrim(rtrim(format('{:.4f}', side.value / 1e4), '0'), '.') || '万'
                else rtrim(rtrim(format('{:.2f}', side.value), '0'), '.')
            end || side.unit
            for side in [earlier, later]
        ] as amounts,
        [
            '《' || side.title || '》定到' || strftime(side.deadline, '%Y年%-m月底')
            || coalesce(side.action, '') || '“' || side.indicator || '”'
            for side in [earlier, later]
        ] as promises
    from followed
),

final as (
    select
        earlier.target_id,
        later.target_id as other_target_id,
        earlier.region,
        earlier.indicator_id,
        later.indicator_id as other_indicator_id,
        conflict,
        newer_document_id,
        case when is_other_followed then later.target_id when not is_other_followed then earlier.target_id end
        as followed_target_id,
        promises[1] || amounts[1] || '，' || promises[2] || amounts[2] || case
            when conflict = 'restated' and is_one_document then '，同一文件内重复提出，不是冲突。'
            when conflict = 'restated' then '，同一目标在两份文件中提出，不是冲突。'
            when kinship = 'part' then '；前者包含在后者之内，口径不同，并不矛盾，各自测算。'
            when kinship = 'whole' then '；后者包含在前者之内，口径不同，并不矛盾，各自测算。'
            when kinship = 'named_alike' then '；名称相近而范围不同，不能直接比较，各自测算。'
            when conflict = 'related_but_different' and earlier.work is distinct from later.work then
                '；一为' || coalesce(earlier.action, '新增') || '，一为' || coalesce(later.action, '新增')
                || '，统计的不是同一件事，各自测算。'
            when conflict = 'related_but_different' then '；同一句中一为确定目标，一为力争目标，各自测算。'
            else case conflict when 'later_is_lower' then '，后一目标低于前一目标；' else '，同一时限数值不同；' end
                || case
                    when newer_document_id is not null then '按较新文件'
                    else case when is_one_document then '出自同一文件' else '文件先后不明' end
                        || case conflict when 'later_is_lower' then '，按较晚的目标' else '，按要求较高者' end
                end
                || '，采用' || case when is_other_followed then amounts[2] else amounts[1] end || '。'
        end as reason
    from worded
)

select * from final
