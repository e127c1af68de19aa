"""The pinned versions against known vulnerabilities: `make audit`, where an advisory database is at hand.

DUIBIAO_ADVISORIES names a folder with advisories in the OSV format (https://ossf.github.io/osv-schema/), as JSON or
YAML at any depth: an unpacked dump of OSV's PyPI ecosystem, or a checkout of the Python Packaging Advisory Database.
Nothing is asked of the network. Exits with 1 if a pinned version is affected, or if the folder holds no advisory.
"""

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from pipelines.storage.data_folder import PROJECT

READERS = {".json": json.loads, ".yaml": lambda text: yaml.load(text, yaml.CSafeLoader), ".yml": yaml.safe_load}


@dataclass(frozen=True)
class Finding:
    """An advisory that a pinned version is affected by."""

    package: str
    version: str
    advisory: str
    summary: str


def audit(pins: dict[str, str], advisories: list[dict[str, Any]]) -> list[Finding]:
    """`pins`: name → version. Withdrawn advisories count for nothing."""
    canonical = {canonicalize_name(name): version for name, version in pins.items()}
    return [
        Finding(name, canonical[name], advisory["id"], " ".join(str(_summary(advisory)).split())[:120])
        for advisory in advisories
        if not advisory.get("withdrawn")
        for name in sorted({_package(affected) for affected in advisory.get("affected", [])} & canonical.keys())
        if any(
            is_affected(canonical[name], affected) for affected in advisory["affected"] if _package(affected) == name
        )
    ]


def is_affected(version: str, affected: dict[str, Any]) -> bool:
    """Whether a version is listed, or lies in a range, by the evaluation that the OSV schema gives."""
    if version in affected.get("versions", []):
        return True
    return any(
        _in_range(Version(version), each["events"])
        for each in affected.get("ranges", [])
        if each["type"] == "ECOSYSTEM"
    )


def read_advisories(folder: Path) -> list[dict[str, Any]]:
    return [
        found
        for path in sorted(folder.rglob("*"))
        if path.suffix in READERS and path.is_file()
        for found in [READERS[path.suffix](path.read_text(encoding="utf-8"))]
        if isinstance(found, dict) and "affected" in found
    ]


def read_pins() -> dict[str, str]:
    lines = (PROJECT / "constraints.txt").read_text(encoding="utf-8").split()
    return dict(line.split("==") for line in lines)


def _in_range(version: Version, events: list[dict[str, str]]) -> bool:
    """Events in the order of versions: introduced and fixed or last_affected by turns."""
    is_in = False
    for kind, at in sorted(_events(events), key=lambda event: event[1]):
        if kind == "introduced":
            is_in = is_in or version >= at
        elif version >= at if kind == "fixed" else version > at:
            is_in = False
    return is_in


def _events(events: list[dict[str, str]]) -> Iterator[tuple[str, Version]]:
    for event in events:
        for kind, at in event.items():
            try:
                yield kind, Version(str(at))
            except InvalidVersion:  # of before PEP 440; such versions are also listed
                continue


def _package(affected: dict[str, Any]) -> str:
    package = affected.get("package", {})
    return canonicalize_name(package.get("name", "")) if package.get("ecosystem") == "PyPI" else ""


def _summary(advisory: dict[str, Any]) -> str:
    return advisory.get("summary") or advisory.get("details") or ""


def main() -> int:
    """The exit status: 0 if no pinned version is affected, or nothing is at hand to tell by."""
    folder = os.environ.get("DUIBIAO_ADVISORIES")
    if not folder:
        print("audit skipped: no advisory database at hand (DUIBIAO_ADVISORIES names a folder of OSV advisories)")
        return 0
    advisories, pins = read_advisories(Path(folder)), read_pins()
    if not advisories:
        print(f"audit failed: no advisory below {folder} (DUIBIAO_ADVISORIES)")
        return 1
    findings = audit(pins, advisories)
    for found in findings:
        print(f"{found.package}=={found.version} {found.advisory}: {found.summary}")
    newest = max(str(advisory.get("modified", "")) for advisory in advisories)
    print(
        f"audit: {len(findings)} of {len(pins)} pinned versions affected; {len(advisories)} advisories, up to {newest}"
    )
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
