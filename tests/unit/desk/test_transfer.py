"""Another desk serves a conversation: its people, hours, promises and ladder count, the address stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from typing import Any

import pytest

from csmail.clocks import reckoned
from csmail.clocks.fold import latest
from csmail.desk.by_hand import merge, split
from csmail.desk.by_hand.act import Acted, act
from csmail.desk.intake.poll import poll
from csmail.mail.address import is_internal, is_own
from csmail.model.conversation import Conversation
from csmail.model.desk import Desk, Promises, Team, Tier
from csmail.model.duration import parse_span
from csmail.model.hours import Hours, Shift
from csmail.model.reason import Reason
from tests.factories import desk, said_in
from tests.workspace import Office, asked, mail, rule

# NOW is Monday 09.00 UTC, 16.00 in Jakarta.
OFFICE = Hours("Asia/Jakarta", (*((Shift(9 * 60, 17 * 60),),) * 5, (), ()))
CARE = Desk(
    "care", "care@toko.example", aliases=("night@toko.example",), language="id", timezone="Asia/Jakarta",
    team=Team(("nina@nights.example",), ("nights.example",)), signature="Tim malam",
    promises=Promises(first_response=parse_span("60m")),
    escalation=(Tier("shift@toko.example", step="lead", at="half"),),
)  # fmt: skip
SERVICE = replace(
    desk(), name="service", hours=OFFICE, timezone="Asia/Jakarta", signature="Tim toko",
    promises=Promises(first_response=parse_span("30m"), next_response=parse_span("4h")),
    escalation=(Tier("lead@toko.example", step="lead"),), others=(CARE,), other_desks=(CARE.address, *CARE.aliases),
)  # fmt: skip


def office(*rules: Any, **fields: str) -> Office:
    made = Office(rules=rules, desk=SERVICE)
    poll(made.place)
    made.deliver(mail(1, **fields))
    poll(made.place)
    return made


def only(made: Office) -> Conversation:
    (one,) = [one for one in made.store.conversations() if not one.merged_into]
    return one


def by_hand(made: Office, name: str, **parameters: Any) -> Acted:
    return act(made.place, only(made).id, asked(name, **parameters), "sari")


def test_what_is_handed_over_keeps_its_desk_and_gains_another_that_serves_it() -> None:
    made = office()
    done = by_hand(made, "transfer", to="care", why="malam, akun dibobol")
    one = only(made)
    assert (one.desk, one.served_by, one.service) == ("service", "care", "care")
    assert [turn.key for turn in one.turns if turn.kind == "transferred"] == ["care"]
    (receipt,) = [each for each in made.store.receipts(one.id) if each.on == "hand"]
    assert receipt.steps[0].did == (Reason.of("transferred", to="care", because="malam, akun dibobol"),)
    assert done.after.served_by == "care"


def test_back_home_nothing_of_the_other_is_left_but_the_turns() -> None:
    made = office()
    by_hand(made, "transfer", to="care")
    by_hand(made, "transfer", to="service")
    assert only(made).served_by == ""
    assert [turn.key for turn in only(made).turns if turn.kind == "transferred"] == ["care", "service"]


@pytest.mark.parametrize(
    ("to", "first", "code", "words"),
    [
        ("cere", (), "no_such_desk", {"to": "cere", "near": "care"}),
        ("xyz", (), "no_such_desk", {"to": "xyz", "desks": "service, care"}),
        ("service", (), "already_served", {"desk": "service"}),
        ("care", (("transfer", {"to": "care"}),), "already_served", {"desk": "care"}),
        ("care", (("close", {}),), "not_open", {"status": "closed"}),
    ],
)
def test_a_handover_that_cannot_be_says_why(to: str, first: Any, code: str, words: dict[str, str]) -> None:
    made = office()
    for name, parameters in first:
        by_hand(made, name, **parameters)
    before = only(made)
    withheld = by_hand(made, "transfer", to=to).step.withheld
    assert withheld is not None
    assert withheld.code == code
    assert words.items() <= dict(withheld.evidence).items()
    assert only(made) == before


def test_who_has_it_keeps_it_only_where_he_works_at_the_other_desk_too() -> None:
    made = office()
    by_hand(made, "assign", to="sari")
    done = by_hand(made, "transfer", to="care")
    assert only(made).assignee == ""
    assert [type(one).__name__ for one in done.step.effects] == ["Transfer", "Assign"]
    by_hand(made, "assign", to="nina")
    assert only(made).assignee == "nina@nights.example"
    assert by_hand(made, "assign", to="sari").step.withheld is not None


def test_the_answer_leaves_from_the_address_the_customer_wrote_to_with_the_serving_desks_signature() -> None:
    made = office(Cc="care@toko.example, night@toko.example, boss@cust.example")
    by_hand(made, "transfer", to="care")
    by_hand(made, "reply", text="Sedang kami urus.", anyway=True)
    sent, recipients = made.transport.sent[-1]
    written = message_from_bytes(sent.data)
    assert "support@toko.example" in str(written["From"])
    assert written["In-Reply-To"] == "<m1@cust.example>"
    assert set(recipients) == {"jane@cust.example", "boss@cust.example"}
    assert SERVICE.served("care").signature == "Tim malam"


def test_people_of_both_desks_are_colleagues_of_a_conversation_that_was_handed_over() -> None:
    served = SERVICE.served("care")
    for spec in ("sari@toko.example", "nina@nights.example", "anybody@nights.example"):
        assert is_internal(spec, served)
    assert not is_internal("nina@nights.example", SERVICE)
    for spec in ("support@toko.example", "care@toko.example", "night+x@toko.example"):
        assert is_own(spec, served)


def test_what_somebody_of_the_other_desk_answers_from_his_own_program_is_our_answer() -> None:
    made = office()
    by_hand(made, "transfer", to="care")
    made.later()
    made.deliver(
        mail(2, From="nina@nights.example", To="jane@cust.example", Cc="support@toko.example",
             In_Reply_To="<m1@cust.example>", References="<m1@cust.example>")
    )  # fmt: skip
    poll(made.place)
    assert only(made).status == "waiting"
    assert [one.direction for one in said_in(made.store, only(made).id)] == ["in", "out"]
    assert latest(reckoned(only(made), SERVICE, made.now))["first_response"].state == "kept"


def test_a_customer_who_answers_finds_the_desk_that_serves_him() -> None:
    made = office()
    by_hand(made, "transfer", to="care")
    by_hand(made, "reply", text="Sudah.")
    made.with_rules(rule(asked("escalate"), on="reply"))
    made.later()
    made.deliver(mail(2, In_Reply_To="<m1@cust.example>", References="<m1@cust.example>"))
    poll(made.place)
    assert only(made).served_by == "care"
    assert made.transport.sent[-1][1] == ("shift@toko.example",)


def test_within_one_walk_what_comes_after_a_handover_sees_the_other_desk() -> None:
    made = office(rule(asked("transfer", to="care"), asked("escalate")))
    assert only(made).served_by == "care"
    assert made.transport.sent[-1][1] == ("shift@toko.example",)


def test_a_ladder_begins_anew_at_the_other_desk_also_where_its_steps_have_the_same_names() -> None:
    made = office()
    made.later(timedelta(minutes=31))
    poll(made.place)
    by_hand(made, "transfer", to="care")
    for _ in range(20):
        made.later(timedelta(minutes=5))
        poll(made.place)
    assert [recipients for _, recipients in made.transport.sent] == [("lead@toko.example",), ("shift@toko.example",)]


def test_rules_that_hand_it_to_and_fro_are_stopped_and_a_person_is_asked() -> None:
    made = office()
    to_and_fro = (rule(asked("transfer", to="care"), asked("transfer", to="service"), on="reply"),)
    made.with_rules(*to_and_fro)
    for number in range(2, 6):
        made.later()
        made.deliver(mail(number, In_Reply_To="<m1@cust.example>", References="<m1@cust.example>"))
        poll(made.place)
    turns = [one for one in only(made).turns if one.kind == "transferred"]
    assert len(turns) == 4
    assert Reason.of("transferred_too_often", times=4) in only(made).needs
    assert by_hand(made, "transfer", to="care").step.withheld is None  # a person may
    made.later(timedelta(days=2))
    by_hand(made, "transfer", to="service")
    made.deliver(mail(9, In_Reply_To="<m1@cust.example>", References="<m1@cust.example>"))
    poll(made.place)
    assert len([one for one in only(made).turns if one.kind == "transferred"]) == 8


def test_a_desk_that_the_file_has_no_more_gives_its_conversations_back() -> None:
    made = office()
    by_hand(made, "transfer", to="care")
    made.place = replace(made.place, desk=replace(SERVICE, others=()))
    clock = latest(reckoned(only(made), replace(SERVICE, others=()), made.now))["first_response"]
    assert clock.handed_at is None
    made.later(timedelta(minutes=31))
    poll(made.place)
    assert made.transport.sent[-1][1] == ("lead@toko.example",)
    withheld = by_hand(made, "transfer", to="service").step.withheld
    assert withheld is not None
    assert withheld.code == "already_served"


def test_what_is_split_off_stays_with_the_desk_that_serves_it() -> None:
    made = office()
    by_hand(made, "transfer", to="care")
    made.later()
    made.deliver(mail(2, In_Reply_To="<m1@cust.example>", References="<m1@cust.example>"))
    poll(made.place)
    newest = said_in(made.store, only(made).id)[-1]
    split.split(made.place, only(made).id, (newest.key,), "sari")
    assert {one.served_by for one in made.store.conversations()} == {"care"}


def test_of_two_that_are_merged_the_survivor_says_who_serves() -> None:
    made = office()
    made.deliver(mail(2, Subject="Lain lagi", From="Rudi <rudi@cust.example>"))
    poll(made.place)
    first, second = sorted(made.store.conversations(), key=lambda one: str(one.customer))
    act(made.place, second.id, asked("transfer", to="care"), "sari")
    merge.merge(made.place, first.id, second.id, "sari")
    assert only(made).served_by == ""
    assert latest(reckoned(only(made), SERVICE, made.now))["first_response"].handed_at is None
