"""The command `duibiao`. What only one command needs is imported by it: `check` answers without loading Dagster."""

import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from assets import bulletins, environment, upkeep
from assets.subjects import bi_file_of, resolve_region
from assets.terminal import Terminal, cell
from pipelines.reference.registry import load_registry
from pipelines.storage.data_folder import PROJECT, DataFolder
from pipelines.storage.names import is_text, shown

if TYPE_CHECKING:
    from assets.resources import DataResource
    from assets.running import Outcome
    from pipelines.extraction.explaining import ExplainedSentence

app = typer.Typer(
    help="From what a government promised to how far it has come. 对标:从规划目标到完成进度。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
)
console = Terminal()


@app.command()
def run(
    force: Annotated[bool, typer.Option(help="Run everything, even where nothing has changed.")] = False,
) -> None:
    """Bring the data folder (DUIBIAO_DATA, default data/) up to date and print the summary."""
    prepare_environment(environment.data_folder())
    from assets.resources import DataResource
    from assets.running import bring_up_to_date
    from assets.runs import open_instance
    from pipelines.storage.full_disk import DiskFullError, disk_full, is_disk_full
    from pipelines.storage.turns import TurnTakenError

    data = DataResource()
    try:
        with open_instance(data.folder, data.wait) as instance:
            outcome = bring_up_to_date(instance, data, force)
    except TurnTakenError as error:
        console.print(f"另一个运行还没有结束 another run has not ended: {error}", style="red")
        raise typer.Exit(1) from error
    except Exception as error:
        if not is_disk_full(error):
            raise
        said = error if isinstance(error, DiskFullError) else disk_full(data.folder.state, "the list of runs", 0)
        console.print(f"磁盘已满 {said}", style="red")
        raise typer.Exit(1) from error
    print_outcome(outcome, data)
    raise typer.Exit(1 if outcome.failures else 0)


@app.command()
def dev(port: Annotated[int, typer.Option(envvar="PORT", help="Of the UI, on 127.0.0.1.")] = 3000) -> None:
    """Open the Dagster UI and daemon on 127.0.0.1."""
    if is_taken(port):
        console.print(f"端口 {port} 已被占用,请另选一个 port {port} is taken: make dev PORT={port + 1}", style="red")
        raise typer.Exit(1)
    prepare_environment(environment.data_folder())
    from assets.webserver import serve

    console.print(f"http://127.0.0.1:{port} (Ctrl-C ends it)")
    serve(PROJECT / "workspace.yaml", port)


@app.command()
def check(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A bureau's file.")],
    region: Annotated[
        str, typer.Option(help="Code, Chinese name or pinyin of the region that reports it; 各地区 of many.")
    ],
    html: Annotated[Path | None, typer.Option(help="Write the receipt as one HTML page, instead.")] = None,
) -> None:
    """Print a file's receipt without taking the file; exits with 1 if a row or all of it is rejected. 检查报送文件。"""
    from assets.receipt_on_terminal import print_receipt
    from pipelines.actuals.receipts.page import write_page
    from pipelines.actuals.receipts.trial import try_file
    from pipelines.storage.region_folders import SHARED_NAMES, shared_region

    data = environment.data_folder()
    registry = load_registry(data.reference)
    place = shared_region(registry) if region in SHARED_NAMES else resolve_region(registry, region)
    receipt = try_file(file, place, data, registry, environment.today(), environment.as_of())
    if html:
        write_page(receipt, html)
        console.print(f"{html}")
    else:
        print_receipt(receipt, console)
    raise typer.Exit(0 if receipt.checked.status == "taken" and not receipt.rows_at_fault else 1)


@app.command()
def template(
    region: Annotated[str, typer.Argument(help="Code, Chinese name or pinyin of the region.")],
    period: Annotated[str, typer.Argument(help="Month to report, as 2026-10; default: the last that has ended.")] = "",
    folder: Annotated[Path, typer.Option(help="Where to write it.")] = Path(),
) -> None:
    """Write the template of what a region's targets still need, as CSV and as a workbook. 生成报送模板。"""
    import duckdb

    from pipelines.actuals.cells.periods import read_period
    from pipelines.publication.templates import last_month, make_template

    data = environment.data_folder()
    registry = load_registry(data.reference)
    place = resolve_region(registry, region)
    month = read_period(period) if period else last_month(environment.today())
    if month is None:
        console.print(f"认不出报告期“{period}”。请写成 2026-10。", style="red")
        raise typer.Exit(2)
    published = bi_file_of(data)
    with duckdb.connect(str(published), read_only=True) as connection:
        label = registry.label(place)
        template = make_template(connection, label, place.code, month)
        places = template.write(folder, f"{label}-{month.end:%Y-%m}") if template else []
    for written in places:
        console.print(f"{written}")
    if not places:
        console.print(f"{place.name}没有还需要报送的目标。")


@app.command()
def explain(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A plan.")],
    region: Annotated[str, typer.Option(help="Code, Chinese name or pinyin; default: the folder's name.")] = "",
    html: Annotated[Path | None, typer.Option(help="Write one HTML page with the numbers marked, instead.")] = None,
) -> None:
    """Show, sentence by sentence, in which part it stands, which numbers are targets and why the others are not."""
    from pipelines.documents.describing import describe
    from pipelines.documents.reading import UnreadableDocumentError, read_document
    from pipelines.documents.refusals import reason_of
    from pipelines.extraction.explaining import explain as explain_text
    from pipelines.extraction.target import PlanContext
    from pipelines.publication.explanation import write_explanation
    from pipelines.storage.reading_process import BoundedReader, ReadingStoppedError, seconds_for

    registry = load_registry(environment.data_folder().reference)
    place = resolve_region(registry, region or shown(file.resolve().parent.name))
    try:
        document = BoundedReader(read_document)(file, seconds=seconds_for(file))
    except (UnreadableDocumentError, ReadingStoppedError) as error:
        reason = reason_of(error) if isinstance(error, ReadingStoppedError) else error
        console.print(f"{shown(file.name)}: {reason}", style="red")
        raise typer.Exit(1) from error
    name = Path(shown(file.name)).stem
    description = describe(document.text, name)
    context = PlanContext(
        region=registry.label(place),
        published_on=description.published_on,
        plan_start=description.plan_start,
        plan_end=description.plan_end,
        is_work_report=description.kind in ("work_report", "plan_report"),
        is_communique=description.kind == "communique",
        is_scan=document.format == "scan",
    )
    sentences = explain_text(document.text, context, registry)
    if html:
        title = description.title or name
        html.write_text(write_explanation(document.text, sentences, title), encoding="utf-8")
        console.print(f"{html}")
        return
    for sentence in sentences:
        print_sentence(sentence, document.text)


for command in (bulletins.bulletin, bulletins.digest, upkeep.backup, upkeep.restore, upkeep.doctor):
    app.command()(command)


def prepare_environment(folder: DataFolder) -> None:
    """Name the data folder, Dagster's settings and its run history to this process and its children. An operator's own
    DAGSTER_HOME stays; whether its settings keep the runs in DUIBIAO_STATE is theirs to say.

    Exits with 2 where something would lie elsewhere: Dagster makes the path of its history a part of a URL, unescaped,
    and to DuckDB a backslash parts folders.
    """
    misread = set("?%\\") & set(str(folder.root))
    if misread or not is_text(folder.root):
        named = f"有“{'”、“'.join(sorted(misread))}”" if misread else "有不是 UTF-8 的字"
        console.print(
            f"数据文件夹的路径里{named},数据会写到别处: {shown(folder.root)}\n"
            "请改文件夹名,或用 DUIBIAO_DATA 指定另一个文件夹。\n"
            "Rename the data folder, or name another by DUIBIAO_DATA: nothing can be kept below a ?, % or \\, or below"
            " a name that is not UTF-8.",
            style="red",
        )
        raise typer.Exit(2)
    os.environ["DUIBIAO_DATA"] = str(folder.root)
    os.environ["DUIBIAO_STATE"] = str(folder.state)
    os.environ.setdefault("DAGSTER_HOME", str(PROJECT / "assets"))
    folder.state.mkdir(parents=True, exist_ok=True)


def is_taken(port: int) -> bool:
    """Whether another program listens there."""
    with socket.socket() as door:
        return door.connect_ex(("127.0.0.1", port)) == 0


def print_outcome(outcome: "Outcome", data: "DataResource") -> None:
    """The summary that ends a run: what was read, taken and refused, how far the targets are, where it all lies."""
    from assets.staleness import unfinished_files
    from pipelines.storage.region_folders import files_outside_regions

    folder = data.folder
    bi_file = folder.published / "attainment.duckdb"
    if bi_file.exists():
        print_summary(bi_file)
    for path in (path for path in files_outside_regions(folder) if path.parent == folder.documents):
        console.print(f"未处理 not taken: {shown(path)} 不在地区文件夹内,请移入以地区命名的文件夹。", style="yellow")
    for path in unfinished_files(data):
        console.print(f"未处理 not taken: {shown(path)} 还在写入,下次再读 still being written.", style="yellow")
    if outcome.job is None:
        console.print("没有新的文件或数值,结果已是最新。 Nothing new; results are up to date.")
    else:
        console.print(f"运行 run {outcome.run_id} ({outcome.job}): {'、'.join(outcome.regions) or '按日期重算'}")
    console.print(f"报告 report: {folder.published / 'report' / 'index.html'}")
    console.print(f"台账 ledger: {folder.published / 'ledger.xlsx'}")
    console.print(f"数据 data: {bi_file}\n回执 receipts: {folder.receipts}")
    for failure in outcome.failures:
        console.print(f"失败 failed: {failure}", style="red")


def print_summary(bi_file: Path) -> None:
    from pipelines.publication.summary import summarise

    summary = summarise(bi_file)
    table = Table(title="对标 Duibiao", show_header=False, title_justify="left")
    table.add_row("规划文件 documents", f"{summary.documents_read} 份,无法读取 {len(summary.failed_documents)} 份")
    table.add_row("目标 targets", f"{summary.targets} 个,其中待复核 {summary.targets_to_review} 个")
    table.add_row("文中数值 figures", f"{summary.figures} 个,其中待复核 {summary.figures_to_review} 个")
    table.add_row("报送文件 files", f"接收 {summary.files_taken} 份,拒收 {len(summary.refused_files)} 份")
    table.add_row("报送行 rows", f"接收 {summary.rows_accepted} 行,拒绝 {summary.rows_rejected} 行")
    counts = [f"{name} {count}" for name, count in summary.statuses.items() if count]
    table.add_row("进度 status", "  ".join(counts))
    console.print(table)
    warnings = {**summary.failed_documents, **summary.documents_of_other_regions, **summary.refused_files}
    for name, reason in warnings.items():
        console.print(f"{name}: {reason}", style="yellow")


def print_sentence(sentence: "ExplainedSentence", document: str) -> None:
    """The sentence with the numbers of targets and figures marked, the part it stands in and why, then what each number
    became, or the rule that left it alone."""
    from pipelines.publication.wording import part_in_words, reasons_in_words

    text = cell(document[sentence.start : sentence.end])
    for target in sentence.targets:
        text.stylize("bold green", target.value_start - sentence.start, target.value_end - sentence.start)
    for figure in sentence.figures:
        text.stylize("bold blue", figure.value_start - sentence.start, figure.value_end - sentence.start)
    text.rstrip()
    console.print(text)
    part = sentence.part
    console.print(f"  § {part_in_words(part)}: {reasons_in_words(part, document)}", style="cyan", highlight=False)
    for target in sentence.targets:
        value = f"{target.value:f}" if target.value_high is None else f"{target.value:f}—{target.value_high:f}"
        units = "、".join(unit.unit_name for unit in target.units if unit.role == "lead")
        console.print(
            f"  ✓ {target.indicator}: {target.comparator} {value} {target.unit}, {target.measure},"
            f" {target.deadline or '无时限'}, {target.region}{', ' + units if units else ''}"
            f" [{target.confidence:.2f}: {' '.join(target.rules)}]",
            style="green",
        )
    for figure in sentence.figures:
        value = f"{figure.value:f}" if figure.value_high is None else f"{figure.value:f}—{figure.value_high:f}"
        console.print(
            f"  = {figure.indicator}: {figure.comparator} {value} {figure.unit}, {figure.basis},"
            f" {f'{figure.period_start}—' if figure.period_start else ''}{figure.period_end}, {figure.region}"
            f"{', 预计' if figure.is_expected else ''} [{figure.confidence:.2f}: {' '.join(figure.rules)}]",
            style="blue",
        )
    for milestone in sentence.milestones:
        units = "、".join(unit.unit_name for unit in milestone.units if unit.role == "lead")
        console.print(
            f"  ☐ {milestone.what}: {milestone.deadline or '无时限'}, {milestone.region}{', ' + units if units else ''}"
            f" [{milestone.confidence:.2f}: {' '.join(milestone.rules)}]",
            style="magenta",
        )
    for number in sentence.left_alone:
        console.print(f"  · {document[number.start : number.end]}: {number.rule}", style="dim")


if __name__ == "__main__":
    app()
