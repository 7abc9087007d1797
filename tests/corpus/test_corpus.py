"""Odd mails and how they are read: NAME.eml beside NAME.json; a new one is these two files.

NAME.json holds `why` (what is odd), `reads` (what is expected, by its path in the document of `csmail message inspect`,
as in "automatic_reply.reason") and, where the usual desk does not do, `desk` (fields that differ). A list of addresses
stands for a list of people or recipients. NAME.eml has any line ends; LF becomes CRLF as it does on the wire.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from csmail.cli.documents.inspected import inspected
from csmail.cli.input import mail_files
from csmail.cli.terminal.output import plain
from csmail.mail.parse import read
from csmail.model.desk import Trust
from tests.factories import NOW, desk

HERE = Path(__file__).parent
NAMES = sorted(path.stem for path in HERE.glob("*.json"))
DESK = desk(trust=Trust(authserv_ids=("mx.toko.example",)))


def document(name: str, changes: dict[str, Any]) -> Any:
    """What csmail says of the mail; `read` is the parser without its net, so that a fault of ours shows."""
    told = {key: tuple(value) if isinstance(value, list) else value for key, value in changes.items()}
    if "trust" in told:
        told["trust"] = Trust(**{key: tuple(value) for key, value in told["trust"].items()})
    home = replace(DESK, **told)
    message = read(mail_files.raw((HERE / f"{name}.eml").read_bytes(), NOW), home)
    return plain(inspected(message, home, "", (name, 0)))


def at(whole: Any, path: str, expected: Any) -> Any:
    """The value at a dotted path; people as addresses where addresses are expected."""
    for step in path.split("."):
        whole = whole[int(step)] if isinstance(whole, list) else whole[step]
    plainly = isinstance(expected, list) and all(isinstance(one, str) for one in expected)
    if plainly and whole and isinstance(whole[0], dict):
        return [one.get("address", one.get("name")) for one in whole]
    return whole


@pytest.mark.parametrize("name", NAMES)
def test_an_odd_mail_is_read_as_its_description_says(name: str) -> None:
    described = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
    assert set(described) <= {"why", "reads", "desk"}
    assert described["why"]
    whole = document(name, described.get("desk", {}))
    assert {path: at(whole, path, value) for path, value in described["reads"].items()} == described["reads"]


def test_every_mail_has_its_description() -> None:
    assert sorted(path.stem for path in HERE.glob("*.eml")) == NAMES
    assert len(NAMES) > 40
