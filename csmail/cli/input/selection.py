"""Reads `--where` of a list: conditions on fields, and those of rules in one line, which ask for the conversation."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from csmail.cli.input import where
from csmail.cli.input.people import meant
from csmail.model.query import Among, Condition, all_hold, fields_of

if TYPE_CHECKING:
    from csmail.wiring import Wiring

PEOPLE = frozenset({"assignee", "author", "decided_by"})
"""Fields that hold an agent: `me` and names are understood there."""
LIKE_A_RULE = re.compile(r"\s*(?:\{|(?P<key>[a-z]+)\s*:\s)")
"""`tagged: late`, as in a file; a condition on a field has its sign without white space behind it, `tags:late`."""
OPEN = frozenset({"open", "waiting"})
Fits = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Asked:
    """`fields` are conditions on the lines of a list, `whens` those on the conversation behind a line."""

    fields: tuple[Condition, ...] = ()
    whens: tuple[str, ...] = ()

    def named(self, wiring: Wiring) -> Asked:
        """With the addresses of the agents whom it names."""
        return replace(self, fields=_named(wiring, self.fields))

    def __bool__(self) -> bool:
        return bool(self.fields or self.whens)


def asked(written: Iterable[str], noun: type, now: datetime) -> Asked:
    """What `--where` asks of `noun`. Raises UsageError for a condition on a field that cannot be asked."""
    every = tuple(written)
    whens = tuple(one for one in every if _is_when(one, fields_of(noun)))
    return Asked(where.conditions((one for one in every if one not in whens), noun, now), whens)


def _is_when(written: str, fields: Collection[str]) -> bool:
    """Whether it is written as `when` of a rule; a word that is neither is told as a condition that there is not."""
    found = LIKE_A_RULE.match(written)
    if found is None or found["key"] not in fields:
        return found is not None
    from csmail.config.rules.when import KEYS  # with it come the readers of rules

    return found["key"] in KEYS


def fitting(wiring: Wiring, whens: Iterable[str], fields: Iterable[Condition] = ()) -> Fits:
    """Whether a conversation fits all of them; what has no conversation fits none. Raises UsageError."""
    of_fields = _named(wiring, fields)
    conditions = [wiring.selection(one) for one in whens]
    if not (conditions or of_fields):
        return lambda id: True

    def fits(id: str) -> bool:
        from csmail.desk.bulk.selection import fits as all_fit

        found = wiring.store.conversation(id) if id else None
        if found is None or found.desk not in wiring.desks or not all_hold(found, of_fields):
            return False
        return all(all_fit(wiring.desk(found.desk), condition, found) for condition in conditions)

    return fits


def _named(wiring: Wiring, conditions: Iterable[Condition]) -> tuple[Condition, ...]:
    desks = tuple(entry.desk for entry in wiring.config.desks.values())

    def named(one: Condition) -> Condition:
        if one.field.name not in PEOPLE or not isinstance(one.test, Among):
            return one
        people = (one.field.folded(meant(value, "", desks)) for value in one.test.values)
        return replace(one, test=Among(frozenset(people)))

    return tuple(map(named, conditions))


def statuses(wiring: Wiring, whens: Iterable[str]) -> frozenset[str]:
    """The statuses that such conditions look through: closed ones and spam where they are named."""
    written = tuple(whens)
    if not written:
        return OPEN
    from csmail.desk.bulk import selection  # with it comes what reads mail

    return selection.USUAL.union(*(selection.statuses(wiring.selection(one)) for one in written))
