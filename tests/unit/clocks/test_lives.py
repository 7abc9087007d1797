"""Small lives of conversations, and how their clocks stand at the end: each row a rule of the clocks, read by eye.

Time is in minutes of a desk that never closes; `office` is open 09:00-17:00, and minute 0 is Monday at 10:00.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from csmail.clocks.fold import answers, clocks
from csmail.model.clock import Clock, ClockName, Fact, Targets
from csmail.model.duration import parse_span
from csmail.model.hours import Hours, Shift

START = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
ALWAYS = Hours("Asia/Jakarta")
OFFICE = Hours("Asia/Jakarta", ((Shift(540, 1020),),) * 5 + ((),) * 2)
NEVER = Hours("Asia/Jakarta", ((),) * 7)
NIGHT = Hours("Asia/Jakarta", ((Shift(1140, 1320),),) * 7)
NAMES: dict[str, ClockName] = {"first": "first_response", "next": "next_response", "whole": "resolution"}
SHORT = {name: short for short, name in NAMES.items()}


def aims(written: str) -> Targets:
    """`first=30m whole=2h`."""
    return tuple((NAMES[name], parse_span(span)) for name, span in (one.split("=") for one in written.split()))


def fact(written: str) -> Fact:
    """`10 asked`, `20 answered a`, `30 targets first=10m`, `40 hours night`, `50 came_back a seen 60`."""
    written, _, seen = written.partition(" seen ")
    minute, kind, *more = written.split()
    hours = {"night": NIGHT, "always": ALWAYS, "office": OFFICE, "never": NEVER}
    return Fact(
        START + timedelta(minutes=int(minute)), kind,  # type: ignore[arg-type]
        key=more[0] if kind in ("answered", "came_back") and more else "",
        seen_at=START + timedelta(minutes=int(seen)) if seen else None,
        targets=aims(" ".join(one for one in more if "=" in one)),
        hours=next((hours[one] for one in more if one in hours), None),
    )  # fmt: skip


def told(one: Clock) -> str:
    """`first running 10 of 30 due 30 half 15`, `first kept 10 of 30 was 30`: minutes, what is not there left out."""

    def minute(at: datetime | None) -> str:
        return "" if at is None else f"{(at - START) / timedelta(minutes=1):g}"

    used, aimed = (f"{span / timedelta(minutes=1):g}" for span in (one.used, one.promised))
    was = one.last_due_at if one.ended_at else None
    parts = [SHORT[one.name], one.state, used, "of", aimed]
    parts += [f"{name} {minute(at)}" for name, at in (("due", one.due_at), ("half", one.half_at), ("was", was)) if at]
    return " ".join([*parts, *(["late"] if one.late else [])])


ALL = "first=30m next=60m whole=120m"
ROWS = """\
# a question runs
0 asked | 10
    first running 10 of 30 due 30 half 15
    whole running 10 of 120 due 120 half 60
# at the very moment it is due nothing is late
0 asked | 30
    first running 30 of 30 due 30 half 15
    whole running 30 of 120 due 120 half 60
# past it
0 asked | 31
    first overdue 31 of 30 due 30 half 15 late
    whole running 31 of 120 due 120 half 60
# asked again before an answer
0 asked; 20 asked | 25
    first running 25 of 30 due 30 half 15
    whole running 25 of 120 due 120 half 60
# answered in time
0 asked; 30 answered | 40
    first kept 30 of 30 was 30
    whole paused 30 of 120
# answered late
0 asked; 31 answered | 40
    first broken 31 of 30 was 30 late
    whole paused 31 of 120
# asked again after the answer
0 asked; 10 answered; 50 asked | 60
    first kept 10 of 30 was 30
    whole running 20 of 120 due 160 half 100
    next running 10 of 60 due 110 half 80
# the second answer ends the next response
0 asked; 10 answered; 50 asked; 120 answered | 130
    first kept 10 of 30 was 30
    whole paused 80 of 120
    next broken 70 of 60 was 110 late
# closed without an answer
0 asked; 20 closed | 40
    first void 20 of 30 was 30
    whole kept 20 of 120 was 120
# closed late without an answer
0 asked; 40 closed | 50
    first void 40 of 30 was 30 late
    whole kept 40 of 120 was 120
# closed after the answer
0 asked; 10 answered; 20 closed | 40
    first kept 10 of 30 was 30
    whole kept 10 of 120 was 120
# closed late: resolution broken
0 asked; 130 closed | 140
    first void 130 of 30 was 30 late
    whole broken 130 of 120 was 120 late
# spam voids all
0 asked; 20 spam | 40
    first void 20 of 30 was 30
    whole void 20 of 120 was 120
# who writes into spam starts nothing
0 asked; 20 spam; 30 asked | 40
    first void 20 of 30 was 30
    whole void 20 of 120 was 120
# spam reopened runs on
0 asked; 20 spam; 30 reopened | 35
    first running 25 of 30 due 40 half 30
    whole running 25 of 120 due 130 half 70
# reopened by a person: void runs on with what was left
0 asked; 20 closed; 100 reopened | 105
    first running 25 of 30 due 110 half 100
    whole running 25 of 120 due 200 half 140
# reopened although open
0 asked; 20 reopened | 25
    first running 25 of 30 due 30 half 15
    whole running 25 of 120 due 120 half 60
# reopened after our answer: resolution stays paused
0 asked; 10 answered; 20 closed; 50 reopened | 90
    first kept 10 of 30 was 30
    whole paused 10 of 120
# reopened after an answer: a kept run is not begun anew
0 asked; 10 answered; 20 asked; 30 answered; 40 closed; 50 reopened | 60
    first kept 10 of 30 was 30
    whole paused 20 of 120
    next kept 10 of 60 was 80
# the customer opens it: nothing lost of resolution
0 asked; 20 closed; 100 asked | 110
    first void 20 of 30 was 30
    whole running 30 of 120 due 200 half 140
    first running 10 of 30 due 130 half 115
# customer opens, then closed, then reopened
0 asked; 20 closed; 100 asked; 110 closed; 120 reopened | 125
    first void 20 of 30 was 30
    whole running 35 of 120 due 210 half 150
    first running 15 of 30 due 140 half 125
# closed twice
0 asked; 20 closed; 30 closed; 40 reopened | 45
    first running 25 of 30 due 50 half 40
    whole running 25 of 120 due 140 half 80
# answer first, nobody asked
0 answered; 10 asked | 20
    next running 10 of 60 due 70 half 40
    whole running 10 of 120 due 130 half 70
# answered, reopened, and asked: the pause is over
0 asked; 10 answered; 20 closed; 30 asked; 40 closed; 50 reopened | 60
    first kept 10 of 30 was 30
    whole running 30 of 120 due 150 half 90
    next running 20 of 60 due 100 half 70
# an answer that came back was none
0 asked; 10 answered a; 20 came_back a | 25
    first running 25 of 30 due 30 half 15
    whole running 25 of 120 due 120 half 60
# one of two answers came back by key
0 asked; 10 answered a; 15 answered b; 20 came_back b | 25
    first kept 10 of 30 was 30
    whole paused 10 of 120
# the last answer before it came back
0 asked; 10 answered a; 15 asked; 20 answered b; 22 came_back | 25
    first kept 10 of 30 was 30
    whole running 20 of 120 due 125 half 65
    next running 10 of 60 due 75 half 45
# what came back of an answer of the same moment
0 asked; 10 answered; 10 came_back | 25
    first running 25 of 30 due 30 half 15
    whole running 25 of 120 due 120 half 60
# three answers, the last came back
0 asked; 5 answered a; 10 answered b; 15 answered c; 20 came_back | 25
    first kept 5 of 30 was 30
    whole paused 5 of 120
# not known yet
0 asked; 10 answered a seen 50 | 40
    first overdue 40 of 30 due 30 half 15 late
    whole running 40 of 120 due 120 half 60
# known by now
0 asked; 10 answered a seen 50 | 50
    first kept 10 of 30 was 30
    whole paused 10 of 120
# not yet so
0 asked; 60 answered a seen 20 | 40
    first overdue 40 of 30 due 30 half 15 late
    whole running 40 of 120 due 120 half 60
# a shorter target counts from the change
0 asked; 10 targets first=15m | 11
    first running 11 of 15 due 25 half 17.5
    whole running 11 of 120 due 120 half 60
# a shorter target never loosens
0 asked; 20 targets first=15m | 21
    first running 21 of 15 due 30 half 15
    whole running 21 of 120 due 120 half 60
# a longer target counts from the beginning
0 asked; 10 targets first=50m | 12
    first running 12 of 50 due 50 half 25
    whole running 12 of 120 due 120 half 60
# equal target
0 asked; 10 targets first=30m | 12
    first running 12 of 30 due 30 half 15
    whole running 12 of 120 due 120 half 60
# late stays late
0 asked; 40 targets first=300m | 41
    first overdue 41 of 30 due 30 half 15 late
    whole running 41 of 120 due 120 half 60
# a late one keeps its target
0 asked; 40 targets first=300m; 50 answered | 60
    first broken 50 of 30 was 30 late
    whole paused 50 of 120
# a paused clock with a longer target
0 asked; 10 answered; 20 targets whole=300m; 30 asked | 40
    first kept 10 of 30 was 30
    whole running 20 of 300 due 320 half 170
    next running 10 of 60 due 90 half 60
# a paused clock with a shorter target
0 asked; 10 answered; 20 targets whole=60m; 30 asked | 40
    first kept 10 of 30 was 30
    whole running 20 of 60 due 90 half 60
    next running 10 of 60 due 90 half 60
# a shorter target than what is left of a paused clock
0 asked; 100 answered; 120 targets whole=60m; 130 asked | 135
    first broken 100 of 30 was 30 late
    whole running 105 of 60 due 150 half 130
    next running 5 of 60 due 190 half 160
# targets after the end
0 asked; 10 answered; 20 targets first=5m | 30
    first kept 10 of 30 was 30
    whole paused 10 of 120
# targets of closed, reopened
0 asked; 20 closed; 25 targets first=300m; 30 reopened | 35
    first running 25 of 30 due 40 half 30
    whole running 25 of 120 due 130 half 70
# longer and then shorter
0 asked; 5 targets first=60m; 10 targets first=20m | 12
    first running 12 of 20 due 30 half 20
    whole running 12 of 120 due 120 half 60
# shorter and then longer: half
0 asked; 10 targets first=15m; 12 targets first=25m | 13
    first running 13 of 25 due 35 half 22.5
    whole running 13 of 120 due 120 half 60
# nothing is promised
whole=120m | 0 asked | 10
    whole running 10 of 120 due 120 half 60
# promised later: it counts from there
whole=120m | 0 asked; 10 targets first=30m | 15
    whole running 15 of 120 due 120 half 60
    first running 5 of 30 due 40 half 25
# promised later, twice
whole=120m | 0 asked; 10 targets first=30m; 20 targets first=40m | 25
    whole running 25 of 120 due 120 half 60
    first running 15 of 40 due 50 half 30
# promised later, answered before
whole=120m | 0 asked; 5 answered; 10 targets first=30m | 15
    whole paused 5 of 120
# promised later, closed before
whole=120m | 0 asked; 5 closed; 10 targets first=30m next=10m | 15
    whole kept 5 of 120 was 120
# resolution promised later while it waits for the customer
first=30m | 0 asked; 5 answered; 10 targets whole=60m; 40 asked | 50
    first kept 5 of 30 was 30
    whole running 10 of 60 due 100 half 70
# resolution promised later while it waits for us
first=30m | 0 asked; 10 targets whole=60m | 50
    first overdue 50 of 30 due 30 half 15 late
    whole running 40 of 60 due 70 half 40
# both promised later
next=60m | 0 asked; 10 targets first=30m whole=60m | 20
    first running 10 of 30 due 40 half 25
    whole running 10 of 60 due 70 half 40
# resolution promised after closing
first=30m | 0 asked; 5 closed; 10 targets whole=60m; 20 reopened | 50
    first overdue 35 of 30 due 45 half 30 late
# office: the night counts nothing
office | 400 asked | 420
    first running 20 of 30 due 1390 half 415
    whole running 20 of 120 due 1480 half 1420
# office: asked at closing
office | 420 asked | 500
    first running 0 of 30 due 1410 half 1395
    whole running 0 of 120 due 1500 half 1440
# office: over night
office | 400 asked | 1400
    first overdue 40 of 30 due 1390 half 415 late
    whole running 40 of 120 due 1480 half 1420
# office: answered in the night
office | 400 asked; 600 answered | 700
    first kept 20 of 30 was 1390
    whole paused 20 of 120
# hours changed
office | 400 asked; 410 hours always | 425
    first running 25 of 30 due 430 half 415
    whole running 25 of 120 due 520 half 460
# hours changed before closing: what is used stays
office | 410 asked; 430 hours always | 440
    first running 20 of 30 due 450 half 435
    whole running 20 of 120 due 540 half 480
# hours changed when late
0 asked; 40 hours office | 50
    first overdue 50 of 30 due 30 half 30 late
    whole running 50 of 120 due 120 half 60
# hours changed while paused
0 asked; 10 answered; 20 hours office; 410 asked | 430
    first kept 10 of 30 was 30
    whole running 20 of 120 due 1480 half 1420
    next running 10 of 60 due 1430 half 1400
# hours changed after end
0 asked; 10 closed; 20 hours office; 415 reopened | 425
    first running 15 of 30 due 1395 half 420
    whole running 15 of 120 due 1485 half 1425
# handed over: the sooner
0 asked; 10 transferred always first=60m next=60m whole=240m | 15
    first running 15 of 60 due 30 half 15
    whole running 15 of 240 due 120 half 60
# handed over: its own is sooner
0 asked; 10 transferred always first=10m next=60m whole=20m | 15
    first running 15 of 10 due 20 half 15
    whole running 15 of 20 due 30 half 20
# handed over: equal
0 asked; 10 transferred always first=20m | 15
    first running 15 of 20 due 30 half 15
    whole running 15 of 120 due 120 half 60
# handed over where nothing is promised
0 asked; 10 transferred always next=5m | 15
    first running 15 of 30 due 30 half 15
    whole running 15 of 120 due 120 half 60
# handed over late
0 asked; 40 transferred always first=60m | 50
    first overdue 50 of 30 due 30 half 30 late
    whole running 50 of 120 due 120 half 60
# handed over to a desk that is closed: the moment stays
410 asked; 415 transferred office first=60m | 430
    first running 10 of 60 due 440 half 440
    whole running 10 of 120 due 530 half 530
# handed over while paused, shorter
0 asked; 10 answered; 20 transferred always whole=30m; 40 asked | 50
    first kept 10 of 30 was 30
    whole running 20 of 30 due 70 half 70
# handed over while paused, longer
0 asked; 10 answered; 20 transferred always whole=300m; 40 asked | 50
    first kept 10 of 30 was 30
    whole running 20 of 300 due 150 half 90
# handed over after the end
0 asked; 10 answered; 20 transferred always first=5m; 30 asked | 40
    first kept 10 of 30 was 30
    whole running 20 of 120 due 140 half 80
# handed over, then hours of the other desk
office | 410 asked; 415 transferred always first=60m | 425
    first running 15 of 60 due 475 half 445
    whole running 15 of 120 due 1490 half 470
# half of a run that went on
0 asked; 20 closed; 100 asked; 110 closed; 200 reopened | 205
    first void 20 of 30 was 30
    whole running 35 of 120 due 290 half 230
    first running 15 of 30 due 220 half 205
# half of a paused and continued resolution
0 asked; 40 answered; 100 asked | 101
    first broken 40 of 30 was 30 late
    whole running 41 of 120 due 180 half 120
    next running 1 of 60 due 160 half 130
# half after half
0 asked; 80 answered; 100 asked | 101
    first broken 80 of 30 was 30 late
    whole running 81 of 120 due 140 half 100
    next running 1 of 60 due 160 half 130
# a warning never after due
first=30m | 0 asked; 10 transferred always first=1m | 10
    first running 10 of 1 due 11 half 10.5
# what was kept is not begun anew, where the next answer is promised nothing
first=30m | 0 asked; 10 answered; 20 asked; 30 closed; 40 reopened | 50
    first kept 10 of 30 was 30
# a desk that promises less, and changes it
0 asked; 10 transferred always first=60m; 20 targets first=5m | 21
    first running 21 of 5 due 25 half 22.5
    whole running 21 of 120 due 120 half 60
# spam that was none, and what comes then
0 asked; 10 spam; 20 reopened; 30 answered; 40 asked | 50
    first kept 20 of 30 was 40
    whole running 30 of 120 due 140 half 80
    next running 10 of 60 due 100 half 70
# reopened while it waits for the customer
0 asked; 10 answered; 20 reopened; 40 asked | 50
    first kept 10 of 30 was 30
    whole running 20 of 120 due 150 half 90
    next running 10 of 60 due 100 half 70
# a shorter target that is just what is left
0 asked; 10 targets first=20m | 12
    first running 12 of 20 due 30 half 15
    whole running 12 of 120 due 120 half 60
# a desk that never opens
never | 0 asked | 12
    first running 0 of 30
    whole running 0 of 120
# from a desk that never opens to one that does
never | 0 asked; 10 transferred always first=5m | 12
    first running 2 of 5 due 15 half 12.5
    whole running 2 of 120 half 70
# to a desk that never opens
0 asked; 10 transferred never first=5m | 12
    first running 10 of 5 due 30
    whole running 10 of 120 due 120
# hours that never come again
0 asked; 10 hours never | 12
    first running 10 of 30
    whole running 10 of 120
# hours that never come again, when late
0 asked; 40 hours never | 50
    first overdue 40 of 30 due 30 half 30 late
    whole running 40 of 120
# handed over when late, with a longer promise
0 asked; 40 transferred always first=300m whole=300m | 50
    first overdue 50 of 30 due 30 half 30 late
    whole running 50 of 300 due 120 half 60
# hours of a run that is over
0 asked; 10 answered; 20 hours office | 30
    first kept 10 of 30 was 30
    whole paused 10 of 120
# handed over when it is over
0 asked; 10 closed; 20 transferred always first=5m | 30
    first void 10 of 30 was 30
    whole kept 10 of 120 was 120
"""


def lived(aimed: str, hours: str, facts: str, minute: int) -> str:
    held = {"always": ALWAYS, "office": OFFICE, "never": NEVER}[hours]
    found = [fact(one.strip()) for one in facts.split(";")]
    return "; ".join(map(told, clocks(found, aims(aimed), held, START + timedelta(minutes=minute))))


def rows() -> list[tuple[str, str, str, str, int, str]]:
    """Title, targets, hours, facts, the minute that is looked at, the clocks then. Without targets ALL are meant."""
    found = []
    for block in ROWS.split("# ")[1:]:
        title, told, *expected = block.strip().split("\n")
        *before, facts, minute = told.split(" | ")
        hours = next((one for one in before if one in ("office", "never")), "always")
        aimed = next((one for one in before if "=" in one), ALL)
        found.append((title, aimed, hours, facts, int(minute), "; ".join(one.strip() for one in expected)))
    return found


@pytest.mark.parametrize(
    ("aimed", "hours", "facts", "minute", "expected"), [pytest.param(*row, id=title) for title, *row in rows()]
)
def test_the_clocks_of_a_life(aimed: str, hours: str, facts: str, minute: int, expected: str) -> None:
    assert lived(aimed, hours, facts, minute) == expected


def test_the_moment_it_was_due_is_kept_at_the_end() -> None:
    facts = [fact("0 asked"), fact("40 answered")]
    (run,) = clocks(facts, aims("first=30m"), ALWAYS, START + timedelta(hours=2))
    assert (run.due_at, run.ended_at) == (None, START + timedelta(minutes=40))
    assert run.last_due_at == START + timedelta(minutes=30)


def test_what_was_aimed_at_stays_with_a_run_that_is_over() -> None:
    facts = [fact("0 asked"), fact("10 answered"), fact("20 targets first=5m")]
    (run,) = clocks(facts, aims("first=30m"), ALWAYS, START + timedelta(hours=1))
    assert run.promised == timedelta(minutes=30)


@pytest.mark.parametrize(
    ("facts", "minute", "heard"),
    [
        ("0 asked; 10 answered a", 10, "a"), ("0 asked; 10 answered a", 9, ""),
        ("0 asked; 10 answered a seen 20", 19, ""), ("0 asked; 10 answered a seen 20", 20, "a"),
        ("0 asked; 20 answered a seen 10", 15, ""), ("0 asked; 10 answered a; 12 came_back a", 15, ""),
        ("0 asked; 10 answered a; 12 came_back a seen 16", 15, "a"),
        ("0 asked; 10 answered a; 11 answered b; 12 came_back a", 15, "b"),
    ],
)  # fmt: skip
def test_the_answers_that_somebody_got(facts: str, minute: int, heard: str) -> None:
    found = answers([fact(one.strip()) for one in facts.split(";")], START + timedelta(minutes=minute))
    assert "".join(one.key for one in found) == heard
