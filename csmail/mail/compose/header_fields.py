"""How words become header octets that every reader takes apart the same way."""

from __future__ import annotations

import re
from binascii import b2a_base64

from csmail.mail.address import domain
from csmail.mail.mime.charset import clean
from csmail.model.address import Address

LONGEST_PHRASE = 64
LONGEST_SUBJECT = 256
ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
QUOTABLE = re.compile(r"[ !#-;=?A-\[\]-~]+")
WORD_OCTETS = 36
LONGEST_LINE = 998


def phrase(name: str) -> bytes:
    """A display name as atoms, quoted string or encoded-words; b"" for an empty one.

    A name holding `"`, `\\`, `<`, `>` or `@` is encoded although it is ASCII: inside a quoted string it would be legal,
    but a lenient reader finds a second mailbox in it (correct-mail section 11).
    """
    words = clean(name, LONGEST_PHRASE)
    if not words:
        return b""
    if "=?" not in words:
        if ATOMS.fullmatch(words):
            return words.encode()
        if QUOTABLE.fullmatch(words):
            return b'"%s"' % words.encode()
    return encoded_words(words)


def spelled(spec: str) -> str:
    """An address as it is transmitted: as first spelled, but for a domain that SMTP has no letters for (E-6)."""
    local, _, host = spec.rpartition("@")
    return f"{local}@{host.rstrip('.') if host.isascii() else domain(spec)}"


def mailbox(address: Address) -> bytes:
    """One address with its name, as it stands in a header."""
    name = phrase(address.name)
    spec = spelled(address.spec).encode()
    return b"%s <%s>" % (name, spec) if name else spec


def mailboxes(addresses: tuple[Address, ...]) -> bytes:
    """Addresses one a line, so that no line outgrows 998 octets however many there are."""
    return b",\r\n ".join(map(mailbox, addresses))


def unstructured(text: str) -> bytes:
    """A subject: plain when it is ASCII, folded at spaces; encoded-words otherwise."""
    line = clean(text, LONGEST_SUBJECT)
    if not line.isascii() or "=?" in line:
        return encoded_words(line)
    return folded(line) if len(line) > 66 else line.encode()


def folded(line: str) -> bytes:
    """ASCII words on lines of about 76 characters."""
    lines = [""]
    for word in line.split():
        if lines[-1] and len(lines[-1]) + len(word) > 66:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}" if lines[-1] else word
    return "\r\n ".join(lines).encode()


def encoded_words(text: str) -> bytes:
    """RFC 2047 encoded-words of at most 75 octets, never cut inside a character (section 5)."""
    chunks, chunk = [], b""
    for character in text:
        octets = character.encode("utf-8", "replace")
        if len(chunk) + len(octets) > WORD_OCTETS:
            chunks.append(chunk)
            chunk = b""
        chunk += octets
    chunks.append(chunk)
    return b"\r\n ".join(b"=?utf-8?b?%s?=" % b2a_base64(chunk, newline=False) for chunk in chunks)


def has_long_line(data: bytes) -> bool:
    """Whether a line (CRLF line ends) is longer than 998 octets; looks at a few octets of each, copies none."""
    at = 0
    while len(data) - at > LONGEST_LINE:
        end = data.rfind(b"\r\n", at, at + LONGEST_LINE + 2)
        if end < 0:
            return True
        at = end + 2
    return False
