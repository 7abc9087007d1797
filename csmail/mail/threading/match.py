"""Which conversation an incoming message joins (correct-mail section 9)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import chain

from csmail.mail import house
from csmail.mail.address import is_internal, key
from csmail.mail.autoreply import trust
from csmail.mail.autoreply.facts import facts_of
from csmail.mail.identity import CONVERSATION, token_conversation
from csmail.mail.threading import subject
from csmail.mail.threading.id_evidence import NONE, Clues, cited
from csmail.mail.transcript import had_blind_copy
from csmail.model.address import Address
from csmail.model.conversation import Conversation
from csmail.model.desk import Desk
from csmail.model.message import Message, Visibility
from csmail.model.reason import Reason
from csmail.model.replacing import quick

REPORTS = frozenset({"bounce", "report"})
BLIND = "blind_recipient_replied"
TOLD = "forwarded_by_colleague"
REUNITED = "answers_reunited"
REOPENING = frozenset({"human", "calendar"})
SUBJECT_SPAN = timedelta(days=14)
SPLIT_AFTER = timedelta(days=30)
SUBJECT_TOKEN = re.compile(rf"[\[(]#?({CONVERSATION})[\])]", re.ASCII)
Evidence = tuple[Conversation, Reason, tuple[str, ...]]
"""A conversation, what leads there, the flags that come with it."""


@dataclass(frozen=True, slots=True)
class Hints:
    """What the desk knows beside the ids. `token` is the conversation of a reply token we signed, "" for one we did
    not, None when there is none; `internal` says that a colleague wrote, `own` that the desk did, from some other
    program; `clues` are what the store says of its ids. `forged`: a server we trust found that the author is
    somebody else (dmarc=fail). `authors`: who wrote it, where From names a form."""

    token: str | None = None
    internal: bool = False
    own: bool = False
    split_after: timedelta = SPLIT_AFTER
    forged: bool = False
    clues: Clues = NONE
    authors: tuple[Address, ...] = ()


@quick
@dataclass(frozen=True, slots=True)
class ThreadMatch:
    """`conversation` "" opens a new one, unless `opens` is False: a report about nothing of ours is filed alone.

    `signed`: our own reply token led there, which only readers of our mails have seen. `begins`: it is the first mail
    there that a machine may answer, after a copy that none may.
    `evidence` is what led there. `quarantined`: the sender is no participant; show the message, add nobody, hold the
    answer (A-10). `links` are conversations that a person may want to look at beside it.
    """

    conversation: str = ""
    evidence: Reason | None = None
    quarantined: bool = False
    reopens: bool = False
    flags: tuple[str, ...] = ()
    visibility: Visibility = "customer"
    links: tuple[str, ...] = ()
    opens: bool = True
    signed: bool = False
    begins: bool = False


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


def hints(message: Message, desk: Desk, secret: bytes, clues: Clues = NONE) -> Hints:
    """What the addresses of `message` say; `secret` is the key that reply tokens are signed with."""
    authors = trust.authors(message, desk)
    internal = bool(authors) and all(is_internal(address.spec, desk) for address in authors)
    specs = [address.spec for address in (*message.to, *message.cc)]
    found = [token_conversation(secret, spec, desk.plus_separator) for spec in specs]
    tokens = [one for one in found if one is not None]
    token = next(filter(None, tokens), tokens[0] if tokens else None)
    return Hints(
        token=token, internal=internal, own=house.is_ours(message, desk), split_after=desk.split_after,
        forged=_forged(message, desk), clues=clues, authors=authors,
    )  # fmt: skip


def _forged(message: Message, desk: Desk) -> bool:
    """Whether a server we believe says that the author is not who he says (RFC 8601 section 5).

    Of a colleague, who writes through our own servers, one of them has to say that it is him.
    """
    if not desk.trust.authserv_ids:
        return False
    if house.is_named(message, desk) and not house.is_vouched(message, desk):
        return True
    return trust.is_forged(facts_of(message), desk)


def tokens_to_look_up(message: Message) -> tuple[str, ...]:
    """Conversations that the subject names, as `[#K7F3Q2]` or `(K7F3Q2)`."""
    if "[" not in message.subject and "(" not in message.subject:
        return ()
    return tuple(dict.fromkeys(SUBJECT_TOKEN.findall(message.subject)))


def join(
    message: Message,
    known: Mapping[str, str],
    conversations: Mapping[str, Conversation],
    now: datetime,
    hints: Hints | None = None,
) -> ThreadMatch:
    """The first evidence that decides wins; contradictions are flagged.

    `known` maps message ids to conversation ids of this desk, `conversations` holds those and the customer's own.
    """
    case = ThreadCase(message, known, conversations, now, hints or Hints())
    if message.kind in REPORTS:
        return _report(case)
    flags = ("bad_token",) if case.hints.token == "" else ()
    # Evidence leads to one of the conversations; a first mail, which is nearly every one, knows of none.
    for conversation, evidence, flag in chain(_strong(case), _weak(case)) if conversations else ():
        return _joined(case, conversation, evidence, (*flags, *flag))
    claimed = [one for one in tokens_to_look_up(message) if one in conversations]
    similar = [one.id for one in _same_subject(case)] if conversations else []
    links = tuple(dict.fromkeys((*claimed, *similar, *case.hints.clues.unseen.values(), *case.hints.clues.elsewhere)))
    passed_on = case.hints.internal and bool(cited(message) or subject.is_prefixed(message.subject))
    flags = (*flags, "link_suggested") if links else flags
    return ThreadMatch(flags=flags, links=links, visibility="internal" if passed_on else "customer")


def released(joined: ThreadMatch, message: Message, history: tuple[Message, ...]) -> ThreadMatch:
    """The join of somebody who had a blind copy of a mail of ours: he belongs here, unseen by the customer (B-5)."""
    if not joined.quarantined or "forged_sender" in joined.flags or not had_blind_copy(message, history):
        return joined
    flags = tuple(flag for flag in joined.flags if flag not in ("unknown_sender", "quarantined"))
    return replace(
        joined, quarantined=False, visibility="internal", reopens=message.kind in REOPENING,
        flags=(*flags, BLIND),
    )  # fmt: skip


def beside(joined: ThreadMatch, twin: Message, message: Message, conversation: str) -> ThreadMatch:
    """The join of `message`, of which a copy that was changed on its way lies in `conversation` as `twin`."""
    return replace(
        joined,
        conversation=conversation,
        evidence=Reason.of("other_copy", id=message.message_id),
        quarantined=twin.quarantined,
        visibility=twin.visibility,
        begins=message.verdict.allowed and not twin.verdict.allowed,
    )


def reunited(joined: ThreadMatch, merged: Iterable[str]) -> ThreadMatch:
    """The join after the conversations `merged` became one with the one it leads to."""
    links = tuple(one for one in joined.links if one not in set(merged))
    flags = tuple(one for one in joined.flags if links or one != "link_suggested")
    return replace(joined, links=links, flags=(*flags, REUNITED))


def _report(case: ThreadCase) -> ThreadMatch:
    """A bounce or receipt belongs to the mail it is about; it never opens or reopens anything (freescout #4250)."""
    for conversation, evidence, _ in _strong(case):
        return ThreadMatch(conversation.id, Reason("report_about").because(evidence), visibility="internal")
    return ThreadMatch(flags=("unknown_report",), opens=False)


def _strong(case: ThreadCase) -> Iterator[Evidence]:
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
        for owner in _owners(case, (conversation, *case.hints.clues.also.get(id, ()))):
            yield owner, Reason.of("refers_to", id=id), flags
    for owner in _owners(case, case.hints.clues.awaiting):
        yield owner, Reason("answers_came_before"), flags


def _owners(case: ThreadCase, names: Iterable[str]) -> list[Conversation]:
    """The conversations of these names; first that of the author, then one he belongs to, then the oldest.

    An id may be copied: it must not lead her who wrote it into the conversation of him who copied it.
    """
    found = [case.conversations[name] for name in dict.fromkeys(names) if name in case.conversations]
    return sorted(found, key=lambda one: (not _is_customer(case, one), not _belongs(case, one)))


def _weak(case: ThreadCase) -> Iterator[Evidence]:
    """Evidence that anybody could make up: it counts only from somebody who belongs there already."""
    if case.hints.forged:
        return
    yield from _alike(case)
    for token in tokens_to_look_up(case.message):
        conversation = case.conversations.get(token)
        if conversation and case.authors & conversation.participants:
            yield conversation, Reason.of("named_in_subject", id=token), ("weak_match",)
    candidates = _same_subject(case) if subject.is_reply(case.message.subject) else []
    if len(candidates) == 1:
        yield candidates[0], Reason("reply_by_subject"), ("weak_match",)


def _alike(case: ThreadCase) -> Iterator[Evidence]:
    """Ids that are those of a mail here but for letter case, or of one that others answer as well."""
    folded = {id.casefold(): conversation for id, conversation in {**case.known, **case.hints.clues.folded}.items()}
    for id in cited(case.message):
        for conversation in _owners(case, (folded.get(id.casefold(), ""), *case.hints.clues.also.get(id, ()))):
            if _is_customer(case, conversation):
                yield conversation, Reason.of("refers_to_folded", id=id), ("weak_match",)
    for id, name in case.hints.clues.unseen.items():
        for conversation in _owners(case, (name, *case.hints.clues.also.get(id, ()))):
            if _belongs(case, conversation):
                yield conversation, Reason.of("answers_the_same", id=id), ()


def _same_subject(case: ThreadCase) -> list[Conversation]:
    """Open conversations of the same customer about the same thing, at most 14 days old (T-6)."""
    wanted = subject.base(case.message.subject).casefold()
    return [
        one
        for one in case.conversations.values()
        if one.status in ("open", "waiting")
        and _is_customer(case, one)
        and wanted
        and subject.base(one.subject).casefold() == wanted
        and case.now - (one.last_in_at or one.changed_at) <= SUBJECT_SPAN
    ]


def _is_customer(case: ThreadCase, conversation: Conversation) -> bool:
    return conversation.customer is not None and key(conversation.customer.spec) in case.authors


def _joined(case: ThreadCase, conversation: Conversation, evidence: Reason, flags: tuple[str, ...]) -> ThreadMatch:
    changed = subject.base(case.message.subject).casefold() != subject.base(conversation.subject).casefold()
    rested = case.now - (conversation.closed_at or conversation.changed_at)
    begins = changed and not case.message.automatic  # the subject of an absence note is never the old one
    surveyed = bool(conversation.surveys) and conversation.id in tokens_to_look_up(case.message)
    if begins and conversation.status == "closed" and rested > case.hints.split_after and not surveyed:
        old = (conversation.id,)
        return ThreadMatch(evidence=Reason("new_subject"), flags=("link_suggested",), links=old)
    flags = (*flags, "subject_changed") if changed else flags
    signed = case.conversations.get(case.hints.token or "") is conversation
    waiting = dict.fromkeys(one.id for one in _owners(case, case.hints.clues.awaiting))
    beside = tuple(id for id in waiting if id != conversation.id)
    flags = (*flags, "link_suggested") if beside else flags
    made = ThreadMatch(
        conversation.id, evidence, flags=flags, visibility=_visibility(case, conversation), links=beside, signed=signed
    )
    doubted = "forged_sender" if case.hints.forged else "unknown_sender" if _is_stranger(case, conversation) else ""
    if doubted and (made.visibility == "customer" or case.hints.forged):
        return replace(made, quarantined=True, flags=(*flags, doubted, "quarantined"))
    answered = case.message.kind in REOPENING and not case.hints.own
    return replace(made, reopens=answered and conversation.status in ("waiting", "closed"))


def _is_stranger(case: ThreadCase, conversation: Conversation) -> bool:
    """Colleagues are none: one of them may answer the customer from a mail program, with the desk in Cc (ESC-010)."""
    return not case.hints.internal and not _belongs(case, conversation)


def _belongs(case: ThreadCase, conversation: Conversation) -> bool:
    return bool(case.authors & conversation.participants) or _is_customer(case, conversation)


def _visibility(case: ThreadCase, conversation: Conversation) -> Visibility:
    """Colleagues and those we escalated to answer us, unless the customer got their mail as well (X-2, ESC-010).

    A colleague may also be the customer: a desk for one's own people.
    """
    asked = {key(escalation.to) for escalation in conversation.escalations}
    if not case.hints.internal and not (case.authors and case.authors <= asked - conversation.participants):
        return "customer"
    customer = {key(conversation.customer.spec)} if conversation.customer else set()
    shown = {key(address.spec) for address in (*case.message.to, *case.message.cc)}
    return "customer" if (shown | case.authors) & customer else "internal"
