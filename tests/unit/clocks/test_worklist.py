"""The order of work: one order however the items come, and each group where it belongs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmail.clocks.worklist import GROUPS, Dues, Group, Item, dues, group, rank
from csmail.model.clock import Turn
from csmail.model.conversation import PRIORITIES
from csmail.model.desk import Promises
from csmail.model.duration import parse_span
from csmail.model.promise import Promise
from tests.factories import NOW, conversation, desk

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LATE, SOON, LATER = Dues(NOW - HOUR, NOW - 2 * HOUR), Dues(NOW + HOUR, NOW - HOUR), Dues(NOW + 3 * HOUR, NOW + HOUR)
PLAIN = Item("a", NOW - HOUR)
DESK = desk(promises=Promises(first_response=parse_span("1h"), next_response=parse_span("4h")))


@pytest.mark.parametrize(
    ("item", "where"),
    [
        (replace(PLAIN, asked=True, dues=LATE), "asked"),
        (replace(PLAIN, dues=LATE), "overdue"),
        (replace(PLAIN, dues=Dues(NOW, NOW - HOUR)), "half_gone"),
        (replace(PLAIN, dues=Dues(NOW - timedelta(microseconds=1), NOW - HOUR)), "overdue"),
        (replace(PLAIN, dues=SOON, priority="urgent"), "half_gone"),
        (replace(PLAIN, dues=Dues(NOW + HOUR, NOW)), "half_gone"),
        (replace(PLAIN, dues=LATER, priority="urgent"), "pressing"),
        (replace(PLAIN, dues=LATER, mood="upset"), "pressing"),
        (replace(PLAIN, mood="urgent"), "pressing"),
        (replace(PLAIN, dues=LATER, priority="high"), "clock"),
        (replace(PLAIN, dues=Dues(NOW + HOUR)), "clock"),
        (replace(PLAIN, priority="high"), "none"),
    ],
)
def test_where_an_item_stands(item: Item, where: Group) -> None:
    assert group(item, NOW) == where


MOMENTS = st.sampled_from([NOW + number * MINUTE for number in (-120, -60, -1, 0, 1, 60, 120)])
ITEMS = st.builds(
    Item,
    st.integers(0, 999).map(str),
    MOMENTS,
    st.builds(Dues, st.none() | MOMENTS, st.none() | MOMENTS),
    st.sampled_from(PRIORITIES),
    st.sampled_from(["upset", "urgent", "neutral"]),
    st.booleans(),
)


@given(items=st.lists(ITEMS, max_size=30, unique_by=lambda one: one.id), order=st.randoms(use_true_random=False))
def test_the_order_is_one_however_the_items_come_and_every_rule_of_it_holds(items: list[Item], order: Any) -> None:
    found = sorted(items, key=lambda one: rank(one, NOW))
    shuffled = items[:]
    order.shuffle(shuffled)
    assert sorted(shuffled, key=lambda one: rank(one, NOW)) == found
    assert len({rank(one, NOW) for one in items}) == len(items), "no two stand in one place"
    for one, other in pairwise(found):
        first, second = GROUPS.index(group(one, NOW)), GROUPS.index(group(other, NOW))
        assert first <= second
        if first == second and group(one, NOW) in ("overdue", "half_gone", "clock"):
            assert (one.dues.due_at or NOW) <= (other.dues.due_at or NOW), "longest overdue, soonest due"
        if first == second and group(one, NOW) == "none":
            assert one.since <= other.since, "the oldest"
        if first == second and group(one, NOW) == "pressing":
            assert (one.dues.due_at is None) <= (other.dues.due_at is None), "with a clock first"
        if (one.asked, one.dues, one.since) == (other.asked, other.dues, other.since) and first == second:
            assert PRIORITIES.index(one.priority) >= PRIORITIES.index(other.priority)


def test_ties_go_by_priority_mood_since_and_id() -> None:
    base = Item("b", NOW, LATER, "normal", "urgent")
    ahead = [
        replace(base, priority="high", mood="urgent", since=NOW + HOUR, id="z"),
        replace(base, mood="upset", since=NOW + HOUR, id="z"),
        replace(base, since=NOW - HOUR, id="z"),
        replace(base, id="a"),
    ]
    for one in ahead:
        assert rank(one, NOW) < rank(base, NOW), one


def test_the_dues_are_those_of_the_clock_that_runs_and_of_the_promise_that_binds() -> None:
    asked = conversation(turns=(Turn(NOW, "asked", "k1"),))
    assert dues(asked, DESK, NOW + MINUTE) == Dues(NOW + HOUR, NOW + HOUR / 2)
    assert dues(asked, DESK, NOW + 2 * HOUR).due_at == NOW + HOUR, "it stays when it is over"
    answered = asked.amended(turns=(*asked.turns, Turn(NOW + MINUTE, "answered", "k2")))
    assert dues(answered, DESK, NOW + HOUR) == Dues()
    assert dues(asked, desk(), NOW) == Dues(), "nothing is promised"
    sooner = Promise("first_response", NOW, parse_span("10m"), NOW + 10 * MINUTE, "m1", NOW)
    assert dues(asked.amended(promises=(sooner,)), DESK, NOW + MINUTE).due_at == NOW + 10 * MINUTE
