"""A fake IMAP server that says exactly what a test tells it to, and remembers every octet it was sent."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any

SECONDS = 20
Answer = str | bytes | Callable[["Talk", str, str], None]

USUAL: Mapping[str, Answer] = {
    "CAPABILITY": "* CAPABILITY IMAP4rev1 AUTH=PLAIN UIDPLUS\r\n{tag} OK done\r\n",
    "AUTHENTICATE PLAIN": lambda talk, tag, line: talk.login(tag),
    "LOGIN": "{tag} OK in\r\n",
    "SELECT": "* 3 EXISTS\r\n* OK [UIDVALIDITY 7] v\r\n* OK [UIDNEXT 4] n\r\n"
    "* OK [PERMANENTFLAGS (\\Seen \\Deleted \\*)] p\r\n{tag} OK [READ-WRITE] selected\r\n",
    "UID SEARCH": "* SEARCH 1 2 3\r\n{tag} OK found\r\n",
    "LOGOUT": "* BYE bye\r\n{tag} OK bye\r\n",
}


class Talk:
    """One connection."""

    def __init__(self, sock: socket.socket, server: Scripted) -> None:
        self.server = server
        self.sock = sock
        self.lines = sock.makefile("rb")

    def say(self, text: str | bytes) -> None:
        self.sock.sendall(text.encode("latin-1") if isinstance(text, str) else text)

    def hear(self) -> str:
        line = self.lines.readline()
        self.server.received += line
        return line.decode("latin-1").rstrip("\r\n")

    def login(self, tag: str) -> None:
        self.say("+ \r\n")
        self.hear()
        self.say(f"{tag} OK in\r\n")

    def start_tls(self, context: ssl.SSLContext) -> None:
        self.sock = context.wrap_socket(self.sock, server_side=True)
        self.lines = self.sock.makefile("rb")

    def hang_up(self) -> None:
        with contextlib.suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)
        self.lines.close()
        self.sock.close()


class Scripted:
    """`answers` by the beginning of a command, over `USUAL`; a list is used up one by one, its last one stays.

    `received` holds what was sent in plaintext or inside TLS, `commands` the commands without their tags.
    """

    def __init__(
        self,
        answers: Mapping[str, Answer | list[Answer]] | None = None,
        greeting: Answer = "* OK ready\r\n",
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.answers: dict[str, Any] = {**USUAL, **(answers or {})}
        self.greeting = greeting
        self.tls = tls
        self.received = bytearray()
        self.commands: list[str] = []
        self.connections = 0
        self.stopping = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._talks: list[Talk] = []
        self._threads = [threading.Thread(target=self._accept, daemon=True)]

    def __enter__(self) -> Scripted:
        self._threads[0].start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stopping.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for talk in self._talks:
            with contextlib.suppress(OSError):
                talk.sock.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(SECONDS)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                sock, _ = self._listener.accept()
                sock.settimeout(SECONDS)
                self.connections += 1
                thread = threading.Thread(target=self._serve, args=(sock,), daemon=True)
                self._threads.append(thread)
                thread.start()

    def _serve(self, sock: socket.socket) -> None:
        talk = Talk(sock, self)
        self._talks.append(talk)
        with contextlib.suppress(OSError, ValueError):
            if self.tls:
                talk.start_tls(self.tls)
            self._answer(talk, self.greeting, "*", "")
            while line := talk.hear():
                tag, _, command = line.partition(" ")
                self.commands.append(command)
                self._answer(talk, self._chosen(command), tag, command)
        talk.hang_up()

    def _chosen(self, command: str) -> Answer:
        keys = [key for key in self.answers if command.upper().startswith(key)]
        if not keys:
            return "{tag} BAD what\r\n"
        answer = self.answers[max(keys, key=len)]
        if isinstance(answer, list):
            return answer.pop(0) if len(answer) > 1 else answer[0]
        return answer

    def _answer(self, talk: Talk, answer: Answer, tag: str, command: str) -> None:
        if callable(answer):
            answer(talk, tag, command)
        elif isinstance(answer, str):
            talk.say(answer.replace("{tag}", tag))
        else:
            talk.say(answer.replace(b"{tag}", tag.encode()))


def drip(talk: Talk, text: bytes, seconds: float) -> None:
    """One octet every `seconds` until the client or the test has had enough."""
    for octet in text:
        if talk.server.stopping.wait(seconds):
            return
        talk.say(bytes([octet]))
