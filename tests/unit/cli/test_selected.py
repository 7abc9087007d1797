"""What a script asks of a document: fields, ids, a line of its own; what is not there is refused first."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmail.cli.app import root
from csmail.cli.commands.schema import printing
from csmail.cli.main import _wants_json
from csmail.cli.typer_support import selected
from csmail.cli.typer_support.options import Options
from csmail.cli.typer_support.selecting import spelled_out
from tests.unit.cli.test_manners import CLOSED, DRAFTED, OPEN, Call, call, made

__all__ = ["call", "made"]
IDS = [OPEN, DRAFTED]


@pytest.mark.parametrize(
    "words",
    [
        "conversations list --json id,status",
        "conversations list --json=id,status",
        "conversations list --fields id,status",
        "--json=id,status conversations list",
        "--quiet --json=id,status conversations list",
        "conversations list -o json --fields id,status",
        "conversation ls --format json --fields id,status",
    ],
)
def test_fields_of_a_list_are_a_list_of_objects(call: Call, words: str) -> None:
    code, out, _ = call(*words.split())
    assert code == 0
    assert sorted(one["id"] for one in json.loads(out)) == sorted(IDS)
    assert all(set(one) == {"id", "status"} for one in json.loads(out))


def test_one_field_follows_json_where_no_mistake_is_possible(call: Call) -> None:
    assert {tuple(one) for one in json.loads(call("conversations", "list", "--json", "subject")[1])} == {("subject",)}
    assert json.loads(call("conversations", "show", OPEN, "--json=conversation.id")[1]) == {"conversation.id": OPEN}
    acted = json.loads(call("tag", OPEN, "--json", "dry_run", "-n")[1])
    assert acted["steps"][0]["parameters"] == "tags: [dry_run]", "a tag may be called like a field"


@pytest.mark.parametrize(
    "line", ["conversations list --json nonsense", f"conversations show {OPEN} --json nope,drafts"]
)
def test_a_field_that_is_misspelt_is_named(call: Call, line: str) -> None:
    code, out, said = call(*line.split())
    assert (code, out, json.loads(said)["reason"]["code"]) == (2, "", "unknown_field")


def test_the_forms_of_output(call: Call) -> None:
    assert sorted(call("conversations", "list", "-o", "ids")[1].split()) == sorted(IDS)
    assert call("conversations", "list", "-o", "tsv")[1] == call("conversations", "list")[1]
    assert call("conversations", "list", "-o", "jsonl")[1] == call("conversations", "list", "--json-lines")[1]
    assert call("conversations", "list", "-o", "json")[1] == call("conversations", "list", "--json")[1]
    assert call("conversations", "show", OPEN, "-o", "ids")[1].split() == [OPEN]
    lines = call("conversations", "list", "-o", "jsonl", "--fields", "id")[1].splitlines()
    assert sorted(json.loads(line)["id"] for line in lines) == sorted(IDS)


@pytest.mark.parametrize(
    ("template", "line"),
    [
        ("{id} {status}", f"{OPEN} open"),
        ("{{.id}}", OPEN),
        ("{{ id }}\\t{customer.address}", f"{OPEN}\trina@cust.example"),
        ("{id.__class__} {0} {} {id!r} %s {{", "{id.__class__} {0} {} {id!r} %s {{"),
    ],
)
def test_a_format_fills_fields_and_runs_nothing(call: Call, template: str, line: str) -> None:
    code, out, _ = call("conversations", "list", "--where", "customer~rina", "--format", template)
    assert code == 0
    assert line in out.splitlines()


@pytest.mark.parametrize("form", [["--fields", "nonsense"], ["--format", "{nonsense}"], ["--json=nonsense"]])
def test_a_field_that_is_not_there_is_refused_before_anything_is_done(call: Call, form: list[str]) -> None:
    code, out, said = call("tag", OPEN, "late", *form)
    assert (code, out, "nonsense" in said) == (2, "", True)
    assert "late" not in call("conversations", "show", OPEN)[1]


def test_what_has_no_ids_says_so(call: Call) -> None:
    assert call("store", "info", "-o", "ids")[0] == 2
    assert call("schema", "--fields", "id")[0] == 2


def test_every_document_can_be_asked_for_its_fields() -> None:
    for name, document in printing(root()):
        assert selected.known(document), name
        for one in selected.known(document):
            selected.check(document, Options(fields=(one,)))


def test_the_ids_of_a_list_are_what_every_verb_takes(call: Call) -> None:
    for name, document in printing(root()):
        if name.split()[-1] in ("list", "search", "similar") or name in ("todo", "team", "log"):
            assert selected.known(document), name
            assert selected._id_of(document) or name in ("customers similar", "team", "log"), name


def test_errors_are_told_to_programs_in_every_form_for_programs() -> None:
    wanted = (
        "x --json",
        "x --json=id",
        "x -o json",
        "x -ojson",
        "x --output=jsonl",
        "x --format json",
        "x --fields id",
    )
    assert all(_wants_json(words.split()) for words in wanted)
    unwanted = ("x", "x -o ids", "x -o tsv", "x -- --json", "x --format {id}", "tag A json")
    assert not any(_wants_json(words.split()) for words in unwanted)


@given(st.lists(st.sampled_from(["--json", "--json=a,b", "id", "a,b", "--", "-q", "K7F3Q2"]), max_size=6))
def test_a_line_without_fields_stays_as_it_is(words: list[str]) -> None:
    made = spelled_out(words)
    end = words.index("--") if "--" in words else len(words)
    assert [one for one in made if one != "--fields"] == [
        part for at, one in enumerate(words) for part in (one.split("=") if at < end and "=" in one else [one])
    ]


def test_a_closed_one_is_not_in_the_list(call: Call) -> None:
    assert CLOSED not in call("conversations", "list", "-o", "ids")[1]
