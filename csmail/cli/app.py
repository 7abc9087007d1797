"""The root of the command line: which commands there are."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.main import get_command

from csmail.cli.lazy import ACTION_PANEL, LazyGroup, places
from csmail.cli.typer_support.fast_parameters import lightened
from csmail.cli.typer_support.options import shared
from csmail.cli.typer_support.translation import in_the_language

PANELS = {
    "Begin": ("demo", "init", "check"),
    "Every day": ("poll", "run", "status", "health", "todo", "review", "why"),
    ACTION_PANEL: (),
    "For many at once": ("bulk", "incident", "announce"),
    "Who does it": ("claim", "release", "team", "away", "back"),
    "What there is": (
        "conversations", "customers", "drafts", "promises", "escalations", "outbox", "satisfaction", "report", "log",
    ),
    "How it decides": ("config", "rules", "templates", "knowledge", "lookup", "message", "hours"),
    "Machinery": ("audit", "store", "schema"),
}  # fmt: skip
HELP = "A desk for support mail on the command line: verbs act, plural nouns list."
EPILOG = (
    "`csmail help COMMAND` explains one. "
    "Exit codes: 0 fine, 2 usage, 66 no such thing, 69 refused, 70 our bug, 74 store, "
    "75 try again later, 77 login, 78 configuration."
)


def _version(context: typer.Context, value: bool) -> None:
    if value and not context.resilient_parsing:
        from importlib.metadata import version

        typer.echo(f"csmail {version('csmail')}")
        raise typer.Exit


Version = Annotated[
    bool,
    typer.Option("--version", "-V", is_eager=True, callback=_version, expose_value=False, help="print the version"),
]


def _root(version: Version = False) -> None:
    pass


def root() -> Any:
    """The command `csmail`, as a group of stubs."""

    class Root(LazyGroup):
        table = places(PANELS)

    app = typer.Typer(cls=Root, add_completion=True, no_args_is_help=True, help=HELP, epilog=EPILOG)
    app.callback()(_root)
    group = get_command(app)
    # All of them here too, so that `csmail --json todo` means what `csmail todo --json` means.
    group.params = [*map(lightened, group.params), *shared()]
    return in_the_language(group)
