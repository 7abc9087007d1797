"""What lets the mails of bulks go: their pace, a person who stopped one, what was said to a customer meanwhile.

The counts of a bulk are written in the commit of the claims they count, so that no death lets more leave.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from csmail.model.bulk import Rate, bulk_of, parse_rate
from csmail.model.reason import Reason
from csmail.model.task import Task
from csmail.outbox import pace
from csmail.ports import Facts

BulkState = Literal["preparing", "going", "stopped"]
Recheck = Callable[[Task], Reason | None]


def unasked(task: Task) -> Reason | None:
    """Nothing can have changed."""
    return None


def state_name(bulk: str) -> str:
    """The fact that says whether mails of a bulk may leave: a word, and who stopped it."""
    return f"bulk/{bulk}/state"


def pace_name(bulk: str) -> str:
    """The fact that says how many left."""
    return f"bulk/{bulk}/pace"


def rate_name(bulk: str) -> str:
    """The fact that says how fast they may."""
    return f"bulk/{bulk}/rate"


class BulkGate:
    """For one pass over an outbox, which holds its lease: nobody else counts."""

    def __init__(self, store: Facts, now: Callable[[], datetime], recheck: Recheck) -> None:
        self._store, self._now, self._recheck = store, now, recheck
        self._paces: dict[str, pace.Pace] = {}
        self._rates: dict[str, Rate] = {}
        self._changed: set[str] = set()

    def word(self, task: Task) -> Literal["go", "wait"] | Reason:
        """Whether a due mail may be begun now, which counts it; a reason to hold it."""
        bulk = bulk_of(task)
        if not bulk:
            return "go"
        known = self._pace(bulk)
        why = pace.hopeless(known)
        if why:
            return why
        now = self._now()
        if not pace.room(known, self._rates[bulk], now) or self._state(bulk) != "going":
            return "wait"
        self._changed.add(bulk)
        self._paces[bulk] = pace.begun(known, self._rates[bulk], now)
        return "go"

    def refusal(self, task: Task) -> Reason | None:
        """Why a mail whose envelope was taken is not transmitted, and never will be."""
        bulk = bulk_of(task)
        if not bulk or any(each.state == "sent" for each in task.deliveries):
            return None  # who else is in it has it already
        state, _, by = self._store.fact(state_name(bulk)).partition(" ")
        return Reason.of("bulk_stopped", by=by) if state == "stopped" else self._recheck(task)

    def heard(self, task: Task) -> None:
        """What became of a mail."""
        bulk = bulk_of(task)
        if bulk:
            self._changed.add(bulk)
            self._paces[bulk] = pace.heard(self._pace(bulk), task, self._now())

    def facts(self) -> tuple[tuple[str, str], ...]:
        """What changed since it was asked last, to be committed with the tasks it is about."""
        changed = tuple((pace_name(bulk), pace.written(self._paces[bulk])) for bulk in sorted(self._changed))
        self._changed.clear()
        return changed

    def _pace(self, bulk: str) -> pace.Pace:
        if bulk not in self._paces:
            self._paces[bulk] = pace.read(self._store.fact(pace_name(bulk)))
            self._rates[bulk] = parse_rate(self._store.fact(rate_name(bulk)) or str(Rate()))
        return self._paces[bulk]

    def _state(self, bulk: str) -> str:
        """Read each time: a person may stop it while the pass goes on."""
        return self._store.fact(state_name(bulk)).partition(" ")[0]
