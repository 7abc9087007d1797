"""A command that is not imported yet knows its line of help."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from csmail.cli.app import root
from csmail.cli.lazy import ACTIONS, Place, summary

PLACES = root().table


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_the_line_read_from_the_text_is_what_the_docstring_says(place: Place) -> None:
    tree = ast.parse(place.source.read_bytes())
    of_class = place.source.parent == ACTIONS
    node = next(node for node in reversed(tree.body) if isinstance(node, ast.ClassDef)) if of_class else tree
    first = (ast.get_docstring(node) or "").partition("\n")[0].partition(";")[0].rstrip(".")
    assert first
    assert root().commands[place.name].help == f"{first}."


def test_an_action_is_explained_by_its_last_class(tmp_path: Path) -> None:
    source = tmp_path / "spoil.py"
    source.write_text(
        '"""Of the module."""\n\nclass First:\n    """No."""\n\nclass Spoil:\n    """Yes; more.\n\n    x\n    """\n'
    )
    assert summary(source, of_class=True) == "Yes."
    assert summary(source, of_class=False) == "Of the module."
