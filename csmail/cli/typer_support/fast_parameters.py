"""Turns words of the command line into values without loading pydantic.

Typer 0.29 builds a pydantic adapter for every parameter it meets, given or not: 70 ms of a command that has 300
(measured). The types our commands use need none of that. The adapter's place on a parameter is private to typer: were
it to move, typer would go back to its own slow way, and `test_start_up` would say so.
"""

from __future__ import annotations

import typing
from pathlib import Path
from typing import Any, Literal

import typer

LEAVES = (str, int, bool, Path)


def lightened(parameter: Any) -> Any:
    """`parameter` with a converter of ours; of a type we do not know only the missing value is ours."""
    annotation = parameter.type_descriptor.annotation
    leaf = typing.get_args(annotation)[0] if typing.get_origin(annotation) is list else annotation
    known = leaf in LEAVES or typing.get_origin(leaf) is Literal
    parameter._runtime_param = Light(leaf, leaf is not annotation) if known else Late()
    return parameter


class Late:
    """Leaves a value to typer, once there is one (the options that install completion)."""

    def coerce(self, value: Any, param: Any, ctx: typer.Context) -> Any:
        """The value as typer reads it."""
        if value is None:
            return None
        param._runtime_param = None
        return param.get_runtime_param().coerce(value, param=param, ctx=ctx)


class Light:
    """What typer asks of a converter. `many` says that the value is a list."""

    def __init__(self, leaf: Any, many: bool) -> None:
        self.leaf, self.many = leaf, many

    def coerce(self, value: Any, param: Any, ctx: typer.Context) -> Any:
        """The value in its type. Raises typer.BadParameter."""
        if value is None:
            return () if self.many else None
        if self.many:
            return [self._one(each, param, ctx) for each in value]
        return self._one(value, param, ctx)

    def _one(self, value: Any, param: Any, ctx: typer.Context) -> Any:
        if typing.get_origin(self.leaf) is Literal:
            choices = typing.get_args(self.leaf)
            if value not in choices:
                raise typer.BadParameter(f"{value!r} is not one of {', '.join(choices)}", ctx=ctx, param=param)
            return value
        if self.leaf is int:
            return _whole(value, param, ctx)
        return value if isinstance(value, self.leaf) else self.leaf(value)


def _whole(value: Any, param: Any, ctx: typer.Context) -> int:
    try:
        number = int(value)
    except ValueError:
        raise typer.BadParameter(f"{value!r} is not a whole number", ctx=ctx, param=param) from None
    if param.min is not None and number < param.min:
        raise typer.BadParameter(f"{number} is less than {param.min}", ctx=ctx, param=param)
    if param.max is not None and number > param.max:
        raise typer.BadParameter(f"{number} is more than {param.max}", ctx=ctx, param=param)
    return number
