"""The mails of the demo: dated lately, whole, and as odd as they claim to be."""

from __future__ import annotations

import email
import email.policy
from datetime import UTC, datetime, timedelta

import pytest

from csmail.demo import samples

NOW = datetime(2026, 7, 6, 9, 0, tzinfo=UTC)
SENT = {address: f"<cs.{number}@toko.example>" for number, address in enumerate(
    ("rina@pelanggan.example", "james@northwind.example", "dewi@kotak.example"))}  # fmt: skip


def mail(name: str) -> email.message.EmailMessage:
    everything = (*samples.arrivals(NOW), *samples.answers(NOW, SENT))
    data = next(sample.data for sample in everything if sample.name == name)
    return email.message_from_bytes(data, policy=email.policy.default)  # type: ignore[return-value]


def test_there_are_about_twenty_five_mails() -> None:
    assert 24 <= len((*samples.arrivals(NOW), *samples.answers(NOW, SENT))) <= 30


def test_all_are_young_enough_to_be_acknowledged_and_come_in_order() -> None:
    times = [sample.received_at for sample in samples.arrivals(NOW) if "again" not in sample.name]
    assert all(timedelta(0) < NOW - at < timedelta(hours=24) for at in times)
    assert [sample.name for sample in samples.arrivals(NOW)] == sorted(
        (sample.name for sample in samples.arrivals(NOW)), key=lambda name: ("again" in name, name)
    )


def test_dates_and_ids_are_filled_in_everywhere() -> None:
    for sample in (*samples.arrivals(NOW), *samples.answers(NOW, SENT)):
        assert b"@sent to" not in sample.data
        assert b"minutes ago" not in sample.data


def test_every_line_ends_as_mail_demands() -> None:
    for sample in samples.arrivals(NOW):
        assert sample.data.replace(b"\r\n", b"").count(b"\n") == 0
        assert max(map(len, sample.data.split(b"\r\n"))) <= 998


def test_the_date_is_that_of_the_arrival() -> None:
    assert mail("01-order-with-number")["Date"].datetime == NOW - timedelta(minutes=180)


def test_an_answer_to_a_mail_that_was_not_sent_is_left_out() -> None:
    only = {"rina@pelanggan.example": "<x@toko.example>"}
    assert [sample.name for sample in samples.answers(NOW, only)] == ["30-reply-to-our-acknowledgement"]
    assert samples.answers(NOW, {}) == ()


def test_the_second_copy_differs_only_in_its_road() -> None:
    first, twin = samples.arrivals(NOW)[0], samples.arrivals(NOW)[-1]
    assert twin.data.startswith(b"Received: ")
    assert twin.data.endswith(first.data)


@pytest.mark.parametrize(
    ("name", "field", "words"),
    [
        ("09-mailing-list", "List-Id", "umkm"),
        ("10-spam", "X-Spam-Flag", "YES"),
        ("12-with-a-colleague-in-copy", "Cc", "budi@toko.example"),
        ("14-contact-form", "Reply-To", "maya@daun.example"),
        ("15-no-reply-notification", "From", "no-reply@"),
        ("18-encoded-subject", "Subject", "café table – do you ship to München?"),
        ("30-reply-to-our-acknowledgement", "In-Reply-To", "<cs.0@toko.example>"),
        ("31-absence-note", "Auto-Submitted", "auto-replied"),
        ("32-bounce", "Return-Path", "<>"),
    ],
)
def test_each_oddity_is_really_there(name: str, field: str, words: str) -> None:
    assert words in str(mail(name)[field])


def test_the_hostile_subject_holds_terminal_escapes() -> None:
    data = next(sample.data for sample in samples.arrivals(NOW) if sample.name == "19-hostile-subject")
    decoded = str(email.header.make_header(email.header.decode_header(email.message_from_bytes(data)["Subject"])))
    assert {"\x1b", "\x07", "\u202e"} <= set(decoded)


def test_the_long_id_is_longer_than_what_python_would_encode() -> None:
    data = next(sample.data for sample in samples.arrivals(NOW) if sample.name == "17-outlook-long-ids")
    assert len(email.message_from_bytes(data)["Message-ID"]) > 78


def test_the_blind_copy_names_the_desk_nowhere_but_in_its_trace() -> None:
    blind = mail("13-desk-in-blind-copy")
    assert "support@" not in f"{blind['To']}{blind['Cc']}"
    assert "support@" in str(blind["Delivered-To"])
