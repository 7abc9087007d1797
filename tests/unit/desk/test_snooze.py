"""Work that is put off comes back: at its moment, when a clock speaks before, when somebody writes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csmail.clocks import is_snoozed, reckoned
from csmail.desk.by_hand.act import Acted, act
from csmail.desk.by_hand.merge import merge
from csmail.desk.intake.poll import poll
from csmail.model import later
from csmail.model.conversation import Conversation
from csmail.model.desk import Promises, Tier
from csmail.model.duration import parse_span
from csmail.reason import BadValue
from tests.factories import desk
from tests.workspace import Office, asked, mail, rule

MINUTE = timedelta(minutes=1)


def office(promised: str = "4h", **changes: object) -> Office:
    promises = Promises(first_response=parse_span(promised), next_response=parse_span(promised)) if promised else None
    made = Office(desk=replace(desk(), promises=promises or Promises(), **changes))  # type: ignore[arg-type]
    poll(made.place)
    made.deliver(mail(1))
    poll(made.place)
    return made


def only(made: Office) -> Conversation:
    (one,) = made.store.conversations()
    return one


def do(made: Office, name: str, **parameters: object) -> Acted:
    return act(made.place, only(made).id, asked(name, **parameters), "sari")


def snooze(made: Office, until: str) -> Acted:
    return do(made, "snooze", until=later.parse(until))


def code(acted: Acted) -> str:
    return acted.step.withheld.code if acted.step.withheld else ""


def hidden(made: Office) -> bool:
    return is_snoozed(only(made), made.desk, made.now)


def test_it_is_left_out_until_its_end_and_the_sweep_lists_it() -> None:
    made = office(promised="")
    assert not code(snooze(made, "2h"))
    assert (hidden(made), only(made).next_moment) == (True, made.now + timedelta(hours=2))
    made.later(timedelta(hours=2) - MINUTE)
    poll(made.place)
    assert hidden(made)
    made.later()
    assert not hidden(made), "whether a pass was made or not"
    poll(made.place)
    assert (only(made).snoozed_until, only(made).next_moment) == (None, None)
    assert [one.on for one in made.store.receipts(only(made).id)] == ["arrival", "hand", "time"]


def test_half_of_a_promise_lists_it_before_its_end() -> None:
    made = office("4h")
    snooze(made, "3d")
    made.later(timedelta(hours=2) - MINUTE)
    assert hidden(made)
    made.later()
    assert not hidden(made)
    poll(made.place)
    assert only(made).snoozed_until is None


def test_whoever_puts_it_off_after_half_still_sees_it_when_it_breaks() -> None:
    made = office("4h")
    made.later(timedelta(hours=3))
    poll(made.place)
    assert not code(snooze(made, "3d"))
    made.later(timedelta(minutes=59))
    assert hidden(made)
    made.later()
    assert not hidden(made)


def test_what_is_overdue_is_never_put_off() -> None:
    made = office("4h")
    made.later(timedelta(hours=4, minutes=1))
    assert code(snooze(made, "3d")) == "overdue_stays"
    assert not hidden(made)


def test_no_clock_stands_still_and_the_ladder_climbs() -> None:
    made = office("30m", escalation=(Tier("spec@toko.example", step="specialist", at="half"),))
    snooze(made, "3d")
    made.later(timedelta(minutes=15))
    poll(made.place)
    assert [recipients for _, recipients in made.transport.sent] == [("spec@toko.example",)]


@pytest.mark.parametrize("sender", ["jane@cust.example", "spec@toko.example", "sari@toko.example"])
def test_a_new_message_of_anybody_lists_it(sender: str) -> None:
    made = office("4h")
    snooze(made, "3d")
    made.later()
    made.deliver(mail(2, From=sender, In_Reply_To="<m1@cust.example>", References="<m1@cust.example>"))
    poll(made.place)
    assert only(made).snoozed_until is None


def test_a_rule_may_put_off_what_it_hits_and_a_later_mail_lists_it() -> None:
    made = office("4h")
    made.with_rules(rule(asked("snooze", until=later.parse("1d")), on="reply"))
    made.deliver(mail(2, In_Reply_To="<m1@cust.example>", References="<m1@cust.example>"))
    poll(made.place)
    assert hidden(made)
    made.with_rules()
    made.deliver(mail(3, In_Reply_To="<m1@cust.example>", References="<m1@cust.example>"))
    poll(made.place)
    assert not hidden(made)


@pytest.mark.parametrize("what", ["close", "spam"])
def test_whatever_is_settled_is_put_off_no_more(what: str) -> None:
    made = office("4h")
    snooze(made, "3d")
    do(made, what)
    assert only(made).snoozed_until is None
    assert code(snooze(made, "3d")) == "not_open"
    assert code(do(made, "snooze", off=True)) == "not_snoozed"


def test_a_new_reason_that_asks_for_a_person_lists_it() -> None:
    made = office("4h")
    snooze(made, "3d")
    made.with_rules()
    do(made, "remind", at=later.parse("1h"), text="call her")
    made.later(timedelta(hours=1))
    poll(made.place)
    assert (hidden(made), [one.code for one in only(made).needs]) == (False, ["reminder"])


def test_a_person_lists_it_again() -> None:
    made = office("4h")
    snooze(made, "3d")
    assert not code(do(made, "snooze", off=True))
    assert not hidden(made)


def test_what_is_merged_is_listed_and_keeps_what_somebody_wants_to_be_told() -> None:
    made = office("4h")
    snooze(made, "3d")
    do(made, "remind", at=later.parse("1d"), text="first")
    made.deliver(mail(7, Subject="Lain"))
    poll(made.place)
    other, first = sorted(made.store.conversations(), key=lambda one: bool(one.reminders))
    act(made.place, other.id, asked("remind", at=later.parse("2d"), text="second"), "sari")
    merge(made.place, first.id, other.id, "sari")
    left = {one.id: one for one in made.store.conversations()}
    assert left[first.id].snoozed_until is None
    assert [one.text for one in left[first.id].reminders] == ["first", "second"]
    assert left[other.id].reminders == ()


@pytest.mark.parametrize("until", ["yesterday", "kemarin", "2020-01-01", "0s"])
def test_a_moment_that_is_over_is_refused(until: str) -> None:
    made = office("4h")
    assert code(snooze(made, until)) == "moment_over"
    assert code(do(made, "remind", at=later.parse(until))) == "moment_over"


def test_a_snooze_without_a_moment_is_a_mistake_where_it_is_written() -> None:
    with pytest.raises(BadValue):
        asked("snooze")


def test_a_reminder_to_oneself_comes_once_at_its_moment_and_is_let_go_of() -> None:
    made = office(promised="")
    do(made, "remind", at=later.parse("3d"), text="call him")
    do(made, "remind", at=later.parse("5d"))
    made.later(timedelta(days=3) - MINUTE)
    poll(made.place)
    assert (only(made).needs, len(only(made).reminders)) == ((), 2)
    made.later()
    for _ in range(3):
        poll(made.place)
        made.later()
    (need,) = only(made).needs
    assert dict(need.evidence) == {"by": "sari", "text": "call him"}
    assert not code(do(made, "remind", off=True))
    assert (only(made).needs, only(made).reminders) == ((), ())
    assert code(do(made, "remind", off=True)) == "no_reminder"
    assert code(do(made, "remind")) == "moment_needed"


def test_a_reminder_of_a_closed_matter_comes_too() -> None:
    made = office("4h")
    do(made, "remind", at=later.parse("14d"), text="how is it going")
    do(made, "close")
    made.later(timedelta(days=14))
    poll(made.place)
    poll(made.place)
    assert [one.code for one in only(made).needs] == ["reminder"]


MINUTES = st.integers(1, 300)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["wait", "snooze", "mail", "answer", "pass"]), MINUTES), max_size=14))
def test_nothing_is_left_out_beyond_its_end_a_clock_or_a_message(walk: list[tuple[str, int]]) -> None:
    made, since, until = office("4h"), None, None
    for number, (what, minutes) in enumerate(walk, 2):
        match what:
            case "wait":
                made.later(timedelta(minutes=minutes))
            case "snooze":
                if not code(snooze(made, f"{minutes}m")):
                    since, until = made.now, made.now + timedelta(minutes=minutes)
            case "mail":
                made.deliver(mail(number, In_Reply_To="<m1@cust.example>", References="<m1@cust.example>"))
                poll(made.place)
                since = None
            case "answer":
                do(made, "reply", text="Sudah.")
            case _:
                poll(made.place)
        one = only(made)
        spoken = [at for run in reckoned(one, made.desk, made.now) for at in (run.half_at, run.due_at)
                  if at is not None and run.state in ("running", "overdue")]  # fmt: skip
        if since is None or until is None:
            assert not hidden(made)
            continue
        over = made.now >= until or any(since < at <= made.now for at in spoken)
        assert hidden(made) != over or one.snoozed_until is None
        if hidden(made):
            assert one.next_moment is not None
            assert one.next_moment <= min((until, *(at for at in spoken if at > since)))
