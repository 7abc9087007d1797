"""A report: the figures of a period, those of the one before it, the same by groups, what is new, what is not seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import get_args

from csmail.model.conversation import Conversation
from csmail.model.desk import Desk
from csmail.model.reason import Reason
from csmail.reports.changes import Change, changes
from csmail.reports.figures import Figures, figures
from csmail.reports.groups import Group, GroupedBy, grouped, received_by_day
from csmail.reports.matter import Matter, matter, measured
from csmail.reports.period import Period

BY: tuple[GroupedBy, ...] = get_args(GroupedBy)


@dataclass(frozen=True, slots=True)
class Activity:
    """A conversation as the store has it, and when its mails came that ask for an answer, or were put aside."""

    conversation: Conversation
    received: tuple[datetime, ...]
    quarantined: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for beside the figures: groups, and the comparison with the period before."""

    by: tuple[GroupedBy, ...] = ()
    compare: bool = False


@dataclass(frozen=True, slots=True)
class BlindSpots:
    """What no figure sees: `spam` and `quarantined` mails of the period, `never_due` clocks that no open hour ends.

    `days_without_pass` are days of the period on which no mail was taken in. Mails `in_doubt` and `held`, and `others`,
    are as they are now.
    """

    spam: int
    quarantined: int
    never_due: int
    in_doubt: int
    held: int
    others: tuple[Reason, ...] = ()
    days_without_pass: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Unseen:
    """What is known of mails, folders and days that no figure sees; all but the days as it is now."""

    in_doubt: int = 0
    held: int = 0
    others: tuple[Reason, ...] = ()
    days_without_pass: tuple[date, ...] = ()


NOTHING = Unseen()


@dataclass(frozen=True, slots=True)
class Report:
    """`period` is as much of it as is over; `received_by_day` has a number for each of its days.

    `before` and `changed` are None where no comparison was asked for.
    """

    desk: str
    period: Period
    figures: Figures
    received_by_day: tuple[int, ...]
    groups: tuple[Group, ...]
    blind_spots: BlindSpots
    before: Figures | None = None
    changed: tuple[Change, ...] | None = None


def report(
    desk: Desk, period: Period, activities: Sequence[Activity], wanted: Wanted, unseen: Unseen = NOTHING
) -> Report:
    """The report of one desk. `activities` reach back to the beginning of the period, or of the one compared with."""
    known = measured(desk)
    here = _matters(known, activities, period)
    earlier = period.before if wanted.compare else None
    there = _matters(known, activities, earlier) if earlier else []
    return Report(
        desk.name,
        period,
        figures(here, period),
        received_by_day(here, period),
        grouped(here, period, wanted.by),
        BlindSpots(
            sum(one.spam and period.holds(one.opened_at) for one in here),
            sum(period.holds(at) for one in activities for at in one.quarantined),
            sum(_is_endless(one) for one in here),
            unseen.in_doubt,
            unseen.held,
            unseen.others,
            unseen.days_without_pass,
        ),
        figures(there, earlier) if earlier else None,
        changes((here, period), (there, earlier)) if earlier else None,
    )


def _matters(desk: Desk, activities: Sequence[Activity], period: Period) -> list[Matter]:
    return [matter(one.conversation, desk, one.received, period.last) for one in activities if one.conversation.turns]


def _is_endless(one: Matter) -> bool:
    """Whether a customer waits for an answer that falls due at no moment: the desk is never open again."""
    return any(run.state == "running" and run.last_due_at is None and run.name in one.promised for run in one.runs)
