"""What the store keeps of an incident: facts. Who was told is kept by the tasks, so that no address stands here."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from csmail.desk import line_records
from csmail.errors import NotFound
from csmail.model.bulk import Line
from csmail.model.incident import JOINED, NOTICE, OVER, Incident, Update, update
from csmail.ports import Facts
from csmail.reason import Reason

EVERY = "incidents"
TIMES = ("since", "opened_at", "closed_at")


def names(store: Facts) -> tuple[str, ...]:
    """Every incident, the first opened first."""
    return _list(store, EVERY)


def find(store: Facts, name: str) -> Incident:
    """The incident. Raises NotFound."""
    text = store.fact(_place(name.strip().upper()))
    if not text:
        raise NotFound(Reason.of("no_such_incident", name=name), "csmail incident list")
    return _read(json.loads(text))


def open_ones(store: Facts, desk: str) -> tuple[Incident, ...]:
    """Those of the desk that are open, the first opened first; one look-up while there are none."""
    return tuple(find(store, name) for name in _list(store, _open(desk)))


def unsettled(store: Facts, desk: str) -> tuple[Incident, ...]:
    """Those that are closed while the fate of a first mail is unknown; one look-up while there are none."""
    return tuple(find(store, name) for name in _list(store, _unsettled(desk)))


def opened(store: Facts, incident: Incident) -> dict[str, str]:
    """The facts of a new one."""
    return {
        **written(incident),
        EVERY: json.dumps([*names(store), incident.name]),
        _open(incident.desk): json.dumps([*_list(store, _open(incident.desk)), incident.name]),
    }


def written(incident: Incident) -> dict[str, str]:
    """The fact of a changed one."""
    kept: dict[str, Any] = {name: getattr(incident, name) for name in Incident.__dataclass_fields__}
    kept |= {name: at.isoformat() for name in TIMES if (at := kept[name]) is not None}
    kept["updates"] = [[one.template, one.at.isoformat(), one.by] for one in incident.updates]
    return {_place(incident.name): json.dumps(kept)}


def closed(store: Facts, incident: Incident, waits: bool) -> dict[str, str]:
    """The facts of one that is closed, `waits`: not everybody's first mail has had its fate."""
    rest = [name for name in _list(store, _open(incident.desk)) if name != incident.name]
    waiting = [name for name in _list(store, _unsettled(incident.desk)) if name != incident.name]
    return {
        **written(incident),
        _open(incident.desk): json.dumps(rest) if rest else "",
        _unsettled(incident.desk): json.dumps([*waiting, incident.name]) if waits else json.dumps(waiting),
    }


def lines(store: Facts, name: str, wave: str) -> Iterator[Line]:
    """The lines of its first mails, of an update, of the last mails. Raises StoreError."""
    place = _place(name, wave)
    found = line_records.portions(store, place, int(store.fact(f"{place}/count") or 0))
    return (line for _, some in found for line in some)


def appended(store: Facts, name: str, wave: str, more: Sequence[Line]) -> dict[str, str]:
    """The facts that hold these lines after those that are there; the full portions are not written again."""
    place = _place(name, wave)
    count = int(store.fact(f"{place}/count") or 0)
    number, there = divmod(count, line_records.PORTION)
    last = next((some for at, some in line_records.portions(store, place, count) if at == number), ()) if there else ()
    rest = [*last, *more]
    size = line_records.PORTION
    return {
        f"{place}/count": str(count + len(more)),
        **dict(
            line_records.portion(place, number + at, rest[at * size : (at + 1) * size])
            for at in range(-(-len(rest) // size))
        ),
    }


def waves(incident: Incident) -> tuple[str, ...]:
    """Where its lines lie, in the order in which they were written."""
    updates = (update(number) for number in range(1, len(incident.updates) + 1))
    return (NOTICE, JOINED, *updates, OVER)


def _list(store: Facts, name: str) -> tuple[str, ...]:
    text = store.fact(name)
    return tuple(json.loads(text)) if text else ()


def _read(kept: dict[str, Any]) -> Incident:
    kept |= {name: datetime.fromisoformat(kept[name]) for name in TIMES if kept[name] is not None}
    kept["updates"] = tuple(Update(one, datetime.fromisoformat(at), by) for one, at, by in kept["updates"])
    return Incident(**kept)


def _place(name: str, wave: str = "") -> str:
    return f"incident/{name}/{wave}" if wave else f"incident/{name}"


def _open(desk: str) -> str:
    return f"incidents/open/{desk}"


def _unsettled(desk: str) -> str:
    return f"incidents/unsettled/{desk}"
