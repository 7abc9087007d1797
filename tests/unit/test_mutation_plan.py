"""The plan of `make mutation` names modules and tests that are there, each once, and its scores are of its modules."""

from __future__ import annotations

from pathlib import Path

from tests.mutation.__main__ import COUNTED, read

ROOT = Path(__file__).parents[2]


def test_every_module_and_every_test_of_the_plan_is_there() -> None:
    plan = read("plan.yaml")
    named = {*plan, *(path for paths in plan.values() for path in paths.split())}
    assert sorted(path for path in named if not (ROOT / path).exists()) == []


def test_what_counts_as_equivalent_is_of_a_module_of_the_plan() -> None:
    assert {one["module"] for one in read("equivalent.yaml")} - set(read("plan.yaml")) == set()


def test_every_score_is_of_a_module_of_the_plan_and_adds_up() -> None:
    scores = read("scores.yaml")
    assert set(scores) <= set(read("plan.yaml"))
    for module, counts in scores.items():
        assert tuple(counts) == COUNTED, module
        assert counts["mutants"] == counts["killed"] + counts["survived"] + counts["equivalent"], module
