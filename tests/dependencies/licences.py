"""The licences of what constraints.txt pins, as packages state them: `make licences` writes docs/licences.md."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from pipelines.storage.data_folder import PROJECT

PAGE = PROJECT / "docs" / "licences.md"
LONGEST_NAME = 80  # of a licence; what is longer is its text
VAGUE = {"", "Dual License", "UNKNOWN"}
HEAD = """# Licences of the dependencies

What `constraints.txt` pins, with the licence that each package states of itself; made by `make licences`. Duibiao
itself is under the [Apache License 2.0](../LICENSE) and ships none of these: they are installed from the package index.
“run” is what `make run` installs; the others are extras: “ocr” reads scans, “dev” is for tests and checks.

| package | version | licence | for |
|---|---|---|---|
"""


@dataclass(frozen=True)
class Pinned:
    """One line of constraints.txt. `licence`: None if the package is not installed on this machine."""

    name: str
    version: str
    licence: str | None
    needed_by: str  # run, or an extra


def read_pinned() -> list[Pinned]:
    """Every line of constraints.txt, in its order."""
    extras = distribution("duibiao").metadata.get_all("Provides-Extra") or []
    needs = {"run": set(_needed("duibiao"))} | {extra: set(_needed(f"duibiao[{extra}]")) for extra in extras}
    lines = (PROJECT / "constraints.txt").read_text(encoding="utf-8").split()
    return [
        Pinned(
            name, version, read_licence(name), next((to for to in needs if canonicalize_name(name) in needs[to]), "")
        )
        for name, version in (line.split("==") for line in lines)
    ]


def read_licence(name: str) -> str | None:
    """As an SPDX expression where the package states one, else in its own words; else the first line of the text."""
    try:
        found = distribution(name)
    except PackageNotFoundError:
        return None
    metadata = found.metadata
    stated = metadata.get("License-Expression") or metadata.get("License") or ""
    if stated not in VAGUE and len(stated) <= LONGEST_NAME and "\n" not in stated:
        return stated
    classified = [line.split(" :: ")[-1] for line in metadata.get_all("Classifier") or [] if line.startswith("License")]
    return " or ".join(classified) or _first_line(found)


def write_page(pinned: list[Pinned]) -> str:
    rows = [f"| {each.name} | {each.version} | {each.licence} | {each.needed_by} |" for each in pinned]
    return HEAD + "\n".join(rows) + "\n"


def _needed(name: str, seen: set[str] | None = None) -> Iterator[str]:
    """The names of a package and of all that it needs here, with the extras that are asked for."""
    seen = set() if seen is None else seen
    if name in seen:
        return
    seen.add(name)
    requirement = Requirement(name)
    yield canonicalize_name(requirement.name)
    try:
        requires = distribution(requirement.name).requires or []
    except PackageNotFoundError:
        return
    for needed in map(Requirement, requires):
        extras = requirement.extras or {""}
        if needed.marker is None or any(needed.marker.evaluate({"extra": extra}) for extra in extras):
            wanted = f"[{','.join(sorted(needed.extras))}]" if needed.extras else ""
            yield from _needed(f"{needed.name}{wanted}", seen)


def _first_line(found: Distribution) -> str:
    texts = [file for file in found.files or () if re.match(r"licen[cs]e|copying", file.name, re.IGNORECASE)]
    lines = [line.strip() for file in texts[:1] for line in file.read_text(encoding="utf-8").splitlines()]
    return next((line for line in lines if line), "")


if __name__ == "__main__":
    pinned = read_pinned()
    if absent := [each.name for each in pinned if each.licence is None]:
        raise SystemExit(f"not installed, so that their licences are not known: {', '.join(absent)}")
    PAGE.write_text(write_page(pinned), encoding="utf-8")
    print(PAGE)
