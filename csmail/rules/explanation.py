"""Tells of rules that were asked which of them missed on what, and what they saw; worked out when somebody asks.

A mail that comes only notes which rules hit: of 10,000 rules 9,998 miss, and to write down each one's reason cost ten
times as much as deciding.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from csmail.model.message import Message
from csmail.model.situation import Situation
from csmail.rules.combinators import All, Any
from csmail.rules.conditions import Leaf, Matches, field_of
from csmail.rules.fields import FieldMatcher
from csmail.rules.rule import Condition, Finding, Rule

CHANGING = frozenset({"tagged", "status", "priority", "assignee", "mood", "hours", "clock"})

Met = Sequence[tuple[int, Situation]]
"""From which rule on (its number) which situation was met."""
Sight = tuple[Condition, Situation]
"""A condition that settled something, with the situation it saw."""
Patterns = frozenset[tuple[FieldMatcher, int]]


@dataclass(frozen=True, slots=True)
class Explanation:
    """`misses` maps a rule to the path of the condition that settled it, `seen` a field to the value looked at."""

    misses: dict[str, str] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)


def looked(asked: Sequence[Rule], met: Met) -> Iterator[tuple[Rule, Situation]]:
    """Each rule with the situation it met."""
    ends = (*(number for number, _ in met[1:]), len(asked))
    for (begin, situation), end in zip(met, ends, strict=True):
        for rule in asked[begin:end]:
            yield rule, situation


def explanation(asked: Sequence[Rule], met: Met, hits: Collection[str]) -> Explanation:
    """The explanation of a walk through `asked` (up to the rule that said stop) in which the rules `hits` hit."""
    told = _Told(met[0][1])
    for number, (rule, situation) in enumerate(looked(asked, met)):
        if rule.name in hits:
            told.hit(number, rule, situation)
        else:
            told.miss(rule, situation)
    return Explanation(told.misses, told.seen())


class _Told:
    """What is told once a field: of three rules that hit the text, only the last one's place in it.

    `shut` holds, for what the condition looks at that made a rule miss without being asked, the first such condition.
    """

    def __init__(self, before: Situation) -> None:
        self.before = before
        self.misses: dict[str, str] = {}
        self.shut: dict[str, Condition | None] = {}
        self.sights: dict[str, Sight] = {}

    def hit(self, number: int, rule: Rule, situation: Situation) -> None:
        self._gated(rule)
        # A combinator tells of several fields, not always of the same ones: nothing takes its place.
        key = rule.when.looks_at if isinstance(rule.when, Leaf) else f"{number}"
        self.sights.pop(key, None)
        self.sights[key] = (rule.when, situation)

    def miss(self, rule: Rule, situation: Situation) -> None:
        shut = self._gated(rule)
        missed = shut or rule.when.miss(situation)
        self.misses[rule.name] = missed.path if missed else rule.when.path
        if shut is not None:
            self.shut[shut.looks_at] = self.shut[shut.looks_at] or shut
        elif missed is not None and (missed.looks_at not in self.sights or _changes(missed.looks_at)):
            self.sights[missed.looks_at] = (missed, situation)

    def _gated(self, rule: Rule) -> Condition | None:
        """The condition that missed because no pattern of it occurs, if that settles the rule."""
        found = first_patterns(rule.when)
        if found is None:
            return None
        patterns, condition = found
        self.shut.setdefault(condition.looks_at, None)
        return None if _occurs(patterns, self.before.message) else condition

    def seen(self) -> dict[str, str]:
        """What was looked at, by field; of a text that was hit, the place that was."""
        seen: dict[str, str] = {}
        for looks_at, shut in self.shut.items():
            if shut is not None and looks_at not in self.sights:
                _tell(seen, shut.check(self.before))
        for condition, situation in self.sights.values():
            _tell(seen, condition.check(situation))
        return seen


def first_patterns(condition: Condition) -> tuple[Patterns, Condition] | None:
    """Patterns of which one must occur, and the condition that has missed when none does.

    None when it may hit without a pattern, or miss on something else before.
    """
    match condition:
        case Matches(patterns=patterns):
            return frozenset(patterns), condition
        case All(conditions=(first, *_)):
            return first_patterns(first)
        case Any(conditions=inner):
            needed = [_needed(one) for one in inner]
            known = [patterns for patterns in needed if patterns is not None]
            return (frozenset().union(*known), condition) if len(known) == len(needed) else None
        case _:
            return None


def _needed(condition: Condition) -> Patterns | None:
    """Patterns without one of which the condition misses, on whatever: an `Any` around it is what has missed then."""
    if isinstance(condition, All):
        return next((found for one in condition.conditions if (found := _needed(one)) is not None), None)
    whole = first_patterns(condition)
    return whole[0] if whole else None


def _occurs(patterns: Patterns, message: Message | None) -> bool:
    return any(number in matcher.look(message).hits for matcher, number in patterns)


@lru_cache(maxsize=1024)
def _changes(looks_at: str) -> bool:
    """Whether actions change what a condition looks at, so that the next one sees it differently."""
    return not CHANGING.isdisjoint(looks_at.split("|"))


def _tell(seen: dict[str, str], finding: Finding) -> None:
    """Add what each condition of the finding saw, by its field."""
    if finding.within:
        for inner in finding.within:
            _tell(seen, inner)
    elif finding.path:
        seen[field_of(finding.path)] = finding.seen
