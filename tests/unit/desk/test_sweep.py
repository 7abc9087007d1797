"""A question that waits too long goes up the ladder, each step once, whatever happens in between."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from csmail import templates
from csmail.desk.by_hand.act import act
from csmail.desk.intake.poll import poll
from csmail.desk.intake.sweep import Swept, sweep
from csmail.errors import Conflict
from csmail.model.changes import Changes
from csmail.model.conversation import Conversation
from csmail.model.desk import Promises, Tier
from csmail.model.duration import parse_span
from csmail.model.hours import Hours, Shift
from csmail.stores.memory import MemoryStore
from tests.factories import desk
from tests.workspace import Office, asked, mail

LADDER = (
    Tier("spec@toko.example", step="specialist", at="half"),
    Tier("lead@toko.example", step="lead"),
    Tier("owner@toko.example", timedelta(hours=2), "owner"),
)


def office(**changes: object) -> Office:
    promises = Promises(first_response=parse_span("30m"), next_response=parse_span("4h"))
    made = Office(desk=replace(desk(), promises=promises, escalation=LADDER, **changes))  # type: ignore[arg-type]
    poll(made.place)
    made.deliver(mail(1))
    poll(made.place)
    return made


def only(made: Office) -> Conversation:
    (one,) = made.store.conversations()
    return one


def told(made: Office) -> list[str]:
    return [recipient for _, recipients in made.transport.sent for recipient in recipients]


def test_each_step_is_told_once_at_its_time() -> None:
    made = office()
    for minutes in range(0, 240, 5):
        made.later(timedelta(minutes=5))
        poll(made.place)
        poll(made.place)
        assert len(told(made)) == (minutes >= 10) + (minutes >= 25) + (minutes >= 145)
    assert told(made) == [tier.to for tier in LADDER]
    assert [one.step for one in only(made).escalations] == ["specialist", "lead", "owner"]
    assert all(b"Auto-Submitted" in sent.data for sent, _ in made.transport.sent)


def test_whoever_slept_tells_the_highest_step_alone_and_keeps_the_others_as_passed_over() -> None:
    made = office()
    made.later(timedelta(hours=5))
    poll(made.place)
    assert told(made) == ["owner@toko.example"]
    assert [(one.step, one.passed_over) for one in only(made).escalations] == [
        ("specialist", True),
        ("lead", True),
        ("owner", False),
    ]
    receipts = made.store.receipts(only(made).id)
    assert [one.by for one in receipts if one.on == "overdue"] == ["clock", "clock"]


def test_an_answer_ends_it_and_the_next_question_begins_at_the_bottom() -> None:
    made = office()
    made.later(timedelta(minutes=20))
    poll(made.place)
    act(made.place, only(made).id, asked("reply", text="Sudah dikirim."), "sari")
    made.later(timedelta(hours=9))
    poll(made.place)
    assert told(made) == ["spec@toko.example", "jane@cust.example"]
    made.deliver(mail(2, In_Reply_To="<m1@cust.example>", References="<m1@cust.example>"))
    poll(made.place)
    made.later(timedelta(hours=2, minutes=1))
    poll(made.place)
    assert told(made)[2:] == ["spec@toko.example"]


def test_one_who_cannot_be_reached_is_followed_by_the_next_at_once() -> None:
    made = office()
    made.later(timedelta(minutes=16))
    poll(made.place)
    gone = only(made).amended(bounced=frozenset({"spec@toko.example"}), next_moment=made.now)
    made.store.commit(Changes(conversations=(gone,)))
    made.later()
    poll(made.place)
    assert told(made) == ["spec@toko.example", "lead@toko.example"]


def test_a_step_that_cannot_be_written_asks_for_a_person_and_is_not_tried_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = office()
    broken = asked("escalate", step="specialist", template="broken").action
    monkeypatch.setattr("csmail.desk.intake.due_conversation.Escalate", lambda step: broken)
    made.later(timedelta(minutes=16))
    assert sweep(made.place) == Swept()
    assert only(made).needs
    assert sweep(made.place) == Swept()
    assert [one.passed_over for one in only(made).escalations] == [True]
    assert told(made) == []


def test_a_conversation_that_keeps_changing_is_left_to_the_next_pass() -> None:
    class Busy(MemoryStore):
        refusing = False

        def commit(self, changes: Changes) -> None:
            if self.refusing and changes.conversations:
                raise Conflict("changed", "")
            super().commit(changes)

    made = office()
    store = Busy()
    made = Office(desk=made.desk, store=store)
    poll(made.place)
    made.deliver(mail(1))
    poll(made.place)
    made.later(timedelta(minutes=16))
    store.refusing = True
    assert sweep(made.place) == Swept()
    store.refusing = False
    assert sweep(made.place).escalated == 1
    assert sweep(made.place) == Swept()


def test_without_a_promise_or_a_ladder_nobody_is_told() -> None:
    for changes in ({"promises": Promises()}, {"escalation": ()}):
        made = Office(desk=replace(office().desk, **changes))
        poll(made.place)
        made.deliver(mail(1))
        poll(made.place)
        made.later(timedelta(days=3))
        poll(made.place)
        assert told(made) == []


def test_who_writes_back_that_he_is_away_is_followed_by_the_next_at_once() -> None:
    made = office()
    made.later(timedelta(minutes=16))
    poll(made.place)
    away = {"From": "Spesialis <spec@toko.example>", "Auto_Submitted": "auto-replied", "Subject": "Cuti"}
    made.deliver(mail(9, In_Reply_To="<m1@cust.example>", References="<m1@cust.example>", **away))
    poll(made.place)
    assert told(made) == ["spec@toko.example", "lead@toko.example"]
    assert [(one.step, one.absent) for one in only(made).escalations] == [("specialist", True), ("lead", False)]


def test_a_step_is_counted_and_told_in_hours_of_its_own() -> None:
    morning = Hours(week=((Shift(9 * 60, 17 * 60),),) * 7)
    asked_at = datetime(2026, 7, 6, 16, 50, tzinfo=UTC)
    owner = Tier("owner@toko.example", timedelta(hours=2), "owner", hours=Hours())
    ladder, aims = (Tier("lead@toko.example", timedelta(hours=1), "lead"), owner), Promises(parse_span("5m"))
    made = Office(desk=replace(desk(), hours=morning, escalation=ladder, promises=aims), now=asked_at)
    poll(made.place)
    made.deliver(mail(1))
    poll(made.place)
    made.later(timedelta(hours=2, minutes=6))
    poll(made.place)
    assert told(made) == ["owner@toko.example"]


def test_the_mail_of_a_step_says_how_late_it_is_and_what_to_type() -> None:
    made = office()
    words = templates.open(Path("templates"))
    made.place = replace(made.place, templates=words)
    made.later(timedelta(minutes=31))
    poll(made.place)
    sent = message_from_bytes(made.transport.sent[-1][0].data, policy=default)
    text = " ".join(sent.get_body().get_content().split())  # type: ignore[attr-defined]
    assert "Jawaban pertama: terpakai 31 menit dari 30 menit" in text
    assert "lewat waktu sejak Senin, 6 Juli 2026 09.30 UTC" in text
    assert f"csmail reply {only(made).id}" in text
    assert "Yang menangani: belum ada" in text
