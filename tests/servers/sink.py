"""An SMTP server in process that can be told its answers."""

from __future__ import annotations

import base64
import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

STAGES = ("greeting", "ehlo", "starttls", "auth", "mail", "rcpt", "data", "dot", "quit")
FAULTS = ("cut before", "cut after", "stall", "drip", "421", "4xx", "5xx", "garbage", "half")
DOTS = (b"\r\n.\r\n", b"\n.\n", b"\n.\r\n", b"\r\n.\n", b"\r.\r", b"\r.\r\n", b"\r\n.\r")


Speech = Callable[["Dialogue", str], None]


class Over(Exception):
    """The connection ends here."""


@dataclass(frozen=True)
class Delivered:
    """A mail the server took responsibility for; `data` without dot-stuffing."""

    sender: str
    recipients: tuple[str, ...]
    data: bytes
    connection: int


@dataclass
class Sink:
    """`answers` maps a stage, or "rcpt ADDRESS", or "mail <SENDER>", to a fault; `lasts` tells how often (0: always).

    "cut before" closes before the effect, "cut after" when the effect is had; "stall", "garbage" and "half" have
    the effect, so has "drip", the refusals have none. What can be called has the
    effect and says what it likes, then the connection ends. `lenient` ends a mail at any dot between line
    ends, as broken servers do.
    """

    extensions: tuple[str, ...] = ("SIZE 10000000", "8BITMIME", "SMTPUTF8", "DSN")
    users: dict[str, str] = field(default_factory=dict)
    mechanisms: str = "PLAIN LOGIN"
    implicit: ssl.SSLContext | None = None
    starttls: ssl.SSLContext | None = None
    lenient: bool = False
    patience: float = 5.0
    answers: dict[str, str | Speech] = field(default_factory=dict)
    lasts: dict[str, int] = field(default_factory=dict)
    commands: list[str] = field(default_factory=list)
    delivered: list[Delivered] = field(default_factory=list)
    connections: int = 0
    injected: str = ""

    def __post_init__(self) -> None:
        self._over = threading.Event()
        self._threads: list[threading.Thread] = []
        self._open: set[socket.socket] = set()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    def answer(self, stage: str, fault: str | Speech, times: int = 0) -> None:
        """From now on (or for so many times) answer `stage` with `fault`."""
        self.answers[stage] = fault
        self.lasts[stage] = times

    def kick(self) -> None:
        """Closes every connection, as a server that is tired of waiting does."""
        for each in list(self._open):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def speak(self, words: str) -> None:
        """Says something on every connection, asked or not."""
        for each in list(self._open):
            with contextlib.suppress(OSError):
                each.sendall(words.encode())

    def close(self) -> None:
        self._over.set()
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self.kick()
        for thread in [self._accepting, *self._threads]:
            thread.join(5)

    def _accept(self) -> None:
        while True:
            try:
                accepted, _ = self._listening.accept()
            except OSError:
                return
            self.connections += 1
            self._open.add(accepted)
            talk = threading.Thread(target=self._serve, args=(accepted, self.connections), daemon=True)
            self._threads.append(talk)
            talk.start()

    def _serve(self, accepted: socket.socket, number: int) -> None:
        accepted.settimeout(self.patience)
        accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        dialogue = Dialogue(self, accepted, number)
        try:
            if self.implicit:
                dialogue.encrypt(self.implicit)
            dialogue.run()
        except (Over, OSError):
            pass
        finally:
            dialogue.end()
            self._open.discard(accepted)


class Dialogue:
    """One connection's talk."""

    def __init__(self, sink: Sink, connection: socket.socket, number: int) -> None:
        self.sink, self.connection, self.number = sink, connection, number
        self.plain = connection
        self.rest = b""
        self.sender = ""
        self.recipients: list[str] = []
        self.secure = False

    def run(self) -> None:
        self.settle("greeting", "220 sink ESMTP")
        self.run_on()

    def run_on(self) -> None:
        """Command after command."""
        while True:
            line = self.line()
            self.sink.commands.append(line)
            verb = line.split(" ", 1)[0].upper()
            doing = getattr(self, f"do_{verb.lower()}", None)
            if doing is None:
                self.say("500 what?")
            else:
                doing(line)

    def end(self) -> None:
        for each in {self.connection, self.plain}:
            with contextlib.suppress(OSError):
                each.close()

    def encrypt(self, context: ssl.SSLContext) -> None:
        self.connection = context.wrap_socket(self.connection, server_side=True)
        self.rest, self.secure = b"", True

    def settle(self, stage: str, good: str, effect: object = None) -> bool:
        """Answers `stage` as it was told; whether the answer was yes."""
        fault = self.fault(stage)
        if fault == "cut before":
            raise Over
        if fault in ("421", "4xx", "5xx"):
            self.say({"421": "421 4.3.2 closing", "4xx": "451 4.3.0 later", "5xx": "554 5.0.0 never"}[fault])
            if fault == "421":
                raise Over
            return False
        if callable(effect):
            effect()
        if callable(fault):
            fault(self, good)
            raise Over
        if fault == "cut after":
            raise Over
        if fault == "stall":
            self.sink._over.wait(self.sink.patience)
            raise Over
        if fault == "drip":
            self.drip(good)
        if fault == "half":
            self.connection.sendall(b"%s-ok\r\n%s" % (good[:3].encode(), good[:2].encode()))
            raise Over
        assert isinstance(fault, str)
        self.say("\x07\x1b[2J what a mess" if fault == "garbage" else fault or good)
        return not fault

    def drip(self, good: str) -> None:
        """One byte at a time, never a whole line: each byte restarts a time-out that counts from the last one."""
        while not self.sink._over.wait(0.05):
            self.connection.sendall(good[:1].encode())
        raise Over

    def fault(self, stage: str) -> str | Speech:
        fault, left = self.sink.answers.get(stage, ""), self.sink.lasts.get(stage, 0)
        if fault and left:
            self.sink.lasts[stage] = left - 1
            if left == 1:
                del self.sink.answers[stage]
        return fault

    def say(self, line: str) -> None:
        self.connection.sendall(line.encode() + b"\r\n")

    def line(self) -> str:
        while b"\r\n" not in self.rest:
            self.more()
        line, _, self.rest = self.rest.partition(b"\r\n")
        return line.decode("utf-8", "surrogateescape")

    def more(self) -> None:
        got = self.connection.recv(65536)
        if not got:
            raise Over
        self.rest += got

    def do_ehlo(self, line: str) -> None:
        offered = list(self.sink.extensions)
        if self.sink.starttls and not self.secure:
            offered.append("STARTTLS")
        if self.sink.users:
            offered.append(f"AUTH {self.sink.mechanisms}")
        lines = ["sink", *offered]
        self.settle("ehlo", "\r\n".join([*(f"250-{each}" for each in lines[:-1]), f"250 {lines[-1]}"]))

    def do_starttls(self, line: str) -> None:
        if self.settle("starttls", "220 go ahead" + self.sink.injected) and self.sink.starttls:
            self.encrypt(self.sink.starttls)

    def do_auth(self, line: str) -> None:
        _, mechanism, first = line.split(" ", 2)
        given = base64.b64decode(first).decode()
        if mechanism == "LOGIN":
            self.say("334 UGFzc3dvcmQ6")
            user, word = given, base64.b64decode(self.line()).decode()
        elif mechanism == "XOAUTH2":
            user, word = given.split("\x01")[0][5:], given.split("\x01")[1][12:]
        else:
            _, user, word = given.split("\0")
        if self.sink.users.get(user) == word:
            self.settle("auth", "235 2.7.0 welcome")
        elif mechanism == "XOAUTH2":
            self.say("334 eyJzdGF0dXMiOiI0MDAifQ==")
            self.line()
            self.say("535 5.7.8 token expired")
        else:
            self.say(f"535 5.7.8 no such pair: {line}")

    def do_mail(self, line: str) -> None:
        self.recipients = []
        sender = line[line.index("<") + 1 : line.index(">")]
        stage = f"mail <{sender}>" if f"mail <{sender}>" in self.sink.answers else "mail"
        if self.settle(stage, "250 2.1.0 ok"):
            self.sender = sender

    def do_rcpt(self, line: str) -> None:
        address = line[line.index("<") + 1 : line.rindex(">")]
        stage = f"rcpt {address}" if f"rcpt {address}" in self.sink.answers else "rcpt"
        if self.settle(stage, "250 2.1.5 ok"):
            self.recipients.append(address)

    def do_data(self, line: str) -> None:
        if not self.settle("data", "354 go on"):
            return
        data = self.body()
        mail = Delivered(self.sender, tuple(self.recipients), data, self.number)
        self.settle("dot", "250 2.0.0 queued as 1", lambda: self.sink.delivered.append(mail))

    def body(self) -> bytes:
        ends = DOTS if self.sink.lenient else DOTS[:1]
        self.rest = b"\r\n" + self.rest
        while not any(end in self.rest for end in ends):
            self.more()
        # The longest of those that begin at one place: else the LF of a good end would begin the next command.
        at, _, end = min((self.rest.index(end), -len(end), end) for end in ends if end in self.rest)
        body, self.rest = self.rest[:at] + b"\r\n", self.rest[at + len(end) :]
        return body.replace(b"\r\n..", b"\r\n.")[2:]

    def do_rset(self, line: str) -> None:
        self.recipients = []
        self.say("250 2.0.0 ok")

    def do_quit(self, line: str) -> None:
        self.settle("quit", "221 2.0.0 bye")
        raise Over


@pytest.fixture
def sink() -> Iterator[Sink]:
    """A well-behaved server on loopback until it is told otherwise."""
    server = Sink()
    yield server
    server.close()
