"""What every action is: a frozen dataclass whose fields are its parameters and whose two methods are pure."""

from __future__ import annotations

import dataclasses
from typing import Any, Protocol

from csmail.model.effects import Effect
from csmail.model.situation import Situation


class Action(Protocol):
    """The docstring is the help. `withheld` says why the action declines ("" when it does not)."""

    def withheld(self, situation: Situation) -> str: ...
    def effects(self, situation: Situation) -> tuple[Effect, ...]: ...


def param(help: str, *, default: Any = dataclasses.MISSING, cli: str = "both") -> Any:
    """A field of an action. `cli` is "both", or "rule" or "hand" for a parameter that only one of the two has."""
    metadata = {"help": help, "cli": cli}
    if default is dataclasses.MISSING:
        return dataclasses.field(metadata=metadata)
    return dataclasses.field(default=default, metadata=metadata)
