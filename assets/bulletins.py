"""The commands that tell people how far the promises are: bulletins, notices, what changed."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from assets import environment
from assets.subjects import bi_file_of, resolve_region
from assets.terminal import Terminal
from pipelines.reference.registry import load_registry
from pipelines.storage.names import shown

console = Terminal()


def bulletin(
    region: Annotated[str, typer.Argument(help="Code, Chinese name or pinyin of the region; default: all.")] = "",
    unit: Annotated[str, typer.Option(help="Only what this lead unit answers for.")] = "",
    quarterly: Annotated[bool, typer.Option(help="What changed since last quarter, not since last month.")] = False,
    target: Annotated[str, typer.Option(help="A target's id: write its supervision notice (督办单), instead.")] = "",
    folder: Annotated[Path, typer.Option(help="Where to write it.")] = Path(),
) -> None:
    """Write the bulletin on how far the promises are, as a Word document. 生成通报、督办单。"""
    import duckdb

    from pipelines.publication.bulletin.contents import Scope, read_bulletin
    from pipelines.publication.bulletin.writing import title_of, write_bulletin, write_supervision_notice

    published = bi_file_of(data := environment.data_folder())
    label = (registry := load_registry(data.reference)).label(resolve_region(registry, region)) if region else None
    scope = Scope(label, unit or None)
    with duckdb.connect(str(published), read_only=True) as connection:
        contents = read_bulletin(connection, scope, "quarter" if quarterly else "month")
    if not contents.targets or (target and target not in {row["target_id"] for row in contents.targets}):
        console.print(f"{scope.name}没有{f'编号为 {shown(target)} 的' if target else '这样的'}目标。", style="red")
        raise typer.Exit(1)
    if target:
        write_supervision_notice(contents, target, place := folder / f"督办单-{target}.docx")
    else:
        write_bulletin(contents, place := folder / f"{title_of(scope)}-{contents.as_of}.docx")
    console.print(f"{place}")


def digest(
    region: Annotated[str, typer.Option(help="Code, Chinese name or pinyin of the region; default: all.")] = "",
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Default: all that is kept.")] = None,
) -> None:
    """Print what changed from publication to publication, newest first. 最近的变动。"""
    from pipelines.publication.changes import load_changes

    data = environment.data_folder()
    label = (registry := load_registry(data.reference)).label(resolve_region(registry, region)) if region else None
    changes = load_changes(bi_file_of(data).parent, label, since.date() if since else None)
    for change in changes:
        console.print(f"{change.published_at[:10]} {change.title}", highlight=False)
    if not changes:
        console.print("没有变动。")
