"""The mails of an incident: each in the language of its customer, in his thread, marked as automatic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from csmail.desk.bulk.replies import Sample
from csmail.desk.effects import receipts
from csmail.desk.effects.collect import ChangeCollector
from csmail.desk.effects.gaps import incomplete
from csmail.desk.effects.letters import LetterWriter, language_for
from csmail.desk.message_places import places
from csmail.desk.originals import kept
from csmail.desk.workspace import Workspace
from csmail.errors import ConfigurationError
from csmail.model.audience import Audience
from csmail.model.bulk import Line
from csmail.model.changes import Changes
from csmail.model.effects import Effect, Letter, Send, SetStatus, Tag
from csmail.model.incident import Incident, cause
from csmail.model.receipt import Step
from csmail.model.record import Record
from csmail.model.situation import Situation
from csmail.model.task import SendMail
from csmail.rules.amend import amend


@dataclass(frozen=True, slots=True)
class Recipient:
    """One mail to write: to whom, in answer to what, the line it makes; `person` tells the cause of one from another's.

    `closes`: the matter is closed with it.
    """

    situation: Situation
    audience: Audience
    person: str
    line: Line
    closes: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """Everybody with what becomes of him, the first mail as it would be, and the mails to write: one for each line
    that is planned, in the same order."""

    lines: tuple[Line, ...]
    sample: Sample | None = None
    recipients: tuple[Recipient, ...] = ()

    def with_tasks(self, queued: Sequence[Line]) -> Plan:
        """The plan with the tasks of its mails, `queued` in their order."""
        tasks = iter(queued)
        return replace(self, lines=tuple(
            replace(one, state="queued", tasks=next(tasks).tasks) if one.state == "planned" else one
            for one in self.lines
        ))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wave:
    """Mails of one kind: the notice, an update, the end."""

    incident: Incident
    name: str
    template: str

    def letter(self, audience: Audience) -> Letter:
        """What they say."""
        return Letter(
            "incident", audience, template=self.template, automatic=True, variables={"incident": self.incident.title},
            incident=self.incident.name,
        )  # fmt: skip


def record(workspace: Workspace, incident: Incident, by: str, did: str, plan: Plan) -> Record:
    """What the log says of an incident as a whole; of its conversations speak their own receipts."""
    after = {"count": str(len(plan.recipients))}
    return Record(incident.desk, workspace.now(), "hand", by, incident.name, did=(did,), after=after)


def filled(workspace: Workspace, wave: Wave, one: Recipient) -> Sample:
    """The mail as it would be. Raises ConfigurationError when the template does not fill."""
    letter = wave.letter(one.audience)
    writer = LetterWriter(workspace, kept, cause(wave.incident.name, wave.name, one.person))
    words = writer.words(one.situation, letter, language_for(one.situation, letter))
    _refuse_gap(letter, words.text)
    return Sample(one.line.to, words.subject, words.text)


def written(workspace: Workspace, wave: Wave, some: Sequence[Recipient]) -> tuple[list[Line], Changes]:
    """Every mail with its task, and the lines that name them. Raises ConfigurationError, Refused (the bytes)."""
    collector = ChangeCollector(workspace.desk, workspace.now())
    return [_written(workspace, wave, one, collector) for one in some], collector.changes()


def _written(workspace: Workspace, wave: Wave, one: Recipient, collector: ChangeCollector) -> Line:
    before = one.situation.conversation
    situation = one.situation.amended(conversation=collector.conversations.get(before.id, before))
    why = cause(wave.incident.name, wave.name, one.person)
    writer = LetterWriter(workspace, kept, why)
    letter = wave.letter(one.audience)
    _refuse_gap(letter, writer.written(situation, letter).message.text)
    step = Step("", "incident", wave.incident.name, None, (Send(letter), *_deeds(wave.incident, one)))
    first = len(collector.tasks)
    collector.enter(situation, (step,), writer, places(workspace, situation, (step,)))
    after = amend(situation, step.effects).conversation
    collector.conversations[after.id] = after.amended(changed_at=situation.now)
    collector.receipts.append(receipts.by_hand(situation, step, why))
    tasks = tuple(task.id for task in collector.tasks[first:] if isinstance(task.work, SendMail))
    # The task says whom it went to: who is forgotten stands nowhere else.
    return replace(one.line, to="", state="queued", tasks=tasks)


def _deeds(incident: Incident, one: Recipient) -> tuple[Effect, ...]:
    tag = () if incident.tag in one.situation.conversation.tags else (Tag(add=frozenset({incident.tag})),)
    return (*tag, SetStatus("closed")) if one.closes else tag


def _refuse_gap(letter: Letter, words: str) -> None:
    why = incomplete(letter, words)
    if why:
        raise ConfigurationError(why)
