"""Decides what a situation asks for: a fold over the rules, each step seeing what the steps before left."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import assert_never

from csmail.model.conversation import Conversation, Escalation
from csmail.model.effects import (
    AddNote,
    AskPerson,
    Assign,
    Effect,
    Escalate,
    Mark,
    Move,
    Send,
    SetPriority,
    SetStatus,
    Tag,
    WriteDraft,
)
from csmail.model.receipt import Step
from csmail.model.situation import Situation
from csmail.rules.rule import Asked, Finding, Rule

COMBINATORS = frozenset({"all", "any", "not"})


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided, and all that `csmail why` and `csmail rules explain` need to tell it.

    `misses` maps a rule to the path of the condition that settled it, `seen` a field to the value looked at,
    `findings` each rule that was looked at to what settled it, `passed_over` each that was not to the reason.
    """

    situation: Situation
    steps: tuple[Step, ...] = ()
    hits: tuple[str, ...] = ()
    misses: Mapping[str, str] = field(default_factory=dict)
    seen: Mapping[str, str] = field(default_factory=dict)
    findings: Mapping[str, Finding] = field(default_factory=dict)
    passed_over: Mapping[str, str] = field(default_factory=dict)


Objection = Callable[[Situation, tuple[Effect, ...]], str]


def unopposed(situation: Situation, effects: tuple[Effect, ...]) -> str:
    """The objection of nobody."""
    return ""


def decide(rules: Iterable[Rule], situation: Situation, objection: Objection = unopposed) -> Decision:
    """Walk through the rules in order. What an action raises is our bug and goes up.

    `objection` says why effects cannot be (a letter whose template cannot be filled): such a step withholds itself
    here, inside the fold, or a later rule would believe that the acknowledgement is on its way.
    """
    steps: list[Step] = []
    findings: dict[str, Finding] = {}
    passed_over: dict[str, str] = {}
    stopped = ""
    for rule in rules:
        why = stopped or _why_not(rule, situation)
        if why:
            passed_over[rule.name] = why
            continue
        finding = findings[rule.name] = rule.when.check(situation)
        if finding.hit:
            asker = situation.amended(by=rule.name, captures=dict(finding.captures))
            taken, asker = take(asker, rule.then, rule.name, objection)
            steps.extend(taken)
            situation = asker.amended(by=situation.by, captures=situation.captures)
            stopped = f"rule {rule.name!r} says stop" if rule.stop else ""
    return Decision(
        situation,
        tuple(steps),
        hits=tuple(name for name, finding in findings.items() if finding.hit),
        misses={name: finding.path for name, finding in findings.items() if not finding.hit},
        seen=_seen(findings.values()),
        findings=findings,
        passed_over=passed_over,
    )


def _why_not(rule: Rule, situation: Situation) -> str:
    if rule.on != situation.on:
        return f"it is for on: {rule.on}"
    if rule.desks and situation.desk.name not in rule.desks:
        return f"it is for {', '.join(rule.desks)}"
    return ""


def take(
    situation: Situation, asked: Iterable[Asked], rule: str, objection: Objection = unopposed
) -> tuple[list[Step], Situation]:
    """Ask each action in turn; it declines or its effects are applied before the next is asked."""
    steps = []
    for one in asked:
        withheld = one.action.withheld(situation)
        effects = () if withheld else one.action.effects(situation)
        opposed = "" if withheld else objection(situation, effects)
        if opposed:
            withheld, effects = opposed, ()
        steps.append(Step(rule, one.name, one.parameters, withheld, effects))
        situation = amend(situation, (AskPerson(f"{one.name}: {opposed}"),) if opposed else effects)
    return steps, situation


def amend(situation: Situation, effects: Iterable[Effect]) -> Situation:
    """The situation as these effects leave it."""
    for effect in effects:
        before = situation.conversation
        after = _amended(before, effect, situation)
        if after is not before:
            situation = situation.amended(conversation=after.amended(changed_at=situation.now))
        if isinstance(effect, Send) and effect.letter.purpose == "acknowledgement":
            situation = situation.amended(acknowledged_lately=situation.acknowledged_lately + 1)
    return situation


def _amended(conversation: Conversation, effect: Effect, situation: Situation) -> Conversation:
    match effect:
        case Tag(add, remove):
            return conversation.amended(tags=(conversation.tags | add) - remove)
        case SetStatus():
            return _in_status(conversation, effect, situation)
        case SetPriority(priority):
            return conversation.amended(priority=priority)
        case Assign(to):
            return conversation.amended(assignee=to)
        case Escalate(to, due_at, by):
            up = Escalation(to, situation.now, due_at, by)
            return conversation.amended(escalations=(*conversation.escalations, up))
        case AskPerson(reason):
            return conversation.needing(reason)
        case Send():
            return _written_to(conversation, effect, situation)
        case AddNote() | WriteDraft() | Mark() | Move():
            return conversation
        case _:
            assert_never(effect)


def _in_status(conversation: Conversation, effect: SetStatus, situation: Situation) -> Conversation:
    """A person who closes has looked; a rule that closes has not, and what asks for a person stays."""
    shut = effect.status in ("closed", "spam")
    return conversation.amended(
        status=effect.status,
        closed_at=situation.now if shut else None,
        needs=() if shut and situation.person else conversation.needs,
    )


def _written_to(conversation: Conversation, effect: Send, situation: Situation) -> Conversation:
    """A letter that is held counts as written: a person decides about it, no second one is queued beside it."""
    match effect.letter.purpose:
        case "acknowledgement":
            return conversation.amended(acknowledged_at=situation.now)
        case "reply" if not effect.letter.automatic:
            answered_at = conversation.answered_at or situation.now
            return conversation.amended(status="waiting", answered_at=answered_at)
        case _:
            return conversation  # an automatic answer stops no clock (peers.md, complaint 26)


def _seen(findings: Iterable[Finding]) -> dict[str, str]:
    seen: dict[str, str] = {}
    for finding in findings:
        if finding.within:
            seen.update(_seen(finding.within))
        elif finding.path:
            seen[field_of(finding.path)] = finding.seen
    return seen


@lru_cache(maxsize=4096)
def field_of(path: str) -> str:
    """The field at the end of a condition's path: `subject` of "any.0.subject", `header.x-spam` of "header.x-spam"."""
    parts = path.split(".")
    while len(parts) > 1 and (parts[0] in COMBINATORS or parts[0].isdigit()):
        parts.pop(0)
    return ".".join(parts)
