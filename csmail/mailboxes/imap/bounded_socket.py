"""The octets of one IMAP connection, with limits on silence, dripping, flooding, and an ear for the end.

| the server | what ends it |
| --- | --- |
| says nothing | `timeout`: silence uses it up, each octet received earns a millisecond back |
| sends one octet a second, or 1,001 | five timeouts of waiting a command, where 50,000 octets earn a second back |
| sends octets or lines without end | the octets that the answer may have, and MOST_LINES |
| does any of it while csmail is told to end | the bell, looked at before each read and ten times a second |

A server that sends one octet a second outlives any socket timeout (measured). Only time spent waiting for the server
counts; the time our caller takes between two mails does not.
"""

from __future__ import annotations

import io
import select
import socket
import ssl
import time
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from csmail.mailboxes.imap.bell import SLICE_SECONDS, Bell
from csmail.mailboxes.imap.errors import Excess, Stopped

OCTETS_A_SECOND = 1000
STEADY_OCTETS_A_SECOND = 50_000
PATIENCE = 5
SEND_OCTETS = 64 * 1024
# What one answer may hold when nothing larger was asked for: a mail of 25 MiB by the slow reader. imaplib keeps all
# of it until the command has ended.
ORDINARY_OCTETS = 32 * 1024 * 1024
# 100,000 mails flagged by somebody else are as many lines; what is kept of them takes 15 MB (measured).
MOST_LINES = 200_000
WOULD_BLOCK = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)
# TLS may have to read in order to write, and the other way round.
EVENTS: dict[type, int] = {ssl.SSLWantReadError: select.POLLIN, ssl.SSLWantWriteError: select.POLLOUT}
Done = TypeVar("Done")


class Octets(io.RawIOBase):
    """Reads and writes within the budgets. `patient` False: only what is there already."""

    def __init__(self, sock: socket.socket, timeout: float, bell: Bell) -> None:
        super().__init__()
        self.sock = sock
        self.timeout = timeout
        self.longest = PATIENCE * timeout
        self.bell = bell
        self.patient = True
        self.ended = False
        sock.settimeout(0)
        self.begin(ORDINARY_OCTETS)

    def begin(self, octets: int) -> None:
        """A new command whose answer may have so many octets."""
        self.budget = self.timeout
        self.waited = 0.0
        self.left = octets
        self.lines = MOST_LINES

    def more(self, octets: int) -> None:
        """One command more is sent while others are under way."""
        left = self.left
        self.begin(octets)
        self.left += left

    def hurry(self, seconds: float) -> None:
        """All of an answer within `seconds`."""
        self.timeout = self.longest = seconds

    def count_line(self) -> None:
        """One line more. Raises Excess."""
        self.lines -= 1
        if self.lines < 0:
            raise Excess(f"the server sends more than {MOST_LINES} lines for one command")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        if self.left < 0:
            raise Excess("the server sends more octets than were asked for")
        began = time.monotonic()
        count = self._received(buffer)
        if count is None:
            return None
        waited = time.monotonic() - began
        self.budget = min(self.timeout, self.budget - waited + count / OCTETS_A_SECOND)
        self.waited = max(0.0, self.waited + waited - count / STEADY_OCTETS_A_SECOND)
        self.left -= count
        self.ended = count == 0
        return count

    def send(self, data: Any) -> None:
        """All of `data`; each 64 KiB within the timeout."""
        self.budget = self.timeout
        with memoryview(data) as view:
            start = 0
            while start < len(view):
                piece = view[start : start + SEND_OCTETS]
                start += self._until(partial(self.sock.send, piece), self.timeout, select.POLLOUT)

    def shake(self, sock: ssl.SSLSocket) -> None:
        """The TLS handshake, within the timeout."""
        self._until(sock.do_handshake, self.timeout, select.POLLIN)

    def _received(self, buffer: Any) -> int | None:
        if self.patient:
            seconds = min(self.budget, self.longest - self.waited)
            return self._until(partial(self.sock.recv_into, buffer), seconds, select.POLLIN)
        try:
            return self.sock.recv_into(buffer)
        except WOULD_BLOCK:
            return None

    def _until(self, deed: Callable[[], Done], seconds: float, event: int) -> Done:
        """What `deed` answers once the socket lets it. Raises TimeoutError, Stopped."""
        until = time.monotonic() + seconds
        while not self.bell.over:
            try:
                return deed()
            except WOULD_BLOCK as error:
                left = until - time.monotonic()
                if left <= 0:
                    raise TimeoutError("slower than 1,000 octets a second") from None
                waiting = select.poll()  # no descriptor of its own, and descriptors above 1,024 are fine
                waiting.register(self.sock, EVENTS.get(type(error), event))
                waiting.poll(1000 * min(left, SLICE_SECONDS))
        raise Stopped("told to end")
