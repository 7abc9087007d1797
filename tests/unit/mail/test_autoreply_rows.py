"""Each row of the verdict by itself: which of its signs it needs, where each begins and ends, what it quotes."""

from __future__ import annotations

from typing import Any

import pytest

from csmail.mail.autoreply import verdict
from csmail.mail.autoreply.facts import Facts
from csmail.model.address import Address
from csmail.model.desk import Trust
from csmail.model.message import Verdict
from tests.factories import desk

JANE, OURS = Address("jane@cust.example"), Address("support@toko.example")
ANSWER = ("<our-mail@toko.example>",)
FOREIGN = ("<their-mail@far.example>",)


def facts(more: dict[str, str] | None = None, **changes: Any) -> Facts:
    """What an ordinary mail of Jane's to the desk tells, with these fields and changes."""
    fields = {name: (value,) for name, value in (more or {}).items()}
    return Facts(**{"fields": fields, "originators": (JANE,), "to": (OURS,), "subject": "Pesanan", **changes})


def judged(more: dict[str, str] | None = None, **changes: Any) -> Verdict:
    return verdict(facts(more, **changes), desk())


def reason(more: dict[str, str] | None = None, **changes: Any) -> str:
    return judged(more, **changes).reason


TNEF = {"content-type": "APPLICATION/MS-TNEF; name=winmail.dat"}


def test_a_read_note_of_an_old_exchange_is_known_by_three_signs_together() -> None:
    assert reason(TNEF, subject="Read: Pesanan", answers=ANSWER) == "mdn"
    assert reason({"content-type": "image/png"}, subject="Read: Pesanan", answers=ANSWER) == "human"
    assert reason(TNEF, subject="Pesanan", answers=ANSWER) == "human"
    assert reason(TNEF, subject="I have Read: Pesanan", answers=ANSWER) == "human"
    assert reason(TNEF, subject="Read: Pesanan", answers=FOREIGN) == "human"


def test_a_report_is_known_by_its_type_alone_and_quoted() -> None:
    given = 'multipart/report; report-type=delivery-status; boundary="text/plain "'
    assert judged({"content-type": given}) == Verdict(False, "bounce_dsn", f"Content-Type: {given}")


@pytest.mark.parametrize("path", ["<>", "", " < > ", "<#@[]>", "<MAILER-DAEMON@mx.example>", "<mailer-daemon>"])
def test_a_path_to_nobody_is_quoted(path: str) -> None:
    assert judged({"return-path": path}).reason == "null_return_path"


@pytest.mark.parametrize("path", ["<jane@cust.example>", "<jane@mailer-daemon.example>", "<jane.mailer-daemon>"])
def test_a_path_to_somebody_is_none(path: str) -> None:
    assert reason({"return-path": path}) == "human"


def test_the_topmost_path_counts() -> None:
    assert reason(fields={"return-path": ("<jane@cust.example>", "<>")}) == "human"


def test_our_loop_mark_is_known_in_any_case() -> None:
    ours = desk(loop_id="Toko-Loop")
    assert verdict(facts({"x-csmail-loop": "toko-loop"}), ours).reason == "loop_header"
    assert verdict(facts({"x-csmail-loop": "support@toko.example"}), ours).allowed


def test_without_a_sender_the_field_is_quoted() -> None:
    found = judged({"from": "undisclosed"}, originators=())
    assert found == Verdict(False, "no_sender", "From: undisclosed")


@pytest.mark.parametrize("type", ["application/zip", "application/gzip", "text/xml", "application/tlsrpt+gzip"])
def test_a_report_about_a_domain_is_an_archive_with_that_subject(type: str) -> None:
    assert reason(types=("text/plain", type), subject="Report Domain: toko.example") == "machine_report"
    assert reason(types=("text/plain", type), subject="Your Report Domain: toko.example") == "human"
    assert reason(types=("text/plain", type)) == "human"
    assert reason(types=("text/plain",), subject="Report Domain: toko.example") == "human"


POSTMASTER = (Address("postmaster@mx.example"),)


def test_a_bounce_without_structure_is_a_mail_system_and_a_subject_that_begins_so() -> None:
    assert reason(originators=POSTMASTER, subject="Undelivered Mail") == "bounce_subject"
    assert reason(originators=POSTMASTER, subject="About undelivered mail") == "human"
    somebody = (Address("jane-postmaster@mx.example"),)
    assert reason(originators=somebody, subject="Undelivered Mail") == "human"


def test_an_absence_is_a_subject_and_an_answer_to_us() -> None:
    assert reason(subject="Automatic reply: Pesanan", answers=ANSWER) == "autoreply_subject"
    assert reason(subject="Automatic reply: Pesanan", answers=FOREIGN) == "human"
    assert reason(subject="Automatic reply: Pesanan") == "human"


@pytest.mark.parametrize(
    "doubts", [("address_in_name",), ("ambiguous_address",), ("address_in_name", "ambiguous_address", "other")]
)
def test_a_sender_who_can_be_read_two_ways_is_quoted(doubts: tuple[str, ...]) -> None:
    found = judged({"from": '"a@x.example" <b@x.example>'}, doubts=doubts)
    assert found == Verdict(False, "ambiguous_sender", 'From: "a@x.example" <b@x.example>')


def test_another_defect_of_the_sender_is_no_doubt_about_who_it_is() -> None:
    assert reason(doubts=("other",)) == "human"


def test_two_authors_are_two_people_unless_they_are_one_address() -> None:
    assert reason(originators=(JANE, Address("rudi@cust.example"))) == "ambiguous_sender"
    assert reason(originators=(JANE, Address("jane@CUST.example"))) == "human"


@pytest.mark.parametrize(("to", "cc", "found"), [(3, 2, "human"), (3, 3, "mass_recipients"), (6, 0, "mass_recipients")])
def test_people_to_and_cc_count_together(to: int, cc: int, found: str) -> None:
    others = [Address(f"c{number}@cust.example") for number in range(to + cc)]
    told = facts(to=(OURS, *others[: to - 1]), cc=tuple(others[to : to + cc]))
    judgement = verdict(told, desk(max_recipients=5))
    assert judgement.reason == found
    assert judgement.evidence == ("6 recipients" if to + cc == 6 else "")


def test_one_of_us_in_cc_or_resent_to_or_cc_is_addressed() -> None:
    other = Address("someone@cust.example")
    assert reason(to=(other,)) == "not_addressed"
    assert reason(to=(other,), cc=(OURS,)) == "human"
    assert reason({"resent-to": "support@toko.example"}, to=(other,)) == "human"
    assert reason({"resent-cc": "support@toko.example"}, to=(other,)) == "human"
    assert reason({"resent-cc": "another@cust.example"}, to=(other,)) == "not_addressed"


def test_what_is_quoted_of_a_stranger_is_short() -> None:
    assert len(judged({"x-loop": "x" * 500}).evidence) == 200


def test_a_returned_mail_quotes_its_path_and_a_list_its_owner() -> None:
    assert judged({"return-path": "<>"}).evidence == "Return-Path: <>"
    assert judged({"sender": "owner-users@lists.example"}).evidence == "sender: owner-users@lists.example"


def test_a_trusted_list_is_answered_though_its_owner_sent_it() -> None:
    listed = facts({"list-id": "<users.lists.example>", "return-path": "<owner-users@lists.example>"})
    trusting = desk(trust=Trust(lists=("users.lists.example",)))
    assert (verdict(listed, trusting).allowed, verdict(listed, desk()).allowed) == (True, False)
