"""The send protocol holds in every order of events; each thing it relies on is needed."""

from __future__ import annotations

import pytest

from tests.faults import group_model
from tests.faults.group_model import Grouped
from tests.faults.protocol_model import Protocol, search

EIGHT = 8


@pytest.mark.parametrize("kills", [3, pytest.param(EIGHT, marks=pytest.mark.slow)])
def test_nothing_is_sent_twice_or_lost_whatever_happens_in_whatever_order(kills: int) -> None:
    found = search(Protocol(), kills)
    assert (found.fault, found.trace) == ("", ())
    assert found.states > 1000, "the search went nowhere"


@pytest.mark.parametrize(
    ("kills", "takeovers"), [(0, 2), (1, 1), pytest.param(3, 2, marks=pytest.mark.slow)]
)  # fmt: skip
def test_nothing_is_sent_twice_or_lost_even_where_leases_do_not_hold(kills: int, takeovers: int) -> None:
    found = search(Protocol(lease="none"), kills, takeovers)
    assert (found.fault, found.trace) == ("", ())
    assert found.states > 5000, "the search went nowhere"


BROKEN = {
    "fetching marks the mail as seen, unseen is what is new": (Protocol(seen_is_the_cursor=True), "never taken in"),
    "the cursor moves before the decision is committed": (Protocol(cursor_moves_alone=True), "never taken in"),
    "a task has no cause that makes it one": (
        Protocol(lease="none", tasks_without_cause=True), "acknowledgement delivered twice"),
    "the row does not say that DATA comes": (Protocol(no_transmitting=True), "delivered twice"),
    "transmitting is written without a look": (
        Protocol(lease="none", transmitting_unchecked=True), "delivered twice"),
    "the outcome is written without a look": (Protocol(lease="none", outcome_unchecked=True), "delivered twice"),
    "a row found transmitting is queued again": (
        Protocol(transmitting_is_queued_again=True), "delivered twice"),
    "a lost connection is a reason to try again": (Protocol(lost_is_tried_again=True), "delivered twice"),
    "what is not there yet is sent again while its owner only rests": (
        Protocol(lease="none", absent_is_sent_again=True), "delivered twice"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_the_search_finds_the_fault_of(name: str) -> None:
    protocol, fault = BROKEN[name]
    found = search(protocol, kills=1)
    assert fault in found.fault
    assert 9 <= len(found.trace) <= 16, "breadth first finds the shortest way"


def test_probing_for_a_mail_is_safe_when_its_owner_is_known_to_be_dead() -> None:
    assert search(Protocol(absent_is_sent_again=True)).fault == ""


@pytest.mark.parametrize(
    ("connections", "mails", "kills"),
    [(1, 3, 2), (2, 3, 2), (3, 3, 1), pytest.param(2, 4, 2, marks=pytest.mark.slow)],
)  # fmt: skip
def test_several_connections_share_a_commit_and_leave_no_more_in_doubt_than_they_are(
    connections: int, mails: int, kills: int
) -> None:
    found = group_model.search(Grouped(connections), mails, kills)
    assert (found.fault, found.trace) == ("", ())
    assert found.states > 5000, "the search went nowhere"


CARELESS = {
    "a content goes when its envelope is taken": (Grouped(content_before_commit=True), "delivered twice"),
    "a content goes while its commit is under way": (Grouped(believes_before_durable=True), "delivered twice"),
    "what became of a mail is written after the next one's `transmitting`": (
        Grouped(outcomes_wait_for_quiet=True), "more in doubt than connections"),
    "what was found transmitting is queued again": (Grouped(transmitting_is_queued_again=True), "delivered twice"),
}  # fmt: skip


@pytest.mark.parametrize("name", CARELESS)
def test_the_search_over_several_connections_finds_the_fault_of(name: str) -> None:
    protocol, fault = CARELESS[name]
    found = group_model.search(protocol)
    assert found.fault == fault
    assert 11 <= len(found.trace) <= 16, "breadth first finds the shortest way"
