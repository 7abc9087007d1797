"""Which customers are one person is said by a person, and can be taken back; who may be one is only proposed."""

from __future__ import annotations

import pytest

from csmail.desk.customers import by_hand
from csmail.desk.customers.by_hand import Asker
from csmail.desk.customers.dossier import dossier
from csmail.desk.customers.find import by_address, keys_of
from csmail.desk.customers.merge import merge, split
from csmail.desk.customers.similar import pairs
from csmail.desk.intake.poll import poll
from csmail.errors import NotFound, Refused
from csmail.model.customer import Customer
from tests.workspace import Office, asked, mail, rule

WORK, HOME, OLD = "rina@kantor.example", "rina@rumah.example", "rina@lama.example"


@pytest.fixture
def made() -> Office:
    office = Office(rules=(rule(asked("acknowledge")),))
    poll(office.place)
    for number, sender in enumerate((WORK, HOME, OLD)):
        office.deliver(mail(number, From=f"Rina <{sender}>", Subject=f"Pesanan {number}"))
    poll(office.place)
    for address, tags, note in ((WORK, {"vip"}, "works at K"), (HOME, {"vip", "jakarta"}, "likes tea")):
        by_hand.changed(asker(office), lambda address=address: found(office, address), by_hand.tag(frozenset(tags)))
        by_hand.changed(asker(office), lambda address=address: found(office, address), by_hand.remark(note, "sari"))
    return office


def asker(made: Office) -> Asker:
    return Asker((made.place,), "sari")


def found(made: Office, address: str) -> Customer:
    one = by_address(made.store, address)
    assert one is not None
    return one


def joined(made: Office, into: str, other: str) -> None:
    merge(asker(made), lambda: found(made, into), lambda: found(made, other))


def without_version(one: Customer) -> Customer:
    return one.amended(version=0, last_seen_at=one.first_seen_at)


def test_a_merge_moves_addresses_notes_and_tags_and_conversations_stay(made: Office) -> None:
    before = {one.id: one for one in made.store.conversations()}
    joined(made, WORK, HOME)
    person = found(made, HOME)
    assert person == found(made, WORK)
    assert (person.tags, [note.text for note in person.notes]) == ({"vip", "jakarta"}, ["works at K", "likes tea"])
    assert keys_of(made.store, HOME) == (HOME, WORK)
    assert {one.id: one for one in made.store.conversations()} == before
    known = dossier(made.store, person, 20)
    assert sorted(one.subject for one in known.conversations) == ["Pesanan 0", "Pesanan 1"]
    assert (known.whole, known.unsettled) == (2, 2)


def test_a_split_takes_a_merge_back(made: Office) -> None:
    work, home = found(made, WORK), found(made, HOME)
    joined(made, WORK, HOME)
    split(asker(made), HOME)
    assert without_version(found(made, WORK)) == without_version(work)
    assert without_version(found(made, HOME)) == without_version(home)


def test_a_chain_of_merges_is_one_person_and_each_address_can_be_split_off(made: Office) -> None:
    joined(made, HOME, OLD)
    joined(made, WORK, HOME)
    assert {found(made, one).id for one in (WORK, HOME, OLD)} == {found(made, WORK).id}
    assert set(keys_of(made.store, OLD)) == {WORK, HOME, OLD}
    split(asker(made), OLD)
    assert found(made, OLD).id != found(made, WORK).id
    assert found(made, HOME).id == found(made, WORK).id


def test_who_is_left_alone_stays_so_after_a_merge_and_a_split(made: Office) -> None:
    by_hand.changed(asker(made), lambda: found(made, HOME), by_hand.leave_alone())
    joined(made, WORK, HOME)
    assert found(made, WORK).left_alone_at
    split(asker(made), HOME)
    assert found(made, WORK).left_alone_at is None
    assert found(made, HOME).left_alone_at


def test_one_customer_is_not_merged_with_herself(made: Office) -> None:
    joined(made, WORK, HOME)
    for one, other in ((WORK, WORK), (WORK, HOME), (HOME, WORK)):
        with pytest.raises(Refused) as refused:
            joined(made, one, other)
        assert (refused.value.reason.code, refused.value.exit_code) == ("one_customer_already", 69)


def test_what_was_not_merged_cannot_be_split(made: Office) -> None:
    with pytest.raises(Refused) as refused:
        split(asker(made), OLD)
    assert refused.value.reason.code == "not_merged"
    joined(made, WORK, HOME)
    with pytest.raises(Refused) as refused:
        split(asker(made), WORK)
    assert (refused.value.reason.code, dict(refused.value.advice.evidence)) == ("first_address", {"others": HOME})
    with pytest.raises(NotFound):
        split(asker(made), "nobody@cust.example")


def test_a_known_customer_is_known_under_her_other_addresses_too(made: Office) -> None:
    from csmail.desk.situation import by_hand as situation

    (old,) = [one for one in made.store.conversations() if one.subject == "Pesanan 2"]
    assert not situation(made.place, old.id, "sari").known_customer
    joined(made, WORK, OLD)
    assert situation(made.place, old.id, "sari").known_customer


def test_the_same_order_number_and_the_same_name_at_a_company_are_proposed() -> None:
    office = Office()
    poll(office.place)
    senders = (
        ("Rina Sari <rina@kantor.example>", "Pesanan 48213"),
        ("Tono <tono@gmail.com>", "Order #48213 belum sampai"),
        ("rina  SARI <r.sari@kantor.example>", "Jam buka"),
        ("Tono <tono.2@gmail.com>", "Halo 2026"),
        *((f"X{n} <x{n}@x{n}.example>", "Promo 99999") for n in range(9)),
    )
    for number, (sender, subject) in enumerate(senders):
        office.deliver(mail(number, From=sender, Subject=subject))
    poll(office.place)
    proposed = {(one.why, frozenset({one.one.address, one.other.address})) for one in pairs(office.store)}
    assert proposed == {
        ("order", frozenset({"rina@kantor.example", "tono@gmail.com"})),
        ("name", frozenset({"rina@kantor.example", "r.sari@kantor.example"})),
    }
