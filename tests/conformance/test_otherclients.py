"""The table otherclients.yaml: what people left in Drafts and Sent with other programs, and what a pass concludes."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from csmail.desk.history import lately
from csmail.desk.intake import perhaps
from csmail.desk.intake.accept_mail import accept_sent
from csmail.desk.mirror.look import look
from csmail.mail.transcript import why_stale
from csmail.model.mirror import Conclusion
from tests.conformance._cases import cases
from tests.conformance._mirror_world import MirrorWorld

FOLDER = Path(os.environ.get("CSMAIL_CONFORMANCE") or Path(__file__).parent)
HERE = (FOLDER / "otherclients.yaml").exists()
CASES = list(cases("otherclients.yaml", {})) if HERE else []

pytestmark = pytest.mark.skipif(not HERE, reason="there is no table otherclients.yaml")


def of_drafts(case: Mapping[str, Any]) -> bool:
    """Whether the case is about the folder of drafts alone."""
    return "filed" in case["before"] and "sent" not in case["seen"]


def of_keywords(case: Mapping[str, Any]) -> bool:
    return "keywords" in case["seen"]


def of_moves(case: Mapping[str, Any]) -> bool:
    return "gone_to" in case["seen"]


def test_every_case_is_run() -> None:
    kinds = (of_drafts, of_keywords, of_sent, of_moves)
    assert [one.values[0]["id"] for one in CASES if not any(kind(one.values[0]) for kind in kinds)] == []


@pytest.mark.parametrize("case", [one for one in CASES if of_moves(one.values[0])])
def test_mails_that_people_move_are_followed(case: dict[str, Any]) -> None:
    world = MirrorWorld({})
    found = world.moved(case["before"], case["seen"]["gone_to"])
    (wanted,) = case["conclude"]
    folder = wanted.get("folder", "")
    assert [(one.kind, one.folder if folder else "") for one in found] == [(wanted["kind"], folder)]
    (conversation,) = world.place.store.conversations()
    assert conversation.status == case["before"].get("status", "open")
    needs = {"spam_suggested": ["junk_in_mail_program"], "trashed": ["newest_thrown_away"]}
    assert [one.code for one in conversation.needs] == needs.get(wanted["kind"], [])


@pytest.mark.parametrize("case", [one for one in CASES if of_keywords(one.values[0])])
def test_keywords_of_people_become_tags(case: dict[str, Any]) -> None:
    world = MirrorWorld({})
    found = world.rekeyworded(case["before"], case["seen"]["keywords"])
    told = [{"kind": one.kind, "tag": one.tag, "keyword": one.keyword} for one in found]
    wanted = [dict(one) for one in case["conclude"]]
    assert [{key: one[key] for key in want} for one, want in zip(told, wanted, strict=True)] == wanted
    tags = set(case["before"]["tags"]) | {one["tag"] for one in wanted if one["kind"] == "tagged"}
    assert world.tags() == tags - {one["tag"] for one in wanted if one["kind"] == "untagged"}


@pytest.mark.parametrize("case", [one for one in CASES if of_drafts(one.values[0])])
def test_what_lies_among_the_drafts_is_concluded(case: dict[str, Any]) -> None:
    world = MirrorWorld(case["before"])
    world.leave(case["seen"])
    found = look(world.place, [world.draft(name) for name in world.drafts])
    assert sorted(_told(one, world, case) for one in found) == sorted(map(_wanted, case["conclude"]))


def of_sent(case: Mapping[str, Any]) -> bool:
    return "sent" in case["seen"]


@pytest.mark.parametrize("case", [one for one in CASES if of_sent(one.values[0])])
def test_what_lies_in_sent_is_followed(case: dict[str, Any]) -> None:
    world = MirrorWorld(case["before"])
    world.opened()
    world.passes(case["seen"])
    assert all(CHECKS[wanted["kind"]](world, wanted) for wanted in case["conclude"]), case["conclude"]


def joined(world: MirrorWorld) -> bool:
    return any(one.place and one.place.folder == "Sent" for one in world.place.store.newest("K7F3Q2"))


def waits(world: MirrorWorld) -> bool:
    """Whether the customer still waits for our answer."""
    found = world.place.store.conversation("K7F3Q2")
    assert found is not None
    return found.status == "open"


def is_sent(world: MirrorWorld, wanted: Mapping[str, Any]) -> bool:
    draft = world.draft(wanted["draft"])
    decided = (draft.state, draft.decided_by) == ("sent", "mailprogram")
    return decided and joined(world) and not waits(world) and not world.office.transport.sent


def is_answered(world: MirrorWorld, wanted: Mapping[str, Any]) -> bool:
    stale = (why_stale(one, lately(world.place.store, one)) for one in map(world.draft, wanted.get("stale", ())))
    return joined(world) and not waits(world) and all(stale)


def is_double(world: MirrorWorld, wanted: Mapping[str, Any]) -> bool:
    found = world.place.store.conversation("K7F3Q2")
    assert found is not None
    return is_answered(world, wanted) and [one.code for one in found.needs] == ["answered_twice"]


def is_joined(world: MirrorWorld, wanted: Mapping[str, Any]) -> bool:
    return waits(world)


def is_nothing(world: MirrorWorld, wanted: Mapping[str, Any]) -> bool:
    return not joined(world) and (waits(world) or bool(world.drafts))


def is_asked(world: MirrorWorld, wanted: Mapping[str, Any]) -> bool:
    """It is told, and joins when a person says so."""
    asking = world.place.store.conversation("K7F3Q2")
    assert asking is not None
    ((mail, _),) = perhaps.asked(asking.needs)
    nothing = is_nothing(world, wanted)
    accept_sent(world.place, "K7F3Q2", mail, "sari@toko.example")
    return nothing and joined(world) and not waits(world)


def is_there(world: MirrorWorld, wanted: Mapping[str, Any]) -> bool:
    return world.draft(wanted["draft"]).state in ("waiting", "approved", "sent")


CHECKS = {
    "sent": is_sent,
    "answered": is_answered,
    "double": is_double,
    "joined": is_joined,
    "internal": is_joined,
    "ignored": is_nothing,
    "maybe": is_asked,
    "ours": is_nothing,
    "settled": is_nothing,
    "unchanged": is_there,
    "gone": is_there,
}
WHY = {
    "same words, no thread": "elsewhere_maybe",
    "its copy is gone: somebody may be sending it": "copy_gone",
}
SAID = ("kind", "draft", "conversation", "why")


def _wanted(one: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(WHY.get(said, said) for said in (str(one.get(name, "")) for name in SAID))


def _told(one: Conclusion, world: MirrorWorld, case: Mapping[str, Any]) -> tuple[str, ...]:
    named = world.names.get(one.draft, "")
    conversation = one.conversation if one.kind == "foreign" else ""
    return one.kind, named, conversation, one.why
