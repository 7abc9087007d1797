"""Remembers that a desk's server takes no mail without an envelope sender (RFC 5321 section 4.5.5 wants it taken).

SES, Yandex and some tenants of Exchange Online refuse `MAIL FROM:<>`. The transport falls back to the address that was
written down with the mail; here is kept that it had to, so that the next acknowledgements do not try the null one.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from csmail.model.task import Mail
from csmail.ports import Facts, Prepared

REMEMBERED = timedelta(days=7)
"""Then it is tried again: the desk may have moved to another provider."""


def chosen(mail: Mail, store: Facts, desk: str, now: datetime) -> Mail:
    """`mail` with the envelope sender to begin with. The bytes stay as they are."""
    if mail.sender or not mail.fallback_sender or not _refused(store.fact(_name(desk)), now):
        return mail
    return replace(mail, sender=mail.fallback_sender)


def learn(prepared: Prepared, store: Facts, desk: str, now: datetime) -> None:
    """Keep what the server said of the null sender; only SMTP has one, so other ways out say nothing."""
    if getattr(prepared, "null_refused", False):
        store.remember(_name(desk), now.isoformat())


def _refused(said: str, now: datetime) -> bool:
    try:
        return abs(now - datetime.fromisoformat(said)) < REMEMBERED
    except ValueError:
        return False


def _name(desk: str) -> str:
    return f"null-sender/{desk}"
