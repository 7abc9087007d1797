"""Ids as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmail.cli.input import identify
from csmail.errors import NotFound, UsageError
from csmail.model.address import Address
from csmail.model.audience import Audience
from csmail.model.changes import Changes
from csmail.model.task import Draft, SendMail, Task
from csmail.stores.memory import MemoryStore
from tests.factories import NOW, conversation

IDS = ("K7F3Q2", "K7F3Q9", "K7G000", "01ABCD")


def draft(id: str, of: str, state: str = "waiting") -> Draft:
    audience = Audience("send", Address("support@toko.example"))
    return Draft(id, "support", of, "m", "sari", NOW, NOW, audience, state=state)  # type: ignore[arg-type]


def task(id: str) -> Task:
    return Task(id, "support", f"cause/{id}", SendMail("m", "reply"), NOW, NOW, NOW)


@pytest.fixture
def store() -> MemoryStore:
    made = MemoryStore()
    drafts = (draft("AB12CD", "K7F3Q2"), draft("AB99ZZ", "K7F3Q9", "sent"), draft("CD0000", "K7G000"))
    made.commit(
        Changes(
            conversations=tuple(conversation(id=id) for id in IDS),
            drafts=drafts,
            tasks=(task("aa11ff"), task("aa22ff")),
        )
    )
    return made


@pytest.mark.parametrize("typed", ["K7F3Q2", "k7f3q2", " K7F-3Q2 ", "#K7F3Q2"])
def test_a_whole_id_is_found_however_it_is_typed(typed: str, store: MemoryStore) -> None:
    assert identify.conversation(store, typed).id == "K7F3Q2"


@pytest.mark.parametrize(("typed", "id"), [("K7G", "K7G000"), ("K7GO", "K7G000"), ("k7goo", "K7G000"), ("0", "01ABCD")])
def test_the_beginning_of_an_id_is_enough(typed: str, id: str, store: MemoryStore) -> None:
    assert identify.conversation(store, typed).id == id


@pytest.mark.parametrize("typed", ["OIABCD", "olabcd", "0LAB"])
def test_letters_that_look_like_digits_are_digits(typed: str, store: MemoryStore) -> None:
    assert identify.conversation(store, typed).id == "01ABCD"


@pytest.mark.parametrize("typed", ["K7F3Q", "K7F", "K"])
def test_a_beginning_of_several_names_them(typed: str, store: MemoryStore) -> None:
    with pytest.raises(UsageError, match=r"K7F3Q2, K7F3Q9"):
        identify.conversation(store, typed)


@pytest.mark.parametrize("typed", ["ZZZZZZ", "ZZ", "", "  ", "K7F3Q2X", "K7 F3U", "../../x", "%"])
def test_what_is_none_is_not_found(typed: str, store: MemoryStore) -> None:
    with pytest.raises(NotFound):
        identify.conversation(store, typed)


@given(st.text(max_size=12))
def test_no_text_is_our_bug(typed: str) -> None:
    try:
        identify.conversation(MemoryStore(), typed)
    except NotFound:
        return
    raise AssertionError("an empty store has no conversation")


@pytest.mark.parametrize("typed", ["AB12CD", "ab12", "K7F3Q2"])
def test_a_draft_is_found_by_its_id_or_by_its_conversation(typed: str, store: MemoryStore) -> None:
    assert identify.draft(store, typed).id == "AB12CD"


def test_of_a_conversation_without_a_waiting_draft_the_newest_is_meant(store: MemoryStore) -> None:
    assert identify.draft(store, "K7F3Q9").state == "sent"
    with pytest.raises(NotFound):
        identify.draft(store, "K7F3Q8")


def test_who_takes_back_means_the_approved_one(store: MemoryStore) -> None:
    store.commit(Changes(drafts=(draft("EF34GH", "K7F3Q2", "approved"),)))
    assert identify.draft(store, "K7F3Q2").id == "AB12CD"
    assert identify.draft(store, "K7F3Q2", states=frozenset({"approved"})).id == "EF34GH"


def test_a_task_is_found_by_its_beginning(store: MemoryStore) -> None:
    assert identify.task(store, "AA1").id == "aa11ff"
    with pytest.raises(UsageError, match="may be one of 2: aa11ff, aa22ff"):
        identify.task(store, "aa")
    with pytest.raises(NotFound):
        identify.task(store, "")
