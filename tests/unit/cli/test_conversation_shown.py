"""What `csmail conversations show` says beside the mails."""

from __future__ import annotations

import pytest

from csmail.cli.commands import conversations
from csmail.cli.documents import build
from csmail.cli.documents.shapes import MessageLine
from tests.unit.desk.test_departments import answer, ask, made, only
from tests.workspace import Office

__all__ = ["made"]


def shown(made: Office) -> dict[str, MessageLine]:
    found = only(made)
    return {one.message_id: build.message(one, found.inquiries) for one in made.store.newest(found.id)}


def test_a_departments_answer_is_known_by_its_address_and_marked(
    made: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    ask(made)
    answer(made, From="GUDANG@toko.example")
    lines = shown(made)
    assert {one.department for one in lines.values()} == {"", "gudang"}
    assert lines["<a1@toko.example>"].department == "gudang"
    for one in lines.values():
        conversations._message(one, build.conversation(only(made)))
    assert capsys.readouterr().out.count("gudang answered, inside: no customer gets it") == 1


def test_a_colleagues_note_is_no_departments_answer(made: Office) -> None:
    ask(made)
    answer(made, From="sari@toko.example", In_Reply_To="<m1@cust.example>")
    assert {one.department for one in shown(made).values()} == {""}
