"""Remembers the hours and promises of each desk, so that what was counted by those of before stays counted.

| what changes | from when on it counts |
| --- | --- |
| hours, zone or promises in the file | the pass that saw it first; a command that comes before it reckons from now |
| the days off of a country, with a newer library | the first pass of a day; what is past is kept as it was |
| nothing | nothing is written, but for the days off of the coming year |
| what was kept cannot be read (written by hand) | as if nobody had looked before: what holds now always held |
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from csmail.desk.terms_document import Document, days_off, terms, written
from csmail.desk.workspace import Workspace
from csmail.model.changes import Changes
from csmail.model.desk import Desk
from csmail.model.record import Record
from csmail.ports import Facts, Store

MOST = 50
"""Changes that are kept of a desk; clocks that are older than so many are counted by the oldest."""
BEFORE, AFTER = 1, 1
"""Years around this one whose days off are kept."""


def noted(workspace: Workspace) -> Workspace:
    """The workspace with what held before at each of its desks; what is new is written down. Raises StoreError."""
    now, store, home = workspace.now(), workspace.store, workspace.desk
    known = workspace.quiet.kept("terms", home, now)
    if known is None:
        kept, *rest = _noted(store, (home, *home.others), now)
        known = replace(kept, others=tuple(rest))
        workspace.quiet.keep("terms", home, now, known)
    return replace(workspace, desk=known)


def remembered(desk: Desk, store: Facts, now: datetime) -> Desk:
    """The desk with what held before; nothing is written, no library asked. Raises StoreError."""
    others = tuple(_known(_read(store, one.name), one, now) for one in desk.others)
    return replace(_known(_read(store, desk.name), desk, now), others=others)


def _noted(store: Store, desks: Sequence[Desk], now: datetime) -> list[Desk]:
    """What is new about any of them is written down in one commit."""
    today = now.date().isoformat()
    found, fresh, told = [], {}, []
    for desk in desks:
        kept = _read(store, desk.name)
        if kept is None or kept["written"] != written(desk) or kept["looked"] != today:
            if kept is not None and kept["written"] != written(desk):
                told.append(Record(desk.name, now, "file", "csmail", did=("desk_terms_changed",)))
            kept = _looked(kept, desk, now)
            fresh[_name(desk.name)] = json.dumps(kept, separators=(",", ":"), ensure_ascii=False)
        found.append(_known(kept, desk, now))
    if fresh:
        store.commit(Changes(facts=tuple(fresh.items()), records=tuple(told)))
    return found


def _looked(kept: Document | None, desk: Desk, now: datetime) -> Document:
    """What is kept from this pass on."""
    years = range(now.year - BEFORE, now.year + AFTER + 1)
    said, days = written(desk), days_off(desk.hours.holidays, years)
    before: list[Document] = kept["before"] if kept is not None else []
    if kept is not None:
        # Of years that nobody had asked for, nothing can have changed.
        same = all(days[year] == known for year, known in kept["days"].items() if year in days)
        days = {**kept["days"], **days} if same and kept["written"] == said else days
        if not same or kept["written"] != said:
            past = {"until": now.isoformat(), "written": kept["written"], "days": kept["days"]}
            before = [*before, past][-MOST:]
    return {"looked": now.date().isoformat(), "written": said, "days": days, "before": before}


def _known(kept: Document | None, desk: Desk, now: datetime) -> Desk:
    if kept is None:
        return desk
    before = [terms(one) for one in kept["before"]]
    if kept["written"] != written(desk):  # no pass has seen it yet
        before.append(terms({"until": now.isoformat(), "written": kept["written"], "days": kept["days"]}))
    return replace(desk, before=tuple(before)) if before else desk


def _name(desk: str) -> str:
    return f"hours/{desk}"


def _read(store: Facts, desk: str) -> Document | None:
    said = store.fact(_name(desk))
    try:
        found = json.loads(said) if said else None
        return found if found is None or {"looked", "written", "days", "before"} <= found.keys() else None
    except (ValueError, AttributeError):
        return None
