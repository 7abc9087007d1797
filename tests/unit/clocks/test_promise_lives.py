"""What became of moments that customers were told, in small lives; minutes of a desk that never closes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from csmail.clocks import asks, open_promise, promises
from csmail.clocks.reckoning import reckoned, response, targets
from csmail.model.clock import Turn
from csmail.model.conversation import Conversation
from csmail.model.desk import Desk, Goals, Promises, Terms
from csmail.model.duration import parse_span
from csmail.model.hours import Hours
from csmail.model.promise import Promise, PromiseStanding
from tests.factories import conversation, desk

START = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
NEVER = Hours("Asia/Jakarta", ((),) * 7)
ROWS = """\
# nobody answers, and it is not over
0 asked | a 0 30 | 20
    a open warn 15 apology 24
# at its very moment it is still open
0 asked | a 0 30 | 30
    a open warn 15 apology 24
# past it
0 asked | a 0 30 | 31
    a broken
# answered at the very moment
0 asked; 30 answered x | a 0 30 | 40
    a kept 30
# answered late
0 asked; 31 answered x | a 0 30 | 40
    a broken 31
# answered in time, and again later
0 asked; 10 answered x; 50 answered y | a 0 30 | 60
    a kept 10
# answered late, and again
0 asked; 40 answered x; 50 answered y | a 0 30 | 60
    a broken 40
# the mail that carries the promise is no answer to it
0 asked; 5 answered a | a 5 30 | 20
    a open warn 17.5 apology 25
# an answer before it was given keeps nothing
0 asked; 5 answered x | a 10 30 | 20
    a open warn 20 apology 26
# an answer in the moment in which it was given
0 asked; 10 answered x | a 10 30 | 20
    a kept 10
# not given yet
0 asked | a 40 60 | 20
# never given
0 asked | a - 30 | 20
# an answer after it was said and before it left keeps nothing
0 asked; 5 answered x | a 0/10 30 | 20
    a open warn 15 apology 24
# closed, and another priority
0 asked; 10 closed; 15 priority high | a 0 30 | 20
    a void 10
# given anew in time
0 asked | a 0 30; b 20 60 | 25
    a replaced 20
    b open warn 40 apology 52
# given anew at the last moment
0 asked | a 0 30; b 30 60 | 35
    a replaced 30
    b open warn 45 apology 54
# given anew too late
0 asked | a 0 30; b 31 60 | 35
    a broken
    b open warn 45.5 apology 54.2
# three times
0 asked | a 0 30; b 10 60; c 20 90 | 25
    a replaced 10
    b replaced 20
    c open warn 55 apology 76
# kept in an order of their own: as they were given
0 asked | b 20 60; a 0 30 | 25
    a replaced 20
    b open warn 40 apology 52
# the next one was written and has not left
0 asked | a 0 30; b - 60 | 25
    a open warn 15 apology 24
# closed in time without an answer
0 asked; 20 closed | a 0 30 | 40
    a void 20
# closed at the very moment
0 asked; 30 closed | a 0 30 | 40
    a void 30
# closed late
0 asked; 35 closed | a 0 30 | 40
    a broken 35
# closed late, although an answer came too
0 asked; 35 answered x; 36 closed | a 0 30 | 40
    a broken 35
# closed in time after a late answer is no more than late
0 asked; 20 closed; 45 answered x | a 0 30 | 50
    a broken 45
# spam
0 asked; 20 spam | a 0 30 | 40
    a void 20
# closed now
0 asked; 20 closed | a 0 30 | 20
    a void 20
# closed, and closed again
0 asked; 10 closed; 20 closed | a 0 30 | 25
    a void 10
# closed and opened again by a person
0 asked; 10 closed; 15 reopened | a 0 30 | 20
    a open warn 15 apology 24
# closed and opened again by the customer
0 asked; 10 closed; 15 asked | a 0 30 | 20
    a open warn 15 apology 24
# closed before it was given
0 asked; 5 closed; 8 asked | a 10 30 | 20
    a open warn 20 apology 26
# closed before, and given all the same
0 asked; 5 closed | a 10 30 | 20
    a open warn 20 apology 26
# another priority is no closing
0 asked; 10 priority high | a 0 30 | 20
    a open warn 15 apology 24
"""


def moment(minute: str) -> datetime:
    return START + timedelta(minutes=float(minute))


def turn(written: str) -> Turn:
    """`10 answered x`."""
    minute, kind, *key = written.split(maxsplit=2)
    return Turn(moment(minute), kind, *key)  # type: ignore[arg-type]


def promise(written: str) -> Promise:
    """`a 0 30`: the mail a left at 0 and promises 30; "-" did not leave, "0/10" was said at 0 and left at 10."""
    mail, given, due = written.split()
    said, _, given = given.partition("/") if "/" in given else (given, "", given)
    said = "0" if said == "-" else said
    within = parse_span(f"{int(due) - int(said)}m")
    given_at = None if given == "-" else moment(given)
    return Promise("first_response", moment(said), within, moment(due), mail, given_at)


def told(one: PromiseStanding) -> str:
    marks = (("", one.ended_at), ("warn ", one.warn_at), ("apology ", one.apologise_at))
    times = [f"{name}{(at - START) / timedelta(minutes=1):g}" for name, at in marks if at is not None]
    return " ".join([one.promise.mail, one.state, *times])


def rows() -> list[tuple[str, str, str, str, list[str]]]:
    found = []
    for block in ROWS.split("# ")[1:]:
        title, life, *expected = block.strip().split("\n")
        turns, given, minute = life.split(" | ")
        found.append((title, turns, given, minute, [one.strip() for one in expected]))
    return found


def life(turns: str, given: str) -> Conversation:
    return conversation(
        turns=tuple(turn(one.strip()) for one in turns.split(";")),
        promises=tuple(promise(one.strip()) for one in given.split(";")),
    )


@pytest.mark.parametrize(
    ("turns", "given", "minute", "expected"), [pytest.param(*row, id=title) for title, *row in rows()]
)
def test_what_became_of_a_promise(turns: str, given: str, minute: str, expected: list[str]) -> None:
    one, now = life(turns, given), moment(minute)
    found = promises(one, desk(), now)
    assert [told(standing) for standing in found] == expected
    owed = [standing for standing in found if standing.state in ("open", "broken") and standing.ended_at is None]
    soonest = min(owed, key=lambda standing: standing.promise.due_at, default=None)
    assert open_promise(one, desk(), now) == soonest


def test_a_desk_that_is_never_open_again_warns_of_nothing() -> None:
    (found,) = promises(life("0 asked", "a 0 30"), desk(hours=NEVER), moment("10"))
    assert (found.state, found.warn_at, found.apologise_at) == ("open", None, None)


@pytest.mark.parametrize(
    ("turns", "waits"),
    [
        ("0 asked", True), ("0 asked; 10 answered x", False), ("0 asked; 10 closed", False),
        ("0 asked; 10 answered x; 20 asked", True), ("0 asked; 10 closed; 20 reopened", True),
        ("0 asked; 10 spam", False), ("0 answered x", False), ("0 answered x; 10 asked", True),
    ],
)  # fmt: skip
def test_whether_the_customer_waits_hangs_on_no_promise(turns: str, waits: bool) -> None:
    assert asks(life(turns, "a 0 30"), moment("30")) is waits
    assert asks(life(turns, "a 0 30"), moment("6000")) is waits


def test_of_a_conversation_of_before_only_its_status_is_known() -> None:
    assert asks(conversation(), moment("0")) is True
    assert asks(conversation(status="waiting"), moment("0")) is False


def test_the_clock_of_the_next_answer() -> None:
    assert response(conversation()) == "first_response"
    assert response(conversation(answered_at=START)) == "next_response"


def span(minutes: int) -> Goals:
    return Goals(first_response=parse_span(f"{minutes}m"))


AIMS = Promises(first_response=parse_span("30m"), by_priority={"urgent": span(10), "low": span(90)})
CARE = Desk("care", "c@x.example", promises=Promises(first_response=parse_span("20m")))


def due(one: Conversation, ours: Desk, minute: str) -> float | None:
    (run,) = reckoned(one, ours, moment(minute))
    return (run.due_at - START) / timedelta(minutes=1) if run.due_at else None


@pytest.mark.parametrize(
    ("turns", "minute", "expected", "aimed"),
    [
        ("0 asked", "1", 30, "30m"),
        ("0 asked; 5 priority urgent", "6", 15, "10m"),
        ("0 asked; 5 priority low", "6", 90, "1h30m"),
        ("0 asked; 5 priority low; 6 priority normal", "7", 36, "30m"),
        ("0 asked; 5 target first_response 50m", "6", 50, "50m"),
        ("0 asked; 5 target first_response 50m; 6 priority urgent", "7", 16, "10m"),
        ("0 asked; 5 transferred care", "6", 25, "20m"),
        ("0 asked; 5 target first_response 10m; 6 transferred care", "7", 15, "20m"),
        ("0 asked; 5 transferred care; 6 transferred support", "7", 25, "30m"),
        ("0 asked; 5 transferred gone", "6", 30, "30m"),
        ("0 transferred care; 0 asked", "1", 20, "20m"),
        ("0 asked; 0 transferred care", "1", 20, "20m"),
        ("0 asked; 4 transferred care; 5 target first_response 3m", "6", 8, "3m"),
        ("5 priority urgent; 0 asked", "6", 15, "10m"),
    ],
)
def test_what_is_aimed_at(turns: str, minute: str, expected: float, aimed: str) -> None:
    ours = desk(promises=AIMS, others=(CARE,))
    one = life(turns, "a 0 30").amended(promises=(), priority=_priority(turns), served_by=_served(turns))
    assert due(one, ours, minute) == expected
    assert {name: str(length) for name, length in targets(one, ours)}["first_response"] == aimed


def _priority(turns: str) -> str:
    return next((one.split()[2] for one in reversed(turns.split(";")) if "priority" in one), "normal")


def _served(turns: str) -> str:
    last = next((one.split()[2] for one in reversed(turns.split(";")) if "transferred" in one), "")
    return "" if last == "support" else last


@pytest.mark.parametrize(
    ("turns", "changed", "minute", "expected"),
    [
        ("0 asked", "10", "12", 25),  # from 30m to 15m, ten minutes after the question
        ("10 asked", "10", "12", 25),  # asked in the moment of the change: under the new promise
        ("11 asked", "10", "12", 26),
        ("0 asked; 5 target first_response 50m", "10", "12", 50),  # what was promised to it alone stays
        ("0 asked; 5 target first_response 50m; 6 priority normal", "10", "12", 25),
        ("0 asked; 10 target first_response 50m", "10", "12", 60),  # first the change, then what is added to it
        ("0 asked; 10 priority low", "10", "12", 25),
        ("0 asked; 5 target resolution 50m", "10", "12", 25),
        ("0 asked", "0", "12", 15),
        ("0 asked; 5 priority urgent", "10", "12", 15),
    ],
)
def test_a_promise_that_was_changed_in_the_file(turns: str, changed: str, minute: str, expected: float) -> None:
    new = Promises(first_response=parse_span("15m"), by_priority={"urgent": span(10)})
    ours = desk(promises=new, before=(Terms(Hours(), AIMS, moment(changed)),))
    one = life(turns, "a 0 30").amended(promises=())
    runs = [run for run in reckoned(one, ours, moment(minute)) if run.name == "first_response"]
    assert [(run.due_at - START) / timedelta(minutes=1) for run in runs if run.due_at] == [expected]


def test_a_target_set_before_a_handover_and_another_after_it() -> None:
    ours = desk(promises=AIMS, others=(CARE,))
    one = life("0 asked; 2 transferred care; 3 target first_response 40m; 4 transferred support", "a 0 30")
    assert due(one.amended(promises=()), ours, "5") == 34
    assert due(one.amended(promises=()), ours.served("care"), "5") == 34


QUICK = Promises(first_response=parse_span("60m"), by_priority={"urgent": span(5)})
SLOW = Promises(first_response=parse_span("240m"))


@pytest.mark.parametrize(
    ("turns", "home", "care", "expected"),
    [
        # The other desk has its own promise for the priority, from the moment in which that was set.
        ("0 asked; 4 transferred care; 6 priority urgent", None, QUICK, 11),
        ("0 asked; 4 priority urgent; 6 transferred care", None, QUICK, 11),
        # What the desk at home changes while another one serves is nothing to the conversation.
        ("0 asked; 20 transferred care", ("40", SLOW, span(10)), QUICK, 80),
        ("0 asked; 20 transferred care; 30 transferred support", ("40", SLOW, span(10)), QUICK, 50),
        # Changed in the moment of the handover: it held before, and a handover never loosens.
        ("0 asked; 20 transferred care", ("20", SLOW, span(10)), QUICK, 30),
    ],
)
def test_which_desk_promises_what_and_when(
    turns: str, home: tuple[str, Promises, Goals] | None, care: Promises, expected: float
) -> None:
    other = Desk("care", "c@x.example", promises=care)
    ours = desk(promises=AIMS, others=(other,))
    if home is not None:
        changed, before, after = home
        now = Promises(first_response=after.first_response)
        ours = desk(promises=now, before=(Terms(Hours(), before, moment(changed)),), others=(other,))
    one = life(turns, "a 0 30").amended(promises=(), served_by=_served(turns))
    assert due(one, ours, "49") == expected


def test_what_was_promised_to_one_alone_is_over_with_a_handover() -> None:
    care = Desk(
        "care", "c@x.example", promises=Promises(first_response=parse_span("15m")),
        before=(Terms(Hours(), CARE.promises, moment("10")),),
    )  # fmt: skip
    one = life("0 asked; 5 target first_response 50m; 6 transferred care", "a 0 30").amended(promises=())
    assert due(one, desk(promises=AIMS, others=(care,)), "12") == 25


def test_no_turns_no_clocks() -> None:
    assert reckoned(conversation(), desk(promises=AIMS), START) == ()
