"""Lets every command that takes an id or a name take several: words, `A,B`, or `-` for one a line of standard input.

| what a script gives | what happens |
| --- | --- |
| `csmail close A B` | both, where the command takes nothing but ids; else `csmail tag A,B late` |
| `-` with a table of ours: `csmail conversations list \\| csmail tag - late` | the first word of each line is the id |
| no line | nothing, exit code 0 |
| the same twice | once |
| one that is wrong among many | it is told with its id, the others are done; the exit code is the largest of all |
| `--json` | one document an id, each on a line of its own where nobody watches |
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from copy import copy
from functools import wraps
from typing import Any

from csmail.cli.typer_support.fast_parameters import Light
from csmail.errors import CsmailError, UsageError
from csmail.reason import Reason

NAMES = frozenset({"conversation", "conversations", "draft", "task", "bulk", "customer", "about", "article", "agent"})
"""How commands call what they act on; where there are several the first."""
STAYS = frozenset({"into"})
"""What stays, where several others go into it: those stand behind it."""
OF_NOUNS = frozenset({("incident", "name"), ("templates", "name"), ("customers", "address")})
STDIN = "-"
Tell = Callable[[Exception, str], int]


def raised(error: Exception, about: str) -> int:
    """Nobody shows errors."""
    raise error


TELL: ContextVar[Tell] = ContextVar("tell", default=raised)
"""What shows an error and what it is about, and answers with its exit code."""
HELP = "several: A,B, or - for one a line of standard input"
WORDS = "several: A B, or - for one a line of standard input"


def taking_several(command: Any, noun: str = "") -> None:
    """Have `command` called once for each; one that acts on nothing that has a name stays as it is."""
    arguments = [one for one in command.params if one.param_type_name == "argument"]
    named = _object(arguments, noun)
    if named is None or command.callback is None:
        return
    alone, together = len(arguments) == 1, named.nargs == -1
    default = "" if alone and not named.required else None
    if alone and not together:
        # A copy: typer's own wrapper around the function still wants one word for what it knows.
        single, named = named, copy(named)
        named.nargs = -1
        named._runtime_param = Light(str, many=True)
        command.params = [named if one is single else one for one in command.params]
    command.callback = (_all_at_once if together else _each)(command.callback, named.name, default)
    if getattr(named, "help", None):
        named.help = f"{named.help}; {WORDS if alone or together else HELP}"


def _object(arguments: Sequence[Any], noun: str) -> Any:
    """The argument of which several may be given: the first one, that which goes into the first, or a list of ids."""
    if not arguments:
        return None
    listed = next((one for one in arguments if one.name == "conversations"), None)
    first = arguments[1] if arguments[0].name in STAYS else arguments[0]
    known = first.name in NAMES or (noun, first.name) in OF_NOUNS or first is not arguments[0]
    return listed or (first if known else None)


def _each(once: Callable[..., Any], name: str, default: str | None) -> Callable[..., Any]:
    @wraps(once)
    def command(**values: Any) -> Any:
        written = values.get(name)
        words: list[str] = list(written) if isinstance(written, list | tuple) else [written or ""]
        if not any(words):
            return once(**{**values, name: words[0] if words else default})
        ids = _ids(words, values, name)
        if len(ids) == 1 and words == ids:
            return once(**{**values, name: ids[0]})
        return max((_done(once, {**values, name: id}, id) for id in ids), default=0)

    return command


def _all_at_once(once: Callable[..., Any], name: str, default: str | None) -> Callable[..., Any]:
    @wraps(once)
    def command(**values: Any) -> Any:
        ids = _ids(list(values.get(name) or ()), values, name)
        return once(**{**values, name: ids}) if ids else 0

    return command


def _done(once: Callable[..., Any], values: dict[str, Any], id: str) -> int:
    try:
        code = once(**values)
    except CsmailError as error:
        return TELL.get()(error, id)
    return code if isinstance(code, int) else 0


def _ids(words: Sequence[str], values: Mapping[str, Any], name: str) -> list[str]:
    """The ids that were meant, each once. Raises UsageError when something else wants standard input too."""
    found: list[str] = []
    for word in words:
        if word == STDIN:
            if any(str(one) == STDIN for other, one in values.items() if other != name):
                raise UsageError(Reason("stdin_twice"), Reason("advice_leave_one_out"))
            found += [line.split()[0] for line in sys.stdin if line.strip()]
        else:
            found += _split(word)
    return list(dict.fromkeys(found))


def _split(word: str) -> list[str]:
    """`A,B`; an address or a Message-ID may hold a comma."""
    if "," not in word or "@" in word:
        return [word]
    return [one.strip() for one in word.split(",") if one.strip()]
