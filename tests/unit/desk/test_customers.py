"""Whoever writes to us has a record; it says what a person of us set, whom to leave alone, whose mail came back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from csmail.desk.customers import by_hand
from csmail.desk.customers.by_hand import Asker
from csmail.desk.customers.find import Reach, by_address, reach
from csmail.desk.customers.places import receipt_place
from csmail.desk.customers.records import SEEN_AGAIN
from csmail.desk.intake.poll import poll
from csmail.errors import NotFound, Refused
from csmail.mail import identity
from csmail.model.changes import Changes
from csmail.model.customer import Customer, Joined
from csmail.model.desk import Trust
from csmail.stores.memory import MemoryStore
from tests.factories import conversation
from tests.factories import desk as factory_desk
from tests.unit.desk.test_bounces import office as answered_office
from tests.unit.desk.test_bounces import reported
from tests.workspace import Office, asked, mail, rule


def office(**changes: object) -> Office:
    made = Office(desk=replace(factory_desk(), **changes))
    poll(made.place)
    return made


def only(made: Office) -> Customer:
    (found,) = made.store.customers()
    return found


def asker(made: Office, dry_run: bool = False) -> Asker:
    return Asker((made.place,), "sari", dry_run)


def test_the_first_mail_of_a_person_makes_a_record_in_the_same_commit() -> None:
    made = office()
    commits: list[Changes] = []
    commit = made.store.commit

    def watched(changes: Changes) -> None:
        commits.append(changes)
        commit(changes)

    made.store.commit = watched  # type: ignore[method-assign]
    made.deliver(mail(From="Jane Roe <Jane@Cust.example>"))
    poll(made.place)
    (with_mail,) = [one for one in commits if one.messages]
    assert [one.address for one in with_mail.customers] == ["Jane@Cust.example"]
    found = only(made)
    assert (found.name, found.key, found.first_seen_at, found.last_seen_at) == (
        "Jane Roe", "jane@cust.example", made.now, made.now,
    )  # fmt: skip
    assert found.id[0] == "C"
    assert len(found.id) == 7


@pytest.mark.parametrize(
    "sender",
    [
        "sari@toko.example",  # an agent
        "new@toko.example",  # of an internal domain
        "help@toko.example",  # an alias
        "MAILER-DAEMON@mx.example",
    ],
)
def test_our_own_addresses_colleagues_and_machines_are_no_customers(sender: str) -> None:
    made = office()
    made.deliver(mail(From=sender))
    poll(made.place)
    assert list(made.store.customers()) == []


def test_a_mail_that_a_colleague_passes_on_is_the_customers() -> None:
    made = office()
    made.deliver(
        mail(From="sari@toko.example", Subject="Fwd: Pesanan"),
        "Tolong\n\n---------- Forwarded message ---------\nFrom: Jane Roe <jane@cust.example>\n"
        "Date: Mon, 6 Jul 2026 at 08:00\nSubject: Pesanan\nTo: <sari@toko.example>\n\nBelum sampai",
    )
    poll(made.place)
    assert only(made).address == "jane@cust.example"


def test_the_form_of_a_shop_is_no_customer_whoever_filled_it_in_is() -> None:
    made = office(trust=Trust(forms=("form@shop.example",)))
    made.deliver(mail(From="form@shop.example", Reply_To="jane@cust.example"))
    poll(made.place)
    assert only(made).address == "jane@cust.example"


def test_several_mails_of_one_batch_make_one_record_each() -> None:
    made = office()
    for number in range(6):
        made.deliver(mail(number, From=f"c{number % 2}@cust.example"))
    poll(made.place)
    assert sorted(one.address for one in made.store.customers()) == ["c0@cust.example", "c1@cust.example"]


def test_who_writes_again_is_seen_again_but_the_record_is_not_written_for_each_mail() -> None:
    made = office()
    made.deliver(mail())
    poll(made.place)
    first = only(made)
    made.later(timedelta(minutes=5))
    made.deliver(mail(2))
    poll(made.place)
    assert only(made) == first
    made.later(SEEN_AGAIN)
    made.deliver(mail(3))
    poll(made.place)
    assert (only(made).last_seen_at, only(made).first_seen_at) == (made.now, first.first_seen_at)


def test_a_name_is_learned_when_there_was_none_and_kept_when_there_was() -> None:
    made = office()
    for number, sender in enumerate(("jane@cust.example", "Jane Roe <jane@cust.example>", "WIN <jane@cust.example>")):
        made.deliver(mail(number, From=sender))
        poll(made.place)
    assert only(made).name == "Jane Roe"


def test_mail_that_came_back_for_good_marks_the_address_for_every_conversation() -> None:
    made = answered_office()
    reported(made, 2, "failed", "5.1.1")
    assert reach(made.store, ["JANE@cust.example"]) == {"jane@cust.example": Reach(only(made).id, bounced=True)}


@pytest.mark.parametrize(("action", "status"), [("failed", "4.2.2"), ("delayed", "4.4.1"), ("delivered", "2.0.0")])
def test_a_failure_for_now_marks_nobody(action: str, status: str) -> None:
    made = answered_office()
    reported(made, 2, action, status)
    assert not reach(made.store, ["jane@cust.example"])["jane@cust.example"].bounced


def test_a_report_marks_nobody_who_has_no_part_in_the_conversation() -> None:
    made = answered_office()
    made.deliver(mail(5, From="victim@other.example", Subject="Lain"))
    poll(made.place)
    made.deliver(
        mail(6, From="MAILER-DAEMON@mx.cust.example", Return_Path="<>", Subject="Undelivered",
             Content_Type='multipart/report; report-type=delivery-status; boundary="b"'),
        "--b\nContent-Type: text/plain\n\nAbout your mail.\n\n--b\nContent-Type: message/delivery-status\n\n"
        "Reporting-MTA: dns; mx.cust.example\n\nFinal-Recipient: rfc822; victim@other.example\n"
        "Action: failed\nStatus: 5.1.1\n\n--b\nContent-Type: text/rfc822-headers\n\n"
        f"Message-ID: {made.transport.sent[0][0].message_id}\nSubject: Re: Pesanan\n\n--b--",
    )  # fmt: skip
    poll(made.place)
    assert not reach(made.store, ["victim@other.example"])["victim@other.example"].bounced


def test_who_writes_from_an_address_again_can_be_reached_there() -> None:
    made = answered_office()
    reported(made, 2, "failed", "5.1.1")
    made.deliver(mail(3))
    poll(made.place)
    assert not reach(made.store, ["jane@cust.example"])["jane@cust.example"].bounced


def test_whoever_is_left_alone_is_so_under_each_of_her_addresses() -> None:
    made = office()
    for number, sender in enumerate(("jane@cust.example", "jane@home.example", "joe@cust.example")):
        made.deliver(mail(number, From=sender))
    poll(made.place)
    jane, home = by_address(made.store, "jane@cust.example"), by_address(made.store, "jane@home.example")
    assert jane
    assert home
    merged = jane.amended(merged=(Joined(home.id, made.now),))
    made.store.commit(Changes(customers=(merged, home.amended(merged_into=jane.id))))
    by_hand.changed(asker(made), lambda: by_hand.known(asker(made), "jane@home.example"), by_hand.leave_alone())
    found = reach(made.store, ["jane@cust.example", "jane@home.example", "joe@cust.example", "new@cust.example"])
    assert {one: (said.left_alone_at is not None, said.customer) for one, said in found.items()} == {
        "jane@cust.example": (True, jane.id),
        "jane@home.example": (True, jane.id),
        "joe@cust.example": (False, by_address(made.store, "joe@cust.example").id),  # type: ignore[union-attr]
        "new@cust.example": (False, ""),
    }


def test_somebody_who_never_wrote_can_be_left_alone() -> None:
    made = office()
    done = by_hand.changed(asker(made), lambda: by_hand.known(asker(made), "new@cust.example"), by_hand.leave_alone())
    assert [one.code for one in done.did] == ["customer_left_alone"]
    assert reach(made.store, ["new@cust.example"])["new@cust.example"].left_alone_at is not None


@pytest.mark.parametrize("address", ["sari@toko.example", "support@toko.example", "anybody@toko.example"])
def test_a_colleague_has_no_record_made_by_hand(address: str) -> None:
    with pytest.raises(Refused) as refused:
        by_hand.known(asker(office()), address)
    assert (refused.value.reason.code, refused.value.exit_code) == ("works_here", 69)


def test_what_is_no_address_has_no_record_made_by_hand() -> None:
    with pytest.raises(NotFound):
        by_hand.known(asker(office()), "jane@@cust")


def test_every_change_has_a_receipt_without_her_data_and_a_repeat_is_none() -> None:
    made = office()
    made.deliver(mail())
    poll(made.place)
    before = only(made)

    def find() -> Customer:
        return only(made)

    deeds = (by_hand.remark("wants invoices", "sari"), by_hand.tag(frozenset({"vip"})), by_hand.speak("en"))
    for deed in deeds:
        assert by_hand.changed(asker(made, dry_run=True), find, deed).did
    assert only(made) == before
    for deed in deeds:
        by_hand.changed(asker(made), find, deed)
    after = only(made)
    assert ([one.text for one in after.notes], after.tags, after.language) == (["wants invoices"], {"vip"}, "en")
    assert by_hand.changed(asker(made), find, by_hand.tag(frozenset({"vip"}))).did == ()
    receipts = made.store.receipts(receipt_place(after.id))
    assert [step.did[0].code for one in receipts for step in one.steps] == [
        "customer_noted", "customer_tagged", "customer_language",
    ]  # fmt: skip
    assert "jane" not in repr(receipts).lower()
    assert "invoices" not in repr(receipts)


def test_the_language_set_for_a_customer_is_that_of_every_answer() -> None:
    made = Office(rules=(rule(asked("acknowledge")),))
    poll(made.place)
    by_hand.changed(asker(made), lambda: by_hand.known(asker(made), "jane@cust.example"), by_hand.speak("en"))
    made.deliver(mail(), "Halo, pesanan saya belum sampai, tolong dicek ya.")
    poll(made.place)
    (content,) = [mail.content for mail, _ in made.transport.sent]
    assert "acknowledgement in en" in content


def test_conversations_older_than_records_get_theirs_in_the_passes_that_follow() -> None:
    made = Office()
    heard = {"last_in_at": made.now - timedelta(days=3), "opened_at": made.now - timedelta(days=9)}
    some = (
        conversation(id="0AAAA2", **heard),
        conversation(id="1AAAA2", bounced=frozenset({"jane@cust.example"}), **heard),
        conversation(id="ZAAAA2", customer=conversation().customer and replace(conversation().customer, name="")),
        conversation(id="YAAAA2", customer=None, **heard),
        conversation(id="XAAAA2", customer=replace(conversation().customer, spec="sari@toko.example"), **heard),  # type: ignore[type-var]
    )
    made.store.commit(Changes(conversations=some))
    poll(made.place)
    found = only(made)
    assert (found.address, found.name, found.first_seen_at) == ("jane@cust.example", "Jane Roe", heard["opened_at"])
    assert found.last_seen_at == heard["last_in_at"]
    assert found.bounced_at is not None
    poll(made.place)
    assert only(made) == found


def test_two_people_whose_addresses_give_the_same_id_have_records_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    def id(key: bytes, address: str, attempt: int = 0) -> str:
        return f"C{attempt:06}"

    monkeypatch.setattr(identity, "customer_id", id)
    made = office()
    made.deliver(mail(1, From="a@cust.example"))
    poll(made.place)
    for number in (2, 3):  # one in the store, one in the same batch
        made.deliver(mail(number, From=f"b{number}@cust.example"))
    poll(made.place)
    found = {one.id: one.address for one in made.store.customers()}
    assert found == {"C000000": "a@cust.example", "C000001": "b2@cust.example", "C000002": "b3@cust.example"}


def test_what_a_batch_of_new_people_asks_of_the_store_does_not_grow_with_their_number() -> None:
    asked_for: list[str] = []

    class Noting(MemoryStore):
        def customer(self, id: str) -> Customer | None:
            asked_for.append(id)
            return super().customer(id)

    made = Office(store=Noting())
    poll(made.place)
    for number in range(30):
        made.deliver(mail(number, From=f"c{number}@cust.example"))
    poll(made.place)
    assert len([*made.store.customers()]) == 30
    assert asked_for == []
