"""No module imports itself by way of others, not even inside a function; neither does a room."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

import grimp
import pytest

GRAPH = grimp.build_graph("csmail")
ROOM = 3
"""Names that make a room: `csmail.desk.intake` is one, and so is a module that stands beside it."""


def refuse_circles(imports: Mapping[str, Iterable[str]]) -> None:
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as circle:
        pytest.fail(" → ".join(circle.args[1]))


def of_rooms(imports: Mapping[str, Iterable[str]]) -> dict[str, set[str]]:
    rooms: dict[str, set[str]] = {}
    for module, imported in imports.items():
        room = ".".join(module.split(".")[:ROOM])
        rooms.setdefault(room, set()).update({".".join(one.split(".")[:ROOM]) for one in imported} - {room})
    return rooms


IMPORTS = {name: GRAPH.find_modules_directly_imported_by(name) for name in GRAPH.modules}


def test_imports_go_round_nowhere() -> None:
    refuse_circles(IMPORTS)


def test_rooms_do_not_go_round_either() -> None:
    refuse_circles(of_rooms(IMPORTS))


def test_a_circle_of_rooms_is_found_although_its_modules_make_none() -> None:
    imports = {
        "csmail.desk.intake.batch": {"csmail.desk.watch.audit"},
        "csmail.desk.watch.health": ("csmail.desk.intake.poll",),
    }
    refuse_circles(imports)
    with pytest.raises(pytest.fail.Exception, match="intake"):
        refuse_circles(of_rooms(imports))
