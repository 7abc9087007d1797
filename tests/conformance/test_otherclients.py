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
CASES = [one for one in cases("otherclients.yaml", {})] if HERE else []

pytestmark = pytest.mark.skipif(not HERE, reason="there is no table otherclients.yaml")


def of_drafts(case: Mapping[str, Any]) -> bool:
    """Whether the case is about the folder of drafts alone."""
    return "filed" in case["before"] and "sent" not in case["seen"]


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
