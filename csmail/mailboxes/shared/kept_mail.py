"""A mail as a mailbox in this process keeps it, and what is read of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from csmail.model.message import Place, RawMessage
from csmail.ports import Need

CUT_OCTETS = 256 * 1024


@dataclass(frozen=True, slots=True)
class KeptMail:
    """The whole mail with CRLF line ends; `flags` are keywords, and system flags in lower case."""

    uid: int
    data: bytes
    received_at: datetime
    flags: frozenset[str] = frozenset()

    @property
    def message_id(self) -> str:
        """As it is written, "" without one."""
        header, _ = _halves(self.data)
        lines = re.sub(r"\r\n[ \t]+", " ", header.decode("latin-1")).split("\r\n")
        return next((line[11:].strip() for line in lines if line.lower().startswith("message-id:")), "")

    def has_id(self, message_id: str) -> bool:
        """Whether it is the mail with this Message-ID; no id is the id of none."""
        return bool(message_id) and self.message_id == message_id


def raw(kept: KeptMail, place: Place, need: Need) -> RawMessage:
    """As much of it as is asked for."""
    header, body = _halves(kept.data)
    size = len(kept.data)
    limit = need.body if need.body is not None else (size if size <= need.largest else CUT_OCTETS)
    cut = body[:limit]
    return RawMessage(place, kept.received_at, size, header, cut, len(cut) == len(body), kept.flags)


def fields(kept: KeptMail, names: Sequence[str]) -> bytes:
    """The fields of these names with their folded lines, and the blank line that ends them (RFC 3501 section 6.4.5)."""
    wanted = {name.lower().encode() for name in names}
    fields = re.split(rb"\r\n(?![ \t])", _halves(kept.data)[0])
    found = [one for one in fields if one.partition(b":")[0].strip().lower() in wanted]
    return b"".join(one + b"\r\n" for one in found) + b"\r\n"


def _halves(data: bytes) -> tuple[bytes, bytes]:
    if data.startswith(b"\r\n"):
        return data[:2], data[2:]
    header, blank, body = data.partition(b"\r\n\r\n")
    return header + blank, body
