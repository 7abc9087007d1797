"""The body of an outgoing mail as MIME parts that survive every relay."""

from __future__ import annotations

import hashlib
import re
from binascii import b2a_base64, b2a_qp
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from csmail.mail.compose.header_fields import has_long_line
from csmail.mail.mime.charset import clean
from csmail.wording.harmless import harmless

BREAK = re.compile(r"\r\n|\r|\n")
TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,63}/[a-z0-9][a-z0-9.+-]{0,63}")
PLAIN_LINE = 78
LONGEST_FILE_NAME = 120
ORIGINAL_NAME = "original.eml"
# RFC 5322 allows white space before the colon in old mail; a reader that knows that would still see the field.
BLIND = re.compile(rb"(?:resent-)?bcc[ \t]*:", re.IGNORECASE)
FIELD = re.compile(rb"[^\r\n]*\r\n(?:[ \t][^\r\n]*\r\n)*")


@dataclass(frozen=True, slots=True)
class Part:
    """`header` is the Content-* fields, each ended by CRLF; `body` does not end in a boundary's CRLF."""

    header: bytes
    body: bytes


def text_part(text: str, kind: bytes = b"plain") -> Part:
    """Words in UTF-8: as they are when they are short lines of ASCII, else quoted-printable or base64.

    Whichever of the two is shorter: Indonesian stays readable in the raw mail, Chinese does not double.
    """
    lines = [line.rstrip() if kind == b"plain" else line for line in BREAK.split(harmless(text))]
    data = ("\r\n".join(lines).rstrip("\r\n") + "\r\n").encode("utf-8", "replace")
    head = b"Content-Type: text/%s; charset=utf-8\r\nContent-Transfer-Encoding: " % kind
    if data.isascii() and max(map(len, lines)) <= PLAIN_LINE and not _mistakable(data):
        return Part(head + b"7bit\r\n", data)
    quoted = b2a_qp(data, istext=True).replace(b"\r\n.\r\n", b"\r\n=2E\r\n").replace(b"\r\nFrom ", b"\r\n=46rom ")
    if len(quoted) <= len(data) * 1.4:
        return Part(head + b"quoted-printable\r\n", quoted)
    return Part(head + b"base64\r\n", _base64(data))


def _mistakable(data: bytes) -> bool:
    """Lines that mbox files and careless relays alter or end at: "From " and a lone dot."""
    return data.startswith((b"From ", b".\r\n")) or b"\r\nFrom " in data or b"\r\n.\r\n" in data or b"\x00" in data


def file_part(name: str, kind: str, data: bytes) -> Part:
    """An attached file, always base64. An unreadable type is sent as application/octet-stream."""
    media = (
        kind.lower() if TYPE.fullmatch(kind.lower()) and not kind.lower().startswith(("multipart/", "message/")) else ""
    )
    header = b"Content-Type: %s\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment;\r\n %s\r\n" % (
        (media or "application/octet-stream").encode(),
        _file_name(name),
    )
    return Part(header, _base64(data))


def _file_name(name: str) -> bytes:
    """The filename parameter, without folders; RFC 2231 form when it is not plain ASCII."""
    last = clean(re.split(r"[/\\]", name)[-1], LONGEST_FILE_NAME).strip(". ") or "attachment"
    if last.isascii() and not set(last) & set('"\\%'):
        return b'filename="%s"' % last.encode()
    coded = quote(last, safe="", errors="replace")
    return b"filename*=utf-8''" + coded.encode()


def original_part(original: bytes) -> Part:
    """The message answered, whole, without its blind recipients (B-3).

    message/rfc822 may not be base64 (RFC 2046 section 5.2.1). So one that is not plain ASCII, or that holds NUL or a
    line over 998 octets, goes as a file: a server without 8BITMIME takes it too, and no relay alters it on the way, as
    those do that encode the parts of a message anew (RFC 6152 section 3), which ends its DKIM signature.
    """
    # Replaced and searched as a whole: a list of the lines of 25 MB takes as much again.
    plain = original.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\n", b"\r\n")
    data = without_blind(plain)
    if not data.isascii() or b"\x00" in data or has_long_line(data):
        return file_part(ORIGINAL_NAME, "application/octet-stream", data)
    header = b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: 7bit\r\nContent-Disposition: attachment\r\n"
    return Part(header, data)


def without_blind(message: bytes) -> bytes:
    """A message (CRLF line ends) without its Bcc and Resent-Bcc fields."""
    head, gap, body = message.partition(b"\r\n\r\n")
    fields = FIELD.findall(head + b"\r\n")
    kept = b"".join(one for one in fields if not BLIND.match(one))
    return kept[:-2] + gap + body


def multipart(subtype: bytes, parts: Iterable[Part], seed: str) -> Part:
    """Parts behind a boundary that none of them contains; the same `seed` gives the same boundary."""
    made = tuple(parts)
    attempt = 0
    boundary = _boundary(seed, attempt)
    while any(boundary in part.body or boundary in part.header for part in made):
        attempt += 1
        boundary = _boundary(seed, attempt)
    body = b"".join(b"--%s\r\n%s\r\n%s\r\n" % (boundary, part.header, part.body) for part in made)
    return Part(
        b'Content-Type: multipart/%s; boundary="%s"\r\n' % (subtype, boundary), b"%s--%s--\r\n" % (body, boundary)
    )


def _boundary(seed: str, attempt: int) -> bytes:
    # "=_" cannot occur in quoted-printable (RFC 2045 section 6.7), nor "_" in base64.
    return b"=_" + hashlib.sha256(f"{attempt}:{seed}".encode("utf-8", "replace")).hexdigest()[:24].encode()


def _base64(data: bytes) -> bytes:
    coded = bytearray()
    for at in range(0, len(data), 57):
        coded += b2a_base64(data[at : at + 57], newline=False) + b"\r\n"
    return bytes(coded)
