-- Targets that a person should look at before the ledger is trusted, one row a reason.
with targets as (
    select * from targets
),

status_rules as (
    select * from status_rules
),

documents as (
    select * from documents
),

unsure as (
    select
        target_id,
        'low_confidence' as reason_code,
        '置信度' || round(confidence * 100) || '%,低于' || round(status_rules.value) || '%,请核对数字、单位和指标' as reason
    from targets
    cross join status_rules
    where status_rules.rule = 'review_confidence_pct'
        and confidence * 100 < status_rules.value
),

undated as (
    select target_id, 'no_deadline' as reason_code, '原文和文件都没有写明时限,无法判断进度' as reason
    from targets
    where deadline is null
),

unplaced as (
    select target_id, 'unknown_region' as reason_code, '“' || region || '”不在行政区划代码中,无法对应报送数据' as reason
    from targets
    where region_code is null
),

misplaced as (
    select
        targets.target_id,
        'other_region' as reason_code,
        '《' || coalesce(documents.title, documents.source_file) || '》的标题和发文机关写的是' || documents.other_region
        || '，却放在“' || documents.region || '”的文件夹里，请核对是谁的目标' as reason
    from targets
    inner join documents on targets.document_id = documents.document_id
    where documents.other_region is not null
),

final as (
    select * from unsure
    union all
    select * from undated
    union all
    select * from unplaced
    union all
    select * from misplaced
)

select * from final
