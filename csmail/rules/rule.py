"""A rule: when these conditions hold, these actions are asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from csmail.actions.base import ActionCall as ActionCall
from csmail.model.follow_up import RuleTimes
from csmail.model.receipt import Arrival
from csmail.model.situation import Situation


@dataclass(frozen=True, slots=True)
class Finding:
    """What one condition says of a situation.

    `path` is where the condition stands under `when` ("any.0.subject"); `seen` is the value looked at, for people.
    `captures` are the named groups of a regular expression that hit. `within` holds what the branches of a
    combinator found, as far as they were looked at.
    """

    hit: bool
    path: str
    seen: str = ""
    captures: tuple[tuple[str, str], ...] = ()
    within: tuple[Finding, ...] = ()


class Condition(Protocol):
    """A condition is pure. `path` is where it stands under `when`, `looks_at` the field or fields it is about.

    `check` returns its finding; a combinator returns the finding that settled it. `miss` asks the same in a tenth of
    the time (a finding costs a microsecond, and 50 rules are asked about every mail): the condition that made it miss,
    None when it hits.
    """

    @property
    def path(self) -> str: ...
    @property
    def looks_at(self) -> str: ...
    def check(self, situation: Situation) -> Finding: ...
    def miss(self, situation: Situation) -> Condition | None: ...


@dataclass(frozen=True, slots=True)
class Rule:
    """`desks` empty means every desk. `stop` ends the walk through the rules when this one hits. `after` are the
    silences of a customer at which a rule `on: silence` is asked."""

    name: str
    when: Condition
    then: tuple[ActionCall, ...]
    on: Arrival = "arrival"
    stop: bool = False
    desks: tuple[str, ...] = ()
    after: tuple[timedelta, ...] = ()


def times(rules: Iterable[Rule]) -> RuleTimes:
    """What these rules wait for."""
    every = tuple(rules)
    silences = {span for rule in every for span in rule.after}
    return RuleTimes(tuple(sorted(silences)), any(rule.on == "closed" for rule in every))
