"""A survey goes out a day after a closing, in open hours: once a conversation, once a customer in thirty days."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csmail import templates
from csmail.actions.ask import SELDOM, WAITS
from csmail.config.hours.times import shifts
from csmail.desk.by_hand.act import act
from csmail.desk.customers.find import by_address
from csmail.desk.intake.poll import poll
from csmail.desk.intake.sweep import sweep
from csmail.model.changes import Changes
from csmail.model.conversation import Conversation
from csmail.model.desk import SatisfactionPolicy, Team
from csmail.model.hours import Hours
from csmail.model.message import Message
from csmail.model.task import SendMail
from csmail.outbox import drop, shown
from csmail.rules.rule import times
from tests.workspace import Office, Words, asked, mail, rule

SARI = "sari@toko.example"
SHIPPED = Path(__file__).parents[3] / "templates"
ASKED = rule(asked("ask", whom="satisfaction"), name="how was it", on="closed")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def office(**desk: object) -> Office:
    made = Office(rules=(ASKED,))
    made.desk = replace(made.desk, rule_times=times((ASKED,)), team=Team((SARI,)), **desk)  # type: ignore[arg-type]
    made.__post_init__()
    made.place = replace(made.place, templates=templates.open(SHIPPED))
    poll(made.place)
    return made


def taken(made: Office, number: int = 1, body: str = "Halo", **fields: str) -> str:
    before = {one.id for one in made.store.conversations()}
    made.deliver(mail(number, Date="", **fields), body)
    poll(made.place)
    return next(one.id for one in made.store.conversations() if one.id not in before)


def do(made: Office, id: str, name: str, **parameters: object) -> None:
    made.later()
    act(made.place, id, asked(name, **parameters), SARI)


def settled(made: Office, number: int = 1, **fields: str) -> str:
    id = taken(made, number, **fields)
    do(made, id, "reply", text="Sudah kami kirim.")
    do(made, id, "close")
    return id


def wait(made: Office, span: timedelta, step: timedelta = timedelta(hours=6)) -> None:
    until = made.now + span
    while made.now < until:
        made.later(min(step, until - made.now))
        poll(made.place)


def conversation(made: Office, id: str) -> Conversation:
    found = made.store.conversation(id)
    assert found is not None
    return found


def survey(made: Office, id: str) -> Message:
    found = made.store.message(conversation(made, id).surveys[-1].mail)
    assert found is not None
    return found


def why_not(made: Office, id: str) -> set[str]:
    steps = [step for receipt in made.store.receipts(id) for step in receipt.steps if step.action == "ask"]
    return {step.withheld.code for step in steps if step.withheld}


def test_it_is_asked_a_day_after_the_closing_and_not_before() -> None:
    made = office()
    id = settled(made)
    closed = made.now
    wait(made, WAITS - HOUR)
    assert conversation(made, id).surveys == ()
    wait(made, 2 * HOUR, HOUR)
    (one,) = conversation(made, id).surveys
    assert one.asked_at - closed >= WAITS
    assert conversation(made, id).status == "closed"
    wait(made, 40 * DAY, DAY)
    assert len(conversation(made, id).surveys) == 1
    assert sum(b"Auto-Submitted: auto-generated" in one.data for one, _ in made.transport.sent) == 1


def test_five_numbers_five_prepared_answers_and_nothing_that_counts_who_looks() -> None:
    made = office()
    id = settled(made)
    wait(made, 2 * DAY)
    said, told = survey(made, id), made.transport.sent[-1][0].data.decode()
    assert id in said.subject
    assert re.findall(r"^([1-5])  \S", said.text, re.MULTILINE) == ["5", "4", "3", "2", "1"]
    answers = [urlsplit(one) for one in re.findall(r"mailto:\S+", said.text)]
    assert [parse_qs(one.query)["subject"] for one in answers] == [[f"Nilai {one} ({id})"] for one in (5, 4, 3, 2, 1)]
    assert {one.path for one in answers} == {made.desk.address}
    assert {one for answer in answers for one in parse_qs(answer.query)["In-Reply-To"]} == {said.message_id}
    assert "http" not in said.text
    assert "text/html" not in told


def test_with_reply_tokens_the_prepared_answers_go_to_an_address_that_names_the_conversation() -> None:
    made = office(reply_tokens=True)
    id = settled(made)
    wait(made, 2 * DAY)
    assert all(f"+c{id.lower()}." in urlsplit(one).path for one in re.findall(r"mailto:\S+", survey(made, id).text))


def test_in_english_for_who_writes_english() -> None:
    made = office()
    id = taken(made, body="Hello, my order has not arrived yet. Could you please look into it for me? Thank you.")
    do(made, id, "reply", text="It is on its way.")
    do(made, id, "close")
    wait(made, 2 * DAY)
    assert survey(made, id).subject == f"How did we do? ({id})"
    assert f"Rating%205%20%28{id}%29" in survey(made, id).text


def test_it_leaves_in_open_hours() -> None:
    night = Hours(week=(shifts("09:00-17:00"),) * 5 + ((),) * 2)
    made = office(hours=night)  # NOW is a Monday, 9 in the morning
    made.now += 4 * DAY + 7 * HOUR  # Friday, 16.00
    poll(made.place)
    id = settled(made)
    wait(made, 5 * DAY, HOUR)
    assert conversation(made, id).surveys[0].asked_at.strftime("%a %H") == "Mon 09"


@pytest.mark.parametrize(
    ("then", "why"),
    [
        ("reopened", None), ("answered", None), ("spam", None), ("nobody", "no_person_answered"),
        ("left alone", "wants_to_be_left_alone"), ("no surveys", "wants_to_be_left_alone"),
        ("upset", "upset"), ("colleague", "no_customer_to_ask"),
    ],
)  # fmt: skip
def test_who_is_not_asked(then: str, why: str | None) -> None:
    made = office(satisfaction=SatisfactionPolicy(upset=False))
    if then == "nobody":
        id = taken(made)
        do(made, id, "close")
    else:
        writer = {"From": SARI} if then == "colleague" else {}
        id = settled(made, **writer)
    if then == "reopened":
        do(made, id, "reopen")
    elif then == "spam":
        do(made, id, "spam")
    elif then == "upset":
        made.store.commit(Changes(conversations=(conversation(made, id).amended(mood="upset"),)))
    elif then == "answered":
        found = next(made.store.newest(id))
        made.deliver(mail(9, Subject="Re: Pesanan 12345", In_Reply_To=found.message_id, Date=""), "Masih belum sampai")
    elif then in ("left alone", "no surveys"):
        person = by_address(made.store, "jane@cust.example")
        assert person is not None
        told = {"left_alone_at": made.now} if then == "left alone" else {"no_surveys_at": made.now}
        made.store.commit(Changes(customers=(person.amended(**told),)))
    wait(made, 10 * DAY)
    assert conversation(made, id).surveys == ()
    assert why is None or why in why_not(made, id)


def test_who_reopens_while_the_survey_waits_in_the_outbox_is_not_asked() -> None:
    made = office()
    id = settled(made)
    wait(made, WAITS - HOUR)
    made.later(HOUR)
    sweep(made.place)
    assert [one.work.purpose for one in made.store.tasks(states=("queued",)) if isinstance(one.work, SendMail)] == [
        "survey"
    ]
    do(made, id, "reopen")
    poll(made.place)
    assert not any(b"Bagaimana" in one.data for one, _ in made.transport.sent)


@pytest.mark.parametrize("how", ["overtaken", "dropped by hand"])
def test_a_survey_that_never_left_does_not_count_as_asked(how: str) -> None:
    made = office()
    id = settled(made)
    wait(made, WAITS - HOUR)
    made.later(HOUR)
    sweep(made.place)
    (task,) = made.store.tasks(states=("queued",))
    if how == "overtaken":
        do(made, id, "reopen")
        poll(made.place)
    else:
        made.store.commit(drop(task, SARI, made.now, shown.of(task, made.store)))
    found = made.store.task(task.id)
    assert found is not None
    assert found.state == "dropped"
    customer = conversation(made, id).customer
    assert customer is not None
    record = by_address(made.store, customer.spec)
    assert record is not None
    assert (conversation(made, id).surveys, record.surveyed_at) == ((), None)
    if how == "overtaken":
        do(made, id, "close")
        wait(made, 3 * DAY)
        assert len(conversation(made, id).surveys) == 1
        assert sum(b"Bagaimana" in one.data for one, _ in made.transport.sent) == 1


def test_a_customer_with_two_matters_is_asked_about_one() -> None:
    made = office()
    ids = [settled(made, number) for number in (1, 2)]
    wait(made, 3 * DAY)
    assert sum(len(conversation(made, id).surveys) for id in ids) == 1
    assert "surveyed_lately" in why_not(made, ids[0]) | why_not(made, ids[1])


MOVES = ("close", "reopen", "reply", "customer", "day", "hour", "month")


@settings(max_examples=30)  # a month is 31 passes
@given(st.lists(st.tuples(st.sampled_from(MOVES), st.integers(0, 1)), max_size=10))
def test_never_two_surveys_a_conversation_never_two_a_customer_in_thirty_days_never_after_a_reopening(
    moves: list[tuple[str, int]],
) -> None:
    made = office()
    made.place = replace(made.place, templates=Words())
    ids = [taken(made, 1), taken(made, 2)]
    for number, (move, which) in enumerate((*moves, ("day", 0), ("day", 0)), 10):
        id = ids[which]
        if move in ("close", "reopen"):
            do(made, id, move)
        elif move == "reply":
            do(made, id, "reply", text="Sudah.")
        elif move == "customer":
            made.later()
            key = next(one.message_id for one in made.store.newest(id) if one.direction == "in")
            made.deliver(mail(number, Subject="Re: Pesanan", In_Reply_To=key, Date=""), "Masih ada masalah lagi")
            poll(made.place)
        else:
            wait(made, {"day": DAY, "hour": HOUR, "month": 31 * DAY}[move], {"month": 3 * DAY}.get(move, 12 * HOUR))
    found = [conversation(made, id) for id in ids]
    moments = sorted(one.asked_at for each in found for one in each.surveys)
    assert all(len(each.surveys) <= 1 for each in found)
    assert all(later - earlier >= SELDOM for earlier, later in pairwise(moments))
    for each in found:
        for one in each.surveys:
            shut = [
                turn for turn in each.turns if turn.at <= one.asked_at and turn.kind in ("closed", "reopened", "asked")
            ]
            last = max(shut, key=lambda turn: turn.at)
            assert last.kind == "closed"
            assert one.asked_at - last.at >= WAITS
