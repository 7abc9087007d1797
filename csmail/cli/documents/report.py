"""The document of `report`: the figures of each desk, spans in seconds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from csmail.cli.documents.reasons import ReasonLine, reasons
from csmail.reports.changes import Change
from csmail.reports.figures import Figures
from csmail.reports.groups import Group

if TYPE_CHECKING:
    from csmail.reports import Report


@dataclass(frozen=True, slots=True)
class DayCount:
    """How many messages of customers came on a day of the desk."""

    day: str
    received: int


@dataclass(frozen=True, slots=True)
class BlindSpotsLine:
    """What no figure sees: `spam` and `quarantined` mails of the period; the rest as it is now.

    `never_due`: clocks of a desk that is never open again; `days_without_pass`: days on which no mail was taken in.
    """

    spam: int
    quarantined: int
    never_due: int
    in_doubt: int
    held: int
    others: tuple[ReasonLine, ...]
    days_without_pass: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DeskReport:
    """What a desk did from `start` on, up to and without `end`; `period` "" was chosen freely.

    `before` are the figures of the period before, and `changed` what is written about more than then; None without
    --compare.
    """

    desk: str
    period: Literal["", "day", "week", "month"]
    start: datetime
    end: datetime
    timezone: str
    figures: Figures
    received_by_day: tuple[DayCount, ...]
    groups: tuple[Group, ...]
    blind_spots: BlindSpotsLine
    before: Figures | None = None
    changed: tuple[Change, ...] | None = None


@dataclass(frozen=True, slots=True)
class Reports:
    """One report a desk."""

    reports: tuple[DeskReport, ...]
    schema_version: Literal[1] = 1


def document(found: Report) -> DeskReport:
    """The report as it is printed with --json."""
    spots, period = found.blind_spots, found.period
    days = zip(period.days, found.received_by_day, strict=True)
    return DeskReport(
        found.desk, period.name, period.start, period.end, period.zone, found.figures,
        tuple(DayCount(str(day), count) for day, count in days), found.groups,
        BlindSpotsLine(
            spots.spam, spots.quarantined, spots.never_due, spots.in_doubt, spots.held, reasons(spots.others),
            tuple(map(str, spots.days_without_pass)),
        ),
        found.before, found.changed,
    )  # fmt: skip
