"""What a server says in the middle of our commands: line by line, with what is not for us taken in its stride."""

from __future__ import annotations

import re

from csmail.mailboxes.imap.fetch_response import LITERAL, literal
from csmail.mailboxes.imap.session import Session

COUNTED = re.compile(rb"\* (\d{1,10}) (EXISTS|EXPUNGE)\b", re.IGNORECASE)
TEXT_ONLY = re.compile(rb"\* (?:OK|NO|BAD|BYE|PREAUTH)\b", re.IGNORECASE)


def next_line(session: Session) -> bytes:
    """The next line with its end. Raises imaplib's abort when the connection ends."""
    line: bytes = session.wire.readline()
    if not line.endswith(b"\r\n"):
        raise session.wire.abort("socket error: EOF")
    return line


def overhear(session: Session, line: bytes, largest: int) -> None:
    """Take in an untagged response that answers nothing of ours; no literal in it may exceed `largest`. Raises Odd."""
    if TEXT_ONLY.match(line):
        if line[2:5].upper() == b"BYE":
            raise session.wire.abort(line[5:].decode("utf-8", "replace"))
        return
    if counted := COUNTED.match(line):
        session.wire.heard(counted[2], counted[1])
    while size := LITERAL.search(line):
        literal(size[1], session.wire, largest)
        line = next_line(session)
