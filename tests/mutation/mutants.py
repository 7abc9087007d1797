"""All mutants of one module, in the order of its lines."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from tests.mutation.operators import changed, is_type

ROOT = Path(__file__).parents[2]
Scope = tuple[ast.AST, ...]
Change = tuple[ast.Module, ast.AST, ast.AST]
"""A module, the node in it that is changed, the node that takes its place."""


@dataclass(frozen=True)
class Mutant:
    """One slip: in `function` ("" for the level of the module), `was` became `is_now`; `lines` are those it lies on.

    `live` says that it can be put into a function that is already imported.
    """

    module: str
    function: str
    was: str
    is_now: str
    lines: tuple[range, ...]
    change: Change
    live: bool

    def tree(self) -> ast.Module:
        """The whole module with the slip in it."""
        module, node, other = self.change
        new = deepcopy(module, {id(node): ast.copy_location(deepcopy(other), node)})
        return ast.fix_missing_locations(new)

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """What names it in `equivalent.yaml`: no line numbers, which every change moves."""
        return self.module, self.function, self.was, self.is_now

    def shown(self) -> str:
        return f"{self.module}:{self.lines[0].start} {self.function}\n  - {self.was}\n  + {self.is_now}"


def mutants(module: str) -> list[Mutant]:
    """Every mutant of a file, named from the root of the repository; two that read the same are one."""
    tree = ast.parse((ROOT / module).read_text(encoding="utf-8"))
    found: dict[tuple[object, ...], Mutant] = {}
    for scope, field, at in _places(tree):
        node = _child(scope[-1], field, at)
        for other in changed(node):
            mutant = _mutant(module, tree, (*scope, node), other)
            found.setdefault((mutant.identity, mutant.lines), mutant)
    return list(found.values())


def _places(node: ast.AST, above: Scope = ()) -> Iterator[tuple[Scope, str, int | None]]:
    """Where code stands that runs: no annotations, docstrings, decorators, imports or words within f-strings."""
    scope = (*above, node)
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "decorator_list"):
            continue
        listed = isinstance(value, list)
        for at, child in enumerate(value) if listed else [(None, value)]:
            words = isinstance(node, ast.JoinedStr) and not isinstance(child, ast.FormattedValue)
            if isinstance(child, ast.AST) and not words and not _is_still(child):
                yield scope, field, at
                yield from _places(child, scope)


def _is_still(node: ast.AST) -> bool:
    """Code that does nothing by itself."""
    text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    typing = isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    generic = isinstance(node, ast.Subscript) and is_type(node)
    guard = isinstance(node, ast.keyword) and node.arg == "strict"
    return text or typing or generic or guard or isinstance(node, ast.Import | ast.ImportFrom)


def _child(node: ast.AST, field: str, at: int | None) -> ast.AST:
    value = getattr(node, field)
    child: ast.AST = value if at is None else value[at]
    return child


def _mutant(module: str, tree: ast.Module, way: Scope, other: ast.AST) -> Mutant:
    parent, node = way[-2], way[-1]
    statement = next(one for one in reversed(way) if isinstance(one, ast.stmt | ast.ExceptHandler | ast.match_case))
    was = ast.unparse(_headed(deepcopy(statement)))
    is_now = ast.unparse(_headed(deepcopy(statement, {id(node): deepcopy(other)})))
    functions = [one for one in way[:-1] if isinstance(one, ast.FunctionDef | ast.ClassDef)]
    spans = tuple(_span(one) for one in (node, parent, statement) if hasattr(one, "lineno"))
    name = ".".join(one.name for one in functions)
    return Mutant(module, name, was, is_now, spans, (tree, node, other), _is_live(way))


def _headed(node: ast.AST) -> ast.AST:
    """A compound statement without what stands in it."""
    for field in ("body", "orelse", "finalbody", "handlers", "cases"):
        if isinstance(node, ast.stmt | ast.match_case) and isinstance(getattr(node, field, None), list):
            setattr(node, field, [ast.Expr(ast.Constant(...))] if field == "body" else [])
    return ast.fix_missing_locations(node)


def _span(node: ast.AST) -> range:
    return range(node.lineno, (node.end_lineno or node.lineno) + 1)  # type: ignore[attr-defined]


def _is_live(way: Scope) -> bool:
    """Within the body of a function; defaults and what a class says are computed when the module is imported."""
    return any(isinstance(above, ast.FunctionDef) and below in above.body for above, below in pairwise(way))
