"""The main job over a data folder: what it publishes, and what a later run changes."""

import os
import shutil

from pipelines.publication.bi_file import PUBLISHED_TABLES, VIEWS

LONG_AGO = (1_700_000_000, 1_700_000_000)
PLAN = "云溪市数字经济行动方案(2024—2026年)\n\n到2026年,累计建成5G基站{value}个。(责任单位:市工业和信息化局)\n"


def write(path, text: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    os.utime(path, LONG_AGO)


def test_a_first_run_publishes_every_table_and_view(data, refresh, published):
    outcome = refresh(data)
    assert outcome.failures == ()
    assert outcome.job == "refresh"
    assert set(outcome.regions) == {"德州市", "聊城市", "东营市"}
    for name in (*PUBLISHED_TABLES, *VIEWS):
        published(data, f"select count(*) from {name}")
    assert published(data, "select count(*) > 40 from targets") == [(True,)]
    assert published(data, "select count(*) from documents where status = 'failed'") == [(0,)]


def test_files_end_in_the_archive_with_a_receipt_and_no_row_is_lost(data, refresh, published):
    waiting = sorted(path.name for path in data.folder.inbox.rglob("*.csv"))
    refresh(data)
    assert sorted(path.name for path in data.folder.archive.rglob("*.csv")) == waiting
    assert [path for path in data.folder.inbox.rglob("*") if path.is_file()] == []
    assert len(list(data.folder.receipts.rglob("*.receipt.csv"))) == len(waiting)
    read, accepted, rejected = published(
        data, "select sum(rows_read), sum(rows_accepted), sum(rows_rejected) from submissions"
    )[0]
    assert read == 82
    assert read == accepted + rejected


def test_known_answers_of_the_sample(data, refresh, published):
    refresh(data)
    answers = published(
        data,
        "select t.region, t.indicator_id, t.value, a.as_of::varchar, round(a.attainment_pct, 1), a.status"
        " from attainment a join targets t using (target_id)"
        " where (t.region = '聊城市' and t.value = 1000 and a.as_of = '2024-12-31')"
        " or (t.region = '聊城市' and t.value = 13000 and a.as_of = '2024-03-31')"
        " or (t.value = 7300000 and a.as_of = '2023-05-31') order by t.value",
    )
    assert [(region, value, as_of, percent) for region, _, value, as_of, percent, _ in answers] == [
        ("聊城市", 1000.0, "2024-12-31", 91.8),
        ("聊城市", 13000.0, "2024-03-31", 81.7),
        ("德州市", 7300000.0, "2023-05-31", 104.2),
    ]
    assert answers[2][5] == "attained"


def test_a_second_run_has_nothing_to_do_and_a_forced_one_changes_nothing(data, refresh, published):
    refresh(data)
    first = {name: published(data, f"select * from {name} order by all") for name in PUBLISHED_TABLES}
    assert refresh(data).job is None
    assert refresh(data, force=True).failures == ()
    assert {name: published(data, f"select * from {name} order by all") for name in PUBLISHED_TABLES} == first


def test_a_changed_plan_replaces_its_own_targets_and_nothing_else(data, refresh, published):
    plan = data.folder.documents / "dezhou" / "数字经济.txt"
    write(plan, PLAN.format(value=12000).replace("云溪市", "德州市"))
    refresh(data)
    others = published(data, "select * from targets where value <> 12000 order by target_id")
    write(plan, PLAN.format(value=15000).replace("云溪市", "德州市"))
    os.utime(plan, (1_700_000_100, 1_700_000_100))
    outcome = refresh(data)
    assert outcome.regions == ("德州市",)
    assert published(data, "select count(*) from targets where value = 12000") == [(0,)]
    assert published(data, "select * from targets where value <> 15000 order by target_id") == others


def test_a_plan_that_is_gone_takes_its_targets_with_it(data, refresh, published):
    refresh(data)
    shutil.rmtree(data.folder.documents / "dongying")
    refresh(data)
    assert published(data, "select count(*) from documents where region = '东营市'") == [(0,)]
    assert published(data, "select count(*) from targets where plan_region = '东营市'") == [(0,)]


def test_a_file_that_cannot_be_read_is_one_failed_row_and_the_others_go_on(data, refresh, published):
    write(data.folder.documents / "dezhou" / "broken.pdf", b"%PDF-1.7 nothing more")
    refresh(data)
    [(name, reason)] = published(data, "select source_file, reason from documents where status = 'failed'")
    assert name == "dezhou/broken.pdf"
    assert reason
    assert published(data, "select count(*) > 20 from targets where plan_region = '德州市'") == [(True,)]


def test_a_folder_that_names_no_region_is_reported_and_keeps_its_files(data, refresh, published):
    write(data.folder.documents / "atlantis" / "plan.txt", PLAN.format(value=1))
    write(data.folder.inbox / "atlantis" / "figures.csv", "指标,报告期,数值,单位\n5G基站,2024,1,个\n")
    assert refresh(data).failures == ()
    [(reason,)] = published(data, "select reason from documents where status = 'failed'")
    assert "atlantis" in str(reason)
    assert (data.folder.inbox / "atlantis" / "figures.csv").exists()
    assert refresh(data).job is None


def test_several_names_of_one_region_are_one_partition(data, refresh):
    write(data.folder.inbox / "371400" / "更多.csv", "指标,报告期,数值,单位\n5G基站,2024,12500,个\n")
    outcome = refresh(data)
    assert sorted(outcome.regions) == sorted({"德州市", "聊城市", "东营市"})


def test_a_corrected_figure_keeps_the_old_one_on_record(data, refresh, published):
    row = "指标,地区,报告期,数值,单位,口径,来源\n公共图书馆,德州市,2024,{value},个,期末,德州市统计局\n"
    write(data.folder.inbox / "dezhou" / "first.csv", row.format(value=11))
    refresh(data)
    write(data.folder.inbox / "dezhou" / "second.csv", row.format(value=12))
    assert refresh(data).regions == ("德州市",)
    vintages = published(
        data,
        "select value, known_until is null, superseded_by is null from actuals"
        " where indicator like '%公共图书馆%' order by known_from",
    )
    assert vintages == [(11.0, False, False), (12.0, True, True)]


def test_the_same_file_twice_changes_nothing(data, refresh, published):
    text = "指标,报告期,数值,单位\n公共图书馆,2024,11,个\n"
    write(data.folder.inbox / "dezhou" / "first.csv", text)
    refresh(data)
    before = published(data, "select count(*) from submissions")
    write(data.folder.inbox / "dezhou" / "again.csv", text)
    refresh(data)
    assert published(data, "select count(*) from submissions") == before
    assert not (data.folder.inbox / "dezhou" / "again.csv").exists()


def test_a_run_over_nothing_says_so_and_publishes_empty_tables(empty_data, refresh, published):
    assert refresh(empty_data).failures == ()
    assert published(empty_data, "select count(*) from targets") == [(0,)]
