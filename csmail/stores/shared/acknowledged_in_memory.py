"""Who was acknowledged when, in a store that forgets when the process ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from csmail.model.changes import Acknowledged
from csmail.ports import Counted, Span


class AcknowledgedInMemory:
    """Part of `memory.MemoryStore`, which holds its lock while it counts more."""

    def __init__(self) -> None:
        super().__init__()
        self._acknowledged: dict[Acknowledged, None] = {}

    def count_acknowledged(self, more: Sequence[Acknowledged], forgotten: Collection[str]) -> None:
        """Count these; those of the forgotten address keys were never counted."""
        for one in [each for each in self._acknowledged if each.sender in forgotten]:
            del self._acknowledged[one]
        self._acknowledged.update((one, None) for one in more)

    def acknowledged(self, desk: str, sender: str, span: Span) -> int:
        return sum(count for (who, _), count in self.acknowledgements(desk, span).items() if who == sender)

    def acknowledgements(self, desk: str, span: Span) -> Mapping[Counted, int]:
        """How many each address key got, by their standing."""
        first, last = span
        ours = (one for one in tuple(self._acknowledged) if one.desk == desk and first <= one.at <= last)
        return Counter((one.sender, one.standing) for one in ours)
