"""Every case of threading.yaml: messages arrive one after the other, in either store, and find their place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from csmail.ports import Store
from csmail.stores import memory, tinydb
from tests.conformance._cases import cases
from tests.conformance._road import Road

KINDS = {"mdn": "report", "arf": "report", "auto_reply": "autoreply", "bulk": "list"}


@pytest.fixture(params=["memory", "tinydb"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    opened: Store = (
        memory.open(memory.Settings(), tmp_path)
        if request.param == "memory"
        else tinydb.open(tinydb.Settings(), tmp_path)
    )
    yield opened
    opened.close()


@pytest.mark.parametrize("case", cases("threading.yaml", {}))
def test_every_message_of_the_case_finds_its_conversation(case: dict[str, Any], store: Store) -> None:
    road = Road(case, store)
    road.travel()
    expected = case["expected"]
    check_partition(road, expected["conversations"])
    for ref, original in expected.get("duplicate_of", {}).items():
        assert ref in road.repeated
        assert road.messages[ref].key == road.messages[original].key
    for ref, reopens in expected.get("reopens", {}).items():
        assert road.reopened[ref] is reopens
    for ref, visibility in expected.get("visibility", {}).items():
        assert stored(road, ref).visibility == visibility
    for ref, kind in expected.get("kind", {}).items():
        assert stored(road, ref).kind == KINDS.get(kind, kind)
    for ref, flags in expected.get("flags", {}).items():
        assert set(flags) <= road.flags(ref), ref
        assert stored(road, ref).quarantined is ("quarantined" in flags), ref
    for letter, spec in expected.get("requester", {}).items():
        ref = next(ref for ref, name in expected["conversations"].items() if name == letter)
        customer = road.conversation(ref).customer
        assert customer is not None
        assert customer.spec == spec


def stored(road: Road, ref: str) -> Any:
    return road.store.message(road.messages[ref].key)


def check_partition(road: Road, letters: dict[str, str]) -> None:
    """Equal letters are one conversation, different ones are two, "none" is none."""
    names: dict[str, str] = {}
    for ref, letter in letters.items():
        id = road.filed(ref)
        if letter == "none":
            assert id == "", ref
            continue
        assert names.setdefault(letter, id) == id, ref
    assert len(set(names.values())) == len(names)
    assert "" not in names.values()
