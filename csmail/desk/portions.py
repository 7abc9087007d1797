"""Mails that are decided upon together: not more octets at once than a small machine has room for.

A rule may attach the original, and a stranger may send 500 mails of 25 MB: measured, what 30 of 4 MB take grows with
their number when they are one commit, and stays below 190 MB in portions.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

from csmail.model.message import RawMessage
from csmail.ports import Need

OCTETS = 16 * 1024 * 1024
LARGEST = Need().largest


def portions(raws: Iterable[RawMessage]) -> Iterator[tuple[RawMessage, ...]]:
    """`raws` in their order, let go of as they are handed out; a portion holds one mail at least."""
    waiting = deque(raws)
    while waiting:
        portion = [waiting.popleft()]
        octets = weight(portion[0])
        while waiting and octets + weight(waiting[0]) <= OCTETS:
            octets += weight(waiting[0])
            portion.append(waiting.popleft())
        yield tuple(portion)


def weight(raw: RawMessage) -> int:
    """Octets that deciding about a mail may hold: all of it, up to what is fetched of an original."""
    return max(min(raw.size, LARGEST), len(raw.header) + len(raw.body))
