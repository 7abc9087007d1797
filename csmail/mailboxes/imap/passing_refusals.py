"""Tells a refusal that passes by itself from one that a person must see to, where the server gives no code.

RFC 5530 has codes for it; many servers send only words, or a code that means nothing of the kind ([ALERT]). The words
below were collected from Dovecot, Cyrus, Courier, Zimbra, Gmail, Exchange, Yahoo, QQ and their users' reports.
"""

from __future__ import annotations

import re

# RFC 5530: the same command may succeed later without anybody changing anything. THROTTLED is Gmail's.
CODES = frozenset({"UNAVAILABLE", "INUSE", "SERVERBUG", "EXPUNGEISSUED", "LIMIT", "THROTTLED"})
# Whoever gives one of these has looked at name and password.
FINAL = frozenset({"AUTHENTICATIONFAILED", "AUTHORIZATIONFAILED", "EXPIRED", "CONTACTADMIN", "PRIVACYREQUIRED"})
WORDS = re.compile(
    r"too many (?:simultaneous |concurrent |open |active |imap |user )*"
    r"(?:connections?|sessions?|logins?|login attempts|requests|commands)"
    r"|max(?:imum|\.)? (?:number of |allowed |user |simultaneous |concurrent |imap )*(?:connections?|sessions?|logins?)"
    r"|(?:connections?|sessions?|concurrent logins?) (?:limit|quota)s?\b"
    r"|(?:limit|quota) (?:of|on|for) (?:simultaneous |concurrent )*(?:connections?|sessions?|logins?)"
    r"|authenticated,? but not connected"
    r"|bandwidth|(?:download|upload|transfer|traffic|command|rate|frequency) (?:limits?|quota)"
    r"|rate limited|\bthrottl|backoff time|frequency limited|too (?:fast|frequent)"
    r"|(?:server|service|system|mailbox|backend|database|authentication service|login service)"
    r"(?: is| are)?(?: currently| temporarily| too)* (?:unavailable|not available|busy|overloaded|down)"
    r"|temporar(?:y|ily)|transient|maintenance"
    r"|(?:try|retry)(?: again| it again)?(?: in| after)?(?: a)?(?: later| shortly| few| moment| minutes?| some)"
    r"|(?:please )?try again\b(?!.*password)|come back later"
    r"|mailbox (?:is )?(?:in use|locked)|(?:is |are )?locked by|lock (?:timeout|timed out)|timed out|\btimeout\b"
    r"|connection (?:is )?closed|not connected|session (?:invalidated|expired|terminated)",
    re.IGNORECASE,
)
# At login only: said of one mail, it is that mail's fault, and waiting would keep those behind it waiting too.
AT_LOGIN = re.compile(
    r"(?:internal|system|server|i/o|backend|database)(?: i/o)?(?: server)? (?:error|failure)\b", re.IGNORECASE
)
# Somebody has to do something, whatever else the sentence says.
PERSON = re.compile(
    r"application[- ]specific password|app(?:lication)? password|web ?browser|web login|via the web|captcha"
    r"|(?:invalid|wrong|incorrect|bad) (?:credentials?|password|user|login|name)"
    r"|(?:user ?name|password|credentials?)[^.]{0,40}(?:invalid|wrong|incorrect|not (?:accepted|match|correct))"
    r"|account (?:is |has been )?(?:disabled|suspended|blocked|closed|deleted|terminated)"
    r"|not enabled for imap|imap (?:access )?(?:is )?(?:disabled|not enabled)",
    re.IGNORECASE,
)


def passes(code: str, text: str, login: bool = False) -> bool:
    """Whether the refusal `text`, with the response code `code` ("" for none), may be gone at the next try."""
    if code in CODES:
        return True
    if code in FINAL or PERSON.search(text):
        return False
    return bool(WORDS.search(text) or (login and AT_LOGIN.search(text)))
