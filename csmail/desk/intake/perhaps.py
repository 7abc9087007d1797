"""Whether a mail from the Sent mailbox that leads nowhere may be an answer: to this customer, about this subject."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from csmail.desk.context import Context
from csmail.mail import house
from csmail.mail.address import key
from csmail.mail.threading.subject import base
from csmail.model.conversation import Conversation
from csmail.model.message import Message
from csmail.model.mirror import SENT_MAYBE
from csmail.model.reason import Reason

SHORT = 8


def meant(message: Message, context: Context) -> Conversation | None:
    """The conversation in which a person should be asked; None for none. Raises StoreError."""
    subject = plain(message.subject)
    found = [one for one in _of(message, context) if subject and plain(one.subject) == subject]
    found = [one for one in found if _may_answer(message, one, context)]
    return next((one for one in found if one.status == "open"), next(iter(found), None))


def reason(message: Message) -> Reason:
    """What is asked, with where the mail lies."""
    at = message.place
    where = {"folder": at.folder, "uidvalidity": at.uidvalidity, "uid": at.uid} if at else {}
    return Reason.of(SENT_MAYBE, mail=message.key[:SHORT], **where)


def plain(subject: str) -> str:
    """A subject as it is compared: without prefixes, spaces and case."""
    return " ".join(base(subject).split()).casefold()


def _of(message: Message, context: Context) -> Iterator[Conversation]:
    """The newest conversations of whoever gets it."""
    desk = context.workspace.desk
    for one in house.strangers(message, desk):
        for found in context.acquaintances.of(key(one.spec)).conversations:
            now = context.collector.conversations.get(found.id, found)
            if now.desk == desk.name and not now.merged_into:
                yield now


def _may_answer(message: Message, one: Conversation, context: Context) -> bool:
    """Whether it was written since the matter began, and nobody who is asked already stands for it."""
    desk = context.workspace.desk.served(one.served_by)
    asked = (dict(why.evidence).get("mail") for why in one.needs if why.code == SENT_MAYBE)
    if one.status not in ("open", "waiting") or message.key[:SHORT] in set(asked):
        return False
    if house.sent_part(message, one, desk) != "answer":
        return False
    # By the mails, whose times are of one server: we may have learnt of the first one after it was answered.
    first = next(iter(context.history(one.id, message.key)), None)
    return first is None or message.received_at >= first.received_at


def asked(needs: Iterable[Reason]) -> Iterator[tuple[str, Reason]]:
    """The mails that a person is asked about, by the beginning of their content key."""
    for why in needs:
        if why.code == SENT_MAYBE:
            yield dict(why.evidence)["mail"], why
