"""A bulk of answers: whom the selection leaves, their mails filled before one is queued, then written in portions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from csmail.actions.reply import Reply
from csmail.desk import bulk_records as records
from csmail.desk.bulk import selection
from csmail.desk.bulk.recheck import fit
from csmail.desk.bulk.skips import Candidate, once_each, skipped, why_nobody
from csmail.desk.by_hand.act import Person, decided
from csmail.desk.customers.find import Reach, reach
from csmail.desk.decide_again import committed
from csmail.desk.effects.gaps import incomplete
from csmail.desk.effects.letters import LetterWriter, language_for
from csmail.desk.originals import kept
from csmail.desk.workspace import Workspace
from csmail.errors import NotFound
from csmail.mail.address import key
from csmail.model.bulk import Bulk, Line, cause
from csmail.model.changes import Changes, together
from csmail.model.conversation import Conversation, Status
from csmail.model.effects import Letter, Send
from csmail.model.reason import Reason
from csmail.model.situation import Situation
from csmail.model.task import SendMail, Task
from csmail.rules.rule import ActionCall
from csmail.tone.asked import mood

NEVER: tuple[Status, ...] = ("spam",)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for."""

    where: str
    template: str
    by: str
    even_upset: bool = False
    once_per_customer: bool = False


@dataclass(frozen=True, slots=True)
class Sample:
    """The first mail as it is filled in, for whoever looks at a preview."""

    to: str
    subject: str
    text: str


def planned(workspace: Workspace, wanted: Wanted) -> tuple[list[Line], Sample | None]:
    """Every selected conversation with what becomes of it; nothing is written.

    Raises UsageError (the selection), ConfigurationError (the template).
    """
    condition = workspace.selection(wanted.where)
    found: list[Candidate] = []
    sample: Sample | None = None
    for situation in selection.selected(workspace, condition, wanted.by, refused=NEVER):
        line, filled = _judged(workspace, situation, wanted)
        sample = sample or filled
        found.append(_candidate(workspace, situation, line))
    lines = once_each(found) if wanted.once_per_customer else [one.line for one in found]
    return lines, sample


def _candidate(workspace: Workspace, situation: Situation, line: Line) -> Candidate:
    conversation = situation.conversation
    spec = conversation.customer.spec if conversation.customer else ""
    person = _reach(workspace, spec).customer or key(spec) or conversation.id
    return Candidate(line, person, conversation.last_in_at or conversation.opened_at)


def _reach(workspace: Workspace, spec: str) -> Reach:
    return reach(workspace.store, (spec,)).get(key(spec), Reach()) if spec else Reach()


def _judged(workspace: Workspace, situation: Situation, wanted: Wanted) -> tuple[Line, Sample | None]:
    conversation = situation.conversation
    customer = conversation.customer.spec if conversation.customer else ""
    line = Line(to=customer, conversation=conversation.id)
    action = Reply(template=wanted.template)
    why = _why_not(workspace, situation, customer, wanted) or action.withheld(situation)
    if why:
        return skipped(line, why), None
    letter = next(effect.letter for effect in action.effects(situation) if isinstance(effect, Send))
    line = replace(line, to=", ".join(one.spec for one in letter.audience.to) or customer)
    sample = _filled(workspace, situation, letter)
    why = incomplete(letter, sample.text)
    return (skipped(line, why), None) if why else (line, sample)


def _why_not(workspace: Workspace, situation: Situation, customer: str, wanted: Wanted) -> Reason | None:
    if customer:
        why = why_nobody(customer, situation.desk, _reach(workspace, customer))
        if why:
            return why
    upset = not wanted.even_upset and "upset" in mood(situation).tags
    return Reason("upset_left_out") if upset else None


def _filled(workspace: Workspace, situation: Situation, letter: Letter) -> Sample:
    words = LetterWriter(workspace, kept, "bulk").words(situation, letter, language_for(situation, letter))
    return Sample(", ".join(one.spec for one in letter.audience.to), words.subject, words.text)


def write(workspace: Workspace, bulk: Bulk) -> Iterator[int]:
    """Write the mails of every line that is planned still, a portion in one commit; tells how many lines are done.

    Hold the lease of the bulk. Raises ConfigurationError, StoreError.
    """
    for number, lines in records.portions(workspace.store, bulk):
        if any(line.state == "planned" for line in lines):
            _write_portion(workspace, bulk, number, lines)
        yield len(lines)


def _write_portion(workspace: Workspace, bulk: Bulk, number: int, lines: Sequence[Line]) -> None:
    """What somebody changes meanwhile is decided anew, with the rest of its portion."""

    def decide() -> Changes:
        written = [_written(workspace, bulk, line) for line in lines]
        kept_lines = records.portion(bulk.id, number, [line for line, _ in written])
        changes = together(one for _, one in written)
        return replace(changes, facts=(*changes.facts, kept_lines))

    committed(decide, workspace.store.commit, Reason("conversations_keep_changing"), Reason("advice_again"))


def _written(workspace: Workspace, bulk: Bulk, line: Line) -> tuple[Line, Changes]:
    if line.state != "planned":
        return line, Changes()
    found = fit(workspace, bulk, line.conversation)
    if found.why:
        return skipped(line, found.why), Changes()
    person = Person(bulk.by, cause=cause(bulk.id, line.conversation), captures=found.captures)
    asked = ActionCall("reply", Reply(template=bulk.what), bulk.what)
    try:
        done, changes = decided(workspace, line.conversation, asked, person)
    except NotFound:
        return skipped(line, Reason("conversation_gone")), Changes()
    if done.step.withheld:
        return skipped(line, done.step.withheld), Changes()
    tasks = tuple(_answering(task, done.question) for task in changes.tasks)
    sending = tuple(task.id for task in tasks if isinstance(task.work, SendMail))
    unanswered = tuple(_as_before(one, done.before) for one in changes.conversations)
    return replace(line, state="queued", tasks=sending), replace(changes, tasks=tasks, conversations=unanswered)


def _as_before(after: Conversation, before: Conversation) -> Conversation:
    """Not answered yet: its mail may leave hours from now, or be left out; the outbox says so when it left."""
    return after.amended(status=before.status, answered_at=before.answered_at)


def _answering(task: Task, question: str) -> Task:
    """The task with the message it answers: whether a newer one came is asked before it leaves."""
    return replace(task, work=replace(task.work, answers=question)) if isinstance(task.work, SendMail) else task
