"""Who would get ten mails or more in one sweep gets one that tells of all of them."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from csmail import templates
from csmail.desk.by_hand.act import act
from csmail.desk.customers.by_hand import Asker
from csmail.desk.customers.find import by_address
from csmail.desk.customers.forget import forget
from csmail.desk.intake.poll import poll
from csmail.errors import Conflict
from csmail.model.changes import Changes
from csmail.model.desk import Promises, Tier
from csmail.model.duration import parse_span
from csmail.stores.memory import MemoryStore
from tests.factories import desk
from tests.workspace import Office, asked, mail, rule

SHIPPED = Path(__file__).parents[3] / "templates"
LADDER = (Tier("spec@toko.example", step="specialist", at="half"), Tier("lead@toko.example", step="lead"))


def office(count: int, store: MemoryStore | None = None) -> Office:
    """So many questions, all of them overdue."""
    promises = Promises(first_response=parse_span("30m"), next_response=parse_span("4h"))
    made = Office(desk=replace(desk(), promises=promises, escalation=LADDER), store=store or MemoryStore())
    made.place = replace(made.place, templates=templates.open(SHIPPED))
    poll(made.place)
    for number in range(count):
        made.deliver(mail(number, From=f"Jane {number} <jane{number}@cust.example>", Subject=f"Pesanan {number}"))
    poll(made.place)
    made.later(timedelta(minutes=31))
    return made


def told(made: Office) -> Counter[str]:
    return Counter(recipient for _, recipients in made.transport.sent for recipient in recipients)


def steps(made: Office) -> set[tuple[tuple[str, bool], ...]]:
    every = made.store.conversations()
    return {tuple((up.step, up.passed_over) for up in one.escalations) for one in every}


@pytest.mark.parametrize(("count", "mails"), [(9, 9), (10, 1), (12, 1), (40, 1), (250, 1)])
def test_ten_steps_to_one_person_are_one_mail(count: int, mails: int) -> None:
    made = office(count)
    for _ in range(3):
        poll(made.place)
        made.later()
    assert told(made) == {"lead@toko.example": mails}
    assert steps(made) == {(("specialist", True), ("lead", False))}


def test_the_mail_names_each_conversation_with_what_to_type() -> None:
    made = office(12)
    poll(made.place)
    ((sent, _),) = made.transport.sent
    read = message_from_bytes(sent.data, policy=default)
    text = str(read.get_content())
    assert "12" in str(read["Subject"])
    assert read["Auto-Submitted"] == "auto-generated"
    assert read["In-Reply-To"] is None
    for one in made.store.conversations():
        assert f"csmail conversations show {one.id}" in text
        assert one.subject in text
    assert "{" not in text


def test_hundreds_are_one_mail_that_lists_the_first_hundred() -> None:
    made = office(250)
    poll(made.place)
    ((sent, _),) = made.transport.sent
    text = str(message_from_bytes(sent.data, policy=default).get_content())
    assert text.count("csmail conversations show") == 100
    assert "150" in text
    assert "csmail escalations list --open" in text


def test_what_the_person_answers_is_a_note_and_no_customer_gets_it() -> None:
    made = office(12)
    poll(made.place)
    ((sent, _),) = made.transport.sent
    number = message_from_bytes(sent.data)["Message-ID"]
    made.deliver(mail(99, From="lead@toko.example", Subject="Re", In_Reply_To=number, References=number))
    poll(made.place)
    notes = [
        one for each in made.store.conversations() for one in made.store.newest(each.id) if one.direction == "note"
    ]
    assert len(notes) == 1
    assert told(made) == {"lead@toko.example": 1}


def test_a_step_that_a_rule_takes_counts_as_one_that_time_takes() -> None:
    made = office(12)
    made.place = replace(made.place, rules=(rule(asked("escalate", to="boss@toko.example"), on="overdue"),))
    poll(made.place)
    assert told(made) == {"boss@toko.example": 1, "lead@toko.example": 1}


def test_without_the_text_of_the_digest_each_is_told_of_by_itself(tmp_path: Path) -> None:
    made = office(12)
    for file in SHIPPED.iterdir():
        if not file.name.startswith("digest"):
            (tmp_path / file.name).write_text(file.read_text())
    made.place = replace(made.place, templates=templates.open(tmp_path))
    poll(made.place)
    assert told(made) == {"lead@toko.example": 12}


class Interrupted(MemoryStore):
    """Somebody answers one of the conversations in the moment of the commit, once."""

    office: Office | None = None

    def commit(self, changes: Changes) -> None:
        made, here = self.office, len(changes.conversations) > 1
        if made is not None and here:
            self.office = None
            act(made.place, changes.conversations[0].id, asked("reply", text="Sudah."), "sari")
            raise Conflict("changed")
        super().commit(changes)


def test_who_is_answered_in_that_moment_is_left_out() -> None:
    store = Interrupted()
    made = office(12, store)
    store.office = made
    poll(made.place)
    assert told(made)["lead@toko.example"] == 1
    text = str(message_from_bytes(made.transport.sent[-1][0].data, policy=default).get_content())
    assert text.count("csmail conversations show") == 11


def test_who_is_forgotten_stands_in_no_digest_and_it_is_not_sent_again() -> None:
    made = office(12)
    poll(made.place)
    person = by_address(made.store, "jane11@cust.example")
    assert person is not None
    assert "Pesanan 11" in made.transport.sent[0][0].content
    forget(Asker((made.place,), "sari"), lambda: person, True)
    kept = json.dumps(list(made.store.export()), default=str)
    assert "Jane 11" not in kept
    assert "Pesanan 11" not in kept
    poll(made.place)
    assert told(made) == {"lead@toko.example": 1}
