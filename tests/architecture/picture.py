"""The house as a picture, from its floors and imports: `make picture` writes docs/images/house.svg."""

from itertools import permutations
from typing import Any

import grimp
import vl_convert

from pipelines.storage.data_folder import PROJECT
from tests.architecture.floors import FLOORS, FLOORS_OF_ACTUALS, build_graph

PICTURE = PROJECT / "docs" / "images" / "house.svg"
WIDTH, HEIGHT, GAP = 270, 44, 30  # of a room in pixels, and between rooms
PARTS = (("The house", FLOORS), ("Inside actuals", FLOORS_OF_ACTUALS))


def find_arrows(graph: grimp.ImportGraph, rooms: list[str]) -> list[tuple[str, str]]:
    """(importer, imported) between rooms, without those that others imply."""
    uses = {
        (one, other)
        for one, other in permutations(rooms, 2)
        if graph.find_shortest_chains(importer=one, imported=other, as_packages=True)
    }
    return sorted((a, c) for a, c in uses if not any((a, b) in uses and (b, c) in uses for b in rooms))


def draw_house(graph: grimp.ImportGraph) -> str:
    """SVG: a box a room, a row a floor, the lowest at the bottom; an arrow from a room to each that it builds on."""
    return vl_convert.vegalite_to_svg({"hconcat": [_draw_part(graph, *part) for part in PARTS], "spacing": 40})


def _draw_part(graph: grimp.ImportGraph, title: str, floors: list[dict[str, str]]) -> dict[str, Any]:
    boxes = {
        room: {
            "name": room.rpartition(".")[2],
            "text": text,
            "x": (place - len(floor) / 2) * (WIDTH + GAP),
            "y": level * (HEIGHT + GAP),
        }
        for level, floor in enumerate(floors)
        for place, (room, text) in enumerate(floor.items())
    }
    arrows = [
        {
            "x": boxes[importer]["x"] + WIDTH / 2,
            "y": boxes[importer]["y"],
            "x2": boxes[imported]["x"] + WIDTH / 2,
            "y2": boxes[imported]["y"] + HEIGHT,
        }
        for importer, imported in find_arrows(graph, list(boxes))
    ]
    for box in boxes.values():
        box |= {"x2": box["x"] + WIDTH, "y2": box["y"] + HEIGHT, "middle": box["x"] + WIDTH / 2}
    widest = max(map(len, floors)) * (WIDTH + GAP)
    across = {"type": "quantitative", "axis": None, "scale": {"domain": [-widest / 2, widest / 2 - GAP]}}
    up = {"type": "quantitative", "axis": None, "scale": {"domain": [0, len(floors) * (HEIGHT + GAP)]}}

    def x(field: str) -> dict[str, Any]:
        return {"field": field} | across

    def y(field: str) -> dict[str, Any]:
        return {"field": field} | up

    ends = {"x2": {"field": "x2"}, "y2": {"field": "y2"}}
    heads = {"type": "point", "shape": "triangle-down", "filled": True, "size": 40, "color": "#7a8ba0", "opacity": 1}
    return {
        "title": title,
        "width": widest,
        "height": len(floors) * (HEIGHT + GAP),
        "layer": [
            {
                "data": {"values": list(boxes.values())},
                "mark": {"type": "rect", "fill": "#f3f6fa", "stroke": "#44617f", "cornerRadius": 4},
                "encoding": {"x": x("x"), "y": y("y")} | ends,
            },
            {
                "data": {"values": arrows},
                "mark": {"type": "rule", "color": "#7a8ba0"},
                "encoding": {"x": x("x"), "y": y("y")} | ends,
            },
            {"data": {"values": arrows}, "mark": heads, "encoding": {"x": x("x2"), "y": y("y2")}},
            *(
                {
                    "data": {"values": list(boxes.values())},
                    "mark": {"type": "text", "dy": dy, "fontSize": size, "fontWeight": weight},
                    "encoding": {"x": x("middle"), "y": y("y2"), "text": {"field": field}},
                }
                for field, dy, size, weight in (("name", 15, 13, "bold"), ("text", 31, 10, "normal"))
            ),
        ],
    }


if __name__ == "__main__":
    PICTURE.write_text(draw_house(build_graph()), encoding="utf-8")
