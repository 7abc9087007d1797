"""`csmail promises` and what else the command line says of promises."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from csmail.cli.main import run
from csmail.model.address import Address
from csmail.model.changes import Changes
from csmail.model.clock import Turn
from csmail.model.duration import parse_span
from csmail.model.promise import Promise
from csmail.stores.tinydb import Settings
from csmail.stores.tinydb import open as open_store
from tests import factories

SAID_AT = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
FILE = """\
desks:
  support:
    address: support@toko.example
    timezone: Asia/Jakarta
    hours: {mon-fri: "09:00-17:00"}
    promises: {PROMISES}
    mailbox: {kind: memory}
    transport: {kind: memory}
store: {kind: tinydb, path: state}
"""
Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    monkeypatch.setenv("CSMAIL_CONFIG", str(tmp_path / "rules.yaml"))
    (tmp_path / "templates").mkdir()
    write(tmp_path, "{first_response: 30m}")
    store = open_store(Settings("state"), tmp_path)
    word = Promise("first_response", SAID_AT, parse_span("30m"), SAID_AT + timedelta(minutes=30), "m", SAID_AT)
    open_one = factories.conversation(
        id="K7F3Q2", customer=Address("rina@cust.example", "Rina"), promises=(word,), assignee="sari@toko.example",
        turns=(Turn(SAID_AT, "asked", "a"),),
    )  # fmt: skip
    answered = Turn(SAID_AT + timedelta(minutes=5), "answered", "b")
    kept = factories.conversation(id="B2M9XX", promises=(word,), turns=(Turn(SAID_AT, "asked", "a"), answered))
    store.commit(Changes(conversations=(open_one, kept)))
    store.close()

    def called(line: str, minutes: int = 0) -> tuple[int, str, str]:
        monkeypatch.setenv("CSMAIL_NOW", (SAID_AT + timedelta(minutes=minutes)).isoformat())
        capsys.readouterr()
        code = run(line.split())
        said = capsys.readouterr()
        return code, said.out, said.err

    return called


def write(folder: Path, promises: str) -> None:
    (folder / "rules.yaml").write_text(FILE.replace("{PROMISES}", promises), encoding="utf-8")


@pytest.mark.parametrize(
    ("minutes", "state"),
    [
        (5, "25m Rina (sari@toko.example) open"),
        (16, "14m Rina (sari@toko.example) half gone, apology at 2026-11-02 10:24 WIB"),
        (25, "5m Rina (sari@toko.example) half gone, apology drafted"),
        (150, "- Rina (sari@toko.example) broken 2h ago"),
    ],
)
def test_what_is_owed_is_listed_with_how_it_stands(call: Call, minutes: int, state: str) -> None:
    code, said, _ = call("promises", minutes)
    assert code == 0
    due, *rest = said.rstrip("\n").split("\t")
    assert due == "2026-11-02 10:30 WIB"
    assert rest == [rest[0], "K7F3Q2", *rest[2:]]
    assert " ".join((rest[0], *rest[2:])) == state


def test_kept_ones_are_listed_when_they_are_asked_for(call: Call) -> None:
    _, said, _ = call("promises list --state kept --json", 60)
    (line,) = json.loads(said)["promises"]
    assert (line["conversation"], line["state"], line["ended_at"]) == ("B2M9XX", "kept", "2026-11-02T03:05:00Z")
    assert call("promises --state kept --since 2026-11-03", 60)[1] == ""


def test_an_unknown_state_is_refused(call: Call) -> None:
    code, _, error = call("promises --state late")
    assert code == 2
    assert "open, kept, broken, replaced, void" in error


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("{first_response: 0m}", "a promise of nothing cannot be kept: leave it out"),
        ("{first_response: soon}", "'soon' is no"),
        ("{first_response: 30m, warn: 90%, apologise: 80%}", "the apology would come before the warning"),
        ("{first_response: 30m, warn: 85%}", "the apology would come before the warning"),
        ("{first_response: 30m, warn: half}", "'half' is not a share: write it like 50%"),
        ("{first_response: 30m, warn: 0%}", "'0%' is not a share: write it like 50%"),
        ("{first_response: 30m, apologise: 100%}", "'100%' is not a share: write it like 50%"),
        ("{by_priority: {hoch: {first_response: 30m}}}", "hoch is not a priority: low, normal, high, urgent"),
    ],
)
def test_what_is_wrong_with_promises_is_told_with_its_place(
    call: Call, tmp_path: Path, written: str, told: str
) -> None:
    write(tmp_path, written)
    code, out, error = call("rules check")
    assert code == 78
    assert told in out + error
    assert "rules.yaml:6:" in out + error


def test_a_promise_for_a_closed_conversation_is_refused_with_the_way_out(call: Call) -> None:
    assert call("close K7F3Q2", 1)[0] == 0
    code, out, error = call("promise K7F3Q2 60m", 2)
    assert code == 69
    assert "K7F3Q2 is closed: csmail reopen K7F3Q2" in out + error
