"""Who wrote the mail that a colleague passes on: named in the header block within its text, or in the mail attached.

A text names whom it likes: no machine may write to an address that only this room has read, and a person looks.
"""

from __future__ import annotations

import re
from contextlib import suppress

from csmail.mail import house
from csmail.mail.address import is_internal, is_noreply, is_own, key, parse_list, sound
from csmail.mail.autoreply.trust import authors
from csmail.mail.compose import attachments as carried
from csmail.mail.mime.charset import clean
from csmail.mail.mime.headers import BLOCK_OCTETS, read
from csmail.mail.text import quote_intro
from csmail.mail.threading import subject
from csmail.model.address import Address
from csmail.model.desk import Desk
from csmail.model.message import Message, RawMessage

ADDRESS = re.compile(r"[^\s<>()\[\]\",;:@]{1,64}@[^\s<>()\[\]\",;:@]{1,250}")
NAME = re.compile(r"[^<\[(]*")
LINES = 400
OCTETS = 8 * 1024 * 1024
ATTACHED = "message/rfc822"


def author(message: Message, raw: RawMessage, desk: Desk) -> Address | None:
    """The one customer whose mail a colleague passes on; None for any other mail, or when nobody outside is named.

    Only of a colleague whom, where the desk believes a server, one vouches for.
    """
    writers = authors(message, desk)
    if message.kind != "human" or not writers or not all(is_internal(one.spec, desk) for one in writers):
        return None
    attached = any(one.type == ATTACHED for one in message.attachments)
    if not (attached or subject.is_forward(message.subject)) or not house.is_vouched(message, desk):
        return None
    found = _attached(raw) if attached else ()
    people = {key(one.spec): one for one in found or _inline(message.text)}
    outside = [one for one in people.values() if not _is_nobody(one.spec, desk)]
    return outside[0] if len(people) == len(outside) == 1 else None


def _is_nobody(spec: str, desk: Desk) -> bool:
    return is_own(spec, desk) or is_internal(spec, desk) or is_noreply(spec)


def _attached(raw: RawMessage) -> tuple[Address, ...]:
    if len(raw.body) > OCTETS:
        return ()
    with suppress(Exception):  # the library's reader is not total (P-5); without it the text is asked
        data = carried.original(raw.header + raw.body)
        if data is not None:
            header = data[:BLOCK_OCTETS].partition(b"\r\n\r\n")[0] + b"\r\n"
            fields = read(header.decode("latin-1")).by_name.get("from", ())
            return tuple(one for value in fields for one in parse_list(value)[0])
    return ()


def _inline(text: str) -> tuple[Address, ...]:
    """The authors that the first header block of a mail carried on names."""
    lines = text.splitlines()[:LINES]
    separated = False
    for at, line in enumerate(lines):
        end = quote_intro.block(lines, at, separated)
        if end > at:
            return _named(lines[at:end])
        if line.strip():
            separated = bool(quote_intro.is_separator(line) or quote_intro.is_announcement(line))
    return ()


def _named(block: list[str]) -> tuple[Address, ...]:
    for number, line in enumerate(block):
        kind, value = quote_intro.label(line)
        if kind == "from":
            following = block[number + 1] if number + 1 < len(block) else ""
            wrapped = "@" not in value and "@" in following and not quote_intro.label(following)[0]
            said = f"{value} {following.strip()}" if wrapped else value
            return _addresses(said)
    return ()


def _addresses(said: str) -> tuple[Address, ...]:
    specs = [one.removeprefix("mailto:").strip("*'.") for one in ADDRESS.findall(said)]
    name = clean((NAME.match(said) or [""])[0].strip(" \t\"'*"), 64)
    return tuple(Address(one, "" if "@" in name else name) for one in dict.fromkeys(specs) if sound(one))
