"""`csmail claim`, `release`, `assign me`, `away`, `back`, `team`, `list --assignee`: as typed, with exit codes."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
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
    promises: {first_response: 30m}
    team:
      agents:
        - {address: sari@toko.example, name: Sari}
        - {address: budi@toko.example, name: Budi, knows: [refund], languages: [id]}
        - eka@toko.example
      assign: {at_most: 2}
    mailbox: {kind: memory}
    transport: {kind: memory}
"""
SARI, BUDI = "sari@toko.example", "budi@toko.example"
Call = Callable[..., Any]


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """A command as somebody types it: its document, or with `text` what stood on both streams."""
    (tmp_path / "rules.yaml").write_text(RULES)
    for name in ("CSMAIL_AGENT", "CSMAIL_BY", "LOGNAME", "USER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("USER", "root")
    monkeypatch.setenv("CSMAIL_NOW", "2026-07-06T16:10+07:00")
    store = tinydb.open(tinydb.Settings(), tmp_path)
    asked = (Turn(NOW, "asked", "k1"),)
    numbered = [conversation(id=id, turns=asked, last_in_at=NOW) for id in ("K7F3Q2", "B2M9XX")]
    store.commit(Changes(conversations=tuple(numbered), messages=(message(conversation="K7F3Q2"),)))
    store.close()

    def call(*line: str, code: int = 0, by: str = "", text: bool = False) -> Any:
        if by:
            monkeypatch.setenv("CSMAIL_AGENT", by)
        else:
            monkeypatch.delenv("CSMAIL_AGENT", raising=False)
        capsys.readouterr()
        more = [] if text else ["--json"]
        found = run([*line, "--config", str(tmp_path / "rules.yaml"), *more])
        said = capsys.readouterr()
        assert found == code, said
        return (said.out + said.err) if text else json.loads(said.out or "null")

    return call


def holder(call: Call, id: str = "K7F3Q2") -> str:
    return str(call("conversations", "show", id)["conversation"]["assignee"])


def test_of_two_who_claim_the_second_is_told_who_has_it_since_when(call: Call) -> None:
    assert call("claim", "K7F3Q2", by="budi")["conversation"]["assignee"] == BUDI
    said = call("claim", "K7F3Q2", by="sari", code=69, text=True)
    assert "Budi has it since 16.10" in said
    assert call("claim", "K7F3Q2", by="sari", code=69)["steps"][0]["code"] == "taken"
    assert call("claim", "K7F3Q2", "--dry-run", by="sari", code=69)["steps"][0]["code"] == "taken"
    assert call("claim", "K7F3Q2", by="budi")["steps"][0]["code"] == "already_assigned"
    assert call("claim", "K7F3Q2", "--force", "--by", "Sari")["conversation"]["assignee"] == SARI
    assert call("release", "K7F3Q2", "--dry-run")["dry_run"]
    assert holder(call) == SARI
    call("release", "K7F3Q2")
    assert holder(call) == ""
    call("release", "K7F3Q2")


def test_a_login_that_is_no_agent_claims_nothing_and_is_told_how_to_say_who_it_is(call: Call) -> None:
    said = call("claim", "K7F3Q2", code=69, text=True)
    assert "root is not an agent of support" in said
    assert "CSMAIL_BY" in said
    assert "not an agent" in call("away", "--until", "17:00", code=69, text=True)
    assert holder(call) == ""


def test_a_login_that_is_an_agents_acts_as_him(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("USER", "eka")
    monkeypatch.setenv("LOGNAME", "eka")
    call("claim", "K7F3Q2")
    assert holder(call) == "eka@toko.example"
    (receipt,) = call("why", "K7F3Q2")["receipts"]
    assert receipt["by"] == "eka@toko.example"


@pytest.mark.parametrize(
    ("word", "by", "agent"),
    [("me", "budi", BUDI), ("Budi", "", BUDI), ("budi", "root", BUDI), (SARI.upper(), "", SARI), ("nobody", "", "")],
)
def test_an_agent_is_named_as_people_name_him(call: Call, word: str, by: str, agent: str) -> None:
    call("assign", "K7F3Q2", "eka")
    assert call("assign", "K7F3Q2", word, "--note", "please", by=by)["conversation"]["assignee"] == agent
    shown = call("conversations", "show", "K7F3Q2")
    assert [one["text"] for one in shown["messages"] if one["direction"] == "note"] == ["please"]
    listed = call("conversations", "list", "--assignee", word, by=by)["conversations"]
    assert "K7F3Q2" in [one["id"] for one in listed]


def test_a_list_of_an_agent_nobody_knows_says_who_there_is(call: Call) -> None:
    assert BUDI in call("conversations", "list", "--assignee", "zed", code=66, text=True)
    assert call("conversations", "list", "--assignee", "gone@toko.example")["conversations"] == []
    assert "root is not an agent" in call("conversations", "list", "--assignee", "me", code=69, text=True)


def test_away_is_refused_for_the_past_and_ends_what_the_agent_has_when_asked(call: Call) -> None:
    call("claim", "K7F3Q2", by="budi")
    assert "that is over already" in call("away", "budi", "--until", "09:00", code=2, text=True)
    rehearsed = call("away", "budi", "--until", "mon 9", "--release", "--dry-run", by="sari")
    assert ([one["id"] for one in rehearsed["released"]], rehearsed["dry_run"]) == (["K7F3Q2"], True)
    assert holder(call) == BUDI
    done = call("away", "budi", "--until", "mon 9", "--release", by="sari")
    assert (done["agent"], done["until"]) == (BUDI, "2026-07-13T02:00:00Z")
    assert holder(call) == ""
    (line,) = [one for one in call("team")["team"] if one["agent"] == BUDI]
    assert (line["presence"], line["back_at"], line["away_by"]) == ("away", "2026-07-13T02:00:00Z", SARI)
    told = call("why", BUDI)["receipts"]
    assert [(one["by"], one["steps"][0]["deeds"][0]["code"]) for one in told] == [(SARI, "agent_away")]
    assert call("store", "check")["problems"] == []
    call("back", by="budi")
    assert call("back", by="budi")["did"] == []
    assert {one["presence"] for one in call("team")["team"]} == {"there"}


def test_the_team_is_shown_with_what_each_has_and_what_is_due_next(call: Call) -> None:
    call("claim", "K7F3Q2", by="budi")
    (line,) = [one for one in call("team")["team"] if one["agent"] == BUDI]
    assert (line["load"], line["at_most"], line["knows"], line["languages"]) == (1, 2, ["refund"], ["id"])
    assert (line["due_at"], line["conversation"]) == ("2026-07-06T09:30:00Z", "K7F3Q2")
    assert "Budi <budi@toko.example>\tyes\t1 of 2\t2026-07-06 16:30 WIB K7F3Q2" in call("team", text=True)
    assert "there is no desk" in call("team", "--desk", "zed", code=66, text=True)


def test_auto_by_hand_says_how_it_chose(call: Call) -> None:
    given = call("assign", "K7F3Q2", "auto")
    assert given["conversation"]["assignee"] == SARI
    assert given["steps"][0]["deeds"][0]["evidence"]["why"] == "agent_turn"
    assert call("assign", "K7F3Q2", "auto")["steps"][0]["code"] == "already_assigned"
    assert call("assign", "B2M9XX", "auto")["conversation"]["assignee"] == BUDI


def test_check_tells_of_an_agent_who_left_and_still_has_conversations(call: Call, tmp_path: Path) -> None:
    call("claim", "K7F3Q2", by="eka")
    (tmp_path / "rules.yaml").write_text(RULES.replace("        - eka@toko.example\n", ""))
    (tmp_path / "templates").mkdir()
    (found,) = [one for one in call("check", "--offline")["findings"] if one["code"] == "agent_gone"]
    assert (found["state"], found["evidence"]) == ("note", {"agent": "eka@toko.example", "conversations": "1"})


def test_of_many_who_claim_at_once_one_has_it(call: Call, tmp_path: Path) -> None:
    """Threads here, processes in tests/faults: what decides is the version of the conversation in the store."""
    codes: list[int] = []
    config = str(tmp_path / "rules.yaml")

    def claim(by: str) -> None:
        codes.append(run(["claim", "K7F3Q2", "--by", by, "--config", config, "--quiet"]))

    people = [threading.Thread(target=claim, args=(name,)) for name in ("sari", "budi", "eka")]
    for one in people:
        one.start()
    for one in people:
        one.join()
    assert sorted(codes) == [0, 69, 69]
