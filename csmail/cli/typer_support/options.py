"""The options that every command takes: --config, --quiet, --json, --json-lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from typer.core import TyperGroup
from typer.main import get_command

from csmail.cli.typer_support.fast_parameters import lightened
from csmail.cli.typer_support.groups import NounGroup

# What every option that counts lines takes; without an upper end, 300 digits end in an OverflowError of itertools.
COUNTED: Final[dict[str, Any]] = {"min": 1, "max": 1_000_000_000}


@dataclass(slots=True)
class Options:
    """`config` None leaves the search to `config.source.find`."""

    config: Path | None = None
    quiet: bool = False
    json: bool = False
    json_lines: bool = False


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
Help = Annotated[
    bool, typer.Option("--help", "-h", is_eager=True, expose_value=False, callback=_help, help="show this message")
]


@cache
def shared() -> tuple[Any, ...]:
    """--config, --quiet, --json, --json-lines, --help as parameters for a command (they have no state of their own).

    --help is ours because typer makes its own out of our reach, which costs pydantic (see `coercion`).
    """

    def carrier(
        config: Config = None,
        quiet: Quiet = False,
        json: Json = False,
        json_lines: JsonLines = False,
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
