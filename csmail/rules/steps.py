"""Asks the actions of a rule, or of a person, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from csmail.model.effects import AskPerson, Effect
from csmail.model.receipt import Step
from csmail.model.situation import Situation
from csmail.rules.amend import amend
from csmail.rules.rule import Asked

Objection = Callable[[Situation, tuple[Effect, ...]], str]


def unopposed(situation: Situation, effects: tuple[Effect, ...]) -> str:
    """The objection of nobody."""
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
