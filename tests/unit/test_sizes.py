"""No file of csmail is longer than 300 lines, no function than 40."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2] / "csmail"
MOST_OF_A_FILE = 300
MOST_OF_A_FUNCTION = 40
"""Below its signature and its docstring: a command has a line for each option, and neither branches."""


def long_functions(source: str) -> Iterator[tuple[str, int]]:
    """Every function that is over the gate, with its lines; one within another counts by itself and in the outer."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[1 if ast.get_docstring(node) is not None and len(node.body) > 1 else 0]
            lines = (node.end_lineno or first.lineno) - first.lineno + 1
            if lines > MOST_OF_A_FUNCTION:
                yield node.name, lines


def sources() -> Iterator[tuple[str, str]]:
    for path in sorted(ROOT.rglob("*.py")):
        yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def test_no_file_is_over_the_gate() -> None:
    lengths = {name: len(source.splitlines()) for name, source in sources()}
    assert len(lengths) > 100
    assert {name: lines for name, lines in lengths.items() if lines > MOST_OF_A_FILE} == {}


def test_no_function_is_over_the_gate() -> None:
    assert {name: found for name, source in sources() if (found := dict(long_functions(source)))} == {}


def test_a_function_of_41_lines_is_found_wherever_it_stands() -> None:
    body = '\n        """What it does."""' + "\n        pass" * MOST_OF_A_FUNCTION
    assert dict(long_functions(f"class One:\n    def short(\n        self,\n    ):{body}\n")) == {}
    assert dict(long_functions(f"class One:\n    async def long(self):{body}\n        pass\n")) == {"long": 41}
