"""What the receipt of an arrival notes beside the rules: how the mail was read, why it lies where it does."""

from __future__ import annotations

from csmail.mail import threading
from csmail.model.message import Message
from csmail.model.reason import Reason

Notes = tuple[Reason, ...]


def reading(message: Message) -> Notes:
    """What was odd about the message; a person's ordinary mail is not."""
    verdict = message.verdict
    kind = () if message.kind == "human" else (Reason("kind_noted", (("kind", message.kind),)),)
    if not verdict.allowed:
        kind = (*kind, Reason("no_machine").because(Reason.of(verdict.reason, detail=verdict.evidence)))
    return (*kind, *(Reason("mail_defect", (("defect", one),)) for one in message.defects))


def joining(joined: threading.ThreadMatch) -> Notes:
    """Where the message belongs, and what else points there."""
    found = joined.evidence
    evidence = (Reason("joined").because(found) if joined.conversation else found,) if found else ()
    links = (Reason("see_also", (("conversation", id),)) for id in joined.links)
    return (*evidence, *links, *map(Reason, joined.flags))
