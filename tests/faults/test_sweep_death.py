"""A sweep that dies at a line of csmail's own code: no step is told twice, none is forgotten."""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

import csmail
from csmail.desk.intake.poll import poll
from tests.factories import desk
from tests.faults.shares import ALL, SEED
from tests.unit.desk.test_given_promises import AIMS, LADDER, Telling
from tests.workspace import Office, asked, mail, rule

ROOT = str(Path(csmail.__file__).parent)
# The memory adapters play what survives a death, each call as a whole; that files survive it is shown by test_lines.
SURVIVING = (f"{ROOT}/stores/", f"{ROOT}/transports/memory.py", f"{ROOT}/mailboxes/memory.py")
SHARE = 480
Line = tuple[str, int]


class Died(BaseException):
    """Nothing of csmail catches it, as nothing catches kill -9."""


class Death:
    """Ends the process at the first time it comes to `line`; without one it writes down every line."""

    def __init__(self, line: Line | None = None) -> None:
        self.line = line
        self.seen: dict[Line, None] = {}

    def __call__(self, frame: FrameType, event: str, argument: Any) -> Any:
        name = frame.f_code.co_filename
        if not name.startswith(ROOT) or name.startswith(SURVIVING):
            return None
        if event == "line":
            here = name, frame.f_lineno
            self.seen[here] = None
            if here == self.line:
                sys.settrace(None)
                raise Died
        return self


def flooded() -> Office:
    """Twelve questions that break at the same moment: one mail tells of all of them."""
    made = Office(desk=replace(desk(), promises=AIMS, escalation=LADDER))
    made.place = replace(made.place, templates=Telling(), rules=(rule(asked("acknowledge"), name="new"),))
    poll(made.place)
    for number in range(12):
        made.deliver(mail(number, From=f"Jane <jane{number}@cust{number}.example>"))
    poll(made.place)
    made.later(timedelta(minutes=31))
    return made


def world() -> Office:
    """Four questions, asked one after the other: half of the time of one is gone, of another all of it."""
    made = Office(desk=replace(desk(), promises=AIMS, escalation=LADDER))
    half = rule(asked("tag", tags=("half",)), asked("note", text="half"), name="half", on="half")
    late = rule(asked("draft"), asked("note", text="late"), name="late", on="overdue")
    made.place = replace(made.place, templates=Telling(), rules=(rule(asked("acknowledge"), name="new"), half, late))
    poll(made.place)
    for number, wait in enumerate((120, 16, 10, 9)):
        made.deliver(mail(number, From=f"Jane <jane{number}@cust{number}.example>"))
        poll(made.place)
        if number < 3:
            made.later(timedelta(minutes=wait))
    made.later(timedelta(minutes=9))
    return made


def outcome(made: Office) -> dict[str, Any]:
    """What people see once everything has come to rest."""
    every = sorted(made.store.conversations(), key=lambda one: one.opened_at)
    doubtful = [one for one in made.store.tasks() if one.state == "in_doubt"]
    return {
        "sent": sorted(who for _, recipients in made.transport.sent for who in recipients),
        "in doubt": len(doubtful),
        "steps": [[(up.step, up.passed_over) for up in one.escalations] for one in every],
        "tags": [sorted(one.tags) for one in every],
        "notes": [sorted(said.text for said in made.store.newest(one.id) if said.direction == "note") for one in every],
        "drafts": [sorted(draft.template for draft in made.store.drafts(one.id)) for one in every],
        "passed": [sorted(mark.partition("/")[0] for mark in one.passed) for one in every],
    }


def died(line: Line, begin: Callable[[], Office]) -> dict[str, Any]:
    """What is seen when the pass died there, and two other passes followed."""
    made = begin()
    sys.settrace(Death(line))
    try:
        poll(made.place)
    except Died:
        pass
    finally:
        sys.settrace(None)
    for _ in range(2):
        poll(made.place)
    return outcome(made)


def points(begin: Callable[[], Office]) -> Iterator[Line]:
    walk, made = Death(), begin()
    sys.settrace(walk)
    try:
        poll(made.place)
    finally:
        sys.settrace(None)
    every = sorted(walk.seen)
    yield from every if ALL else random.Random(SEED).sample(every, max(24, len(every) // SHARE))


@pytest.mark.parametrize(
    ("begin", "steps", "mails"), [(world, [2, 1, 0, 0], 7), (flooded, [1] * 12, 13)], ids=["few", "many"]
)
def test_a_pass_that_dies_while_it_sweeps_tells_no_step_twice_and_forgets_none(
    begin: Callable[[], Office], steps: list[int], mails: int
) -> None:
    whole = begin()
    poll(whole.place)
    wanted = outcome(whole)
    assert [len(one) for one in wanted["steps"]] == steps
    assert [bool(one) for one in wanted["drafts"]] == [one > 0 for one in steps]
    assert wanted.pop("in doubt") == 0
    told = Counter(wanted.pop("sent"))
    assert told.total() == mails
    walked = [*points(begin)]
    assert len(walked) > 20
    for line in walked:
        seen = died(line, begin)
        doubtful, sent = seen.pop("in doubt"), Counter(seen.pop("sent"))
        assert doubtful <= 1, f"CSMAIL_SEED={SEED} {line}"
        assert not sent - told, f"told twice: CSMAIL_SEED={SEED} {line}"
        assert (told - sent).total() <= doubtful, f"told nobody: CSMAIL_SEED={SEED} {line}"
        assert seen == wanted, f"CSMAIL_SEED={SEED} {line}"
