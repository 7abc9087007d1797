"""The octets of outgoing mails, read again by other readers than the one that wrote them."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmail.errors import Refused
from csmail.mail.address import parse_list
from csmail.mail.compose import File, Outgoing, as_mail, compose, references
from csmail.model.address import Address
from csmail.model.audience import Audience
from tests import factories

JANE = Address("jane@cust.example", "Jane Roe")
SENDER = Address("support@toko.example", "Toko Kita")
OUTLOOK = "<VI1PR04MB5678A1B2C3D4E5F60718293A4B5C6D7E8F90@VI1PR04MB5678.eurprd04.prod.outlook.com>"


def outgoing(**changes: Any) -> Outgoing:
    made = Outgoing(
        audience=Audience("send", SENDER, to=(JANE,)),
        subject="Re: Pesanan 12345",
        text="Halo,\nterima kasih.",
        message_id="<cs.K7F3Q2.a.b@toko.example>",
        date=factories.NOW,
        parent=factories.message(),
    )
    return replace(made, **changes)


def to(*addresses: Address, **changes: Any) -> Outgoing:
    return outgoing(audience=Audience("send", SENDER, to=addresses, **changes))


def read(letter: Outgoing) -> EmailMessage:
    return cast(EmailMessage, message_from_bytes(as_mail(letter, factories.desk()).data, policy=default))


def field(data: bytes, name: bytes) -> bytes:
    head = data.partition(b"\r\n\r\n")[0].replace(b"\r\n ", b" ")
    return next(line.partition(b": ")[2] for line in head.split(b"\r\n") if line.startswith(name + b":"))


def test_a_plain_reply_is_written_octet_by_octet_as_expected() -> None:
    assert compose(outgoing()) == (
        b"Date: Mon, 06 Jul 2026 09:00:00 +0000\r\n"
        b"From: Toko Kita <support@toko.example>\r\n"
        b"To: Jane Roe <jane@cust.example>\r\n"
        b"Subject: Re: Pesanan 12345\r\n"
        b"Message-ID: <cs.K7F3Q2.a.b@toko.example>\r\n"
        b"In-Reply-To: <m1@cust.example>\r\n"
        b"References: <m1@cust.example>\r\n"
        b"MIME-Version: 1.0\r\n"
        b"Content-Type: text/plain; charset=utf-8\r\n"
        b"Content-Transfer-Encoding: 7bit\r\n"
        b"\r\n"
        b"Halo,\r\nterima kasih.\r\n"
    )


def test_writing_twice_gives_the_same_octets_and_the_key_is_their_hash() -> None:
    letter = outgoing(html="<p>Halo</p>", attachments=(File("a.pdf", "application/pdf", b"%PDF"),))
    mail = as_mail(letter, factories.desk())
    assert mail == as_mail(letter, factories.desk())
    assert mail.key == hashlib.sha256(mail.data).hexdigest()


def test_a_date_is_written_in_utc() -> None:
    jakarta = datetime(2026, 1, 4, 3, 5, 6, tzinfo=timezone(timedelta(hours=7)))
    assert field(compose(outgoing(date=jakarta)), b"Date") == b"Sat, 03 Jan 2026 20:05:06 +0000"


def test_long_outlook_ids_are_never_encoded() -> None:
    parent = factories.message(message_id=OUTLOOK, references=(OUTLOOK.replace("<V", "<W"),))
    data = compose(outgoing(parent=parent))
    assert field(data, b"In-Reply-To") == OUTLOOK.encode()
    assert field(data, b"References").split()[-1] == OUTLOOK.encode()
    assert b"=?" not in data


def test_a_long_thread_keeps_its_root_and_its_newest_twenty_ids() -> None:
    chain = tuple(f"<r{number:02}@cust.example>" for number in range(1, 61))
    kept = references(factories.message(references=chain))
    assert kept == (chain[0], *chain[-18:], "<m1@cust.example>")


def test_a_thread_of_long_ids_stays_under_two_thousand_octets() -> None:
    chain = tuple(f"<{number}{'x' * 300}@cust.example>" for number in range(20))
    kept = references(factories.message(references=chain))
    assert kept[0] == chain[0]
    assert kept[-1] == "<m1@cust.example>"
    assert len(" ".join(kept)) <= 2000


@pytest.mark.parametrize("bad", ["mumble", "<a b@c>", "<a@b>\r\nBcc: e@x", "<a@b", "<ä@b>", "<@>", f"<{'a' * 900}@b>"])
def test_what_is_no_message_id_is_not_copied(bad: str) -> None:
    parent = factories.message(message_id=bad, references=("<root@x.example>", bad))
    assert references(parent) == ("<root@x.example>",)
    assert b"In-Reply-To" not in compose(outgoing(parent=parent))


def test_several_ids_in_reply_to_are_not_a_thread() -> None:
    parent = factories.message(in_reply_to=("<a@b.example>", "<c@d.example>"))
    assert references(parent) == ("<m1@cust.example>",)


def test_an_escalation_is_a_fresh_mail_marked_as_generated() -> None:
    mail = read(outgoing(purpose="escalation", automatic=True))
    assert "In-Reply-To" not in mail
    assert "References" not in mail
    assert mail["Auto-Submitted"] == "auto-generated"


def test_an_acknowledgement_is_marked_and_has_the_null_sender() -> None:
    mail = as_mail(outgoing(purpose="acknowledgement", automatic=True), factories.desk())
    assert mail.sender == ""
    head = message_from_bytes(mail.data)
    assert (head["Auto-Submitted"], head["X-Auto-Response-Suppress"]) == ("auto-replied", "All")
    assert head["X-CSMail-Loop"] == "support@toko.example"
    assert "Precedence" not in head


def test_a_desk_may_send_acknowledgements_from_its_address() -> None:
    letter = outgoing(purpose="acknowledgement", automatic=True)
    assert as_mail(letter, factories.desk(null_sender=False)).sender == "support@toko.example"


def test_a_mail_that_a_person_saw_carries_no_mark_of_a_machine() -> None:
    mail = read(outgoing())
    assert not {"Auto-Submitted", "Precedence", "X-Auto-Response-Suppress", "X-CSMail-Loop"} & set(mail.keys())


def test_blind_recipients_are_in_the_envelope_and_nowhere_else() -> None:
    mail = as_mail(to(JANE, bcc=(Address("boss@partner.example", "Boss"),)), factories.desk())
    assert mail.recipients == ("jane@cust.example", "boss@partner.example")
    assert b"boss" not in mail.data.lower()
    assert b"bcc" not in mail.data.lower()


def test_a_mail_with_blind_recipients_only_says_undisclosed() -> None:
    data = as_mail(to(bcc=(JANE,)), factories.desk()).data
    assert field(data, b"To") == b"undisclosed-recipients:;"


def test_a_draft_for_a_person_may_have_nobody_yet() -> None:
    letter = outgoing(audience=Audience("hold", SENDER, reason="no_reply_target"))
    assert as_mail(letter, factories.desk()).recipients == ()


def test_a_mail_to_nobody_is_refused() -> None:
    with pytest.raises(Refused, match="no recipient"):
        as_mail(to(), factories.desk())


NAMES = [
    'Jane" <boss@acme.example>, "x',
    "A very long display name, with comma <evil@attacker.example>, and so on",
    "Roe, Jane (IT); Dept: 1",
    "=?utf-8?q?boss=40x?= <boss@x.example>",
    "Jane\r\nBcc: evil@other.example",
    "Ümlaut, Größe <x@y.example>",
    "back\\slash\\",
    "山田太郎" * 30,
    "A" * 5000,
    "\u202ereoJ\u202c",
    "\ud800",
]


@pytest.mark.parametrize("name", NAMES)
def test_no_display_name_becomes_a_second_recipient(name: str) -> None:
    letter = to(Address("jane@cust.example", name))
    mail = read(letter)
    assert [one.addr_spec for one in mail["To"].addresses] == ["jane@cust.example"]
    # Python 3.11 shows the white space between encoded-words that RFC 2047 section 6.2 hides; our reader does not.
    assert len(parse_list(field(compose(letter), b"To").decode())[0][0].name) <= 64
    assert not {"Bcc", "X-Injected"} & set(mail.keys())


def test_a_comma_in_a_name_comes_back() -> None:
    mail = read(to(Address("jane@cust.example", 'Roe, Jane "J"')))
    assert mail["To"].addresses[0].display_name == 'Roe, Jane "J"'


PAYLOADS = [
    "\r\nBcc: e@x.example",
    "\nBcc: e@x.example",
    "\rBcc: e@x.example",
    "\r\n\r\nbody",
    "\x00",
    "\u2028X: 1",
    "\x85X: 1",
]
INTENDED = {"Date", "From", "To", "Subject", "Message-ID", "In-Reply-To", "References", "MIME-Version", "Content-Type"}


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_in_subject_or_name_adds_a_header(payload: str) -> None:
    letter = replace(to(Address("jane@cust.example", f"Jane{payload}")), subject=f"Halo{payload}")
    assert set(read(letter).keys()) - {"Content-Transfer-Encoding"} == INTENDED


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_in_an_address_is_refused(payload: str) -> None:
    with pytest.raises(Refused):
        as_mail(to(Address(f"jane@cust.example{payload}")), factories.desk())


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_in_our_own_message_id_is_refused(payload: str) -> None:
    with pytest.raises(Refused):
        as_mail(outgoing(message_id=f"<a@b.example>{payload}"), factories.desk())


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_in_a_file_name_stays_in_the_file_name(payload: str) -> None:
    mail = read(outgoing(attachments=(File(f"a{payload}.pdf", "application/pdf", b"x"),)))
    assert [part.get_content_type() for part in mail.walk()] == ["multipart/mixed", "text/plain", "application/pdf"]
    assert all("Bcc" not in part and "X" not in part for part in mail.walk())


@given(st.text(max_size=300))
def test_any_subject_is_one_clean_line_for_the_second_reader(subject: str) -> None:
    mail = read(outgoing(subject=subject))
    assert "\n" not in mail["Subject"]
    assert len(mail["Subject"]) <= 256


def test_a_long_subject_is_folded_and_comes_back_whole() -> None:
    said = "Re: " + " ".join(f"kata{number}" for number in range(30))
    assert read(outgoing(subject=said))["Subject"] == said
    assert max(map(len, compose(outgoing(subject=said)).split(b"\r\n"))) < 80


def test_a_domain_with_letters_beyond_ascii_is_sent_as_its_a_label() -> None:
    mail = as_mail(to(Address("omar@müller.example")), factories.desk())
    assert mail.recipients == ("omar@xn--mller-kva.example",)
    assert not mail.smtputf8
    assert field(mail.data, b"To") == b"omar@xn--mller-kva.example"


def test_a_local_part_beyond_ascii_needs_smtputf8() -> None:
    mail = as_mail(to(Address("jürgen@cust.example")), factories.desk())
    assert mail.smtputf8
    assert "jürgen@cust.example".encode() in mail.data


TEXTS = [
    "",
    "a",
    "Grüße\n" * 3,
    "你好。" * 200,
    "x" * 2000,
    "a\n.\nb",
    "From me\nFrom you",
    "tab\there",
    "a\r\nb\rc\nd",
    "\x00\x07bell",
]


@pytest.mark.parametrize("text", TEXTS)
def test_words_arrive_as_they_were_written(text: str) -> None:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").replace("\x07", "")
    mail = as_mail(outgoing(text=text), factories.desk())
    assert read(outgoing(text=text)).get_content().replace("\r\n", "\n").rstrip("\n") == lines.rstrip("\n")
    assert mail.data.isascii()
    assert b"\r\n.\r\n" not in mail.data
    assert b"\r\nFrom " not in mail.data.partition(b"\r\n\r\n")[2]


@given(st.text(max_size=400))
def test_any_words_pass_the_gate(text: str) -> None:
    assert as_mail(outgoing(text=text, html=text), factories.desk()).data.isascii()


def test_html_comes_beside_the_plain_words_and_files_after_both() -> None:
    mail = read(outgoing(html="<p>Grüße</p>", attachments=(File("Größe.pdf", "application/pdf", bytes(range(256))),)))
    kinds = [part.get_content_type() for part in mail.walk()]
    assert kinds == ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/pdf"]
    attached = next(iter(mail.iter_attachments()))
    assert attached.get_filename() == "Größe.pdf"
    assert attached.get_content() == bytes(range(256))


def test_a_file_name_keeps_no_folder() -> None:
    mail = read(outgoing(attachments=(File("../../etc/passwd", "text/plain", b"x"), File("C:\\x\\y.txt", "", b""))))
    assert [part.get_filename() for part in mail.iter_attachments()] == ["passwd", "y.txt"]


ORIGINAL = (
    b"From: jane@cust.example\nBcc: secret@cust.example,\n other-secret@cust.example\nTo: support@toko.example\n"
    b"Resent-Bcc : hidden@cust.example\nSubject: x\n\nBcc: not a field\n"
)


def test_the_original_travels_whole_but_for_its_blind_recipients() -> None:
    mail = read(outgoing(purpose="forward", original=ORIGINAL))
    attached = next(iter(mail.iter_attachments()))
    assert attached.get_content_type() == "message/rfc822"
    inner = attached.get_content()
    assert inner.keys() == ["From", "To", "Subject"]
    assert inner.get_content().splitlines() == ["Bcc: not a field"]
    data = compose(outgoing(original=ORIGINAL))
    assert b"secret" not in data
    assert b"hidden" not in data


@pytest.mark.parametrize("body", [b"\x00", b"x" * 1200, b"\xff\xfe raw", b"a\rb", b""])
def test_any_original_can_be_carried(body: bytes) -> None:
    original = b"From: jane@cust.example\r\nSubject: x\r\n\r\n" + body
    mail = as_mail(outgoing(purpose="forward", original=original), factories.desk())
    assert len(list(cast(EmailMessage, message_from_bytes(mail.data, policy=default)).iter_attachments())) == 1


def test_an_original_beyond_ascii_travels_octet_by_octet_through_a_server_without_8bitmime() -> None:
    original = "From: jane@cust.example\r\nSubject: x\r\n\r\nGrüße, té\r\n".encode()
    data = compose(outgoing(purpose="escalation", original=original))
    assert data.isascii()
    attached = next(iter(cast(EmailMessage, message_from_bytes(data, policy=default)).iter_attachments()))
    assert attached.get_filename() == "original.eml"
    assert attached.get_content() == original


def test_an_original_that_knows_our_boundary_cannot_end_it() -> None:
    first = compose(outgoing(original=b"From: a@b.example\r\n\r\nx"))
    boundary = field(first, b"Content-Type").partition(b'boundary="')[2].rstrip(b'"')
    mail = read(outgoing(original=b"From: a@b.example\r\n\r\n--" + boundary + b"--\r\nsmuggled"))
    assert len(mail.get_payload()) == 2
    assert "smuggled" in next(iter(mail.iter_attachments())).get_content().get_content()


@given(st.lists(st.emails(), min_size=1, max_size=60, unique_by=str.casefold))
def test_any_recipients_are_read_back_as_they_were_meant(specs: list[str]) -> None:
    sound = [one for one in specs if [a.spec for a in parse_list(one)[0]] == [one]]
    if sound:
        mail = as_mail(to(*map(Address, sound)), factories.desk())
        assert list(mail.recipients) == sound
        assert max(map(len, mail.data.split(b"\r\n"))) <= 998
