"""YAML is read with its places, without its surprises, and never without bounds."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmail.config.yaml import nodes
from csmail.config.yaml.nodes import Node, Unreadable
from csmail.wording.reasons import words


def plain(node: Node) -> object:
    if node.entries is not None:
        return {key: plain(inner) for key, inner in node.entries.items()}
    return [plain(item) for item in node.items] if node.items is not None else node.text


def wrong(text: str) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        nodes.parse(text)
    return caught.value


def test_what_yaml_1_1_misreads_stays_as_it_was_written() -> None:
    text = "close: 17:00\ncountry: NO\non: overdue\noctal: 010\nwhen: 2026-11-02\nyes: no"
    assert plain(nodes.parse(text)) == {
        "close": "17:00", "country": "NO", "on": "overdue", "octal": "010", "when": "2026-11-02", "yes": "no",
    }  # fmt: skip


def test_every_node_and_key_knows_its_place() -> None:
    root = nodes.parse("a: 1\nrules:\n  - name: x\n    then: [tag, {escalate: y}]\n")
    assert root.entries is not None
    assert root.keys == {"a": (1, 1), "rules": (2, 1)}
    rule = root.entries["rules"].items[0]  # type: ignore[index]
    assert (rule.line, rule.column) == (3, 5)
    assert rule.keys["then"] == (4, 5)
    assert rule.entries["then"].items[1].keys["escalate"] == (4, 18)  # type: ignore[index]


def test_quotes_are_remembered_and_nothing_is_nothing() -> None:
    entries = nodes.parse("a: 'true'\nb: true\nc:\nd: ~\ne: ''\nf: |\n  two\n  lines\n").entries
    assert entries is not None
    assert [entries[key].plain for key in "abcdef"] == [False, True, True, True, False, False]
    assert [entries[key].empty for key in "abcdef"] == [False, False, True, True, False, False]
    assert entries["f"].text == "two\nlines\n"


def test_an_alias_means_what_its_anchor_named() -> None:
    root = nodes.parse("a: &words [refund, money]\nb: *words")
    assert plain(root) == {"a": ["refund", "money"], "b": ["refund", "money"]}


def test_an_empty_file_is_one_empty_node() -> None:
    for text in ("", "# only words\n", "---\n", "~"):
        assert nodes.parse(text).empty


BOMB = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10))


@pytest.mark.parametrize(
    ("text", "place", "why"),
    [
        ("a: 1\nb: 2\na: 3\n", (3, 1), "twice (first in line 1)"),
        ("a: 1\n---\nb: 2\n", (2, 1), "second document"),
        ("a: !!python/object:os.system x\n", (1, 4), "python/object"),
        ("a: !!str 1\n", (1, 4), "tags such as"),
        ("a: *nowhere\n", (1, 4), "stands for nothing"),
        ("a: &a [*a]\n", (1, 8), "holds itself"),
        ("<<: {a: 1}\n", (1, 1), "YAML 1.1"),
        ("? [a, b]\n: 1\n", (1, 3), "a key must be a word"),
        ("a: [1, 2\n", (2, 1), "not valid YAML"),
        ("a: 'x\n", (2, 1), "not valid YAML"),
        ("\ta: 1\n", (1, 1), "not valid YAML"),
        ("a: 1\nb: \x07\n", (2, 4), "U+0007"),
        ("[" * 51 + "]" * 51, (1, 51), "deeper than 50"),
        ("a: &a x\nb: [" + "*a, " * 101 + "]", (2, 405), "more than 100 aliases"),
        (BOMB, (6, 45), "more than 100000 values"),
    ],
)
def test_what_is_no_yaml_of_ours_is_told_with_its_place(text: str, place: tuple[int, int], why: str) -> None:
    found = wrong(text)
    assert why in words(found.why)
    assert (found.line, found.column) == place


@pytest.mark.parametrize("text", ["[" * 20_000, "{a: " * 20_000, "? " * 20_000, "- " * 20_000, BOMB, "&a " * 9_000])
def test_hostile_shapes_are_refused_before_they_cost_anything(text: str) -> None:
    began = time.process_time()
    wrong(text)
    # measured: at most 0.02 s; the bound is for a slow and busy machine
    assert time.process_time() - began < 1


@given(st.text(st.sampled_from("ab:-[]{}&*!|>'\"#%@`?, \n\t~<="), max_size=60))
def test_any_text_is_a_tree_or_is_unreadable(text: str) -> None:
    found: Unreadable | None = None
    try:
        nodes.parse(text)
    except Unreadable as error:
        found = error
    assert found is None or (found.line >= 1 and found.column >= 1 and found.why)
