"""Lets go of what a limit, the fence or a restore holds: shown first, then asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from csmail.cli.actions.command import By, DryRun
from csmail.cli.documents import reasons
from csmail.cli.input.configuration import opened
from csmail.cli.input.people import acting
from csmail.cli.terminal.editor import interactive
from csmail.cli.terminal.output import Styled, emit, line, note
from csmail.cli.typer_support.options import COUNTED, chosen, prints
from csmail.errors import UsageError
from csmail.model.hold import CODES
from csmail.model.reason import Reason
from csmail.wording.spoken import phrase, spoken

if TYPE_CHECKING:
    from csmail.desk.by_hand.release import Released as One
    from csmail.desk.workspace import Workspace

MOST = 50
SHORT = 8
NAMED = 10
WHYS = {
    "too_old": phrase("too old to be acknowledged"),
    "answered": phrase("answered meanwhile"),
    "closed": phrase("closed, spam or gone meanwhile"),
    "bounced": phrase("mail to the customer came back"),
    "rate_limited": phrase("the sender had enough acknowledgements for now"),
    "hour_full": phrase("no room in this hour's limit"),
    "limit": phrase("beyond --limit"),
}


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of one held mail; `why` is a code when it is not released."""

    task: str
    desk: str
    conversation: str
    fate: Literal["released", "dropped", "stays"]
    why: str
    to: str
    known: bool


@dataclass(frozen=True, slots=True)
class Release:
    """Those `released` and `dropped`, each; of those that stay the counts by reason."""

    cause: str
    fates: tuple[Fate, ...]
    staying: dict[str, int]
    dry_run: bool = False
    schema_version: Literal[1] = 1


@prints(Release)
def release(  # noqa: PLR0913  each parameter is an option of the command
    context: typer.Context,
    cause: Annotated[str, typer.Option(metavar="CODE", help=f"what holds them: {', '.join(CODES)}")],
    desk: Annotated[str, typer.Option(help="only this desk")] = "",
    limit: Annotated[int, typer.Option(**COUNTED, help="how many to release at most, of each desk")] = MOST,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="do it without asking")] = False,
    by: By = "",
    dry_run: DryRun = False,
) -> None:
    """Release what is held for one cause: customers you know first, then the oldest; the limits of the hour stay kept.

    Each is looked at again: what is too old, or answered by now, is dropped. The next pass sends what was released.
    """
    if cause not in CODES:
        raise UsageError(Reason.of("no_such_cause", cause=cause), Reason.of("advice_one_of", known=", ".join(CODES)))
    with opened(context, rules=False) as wiring:
        places = [place for name, place in wiring.desks.items() if desk in ("", name)]
        if not places:
            raise UsageError(
                Reason.of("no_desk_of_this_name", name=desk), Reason.of("advice_one_of", known=", ".join(wiring.desks))
            )
        if not dry_run and not yes:
            _ask(context, cause, _released(places, cause, limit, "", True))
        done = _released(places, cause, limit, acting(by, *(place.desk for place in places)), dry_run)
    if emit(context, _document(cause, done, dry_run)):
        return
    _show(cause, done, dry_run)
    if not dry_run and any(one.fate == "released" for one in done):
        note(context, spoken("they are sent by the next csmail poll, or at once by csmail run"))


def _released(places: Iterable[Workspace], cause: str, limit: int, by: str, dry_run: bool) -> list[One]:
    from csmail.desk.by_hand.release import release

    return [one for place in places for one in release(place, cause, limit, by, dry_run)]


def _ask(context: typer.Context, cause: str, would: list[One]) -> None:
    if chosen(context).json or not interactive():
        raise UsageError(Reason("nobody_to_ask"), Reason("advice_see_then_yes"))
    _show(cause, would, True)
    if any(one.fate != "stays" for one in would):
        typer.confirm(spoken("Release them?"), abort=True, err=True)


def _document(cause: str, done: list[One], dry_run: bool) -> Release:
    moving = (one for one in done if one.fate != "stays")
    fates = tuple(
        Fate(one.task.id, one.task.desk, one.task.conversation, one.fate, one.why, one.to, one.known) for one in moving
    )
    return Release(cause, fates, dict(Counter(one.why for one in done if one.fate == "stays")), dry_run)


def _show(cause: str, done: list[One], dry_run: bool) -> None:
    released = [one for one in done if one.fate == "released"]
    known = sum(one.known for one in released)
    why = reasons.words(Reason(cause))
    line(Styled(spoken("{count:mail|mails} held: {why}", count=len(done), why=why), "bold"))
    said = phrase("{count} released[, {known} of them to customers you have written to]")
    would = phrase("{count} would be released[, {known} of them to customers you have written to]")
    line("  ", spoken(would if dry_run else said, count=str(len(released)), known=known or None))
    for one in released[:NAMED]:
        line(f"    {one.task.id[:SHORT]}  {one.task.conversation}  {one.to}")
    if len(released) > NAMED:
        line("    ", spoken("and {count} more", count=len(released) - NAMED))
    dropped = phrase("{count} would be dropped: {why}") if dry_run else phrase("{count} dropped: {why}")
    for fate, words in (("dropped", dropped), ("stays", phrase("{count} stay held: {why}"))):
        for why, count in Counter(one.why for one in done if one.fate == fate).items():
            line("  ", spoken(words, count=count, why=spoken(WHYS[why])))
