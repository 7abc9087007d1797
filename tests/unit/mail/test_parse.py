"""Parsing: every field of a message, its identity, and what is said of what cannot be read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from csmail.mail.parse import content_key, parse, read
from csmail.model.address import Address
from csmail.model.message import Attachment, Place
from tests.factories import NOW, desk, raw

PLAIN = (
    "Return-Path: <jane@cust.example>\nFrom: Jane Roe <jane@cust.example>\nTo: support@toko.example\n"
    "Cc: Lena <lena@cust.example>\nSubject: =?utf-8?q?Pesanan_caf=C3=A9?=\nMessage-ID: <m1@cust.example>\n"
    "Date: Mon, 06 Jul 2026 16:00:00 +0700\n"
)


def test_an_everyday_mail_fills_every_field() -> None:
    mail = raw(PLAIN + "Reply-To: orders@cust.example\nBcc: x@y.example\nIn-Reply-To: <p1@toko.example>\n"
               "References: <p0@toko.example>\n <p1@toko.example>\n", "Halo, pesanan saya belum sampai\n")  # fmt: skip
    message = parse(mail, desk())
    assert message.originators == (Address("jane@cust.example", "Jane Roe"),)
    assert message.to == (Address("support@toko.example"),)
    assert message.cc == (Address("lena@cust.example", "Lena"),)
    assert message.bcc == (Address("x@y.example"),)
    assert message.reply_to == (Address("orders@cust.example"),)
    assert (message.subject, message.message_id) == ("Pesanan café", "<m1@cust.example>")
    assert message.in_reply_to == ("<p1@toko.example>",)
    assert message.references == ("<p0@toko.example>", "<p1@toko.example>")
    assert message.date == datetime(2026, 7, 6, 9, 0, tzinfo=UTC)
    assert (message.received_at, message.size, message.place) == (NOW, mail.size, mail.place)
    assert message.text == "Halo, pesanan saya belum sampai\n"
    assert (message.language, message.kind, message.automatic) == ("id", "human", False)
    assert message.verdict.allowed
    assert message.header.encode("latin-1") == mail.header
    assert (message.desk, message.direction, message.defects, message.report) == ("support", "in", (), None)
    assert message.key == content_key(mail, "support")


@pytest.mark.parametrize(
    ("value", "ids"),
    [
        ("<a@b.example>", ("<a@b.example>",)),
        ("Your message of Mon, 6 Jul 2026 <a@b.example> (Acme)", ("<a@b.example>",)),
        ("=?utf-8?q?=3Ca=2Eb=40c=2Eexample=3E?=", ("<a.b@c.example>",)),
        ("a@b.example c@d.example", ("<a@b.example>", "<c@d.example>")),
        ("<a@b.example>\n\t<c@d.example> (first)\n <a@b.example>", ("<a@b.example>", "<c@d.example>")),
        ("< a@b.example >", ("<a@b.example>",)),
        ("mumble", ()),
        ("<mumble>", ()),
        ("<20260706090000.ABCDEF>", ("<20260706090000.ABCDEF>",)),
        ("<a@b.example\x00>", ()),
        ("", ()),
    ],
)
def test_whatever_looks_like_an_id_is_taken_from_in_reply_to(value: str, ids: tuple[str, ...]) -> None:
    assert parse(raw(PLAIN + f"In-Reply-To: {value}\n"), desk()).in_reply_to == ids


def test_what_follows_the_id_in_message_id_is_left_out() -> None:
    mail = raw("From: jane@cust.example\nMessage-ID: <a@b> Bcc: evil@other.example\n")
    assert parse(mail, desk()).message_id == "<a@b>"


def test_doubled_fields_are_united_for_recipients_and_named_for_originators() -> None:
    message = parse(
        raw("From: jane@cust.example\nFrom: ceo@cust.example\nTo: support@toko.example\nTo: omar@cust.example\n"
            "Reply-To: jane@cust.example\nReply-To: thief@other.example\n"), desk(),
    )  # fmt: skip
    assert [address.spec for address in message.to] == ["support@toko.example", "omar@cust.example"]
    assert {"duplicate_from", "duplicate_to", "duplicate_reply-to"} <= set(message.defects)
    assert message.verdict.reason == "ambiguous_sender"


def test_an_address_in_the_name_of_the_sender_is_named_and_no_machine_answers_it() -> None:
    message = parse(raw("From: support@bank.example <x@cust.example>\nTo: support@toko.example\n"), desk())
    assert "from:address_in_name" in message.defects
    assert (message.verdict.allowed, message.verdict.reason) == (False, "ambiguous_sender")


def test_a_subject_cannot_smuggle_a_line() -> None:
    mail = raw("From: jane@cust.example\nSubject: =?utf-8?q?hi=0D=0ABcc=3A_evil=40other=2Eexample?=\n")
    assert parse(mail, desk()).subject == "hi Bcc: evil@other.example"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Mon, 06 Jul 2026 16:00:00 +0700", datetime(2026, 7, 6, 9, 0, tzinfo=UTC)),
        ("6 Jul 2026 09:00 -0000", datetime(2026, 7, 6, 9, 0, tzinfo=UTC)),
        ("Mon, 06 Jul 2026 09:00:60 +0000 (UTC)", datetime(2026, 7, 6, 9, 0, 59, tzinfo=UTC)),
        ("Mon, 6 Jul 26 05:00:00 EDT", datetime(2026, 7, 6, 9, 0, tzinfo=UTC)),
        ("Mon, 32 Jul 2026 09:00:00 +0000", None),
        ("Mon, 06 Jul 0001 00:00:00 +2359", None),
        ("Mon, 06 Xyz 2026 09:00:00 +0000", None),
        ("yesterday", None),
        ("Mon, 06 Jul 99999999999 09:00:00 +0000", None),
    ],
)
def test_the_date_is_a_moment_in_utc_or_none(value: str, expected: datetime | None) -> None:
    assert parse(raw(f"From: a@b.example\nDate: {value}\n"), desk()).date == expected


def test_the_key_is_the_same_for_the_first_16_kib_and_for_the_whole_mail() -> None:
    whole = raw(PLAIN, "Halo\n" * 20_000)
    cut = replace(whole, body=whole.body[:16384], complete=False)
    assert content_key(whole, "support") == content_key(cut, "support")
    assert parse(cut, desk()).key == content_key(cut, "support")


def test_the_key_ignores_trace_fields_place_time_and_folding() -> None:
    one = raw(PLAIN)
    header = "Received: by mx\nDelivered-To: support@toko.example\n" + PLAIN.replace("Cc: Lena <", "Cc: Lena\n <")
    other = raw(header, place=Place("Archive", 9, 9), received_at=NOW.replace(year=2027))
    assert content_key(one, "support") == content_key(other, "support")


@pytest.mark.parametrize(
    "other",
    [
        raw(PLAIN, "Halo!"),
        raw(PLAIN.replace("m1@", "m2@")),
        raw(PLAIN.replace("Jane Roe", "Jane")),
        raw(PLAIN.replace("16:00", "16:01")),
        raw(PLAIN.replace("support@", "help@")),
        raw(PLAIN.replace("Lena", "Lana")),
        raw(PLAIN.replace("Pesanan", "Pesan")),
        raw(PLAIN.replace("To: support@toko.example\nCc: ", "To: support@toko.example, ")),
    ],
)
def test_mails_that_differ_have_different_keys_although_they_share_a_message_id(other: object) -> None:
    assert content_key(raw(PLAIN), "support") != content_key(other, "support")  # type: ignore[arg-type]


def test_the_tail_of_a_long_body_counts_by_its_length_and_desks_are_separate() -> None:
    short, long = raw(PLAIN, "x" * 20_000), raw(PLAIN, "x" * 20_001)
    assert content_key(short, "support") != content_key(long, "support")
    assert content_key(short, "support") != content_key(short, "billing")


def test_a_bounce_carries_its_report_and_a_human_mail_with_such_an_attachment_does_not() -> None:
    body = (
        "--b\nContent-Type: text/plain\n\nsorry\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: x\n\n"
        "Final-Recipient: rfc822; lena@cust.example\nAction: failed\nStatus: 5.1.1\n--b--\n"
    )
    report = "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n"
    bounce = parse(raw("From: MAILER-DAEMON@x.example\nTo: support@toko.example\n" + report, body), desk())
    human = parse(raw(PLAIN + "Content-Type: multipart/mixed; boundary=b\n", body), desk())
    assert bounce.report is not None
    assert (bounce.kind, bounce.automatic, bounce.report.failed) == ("bounce", True, ("lena@cust.example",))
    assert (human.kind, human.report) == ("human", None)
    assert human.attachments == (Attachment("", "message/delivery-status", human.attachments[0].size),)


def test_a_mail_that_is_no_mail_is_a_message_that_says_so() -> None:
    message = parse(raw("", "\x00\xff"), desk())
    assert (message.originators, message.verdict.reason) == ((), "no_sender")
    junk = parse(replace(raw(""), header=b"\xff\xfe\x00garbage", body=b""), desk())
    assert "header_junk" in junk.defects


def test_a_header_block_over_the_limit_is_cut_and_said_to_be() -> None:
    message = parse(raw("From: jane@cust.example\n" + "".join(f"X-{n}: {'a' * 900}\n" for n in range(400))), desk())
    assert "header_cut" in message.defects
    assert len(message.header) <= 256 * 1024
    assert message.originators == (Address("jane@cust.example"),)


def test_a_fault_of_our_reader_gives_a_message_for_a_person() -> None:
    faulty = replace(desk(), trust=None)  # type: ignore[arg-type]
    with pytest.raises(AttributeError):
        read(raw(PLAIN), faulty)
    message = parse(raw(PLAIN), faulty)
    assert message.defects == ("unreadable",)
    assert not message.verdict.allowed
    assert message.header.startswith("Return-Path")
