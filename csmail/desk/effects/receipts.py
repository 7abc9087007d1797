"""The receipt of an arrival, or of what a person did; says what each effect did."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, assert_never

from csmail.mail import identity
from csmail.model import effects
from csmail.model.address import Address
from csmail.model.department import Inquiry
from csmail.model.effects import Effect, Letter
from csmail.model.message import Message
from csmail.model.reason import Reason
from csmail.model.receipt import Arrival, Receipt, Step, StepRecord, StoredRules
from csmail.model.situation import Situation

if TYPE_CHECKING:
    from csmail.desk.workspace import Workspace
    from csmail.rules.decide import Decision

Facts = tuple[tuple[str, str], ...]


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


def of_arrival(message: Message, notes: tuple[Reason, ...], decision: Decision | None, now: datetime) -> Receipt:
    """What was decided about a message, which is filed already; without a decision no rule was asked."""
    # With it comes what reads mail, which acting by hand does without.
    from csmail.desk.arrival_notes import reading

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
        rules=decision.rules if decision else "",
        facts=decision.facts if decision else (),
        steps=tuple(map(record, decision.steps)) if decision else (),
        notes=(*notes, *reading(message)),
    )


def unkept_rules(workspace: Workspace, receipts: Iterable[Receipt]) -> tuple[StoredRules, ...]:
    """The rules by which these receipts were decided, unless the store has them. Raises StoreError."""
    from csmail.rules.rule_set import RuleSet  # with it come all actions, which acting by hand does without

    rules = workspace.rules
    if not isinstance(rules, RuleSet) or all(receipt.rules != rules.stored.id for receipt in receipts):
        return ()
    return () if workspace.store.rules(rules.stored.id) else (rules.stored,)


def by_hand(situation: Situation, step: Step, cause: str) -> Receipt:
    """What a person did."""
    about = About(situation.desk.name, situation.conversation.id, situation.message.key if situation.message else "")
    return of_deed(about, record(step), Deed(cause, situation.by, situation.now))


def of_deed(about: About, step: StepRecord, deed: Deed) -> Receipt:
    """One step that somebody took outside the rules."""
    return replace(_blank(about, deed), steps=(step,))


def of_walk(about: About, decision: Decision, deed: Deed, notes: tuple[Reason, ...]) -> Receipt:
    """What rules decided that no mail set off: what they missed on is kept, for they saw more than a mail."""
    told = decision.explanation
    steps = tuple(map(record, decision.steps))
    return replace(
        _blank(about, deed), hits=decision.hits, misses=told.misses, seen=told.seen, steps=steps, notes=notes
    )


def _blank(about: About, deed: Deed) -> Receipt:
    return Receipt(
        id=identity.task_id(f"receipt/{deed.cause}"), desk=about.desk, conversation=about.conversation,
        message=about.message, at=deed.at, on=deed.on, by=deed.by,
    )  # fmt: skip


def record(step: Step) -> StepRecord:
    """The step as it is kept in the receipt."""
    return StepRecord(step.rule, step.action, step.parameters, step.withheld, tuple(map(deed, step.effects)))


def deed(effect: Effect) -> Reason:
    """What one effect did. Built without keywords: every mail makes several."""
    match effect:
        case effects.Send(letter, hold):
            return Reason("mail_held", _mail(letter)).because(hold) if hold else Reason("mail_queued", _mail(letter))
        case effects.WriteDraft(letter):
            return Reason("mail_drafted" if letter.audience.to else "mail_drafted_to_nobody", _mail(letter))
        case effects.Escalate(to, due_at, _, step, _, passed_over):
            if passed_over:
                return Reason.of("step_passed_over", step=step or to)
            return Reason.of("escalated", to=to, due=f"{due_at:%Y-%m-%d %H:%M} UTC" if due_at else "")
        case effects.Notify(channel):
            return Reason.of("told_chat", channel=channel)
        case effects.Inquire(inquiry):
            return _inquired(inquiry)
        case effects.Tag(add, remove):
            return Reason("tagged" if add else "untagged", _signs(add, remove))
        case effects.Mark(add, remove):
            return Reason("marked" if add else "unmarked", _signs(add, remove))
        case effects.Snooze() | effects.Remind() | effects.Plan():
            return _put_off(effect)
        case _:
            return _state(effect)


def _inquired(one: Inquiry) -> Reason:
    if one.silent_at is not None:
        return Reason.of("department_silent", department=one.department)
    due = f"{one.due_at:%Y-%m-%d %H:%M} UTC" if one.due_at else ""
    return Reason.of(
        "department_asked_again" if one.again_at else "department_asked", department=one.department, due=due
    )


def _state(
    effect: effects.StateEffect | effects.AddNote | effects.Move | effects.AskPerson,
) -> Reason:
    match effect:
        case effects.SetStatus(status):
            return Reason("status_set", (("status", status),))
        case effects.SetPriority(priority):
            return Reason("priority_set", (("priority", priority),))
        case effects.SetTarget(clock, span):
            return Reason("target_set", (("clock", clock), ("within", str(span))))
        case effects.SetMood(mood):
            return Reason("mood_set", (("mood", mood),))
        case effects.Assign(to, why):
            did = Reason.of("assigned", to=to) if to else Reason("unassigned")
            return did.because(why) if why else did
        case effects.Transfer(to, why):
            return Reason.of("transferred", to=to, because=why)
        case effects.AddNote(_, author):
            return Reason.of("note_added", author=author)
        case effects.Move(folder):
            return Reason.of("moved", folder=folder)
        case effects.AskPerson(reason):
            return Reason("person_asked").because(reason)
        case _:
            assert_never(effect)


def _put_off(effect: effects.PutOff) -> Reason:
    if isinstance(effect, effects.Snooze):
        until = effect.until
        return Reason.of("snoozed", until=f"{until:%Y-%m-%d %H:%M} UTC") if until else Reason("listed_again")
    if isinstance(effect, effects.Plan):
        plan = effect.follow_up
        at = f"{plan.at:%Y-%m-%d %H:%M} UTC"
        return Reason.of("follow_up_planned", at=at, action=plan.action, parameters=plan.parameters)
    one = effect.reminder
    if one is None:
        return Reason("reminders_dropped")
    return Reason.of("reminder_set", at=f"{one.at:%Y-%m-%d %H:%M} UTC", text=one.text)


def _mail(letter: Letter) -> Facts:
    audience = letter.audience
    template = (("template", letter.template),) if letter.template not in ("", letter.purpose) else ()
    people = (("to", audience.to), ("cc", audience.cc), ("bcc", audience.bcc))
    return (("purpose", letter.purpose), *template, *((role, _specs(some)) for role, some in people if some))


def _specs(addresses: tuple[Address, ...]) -> str:
    return ", ".join(address.spec for address in addresses)


@lru_cache(maxsize=1024)
def _signs(add: frozenset[str], remove: frozenset[str]) -> Facts:
    return tuple((name, ", ".join(sorted(signs))) for name, signs in (("add", add), ("remove", remove)) if signs)
