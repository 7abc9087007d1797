"""A person is told when a desk's breaker holds acknowledgements: in `todo`, in `status`."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from csmail.cli.main import run
from csmail.model.changes import Acknowledged, Changes
from csmail.model.reason import Reason
from csmail.model.task import SendMail, Task
from csmail.stores import tinydb

RULES = """
desks:
  support:
    address: support@toko.example
    mailbox: {kind: memory}
    transport: {kind: folder, path: outgoing}
    acknowledge: {per_hour: 3}
  sales:
    address: sales@toko.example
    mailbox: {kind: memory}
    transport: {kind: folder, path: outgoing}
store: {kind: tinydb, path: state}
"""
Asking = Callable[[str], Any]


@pytest.fixture
def ask(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Asking:
    """A command's document, or its lines without --json."""
    (tmp_path / "rules.yaml").write_text(RULES)
    (tmp_path / "templates").mkdir()

    def call(line: str) -> Any:
        assert run([*line.split(), "--config", str(tmp_path / "rules.yaml")]) == 0
        said = capsys.readouterr().out
        return json.loads(said) if "--json" in line else said

    return call


def held(number: int, reason: Reason, at: datetime) -> Task:
    work = SendMail(f"m{number}", "acknowledgement")
    return Task(f"{number:032}", "support", f"c{number}", work, at, at, at, "K7F3Q2", "held", reason=reason)


def remember(folder: Path, due: int, holds: int, ago: timedelta = timedelta(minutes=5)) -> None:
    at = datetime.now(UTC) - ago
    rows = tuple(Acknowledged("support", f"a{n}@d{n}.example", at, f"C{n}") for n in range(due))
    tasks = tuple(held(n, Reason.of("breaker_open", count=3, limit=3), at) for n in range(holds))
    store = tinydb.open(tinydb.Settings(), folder)
    other = held(999, Reason.of("rate_limited", count=3, hours=24), at)
    store.commit(Changes(acknowledged=rows, tasks=(*tasks, other)))
    store.close()


def test_hundreds_of_held_acknowledgements_make_one_line(ask: Asking, tmp_path: Path) -> None:
    remember(tmp_path, due=300, holds=297)
    first, second = ask("todo --json")["todo"]
    assert first["urgency"] == "urgent"
    assert first["why"].startswith(
        "support: acknowledgements to new senders are stopped: 300 were due within an hour, the limit is 3"
    )
    assert first["why"].endswith("297 held")
    assert first["command"] == "csmail outbox release --cause breaker_open --dry-run"
    assert "this sender had enough acknowledgements" in second["why"]
    assert len(ask("todo --desk sales --json")["todo"]) == 0


def test_the_line_stays_until_somebody_has_looked_at_what_was_held(ask: Asking, tmp_path: Path) -> None:
    remember(tmp_path, due=7, holds=4, ago=timedelta(hours=3))
    first, _ = ask("todo --json")["todo"]
    assert "go out again; 4 held" in first["why"]
    assert ask("status --json")["desks"][0]["acknowledgements_stopped"] is False


def test_status_tells_which_desk_has_stopped(ask: Asking, tmp_path: Path) -> None:
    remember(tmp_path, due=3, holds=0)
    support, sales = ask("status --json")["desks"]
    assert (support["acknowledged_hour"], support["acknowledgements_stopped"]) == (3, True)
    assert (sales["acknowledged_hour"], sales["acknowledgements_stopped"]) == (0, False)
    assert ask("status").count("acknowledgements to new senders are stopped: 3 were due within an hour") == 1
    assert [(one["code"], one["evidence"]) for one in support["reasons"]] == [
        ("acknowledgements_stopped", {"due": "3", "limit": "3", "held": "0"})
    ]
    assert sales["reasons"] == []
    assert "0 held" in ask("todo --json")["todo"][0]["why"]
