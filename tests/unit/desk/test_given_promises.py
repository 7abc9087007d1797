"""A moment that a customer was told binds: given when the mail leaves, kept or broken, an apology ready in time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csmail.clocks import calendar, next_moment, promised, promises
from csmail.desk.by_hand import drafts
from csmail.desk.by_hand.act import act
from csmail.desk.by_hand.approval import Despite
from csmail.desk.intake.poll import poll
from csmail.desk.intake.sweep import Swept, sweep
from csmail.desk.watch.health import health
from csmail.errors import Refused
from csmail.model.conversation import Conversation
from csmail.model.desk import Promises, Share, Tier
from csmail.model.duration import parse_span
from csmail.ports import FIRST, Earlier, Rendered
from csmail.rules.conditions import OneOf
from csmail.rules.values import clock
from tests.factories import desk
from tests.workspace import Office, Words, asked, mail, rule

AIMS = Promises(first_response=parse_span("30m"), next_response=parse_span("1h"))
LADDER = (Tier("lead@toko.example", step="lead"), Tier("owner@toko.example", timedelta(hours=2), "owner"))
REPLY = asked("reply", text="Sudah dikirim.")


class Telling(Words):
    """Templates that name the promised moment."""

    def render(self, name: str, language: str, variables: Mapping[str, Any], earlier: Earlier = FIRST) -> Rendered:
        plain = super().render(name, language, variables)
        moment = variables["answer_by"] if name in ("acknowledgement", "apology") else ""
        return replace(plain, text=f"{plain.text}. Kami akan membalas {moment}.")


def office(*rules: Any, promises: Promises = AIMS, **changes: Any) -> Office:
    made = Office(desk=replace(desk(), promises=promises, **changes))
    made.place = replace(made.place, templates=Telling(), rules=rules or (rule(asked("acknowledge")),))
    poll(made.place)
    made.deliver(mail(1))
    poll(made.place)
    return made


def only(made: Office) -> Conversation:
    (one,) = made.store.conversations()
    return one


def standing(made: Office) -> list[str]:
    return [one.state for one in promises(only(made), made.desk, made.now)]


def waiting(made: Office) -> list[str]:
    return [one.template for one in made.store.drafts(waiting=True)]


def test_what_the_acknowledgement_tells_is_a_promise_once_it_left() -> None:
    made = office()
    (one,) = only(made).promises
    assert one.clock == "first_response"
    assert one.given_at == made.now
    assert one.due_at == promised(calendar(made.desk.hours), parse_span("30m"), made.now)
    assert standing(made) == ["open"]


def test_words_that_name_no_moment_promise_nothing() -> None:
    made = office()
    act(made.place, only(made).id, REPLY, "sari")
    assert len(only(made).promises) == 1


@pytest.mark.parametrize(("outcome", "promised"), [("refused", 0), ("deferred", 0), ("in_doubt", 1), ("sent", 1)])
def test_what_did_not_leave_promised_nothing_and_what_may_have_left_counts(outcome: Any, promised: int) -> None:
    made = Office(desk=replace(desk(), promises=AIMS))
    made.place = replace(made.place, templates=Telling(), rules=(rule(asked("acknowledge")),))
    poll(made.place)
    made.deliver(mail(1))
    made.transport.outcome = outcome
    poll(made.place)
    assert len(only(made).promises) == promised


@pytest.mark.parametrize(("minutes", "became"), [(10, "kept"), (29, "kept"), (31, "broken")])
def test_an_answer_in_time_keeps_it_and_a_later_one_takes_nothing_back(minutes: int, became: str) -> None:
    made = office()
    made.later(timedelta(minutes=minutes))
    act(made.place, only(made).id, REPLY, "sari")
    made.later(timedelta(hours=3))
    poll(made.place)
    assert standing(made) == [became]


def test_a_matter_that_is_closed_before_its_time_neither_keeps_nor_breaks_it() -> None:
    made = office()
    act(made.place, only(made).id, asked("close"), "sari")
    made.later(timedelta(hours=3))
    poll(made.place)
    assert standing(made) == ["void"]
    assert waiting(made) == []


def test_an_apology_is_drafted_once_at_four_fifths_and_leaves_only_by_hand() -> None:
    made = office()
    for _ in range(23):
        made.later()
        poll(made.place)
    assert waiting(made) == []
    made.later()
    for _ in range(3):
        poll(made.place)
        made.later()
    assert waiting(made) == ["apology"]
    made.later(timedelta(hours=4))
    poll(made.place)
    assert waiting(made) == ["apology"]
    assert [recipients for _, recipients in made.transport.sent] == [("jane@cust.example",)]


def test_an_apology_that_nobody_sends_is_told_by_health_once_the_promise_broke() -> None:
    made = office()
    made.later(timedelta(minutes=25))
    poll(made.place)
    assert waiting(made) == ["apology"]
    assert unsent(made) == []
    made.later(timedelta(minutes=10))
    assert unsent(made) == [only(made).id]
    act(made.place, only(made).id, REPLY, "sari")
    assert unsent(made) == []


def unsent(made: Office) -> list[str]:
    found = health(made.store, made.desk, made.now, timedelta(days=1)).problems
    return [one.fact("conversations") for one in found if one.code == "apologies_unsent"]


def test_sending_the_apology_answers_and_promises_anew() -> None:
    made = office()
    made.later(timedelta(minutes=25))
    poll(made.place)
    (apology,) = made.store.drafts(waiting=True)
    drafts.send(made.place, apology.id, "sari")
    assert standing(made) == ["kept", "open"]
    assert [one.clock for one in only(made).promises] == ["first_response", "next_response"]
    made.later(timedelta(minutes=50))
    poll(made.place)
    assert len(waiting(made)) == 1  # the second promise is near its end too


def test_a_draft_that_promises_a_moment_which_has_passed_does_not_leave() -> None:
    made = office()
    made.later(timedelta(minutes=25))
    poll(made.place)
    (apology,) = made.store.drafts(waiting=True)
    made.later(timedelta(hours=2))
    with pytest.raises(Refused, match="has passed") as raised:
        drafts.approve(made.place, apology.id, "sari", Despite(news=True))
    assert raised.value.code == "promise_passed"


def test_a_draft_whose_moment_was_edited_away_promises_nothing() -> None:
    made = office()
    made.later(timedelta(minutes=25))
    poll(made.place)
    (apology,) = made.store.drafts(waiting=True)
    drafts.edit(made.place, apology.id, drafts.Edited("jane@cust.example", "", "", "Re: x", "Maaf."), "sari")
    drafts.send(made.place, apology.id, "sari", Despite(news=True))
    assert len(only(made).promises) == 1


def test_a_reply_that_is_told_to_promise_says_so_and_sets_the_target() -> None:
    made = office()
    act(made.place, only(made).id, asked("reply", text="Kami cek dulu.", promise=parse_span("2h")), "sari")
    sent = made.transport.sent[-1][0].data.decode()
    assert "Kami akan memberi kabar lagi hari ini" in " ".join(sent.split()) or "You will hear from us" in sent
    assert standing(made) == ["kept", "open"]
    last = only(made).promises[-1]
    assert last.due_at == promised(calendar(made.desk.hours), parse_span("2h"), made.now)


def test_a_promise_by_hand_moves_the_clock_of_this_conversation_alone() -> None:
    made = office(promises=Promises(first_response=parse_span("8h")))
    act(made.place, only(made).id, asked("promise", within=parse_span("10m")), "sari")
    made.later(timedelta(minutes=11))
    rules = rule(asked("tag", tags=("late",)), name="late", on="overdue")
    made.place = replace(made.place, rules=(rules,))
    poll(made.place)
    assert only(made).tags == {"late"}


@pytest.mark.parametrize(
    ("status", "within", "code"),
    [("closed", "1h", "promise_closed"), ("open", "0m", "promise_of_nothing"), ("open", "30m", "already_promised")],
)
def test_a_promise_that_means_nothing_is_withheld(status: str, within: str, code: str) -> None:
    made = office()
    if status == "closed":
        act(made.place, only(made).id, asked("close"), "sari")
    step = act(made.place, only(made).id, asked("promise", within=parse_span(within)), "sari").step
    assert step.withheld is not None
    assert step.withheld.code == code


def test_rules_are_asked_once_at_half_and_once_when_time_is_over() -> None:
    half = rule(asked("tag", tags=("half",)), asked("note", text="half"), name="half", on="half")
    late = rule(asked("priority", level="high"), asked("note", text="late"), name="late", on="overdue")
    made = office(half, late, rule(asked("tag", tags=("new",)), name="new"))
    seen = []
    for _ in range(12):
        made.later(timedelta(minutes=5))
        poll(made.place)
        poll(made.place)
        notes = [one.text for one in made.store.newest(only(made).id) if one.direction == "note"]
        seen.append((len(notes), "half" in only(made).tags, only(made).priority))
    assert seen[:2] == [(0, False, "normal")] * 2
    assert seen[2:5] == [(1, True, "normal")] * 3
    assert seen[6:] == [(2, True, "high")] * 6


def test_whoever_slept_is_told_of_the_end_alone() -> None:
    half = rule(asked("tag", tags=("half",)), name="half", on="half")
    late = rule(asked("tag", tags=("late",)), name="late", on="overdue")
    made = office(half, late)
    made.later(timedelta(hours=5))
    poll(made.place)
    assert only(made).tags == {"late"}


def test_a_rule_may_ask_which_clock_it_is() -> None:
    about = OneOf("clock", frozenset({"next_response"}), clock)
    made = office(rule(asked("tag", tags=("next",)), name="late", on="overdue", when=about))
    made.later(timedelta(minutes=40))
    poll(made.place)
    assert only(made).tags == frozenset()
    act(made.place, only(made).id, REPLY, "sari")
    made.deliver(mail(2, In_Reply_To="<m1@cust.example>", Subject="Re: Pesanan 12345 belum sampai"))
    poll(made.place)
    made.later(timedelta(minutes=70))
    poll(made.place)
    assert only(made).tags == {"next"}


def test_another_ladder_or_other_promises_are_reckoned_with_in_the_next_pass() -> None:
    made = office(promises=Promises())
    made.later(timedelta(hours=1))
    poll(made.place)
    assert only(made).next_moment is None
    made.place = replace(made.place, desk=replace(made.desk, promises=AIMS, escalation=LADDER))
    poll(made.place)
    assert only(made).next_moment is not None
    assert only(made).escalations == ()  # what nobody had promised is not broken in the moment in which it is
    made.later(timedelta(minutes=31))
    poll(made.place)
    assert [one.step for one in only(made).escalations] == ["lead"]


WALKS = st.lists(st.sampled_from(["wait", "long", "reply", "ask", "close", "reopen", "high", "draft"]), max_size=14)


@settings(max_examples=60, deadline=None)
@given(walk=WALKS, warn=st.sampled_from([20, 50, 75]), hours=st.booleans())
def test_the_index_forgets_nothing_and_a_sweep_leaves_nothing_due(walk: list[str], warn: int, hours: bool) -> None:
    """Whatever happens: after a sweep nothing is due, and what the facts say comes next is not looked at too late."""
    made = office(promises=replace(AIMS, warn=Share(warn / 100)), escalation=LADDER)
    asks = 1
    for step in walk:
        if step in ("wait", "long"):
            made.later(timedelta(minutes=7) if step == "wait" else timedelta(hours=9))
        elif step == "ask":
            asks += 1
            made.deliver(mail(asks, In_Reply_To="<m1@cust.example>", Subject="Re: Pesanan 12345 belum sampai"))
        elif step == "draft":
            act(made.place, only(made).id, asked("draft"), "sari")
        else:
            call = {"reply": REPLY, "high": asked("priority", level="high")}.get(step) or asked(step)
            act(made.place, only(made).id, call, "sari")
        poll(made.place)
        poll(made.place)
        one = only(made)
        comes = next_moment(one, made.desk, made.now)
        assert comes is None or (one.next_moment is not None and made.now < one.next_moment <= comes)
        assert sweep(made.place) == Swept()
        assert made.store.due_conversations("support", made.now) == ()
        said = [(up.step, up.run) for up in one.escalations]
        assert len(set(said)) == len(said)
    _told_once(made)


def _told_once(made: Office) -> None:
    for purpose in ("apology",):
        written = [one for one in made.store.drafts() if one.template == purpose]
        owed = [one for one in only(made).promises if one.given_at is not None]
        assert len(written) <= len(owed)


def test_a_moment_is_read_back_as_it_was_written() -> None:
    made = office()
    kept: datetime | None = only(made).next_moment
    assert kept is not None
    assert kept > made.now
