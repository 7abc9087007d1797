"""How soon after a lost connection the next one may be made.

A server that lets us in and hangs up again, for ever, costs a login each time: 460 in 20 seconds were measured, and
providers lock the account. So 1, 2, 4 … seconds pass before the next connection; the first loss while we listen is
forgiven, and six while we work, for a pass that meets a bad moment has several deeds to do. Mails that came, or a
connection that lived for a minute, begin the count anew.
"""

from __future__ import annotations

import math
import time

FORGIVEN = 6
LONGEST_SECONDS = 900.0
LONG_LIFE_SECONDS = 60.0
# A call that needs a connection waits so long for its turn; for longer waits it answers "try again later".
PATIENCE_SECONDS = 4.0


class Pace:
    """Counts connections lost in a row."""

    def __init__(self) -> None:
        self.losses = 0
        self._next_at = 0.0
        self._made_at = math.inf

    def made(self) -> None:
        """A connection was made."""
        self._made_at = time.monotonic()

    def worked(self) -> None:
        """It brought what we came for."""
        self.losses = 0

    def lost(self, *, listening: bool = False) -> None:
        """It broke, or made no sense, when we worked or only listened for news."""
        now = time.monotonic()
        if now - self._made_at >= LONG_LIFE_SECONDS:
            self.losses = 0
        self._made_at = math.inf  # one that cannot even be made has not lived
        self.losses = max(self.losses + 1, FORGIVEN if listening else 0)
        beyond = self.losses - FORGIVEN
        wait = min(2.0 ** min(beyond - 1, 20), LONGEST_SECONDS) if beyond > 0 else 0.0
        self._next_at = now + wait

    @property
    def left(self) -> float:
        """Seconds until the next connection may be made, 0 when it may be made now."""
        return max(0.0, self._next_at - time.monotonic())
