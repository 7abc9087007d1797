"""The gate of a condition: what must be so of a situation before the condition can hit at all."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Protocol

from csmail.model.situation import Situation
from csmail.rules import values
from csmail.rules.combinators import All, Any
from csmail.rules.conditions import Authenticated, EndsIn, Holds, Matches, OneOf, Tagged
from csmail.rules.rule import Condition

BEGINNINGS = "<@."
"""What the end of an address begins with that a rule names: the whole of it, its domain, a domain above that."""
CHANGED_BY_ACTIONS = frozenset(
    {values.status, values.priority, values.assignee, values.assigned, values.hours, values.clock}
)
"""What another desk brings, its hours, changes with `transfer`."""


class Source(Protocol):
    """Something that situations have values of; `changing`: an action may give it others.

    `spread` says how few situations share a value: the fewer, the fewer rules are asked for nothing.
    """

    @property
    def changing(self) -> bool: ...
    @property
    def spread(self) -> int: ...
    def values(self, situation: Situation) -> Iterable[Hashable]: ...


Gate = frozenset[tuple[Source, Hashable]]
"""Values of which a situation must have one."""


@dataclass(frozen=True, slots=True)
class Word:
    """What a condition reads: a word, or whether something is so."""

    read: Callable[[Situation], Hashable]
    spread: int = 1

    @property
    def changing(self) -> bool:
        return self.read in CHANGED_BY_ACTIONS

    def values(self, situation: Situation) -> Iterable[Hashable]:
        return (self.read(situation),)


@dataclass(frozen=True, slots=True)
class Tags:
    """The tags of the conversation."""

    changing: bool = True
    spread: int = 2

    def values(self, situation: Situation) -> Iterable[Hashable]:
        return situation.conversation.tags


@dataclass(frozen=True, slots=True)
class Ends:
    """The ends of an address that a rule can name."""

    read: Callable[[Situation], str]
    changing: bool = False
    spread: int = 3

    def values(self, situation: Situation) -> Iterable[Hashable]:
        text = self.read(situation)
        return (text[at:] for at, sign in enumerate(text) if sign in BEGINNINGS)


@dataclass(frozen=True, slots=True)
class Result:
    """What a trusted server found by this method of authentication."""

    method: str
    changing: bool = False
    spread: int = 1

    def values(self, situation: Situation) -> Iterable[Hashable]:
        return (values.authentication(situation.message, situation.desk).get(self.method, "unknown"),)


def gate(condition: Condition) -> Gate | None:
    """The gate of a condition; None when it may hit whatever a situation has."""
    match condition:
        case All(conditions=inner):
            # Any one of them will do, for all must hit: the one that lets the fewest situations in.
            return max((found for one in inner if (found := gate(one)) is not None), key=_spread, default=None)
        case Any(conditions=inner):
            known = [found for one in inner if (found := gate(one)) is not None]
            return frozenset().union(*known) if len(known) == len(inner) else None
        case _:
            return _of_leaf(condition)


def _of_leaf(condition: Condition) -> Gate | None:
    match condition:
        case Matches(patterns=patterns):
            return frozenset(patterns)
        case OneOf(values=words, read=read):
            return frozenset((Word(read), word) for word in words)
        case Holds(expected=expected, read=truth):
            return frozenset({(Word(truth), expected)})
        case Tagged(tags=tags):
            return frozenset((Tags(), tag) for tag in tags)
        case EndsIn(ends=ends, read=text) if all(end[:1] and end[0] in BEGINNINGS for end in ends):
            return frozenset((Ends(text), end) for end in ends)
        case Authenticated(method=method, results=results):
            return frozenset((Result(method), result) for result in results)
        case _:
            return None


def _spread(found: Gate) -> int:
    return min((source.spread for source, _ in found), default=0)
