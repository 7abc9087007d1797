"""Who gets a further mail of an incident, in which thread: who was told and has it not."""

from __future__ import annotations

from dataclasses import replace

from csmail.desk import incident_records as records
from csmail.desk.bulk.skips import skipped
from csmail.desk.incidents.mails import Plan, Recipient, Wave, filled
from csmail.desk.incidents.told import Person, has_come_back, people, person_of
from csmail.desk.situation import by_hand
from csmail.desk.workspace import Workspace
from csmail.errors import NotFound
from csmail.mail import recipients
from csmail.mail.address import key
from csmail.model.address import Address
from csmail.model.audience import Audience
from csmail.model.bulk import Line
from csmail.model.incident import NOTICE, OVER
from csmail.model.message import Message
from csmail.model.reason import Reason
from csmail.model.situation import Situation

WAITS = frozenset({"notice_in_doubt", "notice_waits"})


def planned(workspace: Workspace, wave: Wave, by: str) -> Plan:
    """Everybody with a first mail and none of this wave, with what becomes of him. Raises ConfigurationError."""
    had = _had(workspace, wave)
    lines: list[Line] = []
    going: list[Recipient] = []
    for one in people(workspace.store, wave.incident):
        if one.id in had:
            continue
        line = _judged(workspace, one)
        recipient = _recipient(workspace, wave, one, by) if line.state == "planned" else None
        if recipient is not None:
            going.append(recipient)
        elif line.state == "planned":
            line = skipped(line, Reason("conversation_gone"))
        lines.append(line)
    samples = [filled(workspace, wave, one) for one in going]
    return Plan(tuple(lines), samples[0] if samples else None, tuple(going))


def waits(line: Line) -> bool:
    """Whether the fate of his first mail is unknown yet."""
    return line.why is not None and line.why.code in WAITS


def _had(workspace: Workspace, wave: Wave) -> frozenset[str]:
    """Who has a mail of this wave, or was left out of it for good."""
    store = workspace.store
    found: set[str] = set()
    for line in records.lines(store, wave.incident.name, wave.name):
        ids = (*line.tasks, *(value for name, value in line.values if name == NOTICE))
        found.update(person_of(store, task) for task in filter(None, map(store.task, ids)))
    return frozenset(found)


def _judged(workspace: Workspace, one: Person) -> Line:
    line = Line(to=one.to, conversation=one.task.conversation, values=((NOTICE, one.task.id),))
    if one.fate == "waits":
        return skipped(line, Reason("notice_in_doubt" if one.task.state == "in_doubt" else "notice_waits"))
    why = one.why_not or (Reason("notice_came_back") if has_come_back(workspace, one) else None)
    return skipped(line, why) if why else line


def _recipient(workspace: Workspace, wave: Wave, one: Person, by: str) -> Recipient | None:
    try:
        situation = by_hand(workspace, one.task.conversation, by)
    except NotFound:
        return None
    question = _question(situation, one.to)
    if question is not None:
        situation = situation.amended(message=question)
    closes = wave.name == OVER and wave.incident.and_close and _is_quiet(situation, one)
    line = Line(to=one.to, conversation=situation.conversation.id)
    return Recipient(situation, _audience(situation, question, one.to), one.id, line, closes)


def _question(situation: Situation, to: str) -> Message | None:
    """The newest message that he wrote himself: what he is told stands below it."""
    said = (*situation.history, *((situation.message,) if situation.message else ()))
    own = [one for one in said if one.direction == "in" and _wrote(one, situation, key(to))]
    return max(own, key=lambda one: one.received_at, default=None)


def _wrote(message: Message, situation: Situation, wanted: str) -> bool:
    audience = recipients.acknowledgement(message, situation.desk)
    return audience.outcome == "send" and key(audience.to[0].spec) == wanted


def _audience(situation: Situation, question: Message | None, to: str) -> Audience:
    """He was told, so he is told again: what his mails allow was asked then."""
    if question is not None:
        return replace(recipients.acknowledgement(question, situation.desk), parent=question.key)
    sender = Address(situation.desk.address, situation.desk.display_name)
    return Audience("send", sender, to=(Address(to),))


def _is_quiet(situation: Situation, one: Person) -> bool:
    """Whether nobody wrote since he was told."""
    conversation = situation.conversation
    newer = conversation.last_in_at is not None and conversation.last_in_at > one.task.created_at
    return conversation.status in ("open", "waiting") and not newer
