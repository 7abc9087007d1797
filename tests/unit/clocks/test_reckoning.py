"""The clocks of a conversation over handovers and changes of what its desks promise, against a fold of plain facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from csmail.clocks import calendar, reckoned
from csmail.clocks.fold import latest
from csmail.clocks.reckoning import stretches
from csmail.model.clock import Turn
from csmail.model.desk import Desk, Promises, Terms
from csmail.model.duration import Span
from csmail.model.hours import Hours, Shift
from tests.factories import conversation

AT = datetime(2026, 11, 2, 3, tzinfo=UTC)  # Monday, 10.00 in Jakarta
OFFICE = Hours("Asia/Jakarta", (*((Shift(9 * 60, 17 * 60),),) * 5, (), ()))
ALWAYS = Hours("Asia/Jakarta")


def span(minutes: int) -> Span:
    return Span(timedelta(minutes=minutes))


def desks(minutes: int = 30, care_minutes: int = 60) -> Desk:
    care = Desk("care", "c@x.example", hours=ALWAYS, promises=Promises(first_response=span(care_minutes)))
    return Desk("service", "s@x.example", hours=OFFICE, promises=Promises(first_response=span(minutes)), others=(care,))


def after(minutes: float) -> datetime:
    return AT + timedelta(minutes=minutes)


def first(desk: Desk, now: datetime, *turns: Turn):  # type: ignore[no-untyped-def]
    return latest(reckoned(conversation(turns=turns), desk, now)).get("first_response")


ASKED = Turn(AT, "asked", "k1")


def test_a_change_of_hours_counts_from_the_pass_that_saw_it() -> None:
    before = Terms(OFFICE, Promises(first_response=span(600)), after(60))
    desk = replace(desks(600), hours=ALWAYS, before=(before,))
    clock = first(desk, after(120), ASKED)
    assert clock.used == timedelta(minutes=120)
    assert clock.due_at == after(600)
    night = first(desk, after(600), ASKED)
    assert night.used == timedelta(minutes=600)
    assert first(replace(desk, before=()), after(600), ASKED).used == timedelta(minutes=600)


def test_hours_of_before_stay_counted_as_they_were() -> None:
    """Asked at 16.00, the office becomes an always at 20.00: the closed hours in between are not counted."""
    asked = Turn(after(360), "asked", "k1")
    desk = replace(desks(600), hours=ALWAYS, before=(Terms(OFFICE, desks(600).promises, after(600)),))
    clock = first(desk, after(660), asked)
    assert clock.used == timedelta(minutes=120)
    assert (
        sum((end - start for start, end in stretches((asked,), desk, asked.at, after(660))), timedelta()) == clock.used
    )


def test_a_promise_made_shorter_counts_from_the_change_and_one_made_longer_from_the_beginning() -> None:
    shorter = replace(desks(30), before=(Terms(OFFICE, Promises(first_response=span(240)), after(60)),))
    assert first(shorter, after(61), ASKED).due_at == after(90)
    longer = replace(desks(240), before=(Terms(OFFICE, Promises(first_response=span(90)), after(60)),))
    assert first(longer, after(61), ASKED).due_at == after(240)
    late = replace(desks(240), before=(Terms(OFFICE, Promises(first_response=span(30)), after(60)),))
    assert (first(late, after(61), ASKED).due_at, first(late, after(61), ASKED).late) == (after(30), True)


def test_what_nobody_had_promised_counts_from_the_moment_in_which_somebody_does() -> None:
    nothing = replace(desks(30), before=(Terms(OFFICE, Promises(), after(60)),))
    clock = first(nothing, after(61), ASKED)
    assert (clock.started_at, clock.due_at, clock.state) == (after(60), after(90), "running")
    assert first(nothing, after(61), ASKED, Turn(after(10), "answered", "k2")) is None
    assert first(nothing, after(61), ASKED, Turn(after(10), "closed")) is None
    care = replace(desks(30), promises=Promises())
    assert first(care, after(20), ASKED, Turn(after(10), "transferred", "care")).due_at == after(70)


def test_changes_of_the_desk_that_serves_count_and_those_of_the_other_do_not() -> None:
    desk = desks(240)
    care = replace(desk.others[0], before=(Terms(OFFICE, Promises(first_response=span(200)), after(30)),))
    home = replace(desk, before=(Terms(OFFICE, Promises(first_response=span(20)), after(40)),), others=(care,))
    handed = Turn(after(10), "transferred", "care")
    clock = first(home, after(35), ASKED, handed)
    assert clock.due_at == after(20)  # what was promised at first; a handover never loosens
    other = replace(home, before=())
    assert first(other, after(35), ASKED, handed).due_at == after(30 + 60)


def test_a_question_that_is_handed_on_as_it_comes_has_the_sooner_of_both_promises() -> None:
    handed = Turn(AT, "transferred", "care")
    assert first(desks(30, 60), after(1), ASKED, handed).due_at == after(30)
    assert first(desks(90, 60), after(1), ASKED, handed).due_at == after(60)


def test_what_comes_after_a_handover_has_the_other_desks_promise_alone() -> None:
    turns = (ASKED, Turn(after(5), "transferred", "care"), Turn(after(6), "answered", "k2"))
    desk = desks(30)
    care = replace(desk.others[0], promises=Promises(first_response=span(60), next_response=span(45)))
    runs = latest(reckoned(conversation(turns=(*turns, Turn(after(600), "asked", "k3"))), replace(desk, others=(care,)),
                           after(601)))  # fmt: skip
    assert runs["next_response"].due_at == after(645)
    assert runs["next_response"].handed_at is None


PROMISED = st.integers(5, 600)
MOMENTS = st.integers(0, 3000)


@given(PROMISED, PROMISED, st.lists(MOMENTS, max_size=5, unique=True), MOMENTS)
def test_handing_to_and_fro_never_loosens_a_promise(own: int, other: int, handed: list[int], now: int) -> None:
    desk = desks(own, other)
    turns = [
        Turn(after(at), "transferred", ("care", "service")[number % 2]) for number, at in enumerate(sorted(handed))
    ]
    clock = first(desk, after(now), ASKED, *turns)
    assert clock is not None
    assert clock.due_at <= calendar(OFFICE).due(AT, timedelta(minutes=own))
    counted = stretches((ASKED, *turns), desk, AT, after(now))
    assert clock.used == sum((end - start for start, end in counted), timedelta())


@given(st.lists(st.tuples(MOMENTS, st.booleans()), max_size=4, unique_by=lambda one: one[0]), MOMENTS)
def test_a_history_in_which_nothing_changed_changes_nothing(entries: list[tuple[int, bool]], now: int) -> None:
    plain = desks(240)
    before = tuple(Terms(plain.hours, plain.promises, after(at)) for at, _ in sorted(entries))
    assert first(replace(plain, before=before), after(now), ASKED) == first(plain, after(now), ASKED)
