"""Every verb takes several objects: words, `A,B`, or standard input; the largest exit code is that of the whole."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest

from csmail.cli import main
from csmail.cli.app import root
from tests.unit.cli.test_manners import CLOSED, DRAFTED, OPEN, Call, call, made

__all__ = ["call", "made"]
OBJECTS = frozenset(
    "CONVERSATION CONVERSATIONS DRAFT TASK BULK CUSTOMER ABOUT ARTICLE AGENT INTO OTHER NAME ADDRESS".split()
)
SINGLE = frozenset({
    "lookup", "schema", "rules explain", "rules moods", "templates lint", "knowledge test", "message inspect", "report",
    "hours show", "hours due", "hours between", "conversations search", "knowledge search", "templates check", "poll",
    "audit", "init", "review", "store backup", "store restore", "bulk send", "customers import", "incident open",
})  # fmt: skip
"""Commands whose words are no objects of the desk: files, words to search, spans, desks."""


def leaves(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    below = getattr(command, "commands", {})
    for name, one in below.items():
        yield from leaves(one, f"{path} {name}")
    if not below:
        yield path, command


def test_every_command_that_acts_on_objects_takes_several() -> None:
    for name, command in root().whole().items():
        for path, one in leaves(command, name):
            arguments = [each for each in one.params if each.param_type_name == "argument"]
            if not arguments or path in SINGLE or path.startswith("bulk do "):
                continue
            assert any("standard input" in (each.help or "") for each in arguments), path


FINE = (
    "close {}", "reopen {}", "spam {}", "claim {}", "release {}", "why {}", "log {}", "conversations show {}",
    "tag {} late", "priority {} high", "assign {} me", "snooze {} 3d", "note {} hi", "mood {} upset",
    "remind {} 3d call", "draft {}", "conversations merge 3G2CCC {}",
)  # fmt: skip
VERBS = {**dict.fromkeys(FINE, 0), "untag {} late": 69, "knowledge suggest {}": 66}


@pytest.mark.parametrize("line", sorted(VERBS))
@pytest.mark.parametrize("form", ["A,B", "stdin", "wrong"])
def test_a_verb_acts_on_each(call: Call, monkeypatch: pytest.MonkeyPatch, line: str, form: str) -> None:
    ids = [OPEN, DRAFTED]
    given = "\n".join([ids[0], "ZZZZZZ\tx" if form == "wrong" else ids[0], f"{ids[1]}\topen"])
    words = line.format(",".join(ids) if form == "A,B" else "-").split()
    monkeypatch.setattr("sys.stdin", io.StringIO(given))
    code = main.run(words)
    assert code == max(VERBS[line], 66 if form == "wrong" else 0)


@pytest.mark.parametrize("line", ["close {} {}", "conversations show {} {}", "claim {} {} -n"])
def test_where_only_ids_are_taken_they_are_words(call: Call, line: str) -> None:
    code, out, _ = call(*line.format(OPEN, DRAFTED).split())
    assert (code, OPEN in out, DRAFTED in out) == (0, True, True)
    code, out, said = call(*line.format("ZZZZZZ", DRAFTED).split())
    assert (code, DRAFTED in out, "ZZZZZZ" in said) == (66, True, True)


def test_standard_input_cannot_be_ids_and_words_at_once(call: Call) -> None:
    code, _, said = call("note", "-", "-")
    assert (code, "twice" in said) == (2, True)
    assert call("reply", "-", "--file", "-")[0] == 2


def test_an_empty_word_is_an_id_that_is_not_there(call: Call) -> None:
    for line in ("drafts show", "close", "conversations show", "outbox show", "incident show", "customers show"):
        assert call(*line.split(), "")[0] == 66, line
    assert [call("away", "--until", "3d", "-n", *words)[0] for words in ([], [""])] == [0, 0]
    assert call("close", "", OPEN)[0] == 66


def test_the_same_twice_is_done_once(call: Call) -> None:
    assert call("note", f"{OPEN},{OPEN}", "halo")[1].count("added a note") == 1


def test_no_line_of_standard_input_is_nothing_to_do(call: Call) -> None:
    for line in ("close -", "tag - late", "drafts approve -", "outbox retry -", "incident show -"):
        assert call(*line.split()) == (0, "", "")


def test_me_and_names_are_understood_wherever_a_person_is_asked_for(call: Call) -> None:
    assert call("assign", OPEN, "me")[0] == 0
    call("draft", DRAFTED, "--text", "Halo Kak")
    for who in ("me", "budi", "Budi", "budi@toko.example"):
        for line in ("conversations list --assignee {}", "conversations list --where assignee={}", "todo --of {}"):
            assert OPEN in call(*line.format(who).split())[1], (line, who)
        assert "assign" in call(*f"log --by {who}".split())[1]
        assert DRAFTED in call(*f"drafts list --where author={who}".split())[1]
        assert call(*f"note {CLOSED} hi --by {who} --json".split())[0] == 0
        assert call("escalate", OPEN, who, "-n")[2].count("not an address") == 0
    assert "budi@toko.example" in call("log", CLOSED)[1]
    assert call("conversations", "list", "--where", "assignee!=me", "-o", "ids")[1].split() == [DRAFTED, CLOSED]
