"""The conditions of rules: each looks at one thing of a situation, says whether it hits, and what it saw.

What combines them stands in `combinators`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from csmail.model.situation import Situation
from csmail.rules import values
from csmail.rules.fields import SEEN, FieldMatcher, FieldText, one_line
from csmail.rules.rule import Condition, Finding

if TYPE_CHECKING:
    from csmail.tone.judge import Mood

NOTHING = "(nothing)"
COMBINATORS = frozenset({"all", "any", "not"})


@lru_cache(maxsize=4096)
def field_of(path: str) -> str:
    """The field at the end of a condition's path: `subject` of "any.0.subject", `header.x-spam` of "header.x-spam"."""
    parts = path.split(".")
    while len(parts) > 1 and (parts[0] in COMBINATORS or parts[0].isdigit()):
        parts.pop(0)
    return ".".join(parts)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A condition that looks at one field, named by its path."""

    path: str
    looks_at: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "looks_at", field_of(self.path))


@dataclass(frozen=True, slots=True)
class Matches(Leaf):
    """Text against patterns: hits when the pattern of one of these lenses does."""

    patterns: tuple[tuple[FieldMatcher, int], ...]

    def miss(self, situation: Situation) -> Condition | None:
        message = situation.message
        for matcher, number in self.patterns:
            if number in matcher.look(message).hits:
                return None
        return self

    def check(self, situation: Situation) -> Finding:
        seen = []
        for matcher, number in self.patterns:
            look = matcher.look(situation.message)
            if number in look.hits:
                return Finding(
                    True, self.path, _around(matcher, number, look), matcher.patterns.captures(number, look.text)
                )
            seen.append(look.seen)
        return Finding(False, self.path, " | ".join(seen)[:SEEN])


def _around(matcher: FieldMatcher, number: int, look: FieldText) -> str:
    """The place that hit: in a long text its beginning says nothing."""
    if len(look.text) <= SEEN:
        return look.seen
    return one_line(matcher.patterns.around(number, look.text, SEEN))


@dataclass(frozen=True, slots=True)
class OneOf(Leaf):
    """A word the situation has (kind, status, language ...) against a list of them."""

    values: frozenset[str]
    read: Callable[[Situation], str]

    def miss(self, situation: Situation) -> Condition | None:
        return None if self.read(situation) in self.values else self

    def check(self, situation: Situation) -> Finding:
        seen = self.read(situation)
        return Finding(seen in self.values, self.path, seen or NOTHING)


@dataclass(frozen=True, slots=True)
class Tagged(Leaf):
    """Hits when the conversation has one of these tags."""

    tags: frozenset[str]

    def miss(self, situation: Situation) -> Condition | None:
        return self if self.tags.isdisjoint(situation.conversation.tags) else None

    def check(self, situation: Situation) -> Finding:
        tags = situation.conversation.tags
        return Finding(not self.tags.isdisjoint(tags), self.path, ", ".join(sorted(tags))[:SEEN] or NOTHING)


@dataclass(frozen=True, slots=True)
class CustomerTagged(Leaf):
    """Hits when the customer has one of these tags."""

    tags: frozenset[str]

    def miss(self, situation: Situation) -> Condition | None:
        return self if self.tags.isdisjoint(situation.customer.tags) else None

    def check(self, situation: Situation) -> Finding:
        tags = situation.customer.tags
        return Finding(not self.tags.isdisjoint(tags), self.path, ", ".join(sorted(tags))[:SEEN] or NOTHING)


@dataclass(frozen=True, slots=True)
class HasMood(Leaf):
    """The mood of the customer; somebody upset and in haste is both."""

    moods: frozenset[str]

    def miss(self, situation: Situation) -> Condition | None:
        found = _mood(situation)
        return self if self.moods.isdisjoint(found.tags or (found.name,)) else None

    def check(self, situation: Situation) -> Finding:
        return Finding(self.miss(situation) is None, self.path, _mood(situation).line)


@dataclass(frozen=True, slots=True)
class Holds(Leaf):
    """Something that is so or not so (a list, an attachment, a known customer)."""

    expected: bool
    read: Callable[[Situation], bool]

    def miss(self, situation: Situation) -> Condition | None:
        return None if self.read(situation) is self.expected else self

    def check(self, situation: Situation) -> Finding:
        seen = self.read(situation)
        return Finding(seen is self.expected, self.path, "yes" if seen else "no")


@dataclass(frozen=True, slots=True)
class Bounds(Leaf):
    """A number strictly over one bound, strictly under another; None as a bound does not count.

    A situation without such a number never hits.
    """

    over: float | None
    under: float | None
    read: Callable[[Situation], float | None]
    shown: Callable[[float], str]

    def miss(self, situation: Situation) -> Condition | None:
        return None if self.check(situation).hit else self

    def check(self, situation: Situation) -> Finding:
        seen = self.read(situation)
        if seen is None:
            return Finding(False, self.path, NOTHING)
        fits = (self.over is None or seen > self.over) and (self.under is None or seen < self.under)
        return Finding(fits, self.path, self.shown(seen))


@dataclass(frozen=True, slots=True)
class EndsIn(Leaf):
    """A text that ends in one of these (a customer's address: `<a@b>`, of a domain: `@b>`)."""

    ends: tuple[str, ...]
    read: Callable[[Situation], str]

    def miss(self, situation: Situation) -> Condition | None:
        return None if self.check(situation).hit else self

    def check(self, situation: Situation) -> Finding:
        seen = self.read(situation)
        return Finding(seen.endswith(self.ends), self.path, seen[:SEEN] or NOTHING)


@dataclass(frozen=True, slots=True)
class Authenticated(Leaf):
    """What a trusted server found of a method (dmarc, spf, dkim); "unknown" when no such server says it."""

    method: str
    results: frozenset[str]

    def miss(self, situation: Situation) -> Condition | None:
        return None if self.check(situation).hit else self

    def check(self, situation: Situation) -> Finding:
        seen = values.authentication(situation.message, situation.desk).get(self.method, "unknown")
        return Finding(seen in self.results, self.path, seen)


@dataclass(frozen=True, slots=True)
class Always(Leaf):
    """What a rule without `when` has."""

    path: str = ""

    def miss(self, situation: Situation) -> Condition | None:
        return None

    def check(self, situation: Situation) -> Finding:
        return Finding(True, "")


def _mood(situation: Situation) -> Mood:
    from csmail.tone.asked import mood  # rules that ask for no mood do without its word lists

    return mood(situation)
