"""Things csmail does in which it may die, each with the world it begins in."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import NoReturn

from csmail.actions.base import Action
from csmail.actions.escalate import Escalate
from csmail.actions.reply import Reply
from csmail.actions.tag import Tag
from csmail.desk.by_hand import drafts
from csmail.desk.by_hand.act import act
from csmail.desk.intake.poll import Backlog, Pass
from csmail.outbox import Ways
from csmail.rules.rule import ActionCall
from tests.factories import NOW
from tests.faults.file_world import LATER, NEVER, FileBox, WirePrepared
from tests.faults.oracle import Scene
from tests.workspace import mail

Deed = Callable[[Scene], object]


def deliver(scene: Scene, header: str, body: str = "Halo, apa kabar pesanan saya?") -> None:
    """A mail comes in."""
    box = scene.place.ways.mailbox()
    assert isinstance(box, FileBox)
    text = header.strip("\n") + "\n\n" + body + "\n"
    box.deliver(text.replace("\n", "\r\n").encode(), NOW)


def first_pass(scene: Scene) -> None:
    """The desk begins with nothing in its mailbox."""
    Pass(scene.place, Backlog()).run()


def one_conversation(scene: Scene) -> None:
    """A customer wrote to us, and to two others."""
    first_pass(scene)
    deliver(scene, mail(1, Cc=f"{LATER}, {NEVER}"))
    Pass(scene.place).run()


def a_refund(scene: Scene) -> None:
    """A customer wants money back: a draft waits."""
    first_pass(scene)
    deliver(scene, mail(1, Subject="refund pesanan 12345"))
    Pass(scene.place).run()
    (found,) = scene.place.store.drafts()
    edited = drafts.Edited("jane@cust.example", LATER, NEVER, "refund", "Dana dikirim hari ini.")
    drafts.edit(scene.place, found.id, edited, "sari")


def new_mails(scene: Scene) -> None:
    """A question, a refund, the same question twice, a mail of a machine."""
    first_pass(scene)
    deliver(scene, mail(1))
    deliver(scene, mail(2, Subject="Refund, please", From="dewi@other.example"))
    deliver(scene, mail(1))
    deliver(scene, mail(3, From="robot@x.example", Auto_Submitted="auto-generated"))


def many_mails(scene: Scene) -> None:
    """More mails than one connection is opened for."""
    first_pass(scene)
    for number in range(1, 13):
        deliver(scene, mail(number, From=f"jane{number}@shop{number}.example"))


def renumbered(scene: Scene) -> None:
    """Two mails were taken in, the server counts anew, a third is there."""
    new_mails(scene)
    Pass(scene.place).run()
    box = scene.place.ways.mailbox()
    assert isinstance(box, FileBox)
    box.renumber("INBOX", 77)
    deliver(scene, mail(4, From="budi@third.example"))


def put_back(scene: Scene) -> None:
    """Two mails were taken in, the server is put back to one of them, two others have come since."""
    first_pass(scene)
    deliver(scene, mail(1))
    box = scene.place.ways.mailbox()
    assert isinstance(box, FileBox)
    copy = box.copy()
    deliver(scene, mail(2, From="dewi@other.example"))
    Pass(scene.place).run()
    box.put_back(copy)
    deliver(scene, mail(3, From="budi@third.example"))
    deliver(scene, mail(4, From="eka@fifth.example"))


def at_closing(scene: Scene) -> object:
    """A pass in the moment in which the desk closes: what is tagged so is handed over, and somebody is told."""
    scene.clock.now = NOW + timedelta(hours=1)
    return Pass(scene.place).run()


def dying_in(scene: Scene, method: str) -> None:
    """A pass that ends in the middle of this method of the mailbox or of a mail's content, the deed half done."""
    ways = scene.place.ways
    box, wire = ways.mailbox(), ways.transport()
    if method == "fetch":
        setattr(box, method, lambda *_: os._exit(0))
    transmit = WirePrepared.transmit

    def last(self: WirePrepared) -> NoReturn:
        transmit(self)
        os._exit(0)

    if method == "transmit":
        WirePrepared.transmit = last  # type: ignore[assignment, method-assign]
    Pass(replace(scene.place, ways=Ways(lambda: box, lambda: wire))).run()
    raise AssertionError("it should have died")


def one_more_mail(scene: Scene) -> None:
    deliver(scene, mail(5, From="eka@fifth.example"))


def one_pass(scene: Scene) -> object:
    return Pass(scene.place).run()


def by_hand(action: Action) -> Deed:
    """A person's action on the only conversation."""

    def deed(scene: Scene) -> object:
        (found,) = scene.place.store.conversations()
        return act(scene.place, found.id, ActionCall(type(action).__name__.lower(), action), "sari")

    return deed


def send_the_draft(scene: Scene) -> object:
    (found,) = scene.place.store.drafts()
    return drafts.send(scene.place, found.id, "sari")


@dataclass(frozen=True, slots=True)
class Scenario:
    """`before` each in a process of its own, then `deed`, in which it dies."""

    before: tuple[Deed, ...]
    deed: Deed


REPLY = Reply(text="Sudah kami kirim.", anyway=True)
SCENARIOS = {
    "new mails": Scenario((new_mails,), one_pass),
    "over several connections": Scenario((many_mails,), one_pass),
    "a reply to three": Scenario((one_conversation,), by_hand(REPLY)),
    "a new uidvalidity": Scenario((renumbered,), one_pass),
    "a folder put back": Scenario((put_back,), one_pass),
    "an escalation": Scenario((one_conversation,), by_hand(Escalate())),
    "a handover at closing": Scenario((one_conversation, by_hand(Tag(("evening",)))), at_closing),
    "a draft sent": Scenario((a_refund,), send_the_draft),
    "a recovery": Scenario(
        (new_mails, partial(dying_in, method="transmit"), one_more_mail, partial(dying_in, method="fetch")), one_pass
    ),
}
