"""Reads `when`: conditions by their keys, combined by all, any and not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from csmail.config.rules import when_facts, when_text
from csmail.config.rules.when_text import path_under_when, texts
from csmail.config.yaml.part import Part, unknown
from csmail.config.yaml.types import Wrong, complaint
from csmail.reason import Reason
from csmail.rules import combinators
from csmail.rules.fields import Lenses
from csmail.rules.rule import Condition


@dataclass(slots=True)
class Reader:
    """What the conditions of all rules share: the names of the desks, the lenses."""

    desks: tuple[str, ...] = ()
    lenses: Lenses = field(default_factory=Lenses)

    def when(self, part: Part) -> Condition:
        """All conditions of a mapping. What is wrong is noted, and left out here."""
        found = [self._one(key, inner) for key, inner in part.mapping(KEYS).items()]
        together = tuple(condition for condition in found if condition is not None)
        return together[0] if len(together) == 1 else combinators.All(path_under_when(part), together)

    def _one(self, key: str, part: Part) -> Condition | None:
        try:
            if key in COMBINATORS:
                return COMBINATORS[key](self, part)
            if key in when_text.READERS:
                return when_text.READERS[key](part, self.lenses)
            if key == "desk":
                self._known_desks(part)
            return when_facts.READERS[key](part)
        except Wrong:
            return None

    def branches(self, part: Part) -> tuple[Condition, ...]:
        """The conditions that a combinator combines."""
        if not part.items():
            raise complaint(part, Reason("condition_expected"))
        return tuple(map(self.when, part.items()))

    def _known_desks(self, part: Part) -> None:
        for name in texts(part):
            if name not in self.desks:
                raise complaint(part, unknown(name, self.desks, "unknown_desk"))


def _all(reader: Reader, part: Part) -> Condition:
    """All of these conditions, which is also what several keys beside each other mean."""
    return combinators.All(path_under_when(part), reader.branches(part))


def _any(reader: Reader, part: Part) -> Condition:
    """At least one of these conditions."""
    if len(part.node.entries or ()) > 1:
        raise complaint(part, Reason("list_of_conditions_expected"))
    branches = reader.branches(part)
    return branches[0] if len(branches) == 1 else combinators.Any(path_under_when(part), branches)


def _not(reader: Reader, part: Part) -> Condition:
    """The opposite; of a list, that none of these holds."""
    inner = _any(reader, part) if part.node.items is not None else reader.when(part)
    return combinators.Not(inner.path, inner)


COMBINATORS: dict[str, Callable[[Reader, Part], Condition]] = {"all": _all, "any": _any, "not": _not}
KEYS = (*COMBINATORS, *when_text.READERS, *when_facts.READERS)
