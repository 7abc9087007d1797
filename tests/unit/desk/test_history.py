"""A long conversation is decided upon as a short one, and costs no more."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csmail.actions._letters import answering
from csmail.actions.acknowledge import Acknowledge
from csmail.actions.reply import Reply
from csmail.desk import history
from csmail.desk.history import Histories, History, is_shown, kept, lately
from csmail.desk.intake import poll
from csmail.mail import recipients, transcript
from csmail.mail.order import ordered
from csmail.mail.recipients import difference
from csmail.mail.transcript import had_blind_copy
from csmail.model.address import Address
from csmail.model.audience import Audience
from csmail.model.changes import Changes
from csmail.model.message import Message
from csmail.model.situation import Situation
from csmail.model.task import Draft
from csmail.rules.values import idle
from csmail.stores import tinydb
from csmail.stores.memory import MemoryStore
from csmail.stores.shared import codec
from tests.factories import NOW, conversation, desk, message, situation
from tests.workspace import Office, asked, mail, rule

PEOPLE = (
    "help@toko.example",
    "jane@cust.example",
    "joe@cust.example",
    "eve@far.example",
    "boss@toko.example",
    "audit@law.example",
)
KINDS = ("human", "human", "human", "calendar", "autoreply", "bounce", "notification", "list")
OUR = Address("support@toko.example")
addresses = st.lists(st.sampled_from(PEOPLE).map(Address), max_size=2).map(tuple)


@st.composite
def said(draw: st.DrawFn) -> Message:
    """Any message of a conversation but its key."""
    out = draw(st.integers(0, 2)) == 0
    return message(
        direction="out" if out else "in",
        originators=(OUR,) if out else (Address(draw(st.sampled_from(PEOPLE))),),
        to=draw(addresses) if out else (OUR, *draw(addresses)),
        cc=draw(addresses),
        bcc=draw(addresses) if out else (),
        reply_to=() if out or draw(st.booleans()) else draw(addresses),
        kind="human" if out else draw(st.sampled_from(KINDS)),
        weak=not out and draw(st.integers(0, 2)) == 0,
        automatic=out and draw(st.booleans()),
        visibility=draw(st.sampled_from(["customer", "customer", "customer", "internal"])),
    )  # fmt: skip


def numbered(messages: list[Message], skew: int = 0) -> tuple[Message, ...]:
    """As the store gives them: oldest first, some at the same moment; each cites the last of the other side, and the
    clock of the mail server is `skew` minutes off."""
    found: list[Message] = []
    last = {"in": "", "out": ""}
    for at, one in enumerate(messages):
        cited = last["out" if one.direction == "in" else "in"]
        last[one.direction] = f"<m{at}@x.example>"
        moment = NOW + timedelta(minutes=at // 2 + (skew if one.direction == "in" else 0))
        cites = (cited,) if cited else ()
        found.append(replace(one, key=f"k{at}", message_id=last[one.direction], received_at=moment, references=cites))
    return tuple(sorted(found, key=lambda one: one.received_at))


def decisions(about: Situation) -> list[Any]:
    """Everything that is decided by what was said before."""
    before, here, arrived = about.history, about.desk, about.message
    assert arrived is not None
    reply = Reply(text="Halo")
    audiences: list[Audience] = [
        answering(about, "all"), answering(about, "sender"),
        recipients.reply(arrived, before, here, about.conversation),
        recipients.reply_all(arrived, before, here, about.conversation),
        recipients.follow_up(before, here, about.conversation),
    ]  # fmt: skip
    return [
        *audiences, Acknowledge().withheld(about), reply.withheld(about), reply.withheld(about.amended(person=True)),
        had_blind_copy(arrived, before), idle(about), transcript.question(before),
        transcript.question((*before, arrived)),
        difference.difference(audiences[0], before, here),
    ]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(said(), max_size=60), said(), st.integers(-30, 60), st.sampled_from([0, 0, -60, -3, 3, 60]))
def test_every_decision_falls_as_upon_the_whole_history(
    messages: list[Message], last: Message, later: int, skew: int
) -> None:
    every, recent = numbered(messages, skew), 6
    arrived = replace(last, key="new", received_at=NOW + timedelta(minutes=later), visibility="customer")
    known = conversation(participants=frozenset(PEOPLE[:3]))
    base = situation(message=arrived, conversation=known, on="reply", now=NOW + timedelta(hours=1))
    shown = tuple(filter(is_shown, every))
    before = history.RECENT
    history.RECENT = recent
    try:
        known = {f"k{at}" for at in range(len(every) // 2)}
        growing = History(kept(one for one in shown[::-1] if one.key in known))
        for one in sorted((one for one in shown if one.key not in known), key=lambda one: int(one.key[1:])):
            growing.add(one)  # in the order in which they come, whatever the clocks say
        selections = [ordered(kept(shown[::-1])), ordered(growing.messages)]
    finally:
        history.RECENT = before
    for some in selections:
        assert decisions(base.amended(history=some)) == decisions(base.amended(history=ordered(shown)))


def test_a_short_conversation_is_kept_as_it_is() -> None:
    every = numbered([message(text="Halo", header="Subject: x\r\n")] * history.RECENT)
    assert kept(every[::-1]) == list(every)


def test_of_ten_thousand_messages_some_dozen_are_kept_and_few_of_them_whole() -> None:
    def one(at: int) -> Message:
        author = Address(f"a{at % 7}@x.example")
        return message(key=f"k{at}", text="x" * 60_000, originators=(author,), received_at=NOW + timedelta(seconds=at))

    found = kept(one(at) for at in reversed(range(10_000)))
    assert len(found) < 50
    assert sum(bool(each.text) for each in found) <= history.RECENT + history.WITNESSES * 5


def test_who_asks_for_answers_at_ever_new_addresses_makes_no_conversation_heavy() -> None:
    def one(at: int) -> Message:
        return message(
            key=f"k{at}", reply_to=(Address(f"r{at}@x.example"),), received_at=NOW + timedelta(seconds=at)
        )  # fmt: skip

    found = kept(one(at) for at in reversed(range(5_000)))
    assert len(found) <= history.RECENT + history.NAMED + 10
    assert found[0].key == "k0"
    growing = History([])
    for at in range(2_000):
        growing.add(one(at))
    assert len(growing.messages) <= 2 * (history.RECENT + history.NAMED + 10)


def test_a_batch_does_not_keep_the_people_of_a_conversation_once_a_mail() -> None:
    here = Office()
    poll.poll(here.place)
    told: list[int] = []
    for number in range(3):
        people = ", ".join(f"c{number}x{other}@y.example" for other in range(5))
        here.deliver(mail(number, Cc=people, In_Reply_To="<m0@cust.example>"))
    poll.poll(
        here.place, listener=lambda one: told.append(len(one.conversation.participants if one.conversation else ()))
    )
    (only,) = here.store.conversations()
    assert told == [0, 0, len(only.participants)]


def test_histories_let_go_of_what_was_used_longest_ago_and_of_another_version() -> None:
    heavy = [message(text="x" * 5_000)]
    few = Histories(octets=20_000)
    for number in range(4):
        few.keep(f"C{number}", 1, History(list(heavy)))
    assert [id for id, _, _ in few] == ["C2", "C3"]
    assert few.find("C3", 2) is None
    assert few.find("C3", 1) is not None
    few.keep("C2", 2, History(list(heavy)))
    few.keep("C4", 1, History(list(heavy)))
    assert [id for id, _, _ in few] == ["C2", "C4"]


def test_a_draft_is_told_stale_by_the_end_of_a_conversation_as_by_all_of_it() -> None:
    store = MemoryStore()
    robots = [message(kind="autoreply", originators=(Address("r@x.example"),))] * 30
    every = numbered([message(), message(direction="out", originators=(OUR,)), message(), *robots])
    store.commit(Changes(messages=tuple(replace(one, conversation="K7F3Q2") for one in every)))
    audience = Audience("send", OUR)
    for answers, minutes in (("k2", 1), ("k0", 0), ("k2", 0), ("k0", 40)):
        at = NOW + timedelta(minutes=minutes)
        draft = Draft("d1", "support", "K7F3Q2", "m1", "sari", at, at, audience, answers=answers)
        assert transcript.why_stale(draft, lately(store, draft)) == transcript.why_stale(draft, every)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """How many messages the store has handed out since it was asked last."""
    count = 0
    decode = codec.decode

    def counting(kind: str, body: bytes) -> Any:
        nonlocal count
        count += kind == "messages"
        return decode(kind, body)

    def since() -> int:
        nonlocal count
        found, count = count, 0
        return found

    monkeypatch.setattr(codec, "decode", counting)
    return since


def thread(tmp_path: Path, long: int) -> Office:
    """A desk with one conversation of so many messages, and none in its mailbox."""
    made = Office(rules=(rule(asked("tag", tags=("refund",)), on="reply"), rule(asked("acknowledge"))), desk=desk())
    made.store = tinydb.open(tinydb.Settings(), tmp_path)  # type: ignore[assignment]
    made.place = replace(made.place, store=made.store, batch=50)
    poll.poll(made.place)
    made.deliver(mail(0))
    poll.poll(made.place)
    (first,) = made.store.conversations()
    ids = ((f"{n:064x}", f"<old{n}@cust.example>") for n in range(long))
    more = (message(key=key, message_id=id, conversation=first.id, text="Lagi " * 99) for key, id in ids)
    made.store.commit(Changes(messages=tuple(more)))
    return made


def test_a_pass_reads_a_long_conversation_once_however_many_mails_are_new(
    tmp_path: Path, read: Callable[[], int]
) -> None:
    here = thread(tmp_path, 400)
    made = []
    for count in (1, 150):
        for number in range(count):
            answer = {"Subject": "Re: Pesanan", "In_Reply_To": "<m0@cust.example>"}
            here.deliver(mail(1000 * count + number, **answer))
        read()
        assert poll.poll(replace(here.place, histories=Histories())).taken_in == count
        made.append(read())
    assert made[0] <= 402 + 2
    assert made[1] <= 403 + 150 + 2  # each mail asks for the one that it cites
    here.store.close()


def test_the_next_pass_of_the_same_process_reads_no_history_again(tmp_path: Path, read: Callable[[], int]) -> None:
    here = thread(tmp_path, 400)
    for number in range(1, 4):
        here.deliver(mail(number, Subject="Re: Pesanan", In_Reply_To="<m0@cust.example>"))
        read()
        poll.poll(here.place)
        assert read() <= (405 if number == 1 else 4)
    here.store.close()
