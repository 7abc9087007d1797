"""What could not leave yet says so on stdout, and `csmail todo` does not call it unanswered."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.cli.test_manners import DRAFTED, FILE, OPEN, Call, call, made

__all__ = ["call", "made"]
CLOSED_WAY = FILE.replace(
    "transport: {kind: memory}",
    "transport: {kind: smtp, host: 127.0.0.1, port: 1, tls: none, username: a, password: {env: CSMAIL_AGENT}}",
)


@pytest.fixture
def offline(call: Call, tmp_path: Path) -> Call:
    """The same desk, whose server is out of reach."""
    (tmp_path / "desk" / "rules.yaml").write_text(CLOSED_WAY)
    return call


def why(call: Call, conversation: str) -> list[list[str]]:
    todo = json.loads(call("todo", "--json")[1])["todo"]
    return [[one["code"] for one in line["reasons"]] for line in todo if line["conversation"] == conversation]


def test_an_answer_that_waits_for_the_server_says_so(offline: Call) -> None:
    assert why(offline, OPEN) == [["no_answer_yet"]]
    code, out, _ = offline("reply", OPEN, "--text", "Halo Kak Rina, terima kasih.")
    assert code == 0
    assert "not sent yet: approved, waiting for the server" in out
    assert why(offline, OPEN) == [["waits_for_server"]]
    assert "approved, waiting for the server" in offline("todo")[1]
    assert "no answer yet" not in next(line for line in offline("todo")[1].splitlines() if OPEN in line)


def test_so_does_a_draft_that_was_sent(offline: Call) -> None:
    offline("draft", DRAFTED, "--text", "Halo Kak Rina, terima kasih, sudah kami kirim. Salam, Budi")
    (draft,) = json.loads(offline("drafts", "list", "--json")[1])["drafts"]
    _, out, _ = offline("drafts", "send", draft["id"])
    assert "not sent yet: approved, waiting for the server" in out
    assert why(offline, DRAFTED) == [["waits_for_server"]]


def test_one_that_leaves_at_its_moment_names_it(offline: Call) -> None:
    offline("draft", DRAFTED, "--text", "Halo Kak Rina, terima kasih, sudah kami kirim. Salam, Budi")
    (draft,) = json.loads(offline("drafts", "list", "--json")[1])["drafts"]
    offline("drafts", "approve", draft["id"], "--at", "2026-07-07T09:00")
    assert why(offline, DRAFTED) == [["leaves_at_its_moment"]]


def test_what_left_says_nothing_of_it(call: Call) -> None:
    assert "not sent yet" not in call("reply", OPEN, "--text", "Halo Kak Rina, terima kasih.")[1]
    assert why(call, OPEN) == []


def test_a_dry_run_says_nothing_of_it(offline: Call) -> None:
    assert "not sent yet" not in offline("reply", OPEN, "--text", "Halo Kak Rina, terima kasih.", "-n")[1]


def test_of_very_many_that_wait_each_is_asked_for_by_itself(offline: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("csmail.cli.documents.unsent.MOST", 0)
    offline("reply", OPEN, "--text", "Halo Kak Rina, terima kasih.")
    assert (why(offline, OPEN), why(offline, DRAFTED)) == ([["waits_for_server"]], [["no_answer_yet"]])


def test_in_indonesian_too(offline: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSMAIL_LANG", "id")
    out = offline("reply", OPEN, "--text", "Halo Kak Rina, terima kasih.")[1]
    assert "belum terkirim: sudah disetujui, menunggu server" in out


def test_a_mail_that_was_taken_back_stands_no_more_in_the_conversation(call: Call, tmp_path: Path) -> None:
    rules = tmp_path / "desk" / "rules.yaml"
    rules.write_text(FILE.replace("    mailbox:", "    drafts: {undo: 5m}\n    mailbox:"))
    call("draft", DRAFTED, "--text", "Halo Kak Rina, terima kasih, sudah kami kirim. Salam, Budi")
    (draft,) = json.loads(call("drafts", "list", "--json")[1])["drafts"]
    for _ in range(2):
        assert call("drafts", "approve", draft["id"])[0] == 0
        assert call("conversations", "show", DRAFTED)[1].count("it has not left") == 1
        assert call("drafts", "undo", draft["id"])[0] == 0
        assert "it has not left" not in call("conversations", "show", DRAFTED)[1]
