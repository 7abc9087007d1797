"""`csmail log`: every command that changes something leaves a record there, with who did it."""

from __future__ import annotations

import io
import json
import shlex
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from csmail.cli.app import root
from csmail.cli.main import run
from csmail.mail.identity import new_task
from csmail.model.address import Address
from csmail.model.changes import Changes
from csmail.model.customer import Customer
from csmail.model.task import Delivery, Mail, SendMail, State
from csmail.reason import Reason
from csmail.stores.tinydb import Settings
from csmail.stores.tinydb import open as open_store
from tests import factories

TEMPLATES = {
    "acknowledgement": "Sudah kami terima.",
    "answer": "Halo, sudah.",
    "escalation": "Mohon dilihat.",
    "forward": "Diteruskan.",
    "hello": "Halo {{ name }}",
}
NOW = datetime(2026, 7, 6, 3, 0, tzinfo=UTC)
FILE = """\
desks:
  support:
    address: support@toko.example
    timezone: Asia/Jakarta
    hours: always
    mailbox: {kind: memory}
    transport: {kind: folder, path: out}
    escalation: [{step: lead, to: lead@toko.example, after: 30m}]
    team: {agents: [sari@toko.example, budi@toko.example], internal_domains: [toko.example]}
  care: {address: care@toko.example, mailbox: {kind: memory}, transport: {kind: memory}}
departments: {gudang: {to: gudang@toko.example}}
notices: {ops: {kind: memory}}
store: {kind: tinydb, path: state}
rules: []
"""
IDS = tuple(f"AAAAA{number}" for number in range(1, 10))
RUN: tuple[tuple[str, str], ...] = (
    (
        "incident open",
        "Gagal --match 'tagged: late' --name PAY1 --template answer --closing answer --yes --desk support",
    ),
    ("incident add", "PAY1 AAAAA9 --yes"),
    ("incident update", "PAY1 --template forward --yes"),
    ("incident close", "PAY1 --yes"),
    ("acknowledge", "AAAAA1"),
    ("ask", "AAAAA1 gudang 'stok biru?'"),
    ("assign", "AAAAA1 budi@toko.example"),
    ("claim", "AAAAA2"),
    ("release", "AAAAA2"),
    ("draft", "AAAAA1 answer"),
    ("drafts claim", "AAAAA1"),
    ("drafts release", "AAAAA1"),
    ("drafts comment", "AAAAA1 benarkah?"),
    ("drafts attach", "AAAAA1 people.csv"),
    ("drafts detach", "AAAAA1 people.csv"),
    ("drafts revert", "AAAAA1 --to 1"),
    ("drafts approve", "AAAAA1 --at open"),
    ("drafts undo", "AAAAA1"),
    ("drafts approve", "AAAAA1"),
    ("draft", "AAAAA3 answer"),
    ("drafts send", "AAAAA3"),
    ("draft", "AAAAA2 answer"),
    ("drafts reject", "AAAAA2 --reason no"),
    ("drafts restore", "AAAAA2"),
    ("escalate", "AAAAA1 lead@toko.example"),
    ("forward", "AAAAA1 lead@toko.example"),
    ("mood", "AAAAA1 upset"),
    ("note", "AAAAA1 halo"),
    ("notify", "AAAAA1 ops"),
    ("priority", "AAAAA1 high"),
    ("promise", "AAAAA1 2h"),
    ("remind", "AAAAA1 3d telepon"),
    ("reply", "AAAAA4 answer"),
    ("snooze", "AAAAA1 --until 3d"),
    ("tag", "AAAAA1 refund"),
    ("untag", "AAAAA1 refund"),
    ("transfer", "AAAAA5 care"),
    ("close", "AAAAA1"),
    ("reopen", "AAAAA1"),
    ("spam", "AAAAA6"),
    ("conversations merge", "AAAAA7 AAAAA8"),
    ("conversations split", "AAAAA7 aaaaa8"),
    ("customers note", "rina@cust.example halo"),
    ("customers tag", "rina@cust.example vip"),
    ("announce", "--to 'customer: {tagged: vip}' --template answer --yes --desk support"),
    ("customers untag", "rina@cust.example vip"),
    ("customers language", "rina@cust.example en"),
    ("customers leave-alone", "rina@cust.example"),
    ("customers merge", "rina@cust.example tono@cust.example"),
    ("customers split", "tono@cust.example"),
    ("customers import", "people.csv --yes"),
    ("customers forget", "tono@cust.example --yes --even-so"),
    ("bulk do tag", "seen --where 'tagged: late' --yes --desk support"),
    ("bulk reply", "--where 'tagged: late' --template answer --yes --desk support"),
    ("bulk send", "people.csv --template hello --yes --desk support"),
    ("outbox retry", "@held"),
    ("outbox drop", "@held"),
    ("outbox resolve", "@in_doubt sent"),
    ("away", "--until 3d --by budi@toko.example"),
    ("back", "--by budi@toko.example"),
)
"""Each command with what it is given; they are run one after another."""
ELSEWHERE = {
    "init": "makes no change of a desk",
    "store backup": "changes nothing",
    "store restore": "tests/integration/test_store_log.py",
    "drafts edit": "opens an editor; the same way as drafts reject",
    "drafts refresh": "the same way as drafts reject",
    "drafts cite": "needs an article; the same way as drafts reject",
    "drafts assist": "needs a model: tests/unit/cli/test_assist.py",
    "drafts insert": "needs a snippet; the same way as drafts reject",
    "outbox release": "test_what_is_released_together_is_recorded_task_by_task",
    "conversations accept": "needs a stranger; the same way as merge and split",
    "mark": "needs a mail that lies in a mailbox; the same way as tag",
    "move": "needs a mail that lies in a mailbox; the same way as tag",
}
Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    monkeypatch.setenv("CSMAIL_CONFIG", str(tmp_path / "rules.yaml"))
    monkeypatch.setenv("CSMAIL_AGENT", "sari@toko.example")
    monkeypatch.chdir(tmp_path)
    clock = iter(range(10_000))
    (tmp_path / "templates").mkdir()
    for name, text in TEMPLATES.items():
        (tmp_path / "templates" / f"{name}.id.txt").write_text(f"Subject: Kabar\n\n{text}\n")
    (tmp_path / "rules.yaml").write_text(FILE)
    (tmp_path / "people.csv").write_text("email,name\nwati@cust.example,Wati\n")
    filled(tmp_path)

    def called(*words: str) -> tuple[int, str, str]:
        monkeypatch.setenv("CSMAIL_NOW", (NOW + timedelta(minutes=next(clock))).isoformat())
        monkeypatch.setattr("sys.stdin", io.StringIO(""))
        capsys.readouterr()
        code = run(list(words))
        said = capsys.readouterr()
        return code, said.out, said.err

    return called


def filled(folder: Path) -> None:
    store = open_store(Settings("state"), folder)
    for id in IDS:
        customer = Address("rina@cust.example" if id != "AAAAA9" else "tono@cust.example")
        one = factories.conversation(id=id, customer=customer, tags=frozenset({"late"} if id == "AAAAA1" else ()))
        mail = factories.message(
            key=id.lower(), conversation=id, message_id=f"<{id}@cust.example>", place=None, originators=(customer,)
        )
        store.commit(Changes(conversations=(one,), messages=(mail,)))
    people = [
        Customer(f"C00000{number}", address, NOW, NOW)
        for number, address in enumerate(("rina@cust.example", "tono@cust.example"), 1)
    ]
    store.commit(Changes(customers=tuple(people)))
    states: tuple[State, ...] = ("held", "held", "in_doubt")
    for number, state in enumerate(states):
        key = f"{number}" * 64
        mail = Mail(
            key, f"<{number}@toko.example>", "support@toko.example", ("rina@cust.example",), "Subject: x\r\n\r\nx"
        )
        task = new_task("support", f"support/{number}", SendMail(key, "reply"), NOW, "AAAAA1")
        held = replace(task, deliveries=(Delivery("rina@cust.example", "in_doubt"),) if state == "in_doubt" else ())
        held = held.moved(state, NOW, Reason.of("mail_missing"))
        store.commit(Changes(mails=(mail,), tasks=(held,)))
    store.close()


def records(call: Call, *words: str) -> list[dict[str, Any]]:
    code, said, told = call("log", *words, "--json")
    assert code == 0, told
    found: list[dict[str, Any]] = json.loads(said)["records"]
    return found


def given(call: Call, command: str, words: str) -> list[str]:
    """The words as they are typed; @held and @in_doubt stand for the oldest task of that state."""
    for state in ("held", "in_doubt"):
        if f"@{state}" in words:
            tasks = json.loads(call("outbox", "list", "--state", state, "--json")[1])["tasks"]
            words = words.replace(f"@{state}", tasks[0]["id"])
    return [*command.split(), *shlex.split(words)]


def test_every_command_that_changes_something_leaves_a_record_of_who_did_it(call: Call, tmp_path: Path) -> None:
    count = 0
    for command, words in RUN:
        code, _, told = call(*given(call, command, words))
        assert code == 0, (command, told)
        with closing(open_store(Settings("state"), tmp_path)) as store:
            every = list(store.records())
        new = every[count:]
        assert new, command
        who = "budi" if "--by" in words else "sari"
        assert {one.by.partition("@")[0] for one in new} <= {who, "csmail"}, command
        assert who in {one.by.partition("@")[0] for one in new}, command
        count = len(every)
    assert call("store", "check")[0] == 0
    written = json.dumps(records(call))
    assert not [word for word in ("rina@", "tono@", "wati@", "Wati", "halo", "telepon") if word in written]


def test_the_list_of_commands_above_is_whole() -> None:
    known = {*(command for command, _ in RUN), *ELSEWHERE}
    missing = [name for name in changing() if name not in known and not name.startswith("bulk do ")]
    assert missing == []
    assert [name for name in known if name not in changing()] == []


def changing() -> list[str]:
    """Every command with --dry-run: it is one that changes something."""
    return [name for top, command in root().whole().items() for name in below(top, command)]


def below(path: str, command: Any) -> Iterator[str]:
    for name, one in getattr(command, "commands", {}).items():
        yield from below(f"{path} {name}", one)
    if any(one.name == "dry_run" for one in command.params):
        yield path


def test_a_dry_run_leaves_no_record(call: Call) -> None:
    assert call("assign", "AAAAA1", "budi@toko.example", "--dry-run")[0] == 0
    assert records(call) == []


def test_the_log_is_asked_by_conversation_agent_and_day_and_read_by_people(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    call("assign", "AAAAA1", "budi@toko.example")
    call("priority", "AAAAA2", "high", "--by", "budi@toko.example")
    call("customers", "tag", "rina@cust.example", "vip")
    assert [one["about"] for one in records(call, "aaaaa1")] == ["AAAAA1"]
    assert [one["about"] for one in records(call, "--by", "budi@toko.example")] == ["AAAAA2"]
    assert [one["about"] for one in records(call, "c000001")] == ["customer@C000001"]
    assert records(call, "--since", "2026-07-07") == []
    assert [one["number"] for one in records(call, "--limit", "1")] == [3]
    code, said, told = call("log", "--limit", "2")
    assert (code, told) == (0, "the newest 2; more with --limit\n")
    assert said.splitlines()[0].split("\t")[1:] == [
        "budi@toko.example",
        "AAAAA2",
        "priority",
        "priority: normal → high",
    ]
    monkeypatch.setenv("CSMAIL_LANG", "id")
    assert "penanggung jawab: - → budi@toko.example" in call("log", "AAAAA1")[1]
    assert call("log", "ZZZZZZ")[0] == 66
