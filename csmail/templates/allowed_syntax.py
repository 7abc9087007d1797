"""What a template may say: an allow-list over its syntax tree.

jinja2's own sandbox guards attributes, not sizes: `'x' * 10**8` and `'x'|center(10**9)` pass it.
"""

from __future__ import annotations

from collections.abc import Iterator

from jinja2 import nodes

from csmail.errors import ConfigurationError
from csmail.reason import Place, Problem, Reason

# Without `set`, `with`, macros, `~`, calls and nested loops a text grows only with the length of its template:
# `{% set a = a ~ a %}` forty times over is a terabyte.
SAYABLE = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.If, nodes.For, nodes.Include,
    nodes.Filter, nodes.Test, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.CondExpr,
    nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Neg, nodes.Slice, nodes.Keyword, nodes.Tuple,
)  # fmt: skip
INSTEAD = {
    nodes.Concat: Reason.of("template_joins", example="{{ a }}{{ b }}"),
    nodes.Call: Reason.of("template_calls", example="{{ name|upper }}"),
    nodes.Assign: Reason("template_assigns"),
    nodes.Pow: Reason.of("template_reckons", node="pow"),
    nodes.Mod: Reason.of("template_reckons", node="mod"),
}


def refuse_rest(template: nodes.Template, name: str) -> None:
    """Raises ConfigurationError with place and advice when `template` says something templates may not say."""
    for node, in_loop in _walk(template, False):
        why = _include(node, in_loop, name) if isinstance(node, nodes.Include) else _why_not(node, in_loop)
        if why:
            problem = Problem(Place(f"templates/{name}", node.lineno), why)
            raise ConfigurationError(problem, Reason("templates_check_shows_all"))


def _walk(node: nodes.Node, in_loop: bool) -> Iterator[tuple[nodes.Node, bool]]:
    yield node, in_loop
    for child in node.iter_child_nodes():
        yield from _walk(child, in_loop or isinstance(node, nodes.For))


def _why_not(node: nodes.Node, in_loop: bool) -> Reason | None:
    if isinstance(node, nodes.For) and in_loop:
        return Reason("loop_in_a_loop")
    if isinstance(node, nodes.Getitem):
        plain = isinstance(node.arg, nodes.Slice) or (
            isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, int)
        )
        return None if plain else Reason("index_not_a_number")
    if isinstance(node, nodes.Getattr):
        plain = isinstance(node.node, nodes.Name) or _asks_facts(
            node.node
        )  # what the name may stand for is looked at when it is filled in
        return None if plain else Reason.of("template_reaches_in", name=node.attr)
    if isinstance(node, SAYABLE) or _asks_facts(node):
        return None
    usual = Reason.of("template_may_not_say", node=type(node).__name__.lower(), names="{{ names }}")
    return INSTEAD.get(type(node), usual)


def _asks_facts(node: nodes.Node) -> bool:
    """`lookup('order', number)`, the one thing that may be called: it answers with a few short values."""
    if not (isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name == "lookup"):
        return False
    plain = len(node.args) == 2 and all(isinstance(one, nodes.Const | nodes.Name) for one in node.args)
    return plain and not (node.kwargs or node.dyn_args or node.dyn_kwargs)


def _include(node: nodes.Include, in_loop: bool, name: str) -> Reason | None:
    """Parts are one level deep and stand in no loop: each including the next twice doubles the work at every step."""
    if in_loop or name.startswith("_"):
        return Reason("loop_includes" if in_loop else "part_includes")
    wanted = node.template.value if isinstance(node.template, nodes.Const) else None
    known = isinstance(wanted, str) and wanted.startswith("_")
    return None if known else Reason.of("includes_no_part", example='{% include "_closing" %}')
