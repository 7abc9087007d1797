"""The lines of `csmail todo` come out of merged lists as they would out of one that is sorted whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from hypothesis import given
from hypothesis import strategies as st

from csmail.cli.commands._held import Summary
from csmail.cli.commands._todo_lines import ORDER, Scope, TodoLine, Work
from csmail.model.address import key
from csmail.model.changes import Changes
from csmail.model.conversation import Conversation
from csmail.model.task import Draft
from csmail.stores.memory import MemoryStore
from tests.contract.test_store import draft, matters, task
from tests.factories import NOW, conversation, message

CALM, FLOODED = Summary((), frozenset(), flooded=False), Summary((), frozenset(), flooded=True)
TOLD = ({}, {"support": CALM, "sales": CALM}, {"support": FLOODED, "sales": CALM}, {"sales": FLOODED})


def by_hand(every: Sequence[Conversation], drafted: set[str], desk: str, flooded: set[str]) -> list[str]:
    """The conversations that are listed as asking or unanswered, by a look at each."""
    answered = {(one.desk, key(one.customer.spec)) for one in every if one.answered_at and one.customer}
    found = []
    for one in every:
        if desk not in ("", one.desk) or one.status == "spam":
            continue
        met = one.answered_at is not None or (one.customer and (one.desk, key(one.customer.spec)) in answered)
        asks = bool(one.needs)
        if asks or (one.status == "open" and not one.backlog and one.id not in drafted):
            crowd = not asks and not met
            rank = (crowd and one.desk in flooded, ORDER.index(one.priority), crowd, one.waiting_since)
            found.append((rank, one.id))
    return [id for _, id in sorted(found)]


@given(every=matters(), told=st.sampled_from(TOLD), desk=st.sampled_from(["", "support", "sales"]), data=st.data())
def test_lines_are_ordered_and_counted_as_by_a_look_at_every_conversation(
    every: list[Conversation], told: dict[str, Summary], desk: str, data: st.DataObject
) -> None:
    # Two that are equally urgent may stand either way: here no two are.
    every = [
        replace(one, changed_at=one.changed_at.replace(second=n), last_in_at=one.changed_at.replace(second=n))
        for n, one in enumerate(every)
    ]
    drafted = data.draw(st.sets(st.sampled_from([one.id for one in every])) if every else st.just(set[str]()))
    drafts = [draft(f"d{id}", conversation=id, created_at=NOW, desk=_desk(every, id)) for id in sorted(drafted)]
    store = MemoryStore()
    tasks = (task("t1", state="in_doubt"), task("t2", state="refused", desk="sales"))
    store.commit(Changes(conversations=tuple(every), drafts=tuple(drafts), tasks=tasks))
    work = Work(store, Scope(desk), told, ())
    lines = list(work.lines())
    assert work.count() == len(lines)
    flooded = {name for name, one in told.items() if one.flooded and desk in ("", name)}
    assert [one.conversation for one in lines if _of_conversation(one)] == by_hand(every, drafted, desk, flooded)
    assert desk == "sales" or lines[0].urgency == "in_doubt"
    ranks = [ORDER.index(one.urgency) for one in lines if not _last(one, every, flooded)]
    assert ranks == sorted(ranks)
    shown = {one.command for one in lines if "drafts show" in one.command}
    assert shown == {f"csmail drafts show {one.id}" for one in drafts if desk in ("", one.desk)}
    assert list(islice(Work(store, Scope(desk), told, ()).lines(), 3)) == lines[:3]


def _desk(every: Sequence[Conversation], id: str) -> str:
    return next(one.desk for one in every if one.id == id)


def _of_conversation(line: TodoLine) -> bool:
    return line.command.startswith("csmail conversations")


def _last(line: TodoLine, every: Sequence[Conversation], flooded: set[str]) -> bool:
    crowd = _of_conversation(line) and not line.known and line.reasons[0].code == "no_answer_yet"
    return crowd and _desk(every, line.conversation) in flooded


def test_of_several_drafts_those_out_of_date_are_left_out_and_not_counted_while_one_is_not() -> None:
    store = MemoryStore()
    asked = message(conversation="K7F3Q2", received_at=NOW)
    again = message(key="k2", message_id="<m2@cust.example>", conversation="K7F3Q2", received_at=NOW.replace(hour=12))
    old, new = _written("d1", 10, "k1"), _written("d2", 13, "k2")
    store.commit(Changes(conversations=(conversation(),), messages=(asked, again), drafts=(old,)))
    assert [one.reasons[0].code for one in Work(store, Scope(), {}, ()).lines()] == ["draft_stale"]
    store.commit(Changes(drafts=(new,)))
    work = Work(store, Scope(), {}, ())
    assert [one.command for one in work.lines()] == ["csmail drafts show d2"]
    assert work.count() == 1


def _written(id: str, hour: int, answers: str) -> Draft:
    at = NOW.replace(hour=hour)
    return draft(id, created_at=at, changed_at=at, answers=answers)
