"""Whether a mail proves that its author had part in the conversation it joins (correct-mail T-3, T-13, R-9).

Whoever knows an address and a subject can forge From, the subject and the number in it. He cannot know the Message-ID
of a mail that he never got.

| what joined the mail | whom it may bring in |
| --- | --- |
| an id of a proven mail that its author wrote or got, our signed reply token | whomever it names: the answer shows it |
| anything else | nobody, until a person lets them in: such a mail is `weak` |
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from csmail.mail.address.ownership import is_internal, is_own
from csmail.mail.autoreply import trust
from csmail.mail.transcript import is_shown
from csmail.model.address import Address, key
from csmail.model.conversation import Conversation
from csmail.model.desk import Desk
from csmail.model.message import Message


def is_proven(message: Message, earlier: Iterable[Message], desk: Desk) -> bool:
    """Whether `message` cites one of the `earlier` mails by an id that each of its authors can know."""
    writers = trust.authors(message, desk)
    authors = frozenset(key(one.spec) for one in writers)
    cited = {*message.in_reply_to, *message.references} - {message.message_id}
    if not authors:
        return False
    ours = all(is_own(one.spec, desk) or is_internal(one.spec, desk) for one in writers)
    return any(
        not cited.isdisjoint((mail.message_id, *mail.further_ids)) and (ours or authors <= readers(mail))
        for mail in earlier
        if not (mail.weak or mail.quarantined)
    )


def admitted(history: Sequence[Message], conversation: Conversation) -> frozenset[str]:
    """Address keys of everybody an answer to a weak mail may go to: participants, the customer, whom proven mails in
    `history` answer from or ask to be answered at."""
    customer = {key(conversation.customer.spec)} if conversation.customer else set()
    return conversation.participants | customer | answering(history)


def answering(history: Iterable[Message]) -> frozenset[str]:
    """Address keys of who wrote the mails that customers saw, and where they want their answers; of proven ones."""
    proven = (one for one in filter(is_shown, history) if not (one.weak or one.quarantined))
    return frozenset(key(one.spec) for mail in proven for one in (*mail.reply_to, *mail.originators))


def newcomers(message: Message, conversation: Conversation, desk: Desk) -> tuple[Address, ...]:
    """Whom a weak mail names beside the people of its conversation; nobody when it is proven."""
    if not message.weak:
        return ()
    people = (*message.originators, *message.reply_to, *message.to, *message.cc)
    known = admitted((), conversation)
    found = {key(one.spec): one for one in people if not is_own(one.spec, desk)}
    return tuple(one for spec, one in found.items() if spec not in known)


def readers(mail: Message) -> frozenset[str]:
    """Address keys of everybody who can have seen the mail: who wrote it, who got it, who got it blind."""
    return frozenset(key(one.spec) for one in (*mail.originators, *mail.to, *mail.cc, *mail.bcc))
