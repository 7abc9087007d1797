"""Finds the action that was planned for later among the rules as they are now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from csmail.actions.ask import Ask
from csmail.model.follow_up import FollowUp
from csmail.rules.rule import ActionCall, Rule


def call(one: FollowUp, rules: Sequence[Rule]) -> ActionCall | None:
    """The action of the rule that planned it; None when the rules say nothing of the kind any more.

    A template that was put right since is used as it is now; what a person planned needs no rule.
    """
    if one.action == "ask":
        return ActionCall("ask", Ask(one.parameters), one.parameters)
    calls = (call for rule in rules if rule.name == one.rule for call in _planned(rule))
    return next((call for call in calls if (call.name, call.parameters) == (one.action, one.parameters)), None)


def _planned(rule: Rule) -> Iterator[ActionCall]:
    for asked in rule.then:
        yield from getattr(asked.action, "do", ())
