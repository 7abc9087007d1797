"""`csmail todo`: by the clock, with the mood, for one agent or for what nobody has."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from csmail.cli.commands import todo as command
from csmail.cli.main import run
from csmail.cli.terminal import times
from csmail.cli.terminal.times import until
from csmail.model.changes import Changes
from csmail.model.clock import Turn
from csmail.model.conversation import Conversation
from csmail.model.reason import Reason
from csmail.model.task import SendMail, Task
from csmail.stores import tinydb
from tests.contract.test_store import draft
from tests.factories import NOW, conversation, message

RULES = """
desks:
  support:
    address: support@toko.example
    timezone: Asia/Jakarta
    promises: {first_response: 1h}
    team: {agents: [{address: sari@toko.example, name: Sari}, budi@toko.example]}
    mailbox: {kind: memory}
    transport: {kind: memory}
"""
SARI, BUDI = "sari@toko.example", "budi@toko.example"
MINUTE = timedelta(minutes=1)
AT = NOW + timedelta(hours=2)
Call = Callable[..., Any]


def asked(id: str, minutes: int, **changes: Any) -> Conversation:
    """A customer who wrote so many minutes before."""
    at = AT - minutes * MINUTE
    turns = (Turn(at, "asked", id),)
    return conversation(id=id, opened_at=at, changed_at=at, last_in_at=at, turns=turns, **changes)


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    monkeypatch.setenv("CSMAIL_NOW", AT.isoformat())
    monkeypatch.delenv("CSMAIL_AGENT", raising=False)
    (tmp_path / "rules.yaml").write_text(RULES)
    store = tinydb.open(tinydb.Settings(), tmp_path)
    conversations = (
        asked("CLOCK2", 5), asked("CLOCK1", 10, assignee=SARI), asked("UPSET1", 3, mood="upset"),
        asked("URGNT1", 1, priority="urgent"),
        asked("HALF02", 31), asked("HALF01", 40, priority="low"), asked("LATE02", 70, priority="urgent"),
        asked("LATE01", 100, assignee=BUDI), asked("DRAFT1", 80, assignee=SARI),
        conversation(id="NEEDS1", needs=(Reason("look"),), changed_at=AT, status="waiting"),
        conversation(id="DOUBT1", status="closed", assignee=SARI),
    )  # fmt: skip
    angry = message(key="u", conversation="UPSET1", text="Saya sangat kecewa, kalian penipu!", subject="x")
    doubt = Task("1" * 32, "support", "c", SendMail("m1", "reply"), AT, AT, AT, "DOUBT1", "in_doubt")
    store.commit(
        Changes(
            conversations=conversations, messages=(angry,), tasks=(doubt,),
            drafts=(draft("d1", conversation="DRAFT1", created_at=AT),),
        )
    )  # fmt: skip
    store.close()

    def call(line: str, code: int = 0, text: bool = False, more: tuple[str, ...] = ()) -> Any:
        capsys.readouterr()
        found = run([*line.split(), *more, "--config", str(tmp_path / "rules.yaml"), *([] if text else ["--json"])])
        said = capsys.readouterr()
        assert found == code, said
        return said.out + said.err if text else json.loads(said.out)

    return call


ORDER = [
    ("DOUBT1", "asked"), ("LATE01", "overdue"), ("DRAFT1", "overdue"), ("LATE02", "overdue"), ("HALF01", "half_gone"),
    ("HALF02", "half_gone"), ("UPSET1", "pressing"), ("URGNT1", "pressing"), ("CLOCK1", "clock"), ("CLOCK2", "clock"),
    ("NEEDS1", "none"),
]  # fmt: skip


def test_it_goes_by_the_clock(call: Call) -> None:
    found = call("todo")
    assert [(one["conversation"], one["group"]) for one in found["todo"]] == ORDER
    assert (found["left_out"], found["by_clock"]) == (0, True)
    some = call("todo --limit 3")
    assert ([one["conversation"] for one in some["todo"]], some["left_out"]) == ([id for id, _ in ORDER[:3]], 8)


def test_the_mood_and_what_is_overdue_stand_beside_the_reason(call: Call) -> None:
    lines = {one["conversation"]: one for one in call("todo")["todo"]}
    assert lines["UPSET1"]["mood"] == "upset"
    assert lines["UPSET1"]["why"] == "no answer yet; upset"
    assert [one["code"] for one in lines["LATE01"]["reasons"]] == ["no_answer_yet", "overdue"]
    assert [one["code"] for one in lines["HALF01"]["reasons"]] == ["no_answer_yet", "half_gone"]
    assert lines["LATE01"]["due_at"] == "2026-07-06T10:20:00Z"
    assert (lines["LATE01"]["assignee"], lines["NEEDS1"]["due_at"]) == (BUDI, None)


def test_the_columns_are_due_why_who_what_and_begin_with(call: Call) -> None:
    rows = [row.split("\t") for row in call("todo", text=True).splitlines()]
    late = next(row for row in rows if "LATE01" in row[4])
    assert (late[0], late[2], late[4]) == ("-40m", "budi", "csmail conversations show LATE01")
    assert late[1] == "no answer yet; overdue"
    assert late[3] == "1h Jane Roe: Pesanan 12345"
    assert next(row[0] for row in rows if "CLOCK2" in row[4]) == "55m"


@pytest.mark.parametrize(
    ("option", "ids"),
    [
        ("--of sari", ["DOUBT1", "DRAFT1", "CLOCK1"]),
        ("--of Budi", ["LATE01"]),
        ("--unassigned", [id for id, _ in ORDER if id not in ("DOUBT1", "LATE01", "DRAFT1", "CLOCK1")]),
        ("--all", [id for id, _ in ORDER]),
        ("--desk support", [id for id, _ in ORDER]),
        ("--desk sales", []),
    ],
)
def test_it_is_asked_for_one_agent_or_for_what_nobody_has(call: Call, option: str, ids: list[str]) -> None:
    found = call(f"todo {option}")
    assert [one["conversation"] for one in found["todo"]] == ids
    assert found["left_out"] == 0


def test_mine_is_what_the_one_who_asks_has(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "is not an agent" in call("todo --mine", 69, text=True)
    monkeypatch.setenv("CSMAIL_AGENT", "sari")
    assert [one["conversation"] for one in call("todo --mine")["todo"]] == ["DOUBT1", "DRAFT1", "CLOCK1"]
    assert "cannot be asked together" in call("todo --mine --unassigned", 2, text=True)


def test_a_list_too_long_for_a_look_at_each_says_so(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "EXACT", 5)
    found = call("todo")
    assert (found["by_clock"], len(found["todo"])) == (False, len(ORDER))
    assert found["todo"][0]["conversation"] == "DOUBT1"
    assert "by priority and time" in call("todo", text=True)


def test_how_long_until_it_is_due(monkeypatch: pytest.MonkeyPatch) -> None:
    token = times.ZONES.set({"support": "Asia/Jakarta"})
    try:
        said = [until(AT + span, AT, "support") for span in (-2 * 60 * MINUTE, 12 * MINUTE, 180 * MINUTE)]
        assert said == ["-2h", "12m", "3h"]
        tomorrow = AT.replace(hour=2, minute=15) + timedelta(days=1)
        assert until(tomorrow, AT, "support") == "tomorrow 09.15"
        monkeypatch.setenv("CSMAIL_LANG", "id")
        assert until(tomorrow, AT, "support") == "besok 09.15"
        assert until(tomorrow + timedelta(days=3), AT, "support") == "2026-07-10 09:15 WIB"
    finally:
        times.ZONES.reset(token)


@pytest.mark.parametrize(
    ("where", "ids"),
    [
        ("assignee=sari@toko.example", ["DOUBT1", "DRAFT1", "CLOCK1"]),
        ("priority: urgent", ["LATE02", "URGNT1"]),
        ("mood: upset", ["UPSET1"]),
        ("priority<normal", ["HALF01"]),
        ("tagged: nothing", []),
    ],
)
def test_it_is_asked_for_what_a_selection_leaves(call: Call, where: str, ids: list[str]) -> None:
    found = call("todo", more=("--where", where))
    assert [one["conversation"] for one in found["todo"]] == ids
    assert found["left_out"] == 0


def test_a_selection_is_cut_like_everything_and_says_how_many_more_there_are(call: Call) -> None:
    found = call("todo --limit 1", more=("--where", "assignee=sari@toko.example"))
    assert ([one["conversation"] for one in found["todo"]], found["left_out"]) == (["DOUBT1"], 2)
