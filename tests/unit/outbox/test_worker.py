"""The send protocol over the adapters in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from csmail.errors import (
    Busy,
    LoginRefused,
    NotFound,
    Refused,
    Stopping,
    StoreError,
    Unreachable,
    Untrusted,
    UsageError,
)
from csmail.model.address import Address
from csmail.model.audience import Audience
from csmail.model.changes import Changes
from csmail.model.message import Place
from csmail.model.reason import Reason
from csmail.model.task import (
    Delivery,
    Draft,
    FileMail,
    Mail,
    MoveMessage,
    SendMail,
    SetFlags,
    SetKeywords,
    Task,
    UnfileMail,
)
from csmail.outbox import DIED, Ways, Worked, aftermath, drop, lease_name, resolve, retry, work_off
from csmail.outbox.shown import Shown
from csmail.stores import memory as memory_store
from csmail.transports.memory import MemoryTransport
from csmail.wording.reasons import words
from tests.factories import NOW, conversation, message, said

DESK = "support"


def mail(recipients: tuple[str, ...] = ("jane@cust.example",), number: int = 1) -> Mail:
    content = f"Message-ID: <m{number}@toko.example>\r\n\r\nHalo\r\n"
    key = hashlib.sha256(content.encode()).hexdigest()
    return Mail(key, f"<m{number}@toko.example>", "support@toko.example", recipients, content)


def task(work: Any, name: str = "t1", **changes: Any) -> Task:
    return replace(Task(name, DESK, f"cause of {name}", work, NOW, NOW, NOW, "K7F3Q2"), **changes)


class Box:
    """A mailbox that takes down what it is asked; `failure` is raised instead."""

    def __init__(self) -> None:
        self.did: list[tuple[Any, ...]] = []
        self.failure: Exception | None = None
        self.uidvalidity = 7

    def __getattr__(self, name: str) -> Callable[..., None]:
        def deed(*arguments: Any) -> None:
            if self.failure:
                raise self.failure
            self.did.append((name, *arguments))

        return deed

    def mark(self, folder: str, marks: Sequence[SetKeywords | SetFlags]) -> list[tuple[int, ...]]:
        """Refuses, as a server does, all of an exchange in which one word is `refused`."""
        if self.failure:
            raise self.failure
        if any("refused" in one.add for one in marks):
            raise Refused("the server says no")
        self.did.append(("mark", folder, *marks))
        return [one.uids for one in marks]

    def open_folder(self, name: str) -> Any:
        if self.failure:
            raise self.failure
        return type("Folder", (), {"name": name, "uidvalidity": self.uidvalidity})


@dataclass
class Room:
    """A store, both ways, a clock that is moved by hand."""

    store: Any
    transport: MemoryTransport = field(default_factory=MemoryTransport)
    box: Box = field(default_factory=Box)
    at: datetime = NOW

    def queue(self, *tasks: Task, mails: tuple[Mail, ...] = (mail(),)) -> None:
        if self.store.conversation("K7F3Q2") is None:
            self.store.commit(Changes(conversations=(conversation(),)))
        self.store.commit(Changes(tasks=tasks, mails=mails))

    def work(self, minutes: float = 0) -> Worked:
        self.at += timedelta(minutes=minutes)
        return work_off(self.store, DESK, self.ways(), lambda: self.at)

    def ways(self) -> Ways:
        return Ways(mailbox=lambda: self.box, transport=lambda: self.transport)  # type: ignore[arg-type,return-value]

    def task(self, name: str = "t1") -> Task:
        found: Task = self.store.task(name)
        return found

    @property
    def conversation(self) -> Any:
        return self.store.conversation("K7F3Q2")

    @property
    def outcomes(self) -> dict[str, str]:
        return {each.recipient: each.state for each in self.task().deliveries}


@pytest.fixture
def room(tmp_path: Any) -> Room:
    return Room(memory_store.open(memory_store.Settings(), tmp_path))


def reply(**changes: Any) -> Task:
    return task(SendMail(mail().key, "reply"), **changes)


def test_a_reply_is_sent_shown_and_filed(room: Room) -> None:
    room.queue(reply())
    worked = room.work()
    assert room.task().state == "sent"
    assert room.task().deliveries == (Delivery("jane@cust.example", "sent", "250 ok"),)
    assert [who for _, who in room.transport.sent] == [("jane@cust.example",)]
    assert (room.conversation.status, room.conversation.answered_at) == ("waiting", NOW)
    assert room.box.did == [("file", "sent", mail(), NOW)]
    assert worked == Worked({"sent": 1, "done": 1}, ())


def test_working_off_again_changes_nothing(room: Room) -> None:
    room.queue(reply())
    room.work()
    before = (room.task(), room.conversation)
    assert room.work(minutes=600) == Worked({}, ())
    assert (room.task(), room.conversation) == before
    assert len(room.transport.sent) == 1


def test_an_acknowledgement_does_not_answer(room: Room) -> None:
    room.queue(task(SendMail(mail().key, "acknowledgement")))
    room.work()
    assert (room.conversation.status, room.conversation.answered_at) == ("open", None)


def test_a_reply_that_no_person_asked_for_makes_nobody_known(room: Room) -> None:
    room.queue(task(SendMail(mail().key, "reply", automatic=True)))
    room.work()
    assert (room.conversation.status, room.conversation.answered_at) == ("waiting", None)


def test_a_customer_who_wrote_meanwhile_is_not_waited_for(room: Room) -> None:
    room.store.commit(Changes(conversations=(conversation(last_in_at=NOW + timedelta(minutes=1)),)))
    room.queue(reply())
    room.work(minutes=2)
    assert room.conversation.status == "open"
    assert room.conversation.answered_at == NOW + timedelta(minutes=2)


def test_the_first_answer_keeps_its_time(room: Room) -> None:
    early = NOW - timedelta(days=1)
    room.store.commit(Changes(conversations=(conversation(answered_at=early),)))
    room.queue(reply())
    room.work()
    assert room.conversation.answered_at == early


def test_the_draft_becomes_sent(room: Room) -> None:
    draft = Draft(
        "D1",
        DESK,
        "K7F3Q2",
        mail().key,
        "sari",
        NOW,
        NOW,
        Audience("send", Address("support@toko.example")),
        state="approved",
    )
    room.store.commit(Changes(drafts=(draft,)))
    room.queue(task(SendMail(mail().key, "reply", "D1")))
    room.work()
    assert room.store.draft("D1").state == "sent"


def test_the_draft_of_a_refused_reply_is_not_sent(room: Room) -> None:
    draft = Draft("D1", DESK, "K7F3Q2", mail().key, "sari", NOW, NOW, Audience("hold", Address("support@toko.example")))
    room.store.commit(Changes(drafts=(draft,)))
    room.transport.outcome = "refused"
    room.queue(task(SendMail(mail().key, "reply", "D1")))
    room.work()
    assert room.store.draft("D1").state == "waiting"


def test_the_deferred_recipient_is_tried_again_alone(room: Room) -> None:
    three = mail(("a@x.example", "b@x.example", "c@x.example"))
    room.transport.answers = {
        "b@x.example": Delivery("", "deferred", "451 later"),
        "c@x.example": Delivery("", "refused", "550 nobody"),
    }
    room.queue(task(SendMail(three.key, "reply")), mails=(three,))
    room.work()
    assert room.outcomes == {"a@x.example": "sent", "b@x.example": "deferred", "c@x.example": "refused"}
    assert (room.task().state, room.task().due_at) == ("deferred", NOW + timedelta(minutes=1))
    room.transport.answers = {}
    room.work(minutes=1)
    assert room.transport.sent == [(three, ("a@x.example",)), (three, ("b@x.example",))]
    assert room.outcomes == {"a@x.example": "sent", "b@x.example": "sent", "c@x.example": "refused"}
    assert room.task().state == "sent"
    assert room.conversation.needs == (
        Reason.of("mail_refused", purpose="reply", to="c@x.example", recipient="c@x.example", reply="550 nobody"),
    )
    assert sum(name == "file" for name, *_ in room.box.did) == 1


def test_all_refused_is_refused_and_asks_for_a_person(room: Room) -> None:
    room.transport.answers = {"jane@cust.example": Delivery("", "refused", "550 nobody")}
    room.queue(reply())
    worked = room.work()
    assert room.task().state == "refused"
    assert room.conversation.needs == (
        Reason.of(
            "mail_refused", purpose="reply", to="jane@cust.example", recipient="jane@cust.example", reply="550 nobody"
        ),
    )
    assert room.conversation.status == "open"
    assert tuple(map(words, worked.problems)) == ("support: refused: jane@cust.example: 550 nobody",)
    assert room.box.did == []


def test_a_mail_the_transport_will_not_have_is_refused(room: Room) -> None:
    room.transport.failure = Refused("the mail has 30000000 bytes", code="too_large")
    room.queue(reply())
    room.work()
    assert room.task().state == "refused"
    assert room.outcomes == {"jane@cust.example": "refused"}


def test_in_doubt_is_never_sent_again(room: Room) -> None:
    room.transport.outcome = "in_doubt"
    room.queue(reply())
    assert tuple(map(words, room.work().problems)) == ("support: in_doubt: jane@cust.example: no answer",)
    room.transport.outcome = "sent"
    for _ in range(3):
        room.work(minutes=6000)
    assert room.task().state == "in_doubt"
    assert len(room.transport.sent) == 1
    assert room.conversation.needs == (
        Reason.of("arrival_in_doubt", purpose="reply", to="jane@cust.example", task="t1"),
    )


def test_an_outcome_nobody_defined_is_in_doubt(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    class Vague:
        deliveries = (Delivery("jane@cust.example"),)

        def transmit(self) -> Delivery:
            return Delivery("", "queued", "well")

    monkeypatch.setattr(MemoryTransport, "prepare", lambda *unused: Vague())
    room.queue(reply())
    room.work()
    assert (room.task().state, room.task().deliveries[0].reply) == ("in_doubt", "well")


def test_an_exception_of_the_transport_after_data_is_in_doubt(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        deliveries = (Delivery("jane@cust.example"),)

        def transmit(self) -> Delivery:
            raise ValueError("a bug")

        def abandon(self) -> None:
            raise AssertionError("it was transmitted")

    monkeypatch.setattr(MemoryTransport, "prepare", lambda *unused: Broken())
    room.queue(reply())
    room.work()
    assert (room.task().state, room.task().deliveries[0].reason) == (
        "in_doubt",
        Reason.of("no_clear_answer", said="ValueError"),
    )


@pytest.mark.parametrize("error", [Unreachable("no route"), LoginRefused("535 no")])
def test_a_closed_transport_is_tried_once_a_pass(room: Room, error: Exception) -> None:
    room.transport.failure = error  # type: ignore[assignment]
    mails = tuple(mail(number=number) for number in range(5))
    tasks = tuple(task(SendMail(each.key, "reply"), f"t{number}") for number, each in enumerate(mails))
    room.queue(*tasks, mails=mails)
    worked = room.work()
    assert room.transport.tried == 1
    assert worked.counts == {"deferred": 1, "waiting": 4}
    assert len(worked.problems) == 1
    room.transport.failure = None
    assert room.work(minutes=1).counts == {"sent": 5, "done": 5}


def test_a_mail_left_because_we_are_told_to_end_is_due_as_before(room: Room) -> None:
    room.transport.failure = Stopping("told to stop")
    room.queue(reply())
    before = room.task()
    worked = room.work()
    assert (worked.problems, worked.exit_code) == ((), 0)
    assert (room.task().state, room.task().attempt, room.task().due_at) == ("queued", 0, before.due_at)
    room.transport.failure = None
    assert room.work().counts["sent"] == 1


def test_a_deed_left_because_we_are_told_to_end_is_due_as_before(room: Room) -> None:
    room.box.failure = Stopping("told to end")
    room.queue(task(SetKeywords("INBOX", 7, (1,), ("refund",)), "k1"), task(FileMail(mail().key, "sent"), "f1"))
    room.work()
    assert {one.state for one in room.store.due(DESK, room.at)} == {"queued"}
    room.box.failure = None
    assert room.work().counts == {"done": 2}


def test_many_waiting_mails_do_not_hide_the_deeds_behind_them(room: Room) -> None:
    room.transport.failure = Unreachable("no route")
    mails = tuple(mail(number=number) for number in range(250))
    tasks = tuple(task(SendMail(each.key, "reply"), f"t{number}") for number, each in enumerate(mails))
    later = NOW + timedelta(seconds=1)
    room.queue(*tasks, task(SetKeywords("INBOX", 7, (1,), ("refund",)), "k1", due_at=later), mails=mails)
    assert room.work(minutes=1).counts == {"deferred": 1, "waiting": 249, "done": 1}


def test_waits_are_1_2_4_to_60_minutes_then_five_days_are_enough(room: Room) -> None:
    room.transport.failure = Unreachable("no route")
    room.queue(reply())
    waits = []
    for _ in range(200):
        room.work()
        if room.task().state != "deferred":
            break
        waits.append(room.task().due_at - room.at)
        room.at = room.task().due_at
    assert [int(wait.total_seconds() // 60) for wait in waits[:8]] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert room.task().state == "refused"
    assert timedelta(days=5) <= room.at - NOW < timedelta(days=5, hours=1)
    assert "given up after" in said(room.task().reason)
    assert "no route" in said(room.task().reason)


def test_a_mail_that_lay_for_a_week_is_not_given_up_at_its_first_try(room: Room) -> None:
    room.transport.failure = Unreachable("no route")
    room.queue(reply())
    room.work(minutes=7 * 24 * 60)
    assert room.task().state == "deferred"


def test_a_certificate_that_expired_says_nothing_against_the_deeds(room: Room) -> None:
    room.box.failure = Untrusted("the certificate is not trusted: certificate has expired")
    room.queue(task(SetKeywords("INBOX", 7, (1,), ("refund",)), "k1"), task(FileMail(mail().key, "sent"), "f1"))
    assert room.work().counts == {"deferred": 1, "waiting": 1}
    room.box.failure = None
    assert room.work(minutes=1).counts == {"done": 2}


def test_a_dead_mailbox_does_not_hold_up_mail(room: Room) -> None:
    room.box.failure = Unreachable("no route")
    room.queue(task(SetKeywords("INBOX", 7, (1,), ("refund",)), "k1"), reply())
    room.work()
    assert (room.task("k1").state, room.task().state) == ("deferred", "sent")
    room.box.failure = None
    room.work(minutes=1)
    assert ("mark", "INBOX", SetKeywords("INBOX", 7, (1,), ("refund",))) in room.box.did


def test_a_mark_that_waits_is_told_as_deferred(room: Room) -> None:
    room.box.failure = Unreachable("no route")
    room.queue(task(SetFlags("INBOX", 7, (1,), ("seen",)), "k1"))
    assert {problem.code for problem in room.work().problems} >= {"task_deferred"}


def test_a_dead_transport_does_not_hold_up_the_mailbox(room: Room) -> None:
    room.transport.failure = Unreachable("no route")
    room.queue(reply(), task(MoveMessage("INBOX", 7, 1, "Spam", "<m@x>"), "k1"))
    room.work()
    assert (room.task().state, room.task("k1").state) == ("deferred", "done")


def test_uids_of_another_uidvalidity_are_left_alone(room: Room) -> None:
    room.queue(
        task(SetKeywords("INBOX", 6, (1,), ("refund",)), "k1"),
        task(SetFlags("INBOX", 6, (1,), ("seen",)), "k2"),
        task(MoveMessage("INBOX", 6, 1, "Done"), "k3"),
    )
    room.work()
    assert {room.task(name).state for name in ("k1", "k2", "k3")} == {"refused"}
    assert said(room.task("k1").reason).startswith("refused: INBOX was renumbered")
    assert room.box.did == []


def test_every_deed_reaches_the_mailbox_as_it_was_decided(room: Room) -> None:
    room.queue(
        task(SetKeywords("INBOX", 7, (1, 2), ("refund",), ("old",)), "k1"),
        task(SetFlags("INBOX", 7, (3,), ("seen",), ("flagged",)), "k2"),
        task(MoveMessage("INBOX", 7, 4, "Done", "<m@x>"), "k3"),
        task(UnfileMail("<d@toko.example>", "drafts", Place("Drafts", 7, 5)), "k4"),
    )
    room.work()
    assert room.box.did == [
        (
            "mark",
            "INBOX",
            SetKeywords("INBOX", 7, (1, 2), ("refund",), ("old",)),
            SetFlags("INBOX", 7, (3,), ("seen",), ("flagged",)),
        ),
        ("move", "INBOX", 4, "Done", "<m@x>"),
        ("unfile", "drafts", "<d@toko.example>", Place("Drafts", 7, 5)),
    ]


def test_a_missing_folder_refuses_one_deed_only(room: Room) -> None:
    room.box.failure = NotFound("no folder Gone")
    room.queue(task(SetKeywords("Gone", 7, (1,), ("refund",)), "k1"))
    room.work()
    assert room.task("k1").state == "refused"


def test_an_adapters_bug_defers_its_own_task_only(room: Room) -> None:
    room.box.failure = KeyError("oops")
    room.queue(task(SetKeywords("INBOX", 7, (1,), ("refund",)), "k1"), reply())
    worked = room.work()
    assert (room.task("k1").state, room.task().state) == ("deferred", "sent")
    assert words(worked.problems[0]) == "support: mailbox: our bug: KeyError: 'oops'"


def test_the_orphans_of_a_dead_owner_are_settled(room: Room) -> None:
    ready = (Delivery("jane@cust.example"),)
    room.queue(reply(state="claimed", attempt=1), task(SendMail(mail().key, "reply"), "t2"))
    room.store.advance(replace(room.task("t2"), state="claimed", attempt=1), "queued")
    room.store.advance(replace(room.task("t2"), state="transmitting", deliveries=ready), "claimed")
    room.work()
    assert (room.task().state, room.task().attempt) == ("sent", 2)
    assert room.task("t2").state == "in_doubt"
    assert room.task("t2").deliveries == (Delivery("jane@cust.example", "in_doubt", reason=DIED),)
    assert len(room.transport.sent) == 1


def test_each_desk_has_an_outbox_that_one_process_works_off(room: Room) -> None:
    room.queue(reply())
    with room.store.lease(lease_name("sales")):
        room.work()
    assert room.task().state == "sent"
    with room.store.lease(lease_name(DESK)), pytest.raises(Busy):
        room.work()


def test_the_deeds_done_before_a_stop_are_done(room: Room) -> None:
    room.queue(*(task(SetKeywords(f"F{number}", 7, (number,), ("a",)), f"k{number}") for number in range(2)))
    work_off(room.store, DESK, room.ways(), lambda: NOW, lambda: bool(room.box.did))
    assert [room.task(f"k{number}").state for number in range(2)] == ["done", "queued"]


def test_a_refused_mark_does_not_keep_those_beside_it(room: Room) -> None:
    words = ("a", "refused", "b")
    room.queue(*(task(SetKeywords("INBOX", 7, (1,), (word,)), f"k{word}") for word in words))
    worked = room.work()
    assert [room.task(f"k{word}").state for word in words] == ["done", "refused", "done"]
    assert [room.task(f"k{word}").attempt for word in words] == [1, 1, 1]
    assert worked.counts == {"done": 2, "refused": 1}


def test_a_closed_mailbox_is_tried_once_a_pass(room: Room) -> None:
    room.box.failure = Unreachable("no route")
    room.queue(*(task(SetKeywords("INBOX", 7, (number,), ("a",)), f"k{number}") for number in range(4)))
    worked = room.work()
    closed = Reason.of("way_closed", desk="support", way="mailbox", error="unreachable", said="no route")
    assert worked == Worked({"deferred": 1, "waiting": 3}, (closed,), 75)


def test_deeds_are_written_down_a_hundred_at_a_time(room: Room) -> None:
    """A death costs at most so many deeds that are done once more."""
    room.queue(*(task(SetKeywords("INBOX", 7, (number,), ("a",)), f"k{number:03}") for number in range(150)))
    commit, written = room.store.commit, []

    def counting(changes: Changes) -> None:
        written.append((len(room.box.did), len(changes.updated)))
        commit(changes)

    room.store.commit = counting
    room.work()
    assert written == [(1, 100), (2, 50)]  # one exchange with the server for each hundred


@pytest.mark.parametrize("way", ["transport", "box"])
def test_a_store_that_fails_ends_the_pass_whoever_asked_it(room: Room, way: str) -> None:
    getattr(room, way).failure = StoreError("no space left")
    room.queue(reply(), task(SetKeywords("INBOX", 7, (1,), ("a",)), "k1"))
    with pytest.raises(StoreError):
        room.work()


def claiming() -> Task:
    return task(SendMail(mail().key, "acknowledgement", of=Place("INBOX", 7, 1), answers="k1"))


def test_a_store_that_fails_while_a_claim_is_made_ends_the_pass(room: Room) -> None:
    def failing(key: str) -> None:
        raise StoreError("no space left")

    room.queue(claiming())
    room.store.message = failing
    with pytest.raises(StoreError):
        room.work()
    assert room.transport.sent == []


def test_a_bug_of_the_mailbox_while_a_claim_is_made_defers_the_acknowledgement(room: Room) -> None:
    room.box.failure = KeyError("oops")
    room.queue(claiming())
    worked = room.work()
    assert (room.task().state, room.transport.sent) == ("deferred", [])
    assert tuple(map(words, worked.problems)) == ("support: mailbox: our bug: KeyError: 'oops'",)


@pytest.mark.parametrize("breaks", [KeyboardInterrupt(), StoreError("no space left")])
def test_a_connection_whose_mail_is_not_transmitted_is_abandoned(
    room: Room, breaks: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    abandoned: list[str] = []

    class Waiting:
        deliveries = (Delivery("jane@cust.example"),)

        def abandon(self) -> None:
            abandoned.append("yes")

    def breaking(task: Task, expected: str) -> bool:
        if task.state == "transmitting":
            raise breaks
        return advance(task, expected)

    monkeypatch.setattr(MemoryTransport, "prepare", lambda *unused: Waiting())
    advance, room.store.advance = room.store.advance, breaking
    room.queue(reply())
    with pytest.raises(type(breaks)):
        room.work()
    assert abandoned == ["yes"]
    assert room.task().state == "claimed"


def test_a_task_dropped_while_the_envelope_was_asked_is_not_transmitted(room: Room) -> None:
    room.queue(reply())
    prepare, prepared = room.transport.prepare, []

    class Meddled:
        def prepare(self, *arguments: Any) -> Any:
            room.store.commit(Changes(updated=(replace(room.task(), state="dropped"),)))
            prepared.append(prepare(*arguments))
            return prepared[0]

    room.transport = Meddled()  # type: ignore[assignment]
    room.work()
    assert room.task().state == "dropped"
    assert prepared[0].spent


def test_a_task_dropped_just_before_it_is_claimed_is_left_alone(room: Room) -> None:
    room.queue(reply())
    stale = tuple(room.store.due(DESK, NOW))
    room.store.commit(drop(room.task(), "sari", NOW))
    room.store.due = lambda *unused: stale
    room.work()
    assert (room.task().state, room.transport.tried) == ("dropped", 0)


def test_doubt_holds_back_the_deferred_recipient_until_it_is_resolved(room: Room) -> None:
    two = mail(("a@x.example", "b@x.example"))
    room.transport.answers = {"b@x.example": Delivery("", "deferred", "451 later")}
    room.transport.outcome = "in_doubt"
    room.queue(task(SendMail(two.key, "reply")), mails=(two,))
    room.work()
    room.transport = MemoryTransport()
    room.work(minutes=6000)
    assert (room.task().state, room.transport.sent) == ("in_doubt", [])
    room.store.commit(resolve(room.task(), "sent", "sari", room.at, Shown(room.conversation)))
    assert room.task().state == "deferred"
    room.work(minutes=60)
    assert room.transport.sent == [(two, ("b@x.example",))]
    assert room.task().state == "sent"


def test_a_recipient_named_twice_is_asked_once(room: Room) -> None:
    twice = mail(("a@x.example", "a@x.example"))
    room.queue(task(SendMail(twice.key, "reply")), mails=(twice,))
    room.work()
    assert room.transport.sent == [(twice, ("a@x.example",))]


def test_a_conflict_is_read_again_and_decided_again(room: Room) -> None:
    room.queue(reply())
    read, left = room.store.conversation, [2]

    def meddling(id: str) -> Any:
        found = read(id)
        if left[0] and room.task().state == "transmitting":
            left[0] -= 1
            room.store.commit(Changes(conversations=(found.needing(Reason.of("meddled", times=left[0])),)))
        return found

    room.store.conversation = meddling
    room.work()
    assert room.task().state == "sent"
    assert room.conversation.status == "waiting"
    assert room.conversation.needs == (Reason.of("meddled", times=1), Reason.of("meddled", times=0))


def test_a_conversation_that_never_stops_changing_does_not_hide_what_became_of_the_mail(room: Room) -> None:
    room.queue(reply())
    read = room.store.conversation

    def meddling(id: str) -> Any:
        found = read(id)
        if room.task().state == "transmitting":
            room.store.commit(Changes(conversations=(found.needing(Reason.of("meddled", times=found.version)),)))
        return found

    room.store.conversation = meddling
    worked = room.work()
    assert room.task().state == "sent"
    assert worked.problems == (
        Reason.of("conversation_keeps_changing", desk="support", conversation="K7F3Q2", task="t1"),
    )


OURS = "<our-own-id@toko.example>"
SES = "010f018f-1234-5678-9abc-000000000001-000000"


def renamed(room: Room, answer: str, state: Any = "sent", **changes: Any) -> tuple[str, ...]:
    """The further ids of our reply after the server gave that answer to it."""
    ours = message(key=mail().key, direction="out", message_id=OURS, **changes)

    class Answering:
        deliveries = (Delivery("jane@cust.example"),)

        def transmit(self) -> Delivery:
            return Delivery("", state, answer)

    room.transport = SimpleNamespace(prepare=lambda *unused: Answering())  # type: ignore[assignment]
    room.store.commit(Changes(messages=(ours,)))
    room.queue(reply())
    room.work()
    found: tuple[str, ...] = room.store.message(ours.key).further_ids
    return found


def test_the_id_that_a_provider_writes_over_ours_is_known_from_then_on(room: Room) -> None:
    assert renamed(room, f"250 Ok {SES}", further_ids=("<old-answer@x.example>",)) == ("<old-answer@x.example>", SES)


def test_an_id_that_is_ours_or_known_already_is_not_written_down_twice(room: Room) -> None:
    said = f"250 2.6.0 {OURS} <old-answer@x.example> <new-answer@x.example>"
    found = renamed(room, said, further_ids=("<old-answer@x.example>",))
    assert found == ("<old-answer@x.example>", "<new-answer@x.example>")


def test_a_message_that_learns_no_new_id_is_not_written(room: Room) -> None:
    commit, written = room.store.commit, []
    room.store.commit = lambda changes: (written.append(changes.messages), commit(changes))
    assert renamed(room, f"250 2.6.0 {OURS} <old-answer@x.example>", further_ids=("<old-answer@x.example>",)) == (
        "<old-answer@x.example>",
    )
    assert [len(one) for one in written if one] == [1]  # the one that the test wrote


def test_an_answer_that_took_nothing_gives_no_id(room: Room) -> None:
    assert renamed(room, "451 <new-answer@x.example> later", state="deferred") == ()


def test_stop_is_asked_before_each_task(room: Room) -> None:
    mails = (mail(number=1), mail(number=2))
    room.queue(*(task(SendMail(each.key, "reply"), each.message_id) for each in mails), mails=mails)
    work_off(room.store, DESK, room.ways(), lambda: NOW, lambda: bool(room.transport.sent))
    assert len(room.transport.sent) == 1


def test_a_task_without_its_mail_is_refused(room: Room) -> None:
    room.queue(reply(), mails=())
    room.work()
    assert said(room.task().reason) == "refused: its mail is not in the store"


def in_doubt(room: Room) -> Task:
    room.transport.outcome = "in_doubt"
    room.queue(reply())
    room.work()
    room.transport.outcome = "sent"
    return room.task()


def test_resolved_as_sent_answers_the_conversation(room: Room) -> None:
    room.store.commit(resolve(in_doubt(room), "sent", "sari", NOW, Shown(room.conversation)))
    assert (room.task().state, room.task().deliveries[0].reason) == (
        "sent",
        Reason.of("marked_sent", by="sari"),
    )
    assert (room.conversation.needs, room.conversation.status) == ((), "waiting")
    room.work()
    assert [name for name, *_ in room.box.did] == ["file"]
    assert len(room.transport.sent) == 1


def test_resolved_again_sends_the_same_bytes_once_more(room: Room) -> None:
    room.store.commit(resolve(in_doubt(room), "again", "sari", NOW, Shown(room.conversation)))
    room.work()
    assert room.task().state == "sent"
    assert room.transport.sent[0] == room.transport.sent[1]
    assert room.conversation.needs == ()


def test_resolved_as_dropped_is_never_sent(room: Room) -> None:
    room.store.commit(resolve(in_doubt(room), "drop", "sari", NOW))
    room.work(minutes=6000)
    assert (room.task().state, len(room.transport.sent)) == ("dropped", 1)


def test_retry_asks_the_refused_recipient_again(room: Room) -> None:
    room.transport.answers = {"jane@cust.example": Delivery("", "refused", "550 nobody")}
    room.queue(reply())
    room.work()
    room.transport.answers = {}
    room.store.commit(retry(room.task(), "sari", NOW))
    assert (room.task().state, room.task().attempt) == ("queued", 0)
    room.work()
    assert room.task().state == "sent"


@pytest.mark.parametrize("state", ["claimed", "transmitting", "in_doubt", "sent"])
def test_what_may_have_left_is_neither_retried_nor_dropped(state: Any) -> None:
    touched = reply(state=state)
    with pytest.raises(UsageError):
        retry(touched, "sari", NOW)
    with pytest.raises(UsageError):
        drop(touched, "sari", NOW)


def test_only_doubt_is_resolved() -> None:
    with pytest.raises(UsageError, match="it is sent"):
        resolve(reply(state="sent"), "again", "sari", NOW)


def test_the_aftermath_of_a_deed_is_the_deed_alone() -> None:
    done = task(SetKeywords("INBOX", 7, (1,), ("refund",)), state="done")
    assert aftermath(done, conversation(), NOW) == Changes(updated=(done,))
