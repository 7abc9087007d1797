"""One action by hand: the road of a rule, entered one step later."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from csmail import outbox
from csmail.desk.effects import receipts
from csmail.desk.effects.collect import Ledger
from csmail.desk.effects.letters import Scribe, Written
from csmail.desk.situation import by_hand
from csmail.desk.workspace import Workplace
from csmail.errors import Busy, Conflict
from csmail.model.conversation import Conversation
from csmail.model.effects import Send, Tag, WriteDraft
from csmail.model.message import Message, Place
from csmail.model.receipt import Step
from csmail.model.situation import Situation
from csmail.model.task import Draft, Task
from csmail.rules.rule import Asked
from csmail.rules.steps import take

REPEATS = 5


@dataclass(frozen=True, slots=True)
class Acted:
    """What an action did, or would do. `worked` is None when nothing was worked off (a dry run, a busy outbox)."""

    step: Step
    before: Conversation
    after: Conversation
    written: tuple[Written, ...] = ()
    drafts: tuple[Draft, ...] = ()
    tasks: tuple[Task, ...] = ()
    worked: outbox.Worked | None = None


def act(place: Workplace, conversation: str, asked: Asked, by: str, dry_run: bool = False) -> Acted:
    """Perform one action on one conversation; with `dry_run` nothing is written and no socket opened.

    Raises NotFound, Conflict when the conversation keeps changing under us, UsageError, and what the store raises.
    """
    for _ in range(REPEATS):
        done, ledger = _decided(place, conversation, asked, Person(by, dry_run))
        if dry_run or done.step.withheld:
            return done
        try:
            place.store.commit(ledger.changes())
        except Conflict:
            continue
        return _worked(place, done, ledger.changes().tasks)
    raise Conflict(f"conversation {conversation} keeps changing", "try again")


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks, and whether only to see what would happen."""

    name: str
    dry_run: bool = False


def _decided(place: Workplace, conversation: str, asked: Asked, person: Person) -> tuple[Acted, Ledger]:
    situation = by_hand(place, conversation, person.name)
    cause = f"hand/{place.unique()}"
    scribe = Scribe(place, _original(place, person.dry_run), cause)
    (step,), after = take(situation, (asked,), "", scribe.objection)
    ledger = Ledger(place.desk.name, situation.now)
    written: tuple[Written, ...] = ()
    if not step.withheld:
        letters = [effect.letter for effect in step.effects if isinstance(effect, Send | WriteDraft)]
        written = tuple(scribe.written(situation, letter) for letter in letters)
        ledger.enter(situation, (step,), scribe, _places(place, situation, step))
        ledger.conversations[after.conversation.id] = after.conversation.amended(changed_at=situation.now)
        ledger.receipts.append(receipts.by_hand(situation, step, cause))
    tasks = ledger.changes().tasks  # marks and keywords among them, which are made at the end
    acted = Acted(step, situation.conversation, after.conversation, written, tuple(ledger.drafts), tasks)
    return acted, ledger


def _original(place: Workplace, dry_run: bool) -> Callable[[Message], bytes]:
    def whole(message: Message) -> bytes:
        kept = message.header.encode("latin-1", "replace") + b"\r\n" + message.text.encode()
        if dry_run or message.place is None:
            return kept
        from csmail.desk.originals import original  # 85 ms that a command which attaches nothing does without

        return original(place, message.place) or kept

    return whole


def _places(place: Workplace, situation: Situation, step: Step) -> tuple[Place, ...]:
    """Where the messages lie that the step marks, the one acted upon last: a tag goes on every one of them."""
    newest = situation.message.place if situation.message else None
    every = place.store.newest(situation.conversation.id) if any(isinstance(one, Tag) for one in step.effects) else ()
    others = tuple(one.place for one in every if one.place is not None and one.place != newest)[::-1]
    return (*others, newest) if newest else others


def _worked(place: Workplace, done: Acted, tasks: Sequence[Task]) -> Acted:
    """Do at once what was queued; a busy outbox does it for us, a fault of a server leaves it queued."""
    if not any(task.state == "queued" for task in tasks):
        return done
    return replace(done, worked=worked_off(place))


def worked_off(place: Workplace) -> outbox.Worked | None:
    """Work off what is due; None when another process is at it, which then does ours as well."""
    try:
        return outbox.work_off(place.store, place.desk.name, place.ways, place.now)
    except Busy:
        return None
