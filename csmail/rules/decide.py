"""Decides what a situation asks for: a fold over the rules, each step seeing what the steps before left."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from csmail.model.effects import AskPerson, Effect
from csmail.model.receipt import Step
from csmail.model.situation import Situation
from csmail.rules.amend import amend
from csmail.rules.conditions import field_of
from csmail.rules.rule import Asked, Condition, Finding, Rule

CHANGING = frozenset({"tagged", "status", "priority", "assignee"})


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided, and all that `csmail why` and `csmail rules explain` need to tell it.

    `misses` maps a rule to the path of the condition that settled it, `seen` a field to the value looked at,
    `passed_over` each rule that was not asked to the reason. `looked` are the rules that were, each with the
    situation it met.
    """

    situation: Situation
    steps: tuple[Step, ...] = ()
    hits: tuple[str, ...] = ()
    misses: Mapping[str, str] = field(default_factory=dict)
    seen: Mapping[str, str] = field(default_factory=dict)
    passed_over: Mapping[str, str] = field(default_factory=dict)
    looked: tuple[tuple[Rule, Situation], ...] = ()

    @property
    def findings(self) -> dict[str, Finding]:
        """Each rule that was asked, with what settled it; looked up again, so not for the hot road."""
        return {rule.name: rule.when.check(situation) for rule, situation in self.looked}


Objection = Callable[[Situation, tuple[Effect, ...]], str]


def unopposed(situation: Situation, effects: tuple[Effect, ...]) -> str:
    """The objection of nobody."""
    return ""


def decide(rules: Iterable[Rule], situation: Situation, objection: Objection = unopposed) -> Decision:
    """Walk through the rules in order. What an action raises is our bug and goes up.

    `objection` says why effects cannot be (a letter whose template cannot be filled): such a step withholds itself
    here, inside the fold, or a later rule would believe that the acknowledgement is on its way.
    """
    walk = _Walk(situation, objection)
    on, desk = situation.on, situation.desk.name
    for rule in rules:
        if walk.stopped or rule.on != on or (rule.desks and desk not in rule.desks):
            walk.passed_over[rule.name] = walk.stopped or _why_not(rule, situation)
            continue
        walk.looked.append((rule, walk.situation))
        missed = rule.when.miss(walk.situation)
        if missed is None:
            walk.hit(rule)
            continue
        walk.misses[rule.name] = missed.path
        if missed.looks_at not in walk.noted:
            walk.note(missed)
    return walk.decision(situation)


def _why_not(rule: Rule, situation: Situation) -> str:
    return f"it is for on: {rule.on}" if rule.on != situation.on else f"it is for {', '.join(rule.desks)}"


@dataclass(slots=True)
class _Walk:
    """One walk through the rules: where it stands and what it has met. 50 rules are met by every mail."""

    situation: Situation
    objection: Objection
    steps: list[Step] = field(default_factory=list)
    hits: list[str] = field(default_factory=list)
    misses: dict[str, str] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)
    passed_over: dict[str, str] = field(default_factory=dict)
    looked: list[tuple[Rule, Situation]] = field(default_factory=list)
    noted: set[str] = field(default_factory=set)
    stopped: str = ""

    def hit(self, rule: Rule) -> None:
        finding = rule.when.check(self.situation)
        self.hits.append(rule.name)
        self.seen.update(_seen(finding))
        asker = self.situation.amended(by=rule.name, captures=dict(finding.captures))
        taken, self.situation = take(asker, rule.then, rule.name, self.objection)
        self.steps.extend(taken)
        # What the actions changed, the next condition sees differently.
        self.noted = {key for key in self.noted if CHANGING.isdisjoint(key.split("|"))}
        if rule.stop:
            self.stopped = f"rule {rule.name!r} says stop"

    def note(self, missed: Condition) -> None:
        """Keep what the condition saw, once for all conditions that look at the same."""
        self.noted.add(missed.looks_at)
        self.seen.update(_seen(missed.check(self.situation)))

    def decision(self, before: Situation) -> Decision:
        after = self.situation
        if self.hits:
            after = after.amended(by=before.by, captures=before.captures)
        steps, hits, looked = tuple(self.steps), tuple(self.hits), tuple(self.looked)
        return Decision(after, steps, hits, self.misses, self.seen, self.passed_over, looked)


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


def _seen(finding: Finding) -> dict[str, str]:
    """What each condition of the finding saw, by its field."""
    if not finding.within:
        return {field_of(finding.path): finding.seen} if finding.path else {}
    seen: dict[str, str] = {}
    for inner in finding.within:
        seen.update(_seen(inner))
    return seen
