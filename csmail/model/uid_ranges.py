"""Sets of numbers as pairs of first and last, the way they are kept."""

from __future__ import annotations

from collections.abc import Iterable

Spans = tuple[tuple[int, int], ...]


def spans(numbers: Iterable[int]) -> Spans:
    """((1, 3), (7, 7)) for 1, 2, 3, 7: ascending, without repeats."""
    found: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return tuple(found)


def within(number: int, of: Spans) -> bool:
    """Whether `number` is one of them."""
    return any(first <= number <= last for first, last in of)


def spread(of: Spans) -> frozenset[int]:
    """The numbers themselves."""
    return frozenset(number for first, last in of for number in range(first, last + 1))


def said(numbers: Iterable[int]) -> str:
    """`1-3, 7` for people."""
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in spans(numbers))
