"""What a template may say: an allow-list over its syntax tree.

jinja2's own sandbox guards attributes, not sizes: `'x' * 10**8` and `'x'|center(10**9)` pass it.
"""

from __future__ import annotations

from collections.abc import Iterator

from jinja2 import nodes

from csmail.errors import ConfigurationError

# Without `set`, `with`, macros, `~`, calls and nested loops a text grows only with the length of its template:
# `{% set a = a ~ a %}` forty times over is a terabyte.
SAYABLE = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.If, nodes.For, nodes.Include,
    nodes.Filter, nodes.Test, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.CondExpr,
    nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Neg, nodes.Slice, nodes.Keyword, nodes.Tuple,
)  # fmt: skip
INSTEAD = {
    nodes.Concat: "write the pieces beside each other: {{ a }}{{ b }}",
    nodes.Call: "use a filter: {{ name|upper }}",
    nodes.Assign: "name the value in the rule instead",
    nodes.Getattr: "only loop.index, loop.first and the like have a dot",
    nodes.Pow: "arithmetic is + - * / //",
    nodes.Mod: "arithmetic is + - * / //",
}


def refuse_rest(template: nodes.Template, name: str) -> None:
    """Raises ConfigurationError with place and advice when `template` says something templates may not say."""
    for node, in_loop in _walk(template, False):
        why = _include(node, in_loop, name) if isinstance(node, nodes.Include) else _why_not(node, in_loop)
        if why:
            raise ConfigurationError(
                f"templates/{name}:{node.lineno}: {why}", "csmail templates check shows every problem"
            )


def _walk(node: nodes.Node, in_loop: bool) -> Iterator[tuple[nodes.Node, bool]]:
    yield node, in_loop
    for child in node.iter_child_nodes():
        yield from _walk(child, in_loop or isinstance(node, nodes.For))


def _why_not(node: nodes.Node, in_loop: bool) -> str:
    if isinstance(node, nodes.For) and in_loop:
        return "a loop holds no further loop"
    if isinstance(node, nodes.Getitem):
        plain = isinstance(node.arg, nodes.Slice) or (
            isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, int)
        )
        return "" if plain else "only numbers stand in square brackets"
    if isinstance(node, nodes.Getattr):
        own = isinstance(node.node, nodes.Name) and node.node.name == "loop"
        return "" if own else f"templates may not say .{node.attr}: {INSTEAD[nodes.Getattr]}"
    if isinstance(node, SAYABLE):
        return ""
    advice = INSTEAD.get(type(node), "templates hold text, {{ names }}, if, for and include")
    return f"templates may not say {type(node).__name__.lower()}: {advice}"


def _include(node: nodes.Include, in_loop: bool, name: str) -> str:
    """Parts are one level deep and stand in no loop: each including the next twice doubles the work at every step."""
    if in_loop or name.startswith("_"):
        return f"{'a loop' if in_loop else 'a part'} includes nothing"
    wanted = node.template.value if isinstance(node.template, nodes.Const) else None
    known = isinstance(wanted, str) and wanted.startswith("_")
    return "" if known else 'only a part is included, by its name in quotes: {% include "_closing" %}'
