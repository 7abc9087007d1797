"""Several connections: how many mails are in whose hand, and what one commit holds."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from csmail.errors import LoginRefused, StoreError, Unreachable
from csmail.model.changes import NOTHING, Changes
from csmail.model.task import Delivery, Mail, SendMail, Task
from csmail.outbox import Ways, Worked, work_off
from csmail.stores import memory, tinydb
from tests.factories import NOW, conversation
from tests.unit.outbox.test_worker import Box, mail, task

DESK = "support"


@dataclass
class Lines:
    """A transport with several connections: answers come when the outbox waits for one, in an order of chance."""

    connections: int
    store: Any
    chance: random.Random
    fails_at: int = 0
    hasty: float = 0.5
    failure: Exception = field(default_factory=lambda: Unreachable("421 closing"))
    delivered: list[str] = field(default_factory=list)
    asked: int = 0
    most: int = 0
    most_in_doubt: int = 0
    abandoned: int = 0
    in_hand: int = 0

    def __post_init__(self) -> None:
        self.pending: list[Callable[[], None]] = []

    def preparing(self, mail: Mail, recipients: Sequence[str], heard: Callable[[Any], None]) -> None:
        self.asked += 1
        if self.fails_at and self.asked >= self.fails_at:
            self.pending.append(lambda: heard(self.failure))
        else:
            self.in_hand += 1
            self.most = max(self.most, self.in_hand)
            self.pending.append(lambda: heard(Taken(self, mail, tuple(map(Delivery, recipients)))))
        self.look()

    def look(self) -> None:
        """Whatever dies now leaves these in doubt; then some of what is pending comes."""
        self.most_in_doubt = max(self.most_in_doubt, len(list(self.store.tasks(DESK, {"transmitting"}))))
        while self.pending and (len(self.pending) >= self.connections or self.chance.random() < self.hasty):
            self.pending.pop(self.chance.randrange(len(self.pending)))()

    def speak(self) -> None:
        while self.pending:
            self.pending.pop(0)()


@dataclass
class Taken:
    lines: Lines
    mail: Mail
    deliveries: tuple[Delivery, ...]

    def transmitting(self, heard: Callable[[Any], None]) -> None:
        stored = {one.work.mail for one in self.lines.store.tasks(DESK, {"transmitting"})}
        assert self.mail.key in stored, "its `transmitting` is not in the store"
        self.lines.delivered.append(self.mail.key)
        self.lines.in_hand -= 1
        self.lines.pending.append(lambda: heard(Delivery("", "sent", "250 ok")))
        self.lines.look()

    def abandon(self) -> None:
        self.lines.abandoned += 1
        self.lines.in_hand -= 1


@pytest.fixture(params=["memory", "tinydb"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    if request.param == "memory":
        return memory.open(memory.Settings(), tmp_path)
    return tinydb.open(tinydb.Settings(), tmp_path)


def queue(store: Any, count: int, purpose: str = "reply") -> None:
    mails = tuple(mail(number=number) for number in range(count))
    tasks = tuple(
        task(SendMail(each.key, purpose), f"t{number:03}", conversation=f"C{number // 2:05}")
        for number, each in enumerate(mails)
    )
    shown = tuple(conversation(id=f"C{number:05}") for number in range((count + 1) // 2))
    store.commit(Changes(conversations=shown, tasks=tasks, mails=mails))


def work(
    store: Any,
    lines: Lines,
    monkeypatch: pytest.MonkeyPatch,
    stop: Callable[[], bool] = lambda: False,
    waits: list[float | None] | None = None,
) -> Worked:
    """Works off; where the outbox waits for a word, the server speaks."""
    from csmail.outbox import sending

    class Speaking(sending.Hearing):  # type: ignore[type-arg]
        def heard(self, wanted: int = 1, seconds: float | None = None) -> Any:
            if waits is not None:
                waits.append(seconds)
            if seconds != 0:
                lines.speak()
            return super().heard(wanted, 5 if seconds is None else seconds)

    monkeypatch.setattr(sending, "Hearing", Speaking)
    ways = Ways(lambda: Box(), lambda: lines)  # type: ignore[arg-type,return-value]
    return work_off(store, DESK, ways, lambda: NOW + timedelta(minutes=1), stop)


@pytest.mark.parametrize("connections", [1, 2, 5])
def test_never_more_mails_are_in_doubt_than_there_are_connections(
    store: Any, connections: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue(store, 60)
    lines = Lines(connections, store, random.Random(connections))
    worked = work(store, lines, monkeypatch)
    assert worked.counts == {"sent": 60, "done": 60}
    assert len(lines.delivered) == len(set(lines.delivered)) == 60
    assert lines.most <= connections
    assert lines.most_in_doubt <= connections
    assert all(store.conversation(f"C{number:05}").status == "waiting" for number in range(30))


@pytest.mark.parametrize("connections", [4, 10])
def test_the_mails_of_all_connections_share_their_commits(
    store: Any, connections: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What became of the last ones, the `transmitting` of these and the claims of the next: one commit for all."""
    queue(store, 400)
    lines, commits = Lines(connections, store, random.Random(1), hasty=0.0), []
    advance_all = store.advance_all
    monkeypatch.setattr(store, "advance_all", lambda *given: commits.append(1) or advance_all(*given))
    work(store, lines, monkeypatch)
    assert len(lines.delivered) == 400
    assert len(commits) < 400 / connections * 1.5 + 10 * connections


def test_a_mail_that_is_alone_waits_for_no_other(store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    queue(store, 1)
    waits: list[float | None] = []
    work(store, Lines(5, store, random.Random(1)), monkeypatch, waits=waits)
    assert set(waits) <= {None, 0}


def test_three_mails_open_one_connection(store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    queue(store, 3)
    lines = Lines(5, store, random.Random(1))
    work(store, lines, monkeypatch)
    assert lines.most == 1


@pytest.mark.parametrize("failure", [Unreachable("421 closing"), LoginRefused("535 no")])
def test_a_server_that_closes_in_mid_batch_is_told_once_and_keeps_what_waits_as_it_was(
    store: Any, failure: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue(store, 60)
    before = {one.id: one for one in store.tasks(DESK)}
    lines = Lines(5, store, random.Random(3), fails_at=30, failure=failure)
    worked = work(store, lines, monkeypatch)
    assert [problem.code for problem in worked.problems] == ["way_closed"]
    assert worked.counts["sent"] == len(lines.delivered) == 29
    assert worked.counts["sent"] + worked.counts["deferred"] + worked.counts["waiting"] == 60
    assert worked.counts["deferred"] <= 5
    untouched = [one for one in store.tasks(DESK, {"queued"}) if isinstance(one.work, SendMail)]
    assert len(untouched) == worked.counts["waiting"]
    assert all(one == before[one.id] for one in untouched)


def test_a_stop_finishes_what_is_in_hand_and_puts_back_what_was_only_claimed(
    store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue(store, 60)
    lines = Lines(5, store, random.Random(5))
    work(store, lines, monkeypatch, lambda: len(lines.delivered) >= 30)
    assert 30 <= len(lines.delivered) <= 35
    states = [one.state for one in store.tasks(DESK) if isinstance(one.work, SendMail)]
    assert states.count("sent") == len(lines.delivered)
    assert set(states) == {"sent", "queued"}


def test_a_store_that_fails_sends_no_content_and_gives_every_envelope_back(
    store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue(store, 60)
    lines = Lines(5, store, random.Random(7))
    advance_all = store.advance_all

    def failing(advances: Any, changes: Changes = NOTHING) -> Any:
        if len(lines.delivered) >= 20 and any(one.task.state == "transmitting" for one in advances):
            raise StoreError("no space left")
        return advance_all(advances, changes)

    monkeypatch.setattr(store, "advance_all", failing)
    with pytest.raises(StoreError):
        work(store, lines, monkeypatch)
    sent = len(lines.delivered)
    lines.speak()  # what comes after the end of the pass
    assert (len(lines.delivered), lines.in_hand) == (sent, 0)
    assert len(list(store.tasks(DESK, {"transmitting"}))) <= 5


def test_one_conversation_changed_by_a_person_keeps_no_other_mail_from_being_written_down(
    store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue(store, 40)
    lines = Lines(5, store, random.Random(9))
    read, left = store.conversation, [6]

    def meddling(id: str) -> Any:
        found = read(id)
        if left[0] and lines.delivered:
            left[0] -= 1
            store.commit(Changes(conversations=(found.amended(tags=found.tags | {f"vip{left[0]}"}),)))
        return found

    monkeypatch.setattr(store, "conversation", meddling)
    worked = work(store, lines, monkeypatch)
    assert worked.counts == {"sent": 40, "done": 40}
    assert sum(len(one.tags) for one in store.conversations()) == 6


def test_an_acknowledgement_leaves_its_conversation_unwritten(store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Written as it was, it would meet what a person changes meanwhile."""
    queue(store, 4, "acknowledgement")
    before = [store.conversation(f"C{number:05}") for number in range(2)]
    work(store, Lines(2, store, random.Random(1)), monkeypatch)
    assert [store.conversation(f"C{number:05}") for number in range(2)] == before


def test_who_claimed_may_take_the_claim_back_nobody_else() -> None:
    from csmail.stores.shared.versions import may_advance

    before: Task = task(SendMail("k", "reply"), attempt=2)
    claimed = replace(before, state="claimed", attempt=3)
    assert may_advance(claimed, before, "claimed")
    assert not may_advance(replace(claimed, attempt=4), before, "claimed")
    assert not may_advance(replace(claimed, state="transmitting"), before, "claimed")
