"""bulk.yaml: one command for many, through the command line; what a counting server accepted."""

from __future__ import annotations

import os
import shlex
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from tests.conformance._bulk_world import Ran, World
from tests.conformance._cases import cases

TABLE = Path(os.environ.get("CSMAIL_CONFORMANCE") or Path(__file__).parent) / "bulk.yaml"


CASES = (
    [pytest.param(one.values[0], *one.values, id=one.id) for one in cases("bulk.yaml", {})] if TABLE.exists() else []
)
TOLD = frozenset(
    {"exit", "lines", "selected", "sent", "sent_count", "sent_count_at_most", "stderr", "stopped_by", "answers_clocks"}
    | {"templates_used", "recipients_of_each", "header_has_no", "accepted_by_server"}
)


@pytest.fixture
def world(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> World:
    return World(request.param, tmp_path, monkeypatch, capsys)


@pytest.mark.parametrize(("world", "case"), CASES, indirect=["world"])
def test_a_bulk_does_what_the_table_says(world: World, case: dict[str, Any]) -> None:
    expected = case["expect"]
    assert not set(expected) - TOLD, "nobody taught the runner what these mean"
    world.meanwhile()
    ran = world.run(shlex.split(case["run"]))
    assert ran.exit == expected["exit"], ran
    _lines(ran, expected)
    _mails(world, expected)
    if "stderr" in expected:
        assert expected["stderr"] in ran.stderr
    if "stopped_by" in expected:
        assert any(expected["stopped_by"] in one["why"] for one in lines_of(ran))
    if expected.get("answers_clocks"):
        with world.opened() as store:
            found = [store.conversation(id) for id in expected["sent"]]
        assert all(one and one.status == "waiting" and one.turns[-1].kind == "answered" for one in found)


def lines_of(ran: Ran) -> list[dict[str, Any]]:
    return list(ran.document["lines"]) if ran.document else []


def _lines(ran: Ran, expected: dict[str, Any]) -> None:
    if "lines" in expected:
        told = lines_of(ran)
        assert len(told) == len(expected["lines"]), told
        shown = [{name: one[name] for name in want} for one, want in zip(told, expected["lines"], strict=True)]
        assert shown == expected["lines"]
    if "selected" in expected:
        assert [one["conversation"] for one in lines_of(ran)] == expected["selected"]


def _mails(world: World, expected: dict[str, Any]) -> None:
    sent = world.server.sent
    mails = [message_from_bytes(mail.data, policy=default) for mail, _ in sent]
    with world.opened() as store:
        keys = {mail.key for mail, _ in sent}
        tasks = [task for task in store.tasks() if getattr(task.work, "mail", "") in keys and task.state == "sent"]
    if "sent" in expected:
        assert sorted(task.conversation for task in tasks) == sorted(expected["sent"])
        assert len(sent) == len(expected["sent"])
    if "sent_count" in expected:
        assert len(sent) == expected["sent_count"]
    assert len(sent) <= expected.get("sent_count_at_most", len(sent))
    if "recipients_of_each" in expected:
        assert {len(taken) for _, taken in sent} == {expected["recipients_of_each"]}
    if "header_has_no" in expected:
        assert all(expected["header_has_no"] not in mail for mail in mails)
    for conversation, template in expected.get("templates_used", {}).items():
        (key,) = {task.work.mail for task in tasks if task.conversation == conversation}  # type: ignore[union-attr]
        (text,) = [mail.data.decode() for mail, _ in sent if mail.key == key]
        assert f"({template})" in text
    for spec, count in expected.get("accepted_by_server", {}).items():
        accepted = sum(spec in taken for _, taken in sent)
        assert accepted in [int(one) for one in str(count).split(" or ")]
