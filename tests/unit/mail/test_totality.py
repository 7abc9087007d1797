"""No byte string makes the reader raise, and none of hostile shape makes it work for long."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmail.mail.address import ADDRESSES
from csmail.mail.mime import structure
from csmail.mail.mime.headers import LINES
from csmail.mail.parse import read
from csmail.mail.text import ATTACHMENTS, CHARACTERS, is_text, leaves
from csmail.model.message import Message, RawMessage
from tests.factories import NOW, desk, raw

DESK = desk()

PLAIN = raw("From: Jane Roe <jane@cust.example>\nTo: support@toko.example\nSubject: =?utf-8?q?Pesanan?=\n"
            "Message-ID: <m1@cust.example>\nDate: Mon, 06 Jul 2026 09:00:00 +0000\n", "Halo kak\n> lama\n")  # fmt: skip
ALTERNATIVE = raw(
    "From: \"Roe, Jane\" <jane@cust.example>\nTo: Team: support@toko.example, B <b@c.example>;\n"
    "Content-Type: multipart/alternative; boundary=\"b\"\n",
    "--b\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\ncaf=E9\n"
    "--b\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\nPHA+SGFsbzwvcD4=\n--b--\n",
)  # fmt: skip
ATTACHED = raw(
    "From: jane@cust.example\nTo: support@toko.example\nContent-Type: multipart/mixed; boundary=b\n",
    "--b\nContent-Type: multipart/related; boundary=c\n\n--c\nContent-Type: text/html\n\n<b>x</b><img src=cid:1>\n--c\n"
    "Content-Type: image/png; name=a.png\nContent-ID: <1>\nContent-Transfer-Encoding: base64\n\nQUJD\n--c--\n--b\n"
    "Content-Type: message/rfc822\n\nSubject: inner\n\nhi\n--b\nContent-Type: text/calendar; method=REQUEST\n\nX\n"
    "--b--\n",
)  # fmt: skip
REPORT = raw(
    "Return-Path: <>\nFrom: MAILER-DAEMON@x.example\nTo: support@toko.example\n"
    "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n",
    "--b\n\nsorry\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\nFinal-Recipient: rfc822; "
    "a@b.example\nAction: failed\nStatus: 5.1.1\n--b\nContent-Type: message/rfc822\n\nMessage-ID: <o@t.example>\n\n"
    "--b--\n",
)  # fmt: skip
SAMPLES = [PLAIN, ALTERNATIVE, ATTACHED, REPORT]


def whole(content: bytes) -> RawMessage:
    """A raw mail from its octets, split where a server splits it: after the first empty line."""
    head, gap, body = content.partition(b"\r\n\r\n")
    return RawMessage(PLAIN.place, NOW, len(content), head + gap, body)


def holds(message: Message) -> None:
    """What is true of every message, whatever it was made of."""
    assert len(message.text) <= CHARACTERS
    assert len(message.attachments) <= ATTACHMENTS
    assert max(map(len, (message.originators, message.to, message.cc, message.bcc))) <= ADDRESSES
    for text in (message.text, message.subject, *(found.name for found in message.attachments)):
        text.encode("utf-8")
    assert "\n" not in message.subject
    assert message.verdict.allowed or message.verdict.reason != "human"
    assert message.verdict.allowed <= (message.kind == "human")


@given(st.binary(max_size=600), st.binary(max_size=600), st.booleans())
def test_arbitrary_octets_are_read(header: bytes, body: bytes, complete: bool) -> None:
    holds(read(RawMessage(PLAIN.place, NOW, len(header) + len(body), header, body, complete), DESK))


@given(st.sampled_from(SAMPLES), st.data())
def test_damaged_mails_are_read(sample: RawMessage, data: st.DataObject) -> None:
    content = bytearray(sample.header + sample.body)
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(content)))
        stop = min(len(content), start + data.draw(st.integers(0, 40)))
        content[start:stop] = data.draw(
            st.one_of(st.binary(max_size=20), st.just(bytes(content[start:stop]) * 3), st.sampled_from(TRAPS))
        )
    holds(read(whole(bytes(content)), DESK))


TRAPS = [
    b"\r\n", b"\r\n\r\n", b"\r\n ", b"\0", b"\xff", b"=?utf-8?b?", b"?=", b"=?utf-7?q?+2AA-?=", b"<", b">", b'"', b"(",
    b"\\", b"--b", b"--b--", b"Content-Type: multipart/mixed; boundary=b\r\n", b"Content-Type: message/rfc822\r\n\r\n",
    b"charset=zlib_codec", b"charset=utf-16", b"Content-Transfer-Encoding: base64\r\n", b"From: ", b"Date: 99 ",
    b"Content-Type: application/pkcs7-mime\r\n", b"begin 644 a.txt\r\n#0V%T\r\n", b"\r\nend\r\n", b"\x1b$B", b"--b--b",
    b"Content-Transfer-Encoding: x-uuencode\r\n", b"format=flowed; delsp=yes", b"<p hidden style='font-size:0'>",
    b"??=", b"=?idna?q?xn--?=", b"\xed\xa0\x80", b"filename*0*=utf-8''%ff; filename*1=x",
]  # fmt: skip


def nested(levels: int) -> str:
    return "".join(f"Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n" for level in range(levels))


HOSTILE = {
    "100 KB of quotes in From": ("From: " + '"' * 100_000 + "\n", "x"),
    "quoted pairs in From": ("From: " + '"\\"' * 30_000 + "\n", "x"),
    "To of 1 MB": ("To: " + "a@b.example, " * 80_000 + "\n", "x"),
    "To folded over 2,000 lines": ("To: " + "a@b.example,\n " * 5000 + "\n", "x"),
    "nested comments": ("From: " + "(" * 50_000 + "\nTo: " + "(" * 5000 + ")" * 5000 + "\n", "x"),
    "angle brackets": ("From: " + "<" * 16_000 + "\nReferences: " + "<" * 16_000 + "\n", "x"),
    "half ids": ("References: " + "<a@" * 5000 + "\nIn-Reply-To: " + "@" * 16_000 + "\n", "x"),
    "encoded-words in Subject": ("Subject: " + "=?utf-8?q?a?= " * 70_000 + "\n", "x"),
    "half encoded-words": ("Subject: " + "=?" * 8000 + "\nFrom: " + "=?a?q?" * 2500 + "\n", "x"),
    "20,000 parameters": ("Content-Type: text/plain" + "; a=b" * 20_000 + "\n", "x"),
    "100,000 header lines": ("X: y\n" * 100_000, "x"),
    "one field a thousand times": ("List-Id: <x>\n" * 1900, "x"),
    "1,000 nested parts": ("Content-Type: multipart/mixed; boundary=z\n", "--z\n" + nested(1000)),
    "1,000 nested messages": ("Content-Type: message/rfc822\n", "Content-Type: message/rfc822\n\n" * 1000),
    "100,000 parts": ("Content-Type: multipart/mixed; boundary=b\n", "--b\n\nx\n" * 100_000),
    "100,000 boundaries": ("Content-Type: multipart/mixed; boundary=b\n", "--b\n" * 100_000),
    "one boundary at every depth": ("Content-Type: multipart/mixed; boundary=b\n",
                                    "--b\nContent-Type: multipart/mixed; boundary=b\n\n" * 1000),
    "5 MB of text": ("Subject: x\n", "Halo kak \n" * 500_000),
    "5 MB of HTML": ("Content-Type: text/html\n", "<table><tr><td>" * 330_000),
    "comments in HTML": ("Content-Type: text/html\n", "<!--" * 500_000),
    "bad base64 of 1 MB": ("Content-Type: text/plain\nContent-Transfer-Encoding: base64\n", "QUJD!" * 200_000 + "Q"),
    "spaces": ("Subject: a" + " " * 200_000 + "b\nX: " + " \n" * 1000, " " * 1_000_000),
    "report of 100,000 groups": ("From: MAILER-DAEMON@x.example\nContent-Type: multipart/report; boundary=b\n",
                                 "--b\nContent-Type: message/delivery-status\n\n" + "Action: failed\n\n" * 100_000),
    "20 boundaries that begin with each other": ("Content-Type: multipart/mixed; boundary=b\n", "".join(
        f"--b{'b' * level}\nContent-Type: multipart/mixed; boundary=b{'b' * (level + 1)}\n\n" for level in range(20)
    ) + "--b bold\n" * 4000),
    "400 signed parts": ("Content-Type: multipart/mixed; boundary=b\n",
                         "--b\nContent-Type: application/pkcs7-mime\n\n0\x80\x06\n" * 400),
    "uuencoded files that never end": ("Subject: x\n", "begin 644 x\n#0V%T\n" * 50_000),
    "uuencoded files": ("Subject: x\n", "begin 644 x\n#0V%T\nend\n" * 20_000),
    "flowed lines": ("Content-Type: text/plain; format=flowed; delsp=yes\n", "> a \n>> b \n" * 100_000),
    "question marks in Subject": (
        "Subject: " + "=?utf-8?q?a" + "?" * 8000 + "=?utf-8?q?" * 500 + "?=41" * 500 + "\n", "x"
    ),
    "clear-signed again and again": ("Subject: x\n", "-----BEGIN PGP SIGNED MESSAGE-----\n\n"
                                     "-----BEGIN PGP SIGNATURE-----\n" * 20_000),
    "hidden elements": ("Content-Type: text/html\n", "<p style='display:none;font-size:0'>" * 19_000),
    "a class on everything": ("Content-Type: text/html\n",
                              "<style>.a{display:none}</style>" + "<i class='b c d e'>" * 9_000),
    "failure words": ("From: MAILER-DAEMON@x.example\n", "could not be delivered " + "a@" * 100_000),
}  # fmt: skip


@pytest.mark.parametrize("shape", HOSTILE)
def test_a_mail_of_hostile_shape_is_read_within_the_limits(shape: str) -> None:
    mail = raw(*HOSTILE[shape])
    began = time.process_time()
    message = read(mail, DESK)
    # Measured: none over a quarter of a second. The bound is for a machine that is busy with other things.
    assert time.process_time() - began < 5
    holds(message)
    assert len(message.references) <= 1000
    assert message.header.count("\n") <= max(LINES, mail.header.count(b"\n"))


@pytest.mark.parametrize("sample", SAMPLES, ids=["plain", "alternative", "attached", "report"])
def test_both_readers_see_the_same_parts(sample: RawMessage) -> None:
    content = sample.header + sample.body
    quick, careful = (list(leaves(reader(content)[0])) for reader in (structure.tree, structure.careful))
    assert [(part.type, part.name, part.attached) for part in quick] == [
        (part.type, part.name, part.attached) for part in careful
    ]
    texts = [(one.content(), other.content()) for one, other in zip(quick, careful, strict=True) if is_text(one, one)]
    assert texts
    assert all(one.strip() == other.strip() for one, other in texts)


@given(st.sampled_from(SAMPLES), st.integers(0, 400))
def test_a_mail_cut_anywhere_is_read(sample: RawMessage, octets: int) -> None:
    cut = RawMessage(sample.place, NOW, sample.size, sample.header, sample.body[:octets], complete=False)
    message = read(cut, DESK)
    holds(message)
    assert "body_cut" in message.defects
