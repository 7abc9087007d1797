"""Whether the records of each desk are a chain: none changed, removed, put elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from csmail.model.reason import Reason
from csmail.model.record import Head, Record, digest

NAMED = 20
"""So many faults are named: behind a gap somebody looks himself."""


def faults(some: Iterable[Record | None], heads: Mapping[str, Head]) -> Iterator[Reason]:
    """One reason a fault: `some` are the records of each desk in the order of their numbers, None for what cannot be
    read; `heads` the last of each, as it was written down beside them."""
    left = NAMED
    for one in _every(some, heads):
        yield one
        left -= 1
        if not left:
            yield Reason("more_faults")
            return


def _every(some: Iterable[Record | None], heads: Mapping[str, Head]) -> Iterator[Reason]:
    last: dict[str, Head] = {}
    for one in some:
        if one is None:
            continue  # its number is missed when the next one comes
        before = last.get(one.desk, Head())
        yield from _behind(one, before)
        last[one.desk] = Head(one.number, one.hash)
    for desk in sorted(heads.keys() | last.keys()):
        yield from _at_the_end(desk, last.get(desk, Head()), heads.get(desk, Head()))


def _behind(one: Record, before: Head) -> Iterator[Reason]:
    missing = one.number - before.number - 1
    if missing > 0:
        yield _missing(one.desk, before.number + 1, missing)
    if digest(one) != one.hash:
        yield Reason.of("record_changed", desk=one.desk, number=one.number)
    elif missing < 0 or (missing == 0 and one.previous != before.hash):
        yield Reason.of("record_elsewhere", desk=one.desk, number=one.number)


def _at_the_end(desk: str, last: Head, head: Head) -> Iterator[Reason]:
    if last.number < head.number:
        yield _missing(desk, last.number + 1, head.number - last.number)
    elif last != head:
        yield Reason.of("log_end_differs", desk=desk, number=last.number)


def _missing(desk: str, number: int, count: int) -> Reason:
    if count == 1:
        return Reason.of("record_missing", desk=desk, number=number)
    return Reason.of("records_missing", desk=desk, number=number, last=number + count - 1)
