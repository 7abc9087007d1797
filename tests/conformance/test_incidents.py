"""incidents.yaml: who is affected, told once, acknowledged meanwhile, followed up; through the command line."""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.conformance._cases import cases
from tests.conformance._incident_world import World

TABLE = Path(os.environ.get("CSMAIL_CONFORMANCE") or Path(__file__).parent) / "incidents.yaml"
CASES = (
    [pytest.param(one.values[0], *one.values, id=one.id) for one in cases("incidents.yaml", {})]
    if TABLE.exists()
    else []
)
FIRST = frozenset({"notice", "joined"})
TOLD = frozenset(
    {"exit", "affected", "told", "told_count", "told_when_released", "incident_open", "threaded", "reopened", "stderr"}
    | {"acknowledged", "needs", "notes", "followed_up", "skipped", "skipped_count", "notices_to", "first_response_of"}
    | {"templates_used", "accepted_by_server_each_at_most", "updated", "closed", "status", "tags", "waiting"}
)


@pytest.fixture
def world(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> World:
    return World(request.param, tmp_path, monkeypatch, capsys)


@pytest.mark.parametrize(("world", "case"), CASES, indirect=["world"])
def test_an_incident_does_what_the_table_says(world: World, case: dict[str, Any]) -> None:
    untaught = (set(case["expect"]) - TOLD) | world.untaught()
    if untaught:
        pytest.skip(f"nobody taught the runner what {sorted(untaught)} means")
    world.live()
    expected = case["expect"]
    if "exit" in expected:
        assert world.ran[-1].exit == expected["exit"], world.ran[-1]
    if "stderr" in expected:
        assert expected["stderr"] in world.ran[-1].stderr
    _people(world, expected)
    _mails(world, expected)
    _conversations(world, expected)


def _people(world: World, expected: dict[str, Any]) -> None:
    shown = world.document("incident", "show", "PAY1")
    head, lines = shown.get("incident") or {}, shown.get("lines", [])
    told = _told(lines)
    if "told" in expected:
        assert told == set(expected["told"])
    for key, found in (("told_count", "told"), ("waiting", "waiting")):
        if key in expected:
            assert head[found] == expected[key]
    if "incident_open" in expected:
        listed = world.document("incident", "list")["incidents"]
        assert any(one["name"] == "PAY1" and one["state"] == "open" for one in listed) == expected["incident_open"]
    for key, wave in (("followed_up", "over"), ("updated", "update-1")):
        if key in expected:
            sent = Counter(one["to"] for one in lines if one["mail"] == wave and one["result"] == "sent")
            assert sent == Counter(expected[key])
    if "told_when_released" in expected:
        world.release()
        assert _told(world.document("incident", "show", "PAY1")["lines"]) - told == set(expected["told_when_released"])
    _lines(world, expected)


def _told(lines: list[dict[str, Any]]) -> set[str]:
    return {one["to"] for one in lines if one["result"] == "sent" and one["mail"] in FIRST}


def _lines(world: World, expected: dict[str, Any]) -> None:
    """What the last command said of each."""
    last = (world.ran[-1].document or {}).get("lines", []) if world.ran else []
    skipped = {one["to"]: one["why"] for one in last if one["result"] == "skipped"}
    if "affected" in expected:
        assert {one["to"] for one in last if one["result"] == "would_send"} == set(expected["affected"])
    for spec, why in (expected.get("skipped") or {}).items():
        assert why in skipped[spec]
    if "skipped_count" in expected:
        assert len(skipped) == expected["skipped_count"]


def _mails(world: World, expected: dict[str, Any]) -> None:
    of_incident = [(mail, to) for mail, to in world.server.sent if b"(incident-" in mail.data]
    for spec, count in (expected.get("notices_to") or {}).items():
        assert sum(spec in to for _, to in of_incident) == count
    for spec, template in (expected.get("templates_used") or {}).items():
        assert any(f"({template})".encode() in mail.data for mail, to in of_incident if spec in to)
    for spec, name in (expected.get("threaded") or {}).items():
        (text,) = [text for text in world.server.said(spec) if "(incident-notice" in text]
        assert f"\r\nIn-Reply-To: <{name}@c.example>\r\n" in text
    if "accepted_by_server_each_at_most" in expected:
        accepted = Counter(one for _, to in world.server.sent for one in to)
        assert max(accepted.values()) <= expected["accepted_by_server_each_at_most"]
    for name, template in (expected.get("acknowledged") or {}).items():
        with world.opened() as store:
            tasks = [one for one in store.tasks("support", ("sent",)) if one.conversation == world.ids[name]]
            mails = [store.mail(one.work.mail) for one in tasks if one.purpose == "acknowledgement"]  # type: ignore[union-attr]
        assert [re.findall(r"\((\S+)\.\w\w\)", mail.content) for mail in mails if mail] == [[template]]


def _conversations(world: World, expected: dict[str, Any]) -> None:
    with world.opened() as store:
        found = {name: one for name, id in world.ids.items() if (one := store.conversation(id)) is not None}
    for name, code in (expected.get("needs") or {}).items():
        assert code in {reason.code for reason in found[name].needs}
    for name, words in (expected.get("notes") or {}).items():
        assert words in world.run(["why", found[name].id]).stderr + str(world.document("why", found[name].id))
    if "reopened" in expected:
        were = {one["conversation"] for one in world.given.get("mails") or () if one.get("status") == "closed"}
        assert {name for name in were if found[name].status != "closed"} == set(expected["reopened"])
    if "closed" in expected:
        assert {name for name, one in found.items() if one.status == "closed"} == set(expected["closed"])
    for name, status in (expected.get("status") or {}).items():
        assert found[name].status == status
    for name, tags in (expected.get("tags") or {}).items():
        assert {str(one).lower() for one in tags} <= found[name].tags
    for name, state in (expected.get("first_response_of") or {}).items():
        clocks = world.document("why", found[name].id)["clocks"]
        assert next(one["state"] for one in clocks if one["clock"] == "first_response") == state
