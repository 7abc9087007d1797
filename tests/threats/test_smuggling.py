"""Threat 11: no end of data that a stranger wrote ends a mail of ours (CVE-2023-51764 and its kin)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.servers.sink import DOTS, Sink
from tests.threats.road import names, opened, written

SECOND = b"MAIL FROM:<a@b.example>\r\nRCPT TO:<victim@evil.example>\r\nDATA\r\nSubject: smuggled\r\n\r\nhi"
ENDS = (*DOTS, b"\n.\0\r\n", b"\r\n.\0\r\n", b"\r\n\x0b.\r\n", b"\r\n..\r\n", b"\xe2\x80\xa8.\xe2\x80\xa8")
QUOTING = "  - name: all of it\n    then: [{draft: quoting}, {escalate: {to: lead@toko.example}}]\n"
TEMPLATE = "---\nsubject: About {{ subject }}\n---\nYou wrote:\n\n{{ text }}\n"


@pytest.mark.parametrize("lenient", [False, True], ids=["strict", "lenient"])
@pytest.mark.parametrize("coding", ["7bit", "quoted-printable"])
def test_an_end_of_data_that_is_quoted_in_a_reply_ends_nothing(
    lenient: bool, coding: str, tmp_path: Path, sink: Sink
) -> None:
    sink.lenient = lenient
    with opened(tmp_path / "desk", sink, QUOTING, quoting_id=TEMPLATE, quoting_en=TEMPLATE) as road:
        for number, end in enumerate(ENDS):
            body = b"before" + end + SECOND + end + b"after %d\r\n" % number
            if coding == "quoted-printable":
                body = b"".join(b"=%02X" % octet if octet < 0x20 else bytes([octet]) for octet in body)
            road.deliver(
                written(body, From=f"Jane <c{number}@cust.example>", Message_ID=f"<m{number}@cust.example>",
                        Content_Transfer_Encoding=coding, Content_Type="text/plain; charset=utf-8")
            )  # fmt: skip
        road.poll()
        road.send_drafts()
    assert len(sink.delivered) == 2 * len(ENDS)
    assert sum(command.upper() == "DATA" for command in sink.commands) == 2 * len(ENDS)
    for number in range(len(ENDS)):
        (answer,) = road.to(f"c{number}@cust.example")
        assert answer.recipients == (f"c{number}@cust.example",)
        assert b"after %d" % number in answer.data
    assert not any("victim" in who for mail in sink.delivered for who in mail.recipients)
    assert not any("Received" in names(mail) for mail in sink.delivered)
