"""What a rule sees of the desk that serves: its hours and its clock, also after a handover within one walk."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from csmail.model.clock import Turn
from csmail.model.desk import Desk, Promises
from csmail.model.duration import parse_span
from csmail.model.hours import Hours
from csmail.model.situation import Situation
from csmail.rules.decide import decide
from csmail.rules.review import review
from csmail.rules.rule import Rule
from tests import factories
from tests.factories import NOW
from tests.unit.config.test_when import problem, read
from tests.unit.rules.test_review import kept
from tests.workspace import asked

CLOSED = Hours(week=((),) * 7)
PROMISES = Promises(first_response=parse_span("30m"), next_response=parse_span("4h"))
CARE = Desk("care", "care@toko.example", promises=PROMISES)
DESK = factories.desk(others=(CARE,), hours=CLOSED, promises=PROMISES)


def situation(*turns: Turn, **changes: object) -> Situation:
    made = factories.situation(desk=DESK, conversation=factories.conversation(turns=turns), now=NOW)
    return made.amended(**changes)


def hits(text: str, found: Situation) -> bool:
    condition, source = read(text)
    assert source.problems == []
    return condition.check(found).hit


ASKED = Turn(NOW - timedelta(minutes=5), "asked", "k1")
ANSWERED = Turn(NOW - timedelta(minutes=4), "answered", "k2")
AGAIN = Turn(NOW - timedelta(minutes=3), "asked", "k3")


@pytest.mark.parametrize(
    ("turns", "clock"),
    [((), ""), ((ASKED,), "first_response"), ((ASKED, ANSWERED), ""), ((ASKED, ANSWERED, AGAIN), "next_response")],
)
def test_the_clock_that_runs_is_what_a_rule_asks_for(turns: tuple[Turn, ...], clock: str) -> None:
    for name in ("first_response", "next_response"):
        assert hits(f"clock: {name}", situation(*turns)) is (name == clock)
    assert hits("clock: [first_response, next_response]", situation(*turns)) is bool(clock)


def test_the_clock_that_set_it_off_is_meant_where_one_did() -> None:
    assert hits("clock: next_response", situation(ASKED, clock="next_response"))


def test_a_clock_that_there_is_not_is_told() -> None:
    assert "first_response" in problem("clock: answer")


def rules(*written: tuple[str, str, str]) -> tuple[Rule, ...]:
    return tuple(Rule(name, read(when)[0], (asked(*action.split(":")[:1], **_parameters(action)),))
                 for name, when, action in written)  # fmt: skip


def _parameters(action: str) -> dict[str, object]:
    name, _, value = action.partition(":")
    return {"transfer": {"to": value}, "tag": {"tags": (value,)}}[name]


WALK = rules(
    ("night", "hours: closed", "transfer:care"),
    ("open", "hours: open", "tag:open"),
    ("shut", "hours: closed", "tag:shut"),
)


def test_after_a_handover_the_hours_are_those_of_the_other_desk() -> None:
    decision = decide(WALK, situation(ASKED))
    assert decision.hits == ("night", "open")
    assert decision.situation.conversation.tags == {"open"}


def test_what_was_seen_of_hours_and_clock_is_told_again_from_the_receipt() -> None:
    written = (*WALK, *rules(("late", "clock: next_response", "tag:late"), ("now", "clock: first_response", "tag:now")))
    found = situation(ASKED)
    decision = decide(written, found)
    assert found.message is not None
    again = review(kept(decision, found.message), written, found.message, replace(DESK, hours=Hours(), others=()))
    assert again == decision.explanation
    assert again.misses == {"shut": "hours", "late": "clock"}
