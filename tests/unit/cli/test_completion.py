"""Tab finds ids with what people know them by: quickly, reading only, and silently whatever goes wrong."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from csmail.cli import main
from csmail.cli.app import root
from csmail.cli.input.complete_ids import PARAMETERS
from csmail.model.changes import Changes
from csmail.stores.tinydb import Settings
from csmail.stores.tinydb import open as open_store
from tests import factories
from tests.unit.cli.test_manners import CLOSED, DRAFTED, NOW, OPEN, Call, call, made

__all__ = ["call", "made"]
SHELLS = ("bash", "zsh", "fish")
HOSTILE = "\"'`$(touch owned);\x1b]0;x\x07\\:(){[red]|&}\n* ?~^ Paket"
Complete = Callable[..., str]


@pytest.fixture
def complete(call: Call, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Complete:
    def completed(line: str, shell: str = "bash", **more: str) -> str:
        """What the shell is told, by the protocol of its script."""
        own = {"_CSMAIL_COMPLETE": f"complete_{shell}", "_TYPER_COMPLETE_ARGS": line, "COMP_WORDS": line}
        own |= {"COMP_CWORD": str(len(line.split(" ")) - 1), "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
        with pytest.MonkeyPatch.context() as patched:
            for name, value in {**own, **more}.items():
                patched.setenv(name, value)
            patched.setattr("sys.stdin", io.StringIO())
            capsys.readouterr()
            assert main.run([]) == 0
        said = capsys.readouterr()
        assert said.err == ""
        return said.out

    return completed


def without_socket(*_: object, **__: object) -> None:
    raise AssertionError("no socket is wanted")


@pytest.mark.parametrize("shell", SHELLS)
def test_ids_come_with_their_subjects_the_open_ones_first(
    complete: Complete, monkeypatch: pytest.MonkeyPatch, shell: str
) -> None:
    monkeypatch.setattr(socket, "socket", without_socket)
    out = complete("csmail close 3", shell)
    assert re.findall("3G2[A-Z0-9]{3}", re.sub("Paket 3G....", "", out)) == [OPEN, CLOSED]
    assert f"Paket {OPEN}" in out
    assert DRAFTED not in out


def test_bash_is_told_no_subject_where_it_would_be_put_on_the_line(complete: Complete) -> None:
    assert complete("csmail close 7").split("\n") == [DRAFTED, ""]
    for how in ("9", "37"):
        assert complete("csmail close 3", COMP_TYPE=how).split() == [OPEN, CLOSED]
    assert "Paket" in complete("csmail close 3", COMP_TYPE="63")


@pytest.mark.parametrize(
    "words",
    [
        "tag", "conversations show", "drafts show", "drafts approve", "outbox show", "customers show", "why", "log",
        "conversations merge", f"conversations merge {OPEN}", f"close {OPEN}", f"close {OPEN},", "knowledge suggest",
        "incident add PAY1",
    ],
)  # fmt: skip
def test_every_kind_of_id_is_found(call: Call, complete: Complete, words: str) -> None:
    line = f"csmail {words}" + ("" if words.endswith(",") else " ")
    call("draft", DRAFTED, "--text", "Halo Kak")
    call("customers", "leave-alone", "rina@cust.example")
    known = {DRAFTED, CLOSED, OPEN}
    known |= {one["id"] for one in json.loads(call("drafts", "list", "--json")[1])["drafts"]}
    known |= {one["id"] for one in json.loads(call("outbox", "list", "--json", "--state", "done")[1])["tasks"]}
    known |= {one["id"] for one in json.loads(call("customers", "list", "--json")[1])["customers"]}
    found = complete(line, COMP_TYPE="9").split()
    assert found
    assert {one.rpartition(",")[2] for one in found} <= known


def test_every_argument_that_takes_an_id_is_completed() -> None:
    def leaves(command: object) -> list[object]:
        below = getattr(command, "commands", {})
        return [leaf for one in below.values() for leaf in leaves(one)] or [command]

    for command in root().whole().values():
        for one in leaves(command):
            for parameter in one.params:  # type: ignore[attr-defined]
                if parameter.param_type_name == "argument" and parameter.name in PARAMETERS:
                    assert parameter._custom_shell_complete is not None, (one, parameter.name)


@pytest.mark.parametrize("shell", SHELLS)
def test_what_a_stranger_wrote_reaches_no_shell(
    complete: Complete, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shell: str
) -> None:
    store = open_store(Settings("state"), tmp_path / "desk")
    store.commit(Changes(conversations=(factories.conversation(id="HHHHHH", subject=HOSTILE, changed_at=NOW),)))
    store.close()
    out = complete("csmail close H", shell) + complete("csmail close ", shell)
    lines = [one for one in out.split("\n") if "HHHHHH" in one and "Paket" in one]
    assert lines
    for about in (line.split("HHHHHH", 1)[1] for line in lines):
        assert not set(about.removesuffix("))'")) & set("'`$;\\(){}[]|&*?~^\x1b\x07")


@pytest.mark.parametrize("fault", ["no file", "no YAML", "unknown key", "no store", "store is torn", "store is text"])
@pytest.mark.parametrize("shell", ["bash", "fish"])
def test_whatever_is_broken_completes_nothing_and_prints_nothing(
    complete: Complete, tmp_path: Path, fault: str, shell: str
) -> None:
    rules, store = tmp_path / "desk" / "rules.yaml", tmp_path / "desk" / "state"
    match fault:
        case "no file":
            rules.unlink()
        case "no YAML":
            rules.write_text("desks: [")
        case "unknown key":
            rules.write_text(rules.read_text() + "nonsense: 1\n")
        case "no store":
            shutil.rmtree(store)
        case "store is torn":
            with (store / "csmail.db").open("r+b") as file:
                file.truncate(5000)
        case "store is text":
            (store / "csmail.db").write_text("no database\n" * 1000)
    there = sorted(tmp_path.rglob("*"))
    assert complete("csmail close 3", shell).strip() == ""
    assert sorted(tmp_path.rglob("*")) == there


def test_a_look_leaves_the_store_as_it_is_in_somebodys_hand_or_not(complete: Complete, tmp_path: Path) -> None:
    folder = tmp_path / "desk" / "state"

    def files() -> dict[str, bytes]:
        return {one.name: one.read_bytes() for one in folder.iterdir() if one.is_file()}

    before = files()
    os.chmod(folder, 0o500)
    assert OPEN in complete("csmail close 3")
    os.chmod(folder, 0o700)
    assert files() == before
    store = open_store(Settings("state"), tmp_path / "desk")
    store.commit(Changes(conversations=(factories.conversation(id="3GZZZZ", subject="Baru", changed_at=NOW),)))
    assert "3GZZZZ" in complete("csmail close 3")
    store.close()


def test_the_configuration_that_was_named_is_looked_at(complete: Complete, tmp_path: Path) -> None:
    shutil.copytree(tmp_path / "desk", tmp_path / "other")
    line = f"csmail --config {tmp_path}/other/rules.yaml close 3"
    shutil.rmtree(tmp_path / "desk")
    assert OPEN in complete(line)
