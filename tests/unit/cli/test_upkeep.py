"""What keeps the promises visible, on the command line: health, todo, audit, store check, backup, restore."""

from __future__ import annotations

import io
import json
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from csmail.cli.app import root
from csmail.cli.commands.schema import described, printing
from csmail.cli.main import run
from csmail.desk import incident_records
from csmail.model.changes import Changes, Cursor
from csmail.model.incident import Incident
from csmail.model.reason import Reason
from csmail.model.task import Delivery, SendMail, State, Task
from csmail.outbox import mailbox_claim
from csmail.stores import tinydb
from csmail.wording import reasons
from tests.factories import NOW, conversation, message
from tests.unit.outbox.test_worker import mail

RULES = """
desks:
  support:
    address: support@toko.example
    mailbox: {kind: memory}
    transport: {kind: folder, path: outgoing}
store: {kind: tinydb, path: state}
"""
Call = Callable[..., Any]
SCHEMAS = {name: described(document, name) for name, document in printing(root())}


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Call:
    """A command's document with --json, checked against its schema; else its lines. `code` is what it ends with."""
    (tmp_path / "rules.yaml").write_text(RULES)
    (tmp_path / "templates").mkdir()

    def called(line: str, code: int = 0) -> Any:
        ended = run([*line.split(), "--config", str(tmp_path / "rules.yaml")])
        said = capsys.readouterr()
        assert ended == code, said
        if "--json" not in line:
            return said.out + said.err
        document = json.loads(said.out)
        name = next(name for name in sorted(SCHEMAS, key=len, reverse=True) if line.startswith(name))
        jsonschema.validate(document, SCHEMAS[name])
        return document

    return called


def remember(folder: Path, *tasks: Task) -> None:
    store = tinydb.open(tinydb.Settings(), folder)
    store.commit(Changes(conversations=(conversation(),), mails=(mail(),), tasks=tasks))
    store.close()


def task(number: int, state: State, ago: timedelta = timedelta(0), **changes: Any) -> Task:
    at = datetime.now(UTC) - ago
    work = SendMail(mail().key, "acknowledgement")
    return Task(f"{number:032}", "support", f"c{number}", work, at, at, at, "K7F3Q2", state, **changes)


def test_a_desk_that_was_polled_is_well(call: Call) -> None:
    assert call("health --json", code=75)["desks"][0]["problems"] == ["no pass has ever completed"]
    call("poll")
    document = call("health --json")
    assert (document["healthy"], document["desks"][0]["problems"]) == (True, [])
    assert "last pass just now" in call("health") or "last pass 1s ago" in call("health")


def test_a_desk_that_was_not_polled_lately_is_not_well(call: Call, tmp_path: Path) -> None:
    call("poll")
    store = tinydb.open(tinydb.Settings(), tmp_path)
    store.remember("pass/support", (datetime.now(UTC) - timedelta(minutes=20)).isoformat())
    store.close()
    assert call("health --json", code=75)["desks"][0]["problems"] == ["the last good pass was 20m ago"]
    assert call("health --json --max-age 30m")["healthy"]
    call("health --max-age soon", code=2)


def test_mail_in_doubt_and_a_forgotten_outbox_are_no_health(call: Call, tmp_path: Path) -> None:
    call("poll")
    hour = timedelta(hours=1)
    remember(tmp_path, task(1, "in_doubt"), task(2, "deferred", hour), task(3, "held"))
    (desk,) = call("health --json", code=75)["desks"]
    assert (desk["in_doubt"], desk["held"]) == (1, 1)
    assert desk["problems"] == ["the outbox has not been processed for 1h", "1 in doubt, csmail outbox resolve"]
    assert [(one["code"], one["evidence"], one["words"]) for one in desk["reasons"]] == [
        ("outbox_idle", {"age": "1h"}, desk["problems"][0]),
        ("mails_in_doubt", {"count": "1"}, desk["problems"][1]),
    ]


def test_an_audit_says_by_a_code_why_nothing_was_counted(call: Call) -> None:
    ((folder,),) = (desk["folders"] for desk in call("audit --json")["desks"])
    assert (folder["code"], folder["evidence"], folder["note"]) == ("not_begun", {}, "no pass has run yet")
    call("poll")
    ((folder,),) = (desk["folders"] for desk in call("audit --json")["desks"])
    assert (folder["code"], folder["note"]) == ("", "")


def test_a_store_that_cannot_be_read_is_told_apart(call: Call, tmp_path: Path) -> None:
    call("poll")
    (tmp_path / "state" / "csmail.db").write_bytes(b"rubbish" * 1000)
    document = call("health --json", code=74)
    assert (document["healthy"], document["desks"]) == (False, [])
    assert "csmail.db" in document["store"]
    assert document["code"] == "store_failed"
    checked = call("store check --json", code=74)
    assert checked["problems"] == [one["words"] for one in checked["reasons"]]
    assert [one["code"] for one in checked["reasons"]] == ["store_failed"]


def test_each_fault_of_a_store_has_its_code_and_its_facts(call: Call, tmp_path: Path) -> None:
    remember(tmp_path, task(1, "queued"))
    with sqlite3.connect(tmp_path / "state" / "csmail.db") as raw:
        raw.execute("UPDATE documents SET sum = sum + 1 WHERE kind = 'tasks'")
    raw.close()
    checked = call("store check --json", code=74)
    (fault,) = (one for one in checked["reasons"] if one["code"] == "document_altered")
    assert fault["evidence"] == {"kind": "tasks", "id": f"{1:032}"}
    assert fault["words"] in checked["problems"]


def test_rules_that_are_wrong_have_a_code(call: Call, tmp_path: Path) -> None:
    assert call("rules check --json")["code"] == ""
    (tmp_path / "rules.yaml").write_text("desks: 3\n")
    assert call("rules check --json", code=78)["code"] == "configuration_wrong"


def test_commits_that_are_missing_are_said_with_the_way_on(call: Call, tmp_path: Path) -> None:
    call("poll")
    store = tmp_path / "state" / "csmail.db"
    yesterday = store.read_bytes()
    remember(tmp_path, task(1, "queued"))
    store.write_bytes(yesterday)
    for words in ("poll", "outbox list", "store info", "todo"):
        assert "missing" in call(words, code=74)
    (problem,) = call("store check --json", code=74)["problems"]
    assert "1 commit is missing" in problem
    call(f"store restore {store}")
    call("poll")
    assert call("store check --json")["problems"] == []


def test_what_the_fence_holds_makes_one_line(call: Call, tmp_path: Path) -> None:
    remember(
        tmp_path,
        *(task(n, "held", fence="lost", reason=Reason(mailbox_claim.CLAIMED_ELSEWHERE)) for n in range(5)),
        task(9, "held"),
    )
    lines = [one["why"] for one in call("todo --json")["todo"]]
    assert f"support: 5 acknowledgements held: {reasons.words(Reason(mailbox_claim.CLAIMED_ELSEWHERE))}" in lines
    assert len([one for one in lines if "held" in one]) == 2


def test_a_backup_is_put_back_and_todo_says_so(call: Call, tmp_path: Path) -> None:
    remember(tmp_path, task(1, "queued"), task(2, "sent"))
    copy = tmp_path / "copy.db"
    assert call(f"store backup {copy} --dry-run --json")["dry_run"]
    assert not copy.exists()
    assert call(f"store backup {copy} --json")["bytes"] == copy.stat().st_size
    call(f"store backup {copy}", code=74)
    assert call(f"store restore {copy} --dry-run --json")["held"] == 1
    assert not list(tmp_path.glob("state/*.before-*"))
    document = call(f"store restore {copy} --json")
    assert document["held"] == 1
    assert Path(document["kept"]).exists()
    (line,) = (one["why"] for one in call("todo --json")["todo"] if "put back" in one["why"])
    assert "1 unsent mail held" in line
    assert call("store check --json")["problems"] == []
    assert call("outbox list --json")["tasks"][0]["code"] == mailbox_claim.PUT_BACK


def test_incidents_that_the_copy_does_not_know_are_told(call: Call, tmp_path: Path) -> None:
    def opened(name: str) -> None:
        store = tinydb.open(tinydb.Settings(), tmp_path)
        one = Incident(name, "Server mati", "support", "", "notice", NOW, NOW, "sari")
        store.remember_all(incident_records.opened(store, one))
        store.close()

    opened("OLD1")
    copy = tmp_path / "copy.db"
    call(f"store backup {copy}")
    opened("NEW1")
    assert call(f"store restore {copy} --json")["incidents"] == ["NEW1"]
    (line,) = (one for one in call("todo --json")["todo"] if "incident" in one["why"])
    assert "NEW1 (Server mati)" in line["why"]
    assert line["command"] == "csmail incident list"
    for kept in tmp_path.glob("state/*.before-*"):
        kept.unlink()  # its name has the second
    call(f"store restore {copy}")
    assert not [one for one in call("todo --json")["todo"] if "incident" in one["why"]]


def test_a_restore_waits_for_those_who_work(call: Call, tmp_path: Path) -> None:
    remember(tmp_path)
    call(f"store backup {tmp_path / 'copy.db'}")
    store = tinydb.open(tinydb.Settings(), tmp_path)
    with store.lease("daemon"):
        assert "daemon is under way" in call(f"store restore {tmp_path / 'copy.db'}", code=75)
    store.close()
    call("store restore nowhere.db", code=74)


def test_the_audit_names_what_nobody_took_in_and_ends_with_69(call: Call, tmp_path: Path) -> None:
    call("poll")
    document = call("audit --json")
    assert document["closes"]
    assert document["desks"][0]["folders"][0]["server"] == 0
    assert "0 on the server = 0" in call("audit support")
    call("audit nobody", code=66)


def test_an_open_audit_is_loud(call: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from csmail.mailboxes import memory

    call("poll")
    one = memory.Memory()
    for _ in range(3):
        one.deliver(b"Subject: x\r\n\r\nHalo\r\n", datetime.now(UTC))
    monkeypatch.setattr(memory, "open", lambda settings, name: one)
    store = tinydb.open(tinydb.Settings(), tmp_path)
    store.commit(Changes(cursors=(Cursor("support", "INBOX", 1, 2),)))
    store.close()
    document = call("audit --json", code=69)
    assert (document["closes"], document["desks"][0]["folders"][0]["unaccounted"]) == (False, [1, 2])
    assert "of these UIDs nothing is known: 1-2" in call("audit", code=69)


def test_a_desk_out_of_reach_does_not_hide_the_others(call: Call, tmp_path: Path) -> None:
    gone = "    mailbox: {kind: imap, host: 127.0.0.1, port: 1, tls: none, username: u, password: {env: NOWHERE}}"
    text = RULES.replace("store:", "  sales:\n    address: sales@toko.example\n" + gone + "\n"
                         "    transport: {kind: folder, path: outgoing}\nstore:")  # fmt: skip
    (tmp_path / "rules.yaml").write_text(text)
    document = call("audit --json", code=77)
    assert [one["desk"] for one in document["desks"]] == ["support", "sales"]
    assert document["desks"][1]["error"]


def doubted(number: int, **changes: Any) -> Task:
    said = (Delivery("jane@cust.example", "in_doubt", "the connection broke"),)
    return task(
        number,
        "in_doubt",
        timedelta(hours=1),
        deliveries=said,
        reason=Reason.of("in_doubt", to="jane@cust.example", reply="broke"),
        **changes,
    )


def test_probes_are_shown_for_each_mail_in_doubt(call: Call, tmp_path: Path) -> None:
    assert call("outbox probe --json") == {"probes": [], "schema_version": 1}
    remember(tmp_path, doubted(1), task(2, "sent"))
    (one,) = call("outbox probe --json")["probes"]
    assert (one["task"]["state"], one["evidence"], one["proof"], one["unasked"]) == ("in_doubt", [], "", "")
    assert "Nothing proves that it arrived. No machine sends it again" in call("outbox probe")
    store = tinydb.open(tinydb.Settings(), tmp_path)
    answer = message(key="a", conversation="K7F3Q2", in_reply_to=(mail().message_id,))
    store.commit(Changes(messages=(answer,)))
    store.close()
    (one,) = call(f"outbox probe {1:032} --json")["probes"]
    assert (one["proof"], one["evidence"][0]["kind"]) == ("an answer of jane@cust.example cites it", "answer")
    cited = {"code": "answer_cites_it", "evidence": {"who": "jane@cust.example"}}
    assert {name: one["evidence"][0][name] for name in cited} == cited
    assert {name: one["reasons"][0][name] for name in cited} == cited
    assert "found: an answer of jane@cust.example cites it" in call("outbox probe")
    assert "is not in doubt: it is sent" in call(f"outbox probe {2:032}", code=2)


def test_a_person_is_walked_through_the_cases(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    remember(tmp_path, *(doubted(number) for number in range(1, 5)))
    monkeypatch.setattr("csmail.cli.commands.outbox.interactive", lambda: True)
    monkeypatch.setattr("sys.stdin", io.StringIO("what?\nsent\na\nd\n\n"))
    said = call("outbox resolve --by sari")
    assert "in_doubt, now sent" in said
    store = tinydb.open(tinydb.Settings(), tmp_path)
    states = [one.state for one in store.tasks() if isinstance(one.work, SendMail)]
    assert states == ["sent", "queued", "dropped", "in_doubt"]
    store.close()


def test_who_sits_at_no_terminal_says_what_became_of_it(call: Call, tmp_path: Path) -> None:
    remember(tmp_path, doubted(1))
    assert "csmail outbox resolve ID sent|again|drop" in call("outbox resolve", code=2)
    assert "say which task" in call(f"outbox resolve {1:032}", code=2)
    assert call(f"outbox resolve {1:032} sent --json")["task"]["state"] == "sent"
