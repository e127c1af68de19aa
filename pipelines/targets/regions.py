"""Of which region a document's number is: the name in the text → its code."""

from typing import Any

from pipelines.reference.registry import AmbiguousRegionError, Registry, UnknownRegionError


def region_code(name: str, document: dict[str, Any], registry: Registry) -> str | None:
    """The code of a region that a row of documents names; None where it gives the number to a zone that GB/T 2260 does
    not know."""
    if name == document["region"]:
        return str(document["region_code"])
    try:
        return registry.resolve_region(name, within=registry.region(document["region_code"])).code
    except (UnknownRegionError, AmbiguousRegionError):
        return None
