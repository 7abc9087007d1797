"""Review drafts on the screen: read, change and approve them by keyboard, beside colleagues who do the same."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from csmail.cli.actions.command import By
from csmail.cli.input.configuration import desk_named, opened
from csmail.cli.input.people import acting
from csmail.cli.terminal import editor, streams
from csmail.cli.typer_support.options import chosen, new_app
from csmail.errors import UsageError
from csmail.reason import Reason

if TYPE_CHECKING:
    from csmail.desk.workspace import Workspace
    from csmail.model.task import Draft
    from csmail.ports import Rendered
    from csmail.wiring import Wiring

app = new_app()
INSTALL = "pip install 'csmail[tui]'"
Read = TypeVar("Read")
SIZE = frozenset({"COLUMNS", "LINES"})
"""A shell that exports them would keep the screens at the size at which they began."""


@app.command(epilog="Example: csmail review support")
def review(
    context: typer.Context,
    desk: Annotated[str, typer.Argument(help="the desk, where there are several")] = "",
    by: By = "",
) -> int:
    """Show the drafts that wait, the most urgent first, with everything that decides about them; ? lists the keys.

    It does what `csmail drafts` does. It needs a terminal of 80 × 24 and the extra `tui` (pip install 'csmail[tui]').
    """
    _check(context)
    from csmail.review.app import ReviewApp

    for name in SIZE:
        os.environ.pop(name, None)
    with opened(context, rules=False) as wiring:
        place = desk_named(wiring, desk)
        screens = ReviewApp(place, acting(by, place.desk), Lent(wiring))
        code = screens.run(mouse=False)
        if screens.failure is not None:
            raise screens.failure
        if screens.kept:
            from csmail.review.said import said

            streams.say(said("text_kept_in", file=screens.kept))
    return code or 0


@dataclass(frozen=True, slots=True)
class Lent:
    """What the screens borrow: the editor, the snippets beside rules.yaml."""

    wiring: Wiring

    def edited(self, text: str, read: Callable[[str], Read], suffix: str = ".txt") -> Read:
        return editor.edited(text, read, suffix)

    def snippets(self) -> tuple[str, ...]:
        from csmail.cli.commands import _drafts_insert

        return _drafts_insert.names(self.wiring)

    def snippet(self, workspace: Workspace, draft: Draft, name: str, by: str) -> Rendered:
        from csmail.cli.commands import _drafts_insert

        return _drafts_insert.words(self.wiring, workspace, draft, (name, []), by)


def _check(context: typer.Context) -> None:
    """Raises UsageError without the extra, or without a terminal."""
    if find_spec("textual") is None:
        raise UsageError(Reason("review_extra_missing"), INSTALL)
    if chosen(context).json or not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(Reason("no_terminal"), "csmail drafts list")
