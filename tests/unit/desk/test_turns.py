"""What happens to a conversation turns its clocks, on the product's own road, in either store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from csmail.clocks import reckoned
from csmail.clocks.fold import latest
from csmail.desk.by_hand import merge, split
from csmail.desk.by_hand.act import act
from csmail.desk.intake.poll import poll
from csmail.model.clock import Clock
from csmail.model.conversation import Conversation
from csmail.model.desk import Promises
from csmail.model.duration import parse_span
from csmail.stores import memory, tinydb
from tests.factories import desk, said_in
from tests.workspace import Office, asked, mail, rule

PROMISES = Promises(parse_span("30m"), parse_span("4h"), parse_span("3d"))


@pytest.fixture(params=["memory", "tinydb"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    store: Any = (
        memory.open(memory.Settings(), tmp_path)
        if request.param == "memory"
        else tinydb.open(tinydb.Settings(), tmp_path)
    )
    made = Office(rules=(rule(asked("acknowledge")),), store=store, desk=replace(desk(), promises=PROMISES))
    poll(made.place)
    made.deliver(mail(1))
    poll(made.place)
    yield made
    store.close()


def only(office: Office) -> Conversation:
    (one,) = [one for one in office.store.conversations() if not one.merged_into]
    return one


def clocks(office: Office, id: str = "") -> dict[Any, Clock]:
    one = office.store.conversation(id) if id else only(office)
    assert one is not None
    return latest(reckoned(one, office.desk, office.now))


def by_hand(office: Office, name: str, **parameters: Any) -> None:
    act(office.place, only(office).id, asked(name, **parameters), "sari")


def test_an_acknowledgement_answers_nobody() -> None:
    made = Office(rules=(rule(asked("acknowledge")),), desk=replace(desk(), promises=PROMISES))
    poll(made.place)
    made.deliver(mail(1))
    poll(made.place)
    made.later(timedelta(minutes=31))
    assert clocks(made)["first_response"].state == "overdue"


def test_a_reply_that_the_server_took_ends_the_clock(office: Office) -> None:
    office.later(timedelta(minutes=10))
    by_hand(office, "reply", text="Sudah dikirim.")
    poll(office.place)
    assert clocks(office)["first_response"].state == "kept"
    assert clocks(office)["resolution"].state == "paused"
    office.later(timedelta(hours=1))
    office.deliver(mail(2, In_Reply_To="<m1@cust.example>", References="<m1@cust.example>"))
    poll(office.place)
    assert clocks(office)["next_response"].state == "running"
    assert clocks(office)["resolution"].state == "running"


def test_closing_voids_and_reopening_goes_on(office: Office) -> None:
    office.later(timedelta(minutes=10))
    by_hand(office, "close")
    assert clocks(office)["first_response"].state == "void"
    office.later(timedelta(hours=2))
    by_hand(office, "reopen")
    office.later(timedelta(minutes=5))
    assert clocks(office)["first_response"].state == "running"
    assert clocks(office)["first_response"].used == timedelta(minutes=15)


def test_what_lay_there_before_the_desk_began_has_no_clock() -> None:
    made = Office(desk=replace(desk(), promises=PROMISES))
    made.deliver(mail(1))
    made.later(timedelta(days=2))
    poll(made.place)
    assert all(not one.turns for one in made.store.conversations())


def test_merged_conversations_have_one_clock_from_the_oldest_question(office: Office) -> None:
    office.later(timedelta(minutes=10))
    office.deliver(mail(2, Subject="Masih soal pesanan", From="Rudi <rudi@cust.example>"))
    poll(office.place)
    first, second = sorted(office.store.conversations(), key=lambda one: one.opened_at)
    merge.merge(office.place, second.id, first.id, "sari")
    assert len(clocks(office)) == 2
    assert clocks(office)["first_response"].used == timedelta(minutes=10)


def test_what_is_split_off_has_a_clock_of_its_own(office: Office) -> None:
    office.later(timedelta(minutes=10))
    office.deliver(mail(2, In_Reply_To="<m1@cust.example>", References="<m1@cust.example>"))
    poll(office.place)
    newest = said_in(office.store, only(office).id)[-1]
    office.later(timedelta(minutes=5))
    split.split(office.place, only(office).id, (newest.key,), "sari")
    used = {clocks(office, one.id)["first_response"].used for one in office.store.conversations()}
    assert used == {timedelta(minutes=15), timedelta(minutes=5)}


def answered_elsewhere(office: Office, folder: str) -> None:
    """Sari answers with her own program, with the desk in Cc or so that it is filed in Sent only."""
    fields = {"From": "sari@toko.example", "To": "jane@cust.example", "In_Reply_To": "<m1@cust.example>"}
    text = mail(8, Message_ID="<a1@laptop.example>", **fields) + "\n\nSudah dikirim.\n"
    office.mailbox.deliver(text.replace("\n", "\r\n").encode(), office.now, folder)


@pytest.mark.parametrize("folder", ["INBOX", "Sent"])
def test_an_answer_of_another_program_ends_the_clock_at_its_own_time(office: Office, folder: str) -> None:
    office.later(timedelta(minutes=22))
    answered_elsewhere(office, folder)
    office.later(timedelta(minutes=20))
    poll(office.place)
    clock = clocks(office)["first_response"]
    assert (clock.state, clock.used, clock.late) == ("kept", timedelta(minutes=22), False)
    assert clocks(office)["resolution"].state == "paused"


@pytest.mark.parametrize("folder", ["INBOX", "Sent"])
def test_who_asked_again_after_an_answer_found_late_waits_from_then_on(office: Office, folder: str) -> None:
    office.later(timedelta(minutes=12))
    answer_at = office.now
    office.later(timedelta(minutes=18))
    office.deliver(mail(2, In_Reply_To="<m1@cust.example>", References="<m1@cust.example>"))
    poll(office.place)
    office.now, now = answer_at, office.now
    answered_elsewhere(office, folder)
    office.now = now + timedelta(minutes=5)
    poll(office.place)
    assert (clocks(office)["first_response"].state, clocks(office)["first_response"].used) == (
        "kept", timedelta(minutes=12),
    )  # fmt: skip
    assert (clocks(office)["next_response"].state, clocks(office)["next_response"].used) == (
        "running", timedelta(minutes=5),
    )  # fmt: skip
    assert only(office).status == "open"
