"""The command `duibiao` and the commands that the READMEs show, in real processes."""

import csv
import os
import re
import resource
import shlex
import socket
import sqlite3
import subprocess
import sys
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path
from unittest.mock import Mock

import duckdb
import pytest
from sqlalchemy.exc import OperationalError
from typer.testing import CliRunner

from assets import environment
from assets.cli import app, prepare_environment
from assets.running import Outcome
from pipelines.storage.data_folder import PROJECT, DataFolder
from pipelines.storage.names import shown

READMES = ["README.md", "README.zh-CN.md"]
DUIBIAO = Path(sys.executable).parent / "duibiao"


def duibiao(*arguments: str, data: Path, cwd: Path = PROJECT) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"DUIBIAO_DATA": str(data), "DUIBIAO_AS_OF": "2026-11-21", "COLUMNS": "160"}
    return subprocess.run([DUIBIAO, *arguments], capture_output=True, text=True, env=environment, cwd=cwd)


def shell_lines(readme: str) -> list[str]:
    text = (PROJECT / readme).read_text(encoding="utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", text, flags=re.S)
    return [
        line.split("  #")[0].split(" #")[0].strip() for block in blocks for line in block.splitlines() if line.strip()
    ]


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory, sample_data) -> Path:
    """A data folder over which `duibiao run` has gone. Its path has all that a path may have and a URL, a shell, SQL
    or a pattern would read as something else."""
    data = sample_data(tmp_path_factory.mktemp("data") / "数 据#'\"[x]*{y};$z&")
    first = duibiao("run", data=data)
    assert first.returncode == 0, first.stdout + first.stderr
    (data / "first-summary.txt").write_text(first.stdout, encoding="utf-8")
    return data


def test_a_run_ends_with_a_summary_a_person_can_read(done: Path):
    summary = (done / "first-summary.txt").read_text(encoding="utf-8")
    for words in ("规划文件", "目标", "报送文件", "接收 3 份", "进度", "已完成", str(done / "published")):
        assert words in summary


def test_a_second_run_says_that_nothing_is_new_and_prints_the_same_counts(done: Path):
    second = duibiao("run", data=done)
    assert second.returncode == 0
    assert "已是最新" in second.stdout
    counts = [line for line in second.stdout.splitlines() if "│" in line]
    assert counts == [line for line in (done / "first-summary.txt").read_text("utf-8").splitlines() if "│" in line]


@pytest.mark.parametrize("name", ["a?b", "a%20b", "100%", "a\\b", os.fsdecode(b"\xff\xfe")], ids=ascii)
@pytest.mark.parametrize("command", ["run", "dev"])
def test_a_path_that_would_be_read_as_another_is_refused_before_anything_is_done(
    tmp_path: Path, name: str, command: str
):
    folder = tmp_path / name
    (folder / "documents").mkdir(parents=True)
    refused = duibiao(command, data=folder)
    assert refused.returncode == 2
    assert shown(folder) in refused.stdout
    assert "Rename the data folder" in refused.stdout
    assert [place.name for place in folder.iterdir()] == ["documents"]
    assert [place.name for place in tmp_path.iterdir()] == [name]


def test_a_run_in_which_something_failed_exits_with_1_and_names_it(done: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DUIBIAO_DATA", str(done))
    failed = Outcome("refresh", ("德州市",), "4f1d", ("targets: corrections_hold",))
    monkeypatch.setattr("assets.running.bring_up_to_date", lambda *_: failed)
    answer = CliRunner().invoke(app, ["run"])
    assert answer.exit_code == 1
    assert "失败 failed: targets: corrections_hold" in answer.stdout


def test_check_prints_the_receipt_and_takes_nothing(done: Path, tmp_path: Path):
    file = tmp_path / "报送.csv"
    file.write_text("指标,报告期,数值,单位\n5G基站,2024,12000,个\n5G基站,2024年13月,1,个\n", encoding="utf-8")
    answer = duibiao("check", str(file), "--region", "dezhou", data=done)
    assert answer.returncode == 1
    assert "读到 2 行" in answer.stdout
    assert "2024年13月" in answer.stdout
    assert file.exists()


def test_check_says_what_a_file_would_take_back_and_what_is_on_record_instead(done: Path, tmp_path: Path):
    sample = next((PROJECT / "data" / "samples" / "dezhou").glob("*.csv")).read_text(encoding="utf-8-sig")
    header, row, *_ = csv.reader(sample.splitlines())
    figure = dict(zip(header, row, strict=True))
    rows = [figure | {"数值": "撤回", "备注": "重复统计"}, figure | {"数值": "撤回", "来源": "别处"}]
    file = tmp_path / "撤回.csv"
    with file.open("w", encoding="utf-8", newline="") as written:
        table = csv.DictWriter(written, header)
        table.writeheader()
        table.writerows(rows)
    answer = duibiao("check", str(file), "--region", "dezhou", data=done)
    said = re.sub(r"[\s│]", "", answer.stdout)
    assert answer.returncode == 1
    assert "其中1行撤回原来报送的数，那些数将不再计入" in said
    assert "没有可撤回的" in said
    assert figure["数值"] + figure["单位"] in said


def seconds_of_work(file: Path, data: Path) -> float:
    """CPU seconds of a check, user and system, of all its threads: how long it takes where nothing else runs."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    answer = duibiao("check", str(file), "--region", "dezhou", data=data)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert "德州市" in answer.stdout, answer.stderr
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_a_file_of_a_thousand_rows_is_checked_within_two_seconds_after_start_up(done: Path, tmp_path: Path):
    with duckdb.connect(str(done / "published" / "attainment.duckdb"), read_only=True) as connection:
        named = connection.execute(
            "select distinct indicator, unit from targets where region = '德州市' order by all"
        ).fetchall()
    months = [f"{year}-{month:02}" for year in range(2015, 2026) for month in range(1, 13)]
    rows = [f"{name},{month},{n},{unit}" for n, month in enumerate(months, 1) for name, unit in named][:1000]
    assert len(rows) == 1000
    thousand = tmp_path / "报送.csv"
    thousand.write_text("\n".join(["指标,报告期,数值,单位", *rows, ""]), encoding="gb18030")
    nothing = tmp_path / "空表.csv"  # refused: what is left is to import and to open what is needed
    nothing.write_text("指标,报告期,数值,单位\n", encoding="gb18030")
    start_up = seconds_of_work(nothing, done)
    assert any(seconds_of_work(thousand, done) - start_up < 2 for _ in range(3))  # on a busy machine not at the first


def test_explain_shows_what_was_found_and_what_was_left_alone(done: Path):
    plan = next((PROJECT / "data" / "documents" / "dezhou").glob("*省会经济圈*"))
    answer = duibiao("explain", str(plan), data=done)
    assert answer.returncode == 0, answer.stderr
    assert "1600" in answer.stdout
    assert "5G基站" in answer.stdout
    assert "§ 任务" in answer.stdout


def test_explain_reads_a_national_plan(done: Path, tmp_path: Path):
    plan = tmp_path / "全国" / "水利规划.txt"
    plan.parent.mkdir()
    plan.write_text(
        "截至2025年底,全国喷灌面积达到7500万亩。到2030年,新增有效灌溉面积3000万亩。黑龙江省新增有效灌溉面积400万亩,内蒙古新增200万亩。\n",
        encoding="utf-8",
    )
    for arguments in ((str(plan),), (str(plan), "--region", "national")):
        answer = duibiao("explain", *arguments, data=done)
        assert answer.returncode == 0, answer.stderr
        places = [place for place in ("全国", "黑龙江省", "内蒙古自治区") if f", {place}" in answer.stdout]
        assert places == ["全国", "黑龙江省", "内蒙古自治区"]
        assert "= 喷灌面积: exactly 75000000 亩, stock, 2025-12-31, 全国" in answer.stdout


def test_explain_writes_one_page_with_the_numbers_marked(done: Path, tmp_path: Path):
    plan = next((PROJECT / "data" / "documents" / "dezhou").glob("*省会经济圈*"))
    answer = duibiao("explain", str(plan), "--html", str(tmp_path / "page.html"), data=done)
    assert answer.returncode == 0, answer.stderr
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "1600" in page
    assert "<script" not in page


def test_bulletins_and_notices_are_written_and_what_there_is_not_is_said(done: Path, tmp_path: Path):
    with duckdb.connect(str(done / "published" / "attainment.duckdb"), read_only=True) as connection:
        [(target,)] = connection.execute("select min(target_id) from targets where region = '德州市'").fetchall()
    answer = duibiao("bulletin", data=done, cwd=tmp_path)
    assert answer.returncode == 0, answer.stderr
    assert list(tmp_path.glob("规划目标进展情况通报-*.docx"))
    answer = duibiao("bulletin", "dezhou", "--target", target, data=done, cwd=tmp_path)
    assert answer.returncode == 0, answer.stderr
    assert (tmp_path / f"督办单-{target}.docx").exists()
    for arguments in (("dezhou", "--target", "nothing"), ("dezhou", "--unit", "没有这个局")):
        answer = duibiao("bulletin", *arguments, data=done, cwd=tmp_path)
        assert answer.returncode == 1
        assert "没有" in answer.stdout and "目标" in answer.stdout


def test_an_unknown_region_is_refused_in_words(done: Path, tmp_path: Path):
    file = tmp_path / "x.csv"
    file.write_text("a,b\n", encoding="utf-8")
    answer = duibiao("check", str(file), "--region", "atlantis", data=done)
    assert answer.returncode == 2
    assert "atlantis" in answer.stdout


def test_an_operators_own_settings_of_dagster_are_left_to_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for name in ("DUIBIAO_DATA", "DUIBIAO_STATE", "DAGSTER_HOME"):
        monkeypatch.setenv(name, "")  # so that it is put back
        monkeypatch.delenv(name)
    prepare_environment(DataFolder(tmp_path))
    assert (Path(os.environ["DAGSTER_HOME"]) / "dagster.yaml").exists()
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "theirs"))
    prepare_environment(DataFolder(tmp_path))
    assert os.environ["DAGSTER_HOME"] == str(tmp_path / "theirs")
    assert os.environ["DUIBIAO_STATE"] == str(tmp_path / ".dagster")


@pytest.mark.long
def test_dagsters_own_commands_work_in_the_clone():
    given = {name: value for name, value in os.environ.items() if name not in ("DAGSTER_HOME", "DUIBIAO_STATE")}
    for command in (["dagster", "definitions", "validate"], ["dg", "list", "defs"]):
        if (program := DUIBIAO.with_name(command[0])).exists():
            done = subprocess.run([program, *command[1:]], env=given, cwd=PROJECT, capture_output=True, text=True)
            assert done.returncode == 0, done.stdout + done.stderr


def test_a_disk_that_is_full_for_the_list_of_runs_is_said_to_be_full(done: Path, monkeypatch: pytest.MonkeyPatch):
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorcode = sqlite3.SQLITE_FULL
    monkeypatch.setenv("DUIBIAO_DATA", str(done))
    monkeypatch.setattr("assets.running.bring_up_to_date", Mock(side_effect=OperationalError("insert", {}, full)))
    answer = CliRunner().invoke(app, ["run"])
    assert answer.exit_code == 1
    said = answer.stdout.replace("\n", "")
    assert "disk full" in said
    assert "MB are missing" in said


def test_a_port_that_is_taken_is_said_to_be_and_another_one_named(monkeypatch: pytest.MonkeyPatch):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        answer = CliRunner().invoke(app, ["dev"])
    assert answer.exit_code == 1
    assert f"make dev PORT={port + 1}" in answer.stdout


@pytest.mark.parametrize(
    ("hour", "zone", "day"),
    [(15, None, date(2026, 11, 21)), (16, None, date(2026, 11, 22)), (16, "Asia/Urumqi", date(2026, 11, 21))],
)
def test_the_day_of_a_run_is_the_bureaus_day_wherever_the_machine_stands(
    hour: int, zone: str | None, day: date, monkeypatch: pytest.MonkeyPatch
):
    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return datetime(2026, 11, 21, hour, 30, tzinfo=UTC).astimezone(tz)

    monkeypatch.setattr(environment, "datetime", Clock)
    monkeypatch.setenv("TZ", "America/New_York")
    monkeypatch.setenv("DUIBIAO_ZONE", zone or "")
    monkeypatch.delenv("DUIBIAO_AS_OF", raising=False)
    assert environment.today() == environment.as_of() == day


def test_a_zone_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DUIBIAO_ZONE", "Atlantis")
    with pytest.raises(ValueError, match="DUIBIAO_ZONE is 'Atlantis'"):
        environment.today()


def test_both_readmes_show_the_same_commands():
    assert shell_lines(READMES[0]) == shell_lines(READMES[1])


def test_every_command_of_the_readme_is_a_target_of_make_or_runs(done: Path, tmp_path: Path):
    targets = set(re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text(encoding="utf-8"), flags=re.M))
    lines = shell_lines(READMES[0])
    assert len(lines) >= 6
    (tmp_path / "data").symlink_to(PROJECT / "data")
    (tmp_path / "报送.csv").write_text("指标,报告期,数值,单位\n5G基站,2024,12000,个\n", encoding="utf-8")
    for line in lines:
        program, *arguments = shlex.split(line)
        if program == "make":
            assert arguments[0] in targets, line
        else:
            assert program == ".venv/bin/duibiao", line
            answer = duibiao(*arguments, data=done, cwd=tmp_path)
            assert answer.returncode == 0, line + answer.stdout + answer.stderr
