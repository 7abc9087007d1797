"""Threat 18: no mail can make another one, or itself, invisible."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from csmail.actions.catalog import catalog
from csmail.model.changes import Attempt
from tests.servers.sink import Sink
from tests.threats.road import Road, opened, written

RULES = "  - name: all\n    then: [acknowledge]\n"


@pytest.fixture
def road(tmp_path: Path, sink: Sink) -> Iterator[Road]:
    with opened(tmp_path / "desk", sink, RULES) as made:
        yield made


def texts(road: Road) -> list[str]:
    return sorted(message.text.strip() for message in road.messages())


def our_id(road: Road) -> str:
    """The Message-ID of an acknowledgement, as its recipient knows it."""
    road.deliver(written("first", Message_ID="<first@cust.example>"))
    road.poll()
    return road.sink.delivered[0].data.partition(b"\r\nMessage-ID: ")[2].partition(b"\r\n")[0].decode()


def test_a_message_id_that_is_known_hides_no_other_words(road: Road) -> None:
    for number in range(5):
        road.deliver(written(f"words {number}", Message_ID="<same@cust.example>"))
        road.poll()
    road.deliver(*[written(f"more {number}", Message_ID="<same@cust.example>") for number in range(5)])
    road.poll()
    assert texts(road) == sorted([*(f"words {n}" for n in range(5)), *(f"more {n}" for n in range(5))])


def test_the_same_words_again_are_one_message(road: Road) -> None:
    mail = written("words")
    road.deliver(*[mail] * 20)
    report = road.poll()
    assert (report.taken_in, report.known_already) == (1, 19)


@pytest.mark.parametrize("sender", ["Jane Roe <jane@cust.example>", "Eve <eve@evil.example>", "sari@toko.example"])
def test_an_id_of_ours_hides_no_mail_of_somebody_else(sender: str, road: Road) -> None:
    stolen = our_id(road)
    road.deliver(written("hidden?", Message_ID=stolen, From=sender))
    road.poll()
    assert "hidden?" in texts(road)


def test_our_own_mail_that_comes_back_is_not_taken_for_a_new_one(road: Road) -> None:
    our_id(road)
    road.deliver(b"Received: by list.example\r\n" + road.sink.delivered[0].data)
    assert (road.poll().taken_in, len(road.messages())) == (0, 1)


@pytest.mark.parametrize(
    "id", ["<x@toko.example>", "<cs.K7F3Q2.0123456789abcdef.00112233445566778899@toko.example>", "", "<>", "nonsense"]
)
def test_a_forged_id_of_our_domain_hides_nothing(id: str, road: Road) -> None:
    road.deliver(written("hidden?", Message_ID=id))
    road.poll()
    assert texts(road) == ["hidden?"]


@pytest.mark.parametrize("name", ["X-CSMail-Loop", "X-Loop", "Auto-Submitted", "X-Spam-Flag", "Precedence", "List-Id"])
def test_a_mark_of_a_machine_keeps_no_mail_from_being_listed(name: str, road: Road) -> None:
    road.deliver(
        written("hidden?", **{name: {"X-Spam-Flag": "YES", "Precedence": "bulk"}.get(name, "x <x.y.example>")})
    )
    road.poll()
    assert texts(road) == ["hidden?"]
    assert len(road.conversations()) == 1


def test_a_mail_that_killed_the_reader_is_listed_and_asks_for_a_person(road: Road) -> None:
    cursor = road.place.store.cursor("support", "INBOX")
    assert cursor is not None
    road.deliver(written("poison"), written("innocent", Message_ID="<2@cust.example>"))
    road.place.store.attempting(Attempt("support", "INBOX", cursor.uidvalidity, 1, 1, 3), cursor)
    report = road.poll()
    assert report.quarantined == 1
    (found,) = [one for one in road.conversations() if "unreadable" in one.subject]
    assert found.needs
    assert "innocent" in texts(road)


def test_no_action_deletes() -> None:
    assert not {"delete", "remove", "expunge", "discard", "drop"} & set(catalog())
