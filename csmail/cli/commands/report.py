"""What a desk did in a day, a week, a month, in figures."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from csmail.cli.commands import _lists
from csmail.cli.documents.report import Reports, document
from csmail.cli.input.configuration import desk_named, opened
from csmail.cli.terminal.columns import worded
from csmail.cli.terminal.output import Styled, emit, line, note
from csmail.cli.terminal.tables import table
from csmail.cli.terminal.times import now, since
from csmail.cli.typer_support.options import new_app, prints
from csmail.errors import StoreError, UsageError
from csmail.reason import Reason
from csmail.wording.language import language
from csmail.wording.spoken import spoken as say

if TYPE_CHECKING:
    from csmail.model.desk import Desk
    from csmail.reports import Period, Report

app = new_app()
DAYS = ("today", "yesterday", "last")
EXAMPLE = "Example: csmail report week last --compare --by tag --by agent --html week.html"


@app.command(epilog=EXAMPLE)
@prints(Reports)
def report(  # noqa: PLR0913  each parameter is an option of the command
    context: typer.Context,
    period: Annotated[str, typer.Argument(help="day, week or month")] = "week",
    day: Annotated[
        str, typer.Argument(metavar="DATE", help="a date in it; today, yesterday, last: the one before")
    ] = "today",
    begins: Annotated[str, typer.Option("--since", metavar="MOMENT", help="from here on, instead of a period")] = "",
    ends: Annotated[str, typer.Option("--until", metavar="MOMENT", help="up to and without this")] = "",
    desk: _lists.Desk = "",
    by: Annotated[
        list[str] | None, typer.Option("--by", help="also by tag, agent, hour, customer, language; several times")
    ] = None,
    compare: Annotated[bool, typer.Option("--compare", help="against the period before, with what changed")] = False,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="write it as a page of HTML instead")
    ] = None,
    csv: Annotated[
        Path | None, typer.Option("--csv", metavar="FOLDER", help="write it as tables for a spreadsheet instead")
    ] = None,
) -> None:
    """Report what came, how soon it was answered, what was kept and what broke, with what the figures do not see.

    Days are those of the desk. An answer counts when a person gave it and it left; what is still unanswered counts as
    broken as soon as it is due.
    """
    from csmail.desk.watch.activity import reported
    from csmail.reports import BY, Wanted

    asked = tuple(dict.fromkeys(by or ()))
    _lists.refuse_unknown(asked, BY, "group")
    wanted = Wanted(asked, compare)  # type: ignore[arg-type]
    with opened(context, rules=False) as wiring:
        places = [desk_named(wiring, desk)] if desk else wiring.desks.values()
        found = tuple(
            reported(place, _period(place.desk, (period, day), (begins, ends)), wanted, now()) for place in places
        )
    if html is None and csv is None:
        if not emit(context, Reports(tuple(map(document, found)))):
            _show(found)
        return
    _write_down(found, html, csv)
    files = ", ".join(str(path) for path in (html, csv) if path is not None)
    note(context, say("written: {files}", files=files))


def _write_down(found: tuple[Report, ...], html: Path | None, csv: Path | None) -> None:
    if html is not None:
        _write(html, _page(found))
    if csv is not None:
        _write_sheets(csv, found)


def _period(desk: Desk, said: tuple[str, str], chosen: tuple[str, str]) -> Period:
    """The days that are meant, in the zone of the desk. Raises UsageError."""
    from csmail.reports.period import NAMES, Period, named

    zone = ZoneInfo(desk.timezone)
    if any(chosen):
        return Period(*_moments(*chosen, zone), desk.timezone)
    name, day = said
    if name not in NAMES and _is_day(name):
        name, day = "day", name
    _lists.refuse_unknown((name,), NAMES, "period")
    today = now().astimezone(zone).date()
    try:
        found = named(name, _day(day, today), desk.timezone)  # type: ignore[arg-type]
    except OverflowError:  # the last week of the year 9999
        raise UsageError(Reason.of("not_a_day", written=day), Reason("advice_date")) from None
    if day == "last":
        found = found.before
    if found.start > now():
        raise UsageError(Reason("period_lies_ahead"), "csmail report week last")
    return found


def _moments(begins: str, ends: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    how = "csmail report --since 2026-11-02 --until 2026-11-09"
    if not begins:
        raise UsageError(Reason("report_without_since"), how)
    start, end = since(begins, zone), since(ends, zone) if ends else now()
    if end <= start:
        raise UsageError(Reason("period_ends_before_it_begins"), how)
    return start, end


def _is_day(written: str) -> bool:
    return written in ("today", "yesterday") or written[:1].isdecimal()


def _day(written: str, today: date) -> date:
    if written in ("today", "last"):
        return today
    if written == "yesterday":
        return today - timedelta(days=1)
    try:
        return date.fromisoformat(written)
    except ValueError:
        known = ", ".join(("2026-11-09", *DAYS))
        raise UsageError(
            Reason.of("not_a_day", written=written[:40]), Reason.of("advice_one_of", known=known)
        ) from None


def _show(found: Iterable[Report]) -> None:
    from csmail.reports.lines import lines, title
    from csmail.reports.page import columns, heading
    from csmail.reports.page import table as rows

    spoken = language()
    for number, one in enumerate(found):
        if number:
            line("")
        line(Styled(title(one, spoken), "bold"))
        said = lines(one, spoken)
        widest = max(len(each.name) for each in said)
        last = ""
        for each in said:
            _wrapped("" if each.name == last else each.name, each.said, widest)
            last = each.name
        for group in filter(lambda group: group.rows, one.groups):
            line("")
            line(Styled(heading(group, spoken), "bold"))
            table([worded(one) for one in columns(spoken)], rows(group, spoken))


def _wrapped(name: str, said: str, widest: int) -> None:
    """A figure with its words below each other, as wide as the terminal is."""
    import shutil
    import textwrap

    from csmail.cli.terminal.output import terminal

    width = max(24, shutil.get_terminal_size().columns - widest - 2) if terminal() else 10_000
    first, *more = textwrap.wrap(said, width) or [""]
    line(Styled(f"{name:<{widest}}  ", "dim"), first)
    for each in more:
        line(" " * (widest + 2), each)


def _page(found: Iterable[Report]) -> str:
    from csmail.reports.page import page

    return page(tuple(found), language(), now())


def _write_sheets(folder: Path, found: Iterable[Report]) -> None:
    from csmail.reports.sheets import sheets

    several = tuple(found)
    for one in several:
        place = folder / one.desk if len(several) > 1 else folder
        for name, content in sheets(one).items():
            _write(place / name, content)


def _write(path: Path, content: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as file:
            file.write(content)
    except OSError as error:
        raise StoreError(Reason.of("file_unwritable", filename=path, said=error.strerror or error)) from None
