"""Asks the actions of a rule, or of a person, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from csmail.actions.base import ASKING
from csmail.model.effects import AskPerson, Effect
from csmail.model.reason import Reason
from csmail.model.receipt import Step
from csmail.model.situation import Situation
from csmail.rules.amend import amend
from csmail.rules.rule import ActionCall

Veto = Callable[[Situation, tuple[Effect, ...]], Reason | None]


def unopposed(situation: Situation, effects: tuple[Effect, ...]) -> None:
    """The veto of nobody."""


def run_actions(
    situation: Situation, asked: Iterable[ActionCall], rule: str, veto: Veto = unopposed
) -> tuple[list[Step], Situation]:
    """Ask each action in turn; it declines or its effects are applied before the next is asked."""
    steps = []
    for one in asked:
        withheld = one.action.withheld(situation)
        effects = () if withheld else one.action.effects(situation)
        opposed = None if withheld else veto(situation, effects)
        if opposed:
            withheld, effects = opposed, ()
        steps.append(Step(rule, one.name, one.parameters, withheld, effects))
        if withheld and withheld.code in ASKING:
            effects = (AskPerson(withheld),)
        situation = amend(situation, (AskPerson(_by(one.name, opposed)),) if opposed else effects)
    return steps, situation


def _by(action: str, opposed: Reason) -> Reason:
    """The reason with the action it stopped, so that a person knows what is missing."""
    return replace(opposed, evidence=(("action", action), *opposed.evidence))
