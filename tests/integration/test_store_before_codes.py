"""A store that csmail wrote when reasons were sentences: it opens, and each reason has its code.

Made by the product itself: a few mails, an outbox that refused, deferred, doubted and held, a mail put aside unread.
"""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from csmail.desk.watch.health import health
from csmail.model.filters import ConversationFilter
from csmail.model.reason import Reason
from csmail.stores import tinydb
from csmail.stores.tinydb.store import TinyStore
from csmail.wording.reasons import LANGUAGES, words
from tests.factories import NOW, desk

ARCHIVE = Path(__file__).parents[1] / "data" / "store_before_codes.tar.gz"

NOTES = {"unknown_sender", "it is of kind notification", "reading it killed csmail 3 times"}
NOTES |= {
    "joined: it refers to <m2@cust.example>",
    "no machine may answer it: noreply_sender (From: no-reply@shop.example)",
}
DEEDS = {"tagged vip", "wrote a draft: reply 'answer' to jane@cust.example", "added a note by sari@toko.example"}
DEEDS |= {"held the acknowledgement to jane@cust.example: rate_limited: 2 acknowledgements to this sender in 24 h"}
"""What receipts of that store told people, in the words of then."""
ORIGINS = {("to", "From of <m2@cust.example>")}
"""Why a draft of that store goes where it goes."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[TinyStore]:
    with tarfile.open(ARCHIVE) as archive:
        archive.extractall(tmp_path, filter="data")
    (tmp_path / "state").chmod(0o700)
    for file in (tmp_path / "state").iterdir():
        file.chmod(0o600)
    opened = tinydb.open(tinydb.Settings(), tmp_path)
    yield opened
    opened.close()


def needs(store: TinyStore) -> dict[str, Reason]:
    return {need.code: need for one in store.conversations(ConversationFilter(desk="support")) for need in one.needs}


def test_what_asked_for_a_person_has_its_code_and_its_facts(store: TinyStore) -> None:
    found = needs(store)
    assert set(found) == {
        "letter_failed", "killed_reader", "stranger_wrote", "bounced", "encrypted", "arrival_in_doubt", "mail_refused",
    }  # fmt: skip
    assert found["stranger_wrote"] == Reason.of("stranger_wrote", sender="eve@evil.example")
    assert found["bounced"] == Reason.of("bounced", to="jane@cust.example", diagnostic="550 no such user")
    assert found["killed_reader"] == Reason.of("killed_reader", times=3)
    assert found["letter_failed"].fact("action") == "reply"
    assert found["arrival_in_doubt"].fact("to") == "c@doubt.example"
    assert found["mail_refused"].fact("reply") == "550 5.1.1 no such user"


def test_tasks_say_why_they_are_held_and_what_servers_replied(store: TinyStore) -> None:
    tasks = list(store.tasks("support"))
    held = {one.hold for one in tasks if one.state == "held"}
    assert held == {"rate_limited", "claimed_elsewhere", "message_gone"}
    said = {one.state: one.reason for one in tasks if one.reason and one.state not in ("held", "sent", "done")}
    assert said["refused"] == Reason.of("refused", to="a@ref.example", reply="550 5.1.1 no such user")
    assert said["deferred"] == Reason.of("deferred", to="b@def.example", reply="451 4.7.1 greylisted")
    assert said["in_doubt"] is not None
    assert said["in_doubt"].fact("reply") == "no answer"
    assert said["dropped"] == Reason.of("dropped", by="sari@toko.example")


def test_receipts_name_the_code_of_each_step_that_withheld_itself(store: TinyStore) -> None:
    conversations = list(store.conversations(ConversationFilter(desk="support")))
    steps = [step for one in conversations for receipt in store.receipts(one.id) for step in receipt.steps]
    withheld = [step.withheld for step in steps if step.withheld]
    assert {why.code for why in withheld} == {"rate_limited", "noreply_sender", "wrong_kind", "letter_failed"}
    assert Reason.of("noreply_sender", detail="From: no-reply@shop.example") in withheld
    assert any(step.withheld is None for step in steps)


def test_what_a_receipt_told_people_is_shown_as_it_was(store: TinyStore) -> None:
    conversations = list(store.conversations(ConversationFilter(desk="support")))
    receipts = [receipt for one in conversations for receipt in store.receipts(one.id)]
    notes = {words(note, language) for receipt in receipts for note in receipt.notes for language in LANGUAGES}
    deeds = {words(deed) for receipt in receipts for step in receipt.steps for deed in step.did}
    assert notes >= NOTES
    assert deeds >= DEEDS


def test_the_recipients_of_a_draft_keep_the_words_that_explained_them(store: TinyStore) -> None:
    origins = [origin for draft in store.drafts() for origin in draft.audience.origins]
    assert origins
    assert {origin.why.code for origin in origins} == {"said"}
    assert {(origin.role, words(origin.why)) for origin in origins} >= ORIGINS


def test_the_mail_that_was_put_aside_is_counted_by_its_code(store: TinyStore) -> None:
    assert health(store, desk(), NOW, max_age=NOW - NOW).quarantined == 1


def test_everything_can_be_written_back_and_is_read_the_same(store: TinyStore) -> None:
    from csmail.stores.shared import codec

    conversations = list(store.conversations(ConversationFilter(desk="support")))
    receipts = [receipt for one in conversations for receipt in store.receipts(one.id)]
    everything = [*conversations, *receipts, *store.tasks("support"), *store.drafts()]
    assert len(everything) > 30
    for noun in everything:
        kind = next(kind for kind, type_ in codec.KINDS.items() if isinstance(noun, type_))
        assert codec.decode(kind, codec.encode(noun)) == noun
