"""One action by hand: the road of a rule, entered one step later."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from csmail import outbox
from csmail.desk.ledger import Ledger
from csmail.desk.naming import known_name
from csmail.desk.place import Workplace
from csmail.desk.redirect import surviving
from csmail.desk.words import record
from csmail.desk.writing import Scribe, Written
from csmail.errors import Busy, Conflict, NotFound
from csmail.mail import address, identity
from csmail.mail.newest import question
from csmail.mail.order import ordered
from csmail.model.conversation import Conversation
from csmail.model.effects import Send, WriteDraft
from csmail.model.message import Message, Place
from csmail.model.receipt import Receipt, Step
from csmail.model.situation import Situation
from csmail.model.task import Draft, Task
from csmail.rules.asking import take
from csmail.rules.rule import Asked

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


def situation_of(place: Workplace, conversation: str, by: str) -> Situation:
    """What a person finds: the newest message somebody wrote to us, and all that was said. Raises NotFound."""
    found = surviving(place.store.conversation, conversation)
    if found is None or found.desk != place.desk.name:
        raise NotFound(f"there is no conversation {conversation}", "csmail conversations list")
    every = ordered(place.store.messages(found.id))
    said = [one for one in every if one.visibility == "customer" and one.direction != "note"]
    newest = question(said)
    history = tuple(one for one in said if newest is None or one.key != newest.key)
    earlier = _earlier(place, found)
    return Situation(
        place.desk, found, newest, place.now(), "hand", by, True, history,
        known_customer=bool(earlier), known_name=known_name(earlier),
    )  # fmt: skip


def _earlier(place: Workplace, conversation: Conversation) -> tuple[Conversation, ...]:
    if conversation.customer is None:
        return ()
    others = place.store.of_customer(place.desk.name, address.key(conversation.customer.spec))
    return tuple(other for other in others if other.id != conversation.id)


def _decided(place: Workplace, conversation: str, asked: Asked, person: Person) -> tuple[Acted, Ledger]:
    situation = situation_of(place, conversation, person.name)
    cause = f"hand/{place.unique()}"
    scribe = Scribe(place, _original(place, person.dry_run), cause)
    (step,), after = take(situation, (asked,), "", scribe.objection)
    ledger = Ledger(place.desk.name, situation.now)
    written: tuple[Written, ...] = ()
    if not step.withheld:
        letters = [effect.letter for effect in step.effects if isinstance(effect, Send | WriteDraft)]
        written = tuple(scribe.written(situation, letter) for letter in letters)
        ledger.enter(situation, (step,), scribe, _places(place, situation))
        ledger.conversations[after.conversation.id] = after.conversation.amended(changed_at=situation.now)
        ledger.receipts.append(receipt(situation, step, cause))
    acted = Acted(step, situation.conversation, after.conversation, written, tuple(ledger.drafts), tuple(ledger.tasks))
    return acted, ledger


def receipt(situation: Situation, step: Step, cause: str) -> Receipt:
    """The receipt of what a person did."""
    return Receipt(
        id=identity.task_id(f"receipt/{cause}"),
        desk=situation.desk.name,
        conversation=situation.conversation.id,
        message=situation.message.key if situation.message else "",
        at=situation.now,
        on="hand",
        by=situation.by,
        steps=(record(step),),
    )


def _original(place: Workplace, dry_run: bool) -> Callable[[Message], bytes]:
    def whole(message: Message) -> bytes:
        kept = message.header.encode("latin-1", "replace") + b"\r\n" + message.text.encode()
        if dry_run or message.place is None:
            return kept
        from csmail.desk.batch import original  # 85 ms that a command which attaches nothing does without

        return original(place, message.place) or kept

    return whole


def _places(place: Workplace, situation: Situation) -> tuple[Place, ...]:
    """Where the messages of the conversation lie, the one acted upon last."""
    said = place.store.messages(situation.conversation.id)
    newest = situation.message.place if situation.message else None
    others = tuple(one.place for one in said if one.place is not None and one.place != newest)
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
