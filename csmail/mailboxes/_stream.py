"""The octets of one IMAP connection, with a limit on silence and on dripping.

A server that sends one octet a second outlives any socket timeout (measured). So each command has a budget of
waiting: silence uses it up, every octet received earns a millisecond back, and an empty budget ends the connection.
Only time spent waiting for the server counts; the time our caller takes between two mails does not.
"""

from __future__ import annotations

import imaplib
import io
import re
import socket
import ssl
import time
from typing import Any

OCTETS_A_SECOND = 1000
BUFFER_OCTETS = 256 * 1024
LONGEST_LINE = 16 * 1024 * 1024
SEND_OCTETS = 64 * 1024
# A server that announces a literal of 4 GB took 881 MB of a reader without a limit (measured).
LARGEST_LITERAL = 64 * 1024 * 1024


class Octets(io.RawIOBase):
    """Reads from the socket within the budget. `patient` False: only what is there already."""

    def __init__(self, sock: socket.socket, timeout: float) -> None:
        super().__init__()
        self.sock = sock
        self.timeout = timeout
        self.budget = timeout
        self.patient = True
        self.ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        if not self.patient:
            return self._present(buffer)
        if self.budget <= 0:
            raise TimeoutError("slower than 1,000 octets a second")
        self.sock.settimeout(self.budget)
        began = time.monotonic()
        count = self.sock.recv_into(buffer)
        waited = time.monotonic() - began
        self.budget = min(self.timeout, self.budget - waited + count / OCTETS_A_SECOND)
        self.ended = count == 0
        return count

    def _present(self, buffer: Any) -> int | None:
        self.sock.settimeout(0)
        try:
            count = self.sock.recv_into(buffer)
        except (BlockingIOError, ssl.SSLWantReadError):
            return None
        self.ended = count == 0
        return count


class Wire(imaplib.IMAP4):
    """imaplib's protocol over `Octets`; keeps neither a log of commands nor a limit of one million octets a line."""

    def __init__(self, sock: socket.socket, host: str, port: int, timeout: float) -> None:
        self._socket = sock
        self._timeout = timeout
        self.news = False
        super().__init__(host, port)

    def _connect(self) -> None:
        super()._connect()  # type: ignore[misc]  # typeshed does not list imaplib's own methods
        prefix: Any = self.tagpre
        # Some servers end a command with a bare `A1 OK`, which imaplib takes for nonsense.
        self.tagre: Any = re.compile(b"(?P<tag>" + prefix + rb"\d+) (?P<type>[A-Z]+) ?(?P<data>.*)", re.DOTALL)

    def open(self, host: str = "", port: int = 143, timeout: float | None = None) -> None:
        self.host, self.port = host, port
        self.attach(self._socket)

    def attach(self, sock: socket.socket) -> None:
        """Read from `sock` from now on; what was buffered before is dropped."""
        self.sock = sock
        self.octets = Octets(sock, self._timeout)
        self.lines = io.BufferedReader(self.octets, BUFFER_OCTETS)

    def read(self, size: int) -> bytes:
        if size > LARGEST_LITERAL:
            raise self.abort(f"the server announces a literal of {size} octets")
        return self.lines.read(size)

    def readline(self) -> bytes:
        line = self.lines.readline(LONGEST_LINE)
        if len(line) >= LONGEST_LINE:
            raise self.abort("the server sends a line without end")
        return line

    def waiting(self) -> bool:
        """Whether something of the server's is here already, its goodbye included."""
        self.octets.patient = False
        try:
            return bool(self.lines.peek(1)) or self.octets.ended
        finally:
            self.octets.patient = True

    def send(self, data: Any) -> None:
        """Sends all of `data`; the timeout holds for each 64 KiB, and the server's budget begins anew."""
        self.octets.budget = self._timeout
        with memoryview(data) as view:
            for start in range(0, len(view), SEND_OCTETS):
                self.sock.settimeout(self._timeout)
                self.sock.sendall(view[start : start + SEND_OCTETS])

    def hurry(self, seconds: float) -> None:
        """Allow no more silence than `seconds` from now on."""
        self._timeout = self.octets.timeout = min(seconds, self._timeout)

    def shutdown(self) -> None:
        try:
            self.lines.close()
        finally:
            self.sock.close()

    def _append_untagged(self, typ: str, dat: Any) -> None:
        if typ == "EXISTS" or (isinstance(dat, bytes) and dat.endswith(b" EXISTS")):
            self.news = True
        super()._append_untagged(typ, dat)  # type: ignore[misc]  # typeshed does not list imaplib's own methods

    def _log(self, line: str) -> None:
        """imaplib keeps the last ten lines, the password among them."""

    def _mesg(self, line: str, secs: float | None = None) -> None:
        """imaplib writes to stderr."""
