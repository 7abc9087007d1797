"""One action by hand: the road of a rule, entered one step later."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from csmail import outbox
from csmail.desk.decide_again import committed
from csmail.desk.effects import receipts
from csmail.desk.effects.collect import ChangeCollector
from csmail.desk.effects.letters import LetterWriter, Written
from csmail.desk.message_places import places
from csmail.desk.situation import by_hand
from csmail.desk.workspace import Workspace
from csmail.errors import Busy
from csmail.model.changes import Changes
from csmail.model.conversation import Conversation
from csmail.model.effects import Send, WriteDraft
from csmail.model.message import Message
from csmail.model.receipt import Step
from csmail.model.task import Draft, Task
from csmail.reason import Reason
from csmail.rules.rule import ActionCall
from csmail.rules.steps import run_actions


@dataclass(frozen=True, slots=True)
class Acted:
    """What an action did, or would do. `worked` is None when nothing was worked off (a dry run, a busy outbox).

    `question` is the key of the newest message of the customer, as it was decided upon.
    """

    step: Step
    before: Conversation
    after: Conversation
    written: tuple[Written, ...] = ()
    drafts: tuple[Draft, ...] = ()
    tasks: tuple[Task, ...] = ()
    worked: outbox.Worked | None = None
    question: str = ""


def act(workspace: Workspace, conversation: str, asked: ActionCall, by: str, dry_run: bool = False) -> Acted:
    """Perform one action on one conversation; with `dry_run` nothing is written and no socket opened.

    Raises NotFound, Conflict when the conversation keeps changing under us, UsageError, and what the store raises.
    """
    done, changes = acted(workspace, conversation, asked, Person(by, dry_run))
    return done if dry_run or done.step.withheld else _worked(workspace, done, changes.tasks)


def acted(workspace: Workspace, conversation: str, asked: ActionCall, person: Person) -> tuple[Acted, Changes]:
    """The same, with what it queues left for whoever works it off."""

    def commit(decided: tuple[Acted, Changes]) -> None:
        done, changes = decided
        if not (person.dry_run or done.step.withheld):
            workspace.store.commit(changes)

    def decide() -> tuple[Acted, Changes]:
        return decided(workspace, conversation, asked, person)

    keeps_changing = Reason.of("conversation_changes", conversation=conversation)
    return committed(decide, commit, keeps_changing, Reason("advice_again"))


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks, and whether only to see what would happen. `cause` is what several asked of many have in common;
    `captures` is what the words that selected the conversation caught."""

    name: str
    dry_run: bool = False
    cause: str = ""
    captures: Mapping[str, str] = field(default_factory=dict)


def decided(workspace: Workspace, conversation: str, asked: ActionCall, person: Person) -> tuple[Acted, Changes]:
    """What it would do, and the changes to commit for it. Raises NotFound, UsageError."""
    situation = by_hand(workspace, conversation, person.name).amended(captures=person.captures)
    if asked.gives:
        from csmail.desk.crew import Crew  # with it come the hours of a desk, which other actions do without

        situation = Crew(workspace).seen(situation)
    cause = person.cause or f"hand/{workspace.unique()}"
    writer = LetterWriter(workspace, _original(workspace, person.dry_run), cause)
    (step,), after = run_actions(situation, (asked,), "", writer.veto)
    collector = ChangeCollector(workspace.desk, situation.now)
    written: tuple[Written, ...] = ()
    if not step.withheld:
        letters = [effect.letter for effect in step.effects if isinstance(effect, Send | WriteDraft)]
        written = tuple(writer.written(situation, letter) for letter in letters)
        collector.enter(situation, (step,), writer, places(workspace, situation, (step,)))
        collector.conversations[after.conversation.id] = after.conversation.amended(changed_at=situation.now)
        collector.receipts.append(receipts.by_hand(situation, step, cause))
    changes = collector.changes()  # marks and keywords among its tasks are made at the end
    question = situation.message.key if situation.message else ""
    acted = Acted(
        step, situation.conversation, after.conversation, written, tuple(collector.drafts), changes.tasks,
        question=question,
    )  # fmt: skip
    return acted, changes


def _original(workspace: Workspace, dry_run: bool) -> Callable[[Message], bytes]:
    from csmail.desk.originals import kept, whole  # 85 ms that a command which attaches nothing does without

    return kept if dry_run else lambda message: whole(workspace, message)


def _worked(workspace: Workspace, done: Acted, tasks: Sequence[Task]) -> Acted:
    """Do at once what was queued; a busy outbox does it for us, a fault of a server leaves it queued."""
    if not any(task.state == "queued" for task in tasks):
        return done
    return replace(done, worked=worked_off(workspace))


def worked_off(workspace: Workspace) -> outbox.Worked | None:
    """Work off what is due; None when another process is at it, which then does ours as well, and in a dry run."""
    if workspace.dry_run:
        return None
    try:
        return outbox.work_off(workspace.store, workspace.desk.name, workspace.ways, workspace.now)
    except Busy:
        return None
