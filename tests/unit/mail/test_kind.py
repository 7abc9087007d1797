"""What a mail is, for each sign by itself: only a person's mail may reopen a conversation."""

from __future__ import annotations

from typing import Any

import pytest

from csmail.mail.autoreply import kind
from csmail.mail.autoreply.facts import Facts
from csmail.model.address import Address
from csmail.model.desk import Trust
from csmail.model.message import Verdict
from tests.factories import desk

ANSWER = ("<our-mail@toko.example>",)


def read(more: dict[str, str] | None = None, why: str = "not_addressed", **changes: Any) -> str:
    """The kind of a mail of Jane's with these fields and changes, when a machine may not answer it."""
    trust = changes.pop("trust", Trust())
    sender = Address(changes.pop("sender", "jane@cust.example"))
    fields = {name: (value,) for name, value in (more or {}).items()}
    told = Facts(**{"fields": fields, "originators": (sender,), "subject": "Pesanan", **changes})
    return kind(told, desk(trust=trust), Verdict(why == "human", why))


def test_without_any_sign_it_is_a_persons() -> None:
    assert read() == "human"
    assert read(sender="") == "human"
    assert read({"auto-submitted": "auto-generated"}, why="human") == "human"


@pytest.mark.parametrize(
    ("why", "found"),
    [
        ("bounce_dsn", "bounce"), ("mdn", "report"), ("arf", "report"), ("spam", "spam"),
        ("bounce_subject", "bounce"), ("known_notifier", "notification"), ("machine_report", "notification"),
        ("undeliverable_sender", "notification"), ("autoreply_subject", "autoreply"), ("loop_header", "autoreply"),
        ("calendar", "calendar"),
    ],
)  # fmt: skip
def test_some_reasons_say_the_kind_as_well(why: str, found: str) -> None:
    assert read(why=why) == found


def test_a_foreign_loop_mark_says_nothing_about_the_kind() -> None:
    assert read({"x-loop": "shop"}, why="loop_header") == "human"
    assert read({"x-loop": "shop"}, why="bounce_dsn") == "bounce"


def test_an_invitation_stays_one_whoever_sends_it() -> None:
    assert read({"auto-submitted": "auto-generated"}, calendar="REQUEST") == "calendar"


@pytest.mark.parametrize("sender", ["MAILER-DAEMON@mx.example", "mail-daemon@mx.example", "mailer_daemon@mx.example"])
def test_a_mail_system_that_writes_sends_bounces(sender: str) -> None:
    assert read(sender=sender) == "bounce"


def test_a_bounce_is_a_failed_recipient_or_a_path_to_nobody_with_such_a_subject() -> None:
    assert read({"x-failed-recipients": "a@b.example"}) == "bounce"
    assert read({"return-path": "<>"}, subject="Undelivered Mail") == "bounce"
    assert read({"return-path": "<#@[]>"}, subject="Undelivered Mail") == "bounce"
    assert read({"return-path": "<jane@cust.example>"}, subject="Undelivered Mail") == "human"
    assert read({"return-path": "<>"}, subject="Re: Undelivered Mail") == "autoreply"
    assert read(subject="Undelivered Mail") == "human"
    assert read(sender="daemon-mailer@mx.example") == "human"


def test_a_path_to_nobody_alone_is_an_answering_machine() -> None:
    assert read({"return-path": " <> "}) == "autoreply"


def test_a_report_of_a_mail_system_is_one() -> None:
    assert read({"content-type": "multipart/report; report-type=disposition-notification"}) == "report"


def test_a_mail_system_that_gives_its_bare_name_returns_a_mail() -> None:
    assert read({"from": "MAILER-DAEMON (Mail system)"}, originators=()) == "bounce"
    assert read({"from": "mailer-daemon fans <jane@cust.example>"}) == "human"
    assert read({"return-path": "<>"}, sender="postmaster@mx.example", subject="Ihre Nachricht") == "bounce"
    assert read({"return-path": "<>"}, sender="not.postmaster@mx.example", subject="Ihre Nachricht") == "autoreply"


def test_a_report_of_a_type_that_no_mail_system_writes_is_a_notice() -> None:
    assert read({"content-type": "multipart/report; report-type=x-new"}) == "notification"


def test_what_a_filter_calls_spam_is_spam_though_a_list_carried_it() -> None:
    assert read({"x-spam-flag": "YES", "list-id": "<users.lists.example>"}) == "spam"


@pytest.mark.parametrize("field", ["x-github-reason", "x-cron-env", "x-jira-fingerprint"])
def test_a_field_that_only_services_write_makes_a_notice(field: str) -> None:
    assert read({field: "mention", "auto-submitted": "auto-replied"}) == "notification"


def test_a_known_notifier_sends_notices() -> None:
    assert read({"auto-submitted": "auto-replied"}, sender="notifications@github.com") == "notification"


@pytest.mark.parametrize(
    ("fields", "subject", "found"),
    [
        ({"auto-submitted": "auto-generated"}, "Pesanan", "notification"),
        ({"auto-submitted": "auto-generated"}, "Out of office", "autoreply"),
        ({"auto-submitted": "auto-generated"}, "We are out of office", "notification"),
        ({"auto-submitted": "auto-generated", "in-reply-to": "<a@b>"}, "Pesanan", "autoreply"),
        ({"auto-submitted": "auto-replied"}, "Pesanan", "autoreply"),
        ({"auto-submitted": "no"}, "Pesanan", "human"),
        ({"auto-submitted": ""}, "Pesanan", "human"),
    ],
)
def test_a_submission_by_a_machine_is_a_notice_or_an_answer(fields: dict[str, str], subject: str, found: str) -> None:
    assert read(fields, subject=subject) == found


def test_of_two_words_about_the_submission_an_answer_outweighs() -> None:
    both = {"auto-submitted": ("auto-generated", "auto-replied")}
    assert read(fields=both) == "autoreply"


def test_an_absence_is_the_answer_of_a_machine_when_it_answers_us() -> None:
    assert read(subject="Out of office", answers=ANSWER) == "autoreply"
    assert read(subject="Out of office", answers=("<x@far.example>",)) == "human"
    assert read(subject="We are out of office", answers=ANSWER) == "human"
    assert read(why="autoresponder_header") == "autoreply"


LIST = {"list-id": "<users.lists.example>"}


@pytest.mark.parametrize("name", ["precedence", "x-precedence"])
@pytest.mark.parametrize(
    ("word", "found"),
    [("auto_reply", "autoreply"), ("auto-reply", "autoreply"), ("bulk", "list"), ("junk", "list"), ("first", "human")],
)
def test_precedence_tells_masses_from_answers(name: str, word: str, found: str) -> None:
    assert read({name: word}) == found


def test_a_list_is_one_unless_it_is_a_trusted_way_in() -> None:
    assert read(LIST) == "list"
    assert read({**LIST, "precedence": "bulk"}, trust=Trust(lists=("<Users.lists.example>",))) == "human"
    assert read(LIST, trust=Trust(lists=("other.lists.example",))) == "list"


def test_what_can_be_left_and_not_answered_is_a_notice_unless_it_calls_itself_a_list() -> None:
    newsletter = {"list-unsubscribe": "<https://shop.example/u>"}
    assert read(newsletter, sender="no-reply@shop.example") == "notification"
    assert read({"list-unsubscribe-post": "x"}, sender="no-reply@shop.example") == "notification"
    assert read(newsletter, sender="jane@shop.example") == "list"
    assert read({**newsletter, "precedence": "list"}, sender="no-reply@shop.example") == "list"
    assert read(LIST, sender="no-reply@shop.example") == "list"


@pytest.mark.parametrize(
    ("sender", "found"),
    [
        ("no-reply@shop.example", "notification"),
        ("jane@localhost", "notification"),
        ("root@shop.example", "notification"),
        ("nobody@shop.example", "notification"),
        ("bounce-17@shop.example", "bounce"),
        (f"MicrosoftExchange{'0' * 32}@shop.example", "bounce"),
        ("majordomo@shop.example", "list"),
        ("jane@shop.example", "human"),
    ],
)
def test_a_name_that_only_programs_use_says_what_they_send(sender: str, found: str) -> None:
    assert read(sender=sender) == found
