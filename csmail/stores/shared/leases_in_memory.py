"""Leases of a store that forgets when the process ends: locks between its threads."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta

from csmail.errors import Busy
from csmail.model.reason import Reason


class LeasesInMemory:
    """Part of `memory.MemoryStore`."""

    def __init__(self) -> None:
        super().__init__()
        self._leases: dict[str, threading.Lock] = {}
        self._leases_guard = threading.Lock()

    def lease(self, name: str, wait: timedelta = timedelta(0)) -> AbstractContextManager[None]:
        """Raises Busy, when it is entered."""
        return self._held(name, wait)

    @contextmanager
    def _held(self, name: str, wait: timedelta) -> Iterator[None]:
        with self._leases_guard:
            lock = self._leases.setdefault(name, threading.Lock())
        if not lock.acquire(timeout=max(wait.total_seconds(), 0)):
            raise Busy(Reason.of("lease_in_thread", name=name), Reason("advice_wait"))
        try:
            yield
        finally:
            lock.release()
