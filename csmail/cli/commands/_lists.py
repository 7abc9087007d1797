"""What the commands that list conversations, drafts and tasks have in common: options, the cut, the table."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import islice
from typing import Annotated, Any, TypeVar

import typer

from csmail.cli.terminal.columns import Head
from csmail.cli.terminal.output import Part, emit, note
from csmail.cli.terminal.tables import table
from csmail.cli.typer_support.options import COUNTED
from csmail.errors import UsageError
from csmail.reason import Reason
from csmail.wording.spoken import spoken

LIMIT = 50
Limit = Annotated[int, typer.Option("--limit", **COUNTED, help="how many at most")]
Desk = Annotated[str, typer.Option(help="only this desk")]
Noun = TypeVar("Noun")


def refuse_unknown(written: Collection[str], known: Sequence[str], what: str) -> None:
    """Raise UsageError for a word that `known` has not; `what` names it."""
    unknown = set(written) - set(known)
    if unknown:
        raise UsageError(
            Reason.of("no_such_thing", what=what, unknown=min(unknown)),
            Reason.of("advice_one_of", known=", ".join(known)),
        )


def first(found: Iterable[Noun], limit: int) -> tuple[tuple[Noun, ...], bool]:
    """The first `limit`, and whether there are more."""
    some = tuple(islice(found, limit + 1))
    return some[:limit], len(some) > limit


def show(
    context: typer.Context, document: Any, head: Head, rows: Callable[[], Iterable[list[Part]]], ends: str
) -> None:
    """The document with --json, else a table; `ends` is said below it, if anything is to be said."""
    if emit(context, document):
        return
    table(head, rows())
    if ends:
        note(context, ends)


def ends(count: int, limit: int, more: bool, none: str) -> str:
    """What is said below a table: that it was cut, or `none` when it is empty."""
    return spoken("the first {limit}; more with --limit", limit=limit) if more else "" if count else spoken(none)
