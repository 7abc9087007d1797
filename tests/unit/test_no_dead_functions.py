"""No function of csmail is reached by tests only: what a test proves has to be what the product does."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2] / "csmail"
Tree = dict[Path, ast.Module]
# ActionCall for by others than our own code, each with the reason.
ALLOWED: dict[str, str] = {}


def parsed() -> Tree:
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(ROOT.rglob("*.py"))}


def defined(trees: Tree) -> Iterator[tuple[str, str]]:
    """Public functions of modules as (module, name). One with a decorator is handed to whatever decorates it."""
    for path, tree in trees.items():
        module = ".".join(path.relative_to(ROOT.parent).with_suffix("").parts)
        for one in tree.body:
            if isinstance(one, ast.FunctionDef) and not one.name.startswith("_") and not one.decorator_list:
                yield module, one.name


def named(trees: Tree) -> frozenset[str]:
    """Every name that code asks for; a function that names only itself, and a face that hands on, ask for nothing."""
    found: set[str] = set()
    for path, tree in trees.items():
        for statement in tree.body:
            own = statement.name if isinstance(statement, ast.FunctionDef) else ""
            found |= {one.id for one in ast.walk(statement) if isinstance(one, ast.Name) and one.id != own}
            found |= {one.attr for one in ast.walk(statement) if isinstance(one, ast.Attribute)}
            # A face hands on; a command may call a function of its own name.
            found |= set(_imported(statement)) if own or path.name != "__init__.py" else set()
    return frozenset(found)


def _imported(statement: ast.stmt) -> Iterator[str]:
    """What is taken under another name; `import f as f` hands on, and of a plain import the use is found."""
    for node in ast.walk(statement):
        if isinstance(node, ast.ImportFrom):
            yield from (one.name for one in node.names if one.asname not in (None, one.name))


def test_every_public_function_is_asked_for_by_csmail_itself() -> None:
    trees = parsed()
    asked = named(trees)
    unused = {f"{module}.{name}" for module, name in defined(trees) if name not in asked}
    assert sorted(unused - set(ALLOWED)) == []
    assert sorted(set(ALLOWED) - unused) == [], "these are used by now"


def test_a_function_that_only_a_face_hands_on_is_found() -> None:
    used = "from a import f\n\ndef g() -> None:\n    f()\n\ndef h() -> None:\n    h()\n\nclass C:\n    x = g\n"
    trees = {ROOT / "a.py": ast.parse("def f() -> None: ...\n"), ROOT / "b.py": ast.parse(used)}
    trees[ROOT / "__init__.py"] = ast.parse("from b import h as h\n\n__all__ = ['h']\n")
    assert {name for _, name in defined(trees)} - named(trees) == {"h"}
