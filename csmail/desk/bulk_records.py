"""What the store keeps of a bulk: facts, its lines among them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from csmail.desk import line_records
from csmail.errors import NotFound
from csmail.mail import identity
from csmail.mail.address import key
from csmail.model.bulk import Bulk, Line, parse_rate
from csmail.outbox.bulk_gate import BulkState, rate_name, state_name
from csmail.ports import Facts
from csmail.reason import Reason

EVERY = "bulks"
LETTERS = 4
"""Of an id: a million bulks, and one that is taken is not taken again."""


def lease_name(bulk: str) -> str:
    """The lease to hold while the lines of a bulk are written."""
    return f"bulk-{bulk}"


def fresh_id(store: Facts, unique: str) -> str:
    """An id that no bulk has."""
    taken, attempt = set(_ids(store)), 0
    while (id := identity.conversation_id(f"bulk/{unique}", attempt)[:LETTERS]) in taken:
        attempt += 1
    return id


def begun(store: Facts, bulk: Bulk, lines: Sequence[Line]) -> dict[str, str]:
    """The facts of a new bulk: nothing of it leaves before it is "going"."""
    return {
        EVERY: json.dumps([*_ids(store), bulk.id]),
        _place(bulk.id): _written(bulk),
        rate_name(bulk.id): str(bulk.rate),
        state_name(bulk.id): "preparing",
        **line_records.all_portions(_place(bulk.id), lines),
    }


def portion(bulk: str, number: int, lines: Sequence[Line]) -> tuple[str, str]:
    """The fact that holds some lines."""
    return line_records.portion(_place(bulk), number, lines)


def find(store: Facts, id: str, desk: str = "") -> Bulk:
    """The bulk. Raises NotFound."""
    text = store.fact(_place(id.strip().upper()))
    found = _bulk(json.loads(text)) if text else None
    if found is None or desk not in ("", found.desk):
        raise NotFound(Reason.of("no_such_bulk", id=id), "csmail bulk list")
    return found


def newest(store: Facts) -> Iterator[Bulk]:
    """Every bulk, the newest first."""
    return (find(store, id) for id in reversed(_ids(store)))


def portions(store: Facts, bulk: Bulk) -> Iterator[tuple[int, tuple[Line, ...]]]:
    """The lines, as many at once as lie in one fact, with its number."""
    return line_records.portions(store, _place(bulk.id), bulk.count)


def lines(store: Facts, bulk: Bulk) -> Iterator[Line]:
    """Every line in its order."""
    return (line for _, some in portions(store, bulk) for line in some)


def of_person(store: Facts, keys: Collection[str]) -> tuple[tuple[str, ...], dict[str, str]]:
    """The tasks of mails to many that went to these address keys, and the facts without what they say of them."""
    tasks: list[str] = []
    facts: dict[str, str] = {}
    for bulk in newest(store):
        for number, some in line_records.naming(store, _place(bulk.id), bulk.count, keys):
            hers = [line for line in some if key(line.to) in keys]
            tasks += [id for line in hers for id in line.tasks]
            if hers:
                facts |= dict((portion(bulk.id, number, [_blank(line) if line in hers else line for line in some]),))
    return tuple(tasks), facts


def _blank(line: Line) -> Line:
    """What became of it, without a word about whom."""
    return replace(line, to="", values=(), why=Reason(line.why.code) if line.why else None)


def state(store: Facts, bulk: str) -> tuple[str, str]:
    """Whether its mails may leave, and who stopped it."""
    word, _, by = store.fact(state_name(bulk)).partition(" ")
    return word, by


def moved(bulk: str, state: BulkState, by: str = "") -> dict[str, str]:
    """The fact of another state."""
    return {state_name(bulk): f"{state} {by}".strip()}


def _place(bulk: str) -> str:
    return f"bulk/{bulk}"


def _ids(store: Facts) -> list[str]:
    return list(json.loads(store.fact(EVERY) or "[]"))


def _written(bulk: Bulk) -> str:
    kept = {name: getattr(bulk, name) for name in Bulk.__dataclass_fields__}
    return json.dumps(kept | {"rate": str(bulk.rate), "created_at": bulk.created_at.isoformat()})


def _bulk(kept: dict[str, Any]) -> Bulk:
    at = datetime.fromisoformat(kept["created_at"])
    return Bulk(**{**kept, "rate": parse_rate(kept["rate"]), "created_at": at})
