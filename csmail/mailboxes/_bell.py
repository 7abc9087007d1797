"""Ends a wait for mail from another thread."""

from __future__ import annotations

import contextlib
import socket


class Bell:
    """Ends a wait from another thread. It stays rung until a wait has heard it."""

    def __init__(self) -> None:
        self.ear, self._button = socket.socketpair()
        self.ear.setblocking(False)
        self._button.setblocking(False)

    def ring(self) -> None:
        """Safe from any thread, and from a signal."""
        with contextlib.suppress(OSError):  # full: it rings already; closed: nobody waits
            self._button.send(b"!")

    def heard(self) -> bool:
        """Whether it was rung since we last looked."""
        try:
            return bool(self.ear.recv(4096))
        except BlockingIOError:
            return False

    def __del__(self) -> None:
        for end in ("ear", "_button"):  # neither is there when no descriptor was left for them
            with contextlib.suppress(AttributeError):
                getattr(self, end).close()
