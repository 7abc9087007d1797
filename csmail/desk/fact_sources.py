"""Asks the sources of facts: in time, not again while an answer is believed, not while a source is out of order.

| what can be wrong | what comes back | kept |
| --- | --- | --- |
| the source stalls, or a name server does | "late" after its time-out, whatever it does then | nothing |
| five failures in a row | "rests" for five minutes, and `status` says so | the count, in the store |
| more than five seconds in one pass | "not asked" | `drafts refresh` asks later |
"""

from __future__ import annotations

import json
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from csmail.errors import CsmailError
from csmail.model.lookup import LookupTerms
from csmail.model.reason import Reason
from csmail.ports import Facts
from csmail.ports.lookup import Lookup, Row

A_PASS = timedelta(seconds=5)
FAILURES = 5
REST = timedelta(minutes=5)
KEPT = 1_000
"""Answers held, of at most two rows each."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a source said at `at`, or why it said nothing."""

    rows: Sequence[Row] = ()
    at: datetime | None = None
    why: Reason | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A lookup of the file, and what it asks."""

    terms: LookupTerms
    lookup: Lookup


class Lookups:
    """Those of a configuration; threads of a daemon may share it."""

    def __init__(self, sources: Mapping[str, Source], store: Facts, now: Callable[[], datetime]) -> None:
        self.sources = sources
        self._store, self._now = store, now
        self._known: OrderedDict[tuple[str, str], Answer] = OrderedDict()
        self._left: timedelta | None = None  # a person waits as long as it takes
        self._lock = threading.Lock()
        self._under_way = 0
        self._began = 0.0

    def begin(self) -> None:
        """A pass begins: it has A_PASS for all it asks, what is asked side by side counted once."""
        self._left = A_PASS

    def ask(self, name: str, value: str) -> Answer:
        """What there is under `value`; raises StoreError only."""
        source = self.sources[name]
        with self._lock:
            known = self._known.get((name, value))
            if known is not None and known.at is not None and self._now() - known.at < source.terms.keep:
                return known
            resting = self.rests(name)
            if resting is not None:
                return Answer(why=resting)
            if self._left is not None and self._left <= timedelta(0):
                return Answer(why=Reason.of("lookup_not_asked", name=name))
            wait = min(source.terms.timeout, self._left or source.terms.timeout)
            self._enter()
        answer = self._asked(source, value, wait)  # not under the lock: several are asked at once
        with self._lock:
            self._leave()
            self._note(name, answer)
            if answer.why is None:
                self._known[name, value] = answer
                while len(self._known) > KEPT:
                    self._known.popitem(last=False)
            return answer

    def rests(self, name: str) -> Reason | None:
        """Why it is not asked just now; None when it is. Raises StoreError."""
        count, until, said = self._state(name)
        if count < FAILURES or until is None or until <= self._now():
            return None
        return Reason.of("lookup_rests", name=name, until=f"{until:%H:%M} UTC", said=said)

    def resting(self) -> tuple[Reason, ...]:
        """Why some sources are not asked just now. Raises StoreError."""
        return tuple(filter(None, map(self.rests, self.sources)))

    def _enter(self) -> None:
        if not self._under_way:
            self._began = time.monotonic()
        self._under_way += 1

    def _leave(self) -> None:
        """The time of a pass goes while anything is asked."""
        self._under_way -= 1
        if self._left is not None and not self._under_way:
            self._left -= timedelta(seconds=time.monotonic() - self._began)

    def _asked(self, source: Source, value: str, wait: timedelta) -> Answer:
        """In a thread of its own, left behind when it is late: a name server is asked without any time-out."""
        said: list[Answer] = []

        def asking() -> None:
            try:
                said.append(Answer(source.lookup.ask(value, wait), self._now()))
            except CsmailError as error:
                said.append(Answer(why=error.reason))

        thread = threading.Thread(target=asking, daemon=True, name=f"lookup {source.terms.name}")
        thread.start()
        thread.join(wait.total_seconds() + 0.2)
        return said[0] if said else Answer(why=Reason.of("lookup_late", where=source.lookup.asks))

    def _state(self, name: str) -> tuple[int, datetime | None, str]:
        try:
            count, until, said = json.loads(self._store.fact(_fact(name)) or '[0, "", ""]')
            return int(count), datetime.fromisoformat(until) if until else None, str(said)
        except (ValueError, TypeError):
            return 0, None, ""

    def _note(self, name: str, answer: Answer) -> None:
        count = self._state(name)[0]
        if answer.why is None:
            if count:
                self._store.remember(_fact(name), "")
            return
        until = (self._now() + REST).isoformat()
        self._store.remember(_fact(name), json.dumps([count + 1, until, answer.why.code]))


def _fact(name: str) -> str:
    return f"lookups/{name}"
