"""UIDs that a server lists, kept as ranges: `1:4294967295` costs as much as one mail.

what a server says                      what becomes of it
a range however wide                    one entry; nothing is made of it before it is sliced
numbers in any order, again and again   sorted and joined
more than MOST_RANGES gaps              the lowest are kept; the rest is listed when it is asked for above them
what is no number of 32 bits            ValueError
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import overload

HIGHEST = 2**32 - 1
# Eight octets a range here, forty while they are sorted: 20 MB (measured).
MOST_RANGES = 500_000
MOST_WORDS = 4_000_000
DIGITS = 10
SAFE_DIGITS = 9
PLAIN = b"0123456789, \r\n"
Ranges = Iterable[tuple[int, int]]


class Listed(Sequence[int]):
    """Ascending numbers, each once. A slice is a tuple; `upto` and `within` stay ranges."""

    __slots__ = ("_counts", "_ranges")

    def __init__(self, ranges: Ranges = ()) -> None:
        """`ranges` are pairs of first and last number, ascending, apart from each other."""
        self._ranges = array("Q", (first << 32 | last for first, last in ranges))
        self._counts = array("Q")
        total = 0
        for first, last in self.ranges():
            total += last - first + 1
            self._counts.append(total)

    def ranges(self) -> Iterator[tuple[int, int]]:
        """Pairs of first and last number."""
        return ((packed >> 32, packed & HIGHEST) for packed in self._ranges)

    def upto(self, last: int, most: int) -> Listed:
        """Those up to `last`, and of them the lowest `most`."""
        return Listed(_lowest(self.ranges(), last, most))

    def within(self, wanted: Sequence[int]) -> list[int]:
        """Those of `wanted` that are here."""
        return [number for number in wanted if number in self]

    def __len__(self) -> int:
        return self._counts[-1] if self._counts else 0

    def __contains__(self, number: object) -> bool:
        if not isinstance(number, int) or not 0 <= number <= HIGHEST:
            return False
        at = bisect_right(self._ranges, number << 32 | HIGHEST) - 1
        return at >= 0 and number <= self._ranges[at] & HIGHEST

    @overload
    def __getitem__(self, at: int) -> int: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[int, ...]: ...
    def __getitem__(self, at: int | slice) -> int | tuple[int, ...]:
        if isinstance(at, slice):
            return tuple(self._number(number) for number in range(*at.indices(len(self))))
        place = at + len(self) if at < 0 else at
        if not 0 <= place < len(self):
            raise IndexError(at)
        return self._number(place)

    def __iter__(self) -> Iterator[int]:
        for first, last in self.ranges():
            yield from range(first, last + 1)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or len(self) != len(other):
            return False
        return all(ours == theirs for ours, theirs in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]  # as a list: it equals one

    def __repr__(self) -> str:
        return f"Listed({[*self.ranges()][:10]}, {len(self)} in all)"

    def _number(self, place: int) -> int:
        at = bisect_right(self._counts, place)
        return (self._ranges[at] & HIGHEST) - (self._counts[at] - place - 1)


class Listing:
    """Takes in the numbers of one answer piece by piece; nothing below `lowest` is kept."""

    def __init__(self, lowest: int = 1) -> None:
        self.lowest = max(lowest, 1)
        self.highest = HIGHEST
        self._packed = array("Q")
        self._first, self._last = 0, -1
        self._ordered = True
        self._words = 0

    def feed(self, text: bytes) -> None:
        """Whole numbers and `first:last`, between spaces or commas. Raises ValueError."""
        words = text.replace(b",", b" ").split()
        self._words += len(words)
        if self._words > MOST_WORDS:
            raise ValueError(f"more than {MOST_WORDS} numbers")
        if not text.translate(None, PLAIN) and max(map(len, words), default=0) <= SAFE_DIGITS:
            self._feed_plain(words)
            return
        for word in words:
            first, _, last = word.partition(b":")
            low = _number(first)
            self._add(low, _number(last) if last else low)

    def listed(self) -> Listed:
        """All of it so far."""
        self._settle()
        return Listed((packed >> 32, packed & HIGHEST) for packed in self._packed)

    def _feed_plain(self, words: list[bytes]) -> None:
        # Two million numbers in half a second instead of four (measured): other desks wait for it.
        for number in map(int, words):
            if number == self._last + 1 and self.lowest <= number <= self.highest:
                self._last = number
            elif number != self._last:
                self._add(number, number)

    def _add(self, first: int, last: int) -> None:
        low, high = max(min(first, last), self.lowest), min(max(first, last), self.highest)
        if low > high:
            return
        if low == self._last + 1:
            self._last = high
            return
        self._keep()
        self._ordered = self._ordered and low > self._last
        self._first, self._last = low, high
        if len(self._packed) >= 2 * MOST_RANGES:
            self._settle()

    def _keep(self) -> None:
        if self._last >= 0:
            self._packed.append(self._first << 32 | self._last)

    def _settle(self) -> None:
        self._keep()
        self._first, self._last = 0, -1
        if not self._ordered:
            self._packed = array("Q", _joined(sorted(self._packed)))
        self._ordered = not self._packed
        if len(self._packed) > MOST_RANGES:
            del self._packed[MOST_RANGES:]
            self.highest = self._packed[-1] & HIGHEST


def _number(text: bytes) -> int:
    if not text.isdigit() or len(text) > DIGITS or int(text) > HIGHEST:
        raise ValueError(f"no number of a mail: {text[:20]!r}")
    return int(text)


def _joined(packed: Iterable[int]) -> Iterator[int]:
    first, last = 0, -2
    for one in packed:
        low, high = one >> 32, one & HIGHEST
        if low <= last + 1:
            last = max(last, high)
            continue
        if last >= 0:
            yield first << 32 | last
        first, last = low, high
    if last >= 0:
        yield first << 32 | last


def _lowest(ranges: Ranges, highest: int, most: int) -> Iterator[tuple[int, int]]:
    for first, last in ranges:
        last = min(last, highest, first + most - 1)
        if last < first:
            return
        most -= last - first + 1
        yield first, last
