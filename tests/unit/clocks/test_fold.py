"""Clocks are a fold over facts: in whatever order these come, each run ends once, and what is late stays late."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from csmail.clocks.fold import clocks
from csmail.model.clock import Clock, Fact, FactKind, Targets
from csmail.model.duration import parse_span
from csmail.model.hours import Hours, Shift

START = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
OFFICE = Hours("Asia/Jakarta", ((Shift(540, 1020),),) * 5 + ((),) * 2)
TARGETS: Targets = tuple(
    (name, parse_span(text))  # type: ignore[misc]
    for name, text in (("first_response", "30m"), ("next_response", "4h"), ("resolution", "3d"))
)
URGENT: Targets = (("first_response", parse_span("10m")), ("next_response", parse_span("1h")))
LOW: Targets = (("first_response", parse_span("2h")), ("resolution", parse_span("1w")))
KINDS: tuple[FactKind, ...] = ("asked", "answered", "closed", "reopened", "spam", "targets", "hours", "transferred")


@st.composite
def lives(draw: st.DrawFn) -> list[Fact]:
    """Facts at different moments of two weeks."""
    minutes = draw(st.lists(st.integers(0, 20_000), max_size=9, unique=True))
    made = []
    for number, minute in enumerate(minutes):
        kind = draw(st.sampled_from(KINDS))
        targets = draw(st.sampled_from((URGENT, LOW))) if kind in ("targets", "transferred") else ()
        hours = draw(st.sampled_from((OFFICE, Hours("Asia/Jakarta")))) if kind in ("hours", "transferred") else None
        made.append(Fact(START + timedelta(minutes=minute), kind, str(number), targets=targets, hours=hours))
    back = [one for one in made if one.kind == "answered" and draw(st.booleans())]
    return made + [Fact(one.at + timedelta(seconds=1), "came_back", one.key) for one in back]


def at(facts: list[Fact], minute: int) -> tuple[Clock, ...]:
    return clocks(facts, TARGETS, OFFICE, START + timedelta(minutes=minute))


@given(lives(), st.randoms(use_true_random=False), st.integers(0, 30_000))
def test_the_order_in_which_facts_become_known_is_no_matter(facts: list[Fact], random: object, minute: int) -> None:
    mixed = list(facts)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert at(mixed, minute) == at(facts, minute)


@given(lives(), st.integers(0, 30_000))
def test_one_response_runs_at_a_time_and_each_run_is_sound(facts: list[Fact], minute: int) -> None:
    now = START + timedelta(minutes=minute)
    found = at(facts, minute)
    responses = [one for one in found if one.name != "resolution"]
    assert sum(one.ended_at is None for one in responses) <= 1
    assert sum(one.name == "resolution" for one in found) <= 1
    for one in found:
        assert one.used >= timedelta(0)
        assert one.started_at <= now
        assert (one.ended_at is not None) == (one.state in ("kept", "broken", "void"))
        assert (one.due_at is not None) == (one.state in ("running", "overdue"))
        assert one.late or one.state not in ("broken", "overdue")
        assert not one.late or one.state not in ("kept", "running")
        if one.due_at and one.half_at:
            assert one.half_at <= one.due_at


@given(lives(), st.lists(st.integers(0, 30_000), min_size=2, max_size=6))
def test_what_is_late_stays_late_while_nothing_new_becomes_known(facts: list[Fact], minutes: list[int]) -> None:
    settled = [one for one in facts if one.kind != "came_back"]
    for before, after in pairwise(at(settled, minute) for minute in sorted(minutes)):
        kept = {(one.name, one.started_at): one.late for one in after}
        assert all(kept[one.name, one.started_at] for one in before if one.late)


@given(lives(), st.integers(0, 20_000), st.integers(0, 20_000))
def test_a_higher_priority_never_gives_more_time(facts: list[Fact], asked: int, raised: int) -> None:
    """Nor does it break in the moment in which it is raised."""
    question = Fact(START + timedelta(minutes=asked), "asked")
    change = Fact(question.at + timedelta(minutes=raised), "targets", targets=URGENT)
    moment = change.at + timedelta(seconds=1)
    (calm,) = [one for one in clocks([question], TARGETS, OFFICE, moment) if one.name == "first_response"]
    (raced,) = [one for one in clocks([question, change], TARGETS, OFFICE, moment) if one.name == "first_response"]
    assert calm.due_at is not None
    assert raced.due_at is not None
    assert raced.due_at <= calm.due_at
    assert raced.late == calm.late


def test_an_answer_that_came_back_without_a_name_is_the_last_before() -> None:
    hour = timedelta(hours=1)
    facts = [Fact(START, "asked"), Fact(START + hour, "answered", "a"), Fact(START + 2 * hour, "came_back")]
    late = Fact(START + 3 * hour, "answered", "b")
    (first, _) = clocks([*facts, late], TARGETS, OFFICE, START + 4 * hour)
    assert first.ended_at == late.at
