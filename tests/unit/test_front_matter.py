"""Lines on top of texts: those that are read without the library say what the library says."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from csmail import templates
from csmail.config.load import load
from csmail.setup import texts
from csmail.templates import plain_lines

SHIPPED = Path(__file__).parents[2] / "templates"
ODD = (
    "true", "No", "null", "~", "1", "1.5", "2026-01-01", "a: b", "a #b", "- a", "[a, b]", "[a,b]", "[]", "[true]",
    "[1]", "[a, ]", '"a"', "'a'", '"a\\n"', "'it''s'", "it's", "é ü", "a,", "> x", "| x", "&a x", "*a", "!!str x",
    "{a: b}", "a\tb", "a\u2028b", "a:b", "a :b", "?a", "@a", "`a`", "%a", "on", "y", "a  ", "a - b", "[a b]", "[a.b]",
)  # fmt: skip
VALUES = st.one_of(st.sampled_from(ODD), st.text(st.sampled_from("aZé1 .,:#-'\"[]{}!?&*%@|>\\"), max_size=8))
LINES = st.lists(st.tuples(st.sampled_from(["subject", "tags", "when", "y"]), VALUES), max_size=3)


@settings(max_examples=150)
@given(LINES)
def test_what_is_read_quickly_says_what_yaml_says(lines: list[tuple[str, str]]) -> None:
    text = "".join(f"{key}: {value}\n" for key, value in lines)
    found = plain_lines.read(text)
    if found is not None:
        assert (YAML(typ="safe", pure=True).load(text) or {}) == found


@pytest.mark.parametrize("value", ODD)
def test_each_odd_value_alone_is_read_as_yaml_reads_it_or_left_to_it(value: str) -> None:
    found = plain_lines.read(f"when: {value}\n")
    assert found is None or found == YAML(typ="safe", pure=True).load(f"when: {value}\n")


def test_nearly_all_that_ships_is_read_quickly() -> None:
    desk = templates.open(SHIPPED)
    files = [file for name in desk.names() for lang in desk.languages(name) for file in desk.wordings(name, lang)]
    tops = [desk.source(file).partition("---\n")[2].partition("---\n")[0] for file in files]
    assert sum(plain_lines.read(top) is not None for top in tops) > 0.8 * len(tops)


RULES = """\
desks:
  support: {address: support@toko.example, mailbox: {kind: memory}, transport: {kind: memory}}
store: {kind: memory}
rules:
  - name: parcel
    when: {any: [{body: {regex: "resi (?P<resi>[0-9]+)"}}, {subject: {regex: "#(?P<nomor>[0-9]+)"}}]}
    then: [{tag: [x]}]
"""


@pytest.mark.parametrize(
    ("needs", "near"),
    [("order", None), ("resi", None), ("nomor", None), ("customer_name", None), ("oder", "order"), ("reesi", "resi")],
)
def test_a_need_of_a_name_that_nobody_has_is_told(needs: str, near: str | None, tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(RULES)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "hello.id.txt").write_text(f"---\nwhen: x\nneeds: [{needs}]\n---\nHalo\n")
    config = load(tmp_path / "rules.yaml")
    (found,) = texts.tried(config, templates.open(tmp_path / "templates"))
    problems = found.error.every if found.error else ()
    told = [(one.reason.code, one.reason.fact("near"), one.place.line) for one in problems]
    assert told == ([("undefined_name", near, 3)] if near else [])
