"""What scripts rely on: ids from standard input, several at once, `--where` as in a rule, lists as JSON lines."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from csmail.cli.main import run
from csmail.model.address import Address
from csmail.model.changes import Changes
from csmail.stores.tinydb import Settings
from csmail.stores.tinydb import open as open_store
from tests import factories

NOW = datetime(2026, 7, 6, 9, 0, tzinfo=UTC)
FILE = """\
desks:
  support:
    address: support@toko.example
    mailbox: {kind: memory}
    transport: {kind: memory}
store: {kind: tinydb, path: state}
rules: []
"""
IDS = ("AAAAA1", "AAAAA2", "AAAAA3")
Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    monkeypatch.setenv("CSMAIL_CONFIG", str(tmp_path / "rules.yaml"))
    monkeypatch.setenv("CSMAIL_NOW", NOW.isoformat())
    (tmp_path / "templates").mkdir()
    (tmp_path / "rules.yaml").write_text(FILE)
    store = open_store(Settings("state"), tmp_path)
    for id, status, tags, subject in zip(
        IDS,
        ("open", "waiting", "closed"),
        ({"late"}, set(), {"late"}),
        ("Paket terlambat", "Terima kasih", "Paket terlambat"),
        strict=True,
    ):
        one = factories.conversation(
            id=id, status=status, tags=frozenset(tags), customer=Address(f"{id}@cust.example".lower()),
            changed_at=NOW - timedelta(hours=IDS.index(id)),
        )  # fmt: skip
        mail = factories.message(key=id, conversation=id, subject=subject, message_id=f"<{id}@x.example>", place=None)
        store.commit(Changes(conversations=(one,), messages=(mail,)))
    store.close()

    def called(*words: str, given: str = "") -> tuple[int, str, str]:
        capsys.readouterr()
        monkeypatch.setattr("sys.stdin", io.StringIO(given))
        code = run(list(words))
        said = capsys.readouterr()
        return code, said.out, said.err

    return called


def tagged(call: Call, tag: str) -> set[str]:
    _, out, _ = call("conversations", "list", "--where", f"tagged: {tag}", "--status", "open", "--status", "waiting",
                     "--status", "closed", "--json-lines")  # fmt: skip
    return {json.loads(line)["id"] for line in out.splitlines()}


@pytest.mark.parametrize(
    ("written", "given"),
    [
        ("-", "AAAAA1\nAAAAA2\n"),
        ("-", "AAAAA1\topen\tRina\n\nAAAAA2 x\nAAAAA1\n"),
        ("AAAAA1,AAAAA2", ""),
        ("aaaaa1, AAAAA2,", ""),
    ],
)
def test_a_verb_takes_several_ids_and_does_each_once(call: Call, written: str, given: str) -> None:
    code, out, _ = call("note", written, "halo", given=given)
    assert code == 0
    assert out.count("added a note") == 2
    assert [call("conversations", "show", id)[1].count("halo") for id in IDS] == [1, 1, 0]


def test_the_list_of_one_command_is_what_the_next_one_takes(call: Call) -> None:
    _, listed, _ = call("conversations", "list")
    assert call("tag", "-", "seen", given=listed)[0] == 0
    assert tagged(call, "seen") == {"AAAAA1", "AAAAA2"}


def test_one_that_is_wrong_is_told_and_the_others_are_done(call: Call) -> None:
    code, _, err = call("tag", "-", "seen", given="AAAAA1\nZZZZZZ\nAAAAA2\n")
    assert code == 66
    assert "ZZZZZZ" in err
    assert tagged(call, "seen") == {"AAAAA1", "AAAAA2"}


def test_no_line_is_nothing_to_do(call: Call) -> None:
    assert call("tag", "-", "seen", given="") == (0, "", "")


def test_each_id_has_its_own_document(call: Call) -> None:
    _, out, _ = call("tag", "AAAAA1,AAAAA2", "seen", "--json")
    assert [json.loads(line)["conversation"]["id"] for line in out.splitlines()] == ["AAAAA1", "AAAAA2"]


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("tagged: late", ["AAAAA1"]),
        ("tagged: late, status: [open, closed]", ["AAAAA1", "AAAAA3"]),
        ("subject: terlambat", ["AAAAA1"]),
        ("{subject: terlambat, status: closed}", ["AAAAA3"]),
        ("not: {tagged: late}", ["AAAAA2"]),
        ("any: [{status: waiting}, {subject: terlambat}]", ["AAAAA1", "AAAAA2"]),
        ("tags:late", ["AAAAA1", "AAAAA3"]),
    ],
)
def test_where_of_a_list_is_a_condition_on_a_field_or_one_of_a_rule(call: Call, where: str, found: list[str]) -> None:
    code, out, _ = call("conversations", "list", "--where", where)
    assert (code, [line.split("\t")[0] for line in out.splitlines()]) == (0, found)


@pytest.mark.parametrize("noun", ["conversations", "drafts", "outbox", "promises", "escalations"])
def test_every_list_about_conversations_takes_both_kinds_of_conditions(call: Call, noun: str) -> None:
    assert call(noun, "list", "--where", "tagged: late")[0] == 0
    assert call(noun, "list", "--where", "tagd: late")[0] == 2
    assert "--where:1:1: tagd is no condition (did you mean tagged?)" in call(noun, "list", "--where", "tagd: late")[2]


def test_both_kinds_together_must_both_hold(call: Call) -> None:
    _, out, _ = call("conversations", "list", "--where", "tagged: [late, x]", "--where", "status=closed")
    assert [line.split("\t")[0] for line in out.splitlines()] == ["AAAAA3"]


def test_a_list_as_json_lines_is_one_object_a_line_and_nothing_when_it_is_empty(call: Call) -> None:
    _, out, _ = call("conversations", "list", "--json-lines")
    assert [json.loads(line)["id"] for line in out.splitlines()] == ["AAAAA1", "AAAAA2"]
    assert call("outbox", "list", "--json-lines")[:2] == (0, "")
    assert len(call("conversations", "show", "AAAAA1", "--json-lines")[1].splitlines()) == 1
