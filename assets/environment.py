"""What the environment says of this process: which data folder, which day. Read when asked, never at import."""

import os
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pipelines.storage.data_folder import PROJECT, DataFolder

ZONE = "Asia/Shanghai"


def data_folder(root: str | None = None) -> DataFolder:
    """`root`, else DUIBIAO_DATA, else the project's own data/."""
    return DataFolder(Path(root or os.environ.get("DUIBIAO_DATA") or str(PROJECT / "data")).resolve())


def seconds(name: str, default: float) -> float:
    """A setting in seconds. Raises ValueError that names it."""
    text = os.environ.get(name) or str(default)
    try:
        return float(text)
    except ValueError as error:
        raise ValueError(f"{name} is {text!r}: give a number of seconds, as {default:g}.") from error


def as_of(text: str | None = None) -> date:
    """The day that attainment is seen from: `text`, else DUIBIAO_AS_OF, else today."""
    day = text or os.environ.get("DUIBIAO_AS_OF")
    return date.fromisoformat(day) if day else today()


def today() -> date:
    """The bureau's own calendar day: what lies behind it has happened, whatever day attainment is seen from.

    That of DUIBIAO_ZONE, Asia/Shanghai where it says nothing, wherever this machine stands. Raises ValueError.
    """
    return datetime.now(zone()).date()


def zone() -> ZoneInfo:
    """The time zone of the business day. Raises ValueError that names the setting."""
    name = os.environ.get("DUIBIAO_ZONE") or ZONE
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"DUIBIAO_ZONE is {name!r}, which is no time zone: give one as {ZONE}.") from error
