"""Threat 4: nothing that a stranger writes adds a header field, a recipient or a line to a mail of ours."""

from __future__ import annotations

import base64
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.servers.sink import Delivered, Sink
from tests.threats.road import Road, names, opened, written

VICTIM = "victim@evil.example"
BREAKS = ("\r\n", "\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "\0\r\n", "\r\n\r\n", "\r\n\r\n.\r\n")
PAYLOADS = (
    *(f"x{each}Bcc: {VICTIM}" for each in BREAKS),
    *(f"x{each} Bcc: {VICTIM}" for each in ("\r\n", "\n", "\r")),
    *(f"x{each}Content-Type: text/html{each}{each}<b>hi</b>" for each in ("\r\n", "\n", "\r")),
    f"x\r\nTo: {VICTIM}", f"x\r\nCc: {VICTIM}\r\nFrom: {VICTIM}", f"x\r\nResent-To: {VICTIM}", "x\r\n.\r\nQUIT\r\n",
    f"x\r\n.\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<{VICTIM}>\r\nDATA\r\n", f"{VICTIM}, ", f", {VICTIM}", f"<{VICTIM}>",
    f"x <{VICTIM}>", f'" <{VICTIM}>, "', f"x;{VICTIM}", f"Group: {VICTIM};", f"\\\" <{VICTIM}>",
    f"(a\r\nBcc: {VICTIM})",
    f"=?utf-8?q?a=0D=0ABcc:_{VICTIM}?=", f"=?utf-8?q?a?=\r\n\r\nBcc: {VICTIM}", "x" * 5000, "\x1b]0;owned\x07", "\0",
    "{{ 7*7 }}{% include '/etc/passwd' %}", "%0d%0aBcc: " + VICTIM, f"x\t\r\n\tBcc: {VICTIM}",
)  # fmt: skip
ALWAYS = ["Date", "From", "To", "Subject", "Message-ID", "MIME-Version", "Content-Type"]
THREAD = {"In-Reply-To", "References"}
AUTOMATIC = ["Auto-Submitted", "X-Auto-Response-Suppress", "X-CSMail-Loop"]
ENDING = ["Content-Transfer-Encoding"]


def encoded(payload: str) -> str:
    """As a stranger smuggles it past every server on the way: whole inside one encoded word."""
    return f"=?utf-8?b?{base64.b64encode(payload.encode()).decode()}?="


def bare(payload: str) -> str:
    """What of it can stand in a field as it is."""
    return payload.replace("\r\n", " ").replace("\r", " ").replace("\n", " ")


def attached(payload: str) -> str:
    name = f"filename*=utf-8''{quote(payload)}"
    part = f"--b\r\nContent-Type: image/png\r\nContent-Disposition: attachment; {name}\r\n\r\nx\r\n--b--\r\n"
    return f"--b\r\n\r\nHalo\r\n{part}"


def mails(field: str, number: int, payload: str) -> list[bytes]:
    """The payload in that field, encoded where fields may be encoded, and bare: each a mail of its own id."""
    sender, id = f"c{number}@cust.example", f"<{field}.{number}@cust.example>"
    usual = {"From": f"Jane <{sender}>", "Message-ID": id}
    other = usual | {"Message-ID": f"<{field}.{number}.bare@cust.example>"}
    mixed = {"Content-Type": "multipart/mixed; boundary=b"}
    match field:
        case "subject":
            return [written(**usual, Subject=encoded(payload)), written(**other, Subject=bare(payload))]
        case "name":
            quoted = bare(payload).replace("\\", "\\\\").replace('"', '\\"')
            hidden, shown = f"{encoded(payload)} <{sender}>", f'"{quoted}" <{sender}>'
            return [written(**{**usual, "From": hidden}), written(**{**other, "From": shown})]
        case "address":
            whole, within = f"{bare(payload)}@cust.example", f"<{bare(payload)}>"
            return [written(**{**usual, "From": whole}), written(**{**other, "From": within})]
        case "Message-ID":
            return [written(**{**usual, "Message-ID": f"<{word}@cust.example>"}) for word in
                    (encoded(payload), bare(payload))]  # fmt: skip
        case "References":
            thread = f"<a@cust.example> {bare(payload)} <{bare(payload)}@b.example>"
            return [written(**usual, References=thread, In_Reply_To=f"<{encoded(payload)}@b.example>")]
        case _:
            return [written(attached(payload), **{**usual, **mixed})]


# "x" before a line that ends the text of a mail is, with the spaces that RFC 5322 4.4 allows, an address.
OF_PAYLOADS = {VICTIM, "x@cust.example", "x.QUIT@cust.example"}

FIELDS = ("subject", "name", "address", "Message-ID", "References", "file name")


def allowed(mail: Delivered) -> None:
    """The exact set of fields, and nobody but whom we meant."""
    found = names(mail)
    kept = [name for name in found if name not in THREAD]
    automatic = "Auto-Submitted" in found
    expected = ALWAYS + (AUTOMATIC if automatic else [])
    single = expected + ENDING
    with_copy = [*expected, "Cc"], [*single, "Cc"]
    assert sorted(kept) in [sorted(one) for one in (expected, single, *with_copy)], found
    assert len(set(found)) == len(found)
    head = mail.data.partition(b"\r\n\r\n")[0]
    assert b"\r" not in head.replace(b"\r\n", b"")
    assert b"\n" not in head.replace(b"\r\n", b"")
    assert not any(byte < 0x20 and byte not in b"\r\n\t" for byte in head)
    assert head.isascii()


@pytest.mark.parametrize("field", FIELDS)
def test_forty_payloads_in_a_field_add_no_header_and_no_recipient(field: str, tmp_path: Path, sink: Sink) -> None:
    assert len(PAYLOADS) >= 40
    with opened(tmp_path / "desk", sink) as road:
        for number, payload in enumerate(PAYLOADS):
            road.deliver(*mails(field, number, payload))
        road.poll()
        road.send_drafts()
        taken_in = len(road.messages())
        answered(road, field)
    assert taken_in == sum(len(set(mails(field, number, payload))) for number, payload in enumerate(PAYLOADS))
    assert not any(VICTIM in who for mail in sink.delivered for who in mail.recipients) or field == "address"
    for mail in sink.delivered:
        assert all(who in addressed(field) for who in mail.recipients), mail.recipients
        allowed(mail)


def addressed(field: str) -> set[str]:
    """Everybody who may get a mail: the writers, and the lead. A stranger may give any address as the own one."""
    everybody = {f"c{number}@cust.example" for number in range(len(PAYLOADS))} | {"lead@toko.example"}
    return everybody | (OF_PAYLOADS if field == "address" else set())


def answered(road: Road, field: str) -> None:
    """The answers really left: else the test would see nothing because nothing happened."""
    least = {"address": 10}.get(field, 3 * len(PAYLOADS))
    assert len(road.sink.delivered) >= least, len(road.sink.delivered)
    purposes = {name for mail in road.sink.delivered for name in names(mail)}
    assert "Auto-Submitted" in purposes
