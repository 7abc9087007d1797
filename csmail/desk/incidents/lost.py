"""Incidents of which a copy of the store that was put back knows nothing: they were opened after it was made.

Whom they wrote to stands in the store that was in use, which lies beside; what a person does about it is hers to say.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from csmail.desk import incident_records
from csmail.ports import Facts

FACT = "incidents/lost"


@dataclass(frozen=True, slots=True)
class Lost:
    """An incident as the store knew it that was in use."""

    name: str
    title: str
    desk: str
    opened_at: datetime


def known(store: Facts) -> dict[str, Lost]:
    """Every incident of the store, by name. Raises StoreError."""
    every = (incident_records.find(store, name) for name in incident_records.names(store))
    return {one.name: Lost(one.name, one.title, one.desk, one.opened_at) for one in every}


def note(store: Facts, before: Mapping[str, Lost]) -> tuple[Lost, ...]:
    """Remember those of `before` that the store lacks; which they are. Raises StoreError."""
    here = known(store)
    lost = tuple(one for name, one in before.items() if name not in here or here[name].opened_at != one.opened_at)
    kept = [[one.name, one.title, one.desk, one.opened_at.isoformat()] for one in lost]
    if lost or store.fact(FACT):
        store.remember(FACT, json.dumps(kept))
    return lost


def told(store: Facts, desk: str) -> Iterator[Lost]:
    """Those of a desk that went missing when a copy was put back last. Raises StoreError."""
    for name, title, of, at in json.loads(store.fact(FACT) or "[]"):
        if of == desk:
            yield Lost(name, title, of, datetime.fromisoformat(at))
