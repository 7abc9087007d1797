"""Two who claim at the same moment, and death while conversations change hands: each has one holder, told once."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

import csmail
from csmail.desk.by_hand.absence import leave
from csmail.desk.by_hand.act import act
from csmail.desk.by_hand.claim import Claim
from csmail.desk.intake.hand_out import hand_out
from csmail.desk.intake.poll import poll
from csmail.desk.presence import away_of
from csmail.desk.workspace import Workspace
from csmail.model.hours import Hours, Shift
from csmail.model.team import Away
from csmail.rules.rule import ActionCall
from csmail.stores import tinydb
from tests.factories import NOW, desk
from tests.faults.shares import ALL, share
from tests.workspace import Office, asked, mail, rule

SARI, BUDI = "sari@toko.example", "budi@toko.example"
FROM_TEN = Hours(week=((Shift(600, 1020),),) * 7)
OPEN_NOW = NOW + timedelta(hours=2)
AWAY = Away(OPEN_NOW, OPEN_NOW + timedelta(days=1), BUDI)
DEATH = 9
ROOT = Path(csmail.__file__).parent
WATCHED = ("desk/intake/hand_out.py", "desk/by_hand/absence.py", "desk/decide_again.py", "stores/tinydb/commit.py")
Deed = Callable[[Workspace], object]


@contextmanager
def opened(folder: Path, at: Any = OPEN_NOW) -> Iterator[Office]:
    """The desk on the store in `folder`: three customers wrote before it opened."""
    store = tinydb.open(tinydb.Settings(search=False), folder)
    made = Office((rule(asked("assign", to="auto")),), desk(hours=FROM_TEN), now=at)
    made.place = replace(made.place, store=store)
    try:
        yield made
    finally:
        store.close()


@pytest.fixture
def start(tmp_path: Path) -> Path:
    with opened(tmp_path / "start", NOW) as made:
        poll(made.place)
        for number in (1, 2, 3):
            made.deliver(mail(number, From=f"c{number}@cust.example"))
        poll(made.place)
    return tmp_path / "start"


def forked(folder: Path, work: Callable[[Office], object]) -> Callable[[], int]:
    """A child at `work`; what is returned waits for its exit code."""
    child = os.fork()
    if not child:
        code = 1
        try:
            with opened(folder) as made:
                code = int(bool(work(made)))
        finally:
            os._exit(code)
    return lambda: os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_of_two_processes_that_claim_at_the_same_moment_one_has_it(start: Path) -> None:
    for _ in range(share(8, 200)):
        with opened(start) as made:
            id = next(one.id for one in made.place.store.conversations())
        read, write = os.pipe()

        def claim(made: Office, by: str, id: str = id, gate: int = read) -> bool:
            os.read(gate, 1)  # both stand here until the gate opens
            return act(made.place, id, ActionCall("claim", Claim()), by).step.withheld is not None

        people = {who: forked(start, lambda made, who=who: claim(made, who)) for who in (SARI, BUDI)}  # type: ignore[misc]
        os.write(write, b"go")
        refused = {who: wait() for who, wait in people.items()}
        os.close(read)
        os.close(write)
        assert sorted(refused.values()) == [0, 1]
        with opened(start) as made:
            kept = made.place.store.conversation(id)
            assert kept is not None
            assert refused[kept.assignee] == 0
            act(made.place, id, asked("assign", to="nobody"), SARI)


def lines(folder: Path, deed: Deed) -> list[tuple[str, int]]:
    """The lines of the watched modules that the deed runs through."""
    seen: dict[tuple[str, int], None] = {}
    watched = {str(ROOT / name) for name in WATCHED}

    def local(frame: FrameType, event: str, _: Any) -> Any:
        if event == "line":
            seen[frame.f_code.co_filename, frame.f_lineno] = None
        return local

    with opened(folder) as made:
        sys.settrace(lambda frame, *_: local if frame.f_code.co_filename in watched else None)
        try:
            deed(made.place)
        finally:
            sys.settrace(None)
    return list(seen)


def dying(deed: Deed, point: tuple[str, int], time: int) -> Callable[[Office], object]:
    """The deed, dead at its line when it gets there so many times."""
    left = time

    def local(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal left
        if event == "line" and frame.f_lineno == point[1]:
            left -= 1
            if not left:
                os._exit(DEATH)
        return local

    def work(made: Office) -> object:
        sys.settrace(lambda frame, *_: local if frame.f_code.co_filename == point[0] else None)
        return deed(made.place) and False

    return work


def deaths(start: Path, deed: Deed) -> Iterator[Path]:
    """A folder for each death, as it was left: at every line by night, at every fourth by day."""
    place = start.parent / "place"
    shutil.copytree(start, place)
    found = lines(place, deed)
    assert len(found) > 20
    for number, point in enumerate(found):
        for time in (1, 2, 3) if ALL else (1 + number % 3,) * (number % 4 == 0):
            shutil.rmtree(place)
            shutil.copytree(start, place)
            assert forked(place, dying(deed, point, time))() in (DEATH, 0)
            yield place


def assigned(made: Office, id: str) -> int:
    """How many receipts say that somebody was given it."""
    told = made.place.store.receipts(id)
    return sum(did.code == "assigned" for one in told for step in one.steps for did in step.did)


def test_death_while_handing_out_gives_nothing_twice_and_forgets_none(start: Path) -> None:
    worlds = set()
    for place in deaths(start, hand_out):
        with opened(place) as made:
            store = made.place.store
            given = {one.id: one.assignee for one in store.conversations()}
            worlds.add(tuple(sorted(given.items())))
            for one in store.conversations():
                assert assigned(made, one.id) == bool(one.assignee)
                assert bool(one.needs) != bool(one.assignee)
            assert {who for who in (SARI, BUDI) if store.fact(f"given/{who}")} == set(given.values()) - {""}
            hand_out(made.place)
            assert store.holders("support") == {SARI: 2, BUDI: 1}
            assert all(assigned(made, id) == 1 for id in given)
            assert store.faults() == ()
    assert len(worlds) >= (4 if ALL else 2), "none, one, two or all were given"


def test_death_while_somebody_leaves_takes_all_from_him_or_nothing(start: Path) -> None:
    with opened(start) as made:
        for one in list(made.place.store.conversations()):
            act(made.place, one.id, ActionCall("claim", Claim()), BUDI)

    def go(place: Workspace) -> object:
        return leave([place], BUDI, AWAY, True, False)

    worlds = set()
    for place in deaths(start, go):
        with opened(place) as made:
            store = made.place.store
            gone = away_of(store, BUDI) is not None
            worlds.add(gone)
            assert store.holders("support") == ({} if gone else {BUDI: 3})
            assert len(store.receipts(BUDI)) == int(gone)
            go(made.place)
            assert store.holders("support") == {}
            assert away_of(store, BUDI) == AWAY
            assert store.faults() == ()
    assert worlds == {True, False}
