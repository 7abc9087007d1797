"""Every test asserts something: itself, or in a helper of the tests that asserts."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

TESTS = Path(__file__).parents[1]
ASSERTING = frozenset({"raises", "warns", "fail", "validate"})
"""Of pytest, and of jsonschema."""
NAMED = ("assert", "expect", "check")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def trees() -> dict[str, ast.Module]:
    """Every module of the tests, by its path below them."""
    found = sorted(TESTS.rglob("*.py"))
    return {str(path.relative_to(TESTS)): ast.parse(path.read_text(encoding="utf-8")) for path in found}


def functions(tree: ast.AST) -> list[Function]:
    return [node for node in ast.walk(tree) if isinstance(node, Function)]


def asserts(function: ast.AST, helpers: frozenset[str]) -> bool:
    """Whether it asserts, raises AssertionError, or calls what does."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assert) or (isinstance(node, ast.Raise) and "AssertionError" in ast.dump(node)):
            return True
        if isinstance(node, ast.Call):
            method = isinstance(node.func, ast.Attribute)  # of whom, nobody can tell: `read` of a file asserts nothing
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in (ASSERTING if method else ASSERTING | helpers) or called.lstrip("_").startswith(NAMED):
                return True
    return False


@cache
def helpers() -> frozenset[str]:
    """Functions of the tests, no tests themselves, that assert directly."""
    every = (one for tree in trees().values() for one in functions(tree) if not one.name.startswith("test_"))
    return frozenset(one.name for one in every if asserts(one, frozenset()))


def silent(tree: ast.AST) -> list[str]:
    return [one.name for one in functions(tree) if one.name.startswith("test_") and not asserts(one, helpers())]


def test_every_test_asserts() -> None:
    found = [f"{path}: {name}" for path, tree in trees().items() for name in silent(tree)]
    assert found == [], (
        "assert what came of it; a test that nothing is raised says so in its name and asserts the result"
    )


def test_one_that_does_not_would_be_noticed() -> None:
    written = (
        "def test_a(): parse(b'')\ndef test_b():\n    with pytest.raises(ValueError): f()\ndef test_c(): check_it()"
    )
    assert silent(ast.parse(written)) == ["test_a"]
