"""What a subject says once reply prefixes are taken away (correct-mail H-5)."""

from __future__ import annotations

import re
from functools import lru_cache

from csmail.mail.mime.charset import clean

NOTHING = "(no subject)"
# A fixed list: "any two letters and a colon" also eats "HR:" and "IT:" (yam #17). One-letter R: and I: are words too.
REPLIES = "re|aw|antw|antwort|sv|vs|res|ref|réf|re\u0301f|rif|odp|ynt|ang|bls|balas|回复|答复|返信"
FORWARDS = "fw|fwd|wg|tr|rv|enc|doorst|vl|vb|pd|trs|terusan|转发"
AFTER = r"(?:\[\d{1,4}\]|\*\d{1,4})?\s?[:：]"
GATEWAY_TAG = r"\[(?:EXT|EXTERNAL)\]"
LEADING = re.compile(rf"(?:\s*(?:{GATEWAY_TAG}|(?:{REPLIES}|{FORWARDS}){AFTER}))*\s*", re.IGNORECASE)
FORWARD = re.compile(rf"(?:\s*{GATEWAY_TAG})*\s*(?:{FORWARDS}){AFTER}", re.IGNORECASE)
REPLY = re.compile(rf"(?:\s*{GATEWAY_TAG})*\s*(?:{REPLIES}){AFTER}", re.IGNORECASE)
ASKED = 1024  # a batch of 500 reads all its mails first, then asks the same five questions of each


@lru_cache(maxsize=ASKED)
def base(subject: str) -> str:
    """The subject on one line, without leading prefixes, counters or gateway tags; "" when nothing is left."""
    line = clean(subject)
    found = LEADING.match(line)
    return line[found.end() :].strip() if found else line


def is_reply(subject: str) -> bool:
    """Whether a reply prefix comes first; a forward begins a new matter (TH-059)."""
    return REPLY.match(clean(subject)) is not None


@lru_cache(maxsize=ASKED)
def is_forward(subject: str) -> bool:
    """Whether a forward prefix comes first."""
    line = clean(subject)
    return REPLY.match(line) is None and FORWARD.match(line) is not None


@lru_cache(maxsize=ASKED)
def is_prefixed(subject: str) -> bool:
    """Whether the mail answers or carries another one, by its subject."""
    return base(subject) != clean(subject)


def replying(subject: str) -> str:
    """The subject of an answer: exactly one `Re: ` (RFC 5322 section 3.6.5)."""
    return f"Re: {base(subject) or NOTHING}"


def forwarding(subject: str) -> str:
    """The subject of a mail that carries the original to somebody else."""
    return f"Fwd: {base(subject) or NOTHING}"


def acknowledging(subject: str) -> str:
    """The subject of an automatic answer (RFC 3834 section 3.1.5). `subject` holds our words, none of the sender."""
    return f"Auto: {base(subject) or NOTHING}"
