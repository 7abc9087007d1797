"""A dry run of every command that has one ends as the real run does, and changes nothing."""

from __future__ import annotations

import json
import shlex
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from csmail.actions.catalog import catalog
from csmail.cli import main
from csmail.cli.app import root
from tests.unit.cli.test_manners import BULK, DRAFTED, NOW, OPEN, Call, call, store_in

__all__ = ["call"]
PEOPLE = "email,name\nrina@cust.example,Rina\nother@cust.example,Other\n"
BEFORE = (
    "customers import {folder}/people.csv --yes",
    f"draft {DRAFTED} --text 'Halo Kak Rina, terima kasih, sudah kami kirim. Salam, Budi'",
    f"reply {OPEN} --text 'Halo Kak Rina, terima kasih.'",
    "incident open Bayar --name PAY1 --match 'subject: nothing-like-this' --yes",
)
UNCOUNTED = frozenset({"rules/right", "rules/times"})
"""What a look at the rules leaves behind."""
LINES: dict[str, tuple[str, ...]] = {
    "init": (
        "init {folder}/new",
        "init {folder}/desk",
    ),
    "announce": (
        f"announce --to 'status: open' --template '{BULK}' --yes",
        f"announce --to 'status: open' --template '{BULK}' --cap 1 --yes",
    ),
    "bulk reply": (f"bulk reply --where 'status: open' --template '{BULK}' --cap 1 --yes",),
    "bulk send": (
        "bulk send {folder}/people.csv --template 'Halo {{{{ name }}}}' --yes",
        "bulk send {folder}/nowhere.csv --template 'Halo' --yes",
    ),
    "incident open": (
        "incident open 'Paket terlambat' --match 'status: open' --everything --yes",
        "incident open 'Paket' --match 'status: open' --everything --cap 1 --yes",
        "incident open 'Paket' --match 'status: open' --everything --cap 1 --yes --json",
        "incident open 'Paket' --match nonsense --yes",
    ),
    "incident add": (
        "incident add PAY1 {drafted} --yes",
        "incident add PAY9 {drafted} --yes",
        "incident add PAY1 ZZZZZZ --yes",
    ),
    "incident update": (
        "incident update PAY1 --yes",
        "incident update PAY9 --yes",
        "incident update PAY1 --template no-such --yes",
    ),
    "incident close": (
        "incident close PAY1 --silently --yes",
        "incident close PAY9 --yes",
    ),
    "claim": (
        "claim {open}",
        "claim {open} --by nobody-here",
        "claim ZZZZZZ",
    ),
    "release": (
        "release {open}",
        "release ZZZZZZ",
    ),
    "away": (
        "away --until 3d",
        "away nemo --until 3d",
        "away --until yesterday",
    ),
    "back": (
        "back",
        "back nemo",
    ),
    "conversations merge": (
        "conversations merge {open} {drafted}",
        "conversations merge {open} {open}",
        "conversations merge {open} ZZZZZZ",
    ),
    "conversations split": (
        "conversations split {open} nokey",
        "conversations split {open} {open}",
    ),
    "conversations accept": (
        "conversations accept {open} a@cust.example",
        "conversations accept {open} nonsense",
    ),
    "customers note": (
        "customers note rina@cust.example hi",
        "customers note nobody@cust.example hi",
    ),
    "customers tag": (
        "customers tag rina@cust.example vip",
        "customers tag nobody@cust.example vip",
    ),
    "customers untag": (
        "customers untag rina@cust.example vip",
        "customers untag ZZZ vip",
    ),
    "customers language": (
        "customers language rina@cust.example id",
        "customers language rina@cust.example nonsense",
    ),
    "customers leave-alone": (
        "customers leave-alone rina@cust.example",
        "customers leave-alone nonsense",
    ),
    "customers merge": (
        "customers merge rina@cust.example other@cust.example",
        "customers merge rina@cust.example rina@cust.example",
    ),
    "customers split": (
        "customers split rina@cust.example",
        "customers split nobody@cust.example",
    ),
    "customers import": (
        "customers import {folder}/people.csv --yes",
        "customers import {folder}/nowhere.csv --yes",
    ),
    "customers forget": (
        "customers forget rina@cust.example --yes",
        "customers forget nobody@cust.example --yes",
    ),
    "drafts edit": (
        "drafts edit {draft} --file {folder}/nowhere.eml",
        "drafts edit ZZZZZZ",
        "drafts edit {draft} --file {folder}/people.csv",
    ),
    "drafts insert": (
        "drafts insert {draft} no-such",
        "drafts insert ZZZZZZ hours",
    ),
    "drafts refresh": (
        "drafts refresh {draft}",
        "drafts refresh ZZZZZZ",
    ),
    "drafts approve": (
        "drafts approve {draft}",
        "drafts approve {draft} --edition 7",
        "drafts approve {draft} --at yesterday",
    ),
    "drafts send": (
        "drafts send {draft}",
        "drafts send {draft} --edition 7",
    ),
    "drafts assist": ("drafts assist {draft}", "drafts assist ZZZZZZ"),
    "drafts claim": ("drafts claim {draft} --for 2h", "drafts claim ZZZZZZ", "drafts claim {draft} --for nonsense"),
    "drafts release": ("drafts release {draft}", "drafts release ZZZZZZ"),
    "drafts comment": ("drafts comment {draft} hi", "drafts comment {draft} ''"),
    "drafts revert": ("drafts revert {draft} --to 1", "drafts revert {draft} --to 9"),
    "drafts attach": ("drafts attach {draft} {folder}/people.csv", "drafts attach {draft} {folder}/nowhere"),
    "drafts detach": ("drafts detach {draft} nowhere",),
    "drafts undo": ("drafts undo {draft}", "drafts undo ZZZZZZ"),
    "drafts restore": ("drafts restore {draft}",),
    "drafts cite": ("drafts cite {draft} no-such",),
    "drafts reject": (
        "drafts reject {draft}",
        "drafts reject ZZZZZZ",
    ),
    "outbox retry": (
        "outbox retry {task}",
        "outbox retry ffff",
    ),
    "outbox resolve": (
        "outbox resolve {task} sent",
        "outbox resolve ffff sent",
        "outbox resolve {task}",
    ),
    "outbox drop": (
        "outbox drop {task}",
        "outbox drop ffff",
    ),
    "outbox release": (
        "outbox release --cause limit --yes",
        "outbox release --cause breaker_open --yes",
    ),
    "store backup": (
        "store backup {folder}/copy.db",
        "store backup {folder}/nowhere/copy.db",
        "store backup {folder}/people.csv",
    ),
    "store restore": (
        "store restore {folder}/nowhere.db",
        "store restore {folder}/people.csv",
    ),
}
"""Besides the actions, alone and as `bulk do`, of which `test_manners` holds a table."""


def dry(command: Any, path: tuple[str, ...]) -> Iterator[str]:
    below = getattr(command, "commands", {})
    for name, one in below.items():
        yield from dry(one, (*path, name))
    if not below and any("--dry-run" in one.opts for one in command.params):
        yield " ".join(path)


def test_every_command_with_a_dry_run_stands_in_the_table() -> None:
    found = {path for name, one in root().whole().items() for path in dry(one, (name,))}
    rest = {one for one in found if one.removeprefix("bulk do ") not in catalog()}
    assert rest == set(LINES)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The desk of `test_manners` with a draft, an answer, an incident and two customers."""
    top = tmp_path_factory.mktemp("made")
    folder = top / "desk"
    store_in(folder)
    (top / "people.csv").write_text(PEOPLE)
    with pytest.MonkeyPatch.context() as patched:
        for name, value in (("CONFIG", str(folder / "rules.yaml")), ("NOW", NOW.isoformat()), ("AGENT", "budi")):
            patched.setenv(f"CSMAIL_{name}", value)
        for line in BEFORE:
            assert main.run(shlex.split(line.format(folder=top))) == 0
    return folder


def documents(folder: Path) -> list[tuple[object, ...]]:
    """Everything that the store holds."""
    with closing(sqlite3.connect(f"file:{folder}/desk/state/csmail.db?mode=ro", uri=True)) as connection:
        return [
            row
            for table in ("documents", "facts")
            for row in connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2")
            if row[0] not in UNCOUNTED
        ]


def names(call: Call, folder: Path) -> dict[str, str]:
    (draft,) = json.loads(call("drafts", "list", "--json")[1])["drafts"]
    task = next(iter(json.loads(call("outbox", "list", "--json", "--state", "sent")[1])["tasks"]), {"id": "ffff"})["id"]
    return {"open": OPEN, "drafted": DRAFTED, "draft": draft["id"], "task": task, "folder": str(folder)}


@pytest.mark.parametrize("line", [line for lines in LINES.values() for line in lines])
def test_a_dry_run_ends_as_the_real_run_and_changes_nothing(call: Call, tmp_path: Path, line: str) -> None:
    (tmp_path / "people.csv").write_text(PEOPLE)
    words = shlex.split(line.format(**names(call, tmp_path)))
    before = documents(tmp_path)
    rehearsed = call(*words, "--dry-run")
    assert documents(tmp_path) == before
    done = call(*words)
    assert rehearsed[0] == done[0], (rehearsed, done)
