"""Threat 16: of several people at one draft, one decides, and what leaves is what that one saw."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path

import pytest

from csmail.desk.by_hand import drafts
from csmail.desk.by_hand.approval import Despite
from csmail.desk.by_hand.drafts import Edited
from csmail.errors import Conflict
from tests.servers.sink import Sink
from tests.threats.road import Road, opened, written

RULES = "  - name: all\n    then: [{draft: answer}]\n"


@pytest.fixture
def road(tmp_path: Path, sink: Sink) -> Iterator[Road]:
    with opened(tmp_path / "desk", sink, RULES) as made:
        made.deliver(written())
        made.poll()
        yield made


def edited(text: str) -> Edited:
    return Edited("jane@cust.example", "", "", "Re: Pesanan 12345", text)


def words(road: Road) -> list[str]:
    return [str(message_from_bytes(mail.data).get_payload()).strip() for mail in road.sink.delivered]


def test_eight_who_send_at_once_send_one_mail(road: Road) -> None:
    (draft,) = road.drafts()
    told: list[object] = []
    start = threading.Barrier(8)

    def send(name: str) -> None:
        start.wait(10)
        try:
            drafts.approve(road.place, draft.id, name, Despite(news=True, lint=True))
            told.append(name)
        except Conflict as error:
            told.append(error)

    people = [threading.Thread(target=send, args=(f"agent{number}",)) for number in range(8)]
    for person in people:
        person.start()
    for person in people:
        person.join(30)
    road.poll()
    assert [type(one) for one in told].count(Conflict) == 7
    assert len(road.sink.delivered) == 1


def test_a_draft_edited_while_another_approves_leaves_as_it_was_approved_or_not_at_all(road: Road) -> None:
    (draft,) = road.drafts()
    drafts.approve(road.place, draft.id, "sari", Despite(news=True, lint=True))
    with pytest.raises(Conflict, match="approved already, by sari"):
        drafts.edit(road.place, draft.id, edited("Other words"), "budi")
    road.poll()
    assert len(road.sink.delivered) == 1
    assert "Other words" not in words(road)[0]


def test_approving_what_was_edited_meanwhile_is_a_conflict_or_sends_the_new_words(road: Road) -> None:
    """The draft that sari read is not the one that lies there: its bytes have another name."""
    (seen,) = road.drafts()
    drafts.edit(road.place, seen.id, edited("New words"), "budi")
    (now,) = road.drafts()
    assert now.mail != seen.mail
    assert now.version > seen.version
    drafts.send(road.place, now.id, "sari")
    assert words(road) == ["New words"]


def test_who_decided_and_when_stands_in_the_receipts(road: Road) -> None:
    (draft,) = road.drafts()
    drafts.reject(road.place, draft.id, "budi", "too early")
    kept = road.place.store.draft(draft.id)
    assert kept is not None
    assert (kept.state, kept.decided_by, kept.reason) == ("rejected", "budi", "too early")
    assert any(receipt.by == "budi" for receipt in road.place.store.receipts(draft.conversation))
    with pytest.raises(Conflict, match="by budi"):
        drafts.send(road.place, draft.id, "sari")
    assert road.sink.delivered == []
