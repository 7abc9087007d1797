"""What would become of a mail, were it to arrive now: nothing is written, nothing is sent."""

from __future__ import annotations

from dataclasses import dataclass

from csmail.desk.intake.batch import Batch
from csmail.desk.workspace import Workspace
from csmail.model.conversation import Conversation
from csmail.model.message import Message, RawMessage
from csmail.model.receipt import Receipt
from csmail.model.task import Draft, Mail
from csmail.rules.decide import Decision


@dataclass(frozen=True, slots=True)
class Explained:
    """`decision` is None for a mail that no rule would see (a duplicate, a report about a mail we do not know)."""

    message: Message
    conversation: Conversation | None
    receipt: Receipt
    decision: Decision | None
    mails: tuple[Mail, ...] = ()
    drafts: tuple[Draft, ...] = ()


def explain(workspace: Workspace, raw: RawMessage) -> Explained | None:
    """How csmail reads `raw` and what it would do; None when this very mail was taken in already."""
    batch = Batch(workspace, backlog=False)
    batch.take_in((raw,))
    if not batch.arrived:
        return None
    arrived = batch.arrived[-1]
    return Explained(
        arrived.message, arrived.conversation, arrived.receipt, batch.decision, arrived.mails, arrived.drafts
    )
