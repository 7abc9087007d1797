"""Who is affected by an incident: each customer who wrote in the span what fits, once, where he did last."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from csmail.desk.bulk.selection import may_fit, without_mail
from csmail.desk.bulk.skips import skipped, why_nobody
from csmail.desk.conversation_update import ANSWERING
from csmail.desk.customers.find import Reach, facts, reach
from csmail.desk.workspace import Workspace
from csmail.mail import recipients
from csmail.mail.address import key
from csmail.model.audience import Audience
from csmail.model.bulk import Line
from csmail.model.conversation import Conversation
from csmail.model.filters import ConversationFilter
from csmail.model.message import Message
from csmail.model.reason import Reason
from csmail.model.situation import Situation
from csmail.rules.rule import Condition

SKEW = timedelta(days=1)
"""How far the clock of a mail server may be from ours: a conversation is changed when its newest mail is taken in."""
NOT_CUSTOMERS = frozenset({"internal_sender", "own_address"})


@dataclass(frozen=True, slots=True)
class Affected:
    """One customer: the message that fits with its conversation, whom the mail goes to, whose record that is.

    `line` says what becomes of it.
    """

    situation: Situation
    audience: Audience
    person: str
    line: Line


@dataclass(frozen=True, slots=True)
class Span:
    """What is asked: messages since then that fit; None fits all. `by` is who asks."""

    condition: Condition | None
    since: datetime
    by: str


def affected(workspace: Workspace, span: Span, but: Collection[str] = ()) -> list[Affected]:
    """Those who are, in the order of their conversations; left out by hand are the conversations `but`."""
    newest: dict[str, Affected] = {}
    for situation in _fitting(workspace, span):
        for one in of_message(workspace, situation, but):
            before = newest.get(one.person)
            if before is None or _wrote_at(before) < _wrote_at(one):
                newest[one.person] = one
    return sorted(newest.values(), key=lambda one: one.line.conversation)


def of_message(workspace: Workspace, situation: Situation, but: Collection[str] = ()) -> Iterator[Affected]:
    """Who wrote the message of the situation, with what becomes of him; nobody where no customer did."""
    message = situation.message
    audience = recipients.acknowledgement(message, situation.desk) if message else None
    if message is None or audience is None or audience.reason in NOT_CUSTOMERS:
        return
    who = audience.to or message.originators
    if not who:
        return
    to = who[0].spec
    known = reach(workspace.store, (to,)).get(key(to), Reach())
    line = Line(to=to, conversation=situation.conversation.id)
    why = Reason(audience.reason) if audience.outcome != "send" else why_nobody(to, situation.desk, known)
    if situation.conversation.id in but:
        why = Reason("left_out_by_hand")
    yield Affected(situation, replace(audience, parent=message.key), known.customer or key(to), _judged(line, why))


def is_of_customer(message: Message) -> bool:
    """Whether somebody wrote it whom a notice may answer: a person, before the eyes of the customer."""
    return (
        message.direction == "in"
        and message.kind in ANSWERING
        and message.visibility == "customer"
        and not message.quarantined
    )


def _judged(line: Line, why: Reason | None) -> Line:
    return skipped(line, why) if why else line


def _wrote_at(one: Affected) -> tuple[datetime, str]:
    message = one.situation.message
    assert message is not None, "it was found by its message"
    return message.received_at, one.situation.conversation.id


def _fitting(workspace: Workspace, span: Span) -> Iterator[Situation]:
    asked = ConversationFilter(workspace.desk.name, ("open", "waiting", "closed"))
    early = without_mail(span.condition)
    for one in workspace.store.conversations(asked):  # the newest change first
        if one.changed_at < span.since - SKEW:
            break
        if one.last_in_at is not None and one.last_in_at >= span.since and may_fit(workspace, one, early):
            yield from _in(workspace, span, one)


def _in(workspace: Workspace, span: Span, one: Conversation) -> Iterator[Situation]:
    """The messages of one conversation that fit, the newest first."""
    desk = workspace.desk.served(one.served_by)
    bare = Situation(
        desk, one, None, workspace.now(), "hand", span.by, person=True, customer=facts(workspace.store, one)
    )
    for message in workspace.store.newest(one.id):
        if message.received_at < span.since - SKEW:
            break
        if message.received_at >= span.since and is_of_customer(message):
            situation = bare.amended(message=message)
            finding = span.condition.check(situation) if span.condition else None
            if finding is None or finding.hit:
                yield situation.amended(captures=dict(finding.captures) if finding else {})
