"""What a bulk keeps of a person is found however her address is spelled, and nobody else's is touched."""

from __future__ import annotations

import pytest

from csmail.desk import bulk_records as records
from csmail.model.address import key
from csmail.model.bulk import Bulk, Line
from csmail.model.changes import Changes
from csmail.stores.memory import MemoryStore
from tests.factories import NOW

SPELLED = [
    "rina@cust.example", "RINA@Cust.Example", '"rina"@cust.example', "rina@cust.example.", "rína@cust.example",
    '"ri\\"na"@cust.example', "rina@bücher.example", "rina@xn--bcher-kva.example", " rina@cust.example",
    "ri/na@cust.example",
    "sRINAx@cust.example", "STRASSE@cust.example", "straße@cust.example",
]  # fmt: skip


def kept() -> MemoryStore:
    store = MemoryStore()
    lines = [Line(to=spec, conversation="K7F3Q2", state="queued", tasks=(str(at),)) for at, spec in enumerate(SPELLED)]
    many = [Line(to=f"other{at}@cust.example") for at in range(1200)]
    whole = [*many[:600], *lines, *many[600:]]
    bulk = Bulk("B000", "support", "reply", "sari", NOW, "delay", count=len(whole))
    store.commit(Changes(facts=tuple(records.begun(store, bulk, whole).items())))
    return store


@pytest.mark.parametrize("spec", SPELLED)
def test_every_spelling_of_an_address_is_found(spec: str) -> None:
    tasks, facts = records.of_person(kept(), (key(spec),))
    assert tasks == tuple(str(at) for at, one in enumerate(SPELLED) if key(one) == key(spec))
    assert len(facts) == 1


def test_who_is_in_no_bulk_changes_nothing() -> None:
    assert records.of_person(kept(), ("nobody@cust.example",)) == ((), {})
