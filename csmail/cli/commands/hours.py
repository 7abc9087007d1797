"""When a desk is open: show, due, between."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from csmail.cli.documents.hours import HoursBetween, HoursDue, HoursShown
from csmail.cli.input.configuration import WHICH, configuration, one_of
from csmail.cli.terminal.output import emit
from csmail.cli.terminal.times import now, since
from csmail.cli.typer_support.groups import Showing
from csmail.cli.typer_support.options import new_app, prints
from csmail.errors import NeverOpen, UsageError
from csmail.reason import Reason, reason_of

if TYPE_CHECKING:
    from csmail.model.desk import Desk

app = new_app("When a desk is open, and the arithmetic of business time. `csmail hours DESK` shows it.", Showing)
FARTHEST = timedelta(days=3660)

DeskName = Annotated[str, typer.Option("--desk", help="by the hours of this desk; needed when there are several")]


@app.command(epilog="Example: csmail hours show support --on 2026-12-24")
@prints(HoursShown)
def show(
    context: typer.Context,
    desk: Annotated[str, typer.Argument(help="the desk; needed when there are several")] = "",
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="begin with this date, not with today")] = "",
    days: Annotated[int, typer.Option("--days", min=1, max=FARTHEST.days, help="how many dates are looked at")] = 14,
) -> int:
    """Show the coming days with their hours and why they are so; weekdays that are always closed are left out.

    Also what 1d and 1w of a promise come to. `csmail hours` alone does the same.
    """
    from csmail.cli.documents import hours, hours_text

    found = _desk(context, desk, Reason.of("advice_which_desk", how="csmail hours NAME"))
    first = _date(on) if on else None
    document = hours.shown(found, now().replace(microsecond=0), first, days)
    if not emit(context, document):
        hours_text.show_days(document)
    return NeverOpen.exit_code if document.until is None and not document.open else 0


@app.command(epilog="Example: csmail hours due 1d --from 2026-12-23T16:30")
@prints(HoursDue)
def due(
    context: typer.Context,
    span: Annotated[str, typer.Argument(help="business time: 30m, 4h, 3d, 1w")],
    start: Annotated[str, typer.Option("--from", metavar="MOMENT", help="counted from here, not from now")] = "",
    desk: DeskName = "",
) -> None:
    """Show when a span of business time is over, with a line for each shift that it uses."""
    from csmail.cli.documents import hours, hours_text
    from csmail.clocks import calendar
    from csmail.model import duration

    found = _desk(context, desk)
    try:
        asked = duration.parse_span(span)
        length = calendar(found.hours).length(asked)
    except ValueError as error:
        raise UsageError(reason_of(error)) from None
    except OverflowError:
        raise UsageError(Reason.of("span_too_long", written=span[:40])) from None
    if length > FARTHEST:
        raise UsageError(Reason.of("moment_too_far", span=span[:40]))
    document = hours.due(found, asked, _moment(start, found))
    if not emit(context, document):
        hours_text.show_due(document)


@app.command(epilog="Example: csmail hours between 2026-12-23T16:30 2026-12-28T10:00")
@prints(HoursBetween)
def between(
    context: typer.Context,
    start: Annotated[str, typer.Argument(metavar="A", help="a date or a moment in the zone of the desk, or: now")],
    end: Annotated[str, typer.Argument(metavar="B", help="the same")],
    desk: DeskName = "",
) -> None:
    """Show the open time from A up to B, with a line for each shift."""
    from csmail.cli.documents import hours, hours_text

    found = _desk(context, desk)
    first, last = _moment(start, found), _moment(end, found)
    if last - first > FARTHEST:
        raise UsageError(Reason.of("between_too_far", start=start, end=end))
    document = hours.between(found, first, last)
    if not emit(context, document):
        hours_text.show_between(document)


def _desk(context: typer.Context, name: str, how: Reason = WHICH) -> Desk:
    found: Desk = one_of(configuration(context, rules=False).desks, name, how).desk
    return found


def _moment(written: str, desk: Desk) -> datetime:
    if written in ("", "now"):
        return now().replace(microsecond=0)
    return since(written, ZoneInfo(desk.hours.timezone))


def _date(written: str) -> date:
    from csmail.config.hours import times

    try:
        return times.day(written)
    except ValueError as error:
        raise UsageError(reason_of(error)) from None
