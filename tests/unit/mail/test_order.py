"""Messages stand in the order in which they were said, though two clocks name their moments."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from csmail.mail.order import comes_after, ordered
from csmail.model.message import Message
from tests.factories import NOW, message

HOUR = timedelta(hours=1)


def said(number: int, minutes: float, *cites: int, **changes: object) -> Message:
    return message(
        key=f"k{number}", message_id=f"<{number}@x.example>", received_at=NOW + timedelta(minutes=minutes),
        references=tuple(f"<{one}@x.example>" for one in cites), **changes,
    )  # fmt: skip


def keys(messages: tuple[Message, ...]) -> str:
    return " ".join(one.key for one in messages)


def test_without_ids_the_clock_decides() -> None:
    assert keys(ordered((said(2, 5), said(1, 0), said(3, 9)))) == "k1 k2 k3"


def test_an_answer_is_newer_than_what_it_answers_though_its_server_is_behind() -> None:
    asked, ours, private = said(1, 0), said(2, 10, 1, direction="out"), said(3, 4, 2)
    assert keys(ordered((asked, private, ours))) == "k1 k2 k3"
    assert keys(comes_after((asked, private, ours), "k2")) == "k3"


def test_what_is_said_afterwards_stays_after_an_answer_that_was_moved() -> None:
    assert keys(ordered((said(1, 10, direction="out"), said(2, 0, 1), said(3, 1, 2), said(4, 11)))) == "k1 k2 k3 k4"


def test_a_ring_of_ids_and_one_that_cites_itself_lose_nothing() -> None:
    found = ordered((said(1, 0, 2), said(2, 1, 1), said(3, 2, 3)))
    assert (sorted(one.key for one in found), found[-1].key) == (["k1", "k2", "k3"], "k3")


def test_a_copied_id_draws_no_answer_before_ours() -> None:
    copied = replace(said(1, -30), key="copy", direction="in")
    assert keys(ordered((copied, said(1, 10, direction="out"), said(3, 4, 1)))) == "copy k1 k3"


def test_the_id_that_a_provider_gave_counts() -> None:
    ours = replace(said(1, 10, direction="out"), further_ids=("<ses@amazonses.example>",))
    answer = replace(said(2, 0), in_reply_to=("<ses@amazonses.example>",))
    assert keys(ordered((answer, ours))) == "k1 k2"


def test_ten_thousand_messages_that_each_cite_the_one_before() -> None:
    thread = [said(number, -number, number - 1) for number in range(10_000)]
    assert [one.key for one in ordered(reversed(thread))] == [one.key for one in thread]


@dataclass(frozen=True)
class Talk:
    """Messages in the order they were truly said, stamped by two clocks."""

    messages: tuple[Message, ...]


@st.composite
def talks(draw: st.DrawFn) -> Talk:
    skew = timedelta(seconds=draw(st.integers(-3600, 3600)))
    at, made = NOW, []
    for number in range(draw(st.integers(1, 8))):
        at += timedelta(seconds=draw(st.integers(0, 1800)))
        ours = draw(st.booleans())
        cites = draw(st.sets(st.integers(0, number - 1), max_size=3)) if number else set()
        one = said(number, 0, *cites, direction="out" if ours else "in")
        made.append(replace(one, received_at=at if ours else at + skew))
    return Talk(tuple(made))


@given(talks(), st.randoms())
def test_whatever_the_clocks_say_nothing_stands_before_what_it_cites(talk: Talk, chance: object) -> None:
    mixed = list(talk.messages)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    found = ordered(mixed)
    places = {one.message_id: at for at, one in enumerate(found)}
    assert len(found) == len(talk.messages)
    for one in found:
        assert all(places[id] < places[one.message_id] for id in one.references)
    assert ordered(found) == found


@given(talks())
def test_a_thread_in_which_each_answers_the_last_stands_as_it_was_said(talk: Talk) -> None:
    chain = [
        replace(one, references=(f"<{number - 1}@x.example>",) if number else ())
        for number, one in enumerate(talk.messages)
    ]
    assert list(ordered(reversed(chain))) == chain


def test_three_that_answer_one_another_come_out_the_same_however_they_go_in() -> None:
    three = (said(1, 3), said(2, 2, 1), said(3, 1, 2))
    assert {keys(ordered(one)) for one in permutations(three)} == {"k1 k2 k3"}
