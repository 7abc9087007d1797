"""Which message of a conversation waits for an answer, which one was said last."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from csmail.mail.address import key
from csmail.mail.order import ordered
from csmail.model.message import Message
from csmail.model.reason import Reason
from csmail.model.task import Draft

# A robot's mail asks nothing: an absence note makes no draft stale (correct-mail T-11).
ASKING = frozenset({"human", "calendar", "list"})
SPOKEN = ASKING | {"notification"}
ANSWERED = Reason("answered_meanwhile")


def question(messages: Sequence[Message]) -> Message | None:
    """The newest mail that somebody wrote to us; any newest one when only machines did. `messages` oldest first."""
    arrived = [one for one in messages if one.direction == "in" and is_shown(one)]
    return next((one for one in reversed(arrived) if one.kind in ASKING), arrived[-1] if arrived else None)


def is_shown(message: Message) -> bool:
    """Whether customers saw it: no note, no internal mail."""
    return message.visibility == "customer" and message.direction != "note"


def is_spoken(message: Message) -> bool:
    """Whether customers saw it, in either direction, and somebody said it: no bounce, nothing automatic (A-5).

    An audience goes by such mails alone (freescout #4161, quickinbox #42).
    """
    return is_shown(message) and not message.automatic and message.kind in SPOKEN


def why_stale(draft: Draft, messages: Sequence[Message]) -> Reason | None:
    """What was said since the draft was written, if anything: it would answer an older question, or answer twice.

    `messages` are those of its conversation.
    """
    if draft.state != "waiting":
        return None
    since = said_since(draft.answers, draft.changed_at, messages)
    return since or (Reason("conversation_rearranged") if draft.rearranged else None)


def said_since(answers: str, written_at: datetime, messages: Sequence[Message], own: str = "") -> Reason | None:
    """What was said since a mail was written that answers the message `answers`; `own` is the key of that mail."""
    messages = ordered(messages)
    asked = question(messages)
    if answers and asked is not None and asked.key != answers:
        who = asked.originators[0].spec if asked.originators else ""
        return Reason.of("wrote_again", sender=who) if who else Reason("somebody_wrote_again")
    ours = (one for one in messages if one.direction == "out" and one.key != own)
    since = (one for one in ours if (one.found_at or one.received_at) > written_at)
    return ANSWERED if any(map(is_spoken, since)) else None


def had_blind_copy(message: Message, history: tuple[Message, ...]) -> bool:
    """Whether a mail of ours in `history` went to the author of `message` unseen."""
    blind = {key(one.spec) for sent in history if sent.direction == "out" for one in sent.bcc}
    return any(key(one.spec) in blind for one in message.originators)
