"""What leads from a message to conversations, strongest first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from csmail.mail.address import key
from csmail.mail.identity import CONVERSATION
from csmail.mail.threading import subject
from csmail.mail.threading.desk_hints import Hints
from csmail.mail.threading.id_evidence import cited
from csmail.model.conversation import Conversation
from csmail.model.message import Message
from csmail.model.reason import Reason

SUBJECT_SPAN = timedelta(days=14)
SUBJECT_TOKEN = re.compile(rf"[\[(]#?({CONVERSATION})[\])]", re.ASCII)
Evidence = tuple[Conversation, Reason, tuple[str, ...]]
"""A conversation, what leads there, the flags that come with it."""


@dataclass(slots=True)
class ThreadCase:
    """One message beside the conversations that it may belong to."""

    message: Message
    known: Mapping[str, str]
    conversations: Mapping[str, Conversation]
    now: datetime
    hints: Hints = field(default_factory=Hints)

    @property
    def authors(self) -> frozenset[str]:
        return frozenset(key(address.spec) for address in self.hints.authors or self.message.originators)


def tokens_to_look_up(message: Message) -> tuple[str, ...]:
    """Conversations that the subject names, as `[#K7F3Q2]` or `(K7F3Q2)`."""
    if "[" not in message.subject and "(" not in message.subject:
        return ()
    return tuple(dict.fromkeys(SUBJECT_TOKEN.findall(message.subject)))


def strong(case: ThreadCase) -> Iterator[Evidence]:
    """Evidence that a stranger cannot make up: our signed token, ids that only readers of the mail have seen."""
    ids = cited(case.message)
    named = [(id, known[id]) for known in (case.known, case.hints.clues.further) for id in ids if id in known]
    token = case.conversations.get(case.hints.token or "")
    every = (*(conversation for _, conversation in named), *tokens_to_look_up(case.message))
    found = {case.conversations[one].id for one in every if one in case.conversations}
    flags = ("cross_reference",) if len(found | ({token.id} if token else set())) > 1 else ()
    if token:
        yield token, Reason("signed_token"), flags
    for id, conversation in named:
        for owner in owners(case, (conversation, *case.hints.clues.also.get(id, ()))):
            yield owner, Reason.of("refers_to", id=id), flags
    for owner in owners(case, case.hints.clues.awaiting):
        yield owner, Reason("answers_came_before"), flags


def owners(case: ThreadCase, names: Iterable[str]) -> list[Conversation]:
    """The conversations of these names; first that of the author, then one he belongs to, then the oldest.

    An id may be copied: it must not lead her who wrote it into the conversation of him who copied it.
    """
    found = [case.conversations[name] for name in dict.fromkeys(names) if name in case.conversations]
    return sorted(found, key=lambda one: (not is_customer(case, one), not belongs(case, one)))


def weak(case: ThreadCase) -> Iterator[Evidence]:
    """Evidence that anybody could make up: it counts only from somebody who belongs there already."""
    if case.hints.forged:
        return
    yield from _alike(case)
    for token in tokens_to_look_up(case.message):
        conversation = case.conversations.get(token)
        if conversation and case.authors & conversation.participants:
            yield conversation, Reason.of("named_in_subject", id=token), ("weak_match",)
    candidates = same_subject(case) if subject.is_reply(case.message.subject) else []
    if len(candidates) == 1:
        yield candidates[0], Reason("reply_by_subject"), ("weak_match",)


def _alike(case: ThreadCase) -> Iterator[Evidence]:
    """Ids that are those of a mail here but for letter case, or of one that others answer as well."""
    folded = {id.casefold(): conversation for id, conversation in {**case.known, **case.hints.clues.folded}.items()}
    for id in cited(case.message):
        for conversation in owners(case, (folded.get(id.casefold(), ""), *case.hints.clues.also.get(id, ()))):
            if is_customer(case, conversation):
                yield conversation, Reason.of("refers_to_folded", id=id), ("weak_match",)
    for id, name in case.hints.clues.unseen.items():
        for conversation in owners(case, (name, *case.hints.clues.also.get(id, ()))):
            if belongs(case, conversation):
                yield conversation, Reason.of("answers_the_same", id=id), ()


def same_subject(case: ThreadCase) -> list[Conversation]:
    """Open conversations of the same customer about the same thing, at most 14 days old (T-6)."""
    wanted = subject.base(case.message.subject).casefold()
    return [
        one
        for one in case.conversations.values()
        if one.status in ("open", "waiting")
        and is_customer(case, one)
        and wanted
        and subject.base(one.subject).casefold() == wanted
        and case.now - (one.last_in_at or one.changed_at) <= SUBJECT_SPAN
    ]


def is_customer(case: ThreadCase, conversation: Conversation) -> bool:
    return conversation.customer is not None and key(conversation.customer.spec) in case.authors


def belongs(case: ThreadCase, conversation: Conversation) -> bool:
    return bool(case.authors & conversation.participants) or is_customer(case, conversation)
