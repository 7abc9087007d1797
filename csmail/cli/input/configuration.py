"""The configuration of this call, opened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from csmail.cli.terminal import times
from csmail.cli.typer_support.options import chosen
from csmail.errors import NotFound, UsageError
from csmail.reason import Reason

if TYPE_CHECKING:
    from csmail.wiring import Wiring

WHICH = Reason.of("advice_which_desk", how="--desk NAME")


def place_of_configuration(context: typer.Context) -> Path:
    """The rules.yaml to use. Raises ConfigurationError, with the places looked at."""
    from csmail.config.yaml.source import find

    return find(chosen(context).config)


def configuration(context: typer.Context, **how: Any) -> Any:
    """The loaded configuration. Raises ConfigurationError with every problem."""
    from csmail.config.load import load

    return load(place_of_configuration(context), **how)


@contextmanager
def opened(context: typer.Context, **how: Any) -> Iterator[Wiring]:
    """Store and desks, connected to nothing yet; closed at the end. `how` goes to `config.load.load`."""
    from csmail.wiring import Wiring

    with Wiring(configuration(context, **how)) as wiring:
        times.ZONES.set({name: entry.desk.timezone for name, entry in wiring.config.desks.items()})
        yield wiring


def desk_named(wiring: Any, name: str) -> Any:
    """The desk called `name`, or the only one when no name is given. Raises UsageError, NotFound."""
    return wiring.desk(name) if name else one_of(wiring.desks, name)


def one_of(desks: Mapping[str, Any], name: str, how: Reason = WHICH) -> Any:
    """That of this name among those of a configuration, or the only one. Raises UsageError with `how`, NotFound."""
    if not desks:
        raise NotFound(Reason("no_desk"), "csmail init")
    if not name and len(desks) > 1:
        raise UsageError(Reason.of("several_desks", desks=", ".join(desks)), how)
    name = name or next(iter(desks))
    if name not in desks:
        raise NotFound(
            Reason.of("no_desk_of_this_name", name=name), Reason.of("advice_desks_here", known=", ".join(desks))
        )
    return desks[name]
