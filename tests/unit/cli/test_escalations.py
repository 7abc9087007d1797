"""`csmail escalations`: who was told when, and who has not reacted."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from csmail.cli.main import run
from csmail.model.address import Address
from csmail.model.changes import Changes
from csmail.model.clock import Turn
from csmail.model.conversation import Escalation
from csmail.stores.tinydb import Settings
from csmail.stores.tinydb import open as open_store
from tests import factories

AT = datetime(2026, 11, 2, 3, 15, tzinfo=UTC)
LATER = AT + timedelta(minutes=10)
FILE = """\
desks:
  support:
    address: support@toko.example
    timezone: Asia/Jakarta
    mailbox: {kind: memory}
    transport: {kind: memory}
store: {kind: tinydb, path: state}
"""
UP = Escalation("spec@toko.example", AT, by="clock", step="specialist")
Call = Callable[[str], tuple[int, str]]


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    (tmp_path / "rules.yaml").write_text(FILE, encoding="utf-8")
    monkeypatch.setenv("CSMAIL_CONFIG", str(tmp_path / "rules.yaml"))
    waiting = factories.conversation(id="AAAAAA", escalations=(UP,))
    answered = factories.conversation(
        id="BBBBBB", escalations=(UP,), turns=(Turn(AT, "asked", "a"), Turn(LATER, "answered", "b"))
    )
    away = factories.conversation(id="CCCCCC", escalations=(replace(UP, absent=True), replace(UP, passed_over=True)))
    wrote = factories.conversation(id="DDDDDD", escalations=(UP,))
    closed = factories.conversation(id="EEEEEE", escalations=(UP,), status="closed")
    note = factories.message(
        key="n", conversation="DDDDDD", originators=(Address("spec@toko.example"),), received_at=LATER
    )
    store = open_store(Settings(), tmp_path)
    store.commit(Changes(conversations=(waiting, answered, away, wrote, closed), messages=(note,)))
    store.close()

    def called(line: str) -> tuple[int, str]:
        capsys.readouterr()
        return run(line.split()), capsys.readouterr().out

    return called


def test_each_step_is_listed_with_what_came_of_it(call: Call) -> None:
    code, said = call("escalations --json")
    states = sorted((one["conversation"], one["state"]) for one in json.loads(said)["escalations"])
    assert code == 0
    assert states == [
        ("AAAAAA", "waiting"), ("BBBBBB", "answered"), ("CCCCCC", "away"), ("CCCCCC", "passed_over"),
        ("DDDDDD", "answered"),
    ]  # fmt: skip


def test_only_those_without_a_reaction_are_listed_on_wish(call: Call) -> None:
    _, said = call("escalations list --open")
    assert said.rstrip("\n").split("\t") == [
        "2026-11-02 10:15 WIB", "specialist", "spec@toko.example", "AAAAAA", "no reaction", "Pesanan 12345",
    ]  # fmt: skip
