"""The gate refuses every mail that a second reader reads otherwise than it was meant."""

from __future__ import annotations

import pytest

from csmail.errors import Refused
from csmail.mail.compose import second_reader
from csmail.model.address import Address
from csmail.model.audience import Audience

AUDIENCE = Audience(
    "send",
    Address("support@toko.example", "Toko"),
    to=(Address("jane@cust.example", "Jane"),),
    cc=(Address("lena@cust.example"),),
)
NAMES = ("From", "To", "Cc", "Subject")
GOOD = (
    b"From: Toko <support@toko.example>\r\nTo: Jane <jane@cust.example>\r\nCc: lena@cust.example\r\n"
    b"Subject: Halo\r\n\r\nIsi\r\n"
)


def test_a_mail_as_it_was_meant_passes() -> None:
    second_reader.check(GOOD, AUDIENCE, NAMES)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Subject:", b"Bcc: e@x.example\r\nSubject:"),
        (b"Subject:", b"X-New: 1\r\nSubject:"),
        (b"Subject:", b"subject: twice\r\nSubject:"),
        (b"Subject: Halo\r\n", b""),
        (b"Cc: lena@cust.example\r\n", b""),
        (b"Halo", b"Halo\r\nno field"),
        (b"Jane <jane", b"Jane <eve@x.example>, Jane <jane"),
        (b"<jane@cust.example>", b"<jane@cust.example>; eve@x.example"),
        (b"<jane@cust.example>", b"<eve@x.example>"),
        (b"lena@cust.example", b"lena@cust.example, eve@x.example"),
        (b"support@toko.example", b"ceo@toko.example"),
        (b"Isi\r\n", b"Isi\n"),
        (b"Isi\r\n", b"Isi\r"),
        (b"Isi", b"a\r\n.\nb"),
        (b"Isi", b"a\n.\r\nb"),
        (b"Isi", b"a\r.\rb"),
        (b"Isi", b"a\r\r\nb"),
        (b"Isi", b"a\x00b"),
        (b"Isi", b"x" * 999),
        (b"Halo", b"x" * 999),
    ],
)
def test_a_mail_that_differs_is_refused(old: bytes, new: bytes) -> None:
    assert old in GOOD
    with pytest.raises(Refused):
        second_reader.check(GOOD.replace(old, new, 1), AUDIENCE, NAMES)


@pytest.mark.parametrize("name", ["Bcc", "bcc", "Resent-To", "RESENT-BCC"])
def test_a_blind_or_resent_field_is_refused_even_when_it_was_meant(name: str) -> None:
    data = GOOD.replace(b"Subject:", name.encode() + b": e@x.example\r\nSubject:")
    with pytest.raises(Refused, match=name):
        second_reader.check(data, AUDIENCE, (*NAMES, name))


def test_a_line_of_exactly_998_octets_passes() -> None:
    second_reader.check(GOOD.replace(b"Isi", b"x" * 998), AUDIENCE, NAMES)


def test_one_recipient_twice_is_refused() -> None:
    twice = Audience("send", AUDIENCE.sender, to=AUDIENCE.to, cc=AUDIENCE.cc, bcc=(Address("JANE@cust.example"),))
    with pytest.raises(Refused, match="twice"):
        second_reader.check(GOOD, twice, NAMES)


@pytest.mark.parametrize("spec", ["jane", "@x.example", "a b@x.example", "a@x.example\r\nRCPT TO:<e@x>", "a@x@", ""])
def test_an_envelope_address_that_is_none_is_refused(spec: str) -> None:
    with pytest.raises(Refused, match="not an address"):
        second_reader.check(GOOD, Audience("send", AUDIENCE.sender, to=AUDIENCE.to, bcc=(Address(spec),)), NAMES)
