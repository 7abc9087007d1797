"""Customers from a table: who is new, what is added to who is known; what is there is never taken away."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from csmail.desk.customers.by_hand import Asker, Done, carried_out, receipt
from csmail.desk.customers.find import is_customer, leading
from csmail.desk.customers.new import new_record
from csmail.model.address import Address, key, sound
from csmail.model.changes import Changes
from csmail.model.customer import Customer, Joined, Remark
from csmail.model.reason import Reason

LANGUAGE = re.compile(r"[a-z]{2,3}")
APART = re.compile(r"[\s,;]+")
COLUMNS = ("email", "name", "language", "tags", "note", "leave_alone")
YES = frozenset({"yes", "y", "ya", "true", "1", "x"})
NO = frozenset({"", "no", "n", "tidak", "false", "0"})


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the table: the addresses of one person, and what is to be known of her."""

    line: int
    addresses: tuple[str, ...]
    name: str = ""
    language: str = ""
    tags: frozenset[str] = frozenset()
    note: str = ""
    left_alone: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in which line."""

    line: int
    reason: Reason


def entry(line: int, cells: dict[str, str]) -> Entry | Fault:
    """What a line says."""
    addresses = tuple(filter(None, APART.split(cells["email"])))
    wrong = next((one for one in addresses if not sound(one)), "")
    language, alone = cells.get("language", "").lower(), cells.get("leave_alone", "").lower()
    if not addresses:
        return Fault(line, Reason("import_without_address"))
    if wrong:
        return Fault(line, Reason.of("import_no_address", written=wrong))
    if language and not LANGUAGE.fullmatch(language):
        return Fault(line, Reason.of("not_a_language", written=language))
    if alone not in YES | NO:
        return Fault(line, Reason.of("import_yes_or_no", column="leave_alone", written=alone))
    tags = frozenset(filter(None, APART.split(cells.get("tags", "").lower())))
    return Entry(line, addresses, cells.get("name", ""), language, tags, cells.get("note", ""), alone in YES)


def taken(asker: Asker, entries: Iterable[Entry]) -> Done:
    """Make or complete the records of these people in one commit. Raises Conflict, StoreError."""
    wanted = tuple(entries)

    def decide() -> Done:
        table = _Table(asker)
        for one in wanted:
            table.take(one)
        changed = table.changed()
        if not changed:
            return Done(())
        did = (Reason.of("customers_imported", made=table.made, changed=sum(1 for one in changed if one.version)),)
        told = tuple(receipt(asker, one, (Reason.of("customer_imported", customer=one.id),)) for one in changed)
        people = tuple(one for one in changed if not one.merged_into)
        return Done(people, did, Changes(customers=changed, receipts=told))

    return carried_out(asker, decide)


def faults(asker: Asker, entries: Iterable[Entry]) -> Iterator[Fault]:
    """Lines that nobody may take in: colleagues, an address twice, addresses of two customers."""
    seen: dict[str, int] = {}
    for one in entries:
        inside = next((spec for spec in one.addresses if not _outside(asker, spec)), "")
        if inside:
            yield Fault(one.line, Reason.of("works_here", address=inside))
        for spec in one.addresses:
            first = seen.setdefault(key(spec), one.line)
            if first != one.line:
                yield Fault(one.line, Reason.of("import_twice", address=spec, line=first))
        people = {leading(asker.places[0].store, found).id for found in _known(asker, one).values()}
        if len(people) > 1:
            yield Fault(one.line, Reason.of("import_two_customers", ids=", ".join(sorted(people))))


def _outside(asker: Asker, spec: str) -> bool:
    return all(is_customer(spec, place.desk) for place in asker.places)


def _known(asker: Asker, one: Entry) -> dict[str, Customer]:
    return dict(asker.places[0].store.customers_by(frozenset(map(key, one.addresses))))


class _Table:
    """The records while the lines are taken in."""

    def __init__(self, asker: Asker) -> None:
        self._asker, self._store = asker, asker.places[0].store
        self._before: dict[str, Customer] = {}
        self._after: dict[str, Customer] = {}
        self.made = 0

    def changed(self) -> tuple[Customer, ...]:
        return tuple(one for one in self._after.values() if one.version == 0 or one != self._before.get(one.id))

    def take(self, one: Entry) -> None:
        known = _known(self._asker, one)
        self._before.update((each.id, each) for each in known.values())
        first = next(iter(known.values()), None)
        self.made += first is None
        person = leading(self._store, first) if first else self._fresh(one.addresses[0])
        self._before.setdefault(person.id, person)
        person = self._after.get(person.id, person)
        person = person.amended(**_added(person, one, self._asker))
        for spec in one.addresses:
            if key(spec) not in known and key(spec) != person.key:
                more = self._fresh(spec).amended(merged_into=person.id)
                self._after[more.id] = more
                person = person.amended(merged=(*person.merged, Joined(more.id, self._asker.now)))
        self._after[person.id] = person

    def _fresh(self, spec: str) -> Customer:
        return new_record(self._store, Address(spec), self._asker.now, self._after)


def _added(person: Customer, one: Entry, asker: Asker) -> dict[str, Any]:
    noted = one.note and all(note.text != one.note for note in person.notes)
    return {
        "name": one.name or person.name,
        "language": one.language or person.language,
        "tags": person.tags | one.tags,
        "notes": (*person.notes, Remark(asker.now, asker.name, one.note)) if noted else person.notes,
        "left_alone_at": person.left_alone_at or (asker.now if one.left_alone else None),
    }
