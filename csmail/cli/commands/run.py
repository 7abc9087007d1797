"""Stay and watch every desk until told to stop."""

from __future__ import annotations

from typing import Annotated

import typer

from csmail.cli.input.configuration import place_of_configuration
from csmail.cli.terminal.logs import Form, begin
from csmail.cli.typer_support.options import chosen, new_app

app = new_app()


@app.command(epilog="Example: csmail run --log-format json")
def run(
    context: typer.Context,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="log more")] = False,
    log_format: Annotated[Form, typer.Option(help="how log lines are written on stderr")] = "text",
) -> None:
    """Run as a daemon in the foreground: SIGTERM finishes what is in flight, SIGHUP reloads the rules.

    It prints nothing on stdout; --json means --log-format json.
    """
    path = place_of_configuration(context)
    begin("json" if chosen(context).json else log_format, verbose)
    from csmail import daemon

    daemon.run(path)
