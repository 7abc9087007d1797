"""`csmail snooze`, `csmail remind` and what `csmail todo`, `conversations` and `why` say of what is put off."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from csmail.cli.main import run
from csmail.model.changes import Changes
from csmail.model.clock import Turn
from csmail.stores import tinydb
from tests.factories import NOW, conversation, message

RULES = """
desks:
  support:
    address: support@toko.example
    timezone: Asia/Jakarta
    promises: {first_response: 4h}
    escalation: [{to: lead@toko.example}]
    team: {agents: [{address: sari@toko.example, name: Sari}]}
    mailbox: {kind: memory}
    transport: {kind: memory}
"""
Call = Callable[..., Any]


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    monkeypatch.setenv("CSMAIL_AGENT", "sari")
    (tmp_path / "rules.yaml").write_text(RULES)
    store = tinydb.open(tinydb.Settings(), tmp_path)
    asked = conversation(id="K7F3Q2", opened_at=NOW, changed_at=NOW, last_in_at=NOW, turns=(Turn(NOW, "asked", "m1"),))
    said = message(key="m1", conversation="K7F3Q2", received_at=NOW)
    store.commit(Changes(conversations=(asked,), messages=(said,)))
    store.close()

    def call(*words: str, code: int = 0, after: int = 1, text: bool = False, language: str = "en") -> Any:
        monkeypatch.setenv("CSMAIL_NOW", (NOW + timedelta(minutes=after)).isoformat())
        monkeypatch.setenv("CSMAIL_LANG", language)
        capsys.readouterr()
        found = run([*words, "--config", str(tmp_path / "rules.yaml"), *([] if text else ["--json"])])
        said = capsys.readouterr()
        assert found == code, said
        return said.out + said.err if text else json.loads(said.out)

    return call


def listed(call: Call, *more: str, after: int = 1) -> list[str]:
    return [line["conversation"] for line in call("todo", *more, after=after)["todo"]]


@pytest.mark.parametrize("words", [("3d",), ("--until", "3d"), ("--until", "mon 9"), ("2026-12-24",), ("besok 09.00",)])
def test_it_leaves_the_list_and_is_back_at_half_of_the_promise(call: Call, words: tuple[str, ...]) -> None:
    assert listed(call) == ["K7F3Q2"]
    call("snooze", "K7F3Q2", *words)
    document = call("todo")
    assert (document["todo"], document["snoozed"]) == ([], 1)
    (line,) = call("todo", "--all")["todo"]
    assert line["snoozed_until"] is not None
    assert listed(call, after=119) == []
    assert listed(call, after=120) == ["K7F3Q2"], "whether a pass was made or not"


def test_a_dry_run_changes_nothing_and_says_what_it_would_do(call: Call) -> None:
    assert "would have snoozed until" in call("snooze", "K7F3Q2", "3d", "--dry-run", text=True)
    assert listed(call) == ["K7F3Q2"]


def test_it_is_listed_again_by_hand(call: Call) -> None:
    call("snooze", "K7F3Q2", "3d")
    assert "listed again" in call("snooze", "K7F3Q2", "--off", text=True)
    assert listed(call) == ["K7F3Q2"]
    assert "nothing to do" in call("snooze", "K7F3Q2", "--off", text=True)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("snooze", "K7F3Q2", "yesterday"), 2, "that is over already"),
        (("snooze", "K7F3Q2", "--until", "2020-01-01"), 2, "that is over already"),
        (("snooze", "K7F3Q2"), 2, "say until when"),
        (("snooze", "K7F3Q2", "soon"), 2, "write it like"),
        (("snooze", "K7F3Q2", "3d", "--until", "4d"), 2, "given twice"),
        (("remind", "K7F3Q2"), 2, "say until when"),
        (("remind", "K7F3Q2", "kemarin"), 2, "that is over already"),
    ],
)
def test_what_cannot_be_is_told_with_how_to_write_it(call: Call, words: tuple[str, ...], code: int, said: str) -> None:
    assert said in call(*words, code=code, text=True)


def test_what_is_overdue_stays(call: Call) -> None:
    assert "stays in csmail todo" in call("snooze", "K7F3Q2", "3d", code=69, after=300, text=True)
    assert "tetap di csmail todo" in call("snooze", "K7F3Q2", "3d", code=69, after=300, text=True, language="id")


def test_it_is_shown_wherever_the_conversation_is_looked_at(call: Call) -> None:
    call("snooze", "K7F3Q2", "mon 9")
    call("remind", "K7F3Q2", "3d", "call her")
    shown = call("conversations", "show", "K7F3Q2", text=True, language="id")
    assert "ditunda sampai" in shown
    assert "09:00 WIB" in shown
    assert "pengingat dari sari@toko.example: call her" in shown
    assert "snoozed" in call("conversations", "list", text=True)
    (line,) = call("conversations", "list")["conversations"]
    assert (line["snoozed_until"] is not None, line["reminders"][0]["text"]) == (True, "call her")
    assert "snoozed until" in call("why", "K7F3Q2", text=True)
    assert "1 snoozed; --all lists them too" in call("todo", text=True)
