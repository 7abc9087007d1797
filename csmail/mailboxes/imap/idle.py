"""Waits until a folder may have news: IDLE where the server offers it, else NOOP now and then.

what goes wrong                        what happens
BYE, or the connection ends            Lost: a new connection is made in its turn, and the folder counts as changed
the same number of mails, again        no news
lines without end                      Lost, by their number
a NAT forgets the idle connection      found when IDLE is left, every 9 minutes
the server forgets to tell             the caller polls beside us
somebody rings the bell                IDLE is left properly, the answer is "no news"
"""

from __future__ import annotations

import selectors
import time

from csmail.errors import Refused
from csmail.mailboxes.imap.bell import Bell
from csmail.mailboxes.imap.reconnect_pace import Pace
from csmail.mailboxes.imap.session import Session
from csmail.reason import Reason

# RFC 2177 allows 29 minutes; NATs and some servers forget a silent connection after 10.
LONGEST_IDLE = 9 * 60.0
NOOP_EVERY = 15.0


def wait(session: Session, folder: str, seconds: float, bell: Bell) -> bool:
    """Whether `folder` may have news, after at most `seconds`. Raises Lost."""
    session.settle()
    session.select(folder)
    until = time.monotonic() + seconds
    while not session.wire.news:
        left = until - time.monotonic()
        if left <= 0 or bell.stopped or bell.heard():
            break
        if "IDLE" in session.offers:
            session.guarded("waiting for mail", _idle, session, min(left, LONGEST_IDLE), bell)
        else:
            _listen(session, min(left, NOOP_EVERY), bell)
            session.ask("asking for news", session.client.noop)
    return bool(session.wire.news)


def turn(pace: Pace, until: float, bell: Bell) -> bool:
    """Waits until the next connection may be made; False when the bell or the moment `until` came first."""
    wake_at = min(until, time.monotonic() + pace.left)
    with selectors.DefaultSelector() as selector:
        selector.register(bell.ear, selectors.EVENT_READ)
        while (left := wake_at - time.monotonic()) > 0:
            if selector.select(left):
                return False
    return not pace.left


def _idle(session: Session, seconds: float, bell: Bell) -> None:
    wire = session.wire
    tag = wire._command("IDLE")
    while wire._get_response() is not None:
        if wire.tagged_commands[tag]:
            del wire.tagged_commands[tag]
            raise Refused(Reason.of("idle_refused", where=session.where), Reason("advice_no_idle"))
    _listen(session, seconds, bell)
    wire.send(b"DONE\r\n")
    wire._command_complete("IDLE", tag)


def _listen(session: Session, seconds: float, bell: Bell) -> None:
    """Until news, the bell, or `seconds` have passed."""
    wire, until = session.wire, time.monotonic() + seconds
    with selectors.DefaultSelector() as selector:
        selector.register(wire.sock, selectors.EVENT_READ)
        selector.register(bell.ear, selectors.EVENT_READ)
        while not wire.news:
            while wire.waiting():
                wire._get_response()
                wire._check_bye()
            left = until - time.monotonic()
            if wire.news or left <= 0:
                return
            if any(key.fileobj is bell.ear for key, _ in selector.select(left)):
                return
