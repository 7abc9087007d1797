"""What every action is: a frozen dataclass whose fields are its parameters and whose two methods are pure."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, Protocol

from csmail.model.effects import Effect
from csmail.model.reason import Reason
from csmail.model.situation import Situation

DONE_ALREADY = frozenset(
    {
        "already_acknowledged", "already_assigned", "already_closed", "already_escalated", "already_mood",
        "already_open",
        "survey_planned_already", "follow_up_planned_already", "asked_how_satisfied",
        "already_priority", "already_snoozed", "already_spam", "already_tagged", "already_there",
        "no_reminder", "nobody_has_it", "not_snoozed",
        "already_served",
    }
)  # fmt: skip
"""Codes of actions that decline because all is so already: who asks twice has not failed."""


ASKING = frozenset({"transferred_too_often"})
"""Codes of actions that decline because a person has to decide: the conversation asks for one."""


WRONG = frozenset({"moment_needed", "moment_over"})
"""Codes of actions that decline because what was asked for cannot be: a mistake of whoever typed it."""


class Action(Protocol):
    """The docstring is the help. `withheld` says why the action declines (None when it does not)."""

    def withheld(self, situation: Situation) -> Reason | None: ...
    def effects(self, situation: Situation) -> tuple[Effect, ...]: ...


@dataclass(frozen=True, slots=True)
class ActionCall:
    """One entry under `then`: the action with its parameters, and how it was written."""

    name: str
    action: Action
    parameters: str = ""

    @property
    def gives(self) -> bool:
        """Whether it chooses an agent: then the situation must say what each has to do."""
        return bool(getattr(self.action, "auto", False))

    @property
    def tags(self) -> frozenset[str]:
        """The tags that it always adds and nothing else; none for any other action."""
        fixed: frozenset[str] = getattr(self.action, "fixed", frozenset())
        return fixed


def param(
    help: str,
    *,
    default: Any = dataclasses.MISSING,
    cli: str = "both",
    shown: tuple[str, str] = ("", ""),
    given: str = "",
) -> Any:
    """A field of an action. `cli` is "both", or "rule" or "hand" for a parameter that only one of the two has.

    `shown` is what stands for it in the help of the command, and an example. On the command line the first one stands
    bare and the others are options, unless `given` says "both" or "bare". A field that would be a word of Python's own
    has an underscore behind its name: `in_` is `in` in rules.yaml.
    """
    metadata = {"help": help, "cli": cli, "shown": shown, "given": given}
    if default is dataclasses.MISSING:
        return dataclasses.field(metadata=metadata)
    return dataclasses.field(default=default, metadata=metadata)
