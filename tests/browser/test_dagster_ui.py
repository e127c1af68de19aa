"""The Dagster UI over a data folder whose every text, cell and name holds commands in Markdown and HTML."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import dagster as dg
import pytest
from playwright.sync_api import Browser, expect

from pipelines.storage.data_folder import PROJECT

COMMAND = (
    "![x](/graphql?query=mutation{wipeAssets}&n=%s)<img src=/graphql?query=mutation&n=%s>[打开](javascript:alert(1))"
)
DUIBIAO = Path(sys.executable).parent / "duibiao"
LONG_AGO = (1_700_000_000, 1_700_000_000)


def command(place: str) -> str:
    return COMMAND % (place, place)


def name(place: str) -> str:
    """The same where no slash may stand."""
    return command(place).replace("/", "&#47;")


def write(path: Path, content: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    os.utime(path, LONG_AGO)


pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder over which `duibiao run` has gone. Checks fail in it, rows are rejected, documents unreadable."""
    root = tmp_path_factory.mktemp("data")
    plan = (
        f"{command('title')}行动方案\n\n到2026年,建成公共图书馆12个、{command('t')}3个。(责任单位:{command('unit')})\n"
    )
    rows = [
        f"{command('indicator')},德州市,2024,7,个,期末,{command('source')},{command('note')}",
        f"公共图书馆,德州市,{command('period')},7,个,期末,德州市统计局,",
        "公共图书馆,德州市,2023,1,个,期末,德州市统计局,",
        f"公共图书馆,德州市,2024,1,个,期末,{command('other')},",
        f"公共图书馆,德州市,2024,900000,个,期末,{command('another')},",
    ]
    figures = "\n".join(["指标,地区,报告期,数值,单位,口径,来源,备注", *rows, ""])
    write(root / "documents" / "dezhou" / f"{name('plan')}.txt", plan)
    write(root / "documents" / "dezhou" / f"{name('broken')}.pdf", b"%PDF-1.7 nothing more")
    write(root / "documents" / name("folder") / "plan.txt", plan)
    write(root / "actuals" / "inbox" / "dezhou" / f"{name('file')}.csv", figures)
    write(root / "actuals" / "inbox" / "dezhou" / f"{name('refused')}.csv", "nothing")
    write(root / "actuals" / "inbox" / name("inbox") / f"{name('lying')}.csv", figures)
    done = subprocess.run([DUIBIAO, "run"], env=environment(root), capture_output=True, text=True)
    assert done.returncode == 1, done.stdout + done.stderr  # for the file in no region's inbox, and nothing else
    assert done.stdout.count("失败 failed") == 1, done.stdout + done.stderr
    return root


def environment(root: Path) -> dict[str, str]:
    return os.environ | {"DUIBIAO_DATA": str(root), "DUIBIAO_AS_OF": "2026-11-21"}


@pytest.fixture(scope="module")
def events(data: Path) -> list[dg.DagsterEvent]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("DUIBIAO_STATE", str(data / ".dagster"))
        patched.setenv("DAGSTER_HOME", str(PROJECT / "assets"))
        with dg.DagsterInstance.get() as instance:
            [run] = instance.get_runs()
            return [record.dagster_event for record in instance.all_logs(run.run_id) if record.dagster_event]


def test_nothing_that_others_wrote_is_shown_as_markdown(events: list[dg.DagsterEvent]):
    shown = [
        (label, value)
        for event in events
        for told in (
            [event.step_materialization_data.materialization]
            if event.is_step_materialization
            else [event.asset_check_evaluation_data]
            if event.event_type_value == "ASSET_CHECK_EVALUATION"
            else []
        )
        for label, value in told.metadata.items()
    ]
    theirs = {label for label, value in shown if "graphql?query" in str(value)}
    markdown = {label for label, value in shown if isinstance(value, dg.MarkdownMetadataValue)}
    assert {"preview", "examples", "files", "failed_files"} <= theirs  # the commands are there
    assert markdown == {"chart", "sql"}
    assert not markdown & theirs


@pytest.fixture(scope="module")
def address(data: Path) -> Iterator[str]:
    """Where `duibiao dev` serves the UI."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = (data / "dev.log").open("w")
    server = subprocess.Popen([DUIBIAO, "dev", "--port", str(port)], env=environment(data), stdout=log, stderr=log)
    try:
        yield wait_for(f"http://127.0.0.1:{port}", server, data / "dev.log")
    finally:
        server.terminate()
        server.wait(timeout=60)


def wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> str:
    """The address, once the UI is served and the code behind it is loaded."""
    loaded = "{workspaceOrError{...on Workspace{locationEntries{loadStatus locationOrLoadError{__typename}}}}}"
    for _ in range(240):
        assert server.poll() is None, log.read_text()
        try:
            if '"RepositoryLocation"' in json.dumps(post(address, loaded)):
                return address
        except urllib.error.URLError:
            pass
        time.sleep(0.5)
    raise AssertionError(log.read_text())


def post(address: str, query: str, variables: dict[str, object] | None = None) -> dict[str, object]:
    body = json.dumps({"query": query, "variables": variables or {}}).encode()
    asked = urllib.request.Request(f"{address}/graphql", body, {"content-type": "application/json"})
    with urllib.request.urlopen(asked) as answer:
        return json.load(answer)["data"]


def test_a_run_that_is_launched_with_another_folder_is_refused(address: str, tmp_path: Path):
    launch = """
        mutation ($root: RunConfigData!) { launchRun(executionParams: {
          selector: {repositoryLocationName: "duibiao", repositoryName: "__repository__", jobName: "recompute"},
          runConfigData: $root}) { __typename } }"""
    answer = post(address, launch, {"root": {"resources": {"data": {"config": {"root": str(tmp_path)}}}}})
    assert answer == {"launchRun": {"__typename": "RunConfigValidationInvalid"}}


def test_a_command_by_get_and_one_of_another_origin_are_refused(address: str):
    for url, headers, body in [
        (f"{address}/graphql?query=%7Bversion%7D", {}, None),
        (f"{address}/graphql", {"content-type": "application/json", "origin": "http://evil.example"}, b"{}"),
        (f"{address}/", {"host": "evil.example"}, None),
    ]:
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(urllib.request.Request(url, body, headers))


OF_DEZHOU = f"?view=partitions&partition={quote('德州市')}"
PAGES = {  # and whose words stand there
    "/assets/indicator_links?view=checks&checkDetail=every_name_is_known": ["indicator"],
    "/assets/submissions?view=partitions": ["folder", "inbox"],
    f"/assets/documents{OF_DEZHOU}": ["title", "plan", "broken", "unit", "folder"],
    f"/assets/submissions{OF_DEZHOU}": ["file", "refused"],
    f"/assets/rejected_rows{OF_DEZHOU}": ["period", "indicator"],
    f"/assets/actuals{OF_DEZHOU}": ["indicator", "source", "note", "other"],
}


def test_the_pages_that_show_hostile_texts_load_nothing_and_run_nothing(address: str, chromium: Browser):
    page = chromium.new_page(viewport={"width": 1400, "height": 1600})
    asked: list[tuple[str, str]] = []
    page.on("request", lambda request: asked.append((request.method, request.url)))
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    for number, (place, words) in enumerate(PAGES.items()):
        page.goto(address + place)
        for word in words:
            expect(page.get_by_text(f"n={word}").first).to_be_attached(timeout=60_000)
        page.wait_for_timeout(1_000)  # by then an image would have been asked for
        if pictures := os.environ.get("DUIBIAO_PICTURES"):
            page.screenshot(path=f"{pictures}/{number:02}.png")
        assert page.locator("img[src*=graphql], a[href^=javascript]").count() == 0
    seen, asked[:] = [*asked], []
    page.evaluate("document.body.append(Object.assign(new Image(), {src: '/graphql?query=seen'}))")
    page.wait_for_timeout(1_000)
    assert asked == [("GET", f"{address}/graphql?query=seen")]  # had a cell asked, it would have been seen
    page.close()
    assert [url for _, url in seen if not url.startswith((f"{address}/", "data:", "blob:"))] == []
    assert [url for method, url in seen if method == "GET" and "graphql" in url] == []
