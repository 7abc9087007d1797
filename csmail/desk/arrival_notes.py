"""What the receipt of an arrival notes beside the rules: how the mail was read, why it lies where it does."""

from __future__ import annotations

from csmail.mail import threading
from csmail.model.message import Message


def reading(message: Message) -> tuple[str, ...]:
    """What was odd about the message; a person's ordinary mail is not."""
    verdict = message.verdict
    no_machine = f"no machine may answer it: {verdict.reason} ({verdict.evidence})".removesuffix(" ()")
    kind = () if message.kind == "human" else (f"it is of kind {message.kind}",)
    return (*kind, *(() if verdict.allowed else (no_machine,)), *message.defects)


def joining(joined: threading.ThreadMatch) -> tuple[str, ...]:
    """Where the message belongs, and what else points there."""
    evidence = (f"joined: {joined.evidence}",) if joined.conversation else (joined.evidence,)
    links = tuple(f"see also {id}" for id in joined.links)
    return tuple(filter(None, (*evidence, *links, *joined.flags)))
