"""Who is forgotten is gone from every file of the store, and stays gone in a copy of before that is put back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from csmail.desk.customers import by_hand
from csmail.desk.customers.by_hand import Asker
from csmail.desk.customers.find import by_address
from csmail.desk.customers.forget import forget
from csmail.desk.customers.places import receipt_place
from csmail.desk.intake.poll import Backlog, poll
from csmail.errors import Refused
from csmail.model.changes import Changes
from csmail.model.customer import Customer
from csmail.outbox import mailbox_claim
from csmail.ports.families import Restoration
from csmail.stores import tinydb
from csmail.stores.tinydb import Settings, TinyStore
from tests.workspace import Office, asked, mail, rule

WORDS = (b"jane", b"cust.example", b"Kebayoran", b"rahasia", b"Pesanan 12345", b"Roe")
"""What stands in mails of the customer, in answers to her, in notes about her."""
TEXT = "Halo, kirim ke rumah saya di Kebayoran, nomor rahasia 778899."


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Office]:
    with closing(tinydb.open(Settings(), tmp_path)) as store:
        yield told(Office(store=store, rules=(rule(asked("acknowledge"), asked("draft")),)))


def told(made: Office) -> Office:
    """Two customers have written, were answered by a machine, have a draft and a note."""
    poll(made.place)
    made.deliver(mail(From="Jane Roe <jane@cust.example>"), TEXT)
    made.deliver(
        mail(2, From="Joe <joe@other.example>", Subject="Jam buka", Message_ID="<m2@other.example>"),
        "Halo, jam berapa toko buka?",
    )
    poll(made.place)
    by_hand.changed(asker(made), lambda: found(made), by_hand.remark("jane lives in Kebayoran", "sari"))
    made.later()
    return made


def asker(made: Office, dry_run: bool = False) -> Asker:
    return Asker((made.place,), "sari", dry_run)


def found(made: Office, address: str = "jane@cust.example") -> Customer:
    one = by_address(made.store, address)
    assert one is not None
    return one


def forgotten(made: Office) -> None:
    forget(asker(made), lambda: found(made), even_so=True)


def left(folder: Path) -> list[str]:
    """Which of her words stand in which file of the store."""
    files = [path for path in (folder / "state").rglob("*") if path.is_file() and ".before-" not in path.name]
    return [f"{word!r} in {path.name}" for path in files for word in WORDS if word in path.read_bytes()]


def test_nothing_she_wrote_or_was_written_is_in_any_file_of_the_store(made: Office, tmp_path: Path) -> None:
    assert len({one.partition(" in ")[0] for one in left(tmp_path)}) == len(WORDS)
    forgotten(made)
    assert left(tmp_path) == []
    assert b"m1@mx.example" not in (tmp_path / "state" / "csmail.db").read_bytes()
    assert made.store.faults() == ()
    assert list(made.store.search("Kebayoran")) == []
    assert [one.subject for one in made.store.search("buka")] == ["Jam buka"]


def test_what_was_there_stays_as_numbers_and_a_receipt_says_who_forgot_her(made: Office) -> None:
    before = {one.id: one for one in made.store.conversations()}
    id = found(made).id
    forgotten(made)
    after = {one.id: one for one in made.store.conversations()}
    assert before.keys() == after.keys()
    (hers,) = [one for one in after.values() if one.customer and one.customer.spec.startswith(f"forgotten-{id}")]
    assert (hers.status, hers.opened_at, hers.tags) == ("closed", before[hers.id].opened_at, before[hers.id].tags)
    assert [one.direction for one in made.store.newest(hers.id)]
    assert all((one.text, one.header, one.originators) == ("", "", ()) for one in made.store.newest(hers.id))
    assert [one.state for one in made.store.drafts(hers.id)] == ["rejected"]
    (*_, said) = made.store.receipts(receipt_place(id))
    assert (said.by, said.steps[0].did[0].code) == ("sari", "customer_forgotten")
    assert all(
        step.did == () or step.did[0].evidence == () for one in made.store.receipts(hers.id) for step in one.steps
    )


def test_a_rehearsal_forgets_nothing(made: Office, tmp_path: Path) -> None:
    done = forget(asker(made, dry_run=True), lambda: found(made), even_so=True)
    assert done.papers.counts["messages"] == 2
    assert done.papers.places == {"support: INBOX": 1}
    assert len({one.partition(" in ")[0] for one in left(tmp_path)}) == len(WORDS)
    assert made.store.forgotten() == {}


def test_a_copy_of_before_that_is_put_back_is_made_to_forget_by_the_next_pass(made: Office, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    made.store.backup(copy)
    forgotten(made)
    made.store.close()
    tinydb.restore(Settings(), tmp_path, Restoration(copy, made.now, lambda one: mailbox_claim.put_back(one, made.now)))
    with closing(tinydb.open(Settings(), tmp_path)) as again:
        assert left(tmp_path)
        office = replace(made, store=again)
        poll(office.place)
        assert left(tmp_path) == []
        assert again.older_copies()
        assert by_address(again, "jane@cust.example") is None
        assert by_address(again, "joe@other.example") is not None
        assert again.faults() == ()


def test_a_mailbox_read_anew_brings_nothing_back(tmp_path: Path, made: Office) -> None:
    copy = tmp_path / "copy.db"
    made.store.backup(copy)
    made.deliver(mail(3, From="Jane Roe <jane@cust.example>", Subject="Lagi", Message_ID="<m3@mx.example>"), TEXT)
    poll(made.place)
    made.later()
    forgotten(made)
    sent = len(made.transport.sent)
    made.store.close()
    tinydb.restore(Settings(), tmp_path, Restoration(copy, made.now, lambda one: mailbox_claim.put_back(one, made.now)))
    with closing(tinydb.open(Settings(), tmp_path)) as again:
        office = replace(made, store=again)
        poll(office.place)
        poll(office.place, Backlog(made.now - timedelta(days=1)))
        assert left(tmp_path) == []
        assert len(made.transport.sent) == sent


def test_who_writes_again_after_that_is_a_customer_anew(made: Office) -> None:
    old = found(made).id
    forgotten(made)
    made.later()
    made.deliver(mail(4, From="Jane Roe <jane@cust.example>"), "Halo lagi")
    poll(made.place)
    poll(made.place)
    assert found(made).id != old
    assert found(made).name == "Jane Roe"
    (new,) = [one for one in made.store.conversations() if one.customer and one.customer.spec == "jane@cust.example"]
    assert [one.text.strip() for one in made.store.newest(new.id) if one.direction == "in"] == ["Halo lagi"]


def test_death_between_the_note_and_the_commit_is_made_good_by_the_next_pass(made: Office, tmp_path: Path) -> None:
    class Dead(Exception):
        pass

    def dies(changes: Changes) -> None:
        raise Dead

    erase = made.store.erase
    made.store.erase = dies  # type: ignore[method-assign]
    with pytest.raises(Dead):
        forgotten(made)
    made.store.erase = erase  # type: ignore[method-assign]
    assert left(tmp_path)
    poll(made.place)
    assert left(tmp_path) == []


def test_whoever_waits_for_an_answer_is_forgotten_only_when_somebody_says_so(made: Office) -> None:
    with pytest.raises(Refused) as refused:
        forget(asker(made), lambda: found(made))
    assert refused.value.reason.code == "answer_is_owed"
    assert made.store.forgotten() == {}


@pytest.mark.parametrize("torn", ["", "ab", "0" * 64, "0" * 64 + " soon", "\xff\xff", "\n\n"])
def test_a_torn_line_beside_the_store_spoils_no_other_one(made: Office, tmp_path: Path, torn: str) -> None:
    assert isinstance(made.store, TinyStore)
    (tmp_path / "state" / "forgotten").write_bytes(torn.encode("latin-1"))
    made.store.note_forgotten(["a" * 64], made.now)
    assert made.store.forgotten() == {"a" * 64: made.now}
