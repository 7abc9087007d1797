"""Chats are told once, in few words and none of a customer's, at most so often, in the hours of the desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from csmail.desk import notices
from csmail.desk.by_hand.act import act
from csmail.desk.intake.poll import poll
from csmail.desk.notices import Event, told
from csmail.errors import Unreachable
from csmail.model.changes import Changes
from csmail.model.desk import Promises
from csmail.model.duration import parse_span
from csmail.model.hours import Hours, Shift
from csmail.model.notice import NoticeTerms
from csmail.model.promise import Promise
from csmail.model.task import SendNotice, Task
from csmail.outbox.notices import HOURLY
from csmail.reason import Reason
from tests.factories import desk
from tests.workspace import Office, asked, mail, rule

MONDAY = datetime(2026, 7, 6, 2, 0, tzinfo=UTC)
OPS = NoticeTerms("ops", ("overdue", "broken", "in_doubt", "login_refused"), always=True)
DAY: tuple[tuple[Shift, ...], ...] = ((Shift(9 * 60, 17 * 60),),) * 5 + ((), ())


class Chat:
    """What a chat was told; it takes nothing while `fails`."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.fails = False


def office(*terms: NoticeTerms, rules: bool = False) -> tuple[Office, Chat]:
    chat = Chat()
    made = Office(
        desk=desk(
            notices=terms, timezone="Asia/Jakarta", language="id", promises=Promises(parse_span("30m")),
            hours=Hours("Asia/Jakarta", DAY),
        ),
        now=MONDAY,
        rules=(rule(asked("notify", channel="ops")),) if rules else (),
    )  # fmt: skip

    def notify(tasks: Sequence[Task]) -> None:
        if chat.fails:
            raise Unreachable(Reason.of("notice_not_taken", name="ops"))
        chat.said.append("\n".join(told(made.desk, tasks, made.store)))

    made.place = replace(made.place, ways=replace(made.place.ways, notify=notify))
    poll(made.place)
    return made, chat


def arrived(made: Office) -> str:
    made.deliver(mail(From="Rina <rina@cust.example>", Subject="Paket rahasia"), "Halo, di mana?")
    poll(made.place)
    (one,) = made.store.conversations()
    return one.id


def test_an_overdue_conversation_is_told_once_without_a_word_of_the_customer() -> None:
    made, chat = office(OPS)
    id = arrived(made)
    for _ in range(3):
        made.later(timedelta(minutes=31))
        poll(made.place)
    (said,) = chat.said
    assert said == (f"support\n{id}: lewat batas waktu, batas 2026-07-06 09:30 WIB\ncsmail conversations show {id}")


def test_with_subject_the_subject_is_told_and_no_address() -> None:
    made, chat = office(replace(OPS, with_="subject"))
    arrived(made)
    made.later(timedelta(minutes=31))
    poll(made.place)
    assert "· Paket rahasia" in chat.said[0]
    assert not [word for word in ("rina", "Rina", "@", "Halo") if word in chat.said[0]]


def test_a_broken_promise_is_told_and_a_kept_one_is_not() -> None:
    made, chat = office(replace(OPS, on=("broken",)))
    id = arrived(made)
    one = made.store.conversation(id)
    assert one is not None
    word = Promise("first_response", made.now, parse_span("1h"), made.now + timedelta(hours=1), "m")
    made.store.commit(Changes(conversations=(one.promised(word, made.now),)))
    made.later(timedelta(hours=1))
    poll(made.place)
    assert chat.said == []
    made.later(timedelta(minutes=1))
    poll(made.place)
    poll(made.place)
    assert [said.splitlines()[1].partition(",")[0] for said in chat.said] == [f"{id}: janji tidak ditepati"]


def test_a_mail_in_doubt_is_told_once() -> None:
    made, chat = office(OPS)
    id = arrived(made)
    made.transport.outcome = "in_doubt"
    made.transport.lands = False
    act(made.place, id, asked("reply", text="Halo"), "sari")
    for _ in range(3):
        poll(made.place)
    assert [said.splitlines()[1] for said in chat.said] == [f"{id}: ada surel yang belum pasti terkirim"]


def test_a_rule_and_a_person_tell_a_chat() -> None:
    made, chat = office(replace(OPS, on=()), rules=True)
    id = arrived(made)
    act(made.place, id, asked("notify", channel="ops"), "sari")
    assert [said.splitlines()[1] for said in chat.said] == [f"{id}: mohon dilihat"] * 2
    done = act(made.place, id, asked("notify", channel="pos"), "sari")
    assert done.step.withheld is not None
    assert done.step.withheld.code == "no_such_notice"


def test_outside_of_the_hours_it_waits_for_the_morning() -> None:
    made, chat = office(replace(OPS, on=(), always=False), rules=True)
    made.now = MONDAY + timedelta(hours=10)
    arrived(made)
    assert chat.said == []
    made.now = MONDAY + timedelta(days=1)
    poll(made.place)
    assert len(chat.said) == 1


def test_nobody_is_told_more_than_so_often_an_hour_and_the_rest_comes_in_one() -> None:
    made, chat = office(OPS)
    events = [Event("asked", str(number)) for number in range(HOURLY + 15)]
    every = tuple(notices.task(made.desk, OPS, one, made.now) for one in events)
    made.store.commit(Changes(tasks=every))
    for _ in range(4):
        poll(made.place)
        made.later(timedelta(minutes=10))
    assert len(chat.said) == HOURLY
    made.later(timedelta(minutes=30))
    poll(made.place)
    assert len(chat.said) == HOURLY + 1
    assert chat.said[-1].splitlines()[0] == "support: 15 pemberitahuan"
    assert all(one.state == "done" for one in made.store.tasks() if isinstance(one.work, SendNotice))


def test_what_nobody_takes_is_tried_three_times() -> None:
    made, chat = office(replace(OPS, on=()), rules=True)
    chat.fails = True
    arrived(made)
    for _ in range(6):
        made.later(timedelta(minutes=20))
        poll(made.place)
    (task,) = [one for one in made.store.tasks() if isinstance(one.work, SendNotice)]
    assert (task.state, task.attempt) == ("refused", 3)
    chat.fails = False
    poll(made.place)
    assert chat.said == []


@pytest.mark.parametrize("refused", [True, False])
def test_a_refused_login_is_told_once_a_day(refused: bool) -> None:
    made, chat = office(OPS)
    for hours in (0, 1, 2, 24):
        notices.watch(made.store, made.desk, made.now + timedelta(hours=hours), login_refused=refused)
    made.later(timedelta(days=2))
    poll(made.place)
    assert [said.splitlines()[1] for said in chat.said] == ["support: login ditolak"] * (2 if refused else 0)
