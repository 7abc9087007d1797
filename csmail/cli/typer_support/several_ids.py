"""Lets every command that takes an id take several: `A,B`, or `-` for one a line of standard input.

| what a script gives | what happens |
| --- | --- |
| `-` with a table of ours: `csmail conversations list \\| csmail tag - late` | the first word of each line is the id |
| no line | nothing, exit code 0 |
| one that is wrong among many | it is told with its id, the others are done; the exit code is the largest of all |
| `--json` | one document an id, each on a line of its own where nobody watches |
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any

from csmail.errors import CsmailError

NAMES = frozenset({"conversation", "draft", "task", "bulk", "customer", "about"})
"""How commands call the id that they take."""
STDIN = "-"
Tell = Callable[[Exception, str], int]


def raised(error: Exception, about: str) -> int:
    """Nobody shows errors."""
    raise error


TELL: ContextVar[Tell] = ContextVar("tell", default=raised)
"""What shows an error and what it is about, and answers with its exit code."""
HELP = "several: A,B, or - for one a line of standard input"


def taking_several(command: Any) -> None:
    """Has `command` called once for each id; one that takes none stays as it is."""
    named = next((one for one in command.params if one.param_type_name == "argument"), None)
    if named is None or named.name not in NAMES or command.callback is None:
        return
    command.callback = _each(command.callback, named.name)
    if getattr(named, "help", None):
        named.help = f"{named.help}; {HELP}"


def _each(once: Callable[..., Any], name: str) -> Callable[..., Any]:
    @wraps(once)
    def command(**values: Any) -> Any:
        ids = _ids(values.get(name))
        if ids is None:
            return once(**values)
        return max((_done(once, {**values, name: id}, id) for id in ids), default=0)

    return command


def _done(once: Callable[..., Any], values: dict[str, Any], id: str) -> int:
    try:
        code = once(**values)
    except CsmailError as error:
        return TELL.get()(error, id)
    return code if isinstance(code, int) else 0


def _ids(written: Any) -> list[str] | None:
    """The ids that were meant; None for a single one. An address or a Message-ID may hold a comma."""
    if written == STDIN:
        return list(dict.fromkeys(line.split()[0] for line in sys.stdin if line.strip()))
    if not isinstance(written, str) or "," not in written or "@" in written:
        return None
    return [one.strip() for one in written.split(",") if one.strip()]
