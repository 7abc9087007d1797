"""Threats 4 and 5: whatever leaves for a person passes one function, an attached original alone stays as it came."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from pathlib import Path
from urllib.parse import quote

from hypothesis import given

from csmail.mail.compose import File, Outgoing, as_mail
from csmail.model.address import Address
from csmail.model.audience import Audience
from csmail.model.desk import Desk
from tests.servers.sink import Sink
from tests.threats.road import opened, written
from tests.threats.test_terminal_escapes import word
from tests.unit.wording.test_harmless import ANYTHING, FORBIDDEN

HOSTILE = "BEGIN a\x1b[2Jb \x9b31m \x85 gpj\u202eexe \u2066x\u2069 pass\u200bword \U000e0069\U000e007f \ufeff\x07 END"
RULE = """\
  - name: all
    when: {text: {regex: '(?P<found>BEGIN.*)'}}
    then:
      - escalate: {to: lead@toko.example, template: showing}
      - forward: {to: [finance@toko.example]}
"""
SHOWING = (
    "---\nsubject: 'S {{ subject }} {{ found }}'\n---\nN {{ customer_name }}\nT {{ text | quote }}\nF {{ found }}\n"
)


def read(part: Message, text: bool = True) -> list[str]:
    """Everything that a mail program shows of our own part of a mail: fields, file names, text."""
    said = [str(make_header(decode_header(value.replace("\r\n", "")))) for value in part.values()]
    said.append(part.get_filename() or "")
    if part.get_content_type() == "message/rfc822" or part.get_content_type() == "application/octet-stream":
        return said
    payload = part.get_payload()
    if isinstance(payload, list):
        return said + [shown for below in payload if isinstance(below, Message) for shown in read(below)]
    return [*said, (part.get_payload(decode=True) or b"").decode("utf-8").replace("\r\n", "\n")]  # type: ignore[union-attr]


@given(ANYTHING, ANYTHING, ANYTHING, ANYTHING)
def test_whatever_is_written_into_a_mail_nothing_forbidden_leaves(
    subject: str, name: str, text: str, file: str
) -> None:
    audience = Audience("send", Address("support@toko.example", name), (Address("jane@cust.example", name),))
    letter = Outgoing(
        audience, subject, text, "<cs.1@toko.example>", datetime(2026, 7, 6, tzinfo=UTC), "escalation",
        attachments=(File(file, "text/plain", b"x"),), html=text,
    )  # fmt: skip
    mail = as_mail(letter, Desk("support", "support@toko.example"))
    for said in read(message_from_bytes(mail.data)):
        assert not FORBIDDEN.search(said), (said, FORBIDDEN.search(said))


def test_an_escalation_and_a_forward_carry_nothing_of_a_stranger_that_acts_or_hides(tmp_path: Path, sink: Sink) -> None:
    name = f"filename*=utf-8''{quote(HOSTILE)}"
    part = f"--b\r\nContent-Type: image/png\r\nContent-Disposition: attachment; {name}\r\n\r\nx\r\n--b--\r\n"
    body = f"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{HOSTILE}\r\n{part}"
    mail = written(
        body, Subject=word(HOSTILE), From=f"{word(HOSTILE)} <eve@evil.example>",
        Content_Type="multipart/mixed; boundary=b",
    )  # fmt: skip
    with opened(tmp_path / "desk", sink, RULE, showing_id=SHOWING, showing_en=SHOWING) as road:
        road.deliver(mail)
        road.poll()
    sent = [one.data for one in sink.delivered]
    assert len(sent) == 2
    for data in sent:
        parsed = message_from_bytes(data)
        assert "BEGIN" in str(make_header(decode_header(parsed["Subject"])))
        for said in read(parsed):
            assert not FORBIDDEN.search(said), (said, FORBIDDEN.search(said))
    carried = [part.get_payload(decode=True) for data in sent for part in message_from_bytes(data).walk()]
    assert any(quote(HOSTILE).encode() in (octets or b"") for octets in carried), "the original came as it was"  # type: ignore[operator]
