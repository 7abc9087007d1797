"""What a refusal means for a mail: the basic code, then the enhanced status code, the words last.

| verdict | who says so |
| --- | --- |
| later | 4yz; 5yz with a 4.x.x code; a 5yz that passes by itself, by its code (daily quota) or its words (too busy) |
| login | 530, 534, 535, 538 (RFC 4954 section 6), and words that ask for a login |
| never | every other 5yz |
| unclear | what is no refusal, and no answer to what was asked |

Providers put what passes under codes of what does not: Gmail's daily quota is a 550, Exchange's connection limit a 535.
"""

from __future__ import annotations

import re
from typing import Literal

Verdict = Literal["later", "login", "never", "unclear"]

LOGIN_CODES = frozenset({530, 534, 535, 538})
TOO_MANY_RECIPIENTS = 552  # RFC 5321 section 4.5.3.1.10: to be taken as 452
ENHANCED = re.compile(r"^\s*<?([245])\.(\d{1,3})\.(\d{1,3})\b")

# RFC 3463, 5248; Microsoft's and Google's lists of what their servers say.
PASSING = frozenset({
    "3.1",  # mail system full
    "3.2",  # not accepting messages now
    "4.5",  # congestion; Gmail's "Daily user sending quota exceeded"
    "5.3",  # too many recipients at once: the others are tried later
    "1.90",  # Exchange Online: daily limit of recipients
    "2.121", "2.122",  # Exchange Online: the recipient gets too many an hour
    "7.28",  # Gmail: an unusual rate of mail
    "7.232", "7.233",  # Exchange Online: the day's external recipients of the tenant
})  # fmt: skip
"""The enhanced codes, without their class, that pass by themselves although they came with a 5yz."""
LASTING = frozenset({
    "1.0", "1.1", "1.2", "1.3", "1.4", "1.6", "1.10", "2.1", "2.2", "2.3", "3.4", "6.0", "6.1", "6.2", "6.3",
    "7.9", "7.14",
})  # fmt: skip
"""Those that say what is wrong with an address, the mail or the account, whatever their words are."""
SENDER = frozenset({"1.7", "1.8", "7.60"})
"""Those that are about the envelope sender; 5.7.60 comes from Exchange after the content."""

LATER = re.compile(
    r"too many (?:concurrent|simultaneous|connections?|sessions?|messages?|mails?|emails?|recipients|logins?|login|"
    r"auth|failed|attempts|requests|errors|commands)|(?:simultaneous|concurrent) (?:smtp )?(?:connection|session)|"
    r"connection (?:limit|rate)|rate[- ]?limit|(?:sending|message|connection) rate|throttl|"
    r"(?:daily|hourly|monthly|sending|submission|bandwidth|outbound)\b.{0,40}\b(?:quota|limit)|"
    r"(?:quota|limit).{0,30}\b(?:day|hour|minute)|bandwidth|grey-?list|gray-?list|overload|"
    r"(?:server|service|system|host|backend|database|resources?) (?:is |are |currently |temporarily )*"
    r"(?:busy|unavailable|not available|down|overloaded)|authenticated but not connected|"
    r"temporar|transient|try (?:it )?later|again (?:later|in)|(?:try|retry)\b.{0,20}\blater|please retry|maintenance|"
    r"shutting down|timed? ?out|out of (?:memory|resources)|internal (?:server )?error",
    re.IGNORECASE,
)
AGAIN = re.compile(r"\btry again\b", re.IGNORECASE)
ANOTHER = re.compile(
    r"password|credential|user ?name|invalid|incorrect|check|correct|edit|fix|modif|remove|address", re.I
)
"""Beside these words "try again" means with another password, or with another mail."""
WRONG_PASSWORD = frozenset({"7.8", "7.3"})
UNKNOWN_LOGIN = re.compile(
    r"authenti\w+ (?:is )?required|must (?:be )?authenticate|(?:authenticate|log ?in) first", re.IGNORECASE
)
NOT_AS_SENDER = re.compile(r"send as this sender|sender address rejected|null (?:sender|reverse)", re.IGNORECASE)


def verdict(code: int, text: str) -> Verdict:
    """What the reply means, given that it is no yes."""
    if 400 <= code <= 499:
        return "later"
    if not 500 <= code <= 599:
        return "unclear"
    text = " ".join(text.split())
    status, detail = _enhanced(text)
    if status == "4" or detail in PASSING or (detail not in LASTING and _passes(detail, text)):
        return "later"
    return "login" if code in LOGIN_CODES or UNKNOWN_LOGIN.search(text) else "never"


def of_recipient(code: int, text: str) -> Verdict:
    """The same, of an answer to RCPT."""
    return "later" if code == TOO_MANY_RECIPIENTS else verdict(code, text)


def blames_sender(code: int, text: str) -> bool:
    """Whether a refusal that came after MAIL is about the envelope sender: Postfix looks at it at RCPT only."""
    if verdict(code, text) != "never":
        return False
    return _enhanced(text)[1] in SENDER or NOT_AS_SENDER.search(text) is not None


def _enhanced(text: str) -> tuple[str, str]:
    """Class and detail of the enhanced status code (RFC 2034); "" when there is none."""
    found = ENHANCED.match(text)
    return (found[1], f"{found[2]}.{found[3]}") if found else ("", "")


def _passes(detail: str, text: str) -> bool:
    if LATER.search(text):
        return True
    return bool(AGAIN.search(text)) and detail not in WRONG_PASSWORD and not ANOTHER.search(text)
