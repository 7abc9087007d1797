"""Takes the HTML out of a mail of our own."""

from __future__ import annotations

import email
from email import policy
from typing import cast


def html(data: bytes) -> str:
    """What its HTML part says, "" when it has none."""
    for part in email.message_from_bytes(data, policy=policy.compat32).walk():
        if part.get_content_type() == "text/html" and part.get_content_disposition() != "attachment":
            return cast("bytes", part.get_payload(decode=True)).decode("utf-8", "replace").replace("\r\n", "\n")
    return ""
