"""Notes for the whole daemon that passes ended well: a hundred desks cost one durable write a second, not a hundred."""

from __future__ import annotations

import logging
import threading
from datetime import datetime

from csmail.desk.watch.health import noted
from csmail.errors import CsmailError
from csmail.ports import Facts

log = logging.getLogger("csmail.daemon")


class Beats:
    """`note` is called from the threads of the desks, `write` from the one that watches them."""

    def __init__(self, store: Facts) -> None:
        self._store = store
        self._guard = threading.Lock()
        self._passes: dict[str, datetime] = {}

    def note(self, desk: str, now: datetime) -> None:
        """A good pass has ended; kill -9 within a second forgets it."""
        with self._guard:
            self._passes[desk] = now

    def write(self) -> None:
        """All that was noted. A fault of the store ends no daemon: the desks meet it in their own passes."""
        with self._guard:
            passes, self._passes = self._passes, {}
        try:
            if passes:
                self._store.remember_all(dict(noted(desk, now) for desk, now in passes.items()))
        except CsmailError as error:
            log.warning("cannot note passes", extra={"fields": {"error": error.message}})
