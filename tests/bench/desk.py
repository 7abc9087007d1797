"""What a desk with many conversations costs beside its mail: sweeps, a report, the mood of a mail.

python -m tests.bench desk, or python -m tests.bench.desk 10000 for another number of conversations.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from csmail.clocks import next_moment
from csmail.config.load import load
from csmail.desk.intake.sweep import sweep
from csmail.desk.watch.activity import reported
from csmail.desk.workspace import Workspace
from csmail.model.changes import Changes
from csmail.model.clock import Turn
from csmail.model.conversation import Conversation
from csmail.model.message import Message
from csmail.reports import Wanted
from csmail.reports.period import named
from csmail.tone.asked import mood_of
from csmail.wiring import Wiring
from tests.bench.history import BATCH, pair
from tests.factories import NOW, message

SIZE, RUNNING, DUE, WEEK = 100_000, 2_000, 500, 2_000
"""Conversations, clocks that run, those that are due at once, conversations of the week of the report."""
ROOM = """\
desks:
  support:
    address: support@toko.example
    mailbox: {kind: memory}
    transport: {kind: memory}
    promises: {first_response: 30m, next_response: 4h, resolution: 3d}
    escalation: [{step: lead, to: lead@toko.example, after: 100h}]
store: {kind: tinydb, path: state}
rules: [{name: late, on: overdue, then: [{tag: late}]}]
"""
ANGRY = "Saya sangat kecewa, sudah tiga kali saya tanya dan pesanan saya belum juga sampai. Tolong segera dibalas! " * 6


def main(size: int = SIZE) -> None:
    """Print milliseconds of processor time, the best of some rounds."""
    with tempfile.TemporaryDirectory(prefix="cb", dir=Path.cwd()) as name:
        folder = Path(name)
        (folder / "templates").mkdir()
        (folder / "rules.yaml").write_text(ROOM)
        with Wiring(load(folder / "rules.yaml")) as wiring:
            place = wiring.desk("support")
            for changes in grown(place, size):
                place.store.commit(changes)
            print(f"a desk with {size} conversations, {RUNNING} of them waiting:")
            measured(place, size)


def grown(place: Workspace, size: int) -> Iterator[Changes]:
    for start in range(0, size, BATCH):
        made = [lived(place, number, size) for number in range(start, min(size, start + BATCH))]
        conversations, messages = zip(*made, strict=True)
        yield Changes(conversations=conversations, messages=messages)


def lived(place: Workspace, number: int, size: int) -> tuple[Conversation, Message]:
    """Most were answered and closed within the hour; the last ones wait, some of them due a minute after the others."""
    one, said = pair(number)
    left = size - number
    ago = timedelta(minutes=31 if left <= DUE else 10) if left <= RUNNING else timedelta(days=min(left // 280, 300) + 1)
    at = NOW - ago
    turns: tuple[Turn, ...] = (Turn(at, "asked", said.key),)
    if left > RUNNING:
        answered = at + timedelta(minutes=10 + number % 60)
        turns = (*turns, Turn(answered, "answered", "a", "sari"), Turn(answered + timedelta(minutes=5), "closed"))
    status = "open" if left <= RUNNING else "closed"
    one = one.amended(status=status, turns=turns, opened_at=at, changed_at=turns[-1].at, last_in_at=at, needs=())
    before = NOW - timedelta(minutes=20)
    return one.amended(next_moment=next_moment(one, place.desk, before)), replace(said, received_at=at)


def measured(place: Workspace, size: int) -> None:
    early, later = (replace(place, now=lambda at=at: at) for at in (NOW - timedelta(minutes=20), NOW))
    sweep(early)
    told("a sweep that finds nothing due", lambda: sweep(early), 20)
    told(f"a sweep with {DUE} due", lambda: sweep(later), 1)
    week = named("week", (NOW - timedelta(days=7)).date(), place.desk.timezone)
    told("report of a week", lambda: reported(place, week, Wanted(), NOW), 3)
    told(
        "the same, compared and by tag and agent", lambda: reported(place, week, Wanted(("tag", "agent"), True), NOW), 3
    )
    mails = [message(key=f"mood{number}", text=f"{number} {ANGRY}") for number in range(200)]
    spent = best(lambda: [mood_of(one, place.desk) for one in mails], 3) / len(mails)
    print(f"  mood of one mail of {len(ANGRY)} characters: {spent:.2f} ms")


def told(what: str, deed: Callable[[], object], rounds: int) -> None:
    print(f"  {what}: {best(deed, rounds):.1f} ms", flush=True)


def best(deed: Callable[[], object], rounds: int) -> float:
    """Milliseconds of processor time."""
    costs = []
    for _ in range(rounds):
        began = time.process_time()
        deed()
        costs.append(1000 * (time.process_time() - began))
    return min(costs)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
