"""Lines of work for many as facts, PORTION of them in each, so that nobody holds them all."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Any

from csmail.model.bulk import Line
from csmail.model.reason import Reason
from csmail.ports import Facts

PORTION = 500


def portion(place: str, number: int, lines: Sequence[Line]) -> tuple[str, str]:
    """The fact that holds some lines of what lies at `place`."""
    return f"{place}/{number}", json.dumps([_written(one) for one in lines])


def all_portions(place: str, lines: Sequence[Line]) -> dict[str, str]:
    """The facts that hold all of them."""
    some = (lines[start : start + PORTION] for start in range(0, len(lines), PORTION))
    return dict(portion(place, number, one) for number, one in enumerate(some))


def portions(store: Facts, place: str, count: int) -> Iterator[tuple[int, tuple[Line, ...]]]:
    """The `count` lines at `place`, as many at once as lie in one fact, with its number. Raises StoreError."""
    for number in range(-(-count // PORTION)):
        kept = json.loads(store.fact(f"{place}/{number}") or "[]")
        yield number, tuple(map(_read, kept))


def naming(store: Facts, place: str, count: int, keys: Collection[str]) -> Iterator[tuple[int, tuple[Line, ...]]]:
    """The portions that may hold a line of these address keys: the text is looked at before it is read, which takes 20
    times as long."""
    names = [one.rpartition("@")[0] for one in keys]
    plain = all(one.isascii() and not set(one) & set('"\\') for one in names)  # written in JSON as they are
    for number in range(-(-count // PORTION)):
        text = store.fact(f"{place}/{number}") or "[]"
        folded = text.casefold() if plain else ""
        if not plain or any(one in folded for one in names):
            yield number, tuple(map(_read, json.loads(text)))


def _written(line: Line) -> dict[str, Any]:
    """What says nothing is left out: there are ten thousand of them."""
    kept = {name: getattr(line, name) for name in Line.__dataclass_fields__}
    if line.why is not None:
        kept["why"] = [line.why.code, line.why.evidence]
    return {name: value for name, value in kept.items() if value not in ("", 0, (), None)}


def _read(kept: dict[str, Any]) -> Line:
    line = Line(**{name: value for name, value in kept.items() if name not in ("why", "values", "tasks")})
    code, evidence = kept.get("why") or ("", ())
    why = Reason(code, tuple((name, fact) for name, fact in evidence)) if code else None
    values = tuple((name, value) for name, value in kept.get("values", ()))
    return replace(line, why=why, values=values, tasks=tuple(kept.get("tasks", ())))
