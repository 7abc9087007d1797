"""What a letter may be told: facts go to the owner alone, as text; whatever is missing becomes a gap.

| what is so | what stands in the draft |
| --- | --- |
| no value to look up, no row, two rows, no such column | a gap that says so |
| the source is late, refuses, rests | a gap that says so |
| somebody else who is no colleague reads the mail too | a gap that names him |
| nobody can be sure who wrote, or the row is somebody else's | a gap: not the owner, no word of the row |
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from csmail.desk.customers.find import by_address, keys_of, records_of
from csmail.desk.fact_sources import Answer, Lookups
from csmail.mail.address import is_internal, is_own, key
from csmail.mail.autoreply.owner import proven
from csmail.mail.mime.charset import clean
from csmail.model.audience import Audience
from csmail.model.desk import Desk
from csmail.model.lookup import LookupTerms
from csmail.model.message import Message
from csmail.model.reason import Reason
from csmail.model.situation import Situation
from csmail.ports import Customers, FactSheet, FactTable
from csmail.ports.lookup import Row
from csmail.rules.rule import Rule
from csmail.wording import reasons

LONGEST = 500
AT_ONCE = 4
"""Questions side by side: of so many sources a text says something at once."""
MARKS = str.maketrans({"⟦": "(", "⟧": ")", "[": "(", "]": ")"})
"""A value must not look like a gap, nor hide one."""


@dataclass(frozen=True, slots=True)
class Found:
    """The row, if the asker may have it; else why not."""

    row: Row | None = None
    why: Reason | None = None
    at: datetime | None = None


class Sheet(Mapping[str, str]):
    """The fields of one lookup, asked for when a template says the first of them, or before (`ahead`)."""

    def __init__(self, terms: LookupTerms, ask: Callable[[], Found]) -> None:
        self._terms, self._ask = terms, ask
        self._found: Found | None = None

    def why_not(self, field: str) -> Reason | None:
        """Why there is nothing to say; None when there is."""
        column = self._terms.fields.get(field)
        if column is None:
            return Reason.of("lookup_no_field", field=field, known=", ".join(sorted(self._terms.fields)))
        if self.look().why is not None or self.look().row is None:
            return self.look().why
        return None if self._value(column) else Reason("lookup_empty")

    def look(self) -> Found:
        """Ask, once. Raises StoreError."""
        if self._found is None:
            self._found = self._ask()
        return self._found

    def __getitem__(self, field: str) -> str:
        if self.why_not(field) is not None:
            raise KeyError(field)
        return self._value(self._terms.fields[field])

    def __iter__(self) -> Iterator[str]:
        return iter(self._terms.fields)

    def __len__(self) -> int:
        return len(self._terms.fields)

    def _value(self, column: str) -> str:
        row = self._found.row if self._found and self._found.row else {}
        return clean(row.get(column.lower(), ""), LONGEST).translate(MARKS).strip()


class Gaps(Mapping[str, str]):
    """What stands in a gap of the same sheet, in the language of the desk: an agent reads it."""

    def __init__(self, sheet: Sheet, language: str) -> None:
        self._sheet, self._language = sheet, language

    def __getitem__(self, field: str) -> str:
        why = self._sheet.why_not(field)
        if why is None:
            raise KeyError(field)
        return reasons.words(why, self._language).translate(MARKS)

    def __iter__(self) -> Iterator[str]:
        return (field for field in self._sheet if self._sheet.why_not(field))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def sheets(
    situation: Situation, audience: Audience, lookups: Lookups, store: Customers, rules: Sequence[Rule]
) -> dict[str, FactSheet | FactTable]:
    """What a draft, or a reply by hand, may say to this audience, by the name of the lookup, and `lookup` for a value
    that somebody writes himself; nothing is asked before it is said."""

    def sheet(name: str, called: str, valued: Callable[[LookupTerms], str]) -> FactSheet:
        terms = lookups.sources[name].terms

        def ask() -> Found:
            value = valued(terms)
            others = None if terms.public else _others(store, situation, audience)
            if others is not None:
                return Found(why=others)
            return look_up(lookups, name, value, owners(store, situation.message, situation.desk))

        facts = Sheet(terms, ask)
        return FactSheet(called, facts, Gaps(facts, situation.desk.language))

    def by_hand(name: str, value: str) -> FactSheet:
        if name not in lookups.sources:
            why = reasons.words(Reason.of("no_such_lookup", name=clean(name, 40)), situation.desk.language)
            return FactSheet(f"lookup: {why.translate(MARKS)}", {})
        return sheet(name, f"{name} {clean(value, 40).translate(MARKS)}", lambda terms: value)

    found: dict[str, FactSheet | FactTable] = {"lookup": FactTable(by_hand)}
    for name in lookups.sources:
        found[name] = sheet(name, name, lambda terms: value_for(situation, terms, rules))
    return found


def ahead(facts: Mapping[str, FactSheet | FactTable], names: Collection[str]) -> None:
    """Ask for what a text will say before it is said, side by side: it takes as long as the slowest. Raises StoreError.

    One is asked when it is said: threads would cost more than they save.
    """
    wanted = [one.values for name in names if isinstance(one := facts.get(name), FactSheet)]
    sheets = [one for one in wanted if isinstance(one, Sheet)]
    if len(sheets) > 1:
        with ThreadPoolExecutor(max_workers=min(len(sheets), AT_ONCE), thread_name_prefix="lookups") as pool:
            list(pool.map(Sheet.look, sheets))


def _others(store: Customers, situation: Situation, audience: Audience) -> Reason | None:
    """Why facts of one customer may not stand in this mail: somebody else who is no colleague reads it too.

    Each address has to be one of the record of whoever wrote. Raises StoreError.
    """
    author = proven(situation.message, situation.desk) if situation.message is not None else None
    hers = frozenset(keys_of(store, author)) if author else frozenset()
    desk = situation.desk
    strangers = (spec for spec in audience.envelope if not (is_own(spec, desk) or is_internal(spec, desk)))
    other = next((spec for spec in strangers if key(spec) not in hers), None) if author else None
    return Reason.of("lookup_others_read", who=other) if other else None


def value_for(situation: Situation, terms: LookupTerms, rules: Sequence[Rule]) -> str:
    """What is looked up: what the rule found under that name; by hand what any rule would find in the mail."""
    names = tuple(filter(None, (terms.name, terms.key)))
    found = next((situation.captures[name] for name in names if situation.captures.get(name)), "")
    if found or not situation.person:
        return found
    captures = (dict(rule.when.check(situation).captures) for rule in rules)
    return next((each[name] for each in captures for name in names if each.get(name)), "")


def look_up(lookups: Lookups, name: str, value: str, owners: frozenset[str]) -> Found:
    """The row under `value`, for whom `owners` are the proven addresses. Raises StoreError."""
    terms = lookups.sources[name].terms
    if not value.strip():
        return Found(why=Reason.of("lookup_without_value", name=name))
    if not terms.public and not owners:
        return Found(why=Reason("lookup_nobody_proven"))
    found = anybody(lookups, name, value)
    if found.row is not None and not terms.public and key(found.row.get(terms.owner.lower(), "")) not in owners:
        return Found(why=Reason("lookup_not_the_owner"))
    return found


def anybody(lookups: Lookups, name: str, value: str) -> Found:
    """The row under `value`, for an agent to see: no owner is asked for. Raises StoreError."""
    answer = lookups.ask(name, value.strip()[:LONGEST])
    return Found(why=answer.why) if answer.why is not None else _single(name, value, answer)


def _single(name: str, value: str, answer: Answer) -> Found:
    if len(answer.rows) != 1:
        code = "lookup_several" if answer.rows else "lookup_nothing"
        return Found(why=Reason.of(code, name=name, value=clean(value, 40)))
    return Found(answer.rows[0], at=answer.at)


def owners(store: Customers, message: Message | None, desk: Desk) -> frozenset[str]:
    """The address keys that are proven to be those of whoever wrote this message; none when that is in doubt.

    Other addresses of the same customer count once a mail from them was proven. Raises StoreError.
    """
    author = proven(message, desk) if message is not None else None
    if author is None:
        return frozenset()
    person = by_address(store, author)
    others = records_of(store, person) if person else ()
    return frozenset({key(author), *(one.key for one in others if one.proven_at is not None)})
