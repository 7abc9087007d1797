"""What the rules of a file wait for is known to its desks, also where nobody has read the rules in this process."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from csmail.config.docs import json_schema
from csmail.config.load import load
from csmail.model.follow_up import RuleTimes
from csmail.rules.decide import decide
from csmail.wiring import Wiring
from tests import factories
from tests.unit.config.conftest import DESK, Written

RULES = """\
rules:
  - {name: ask again, on: silence, after: [3d, 7d], when: {status: waiting}, then: [remind]}
  - {name: goodbye, on: silence, after: 14d, then: [{close: {template: thanks-closing}}]}
  - {name: care, on: closed, then: [{later: {in: 14d, do: [{tag: cared}, {draft: follow-up}]}}, {ask: satisfaction}]}
"""
SHIPPED = Path(__file__).parents[3] / "templates"
DAYS = tuple(timedelta(days=one) for one in (3, 7, 14))


@pytest.fixture(autouse=True)
def texts(written: Written, tmp_path: Path) -> None:
    shutil.copytree(SHIPPED, tmp_path / "templates", dirs_exist_ok=True)


def test_the_desk_knows_the_silences_of_all_rules_and_that_closings_are_asked(written: Written) -> None:
    path = written(DESK + RULES)
    assert {one.desk.rule_times for one in load(path).desks.values()} == {RuleTimes(DAYS, True)}
    assert {one.desk.rule_times for one in load(path, rules=False).desks.values()} == {None}
    assert {one.desk.rule_times for one in load(written(DESK)).desks.values()} == {RuleTimes()}


def test_a_pass_that_finds_the_file_as_it_was_knows_them_without_reading_the_rules(written: Written) -> None:
    path = written(DESK + RULES)
    with Wiring(load(path, rules=False)) as first:
        first.check_rules()
        again = Wiring(load(path, rules=False))
        again.__dict__["store"] = first.store  # one of the tests is in memory
        again.check_rules()
        for wiring, read in ((first, True), (again, False)):
            assert {one.desk.rule_times for one in wiring.desks.values()} == {RuleTimes(DAYS, True)}
            assert ("rules" in vars(wiring.config.rules)) == read


@pytest.mark.parametrize(("silence", "hits"), [("3d", ["ask again"]), ("14d", ["goodbye"]), ("", [])])
def test_a_rule_is_asked_at_its_own_silences_alone(written: Written, silence: str, hits: list[str]) -> None:
    found = factories.situation(on="silence").amended(silence=silence)
    found = found.amended(conversation=found.conversation.amended(status="waiting"))
    decision = decide(load(written(DESK + RULES)).rules, found)
    assert list(decision.hits) == hits
    assert set(decision.explanation.seen) >= ({"after"} if len(hits) < 2 else set())


def test_what_is_done_later_is_read_as_rules_read_it(written: Written) -> None:
    later = load(written(DESK + RULES)).rules[2].then[0]
    assert later.parameters == "in: 2w, do: tag: cared draft: follow-up"
    assert [one.name for one in getattr(later.action, "do", ())] == ["tag", "draft"]
    shapes = json_schema.document()["$defs"]["action"]["anyOf"][1]["properties"]["later"]["anyOf"]
    assert any({"in", "do"} == set(one.get("properties", {})) for one in shapes)
