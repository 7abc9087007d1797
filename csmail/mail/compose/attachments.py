"""Takes the attachments out of a mail of our own, so that an edited draft keeps them."""

from __future__ import annotations

import email
from email import policy
from email.message import Message as Part
from typing import cast

from csmail.mail.compose.write import File


def files(data: bytes) -> tuple[File, ...]:
    """The attached files, in order."""
    parts = (part for part in _parts(data) if part.get_content_disposition() == "attachment")
    named = (part for part in parts if part.get_content_type() != "message/rfc822")
    return tuple(
        File(part.get_filename() or "attachment", part.get_content_type(), cast("bytes", part.get_payload(decode=True)))
        for part in named
    )


def original(data: bytes) -> bytes | None:
    """The attached original mail, if there is one."""
    carried = next((part for part in _parts(data) if part.get_content_type() == "message/rfc822"), None)
    if carried is None or not carried.is_multipart():
        return None
    inner = cast("list[Part[str, str]]", carried.get_payload())[0]
    return inner.as_bytes(policy=policy.compat32.clone(linesep="\r\n", max_line_length=0))


def _parts(data: bytes) -> list[Part[str, str]]:
    message = email.message_from_bytes(data, policy=policy.compat32)
    found = message.get_payload()
    return cast("list[Part[str, str]]", found) if isinstance(found, list) else []
