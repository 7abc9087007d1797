"""The document of an error, for programs: with --json it is one line on stderr, and stdout stays data."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from csmail.cli.documents.reasons import ProblemLine, ReasonLine, problem, reason
from csmail.cli.terminal import streams
from csmail.cli.terminal.output import plain
from csmail.reason import Problem, Reason


@dataclass(frozen=True, slots=True)
class Failed:
    """What a command ended with: `code` is what programs compare, then `reason`; `message` and `hint` are for people.

    `temporary` says that the same call may succeed later; `problems` are those of a file; `traceback` is "" unless it
    is a bug of ours.
    """

    code: str
    message: str
    hint: str
    exit_code: int
    temporary: bool
    reason: ReasonLine
    problems: tuple[ProblemLine, ...] = ()
    traceback: str = ""
    schema_version: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class Cause:
    """Where an error comes from, for programs; without a reason the message is its words."""

    code: str
    reason: Reason | None = None
    problems: Iterable[Problem] = ()
    traceback: str = ""


def say(message: str, hint: str, exit_code: int, cause: Cause, *, temporary: bool = False) -> None:
    """Write the document on stderr, as one line."""
    found = tuple(map(problem, cause.problems))
    why = reason(cause.reason or Reason.verbatim(message))
    document = Failed(cause.code, message, hint, exit_code, temporary, why, found, cause.traceback)
    streams.say(json.dumps(plain(document)))
