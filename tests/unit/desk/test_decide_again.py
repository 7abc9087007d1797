"""What somebody changed in between is decided again, a few times; what the decision itself raises is not."""

from __future__ import annotations

from itertools import count

import pytest

from csmail.desk.decide_again import REPEATS, committed
from csmail.errors import Conflict


@pytest.mark.parametrize("stale", range(REPEATS))
def test_the_decision_that_was_committed_is_the_one_that_is_told(stale: int) -> None:
    numbers, stored = count(), list[int]()

    def commit(number: int) -> None:
        if number < stale:
            raise Conflict("stale")
        stored.append(number)

    assert committed(lambda: next(numbers), commit, "it keeps changing", "try again") == stale
    assert stored == [stale]


def test_what_keeps_changing_is_said_after_a_few_times_with_what_to_do() -> None:
    numbers = count()

    def commit(number: int) -> None:
        raise Conflict("stale")

    with pytest.raises(Conflict) as raised:
        committed(lambda: next(numbers), commit, "it keeps changing", "try again")
    assert (raised.value.message, raised.value.hint, next(numbers)) == ("it keeps changing", "try again", REPEATS)


def test_a_conflict_that_the_decision_raises_is_its_answer() -> None:
    asked, stored = list[int](), list[int]()

    def decide() -> int:
        asked.append(1)
        raise Conflict("decided upon already")

    with pytest.raises(Conflict, match="decided upon already"):
        committed(decide, stored.append, "it keeps changing", "try again")
    assert (asked, stored) == ([1], [])
