"""How far the clock of this machine is believed: a jump ahead looks like a laptop that slept."""

from __future__ import annotations

from datetime import datetime, timedelta

from csmail.desk.workspace import Workspace
from csmail.model.duration import format
from csmail.ports import Facts
from csmail.reason import Reason

BELIEVED = timedelta(days=1)
"""So far ahead of the last pass the clock is believed at once."""


def believed(workspace: Workspace) -> datetime:
    """Up to which moment a sweep does what is due: now, but at most a day ahead of the last good pass.

    What lies further ahead waits for the next pass, which finds the clock where this one left it, or put right: a
    laptop that slept three days is a pass late, a clock that jumped and is put right again has sent nothing. Whoever
    polls once a day is never more than that late either. `doubt` says so meanwhile. Raises StoreError.
    """
    store, desk, now = workspace.store, workspace.desk.name, workspace.now()
    passed = store.fact(f"pass/{desk}")
    last = datetime.fromisoformat(passed) if passed else now
    doubted = now - last > BELIEVED
    said = f"{last.isoformat()} {now.isoformat()}" if doubted else ""
    if (store.fact(_name(desk)) or "") != said:
        store.remember(_name(desk), said)
    return last + BELIEVED if doubted else now


def doubt(store: Facts, desk: str) -> Reason | None:
    """That the last pass found the clock more than a day ahead, None when it did not. Raises StoreError."""
    said = store.fact(_name(desk))
    if not said:
        return None
    last, now = map(datetime.fromisoformat, said.split())
    ahead = timedelta(minutes=(now - last) // timedelta(minutes=1))
    return Reason.of("clock_jumped", ahead=format(ahead), last=f"{last:%Y-%m-%d %H:%M} UTC")


def _name(desk: str) -> str:
    return f"doubt/{desk}"
