"""The options that every command takes: --config, --quiet, and in which form it answers."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import typer
from typer.core import TyperGroup
from typer.main import get_command

from csmail.cli.typer_support.fast_parameters import lightened
from csmail.cli.typer_support.groups import NounGroup

# What every option that counts lines takes; without an upper end, 300 digits end in an OverflowError of itertools.
COUNTED: Final[dict[str, Any]] = {"min": 1, "max": 1_000_000_000}

OUTPUTS: Final = ("json", "jsonl", "ids", "tsv")


@dataclass(slots=True)
class Options:
    """`config` None leaves the search to `config.source.find`.

    `json` is for programs in any form: then nobody is asked anything. `bare` are lines split by tabs, as in a pipe;
    `ids`, `fields` and `format` select (see `selected`).
    """

    config: Path | None = None
    quiet: bool = False
    json: bool = False
    json_lines: bool = False
    bare: bool = False
    ids: bool = False
    fields: tuple[str, ...] = ()
    format: str = ""


def new_app(help: str = "", group: type[TyperGroup] | None = None) -> typer.Typer:
    """A `typer.Typer` as every command uses it."""
    return typer.Typer(
        cls=group or NounGroup,
        add_completion=False,
        no_args_is_help=bool(help),
        help=help or None,
        rich_markup_mode=None,
    )


def chosen(context: typer.Context) -> Options:
    """The options of this call; they live in the outermost context, wherever on the line they were given."""
    root = context.find_root()
    if not isinstance(root.obj, Options):
        root.obj = Options()
    return root.obj


def _config(context: typer.Context, value: Path | None) -> Path | None:
    if value is not None:
        chosen(context).config = value
    return value


def _quiet(context: typer.Context, value: bool) -> bool:
    chosen(context).quiet |= value
    return value


def _json(context: typer.Context, value: bool) -> bool:
    chosen(context).json |= value
    return value


def _json_lines(context: typer.Context, value: bool) -> bool:
    options = chosen(context)
    options.json_lines |= value
    options.json |= value
    return value


def _output(context: typer.Context, value: str | None) -> str | None:
    options = chosen(context)
    options.json |= value in ("json", "jsonl", "ids")
    options.json_lines |= value == "jsonl"
    options.ids |= value == "ids"
    options.bare |= value == "tsv"
    return value


def _fields(context: typer.Context, value: str | None) -> str | None:
    options = chosen(context)
    if value:
        options.fields = tuple(one.strip() for one in value.split(",") if one.strip())
        options.json = True
    return value


def _format(context: typer.Context, value: str | None) -> str | None:
    options = chosen(context)
    if value in OUTPUTS:
        return _output(context, value)
    if value:
        options.format = value
        options.json = True
    return value


def _help(context: typer.Context, value: bool) -> None:
    if value and not context.resilient_parsing:
        typer.echo(context.get_help())
        raise typer.Exit


Config = Annotated[
    Path | None,
    typer.Option(
        "--config", "-c", metavar="FILE", show_default=False, expose_value=False, callback=_config,
        help="rules.yaml to use, instead of CSMAIL_CONFIG, ./rules.yaml or the XDG folder",
    ),
]  # fmt: skip
Quiet = Annotated[
    bool, typer.Option("--quiet", "-q", expose_value=False, callback=_quiet, help="say nothing but data and errors")
]
Json = Annotated[
    bool, typer.Option("--json", expose_value=False, callback=_json, help="print a JSON document instead of text")
]
JsonLines = Annotated[
    bool,
    typer.Option(
        "--json-lines", expose_value=False, callback=_json_lines,
        help="the lines of a list as JSON, one a line; other documents on one line",
    ),
]  # fmt: skip
Output = Annotated[
    Literal["json", "jsonl", "ids", "tsv"] | None,
    typer.Option(
        "--output", "-o", expose_value=False, callback=_output, show_default=False,
        help="json, jsonl (as --json-lines), ids (one a line, for - of another command), tsv (split by tabs)",
    ),
]  # fmt: skip
Fields = Annotated[
    str | None,
    typer.Option(
        "--fields", metavar="FIELDS", expose_value=False, callback=_fields, show_default=False,
        help="JSON with these fields alone: id,subject,customer.address; also --json FIELDS",
    ),
]  # fmt: skip
Format = Annotated[
    str | None,
    typer.Option(
        "--format", metavar="TEXT", expose_value=False, callback=_format, show_default=False,
        help="a line for each, with fields in braces: '{id} {subject}'",
    ),
]  # fmt: skip
Help = Annotated[
    bool, typer.Option("--help", "-h", is_eager=True, expose_value=False, callback=_help, help="show this message")
]


def shared() -> tuple[Any, ...]:
    """What every command takes, as parameters of its own: each command may translate its help."""
    return tuple(map(copy, _made()))


@cache
def _made() -> tuple[Any, ...]:
    """They have no state of their own.

    --help is ours because typer makes its own out of our reach, which costs pydantic (see `coercion`).
    """

    def carrier(  # noqa: PLR0913  each parameter is an option of every command
        config: Config = None,
        quiet: Quiet = False,
        json: Json = False,
        json_lines: JsonLines = False,
        output: Output = None,
        fields: Fields = None,
        format: Format = None,
        help: Help = False,
    ) -> None:
        raise AssertionError("never called: only its parameters are used")

    app = typer.Typer(add_completion=False)
    app.command()(carrier)
    return tuple(map(lightened, get_command(app).params))


def prints(document: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Says which type of document a command prints with --json, for `csmail schema`."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        function.document = document  # type: ignore[attr-defined]
        return function

    return decorate
