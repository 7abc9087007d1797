"""Whether a mail is here already: seen before, ours come back, or a copy that adds nothing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from csmail.desk import own_mail_rewritten
from csmail.desk.intake.find_conversation import Traces
from csmail.desk.workspace import Workspace
from csmail.mail import house, identity
from csmail.mail.threading import copies
from csmail.model.message import Message, Place


@dataclass(frozen=True, slots=True)
class Again:
    """What the messages that are here become by the new sighting, and where copies of them lie."""

    messages: tuple[Message, ...] = ()
    copies: tuple[Place, ...] = ()


def recognised(
    workspace: Workspace, message: Message, traces: Traces, sighted: Collection[str], taken_in: Collection[str]
) -> Again | None:
    """None for a new mail. `sighted` are the content keys in the store, `taken_in` those of this batch.

    The same content again is another sighting; our own mail coming back by Cc or Bcc is one as well.
    """
    here = (message.place,) if message.place else ()
    if message.key in sighted:
        old = workspace.store.message(message.key)
        if old is None or old.place == message.place:
            return Again(copies=here)
        before = (old.place,) if old.place else ()
        return Again((replace(old, place=message.place),), (*before, *here))
    if message.key in taken_in:
        return Again(copies=here)
    ours = _ours(workspace, message, traces)
    if ours is None and not any(copies.adds_nothing(message, one) for one in traces.twins(message)):
        return None
    return Again(ours or (), here)


def _ours(workspace: Workspace, message: Message, traces: Traces) -> tuple[Message, ...] | None:
    """What a mail of ours becomes when it is seen again, None for any other mail.

    Whoever got one knows its id, and must not hide mail behind it (threat 18).
    """
    if not house.bears_our_name(message, workspace.desk):
        return None
    if traces.holds(message):
        return () if identity.signed_conversation(workspace.store.key(), message.message_id) else None
    ours = own_mail_rewritten.original(workspace.store, workspace.desk, message, traces.clues(message))
    return None if ours is None else (replace(ours, further_ids=(*ours.further_ids, message.message_id)),)
