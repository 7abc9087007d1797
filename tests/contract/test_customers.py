"""What every store promises of the records of customers."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from csmail import registry
from csmail.errors import Conflict
from csmail.model.address import key
from csmail.model.changes import Changes
from csmail.model.customer import Customer, Joined, Remark
from csmail.ports import Store
from tests.factories import NOW, conversation

HOUR = timedelta(hours=1)


@pytest.fixture(params=registry.names("stores"))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    module = registry.load("stores", request.param)
    opened: Store = module.open(module.Settings(), tmp_path)
    yield opened
    opened.close()


def customer(id: str = "CAAAAAA", address: str = "jane@cust.example", **changes: Any) -> Customer:
    return Customer(id, address, NOW, changes.pop("last_seen_at", NOW), **changes)


def test_a_full_record_comes_back_as_it_was_one_version_on(store: Store) -> None:
    full = customer(
        name="Jane Roe", language="id", tags=frozenset({"vip", "grosir"}),
        notes=(Remark(NOW, "sari", "wants invoices"),), left_alone_at=NOW, bounced_at=NOW, proven_at=NOW,
        merged=(Joined("CBBBBBB", NOW, ("vip",), True),), merged_into="",
    )  # fmt: skip
    store.commit(Changes(customers=(full,)))
    assert store.customer("CAAAAAA") == full.amended(version=1)
    assert store.customer("CZZZZZZ") is None


@pytest.mark.parametrize("spelled", ["jane@cust.example", "JANE@Cust.Example.", '"jane"@cust.example'])
def test_a_record_is_found_by_every_spelling_of_its_address(store: Store, spelled: str) -> None:
    store.commit(Changes(customers=(customer(), customer("CBBBBBB", "joe@bücher.example"))))
    assert [*store.customers_by((key(spelled), "nobody@cust.example"))] == ["jane@cust.example"]
    assert [*store.customers_by((key("Joe@xn--bcher-kva.example"),))] == ["joe@xn--bcher-kva.example"]
    assert store.customers_by(()) == {}


def test_many_are_found_by_one_question(store: Store) -> None:
    many = tuple(customer(f"C{number:06}", f"c{number}@cust.example") for number in range(300))
    store.commit(Changes(customers=many))
    found = store.customers_by({one.key for one in many[::2]})
    assert {one.id for one in found.values()} == {one.id for one in many[::2]}
    assert store.customers_taken([f"C{number:06}" for number in range(299, 302)]) == {"C000299"}
    assert store.customers_taken(()) == frozenset()


def test_who_was_seen_last_comes_first(store: Store) -> None:
    some = [customer(f"C{n:06}", f"c{n}@cust.example", last_seen_at=NOW + n * HOUR) for n in (2, 0, 3, 1)]
    store.commit(Changes(customers=tuple(some)))
    assert [one.id for one in store.customers()] == ["C000003", "C000002", "C000001", "C000000"]
    assert store.beginning("customers", "c00000") == ("C000000", "C000001", "C000002", "C000003")


def test_a_record_that_was_read_before_somebody_changed_it_is_refused_with_all_that_came_with_it(store: Store) -> None:
    store.commit(Changes(customers=(customer(),)))
    stale = store.customer("CAAAAAA")
    assert stale is not None
    store.commit(Changes(customers=(stale.amended(name="Jane"),)))
    for late in (stale, customer(), customer("CBBBBBB").amended(version=3)):
        with pytest.raises(Conflict):
            store.commit(Changes(conversations=(conversation(),), customers=(late,)))
    assert store.conversation("K7F3Q2") is None
    kept = store.customer("CAAAAAA")
    assert kept is not None
    assert (kept.name, kept.version) == ("Jane", 2)


def test_a_changed_address_is_found_and_the_one_before_no_more(store: Store) -> None:
    store.commit(Changes(customers=(customer(),)))
    stored = store.customer("CAAAAAA")
    assert stored is not None
    store.commit(Changes(customers=(stored.amended(address="forgotten-CAAAAAA"),)))
    assert store.customers_by(("jane@cust.example",)) == {}
    assert next(iter(store.export()))["kind"] == "customers"
    assert store.faults() == ()
