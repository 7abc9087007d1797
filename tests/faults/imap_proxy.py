"""Stands between csmail and an IMAP server, lets everything through, spoils one command on request.

It can also hide what the server can do (`hide`), word its answers differently (`reword`), and let something happen on
the server just before a command gets there (`before`).

| fault | what the client gets in place of the server's answer |
| --- | --- |
| cut before | the connection ends, the server never heard of the command |
| cut after | the server did it, the connection ends before the answer |
| stall | nothing |
| drip | an answer that never ends, one octet at a time |
| bye | `* BYE`, then the end |
| no, bad, full | the command refused |
| garbage | octets that mean nothing, then OK, though nothing was done |
| literal | a literal longer than what follows, then the end |
"""

from __future__ import annotations

import contextlib
import re
import socket
import threading
from collections.abc import Callable

FAULTS = ("cut before", "cut after", "stall", "drip", "bye", "no", "bad", "garbage", "literal")
SECONDS = 20
REFUSALS = {
    "no": "{tag} NO [UNAVAILABLE] not now\r\n",
    "bad": "{tag} BAD what\r\n",
    "full": "{tag} NO [OVERQUOTA] Quota exceeded (mailbox for user is full)\r\n",
    "garbage": "\x07\x1b[2J what a mess \xff\r\n* (((\r\n{tag} OK done\r\n",
}


class Proxy:
    """`spoil` arms it: from then on each command that begins so meets the fault, until `calm`."""

    def __init__(self, port: int) -> None:
        self.server_port = port
        self.command, self.fault = "", ""
        self.commands: list[str] = []
        self.met = 0
        self.before: dict[str, Callable[[], object]] = {}
        self.happened = threading.Event()
        self.mishaps: list[Exception] = []
        self._rewordings: list[tuple[re.Pattern[bytes], bytes]] = []
        self.over = threading.Event()
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._start(self._accept)

    def spoil(self, command: str, fault: str) -> None:
        self.command, self.fault, self.met = command, fault, 0

    def hide(self, *words: str) -> None:
        """The server seems not to offer these."""
        for word in words:
            self.reword(rf"(?<=[ \[]){re.escape(word)}(?=[ \]\r])".encode(), b"X-" + word.encode()[::-1])

    def reword(self, pattern: bytes, words: bytes) -> None:
        """Whatever the server says like `pattern` reads `words`."""
        self._rewordings.append((re.compile(pattern), words))

    def reworded(self, said: bytes) -> bytes:
        for pattern, words in self._rewordings:
            said = pattern.sub(words, said)
        return said

    def happen(self, command: str) -> None:
        """What was to happen before this command, once; on a busy machine csmail may give up before it has."""
        for beginning in [each for each in self.before if command.upper().startswith(each)]:
            try:
                self.before.pop(beginning)()
            except Exception as error:
                self.mishaps.append(error)
            self.happened.set()

    def calm(self) -> None:
        self.command = self.fault = ""

    def hang_up_all(self) -> None:
        """Every connection ends, as after the server's own time-out."""
        for each in self._open:
            hang_up(each)

    def close(self) -> None:
        self.over.set()
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for each in self._open:
            hang_up(each)
        for thread in self._threads:
            thread.join(SECONDS)
        for each in self._open:
            each.close()

    def _start(self, work: object, *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                server = socket.create_connection(("127.0.0.1", self.server_port), SECONDS)
                for each in (client, server):
                    each.settimeout(SECONDS)
                    each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    self._open.append(each)
                talk = Talk(self, client, server)
                self._start(talk.up)
                self._start(talk.down)


class Talk:
    """One connection. `after` is the fault that the server's next answer meets."""

    def __init__(self, proxy: Proxy, client: socket.socket, server: socket.socket) -> None:
        self.proxy, self.client, self.server = proxy, client, server
        self.after = proxy.fault if proxy.command == "GREETING" else ""
        self.proxy.met += bool(self.after)

    def up(self) -> None:
        """What the client says, line by line; a literal goes through with its line."""
        with contextlib.suppress(OSError, ValueError), self.client.makefile("rb") as lines:
            while line := lines.readline():
                tag, _, command = line.decode("latin-1").strip().partition(" ")
                self.proxy.commands.append(command)
                self.proxy.happen(command)
                wanted = self.proxy.command
                if not wanted or not command.upper().startswith(wanted):
                    self.server.sendall(line)
                elif self.spoiled(tag, line):
                    break
        hang_up(self.server)

    def spoiled(self, tag: str, line: bytes) -> bool:
        """Does what the fault asks; whether the connection ends by it."""
        fault = self.proxy.fault
        self.proxy.met += 1
        if fault == "cut after":
            self.after = fault
            self.server.sendall(line)
            return False
        if fault in REFUSALS:
            self.client.sendall(REFUSALS[fault].replace("{tag}", tag).encode("latin-1"))
            return False
        self.suffer(fault)
        return True

    def suffer(self, fault: str) -> None:
        """What ends a connection, sooner or later."""
        if fault == "bye":
            self.client.sendall(b"* BYE going down\r\n")
        elif fault == "literal":
            self.client.sendall(b"* 1 FETCH (UID 1 BODY[HEADER] {99999}\r\nFrom: a@b\r\n)\r\n")
        elif fault == "stall":
            self.proxy.over.wait(SECONDS)
        while fault == "drip" and not self.proxy.over.wait(0.02):
            self.client.sendall(b"*")
        hang_up(self.client)

    def down(self) -> None:
        """What the server says."""
        with contextlib.suppress(OSError, ValueError):
            while said := self.server.recv(65536):
                if self.after == "cut after":
                    break
                if self.after in REFUSALS:
                    said = REFUSALS[self.after].replace("{tag}", "*").encode("latin-1")
                elif self.after:
                    self.suffer(self.after if self.after != "cut before" else "")
                    break
                self.client.sendall(self.proxy.reworded(said))
        hang_up(self.client)


def hang_up(connection: socket.socket) -> None:
    """The end, told to both sides."""
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
