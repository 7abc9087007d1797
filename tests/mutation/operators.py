"""What a slip of the keyboard makes of one piece of code: each operator yields the other pieces it could be."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from copy import deepcopy

COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
RECKONED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.Mod: ast.Add,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.LShift: ast.RShift, ast.Div: ast.Mult,
}  # fmt: skip
CALLED = {
    "any": "all", "all": "any", "min": "max", "max": "min", "startswith": "endswith", "endswith": "startswith",
    "partition": "rpartition", "rpartition": "partition", "removeprefix": "removesuffix", "union": "intersection",
    "intersection": "union", "isdisjoint": "issubset", "match": "search", "append": "remove", "pop": "remove",
}  # fmt: skip
IDLE = frozenset({"lower", "casefold", "strip", "removeprefix", "removesuffix", "replace", "copy", "translate"})
STATEMENTS = {
    r"<= ": "< ", r">= ": "> ", r"(?<![<>]) > ": " >= ", r"<> ": "= ", r"(?<![<>])= ": "<> ", r" AND ": " OR ",
    r" DESC": "", r" ORDER BY [a-z_, ]+": " ", r"DISTINCT ": "",
}  # fmt: skip
"""What is done to SQL, the first place of each, one after another."""


def changed(node: ast.AST) -> Iterator[ast.AST]:
    """Every other form of `node` that is worth a test, as a copy of it."""
    for of, operator in OPERATORS:
        if isinstance(node, of):
            yield from operator(node)


def _with(node: ast.AST, **fields: object) -> ast.AST:
    copied = deepcopy(node)
    for name, value in fields.items():
        setattr(copied, name, value)
    return copied


def _compared(node: ast.Compare) -> Iterator[ast.AST]:
    for at, operator in enumerate(node.ops):
        for other in COMPARED[type(operator)]:
            yield _with(node, ops=[*node.ops[:at], other(), *node.ops[at + 1 :]])


def _either(node: ast.BoolOp) -> Iterator[ast.AST]:
    yield _with(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
    for at in range(len(node.values)):
        left = [*node.values[:at], *node.values[at + 1 :]]
        yield _with(node, values=left) if len(left) > 1 else left[0]


def _unnegated(node: ast.UnaryOp) -> Iterator[ast.AST]:
    if isinstance(node.op, ast.Not):
        yield node.operand


def _negated(node: ast.If | ast.While | ast.IfExp) -> Iterator[ast.AST]:
    if not _negatable(node.test):
        return
    yield _with(node, test=ast.UnaryOp(ast.Not(), node.test))


def _negatable(test: ast.expr) -> bool:
    """A comparison and a `not` have operators of their own, which would make the same."""
    simple = isinstance(test, ast.Compare) and len(test.ops) == 1
    return not simple and not (isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not))


def _unfiltered(node: ast.comprehension) -> Iterator[ast.AST]:
    for at, test in enumerate(node.ifs):
        yield _with(node, ifs=[*node.ifs[:at], *node.ifs[at + 1 :]])
        if _negatable(test):
            yield _with(node, ifs=[*node.ifs[:at], ast.UnaryOp(ast.Not(), test), *node.ifs[at + 1 :]])


def _reckoned(node: ast.BinOp | ast.AugAssign) -> Iterator[ast.AST]:
    other = RECKONED.get(type(node.op))
    if other and not (isinstance(node, ast.BinOp) and is_type(node)):
        yield _with(node, op=other())


def is_type(node: ast.expr) -> bool:
    """`A | B` between types: what is written for mypy and for isinstance()."""
    if isinstance(node, ast.BinOp):
        return is_type(node.left) and is_type(node.right)
    if isinstance(node, ast.Subscript):
        return is_type(node.value)
    name = getattr(node, "id", getattr(node, "attr", ""))
    return name in ("tuple", "frozenset", "str", "dict") or (name[:1].isupper() and not name.isupper())


def _constant(node: ast.Constant) -> Iterator[ast.AST]:
    value = node.value
    if isinstance(value, bool):
        yield _with(node, value=not value)
    elif isinstance(value, int | float):
        yield _with(node, value=value + 1)
    elif isinstance(value, str):
        yield from (_with(node, value=other) for other in _texts(value))


def _texts(text: str) -> Iterator[str]:
    """SQL is code. Any other text with a space in it is a sentence for a person, whose wording nobody relies on."""
    if re.match(r"\s*(?:SELECT|UPDATE|DELETE|UNION|WHERE|FROM)\b|state IN|status IN|desk = ", text):
        for place, other in STATEMENTS.items():
            found = re.sub(place, other, text, count=1)
            if found != text:
                yield found
    elif not re.search(r"\S\s\S", text):
        yield f"XX{text}"


def _called(node: ast.Call) -> Iterator[ast.AST]:
    named = node.func
    if isinstance(named, ast.Name) and named.id in CALLED:
        yield _with(node, func=_with(named, id=CALLED[named.id]))
    if isinstance(named, ast.Attribute) and named.attr in CALLED:
        yield _with(node, func=_with(named, attr=CALLED[named.attr]))
    if isinstance(named, ast.Attribute) and named.attr in IDLE and not isinstance(named.value, ast.Constant):
        yield named.value


def _arguments(node: ast.Call) -> Iterator[ast.AST]:
    plain = [one for one in node.args if not isinstance(one, ast.Starred)]
    if len(plain) == len(node.args) >= 2 and not _is_one_way(node):
        yield _with(node, args=[node.args[1], node.args[0], *node.args[2:]])
    for at, keyword in enumerate(node.keywords):
        if keyword.arg and keyword.arg != "strict":  # that only finds our own bugs
            yield _with(node, keywords=[*node.keywords[:at], *node.keywords[at + 1 :]])


def _is_one_way(node: ast.Call) -> bool:
    """Whether its arguments make no sense in another order, or the same in any."""
    return isinstance(node.func, ast.Name) and node.func.id in ("isinstance", "getattr", "setattr", "min", "max")


def _returned(node: ast.Return) -> Iterator[ast.AST]:
    if node.value is not None and not (
        isinstance(node.value, ast.Constant) and node.value.value in (None, True, False)
    ):
        yield _with(node, value=ast.Constant(None))


def _removed(node: ast.stmt) -> Iterator[ast.AST]:
    """A call whose answer nobody wants, a change of something that outlives the function, a raise."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant | ast.Yield | ast.YieldFrom):
        return
    if isinstance(node, ast.Assign) and all(isinstance(one, ast.Name | ast.Tuple) for one in node.targets):
        return
    yield ast.Pass()


def _left(node: ast.Break | ast.Continue) -> Iterator[ast.AST]:
    yield ast.Continue() if isinstance(node, ast.Break) else ast.Break()


def _uncaught(node: ast.ExceptHandler) -> Iterator[ast.AST]:
    if not (len(node.body) == 1 and isinstance(node.body[0], ast.Raise) and node.body[0].exc is None):
        yield _with(node, body=[ast.Raise()])


def _sliced(node: ast.Slice) -> Iterator[ast.AST]:
    if node.lower is not None:
        yield _with(node, lower=None)
    if node.upper is not None:
        yield _with(node, upper=None)


OPERATORS: tuple[tuple[type[ast.AST] | tuple[type[ast.AST], ...], Callable[..., Iterator[ast.AST]]], ...] = (
    (ast.Compare, _compared),
    (ast.BoolOp, _either),
    (ast.UnaryOp, _unnegated),
    ((ast.If, ast.While, ast.IfExp), _negated),
    (ast.comprehension, _unfiltered),
    ((ast.BinOp, ast.AugAssign), _reckoned),
    (ast.Constant, _constant),
    (ast.Call, _called),
    (ast.Call, _arguments),
    (ast.Return, _returned),
    ((ast.Expr, ast.Assign, ast.AugAssign, ast.Delete, ast.Raise), _removed),
    ((ast.Break, ast.Continue), _left),
    (ast.ExceptHandler, _uncaught),
    (ast.Slice, _sliced),
)
