"""An SMTP server that says what it was given, group by group: each group when as many lines came as it has answers."""

from __future__ import annotations

import contextlib
import random
import socket
import threading
import time

Group = str | tuple[str, ...]


class Scripted:
    """`heard` holds what came before each group; further connections are closed at once.

    `pieces` cuts the answers at random; `pause` waits before each answer, `drip` after each octet of the envelope's.
    """

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.heard: list[bytes] = []
        self.pieces: random.Random | None = None
        self.pause = self.drip = 0.0
        self._groups: list[Group] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Scripted:
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        if self._thread.ident:
            self._thread.join(5)

    def says(self, *groups: Group) -> None:
        """From now on."""
        self._groups = list(groups)
        self._thread.start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            connection, _ = self._listening.accept()
            connection.settimeout(5)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with connection:
                self._talk(connection)
            while not self._over.is_set():
                self._listening.accept()[0].close()

    def _talk(self, connection: socket.socket) -> None:
        for number, group in enumerate(self._groups):
            said = (group,) if isinstance(group, str) else group
            ending = b"\r\n.\r\n" if number and self._before(number).startswith("354") else b"\r\n"
            came = b""
            while number and (not came.endswith(ending) or came.count(b"\r\n") < 1):
                came += connection.recv(65536)
            self.heard.append(came)
            self._say(connection, said, number)
        with contextlib.suppress(OSError):
            self.heard.append(connection.recv(65536))
            if self.heard[-1] == b"QUIT\r\n":
                connection.sendall(b"221 bye\r\n")
            self._over.wait(2)

    def _before(self, number: int) -> str:
        group = self._groups[number - 1]
        return group if isinstance(group, str) else group[-1]

    def _say(self, connection: socket.socket, said: tuple[str, ...], number: int) -> None:
        octets = b"".join(f"{one}\r\n".encode() for one in said)
        if number > 1 and self.drip:
            for place in range(len(octets)):
                connection.sendall(octets[place : place + 1])
                time.sleep(self.drip)
        elif number > 1 and self.pause:
            for one in said:
                time.sleep(self.pause)
                connection.sendall(f"{one}\r\n".encode())
        elif self.pieces is not None:
            while octets:
                size = self.pieces.randint(1, 20)
                connection.sendall(octets[:size])
                octets = octets[size:]
        else:
            connection.sendall(octets)
