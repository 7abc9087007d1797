"""Which conversation a message joins, and that nobody gets into a foreign one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmail.mail import identity, threading
from csmail.mail.threading import id_evidence
from csmail.model.address import Address
from csmail.model.conversation import Conversation, Escalation
from csmail.model.message import Message, Report, Verdict
from csmail.model.reason import Reason
from tests import factories

NOW = factories.NOW
SECRET = b"s" * 32
KNOWN = {"<o1@toko.example>": "K7F3Q2", "<d1@cust.example>": "D1D1D1"}
MALLORY = (Address("mallory@other.example"),)


def conversations(**changes: Any) -> dict[str, Conversation]:
    return {
        "K7F3Q2": factories.conversation(**changes),
        "D1D1D1": factories.conversation(id="D1D1D1", subject="Scanner"),
    }


def answer(**changes: Any) -> Message:
    return factories.message(
        **{"key": "k2", "message_id": "<c2@cust.example>", "subject": "Re: Pesanan 12345", **changes}
    )


def joined(message: Message, where: dict[str, Conversation] | None = None, **hints: Any) -> threading.ThreadMatch:
    return threading.join(message, KNOWN, where or conversations(), NOW, threading.Hints(**hints))


def test_ids_are_looked_up_from_the_surest_to_the_weakest() -> None:
    message = answer(in_reply_to=("<a@x>", "<b@x>"), references=("<r1@x>", "<b@x>", "<r2@x>", "<c2@cust.example>"))
    assert id_evidence.cited(message) == ("<b@x>", "<a@x>", "<r2@x>", "<r1@x>")


def test_a_report_is_looked_up_by_the_mail_it_is_about() -> None:
    message = answer(kind="bounce", report=Report("<o1@toko.example>", "env"), references=("<r@x>",))
    assert id_evidence.cited(message) == ("env", "<o1@toko.example>", "<r@x>")


def test_an_answer_joins_by_the_id_it_names_and_says_so() -> None:
    found = joined(answer(in_reply_to=("<o1@toko.example>",)))
    assert (found.conversation, found.evidence) == ("K7F3Q2", Reason.of("refers_to", id="<o1@toko.example>"))
    assert not found.quarantined


def test_ids_of_two_conversations_are_flagged() -> None:
    found = joined(answer(in_reply_to=("<d1@cust.example>",), references=("<o1@toko.example>",)))
    assert found.conversation == "D1D1D1"
    assert "cross_reference" in found.flags


def test_a_stranger_with_a_good_reference_joins_in_quarantine_and_reopens_nothing() -> None:
    where = conversations(status="closed", closed_at=NOW)
    found = joined(answer(originators=MALLORY, in_reply_to=("<o1@toko.example>",)), where)
    assert (found.conversation, found.quarantined, found.reopens) == ("K7F3Q2", True, False)


@pytest.mark.parametrize("subject", ["[#K7F3Q2] hello", "Re: Pesanan 12345 (K7F3Q2)", "Re: Pesanan 12345"])
def test_no_subject_lets_a_stranger_in(subject: str) -> None:
    found = joined(answer(originators=MALLORY, subject=subject))
    assert found.conversation == ""
    assert bool(found.links) is ("K7F3Q2" in subject)


def test_a_participant_may_name_the_conversation_in_the_subject() -> None:
    found = joined(answer(subject="question about [#K7F3Q2]"))
    assert (found.conversation, found.flags[0]) == ("K7F3Q2", "weak_match")


def test_ids_win_over_a_token_in_the_subject() -> None:
    found = joined(answer(subject="Re: [#K7F3Q2] Scanner", in_reply_to=("<d1@cust.example>",)))
    assert found.conversation == "D1D1D1"
    assert "cross_reference" in found.flags


def test_a_signed_reply_address_wins_over_ids() -> None:
    found = joined(answer(in_reply_to=("<d1@cust.example>",)), token="K7F3Q2")
    assert found.conversation == "K7F3Q2"
    assert "cross_reference" in found.flags


def test_a_forged_reply_address_is_no_evidence() -> None:
    found = joined(answer(subject="Halo"), token="")
    assert (found.conversation, found.flags) == ("", ("bad_token",))


def test_hints_read_the_reply_address() -> None:
    address = identity.reply_address(SECRET, "K7F3Q2", "support@toko.example")
    desk = factories.desk()
    assert threading.hints(answer(to=(Address(address),)), desk, SECRET).token == "K7F3Q2"
    assert threading.hints(answer(to=(Address(address),)), desk, b"other").token == ""
    assert threading.hints(answer(), desk, SECRET).token is None
    assert threading.hints(answer(originators=(Address("sari@toko.example"),)), desk, SECRET).internal


@pytest.mark.parametrize(
    ("changes", "message", "joins"),
    [
        ({}, {}, True),
        ({}, {"subject": "Pesanan 12345"}, False),
        ({}, {"subject": "Fwd: Pesanan 12345"}, False),
        ({"status": "closed"}, {}, False),
        ({"changed_at": NOW - timedelta(days=15)}, {}, False),
        ({"customer": Address("lena@cust.example")}, {}, False),
    ],
)
def test_a_reply_without_ids_joins_by_subject_only_when_all_of_it_fits(
    changes: dict[str, Any], message: dict[str, Any], joins: bool
) -> None:
    found = joined(answer(**message), conversations(**changes))
    assert bool(found.conversation) is joins


def test_two_open_conversations_of_one_subject_are_a_question_for_a_person() -> None:
    where = {**conversations(), "D1D1D1": factories.conversation(id="D1D1D1")}
    found = joined(answer(), where)
    assert (found.conversation, found.flags) == ("", ("link_suggested",))
    assert set(found.links) == {"K7F3Q2", "D1D1D1"}


@pytest.mark.parametrize(
    ("kind", "status", "reopens"),
    [
        ("human", "closed", True),
        ("calendar", "waiting", True),
        ("human", "open", False),
        ("autoreply", "closed", False),
    ],
)
def test_only_people_reopen(kind: Any, status: Any, reopens: bool) -> None:
    where = conversations(status=status)
    assert joined(answer(kind=kind, in_reply_to=("<o1@toko.example>",)), where).reopens is reopens


def test_a_bounce_joins_the_mail_it_is_about_and_reopens_nothing() -> None:
    bounce = answer(
        kind="bounce", originators=(Address("mailer-daemon@mx.example"),), report=Report("<o1@toko.example>")
    )
    found = joined(bounce, conversations(status="closed"))
    assert (found.conversation, found.reopens, found.quarantined) == ("K7F3Q2", False, False)


def test_a_bounce_of_a_mail_we_never_sent_opens_nothing() -> None:
    found = joined(answer(kind="bounce", report=Report("<spam@bot.example>")))
    assert (found.conversation, found.opens) == ("", False)


def test_a_changed_subject_joins_an_open_conversation_but_not_one_closed_long_ago() -> None:
    other = answer(subject="Jam buka?", in_reply_to=("<o1@toko.example>",))
    assert joined(other).flags == ("subject_changed",)
    old = conversations(status="closed", closed_at=NOW - timedelta(days=31))
    assert (joined(other, old).conversation, joined(other, old).links) == ("", ("K7F3Q2",))
    lately = conversations(status="closed", closed_at=NOW - timedelta(days=29))
    assert joined(other, lately).conversation == "K7F3Q2"


def test_an_absence_note_begins_nothing_however_long_the_conversation_was_closed() -> None:
    old = conversations(status="closed", closed_at=NOW - timedelta(days=400))
    note = answer(subject="Automatic reply: Pesanan", in_reply_to=("<o1@toko.example>",), kind="autoreply")
    found = joined(replace(note, automatic=True), old)
    assert (found.conversation, found.reopens) == ("K7F3Q2", False)
    assert joined(note, old).conversation == ""


def test_a_colleague_who_answers_us_stays_internal_unless_the_customer_got_it_too() -> None:
    sari = (Address("sari@toko.example"),)
    inside = answer(originators=sari, in_reply_to=("<o1@toko.example>",))
    assert (joined(inside, internal=True).visibility, joined(inside, internal=True).quarantined) == ("internal", False)
    both = answer(originators=sari, in_reply_to=("<o1@toko.example>",), cc=(Address("Jane@cust.example"),))
    assert joined(both, internal=True).visibility == "customer"


def test_a_specialist_outside_whom_we_escalated_to_answers_internally() -> None:
    where = conversations(escalations=(Escalation("mallory@other.example", NOW),))
    found = joined(answer(originators=MALLORY, in_reply_to=("<o1@toko.example>",)), where)
    assert (found.visibility, found.quarantined) == ("internal", False)


def test_an_id_in_other_letter_case_counts_for_the_customer_only() -> None:
    message = {"in_reply_to": ("<O1@TOKO.example>",), "subject": "x"}
    assert joined(answer(**message)).conversation == "K7F3Q2"
    assert joined(answer(**message, originators=MALLORY)).conversation == ""


IDS = st.sampled_from(["<o1@toko.example>", "<d1@cust.example>", "<x@y>", "<cs.K7F3Q2.a.b@toko.example>"])
SUBJECTS = st.sampled_from(["Re: Pesanan 12345", "[#K7F3Q2]", "(D1D1D1)", "Scanner", "Re: Scanner", ""])


@given(st.lists(IDS, max_size=3), st.lists(IDS, max_size=3), SUBJECTS, st.sampled_from(["human", "autoreply", "list"]))
def test_whatever_a_stranger_writes_he_is_alone_or_in_quarantine(
    answers: list[str], chain: list[str], subject: str, kind: Any
) -> None:
    message = answer(
        originators=MALLORY, in_reply_to=tuple(answers), references=tuple(chain), subject=subject, kind=kind
    )
    found = joined(message)
    assert not found.conversation or found.quarantined
    assert not found.reopens


def test_our_own_mail_from_another_program_joins_and_reopens_nothing() -> None:
    waiting = conversations(status="waiting", participants=frozenset({"support@toko.example", "jane@cust.example"}))
    support = (Address("support@toko.example"),)
    own = answer(originators=support, in_reply_to=("<o1@toko.example>",), verdict=Verdict(False, "own_address", "From"))
    hinted = threading.hints(own, factories.desk(), SECRET)
    assert hinted.own
    found = threading.join(own, KNOWN, waiting, NOW, hinted)
    assert (found.conversation, found.reopens) == ("K7F3Q2", False)
    form = replace(own, reply_to=(Address("jane@cust.example"),))
    assert threading.join(form, KNOWN, waiting, NOW, threading.hints(form, factories.desk(), SECRET)).reopens
