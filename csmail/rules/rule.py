"""A rule: when these conditions hold, these actions are asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from csmail.actions.base import Action
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
class ActionCall:
    """One entry under `then`: the action with its parameters, and how it was written."""

    name: str
    action: Action
    parameters: str = ""

    @property
    def gives(self) -> bool:
        """Whether it chooses an agent: then the situation must say what each has to do."""
        return bool(getattr(self.action, "auto", False))

    @property
    def tags(self) -> frozenset[str]:
        """The tags that it always adds and nothing else; none for any other action."""
        fixed: frozenset[str] = getattr(self.action, "fixed", frozenset())
        return fixed


@dataclass(frozen=True, slots=True)
class Rule:
    """`desks` empty means every desk. `stop` ends the walk through the rules when this one hits."""

    name: str
    when: Condition
    then: tuple[ActionCall, ...]
    on: Arrival = "arrival"
    stop: bool = False
    desks: tuple[str, ...] = ()
