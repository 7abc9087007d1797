"""imaplib's protocol over a budgeted socket, without its log, its limit on lines and its lists of numbers."""

from __future__ import annotations

import imaplib
import io
import re
import socket
import ssl
from typing import Any

from csmail.mailboxes.imap.bell import Bell
from csmail.mailboxes.imap.bounded_socket import ORDINARY_OCTETS, Octets
from csmail.mailboxes.imap.errors import Excess
from csmail.mailboxes.imap.uid_listing import Listing

BUFFER_OCTETS = 256 * 1024
# Longer than any line but one of numbers, which is read in pieces.
LONGEST_LINE = 1024 * 1024
LONGEST_NUMBER = 32
PIECE_OCTETS = 64 * 1024
# What follows the numbers: `(MODSEQ 7)` after SEARCH (RFC 7162), the next item after ALL (RFC 4731).
NUMBERS = re.compile(rb"\* (?:SEARCH(?=[ \r\n])|(ESEARCH) [^\r\n]{0,999}?\bALL (?=\d))", re.IGNORECASE)


class Wire(imaplib.IMAP4):
    """`listing` takes the numbers that SEARCH finds; `exists` is how many mails the selected folder has, -1 unknown."""

    def __init__(self, sock: socket.socket, address: tuple[str, int], timeout: float, bell: Bell) -> None:
        self._socket = sock
        self._timeout = timeout
        self._bell = bell
        self.news = False
        self.exists = -1
        self.listing: Listing | None = None
        super().__init__(*address)

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
        self.octets = Octets(sock, self._timeout, self._bell)
        if isinstance(sock, ssl.SSLSocket):
            self.octets.shake(sock)
        self.lines = io.BufferedReader(self.octets, BUFFER_OCTETS)

    def read(self, size: int) -> bytes:
        if size > self.octets.left:
            raise Excess(f"the server announces a literal of {size} octets, more than was asked for")
        return self.lines.read(size)

    def readline(self) -> bytes:
        self.octets.count_line()
        line = self.lines.readline(LONGEST_LINE)
        if line[:3].upper() in (b"* S", b"* E") and (found := NUMBERS.match(line)):
            self._take(line[found.end() :], b" " if found[1] else b"(")
            return b"* ESEARCH\r\n" if found[1] else b"* SEARCH\r\n"
        if len(line) >= LONGEST_LINE:
            raise Excess("the server sends a line without end")
        return line

    def waiting(self) -> bool:
        """Whether something of the server's is here already, its goodbye included."""
        self.octets.patient = False
        try:
            return bool(self.lines.peek(1)) or self.octets.ended
        finally:
            self.octets.patient = True

    def send(self, data: Any) -> None:
        """Sends all of `data`; the timeout holds for each 64 KiB, and the server may be silent anew."""
        self.octets.send(data)

    def hurry(self, seconds: float) -> None:
        """Allow no answer more than `seconds` from now on."""
        self._timeout = min(seconds, self._timeout)
        self.octets.hurry(self._timeout)

    def shutdown(self) -> None:
        try:
            self.lines.close()
        finally:
            self.sock.close()

    def heard(self, kind: bytes, number: bytes) -> None:
        """EXISTS or EXPUNGE (RFC 9051 section 7.4.1): only a mail more is news, however often a count is repeated."""
        if kind.upper() == b"EXPUNGE":
            self.exists = max(self.exists - 1, -1)
            return
        count = int(number[:10])
        self.news = self.news or self.exists < count
        self.exists = count

    def _command(self, name: str, *args: Any) -> Any:
        self.octets.begin(ORDINARY_OCTETS)
        return super()._command(name, *args)  # type: ignore[misc]

    def _append_untagged(self, typ: str, dat: Any) -> None:
        if typ in ("EXISTS", "EXPUNGE") and isinstance(dat, bytes) and dat.isdigit():
            self.heard(typ.encode(), dat)
        super()._append_untagged(typ, dat)  # type: ignore[misc]  # typeshed does not list imaplib's own methods

    def _take(self, text: bytes, end: bytes) -> None:
        """The numbers of a line that begins with `text`, up to `end`; a mailbox of a million makes 8 MB of them."""
        listing = self.listing
        kept, ended = b"", listing is None  # nobody asked: thrown away
        while True:
            last = text.endswith(b"\n")
            if listing is not None and not ended:
                numbers, found, _ = (kept + text).partition(end)
                ended = bool(found)
                cut = len(numbers) if last or ended else max(numbers.rfind(b" "), numbers.rfind(b",")) + 1
                listing.feed(numbers[:cut])
                kept = numbers[cut:]
            if last:
                return
            if len(kept) > LONGEST_NUMBER:
                raise ValueError("a number without end")
            text = self.lines.readline(PIECE_OCTETS)
            if not text:
                raise self.abort("socket error: EOF")

    def _log(self, line: str) -> None:
        """imaplib keeps the last ten lines, the password among them."""

    def _mesg(self, line: str, secs: float | None = None) -> None:
        """imaplib writes to stderr."""
