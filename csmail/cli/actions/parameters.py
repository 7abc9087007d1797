"""Turns the fields of an action into parameters of its command."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable, Mapping
from datetime import timedelta
from inspect import Parameter
from pathlib import Path
from typing import Annotated, Any, Literal, Union

import typer

from csmail.actions.base import Action
from csmail.errors import UsageError
from csmail.model import duration, later
from csmail.reason import Reason, reason_of

TEXT = "text"
OPTION = "_option"
"""Behind the name of what may stand bare and as an option."""
READ: Mapping[Any, tuple[Callable[[str], Any], str]] = {
    timedelta: (duration.parse, "SPAN"), duration.Span: (duration.parse_span, "SPAN"),
    later.Later: (later.parse, "MOMENT"),
}  # fmt: skip
"""How a type is read from what was typed, and what stands for it in the help."""
EXAMPLES = {
    "tags": "refund urgent", "to": "budi", "level": "high", "folder": "Archive", "signs": "seen", "text": '"call back"',
    "within": "2h",
    "template": "",
}  # fmt: skip


@dataclasses.dataclass(frozen=True, slots=True)
class Field:
    """One field of an action as the command line takes it."""

    name: str
    type: Any
    help: str
    required: bool
    default: Any
    shown: tuple[str, str] = ("", "")
    bare: bool = False
    option: bool = True

    @property
    def many(self) -> bool:
        return typing.get_origin(self.type) is tuple

    @property
    def read(self) -> bool:
        """Whether it is written as text and read by us."""
        return self.type in READ

    @property
    def annotation(self) -> Any:
        """The type typer sees; everything is optional there, so that the action's own default is the only one."""
        if self.read:
            return str
        if not self.many:
            return self.type
        below = typing.get_args(self.type)[0]  # typer refuses a list of Literal; the values are checked here instead
        return list[str] if self.choices else list[below]  # type: ignore[valid-type]

    @property
    def choices(self) -> tuple[str, ...]:
        """The values a repeatable field allows, when it says so."""
        below = typing.get_args(self.type)[0] if self.many else None
        return typing.get_args(below) if typing.get_origin(below) is Literal else ()


def fields(action: type[Action]) -> tuple[Field, ...]:
    """The fields that a hand may set, in the order of the action; the first one may be given bare."""
    hints = typing.get_type_hints(action)
    found: list[Field] = []
    for one in dataclasses.fields(action):  # type: ignore[arg-type]
        if one.metadata.get("cli", "both") != "rule":
            missing = one.default is dataclasses.MISSING and one.default_factory is dataclasses.MISSING
            help = one.metadata.get("help", "")
            shown, given = one.metadata.get("shown", ("", "")), one.metadata.get("given", "")
            bare = not found or given == "bare"
            option = not bare or given == "both" or one.name == TEXT
            kind = _without_none(hints[one.name])
            found.append(Field(one.name, kind, help, missing, one.default, shown, bare, option))
    return tuple(found)


def parameters(action: type[Action]) -> list[Parameter]:
    """The parameters of the action's own, in the order of the command line."""
    found = []
    for field in fields(action):
        if field.bare:
            found.append(_bare(field))
        if field.option:
            found.append(_option(field, f"{field.name}{OPTION}" if field.bare else field.name))
        if field.name == TEXT:
            file = typer.Option("--file", help="take the words from this file (- is stdin)", show_default=False)
            found.append(_keyword("file", Annotated[Path | None, file]))
    return found


def made(action: type[Action], values: Mapping[str, Any]) -> Action:
    """The action with what was given; the rest keeps its defaults. Raises UsageError."""
    given = {}
    for field in fields(action):
        value = values.get(field.name)
        if field.bare and field.name != TEXT and (typed := values.get(f"{field.name}{OPTION}")) is not None:
            if value is not None:
                raise UsageError(Reason.of("given_twice", name=field.name), Reason("advice_leave_one_out"))
            value = typed
        if value is not None and value != []:
            given[field.name] = _converted(field, value)
        elif field.required:
            raise UsageError(Reason.of("parameter_needed", name=field.name, help=field.help))
    try:
        return action(**given)
    except ValueError as error:
        raise UsageError(reason_of(error)) from None


def example(name: str, action: type[Action]) -> str:
    """A line that works, for the help."""
    first = next(iter(fields(action)), None)
    value = (first.shown[1] or EXAMPLES.get(first.name, first.name.upper())) if first else ""
    return f"Example: csmail {name} K7F3Q2 {value}".rstrip()


def _bare(field: Field) -> Parameter:
    required = field.required and field.name != TEXT  # words may come from a file, stdin or the editor instead
    argument = typer.Argument(help=_help(field, required), show_default=False, metavar=_value(field))
    if required:
        return _keyword(field.name, Annotated[field.annotation, argument], Parameter.empty)
    return _keyword(field.name, Annotated[field.annotation | None, argument])


def _option(field: Field, name: str) -> Parameter:
    flag = f"--{field.name.replace('_', '-')}"
    declared = f"{flag}/--no-{flag[2:]}" if field.type is bool and field.default else flag
    option = typer.Option(declared, help=_help(field, field.required), show_default=False, metavar=_value(field))
    return _keyword(name, Annotated[field.annotation | None, option])


def _value(field: Field) -> str | None:
    """What stands for the value in the help; a choice lists its values, a flag has none."""
    if field.shown[0]:
        return field.shown[0]
    if field.read:
        return READ[field.type][1]
    if field.type is bool or typing.get_origin(field.type) is Literal:
        return None
    return "ADDRESS" if field.name in ("to", "cc", "bcc") else field.name.upper()


def _help(field: Field, required: bool) -> str:
    more = [] if field.help.strip() else [field.name]
    if field.many:
        more.append("several may be given")
    if not required and field.default not in (dataclasses.MISSING, None, "", (), False):
        more.append(f"default: {field.default}")
    return "; ".join([field.help, *more])


def _keyword(name: str, annotation: Any, default: Any = None) -> Parameter:
    return Parameter(name, Parameter.KEYWORD_ONLY, annotation=annotation, default=default)


def _without_none(hint: Any) -> Any:
    if typing.get_origin(hint) not in (Union, types.UnionType):
        return hint
    return next(each for each in typing.get_args(hint) if each is not type(None))


def _converted(field: Field, value: Any) -> Any:
    wrong = [each for each in value if each not in field.choices] if field.choices else []
    if wrong:
        raise UsageError(Reason.of("not_one_of", name=field.name, wrong=wrong[0], choices=", ".join(field.choices)))
    if field.many:
        return tuple(value)
    if not field.read:
        return value
    try:
        return READ[field.type][0](value)
    except ValueError as error:
        why = Reason.of("option_wrong", option=f"--{field.name}").because(reason_of(error))
        raise UsageError(why, later.HINT if field.type is later.Later else "") from None
