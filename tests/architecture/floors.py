"""The floors of the house: a room imports what lies below it, never above, and nothing of a room beside it."""

from itertools import pairwise

import grimp

# From the lowest to the highest; what stands on one floor does not know each other.
FLOORS = [
    {"pipelines.schemas": "every table's columns"},
    {"pipelines.reference": "regions, units, indicators, agencies; free names → indicators"},
    {"pipelines.storage": "where things lie; the warehouse"},
    {"pipelines.extraction": "text → targets"},
    {
        "pipelines.documents": "a file → its text, and what it is",
        "pipelines.targets": "targets as rows; people's corrections",
        "pipelines.attainment": "the method: SELECTs as a chain",
    },
    {"pipelines.actuals": "a bureau's file → figures and a receipt"},
    {"pipelines.publication": "warehouse → what others read"},
    {"assets": "Dagster: assets, checks, sensors; the command line"},
]
FLOORS_OF_ACTUALS = [
    {"pipelines.actuals.files": "a file's bytes → grids", "pipelines.actuals.inbox": "which files are there whole"},
    {"pipelines.actuals.cells": "what one cell says"},
    {"pipelines.actuals.mapping": "what columns mean whose header is a code"},
    {"pipelines.actuals.written": "the figures as written", "pipelines.actuals.known_names": "words the house knows"},
    {"pipelines.actuals.layouts": "grid → figures as written"},
    {"pipelines.actuals.rows": "rows read, judged, accepted or rejected"},
    {"pipelines.actuals.receipts": "what came of a file, and what it moves"},
    {"pipelines.actuals.archiving": "from the inbox to the archive"},
    {
        "pipelines.actuals.taking": "inbox → warehouse, receipt, archive",
        "pipelines.actuals.misplaced": "files that lie in no region's inbox",
    },
]


def build_graph() -> grimp.ImportGraph:
    """Which module imports which, those for types and inside functions too."""
    return grimp.build_graph("pipelines", "assets", cache_dir=None)


def find_wrong_imports(graph: grimp.ImportGraph) -> list[str]:
    """Imports, direct or over others, that run uphill or into a room beside, as `importer imports imported`."""
    found = set()
    for floors in (FLOORS, FLOORS_OF_ACTUALS):
        layers = tuple(grimp.Layer(*rooms, independent=True) for rooms in reversed(floors))
        for dependency in graph.find_illegal_dependencies_for_layers(layers=layers):
            for route in dependency.routes:
                chain = [min(route.heads), *route.middle, min(route.tails)]
                found |= {f"{importer} imports {imported}" for importer, imported in pairwise(chain)}
    return sorted(found)


def find_rooms_without_a_floor(graph: grimp.ImportGraph) -> set[str]:
    """Packages of pipelines/ and modules of pipelines/actuals/ that no floor names."""
    rooms = graph.find_children("pipelines") | graph.find_children("pipelines.actuals")
    return rooms - set().union(*FLOORS, *FLOORS_OF_ACTUALS)


def find_circles(graph: grimp.ImportGraph) -> list[str]:
    """Modules that import each other, directly or over others."""
    return sorted(
        module
        for module in graph.modules
        if any(
            graph.chain_exists(importer=imported, imported=module)
            for imported in graph.find_modules_directly_imported_by(module)
        )
    )
