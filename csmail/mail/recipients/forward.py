"""Whom a mail is handed on to (correct-mail X-3, X-4)."""

from __future__ import annotations

from csmail.mail.address import is_internal, is_own, key
from csmail.mail.autoreply.loop_mark import has_our_mark
from csmail.mail.recipients.audience_builder import AudienceBuilder
from csmail.mail.recipients.requested import asked
from csmail.model.audience import Audience
from csmail.model.conversation import Conversation
from csmail.model.desk import Desk
from csmail.model.message import Message
from csmail.model.reason import Reason

TARGET = Reason("forward_target")
ATTACHED = Reason("attached_not_carried")


def forward(
    to: tuple[str, ...], message: Message | None, desk: Desk, conversation: Conversation | None = None
) -> Audience:
    """The targets and nobody else (X-3). A target that is ours is refused, one the customer knows is held (X-4).

    What we sent ourselves and somebody's mailbox sends on to us is handed to nobody: he would get it without end.
    Raises UsageError for a target that is no address.
    """
    targets = [asked(one) for one in to]
    gathering = AudienceBuilder(desk, message, inside=True)
    gathering.add("to", targets, TARGET)
    met = gathering.seen & _outsiders(message, desk, conversation)
    if message is not None:
        people = (*message.originators, *message.to, *message.cc)
        gathering.leave_all(people, ATTACHED)
    if message is not None and message.kind == "bounce":
        return AudienceBuilder(desk, message).audience("no_reply", "bounce_dsn")
    if message is not None and has_our_mark(message, desk):
        return gathering.audience("no_reply", "loop_header")
    if any(is_own(one.spec, desk) for one in targets):
        return gathering.audience("no_reply", "loop_target")
    if not gathering.seen:
        return gathering.audience("hold", "no_reply_target")
    return gathering.audience("hold", "target_is_participant") if met else gathering.audience()


def _outsiders(message: Message | None, desk: Desk, conversation: Conversation | None) -> set[str]:
    """Everybody on the customer's side of the matter."""
    people = (*message.originators, *message.to, *message.cc) if message else ()
    known = {key(one.spec) for one in people} | (conversation.participants if conversation else set())
    return {one for one in known if not is_internal(one, desk)}
