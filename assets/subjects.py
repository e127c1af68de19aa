"""What a command is asked about: a region by any of its names, and what is published."""

from pathlib import Path

import typer

from assets.terminal import Terminal
from pipelines.reference.registry import AmbiguousRegionError, Region, Registry, UnknownRegionError
from pipelines.storage.data_folder import DataFolder

console = Terminal()


def bi_file_of(data: DataFolder) -> Path:
    """The published file. Exits with 1 where nothing has been published."""
    published = data.published / "attainment.duckdb"
    if not published.exists():
        console.print(f"还没有发布数据({published}),请先运行 duibiao run。", style="red")
        raise typer.Exit(1)
    return published


def resolve_region(registry: Registry, name: str) -> Region:
    try:
        return registry.resolve_region(name)
    except (UnknownRegionError, AmbiguousRegionError) as error:
        console.print(f"{error} 请用 --region 指明地区。", style="red")
        raise typer.Exit(2) from error
