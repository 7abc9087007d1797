"""What users read is the English that engineers speak: "is not a date", a lock, something to fix."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3] / "csmail"
OLDER = "older_sentences.py"
"""Holds the sentences of stores written before, as they were."""
MANNERED = re.compile(
    r"(?<!there )\b(?:is|are|was|were) no (?!longer\b)|\b(?:is|are|was|were) none\b|^no (?:YAML|time zone)\b"
    r"|\bleases?\b|\bmend\b|\bwhether it left\b|\b(?:lies|lie) (?:on|there)\b",
    re.IGNORECASE,
)


PROMISED = frozenset(
    (
        "{written!r} is no hours: 09:00-17:00, several with commas, or closed", "{written} is no time of day",
        "{written} is no day: {days}, mon-fri, mon,wed", "{written!r} is no date: 2026-12-24",
        "{written!r} is no date: 2026-12-24 or 2026-12-24..2026-12-31",
        "{country} is no country we know holidays of: ID, DE, DE-BY",
        "{written!r} is no span of time: write it like 90s, 30m, 2h, 3d or 1h30m",
        "{word} is no condition[ (did you mean {near}?)][; there are: {known}]",
        "{file}: line {line} is no UTF-8 and no cp1252",
    )
)  # fmt: skip
"""What a mistake is told word for word, in tables that others rely on: for business time, for a bulk."""


def texts(path: Path) -> Iterator[str]:
    """String constants of several words in a module; its docstrings are for engineers, those of commands not."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    helps = path.parent.name in ("commands", "actions")
    documented = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    if helps:
        owners = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.decorator_list]
        documented -= {id(owner.body[0].value) for owner in owners if isinstance(owner.body[0], ast.Expr)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in documented:
            continue
        if " " in node.value:
            yield node.value


def mannered(path: Path) -> list[str]:
    return [text for text in texts(path) if MANNERED.search(text) and text not in PROMISED]


def test_what_the_table_promises_is_still_said() -> None:
    assert {text for path in ROOT.rglob("*.py") for text in texts(path)} >= PROMISED


def test_no_sentence_that_users_read_is_mannered() -> None:
    found = {str(path): mannered(path) for path in sorted(ROOT.rglob("*.py")) if path.name != OLDER}
    assert {path: said for path, said in found.items() if said} == {}


@pytest.mark.parametrize(
    "text",
    [
        "'WIB' is no time zone", "no YAML: a tab", "it holds a text that is none", "cannot take the lease pass",
        "mend what is listed", "look into Sent whether it left already", "the message lies on the server",
    ],
)  # fmt: skip
def test_what_was_mannered_before_is_found(text: str) -> None:
    assert MANNERED.search(text)


@pytest.mark.parametrize(
    "text",
    ["there is no desk 'x'", "it is no longer there", "'WIB' is not a time zone", "no template 'x' in templates"],
)
def test_plain_english_is_left_alone(text: str) -> None:
    assert not MANNERED.search(text)
