"""The oracle sees each thing it is asked to see: one desk is spoilt in one way at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from csmail.model.changes import Changes, Cursor
from csmail.model.task import Delivery, SendMail, Task
from csmail.stores import tinydb
from tests.factories import NOW
from tests.faults.oracle import CANARY, Clock, Scene, judge
from tests.workspace import Office, asked, mail, rule


@dataclass(frozen=True)
class Came:
    recipients: tuple[str, ...]
    data: bytes


class Case:
    """A desk that acknowledged one mail."""

    def __init__(self, folder: Path) -> None:
        self.office = Office((rule(asked("acknowledge")),))
        self.store = tinydb.open(tinydb.Settings(), folder)
        self.clock = Clock()
        self.place = replace(self.office.place, store=self.store, now=self.clock)
        self.scene = Scene(self.place, self.clock, self.delivered, folder / "state")
        self.more: list[Came] = []
        assert judge(self.scene) == []
        self.office.deliver(mail())
        assert judge(self.scene) == []

    def delivered(self) -> list[Came]:
        return [*(Came(who, one.data) for one, who in self.office.transport.sent), *self.more]

    @property
    def task(self) -> Task:
        return next(task for task in self.store.tasks() if isinstance(task.work, SendMail))

    def write(self, task: Task) -> None:
        self.store.commit(Changes(updated=(task,)))

    def acknowledge_again(self) -> None:
        first = self.delivered()[0]
        self.more.append(Came(first.recipients, first.data.replace(b"Message-ID: <", b"Message-ID: <2")))

    def lose(self) -> None:
        self.office.mailbox.deliver(b"From: a@b.example\r\nMessage-ID: <lost@x>\r\n\r\nHalo\r\n", NOW)
        self.store.commit(Changes(cursors=(Cursor("support", "INBOX", 1, 2),)))

    def hold_a_lease(self) -> None:
        self.lease = self.store.lease("outbox-other")
        self.lease.__enter__()

    def claim_sent(self) -> None:
        self.office.transport.sent.clear()

    def claim_refused(self) -> None:
        told = tuple(replace(each, state="refused") for each in self.task.deliveries)
        self.write(replace(self.task, deliveries=told))

    def claim_dropped(self) -> None:
        told = tuple(replace(each, state="queued") for each in self.task.deliveries)
        self.write(replace(self.task, state="dropped", deliveries=told))

    def leave_unshown(self) -> None:
        self.write(replace(self.task, state="in_doubt", deliveries=(Delivery("jane@cust.example", "in_doubt"),)))

    def spin(self) -> None:
        self.write(replace(self.task, state="deferred", desk="closed down"))

    def tell(self) -> None:
        (self.scene.state or Path()).joinpath("crash.txt").write_text(CANARY)


@pytest.mark.parametrize(
    ("spoilt", "complaint"),
    [
        (lambda case: case.more.append(case.delivered()[0]), "came to jane@cust.example 2 times"),
        (Case.acknowledge_again, "<m1@cust.example> was acknowledged 2 times"),
        (Case.lose, "UID 2 of INBOX was never taken in"),
        (Case.claim_sent, "who never got it"),
        (Case.claim_refused, "is refused for jane@cust.example, who got it"),
        (Case.claim_dropped, "is dropped, and jane@cust.example got it"),
        (Case.leave_unshown, "its conversation asks nobody"),
        (Case.spin, "is deferred for ever"),
        (Case.hold_a_lease, "somebody still holds outbox-other.lock"),
        (Case.tell, "crash.txt tells a secret"),
        (lambda case: case.more.append(Came(("x@y.example",), b"Message-ID: <z@y>\r\n\r\n")), "knows nothing of it"),
        (lambda case: setattr(case.scene, "logs", f"password={CANARY}"), "the log tells a secret"),
        (lambda case: setattr(case.scene, "place", Restless(case).place), "another pass changed something"),
    ],
)  # fmt: skip
def test_the_oracle_sees_it(tmp_path: Path, spoilt: Callable[[Case], None], complaint: str) -> None:
    case = Case(tmp_path)
    spoilt(case)
    found = judge(case.scene)
    assert any(complaint in one for one in found), found
    case.store.close()


class Restless:
    """A desk whose every pass finds another mail."""

    def __init__(self, case: Case) -> None:
        self.case, self.count = case, 1
        self.place = replace(case.place, ways=replace(case.place.ways, mailbox=self.mailbox))

    def mailbox(self) -> object:
        self.count += 1
        if self.count % 5 == 0:
            self.case.office.deliver(mail(self.count, From=f"c{self.count}@x.example"))
        return self.case.office.mailbox
