"""Gives a mail that was written earlier the Date at which somebody stood behind it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import datetime

from csmail.mail.compose.write import spelled_date
from csmail.model.task import Mail

DATE = re.compile(r"^Date: [^\r\n]*", re.MULTILINE)


def dated(mail: Mail, at: datetime) -> Mail:
    """The same mail as completed `at`: another Date, else the same octets, the same Message-ID.

    RFC 5322 section 3.6.1: the Date is when its author says that it is ready to go, however long it lay as a draft and
    however long it waits to leave.
    """
    head, gap, body = mail.content.partition("\r\n\r\n")
    content = DATE.sub(f"Date: {spelled_date(at)}", head, count=1) + gap + body
    return replace(mail, content=content, key=hashlib.sha256(content.encode("latin-1")).hexdigest())
