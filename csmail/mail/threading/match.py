"""Which conversation an incoming message joins (correct-mail section 9)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain

from csmail.mail.address import key
from csmail.mail.threading import subject
from csmail.mail.threading.desk_hints import Hints
from csmail.mail.threading.evidence import (
    ThreadCase,
    belongs,
    owners,
    same_subject,
    strong,
    tokens_to_look_up,
    weak,
)
from csmail.mail.threading.id_evidence import cited
from csmail.mail.transcript import had_blind_copy
from csmail.model.conversation import Conversation
from csmail.model.message import Message, Visibility
from csmail.model.reason import Reason
from csmail.model.replacing import quick

REPORTS = frozenset({"bounce", "report"})
BLIND = "blind_recipient_replied"
TOLD = "forwarded_by_colleague"
REUNITED = "answers_reunited"
REOPENING = frozenset({"human", "calendar"})


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
    for conversation, evidence, flag in chain(strong(case), weak(case)) if conversations else ():
        return _joined(case, conversation, evidence, (*flags, *flag))
    claimed = [one for one in tokens_to_look_up(message) if one in conversations]
    similar = [one.id for one in same_subject(case)] if conversations else []
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
    for conversation, evidence, _ in strong(case):
        return ThreadMatch(conversation.id, Reason("report_about").because(evidence), visibility="internal")
    return ThreadMatch(flags=("unknown_report",), opens=False)


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
    waiting = dict.fromkeys(one.id for one in owners(case, case.hints.clues.awaiting))
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
    return not case.hints.internal and not belongs(case, conversation)


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
