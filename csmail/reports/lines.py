"""A report in words: a title, and a line a figure, for a terminal as for a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from csmail.reason import Reason
from csmail.reports.drawing import spark
from csmail.reports.figures import Figures, Response, Volume
from csmail.reports.period import Period
from csmail.reports.report import BlindSpots, Report
from csmail.wording import dates_and_money
from csmail.wording.reasons import words

NAMED = 6
"""So many tags or agents stand in a line; the rest is in the groups."""
HOURS = 48
"""Spans from here on are told in days."""


@dataclass(frozen=True, slots=True)
class Line:
    """The name of a figure, and what it is; in the words of one language."""

    name: str
    said: str


def title(report: Report, language: str) -> str:
    """Which desk, which days, whether it is compared."""
    said = [report.desk, days(report.period, language)]
    if report.period.is_cut:
        said.append(words(Reason("report_so_far"), language))
    if report.before is not None:
        said.append(words(Reason("report_compared"), language))
    return ", ".join(said)


def days(period: Period, language: str) -> str:
    """The days of the period: `week 46 (9 November 2026 to 15 November 2026)`."""
    first, last = period.days[0], period.days[-1]
    if period.name == "day" or first == last:
        return words(Reason.of("report_day", day=dates_and_money.date(first, language)), language)
    if period.name == "month":
        return words(Reason.of("report_month", month=_day(first, language).partition(" ")[2]), language)
    ends = {"first": _day(first, language, short=last), "last": _day(last, language)}
    if period.name == "week":
        return words(Reason.of("report_week", week=first.isocalendar().week, **ends), language)
    return words(Reason.of("report_span", **ends), language)


def lines(report: Report, language: str) -> tuple[Line, ...]:
    """A line a figure that says something, in the order of the report."""
    return tuple(Line(words(name, language), words(said, language)) for name, said in _figures(report, language))


def _figures(report: Report, language: str) -> Iterator[tuple[Reason, Reason]]:
    now, before = report.figures, report.before
    yield from _volume(now, before, report)
    yield Reason("figure_first_response"), _response(now.first_response, language)
    yield Reason("figure_next_response"), _response(now.next_response, language)
    yield Reason("figure_resolution"), _resolution(now, language)
    touch = now.one_touch
    if touch.of:
        share = Reason.of("value_share", share=_percent(touch.share), some=touch.one, of=touch.of)
        yield Reason("figure_one_touch"), share
    yield from _given(now)
    yield from _named(now, language)
    if report.changed:
        for one in report.changed:
            yield Reason("figure_changed"), Reason.of(
                "value_change", name=one.name, now=one.now, share_now=one.share_now, before=one.before,
                share_before=one.share_before,
            )  # fmt: skip
    for spot in blind(report.blind_spots):
        yield Reason("figure_blind_spots"), spot


def _volume(now: Figures, before: Figures | None, report: Report) -> Iterator[tuple[Reason, Reason]]:
    volume = now.volume
    rose = _rose(volume, before.volume) if before else {}
    yield (
        Reason("figure_received"),
        Reason.of(
            "value_received", count=volume.received, spark=spark(report.received_by_day), change=rose.get("received")
        ),
    )
    yield Reason("figure_answers"), Reason.of("value_count", count=volume.answers, change=rose.get("answers"))
    yield Reason("figure_opened"), Reason.of("value_count", count=volume.opened, change=rose.get("opened"))
    yield Reason("figure_closed"), Reason.of(
        "value_closed", count=volume.closed, change=rose.get("closed"), unanswered=now.closed_unanswered or None,
        reopened=volume.reopened or None,
    )  # fmt: skip
    yield Reason("figure_open_at_end"), Reason.of(
        "value_open", count=volume.open_at_end, change=rose.get("open_at_end"),
        unanswered=volume.unanswered_at_end or None, overdue=volume.overdue_at_end or None,
    )  # fmt: skip


def _rose(now: Volume, before: Volume) -> dict[str, str]:
    """By how much each figure rose, with its sign, in brackets; "(=)" where it did not change."""
    then = asdict(before)
    return {name: f"({count - then[name]:+})" if count != then[name] else "(=)" for name, count in asdict(now).items()}


def _given(now: Figures) -> Iterator[tuple[Reason, Reason]]:
    promised, ups, asked = now.promises, now.escalations, now.satisfaction
    if promised.given or promised.kept or promised.broken or promised.open:
        yield Reason("figure_promises"), Reason.of(
            "value_promises", given=promised.given, kept=promised.kept or None, broken=promised.broken or None,
            replaced=promised.replaced or None, open=promised.open or None,
        )  # fmt: skip
    if ups.steps:
        yield (
            Reason("figure_escalations"),
            Reason.of("value_escalations", steps=ups.steps, conversations=ups.conversations, named=_list(ups.by_step)),
        )
    if asked.asked or asked.answered:
        yield Reason("figure_satisfaction"), Reason.of(
            "value_satisfaction", average=asked.average, answered=asked.answered, asked=asked.asked,
            share=_percent(asked.satisfied_share),
        )  # fmt: skip


def _named(now: Figures, language: str) -> Iterator[tuple[Reason, Reason]]:
    nobody = words(Reason("group_nameless"), language)
    if now.opened_by_tag:
        yield Reason("figure_tags"), Reason.verbatim(_list(now.opened_by_tag))
    if now.answers_by_agent:
        yield Reason("figure_agents"), Reason.verbatim(_list(now.answers_by_agent, nobody))
    if len(now.opened_by_language) > 1:
        yield Reason("figure_languages"), Reason.verbatim(_list(now.opened_by_language))
    if now.opened_by_mood:
        yield Reason("figure_moods"), Reason.verbatim(_list(now.opened_by_mood))


def blind(spots: BlindSpots) -> Iterator[Reason]:
    """What is not in the figures, as far as there is any."""
    if spots.spam:
        yield Reason.of("blind_spam", count=spots.spam)
    if spots.quarantined:
        yield Reason.of("blind_quarantined", count=spots.quarantined)
    if spots.in_doubt:
        yield Reason.of("blind_in_doubt", count=spots.in_doubt)
    if spots.held:
        yield Reason.of("blind_held", count=spots.held)
    if spots.never_due:
        yield Reason.of("blind_never_due", count=spots.never_due)
    if spots.days_without_pass:
        named = ", ".join(map(str, spots.days_without_pass[:NAMED]))
        more = ", …" if len(spots.days_without_pass) > NAMED else ""
        yield Reason.of("blind_days", count=len(spots.days_without_pass), days=named + more)
    yield from spots.others


def span(length: timedelta | None, language: str) -> str:
    """Its two largest units, from hours on without seconds; "" for None."""
    if length is None:
        return ""
    if length < timedelta(seconds=1):
        return words(Reason("no_time_at_all"), language)
    minutes = timedelta(minutes=length // timedelta(minutes=1))
    if not minutes:
        return dates_and_money.span(length, language)
    if minutes >= timedelta(hours=HOURS):
        minutes -= minutes % timedelta(hours=1)
    return dates_and_money.span(minutes, language)


def _response(one: Response, language: str) -> Reason:
    if not one.answered and not one.broken and not one.void:
        return Reason("nothing_yet")
    of = (one.kept or 0) + (one.broken or 0)
    code = "value_response" if one.answered else "value_unanswered"
    return Reason.of(
        code, half=span(one.p50, language), most=span(one.p90, language), share=_percent(one.kept_share),
        kept=one.kept, of=of, void=one.void or None,
    )  # fmt: skip


def _resolution(now: Figures, language: str) -> Reason:
    one = now.resolution
    if not one.closed_with_an_answer:
        return Reason("nothing_yet")
    of = (one.kept or 0) + (one.broken or 0)
    return Reason.of(
        "value_resolution", half=span(one.p50, language), most=span(one.p90, language), share=_percent(one.kept_share),
        kept=one.kept, of=of,
    )  # fmt: skip


def _percent(share: int | None) -> str:
    return "" if share is None else f"{share}%"


def _list(counts: Mapping[str, int], nameless: str = "") -> str:
    some = [f"{name or nameless} {count}" for name, count in counts.items()]
    return ", ".join(some[:NAMED]) + (f", … (+{len(some) - NAMED})" if len(some) > NAMED else "")


def _day(day: date, language: str, short: date | None = None) -> str:
    """`9 November 2026`; without what it has in common with `short`, which stands behind it."""
    number, month, year = dates_and_money.date(day, language).partition(", ")[2].split()
    if short is not None and (day.year, day.month) == (short.year, short.month):
        return number
    return f"{number} {month}" if short is not None and day.year == short.year else f"{number} {month} {year}"
