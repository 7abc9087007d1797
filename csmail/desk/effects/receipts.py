"""The receipt of an arrival, or of what a person did; says in words what each effect did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, assert_never

from csmail.mail import identity
from csmail.model import effects
from csmail.model.audience import Audience
from csmail.model.effects import Effect, Letter
from csmail.model.message import Message
from csmail.model.receipt import Arrival, Receipt, Step, StepRecord
from csmail.model.situation import Situation
from csmail.wording import reasons

if TYPE_CHECKING:
    from csmail.rules.decide import Decision


@dataclass(frozen=True, slots=True)
class About:
    """Whose receipt it is; `message` is a content key, "" when no message asked for it."""

    desk: str
    conversation: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class Deed:
    """What was done by whom, when; `cause` is the same when it is done again, so that its receipt is the same."""

    cause: str
    by: str
    at: datetime
    on: Arrival = "hand"


def of_arrival(message: Message, notes: tuple[str, ...], decision: Decision | None, now: datetime) -> Receipt:
    """What was decided about a message, which is filed already; without a decision no rule was asked."""
    from csmail.desk import arrival_notes  # with it comes what reads mail, which acting by hand does without

    on: Arrival = decision.situation.on if decision else "arrival"
    return Receipt(
        id=identity.task_id(f"receipt/{on}/{message.key}"),
        desk=message.desk,
        conversation=message.conversation,
        message=message.key,
        at=now,
        on=on,
        by="rules",
        hits=decision.hits if decision else (),
        misses=decision.misses if decision else {},
        seen=decision.seen if decision else {},
        steps=tuple(map(record, decision.steps)) if decision else (),
        notes=(*notes, *arrival_notes.reading(message)),
    )


def by_hand(situation: Situation, step: Step, cause: str) -> Receipt:
    """What a person did."""
    about = About(situation.desk.name, situation.conversation.id, situation.message.key if situation.message else "")
    return of_deed(about, record(step), Deed(cause, situation.by, situation.now))


def of_deed(about: About, step: StepRecord, deed: Deed) -> Receipt:
    """One step that somebody took outside the rules."""
    return Receipt(
        id=identity.task_id(f"receipt/{deed.cause}"),
        desk=about.desk,
        conversation=about.conversation,
        message=about.message,
        at=deed.at,
        on=deed.on,
        by=deed.by,
        steps=(step,),
    )


def record(step: Step) -> StepRecord:
    """The step as it is kept in the receipt."""
    did = tuple(describe(effect) for effect in step.effects)
    return StepRecord(step.rule, step.action, step.parameters, step.withheld, did)


def describe(effect: Effect) -> str:
    """One effect in plain words, in the past tense."""
    match effect:
        case effects.Send(letter, hold):
            return f"held the {_mail(letter)}: {reasons.words(hold)}" if hold else f"queued the {_mail(letter)}"
        case effects.WriteDraft(letter, _):
            return f"wrote a draft: {_mail(letter)}"
        case effects.Escalate(to, due_at, _):
            return f"escalated to {to}" + (f", answer due {due_at:%Y-%m-%d %H:%M} UTC" if due_at else "")
        case effects.Tag(add, remove):
            return _signs("tagged", add, "untagged", remove)
        case effects.Mark(add, remove):
            return _signs("marked", add, "unmarked", remove)
        case _:
            return _state(effect)


def _state(
    effect: effects.SetStatus
    | effects.SetPriority
    | effects.Assign
    | effects.AddNote
    | effects.Move
    | effects.AskPerson,
) -> str:
    match effect:
        case effects.SetStatus(status):
            return f"set the status to {status}"
        case effects.SetPriority(priority):
            return f"set the priority to {priority}"
        case effects.Assign(to):
            return f"assigned to {to or 'nobody'}"
        case effects.AddNote(_, author):
            return f"added a note by {author}"
        case effects.Move(folder):
            return f"moved to {folder}"
        case effects.AskPerson(reason):
            return f"asked for a person: {reasons.words(reason)}"
        case _:
            assert_never(effect)


def _mail(letter: Letter) -> str:
    return f"{letter.purpose} {_template(letter)}to {_people(letter.audience)}"


def _template(letter: Letter) -> str:
    return f"'{letter.template}' " if letter.template not in ("", letter.purpose) else ""


def _people(audience: Audience) -> str:
    parts = [", ".join(address.spec for address in audience.to) or "nobody yet"]
    for name, addresses in (("cc", audience.cc), ("bcc", audience.bcc)):
        if addresses:
            parts.append(f"{name} " + ", ".join(address.spec for address in addresses))
    return "; ".join(parts)


def _signs(put: str, add: frozenset[str], took: str, remove: frozenset[str]) -> str:
    parts = []
    if add:
        parts.append(f"{put} {', '.join(sorted(add))}")
    if remove:
        parts.append(f"{took} {', '.join(sorted(remove))}")
    return "; ".join(parts)
