"""A pass with nothing new asks once for each mailbox, and never takes a folder that changed for one that did not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from csmail import outbox
from csmail.desk.intake.poll import Backlog, poll
from csmail.desk.quiet import TRUSTED_FOR, Quiet
from csmail.mailboxes.memory import Memory
from csmail.model.changes import Changes, Cursor
from csmail.model.task import SendMail
from csmail.ports import Folder
from csmail.stores.memory import MemoryStore
from tests import factories
from tests.factories import NOW
from tests.unit.desk.test_transfer import SERVICE
from tests.unit.outbox.test_worker import task
from tests.workspace import Office, asked, mail, rule

FOLDER = Folder("INBOX", 7, 12, exists=9, modseq=33, connection=1)
CURSOR = Cursor("support", "INBOX", 7, 11)
ACKNOWLEDGE = rule(asked("acknowledge", template="acknowledgement"))


@dataclass
class Watched(Memory):
    """A mailbox that notes what it is asked."""

    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def open_folder(self, name: str) -> Folder:
        self.asked.append("open")
        return super().open_folder(name)

    def uids(self, *which: Any) -> Sequence[int]:
        self.asked.append("list")
        return super().uids(*which)

    def look(self, *which: Any) -> Any:
        self.asked.append("look")
        return super().look(*which)


def watched(number: int = 2) -> tuple[Office, Watched]:
    """A desk that has read what there is, and has found nothing since."""
    box = Watched()
    made = Office(rules=(ACKNOWLEDGE,), mailbox=box)
    poll(made.place)
    for one in range(number):
        made.deliver(mail(one))
    for _ in range(2):
        poll(made.place)
    box.asked.clear()
    return made, box


def test_nothing_new_is_one_question() -> None:
    made, box = watched()
    for _ in range(3):
        poll(made.place)
    assert box.asked == ["open"] * 3


CHANGES: dict[str, Callable[[Office, Watched], object]] = {
    "a mail more": lambda made, box: made.deliver(mail(7)),
    "a mail less": lambda made, box: box.expunge("INBOX", 1),
    "numbered anew": lambda made, box: box.renumber("INBOX", 99),
    "put back from a copy": lambda made, box: box.put_back(box.copy()),
    "a quarter of an hour": lambda made, box: setattr(made, "now", made.now + TRUSTED_FOR),
    "a clock set back": lambda made, box: setattr(made, "now", made.now - timedelta(seconds=1)),
    "another process moved the cursor": lambda made, box: made.store.commit(
        Changes(cursors=(replace(made.store.cursor("support", "INBOX"), uid=1),))  # type: ignore[type-var]
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_what_is_not_as_it_was_is_looked_at_in_full(name: str) -> None:
    made, box = watched()
    CHANGES[name](made, box)
    poll(made.place)
    assert box.asked[0] == "open"
    assert "list" in box.asked


def test_a_backlog_is_looked_for_however_quiet_it_is() -> None:
    made, box = watched()
    poll(made.place, Backlog())
    assert "list" in box.asked


@pytest.mark.parametrize(
    "other",
    [
        {"uidvalidity": 8}, {"uidnext": 13}, {"uidnext": 11}, {"exists": 8}, {"modseq": 34}, {"connection": 2},
        {"name": "Other"},
    ],
)  # fmt: skip
def test_any_number_that_is_another_one_ends_the_quiet(other: dict[str, Any]) -> None:
    quiet = Quiet()
    quiet.note(FOLDER, CURSOR, NOW)
    assert quiet.holds(FOLDER, CURSOR, NOW)
    assert not quiet.holds(replace(FOLDER, **other), CURSOR, NOW)
    assert not quiet.holds(FOLDER, replace(CURSOR, uid=10), NOW)
    assert not Quiet().holds(FOLDER, CURSOR, NOW)


def test_a_server_without_uidnext_is_always_asked_for_its_list() -> None:
    quiet = Quiet()
    quiet.note(replace(FOLDER, counted=True), CURSOR, NOW)
    assert not quiet.holds(replace(FOLDER, counted=True), CURSOR, NOW)


@dataclass
class Life:
    """A desk, and what happens to it."""

    trusting: bool
    made: Office = field(default_factory=lambda: Office(rules=(ACKNOWLEDGE,)))
    number: int = 0
    numberings: int = 0
    kept: object = None

    def deliver(self) -> None:
        self.number += 1
        self.made.deliver(mail(self.number, From=f"c{self.number}@cust{self.number}.example"))

    def expunge(self) -> None:
        self.made.mailbox.expunge("INBOX", max(self.made.mailbox.uids("INBOX", 0), default=0))

    def copy(self) -> None:
        self.kept = self.made.mailbox.copy()

    def put_back(self) -> None:
        if self.kept is not None:
            self.made.mailbox.put_back(self.kept)

    def renumber(self) -> None:
        """Under a UIDVALIDITY that was never used: given out again it would name other mails (RFC 3501 2.3.1.1)."""
        self.numberings += 1
        self.made.mailbox.renumber("INBOX", 1000 + self.numberings)

    def later(self) -> None:
        self.made.now += timedelta(minutes=1)

    def passes(self) -> None:
        if not self.trusting:
            self.made.place = replace(self.made.place, quiet=Quiet())
        poll(self.made.place)

    @property
    def outcome(self) -> tuple[list[str], list[str]]:
        told = sorted(who for _, recipients in self.made.transport.sent for who in recipients)
        return told, sorted(one.subject for one in self.made.store.conversations())


HAPPENS = (Life.deliver, Life.deliver, Life.expunge, Life.copy, Life.put_back, Life.renumber, Life.later, Life.passes)


@example([Life.deliver, Life.renumber, Life.passes, Life.passes, Life.expunge, Life.renumber, Life.deliver])
@given(st.lists(st.sampled_from((*HAPPENS, Life.passes, Life.passes)), max_size=25))
def test_a_desk_that_trusts_quiet_takes_in_what_one_takes_in_that_never_does(events: list[Callable[..., None]]) -> None:
    lives = Life(True), Life(False)
    for life in lives:
        for event in (Life.passes, *events, Life.passes):
            event(life)
    assert lives[0].outcome == lives[1].outcome


def test_a_server_that_gives_a_numbering_out_again_is_seen_through_in_a_quarter_of_an_hour() -> None:
    """It must not (RFC 3501 section 2.3.1.1): for as long every number is that of the last look."""
    life = Life(True)
    for event in (Life.passes, Life.deliver, Life.passes, Life.renumber, Life.passes, Life.passes, Life.expunge):
        event(life)
    life.numberings = 0
    for event in (Life.renumber, Life.deliver, Life.passes):
        event(life)
    life.made.now += TRUSTED_FOR
    life.passes()
    assert len(life.outcome[1]) == 2


@pytest.mark.parametrize(
    ("state", "minutes", "waits"),
    [
        ("queued", 0, True), ("deferred", 0, True), ("queued", 5, False), ("claimed", 5, True),
        ("transmitting", 5, True), ("sent", 0, False), ("in_doubt", 0, False), ("held", 0, False),
    ],
)  # fmt: skip
def test_the_outbox_is_opened_only_for_what_is_due_or_was_left_by_the_dead(
    state: Any, minutes: int, waits: bool
) -> None:
    made = Office()
    due = NOW + timedelta(minutes=minutes)
    made.store.commit(Changes(tasks=(replace(task(SendMail("k", "reply")), state=state, due_at=due),)))
    assert outbox.waits(made.store, "support", NOW) == waits
    assert not outbox.waits(made.store, "other", NOW)


class Asked(MemoryStore):
    """Counts the facts it is asked for."""

    facts_asked = 0

    def fact(self, name: str) -> str:
        self.facts_asked += 1
        return super().fact(name)


def facts_asked(others: int) -> int:
    """In a pass with nothing new, at a desk with so many beside it."""
    beside = tuple(factories.desk(name=f"d{one}", address=f"d{one}@toko.example") for one in range(others))
    store = Asked()
    made = Office(store=store, desk=factories.desk(others=beside))
    for _ in range(2):
        poll(made.place)
    store.facts_asked = 0
    made.later()
    poll(made.place)
    return store.facts_asked


def test_what_a_quiet_pass_asks_the_store_does_not_grow_with_the_desks_of_the_file() -> None:
    assert facts_asked(30) == facts_asked(0)


@given(
    st.lists(st.sampled_from([-40, -1, 0, 1, 5, 7, 14, 15, 16, 59, 240, 1440]), min_size=1, max_size=12),
    st.integers(-30, 30),
)
def test_a_shift_is_noticed_by_the_same_pass_whether_quiet_is_trusted_or_not(minutes: list[int], before: int) -> None:
    told = []
    for trusting in (True, False):
        made = Office(rules=(rule(asked("note", text="pagi"), on="closing"), ACKNOWLEDGE), desk=SERVICE)
        poll(made.place)
        made.deliver(mail(1))
        seen = []
        made.later(timedelta(minutes=60 + before))  # an hour later the shift ends
        for step in minutes:
            made.place = made.place if trusting else replace(made.place, quiet=Quiet())
            poll(made.place)
            seen.append([len([*made.store.newest(one.id)]) for one in made.store.conversations()])
            made.later(timedelta(minutes=step))
        told.append(seen)
    assert told[0] == told[1]
