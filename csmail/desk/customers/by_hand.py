"""What a person changes about a customer; a receipt says who did, without a word about the customer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from csmail.desk.customers.find import is_customer, leading
from csmail.desk.customers.new import new_record
from csmail.desk.customers.places import receipt_place
from csmail.desk.decide_again import committed
from csmail.desk.effects import receipts
from csmail.desk.workspace import Workspace
from csmail.errors import NotFound, Refused
from csmail.model.address import Address, key
from csmail.model.changes import Changes
from csmail.model.customer import Customer, Remark
from csmail.model.reason import Reason
from csmail.model.receipt import Receipt, StepRecord

KEEPS_CHANGING = Reason("customers_keep_changing")


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, of which desks, and whether only to see what would happen."""

    places: Sequence[Workspace]
    name: str
    dry_run: bool = False

    @property
    def now(self) -> datetime:
        return self.places[0].now()


@dataclass(frozen=True, slots=True)
class Done:
    """The records as they are left; `did` is empty when all was so already."""

    customers: tuple[Customer, ...]
    did: tuple[Reason, ...] = ()
    changes: Changes = Changes()


Deed = Callable[[Customer, datetime], tuple[dict[str, Any], Reason] | None]
"""What of a customer changes, and what that is called; None when it is so already."""


def changed(asker: Asker, find: Callable[[], Customer], deed: Deed) -> Done:
    """Change the customer whom `find` finds anew each time. Raises what `find` raises, Conflict, StoreError."""

    def decide() -> Done:
        before = find()
        found = deed(before, asker.now)
        if found is None:
            return Done((before,))
        after = before.amended(**found[0])
        told = receipt(asker, before, (found[1],))
        return Done((after,), (found[1],), Changes(customers=(after,), receipts=(told,)))

    return carried_out(asker, decide)


def carried_out(asker: Asker, decide: Callable[[], Done]) -> Done:
    """Decide and commit, anew when somebody came in between. Raises Conflict, StoreError, what `decide` raises."""

    def commit(done: Done) -> None:
        if done.did and not asker.dry_run:
            asker.places[0].store.commit(done.changes)

    return committed(decide, commit, KEEPS_CHANGING, Reason("advice_again"))


def known(asker: Asker, address: str) -> Customer:
    """The customer of this address, with a record made when there is none.

    Raises Refused for an address that can be no customer's, StoreError.
    """
    refuse_colleague(asker, address)
    store = asker.places[0].store
    record = store.customers_by((key(address),)).get(key(address))
    return leading(store, record) if record else new_record(store, Address(address), asker.now, ())


def refuse_colleague(asker: Asker, address: str) -> None:
    """Raises Refused where our own people or a desk write from this address, NotFound for what is no address."""
    from csmail.mail.address import sound

    if not sound(address):
        raise NotFound(Reason.of("no_such_customer", written=address), "csmail customers list")
    if not all(is_customer(address, place.desk) for place in asker.places):
        raise Refused(Reason.of("works_here", address=address), code="no_customer")


def receipt(asker: Asker, about: Customer, did: tuple[Reason, ...]) -> Receipt:
    """What was done, under the id of the customer: the receipt stays when she is forgotten."""
    place = asker.places[0]
    cause = f"customer/{about.id}/{place.unique()}"
    where = receipts.About(place.desk.name, receipt_place(about.id))
    step = StepRecord("", "customers", "", did=did)
    return receipts.of_deed(where, step, receipts.Deed(cause, asker.name, asker.now))


def remark(text: str, by: str) -> Deed:
    """Write down something about her."""
    return lambda one, now: (
        {"notes": (*one.notes, Remark(now, by, text))},
        Reason.of("customer_noted", customer=one.id, by=by),
    )


def tag(tags: frozenset[str]) -> Deed:
    """Tag her; tags that she has are no change."""

    def deed(one: Customer, now: datetime) -> tuple[dict[str, Any], Reason] | None:
        new = tags - one.tags
        said = Reason.of("customer_tagged", customer=one.id, tags=" ".join(sorted(new)))
        return ({"tags": one.tags | new}, said) if new else None

    return deed


def untag(tags: frozenset[str]) -> Deed:
    """Take tags off her."""

    def deed(one: Customer, now: datetime) -> tuple[dict[str, Any], Reason] | None:
        gone = tags & one.tags
        said = Reason.of("customer_untagged", customer=one.id, tags=" ".join(sorted(gone)))
        return ({"tags": one.tags - gone}, said) if gone else None

    return deed


def speak(language: str) -> Deed:
    """Answer her in this language from now on; "" in that of her mails."""

    def deed(one: Customer, now: datetime) -> tuple[dict[str, Any], Reason] | None:
        if one.language == language:
            return None
        code = "customer_language" if language else "customer_language_open"
        return {"language": language}, Reason.of(code, customer=one.id, language=language)

    return deed


def leave_alone(off: bool = False) -> Deed:
    """Leave her out of mails to many, or no more; `off` lets surveys reach her, too."""

    def deed(one: Customer, now: datetime) -> tuple[dict[str, Any], Reason] | None:
        if one.left_alone_at is not None and not off:
            return None
        if off and one.left_alone_at is None and one.no_surveys_at is None:
            return None
        code = "customer_heard_again" if off else "customer_left_alone"
        heard = {"left_alone_at": None, "no_surveys_at": None}
        return heard if off else {"left_alone_at": now}, Reason.of(code, customer=one.id)

    return deed
