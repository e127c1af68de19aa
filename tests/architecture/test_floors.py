"""No import runs uphill, none in a circle, and no module grows beyond reading."""

import pytest

from pipelines.storage.data_folder import PROJECT
from tests.architecture.floors import build_graph, find_circles, find_rooms_without_a_floor, find_wrong_imports
from tests.architecture.picture import PICTURE, draw_house

LONGEST = 400  # lines of a module


@pytest.fixture(scope="module")
def graph():
    return build_graph()


def test_no_import_runs_uphill(graph):
    assert find_wrong_imports(graph) == []


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("pipelines.actuals.receipts.trial", "pipelines.publication.bi_file"),
        ("pipelines.reference.registry", "pipelines.storage.warehouse"),
        ("pipelines.documents.reading", "pipelines.targets.rows"),  # beside each other
        ("pipelines.actuals.files.grid", "pipelines.actuals.layouts.headers"),
        ("pipelines.attainment.chain", "assets.jobs"),
    ],
)
def test_an_import_in_the_wrong_direction_is_found(importer: str, imported: str):
    graph = build_graph()
    graph.add_import(importer=importer, imported=imported)
    assert f"{importer} imports {imported}" in find_wrong_imports(graph)


def test_no_imports_go_in_a_circle(graph):
    assert find_circles(graph) == []


def test_a_circle_is_found():
    graph = build_graph()
    graph.add_import(importer="pipelines.extraction.numerals", imported="pipelines.extraction.quantities")
    assert {"pipelines.extraction.numerals", "pipelines.extraction.quantities"} <= set(find_circles(graph))


def test_every_room_has_its_floor(graph):
    assert find_rooms_without_a_floor(graph) == set()


def test_the_core_holds_packages_only():
    assert [path.name for path in (PROJECT / "pipelines").glob("*.py")] == ["__init__.py"]


def test_no_module_is_long():
    modules = [path for package in ("pipelines", "assets") for path in (PROJECT / package).rglob("*.py")]
    lines = {str(path.relative_to(PROJECT)): len(path.read_text(encoding="utf-8").splitlines()) for path in modules}
    assert {name: count for name, count in lines.items() if count > LONGEST} == {}


def test_the_picture_shows_the_house_as_it_is(graph):
    assert PICTURE.read_text(encoding="utf-8") == draw_house(graph), "make picture draws it anew"
