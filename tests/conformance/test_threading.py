"""Every case of threading.yaml: messages arrive one after the other, in either store, and find their place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from email import message_from_string
from pathlib import Path
from typing import Any

import pytest

from csmail.mail import identity
from csmail.mail.address import is_own, key
from csmail.mail.threading import evidence
from csmail.ports import Store
from csmail.stores import memory, tinydb
from tests.conformance._cases import cases
from tests.conformance._road import Road, desk_named

SUPPORT = desk_named("support", {})
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
def test_every_message_of_the_case_finds_its_conversation(
    case: dict[str, Any], store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = (case.get("params") or {}).get("subject_fallback_days")
    if days is not None:
        monkeypatch.setattr(evidence, "SUBJECT_SPAN", timedelta(days=days))
    # Only our key signs ids of our form, and those of the table are not: the mails that the case says we sent are ours.
    ours, signed = ids_of_ours(case), identity.signed_conversation
    monkeypatch.setattr(identity, "signed_conversation", lambda key, id: "signed" if id in ours else signed(key, id))
    road = Road(case, store)
    road.travel()
    expected = case["expected"]
    check_partition(road, expected["conversations"])
    for ref, original in expected.get("duplicate_of", {}).items():
        assert ref in road.repeated
        assert road.messages[ref].key == road.messages[original].key
    for ref, reopens in expected.get("reopens", {}).items():
        assert road.reopened.get(ref, False) is reopens, ref
    for ref, visibility in expected.get("visibility", {}).items():
        assert stored(road, ref).visibility == {"public": "customer", "external": "customer"}.get(
            visibility, visibility
        )
    check_parts(road, expected)
    for ref, kind in expected.get("kind", {}).items():
        if kind == "own":  # the model has no such kind: a mail of ours, seen again or from another program
            assert stored(road, ref).direction == "out" or is_own(stored(road, ref).originators[0].spec, SUPPORT)
            assert not road.reopened.get(ref, False)
            continue
        assert stored(road, ref).kind == KINDS.get(kind, kind)
    for ref, flags in expected.get("flags", {}).items():
        assert set(flags) <= road.flags(ref), ref
        assert stored(road, ref).quarantined is ("quarantined" in flags), ref
    for letter, spec in expected.get("requester", {}).items():
        ref = next(ref for ref, name in expected["conversations"].items() if name == letter)
        customer = road.conversation(ref).customer
        assert customer is not None
        assert key(customer.spec) == key(spec)


def ids_of_ours(case: dict[str, Any]) -> set[str]:
    headers = [message_from_string(one["headers"]) for one in case["messages"] if one.get("direction") == "out"]
    return {str(one["Message-ID"] or "").strip() for one in headers}


def stored(road: Road, ref: str) -> Any:
    return road.store.message(road.messages[ref].key)


def check_parts(road: Road, expected: dict[str, Any]) -> None:
    """Who spoke: a customer ("in"), the house to the customer ("out") or inside ("note"); how its matter stands now."""
    for ref, direction in expected.get("direction", {}).items():
        assert stored(road, ref).direction == direction, ref
    for ref, status in expected.get("status", {}).items():
        assert road.conversation(ref).status == status, ref


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
