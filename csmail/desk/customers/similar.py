"""Customers who may be one person: proposed, never merged by itself."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from csmail.mail.address import domain
from csmail.mail.address.classify import is_shared
from csmail.model.address import key
from csmail.model.customer import Customer
from csmail.ports import Store

NUMBER = re.compile(r"(?<!\d)\d{5,20}(?!\d)")
MOST = 4
"""Customers with the same number or name; what more of them share says nothing about them (a year, a company)."""
Why = Literal["order", "name"]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two who may be one, and why: they wrote of the same number, or have a name and a domain in common."""

    one: Customer
    other: Customer
    why: Why
    what: str


def pairs(store: Store) -> Iterator[Pair]:
    """Reads all records, and the subjects of all conversations. Raises StoreError."""
    people = {one.id: one for one in store.customers() if not one.merged_into}
    named: defaultdict[str, set[str]] = defaultdict(set)
    ids: dict[str, str] = {}
    for one in store.customers():
        person = people.get(one.merged_into or one.id)
        ids[one.key] = person.id if person else ""
        # At a company two of one name are nearly always one; at a free-mail host they are two.
        if person and person.name and not is_shared(domain(one.address)):
            named[f"{' '.join(person.name.casefold().split())} @{domain(one.address)}"].add(person.id)
    yield from _pairs(people, named.items(), "name")
    yield from _pairs(people, _numbers(store, ids).items(), "order")


def _numbers(store: Store, ids: dict[str, str]) -> dict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for one in store.conversations():
        id = ids.get(key(one.customer.spec), "") if one.customer else ""
        for number in NUMBER.findall(one.subject) if id else ():
            found[number].add(id)
    return found


def _pairs(people: dict[str, Customer], groups: Iterable[tuple[str, set[str]]], why: Why) -> Iterator[Pair]:
    for what, ids in sorted(groups):
        if len(ids) <= MOST:
            for one, other in combinations(sorted(ids), 2):
                yield Pair(people[one], people[other], why, what)
