"""The table otherclients.yaml: what people left in Drafts and Sent with other programs, and what a pass concludes."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from csmail.desk.mirror.look import look
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


SAID = ("kind", "draft", "conversation", "why")


def _wanted(one: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(one.get(name, "")) for name in SAID)


def _told(one: Conclusion, world: MirrorWorld, case: Mapping[str, Any]) -> tuple[str, ...]:
    named = world.names.get(one.draft, "")
    conversation = one.conversation if one.kind == "foreign" else ""
    return one.kind, named, conversation, one.why
