"""UIDs kept as ranges behave as the list that they stand for."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from csmail.mailboxes.imap import uid_listing
from csmail.mailboxes.imap.uid_listing import HIGHEST, Listed, Listing

SMALL = st.integers(1, 60)
RANGES = st.lists(st.tuples(SMALL, SMALL), max_size=30)


def listed(*texts: bytes, lowest: int = 1) -> Listed:
    listing = Listing(lowest)
    for text in texts:
        listing.feed(text)
    return listing.listed()


def written(ranges: list[tuple[int, int]], between: str) -> bytes:
    return between.join(f"{first}:{last}" if first != last else str(first) for first, last in ranges).encode()


def meant(ranges: list[tuple[int, int]]) -> list[int]:
    return sorted({uid for first, last in ranges for uid in range(min(first, last), max(first, last) + 1)})


@given(RANGES, RANGES, st.sampled_from([" ", ",", ", "]), st.integers(1, 60))
def test_whatever_the_order_the_numbers_are_those_that_were_named(
    some: list[tuple[int, int]], others: list[tuple[int, int]], between: str, lowest: int
) -> None:
    found = listed(written(some, between), written(others, between), lowest=lowest)
    assert list(found) == [uid for uid in meant(some + others) if uid >= lowest]


@given(RANGES, st.slices(70), st.integers(-70, 70), st.integers(0, 70), st.integers(0, 70))
def test_it_is_read_like_the_list(ranges: list[tuple[int, int]], cut: slice, at: int, last: int, most: int) -> None:
    found, numbers = listed(written(ranges, " ")), meant(ranges)
    assert found == numbers
    assert numbers == found
    assert (len(found), found[cut]) == (len(numbers), tuple(numbers[cut]))
    assert found.within(range(70)) == numbers
    assert list(found.upto(last, most)) == [uid for uid in numbers if uid <= last][:most]
    if -len(numbers) <= at < len(numbers):
        assert found[at] == numbers[at]
    else:
        with pytest.raises(IndexError):
            found[at]


def gaps(numbers: list[int]) -> int:
    """How many ranges these numbers are."""
    return len({number for number in numbers if number - 1 not in numbers})


@example([1, 3, 5, 9, 11, 1, 7, 1, 3, 1, 3, 2])
@given(st.lists(st.integers(1, 200), max_size=200))
def test_of_too_many_ranges_the_lowest_are_kept(numbers: list[int]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(uid_listing, "MOST_RANGES", 5)
        found = listed(*(b"%d" % number for number in numbers))
    everything = sorted(set(numbers))
    assert list(found) == everything[: len(found)]
    # Numbers that come later may close gaps between those that were kept.
    assert len(found) == len(everything) or any(gaps(numbers[:at]) > 5 for at in range(len(numbers) + 1))


@pytest.mark.parametrize(
    "text", [b"one", b"1 two 3", b"1_0", b"+1", b"-1", b"1:", b":", b"4294967296", b"9" * 5000, b"1:*", b"{3}", b"\xb2"]
)
def test_what_is_no_number_is_a_value_error(text: bytes) -> None:
    if text == b"1:":
        assert listed(text) == [1]
        return
    with pytest.raises(ValueError, match="no number of a mail"):
        listed(text)


@given(st.binary(max_size=60))
def test_any_octets_are_numbers_or_a_value_error(text: bytes) -> None:
    try:
        found = listed(text)
    except ValueError:
        return
    assert all(1 <= first <= last <= HIGHEST for first, last in found.ranges())


def test_all_numbers_there_are_cost_nothing() -> None:
    tracemalloc.start()
    found = listed(b"1:4294967295")
    assert (len(found), found[-1], found[10:13]) == (HIGHEST, HIGHEST, (11, 12, 13))
    assert list(found.upto(5, 1000)) == [1, 2, 3, 4, 5]
    assert tracemalloc.get_traced_memory()[1] < 100_000
    tracemalloc.stop()
