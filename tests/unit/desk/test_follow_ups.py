"""Silence of a customer, what rules plan for later, and a goodbye when a rule closes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csmail import templates
from csmail.actions.later import Later
from csmail.clocks.occasions import COUNTED
from csmail.config.hours.times import shifts
from csmail.config.rules.silence import after_so_long
from csmail.desk.by_hand.act import act
from csmail.desk.intake.poll import poll
from csmail.model.changes import Changes
from csmail.model.conversation import Conversation
from csmail.model.desk import Team
from csmail.model.hours import Hours
from csmail.rules.conditions import Always
from csmail.rules.rule import ActionCall, Rule, times
from tests.workspace import Office, asked, mail, rule

SARI = "sari@toko.example"
SHIPPED = Path(__file__).parents[3] / "templates"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def silent(*then: ActionCall, after: tuple[int, ...], name: str = "silent") -> Rule:
    spans = tuple(days * DAY for days in after)
    return Rule(name, after_so_long(spans, Always()), then, "silence", after=spans)


def office(*rules: Rule, **desk: object) -> Office:
    made = Office(rules=rules)
    made.desk = replace(made.desk, rule_times=times(rules), team=Team((SARI,)), **desk)  # type: ignore[arg-type]
    made.__post_init__()
    made.place = replace(made.place, templates=templates.open(SHIPPED))
    poll(made.place)
    return made


def answered(made: Office, text: str = "Sudah kami kirim.") -> str:
    made.deliver(mail(1, Date=""), "Halo kak, pesanan saya sudah sampai mana ya?")
    poll(made.place)
    (found,) = made.store.conversations()
    do(made, found.id, "reply", text=text)
    return found.id


def do(made: Office, id: str, name: str, **parameters: object) -> None:
    made.later()
    act(made.place, id, asked(name, **parameters), SARI)


def wait(made: Office, span: timedelta, step: timedelta = timedelta(hours=12)) -> None:
    until = made.now + span
    while made.now < until:
        made.later(min(step, until - made.now))
        poll(made.place)


def get(made: Office, id: str) -> Conversation:
    found = made.store.conversation(id)
    assert found is not None
    return found


def hits(made: Office, id: str, on: str = "silence") -> list[int]:
    """After how many days since the first answer rules were asked."""
    begin = get(made, id).answered_at
    assert begin is not None
    return [(one.at - begin).days for one in made.store.receipts(id) if one.on == on and one.hits]


def test_a_silence_is_told_once_a_value_counted_from_our_last_answer() -> None:
    made = office(silent(asked("tag", tags=("silent",)), after=(3, 7)))
    id = answered(made)
    wait(made, 30 * DAY)
    assert hits(made, id) == [3, 7]


def test_a_later_answer_of_ours_counts_anew_but_no_value_comes_twice() -> None:
    made = office(silent(asked("note", text="still silent"), after=(3, 7)))
    id = answered(made)
    wait(made, 4 * DAY)
    do(made, id, "reply", text="Sudah sampai?")
    wait(made, 30 * DAY)
    assert hits(made, id) == [3, 11]


@pytest.mark.parametrize("who", ["customer", "closed", "spam"])
def test_whoever_speaks_or_closes_ends_the_silence(who: str) -> None:
    made = office(silent(asked("tag", tags=("silent",)), after=(3,)))
    id = answered(made)
    wait(made, 2 * DAY)
    if who == "customer":
        key = next(one.message_id for one in made.store.newest(id) if one.direction == "out")
        made.deliver(mail(2, Subject="Re: Pesanan", In_Reply_To=key, Date=""), "Belum kak")
    else:
        do(made, id, "close" if who == "closed" else "spam")
    wait(made, 10 * DAY)
    assert hits(made, id) == []


def test_what_was_missed_while_nobody_looked_is_the_longest_silence_alone() -> None:
    made = office(silent(asked("note", text="silent"), after=(3, 7)))
    id = answered(made)
    made.later(8 * DAY)
    for _ in range(12):  # a clock that jumped is believed a day a pass
        made.later(HOUR)
        poll(made.place)
    assert len(hits(made, id)) == 1


def test_a_rule_that_is_written_today_says_nothing_to_who_was_silent_long_ago() -> None:
    made = office()
    id = answered(made)
    wait(made, 3 * DAY + COUNTED + DAY)
    found = silent(asked("tag", tags=("silent",)), after=(3,))
    made.place = replace(made.with_rules(found), desk=replace(made.desk, rule_times=times((found,))))
    wait(made, 5 * DAY)
    assert hits(made, id) == []


def test_a_silence_is_told_in_open_hours() -> None:
    made = office(
        silent(asked("tag", tags=("silent",)), after=(3,)), hours=Hours(week=(shifts("09:00-17:00"),) * 3 + ((),) * 4)
    )
    id = answered(made)  # on a Monday, 9.01; Thursday is closed
    wait(made, 10 * DAY, HOUR)
    (one,) = [receipt for receipt in made.store.receipts(id) if receipt.on == "silence"]
    assert one.at.strftime("%a %H") == "Mon 09"


def test_a_rule_closes_politely_by_a_mail_that_says_what_it_is() -> None:
    made = office(silent(asked("close", template="thanks-closing"), after=(14,)))
    id = answered(made)
    sent = len(made.transport.sent)
    wait(made, 15 * DAY)
    assert get(made, id).status == "closed"
    (goodbye,) = [one.data for one, _ in made.transport.sent[sent:]]
    assert b"Auto-Submitted: auto-generated" in goodbye
    assert b"Terima kasih" in goodbye
    key = next(one.message_id for one in made.store.newest(id) if one.direction == "out")
    made.deliver(mail(3, Subject="Re: Pesanan", In_Reply_To=key, Date=""), "Ternyata belum beres kak")
    poll(made.place)
    assert get(made, id).status == "open"


@pytest.mark.parametrize(("how", "status"), [("plain", "closed"), ("upset", "waiting"), ("bounced", "closed")])
def test_nothing_is_written_where_a_machine_must_not(how: str, status: str) -> None:
    made = office(silent(asked("close", template="" if how == "plain" else "thanks-closing"), after=(14,)))
    id = answered(made)
    changed = {"upset": {"mood": "upset"}, "bounced": {"bounced": frozenset({"jane@cust.example"})}}.get(how, {})
    made.store.commit(Changes(conversations=(get(made, id).amended(**changed),)))
    sent = len(made.transport.sent)
    wait(made, 16 * DAY)
    assert (get(made, id).status, len(made.transport.sent)) == (status, sent)


PLANNED = ActionCall("later", Later(14 * DAY, (asked("draft", template="follow-up"),)))


@pytest.mark.parametrize("then", ["nothing", "reopened", "reopened and closed", "customer", "rule gone"])
def test_what_was_planned_at_a_closing_is_done_unless_it_was_opened_again(then: str) -> None:
    made = office(rule(PLANNED, name="care", on="closed"))
    id = answered(made)
    do(made, id, "close")
    wait(made, 5 * DAY)
    if then.startswith("reopened"):
        do(made, id, "reopen")
    if then == "reopened and closed":
        do(made, id, "close")
    if then == "customer":
        key = next(one.message_id for one in made.store.newest(id) if one.direction == "out")
        made.deliver(mail(4, Subject="Re: Pesanan", In_Reply_To=key, Date=""), "Belum kak")
    if then == "rule gone":
        made.with_rules(rule(asked("tag", tags=("x",)), on="closed"))
    wait(made, 10 * DAY)
    drafts = len(list(made.store.drafts(id)))
    assert drafts == (then == "nothing")
    assert [one.code for one in get(made, id).needs] == ["follow_up_lost"] * (then == "rule gone")
    if then == "reopened and closed":
        wait(made, 6 * DAY)
        assert len(list(made.store.drafts(id))) == 1


@settings(max_examples=20)
@given(st.lists(st.sampled_from(["reply", "customer", "close", "reopen", "day", "week"]), max_size=9))
def test_no_silence_is_told_twice_and_none_after_the_customer_spoke(moves: list[str]) -> None:
    made = office(silent(asked("note", text="silent"), after=(3, 7)))
    made.place = replace(made.place, templates=made.place.templates)
    id = answered(made)
    for number, move in enumerate(moves, 10):
        if move == "customer":
            made.later()
            key = next(one.message_id for one in made.store.newest(id) if one.direction == "in")
            made.deliver(mail(number, Subject="Re: Pesanan", In_Reply_To=key, Date=""), "Ada lagi")
            poll(made.place)
        elif move in ("day", "week"):
            wait(made, DAY if move == "day" else 7 * DAY, DAY)
        else:
            do(made, id, move, **({"text": "Ya."} if move == "reply" else {}))
    told = [one for one in made.store.receipts(id) if one.on == "silence" and one.hits]
    turns = get(made, id).turns
    runs = []
    for one in told:
        spoken = [turn for turn in turns if turn.at <= one.at and turn.kind in ("asked", "answered")]
        last = max(spoken, key=lambda turn: turn.at)
        assert last.kind == "answered"
        assert one.at - last.at >= 3 * DAY
        runs.append((max(turn.at for turn in spoken if turn.kind == "asked"), one.seen.get("after", "")))
    assert len({run for run, _ in runs}) * 2 >= len(runs)
