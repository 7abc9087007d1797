"""The parser in C reads what it reads exactly as the parser in Python does, places and errors included."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from csmail.config.yaml import compiled, nodes
from csmail.config.yaml.nodes import Node, Unreadable

ROOT = Path(__file__).parents[3]
FILES = sorted(file for file in ROOT.rglob("*.y*ml") if not {".venv", ".git", "node_modules"} & set(file.parts))
FRAGMENTS = (
    *"ab0:-,[]{}'\"\\#%@`?!=<>|~*&\n\t\r é日😀\x85\u2028\ufeff\xa0\x07\x7f\ud800",
    "\n  ", "\n    ", "\n- ", "\n  - ", ": ", "- ", ", ", "&x ", "*x", "!t ", "!!str ", "|-", ">+\n", "|2\n", "''",
    "\\n", "\\x41", "\\/", "\\u00e9", "\\\n", " # c\n", "? ", "<<: ", "a: b", "\nb: ", "---", "\n...\n",
    "%YAML 1.2\n", "%TAG ! x\n", "null", "key: value\n", "http://x", "a:b", "a#b", "[a, b]", "{a: 1}", "x: 'y'",
)  # fmt: skip
RULES = "rules:\n  - {name: a, when: {subject: ['x?', \"y\\n\"]}, then: [{tag: [b]}]}  # why\n  - name: c\n"


def read(text: str) -> Node | tuple[int, int, str]:
    try:
        return nodes.parse(text)
    except Unreadable as error:
        return error.line, error.column, error.why


def read_in_python(text: str, patch: pytest.MonkeyPatch) -> Node | tuple[int, int, str]:
    with patch.context() as patched:
        patched.setitem(sys.modules, "_ruamel_yaml", None)
        return read(text)


def taken(text: str) -> bool:
    try:
        return bool(list(compiled.events(text)))
    except compiled.InDoubt:
        return False


@pytest.fixture(scope="module")
def patch() -> pytest.MonkeyPatch:
    return pytest.MonkeyPatch()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_file_of_the_project_reads_the_same(file: Path, patch: pytest.MonkeyPatch) -> None:
    text = file.read_text()
    assert read(text) == read_in_python(text, patch)


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=14).map("".join))
@example("a:\n")
@example("! &x a")
@example("&a:b c")
@example("|#\n")
@example("a: 1\na: 2\n")
@example("a: [1, 2\n")
@example("- a\n b: [\n")
def test_any_text_reads_the_same_and_fails_the_same(patch: pytest.MonkeyPatch, text: str) -> None:
    assert read(text) == read_in_python(text, patch)


@given(st.lists(st.sampled_from(("a", "b: ", "\n  - ", "\n", "{c: ", "}", "[", "]", ", ", "'d'", ": ")), max_size=20))
def test_shapes_of_rules_read_the_same(patch: pytest.MonkeyPatch, parts: list[str]) -> None:
    text = RULES + "".join(parts)
    assert read(text) == read_in_python(text, patch)


def test_ordinary_rules_are_read_by_the_parser_in_c() -> None:
    assert taken(RULES)


@pytest.mark.parametrize(
    "text",
    [
        "a:\n",
        "a: |\n  b\n",
        "a: !!str b\n",
        "--- a\n",
        "a: &b c\n",
        "%YAML 1.1\n--- a\n",
        "? a\n: b\n",
        "a: b\t\n",
        "a: [\n",
    ],
)
def test_what_is_in_doubt_is_left_to_the_parser_in_python(text: str) -> None:
    assert not taken(text)
