"""Ends from another thread what waits for a server: one wait for mail, or everything for good."""

from __future__ import annotations

import contextlib
import math
import socket
import time

# What is under way when the end is asked for may still be answered; a server that means well needs no longer.
GRACE_SECONDS = 1.5
SLICE_SECONDS = 0.1


class Bell:
    """Ends a wait from another thread. It stays rung until a wait has heard it."""

    def __init__(self) -> None:
        self._stopped_at = math.inf
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

    def stop(self) -> None:
        """Nothing is waited for any more, after a short grace; from any thread."""
        self._stopped_at = min(self._stopped_at, time.monotonic())
        self.ring()

    @property
    def stopped(self) -> bool:
        """Whether the end was asked for: begin nothing new."""
        return self._stopped_at < math.inf

    @property
    def over(self) -> bool:
        """Whether the grace has passed too: break off."""
        return time.monotonic() >= self._stopped_at + GRACE_SECONDS

    def rest(self, seconds: float) -> None:
        """Waits `seconds`, or until the end is asked for."""
        until = time.monotonic() + seconds
        while not self.stopped and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, SLICE_SECONDS))

    def __del__(self) -> None:
        for end in ("ear", "_button"):  # neither is there when no descriptor was left for them
            with contextlib.suppress(AttributeError):
                getattr(self, end).close()
