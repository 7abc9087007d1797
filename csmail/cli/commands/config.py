"""The configuration as csmail understands it: show."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Any, Literal

import typer

from csmail.cli.input.configuration import configuration
from csmail.cli.terminal.output import emit, line
from csmail.cli.typer_support.groups import Showing
from csmail.cli.typer_support.options import new_app, prints

app = new_app("What rules.yaml comes to, defaults included. `csmail config` shows it.", Showing)


@dataclass(frozen=True, slots=True)
class ConfigShown:
    """`configuration` has every key that rules.yaml may have; secrets are shown as references, never as values."""

    path: str
    configuration: dict[str, Any]
    schema_version: Literal[1] = 1


@app.callback()
def _group() -> None:
    """A group, although it has one command."""


@app.command(epilog="Example: csmail config show")
@prints(ConfigShown)
def show(context: typer.Context) -> None:
    """Print the file as it is understood, defaults included, as YAML; secrets stay references.

    Connects to nothing. What csmail does is decided by what stands here, whatever the file leaves out.
    """
    from csmail.config.docs.understood import understood

    config = configuration(context)
    document = ConfigShown(str(config.path), understood(config))
    if emit(context, document):
        return
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.default_flow_style, yaml.allow_unicode, yaml.width = False, True, 100
    line(f"# {document.path}")
    yaml.dump(document.configuration, _Lines())


class _Lines:
    """What YAML is written to: each line is made harmless on its way to the terminal."""

    def __init__(self) -> None:
        self.left = ""

    def write(self, text: str | bytes) -> None:
        """Print what has become a whole line."""
        *whole, self.left = (self.left + (text.decode() if isinstance(text, bytes) else text)).split("\n")
        for one in whole:
            line(one)

    def flush(self) -> None:
        """As files do."""
        sys.stdout.flush()
