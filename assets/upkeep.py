"""The commands of whoever keeps a data folder for years: backup, restore, doctor."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from assets import environment
from assets.terminal import Terminal
from pipelines.storage.data_folder import DataFolder
from pipelines.storage.names import shown

console = Terminal()


def backup(
    file: Annotated[Path | None, typer.Argument(help="A .tar; default: duibiao-<day and time>.tar here.")] = None,
) -> None:
    """Write plans, files, receipts and warehouse into one file; waits for a run to end. 备份。"""
    from assets.resources import DataResource
    from pipelines.storage.backups import write_backup
    from pipelines.storage.full_disk import DiskFullError
    from pipelines.storage.turns import TurnTakenError
    from pipelines.storage.warehouse import WarehouseHeldError

    data = DataResource()
    place = file or Path(f"duibiao-{datetime.now(environment.zone()):%Y%m%dT%H%M%S}.tar")
    try:
        written = write_backup(data.folder, place, data.wait)
    except (TurnTakenError, WarehouseHeldError, DiskFullError, OSError) as error:
        console.print(f"没有备份 no backup: {error}", style="red")
        raise typer.Exit(1) from error
    console.print(f"{written.place}: {written.files} 个文件 files, {written.size / 1e6:.1f} MB")
    for path, why in written.left_out.items():
        console.print(f"没有备份 left out: {shown(path)}: {why}", style="yellow")


def restore(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A backup.")],
    folder: Annotated[Path, typer.Argument(help="A new data folder; then run with DUIBIAO_DATA set to it.")],
) -> None:
    """Lay a backup down as a new data folder, whole or not at all. 恢复。"""
    from pipelines.storage.backups import BackupError, restore_backup
    from pipelines.storage.full_disk import DiskFullError

    try:
        files = restore_backup(file, DataFolder(folder.resolve()))
    except (BackupError, DiskFullError, OSError) as error:
        console.print(f"没有恢复 not restored: {error}", style="red")
        raise typer.Exit(1) from error
    console.print(f"{folder}: {files} 个文件 files\nDUIBIAO_DATA={folder} duibiao run")


def doctor() -> None:
    """Say what is wrong with the data folder and its settings, and what to do; exits with 1 if anything is. 体检。"""
    from assets.doctor import examine

    findings = list(examine(environment.data_folder()))
    for finding in findings:
        console.print(f"{finding.mark} {finding.what}", style=finding.colour, highlight=False)
    raise typer.Exit(1 if any(finding.is_fault for finding in findings) else 0)
