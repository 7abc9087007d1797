"""The figures of a report equal a recount that knows no clocks, over any history."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from csmail.desk.watch.activity import reported
from csmail.model.desk import Promises
from csmail.model.duration import parse_span
from csmail.reports import Period, Report, Wanted
from csmail.reports.shares import average, percentile, share
from tests import factories
from tests.history import History
from tests.workspace import Office

START = datetime(2026, 11, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
SPANS = {"first_response": "2h", "next_response": "3h", "resolution": "6h"}
DESK = factories.desk(timezone="UTC", promises=Promises(**{k: parse_span(v) for k, v in SPANS.items()}))


@st.composite
def histories(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Events of up to four conversations, half an hour apart at least: none at the very edge of a promise."""
    found = []
    for number, id in enumerate("ABCD"[: draw(st.integers(1, 4))]):
        at = START + timedelta(minutes=7 + 11 * number)
        for _ in range(draw(st.integers(1, 9))):
            at += timedelta(minutes=30 * draw(st.integers(1, 9)))
            what = draw(st.sampled_from(["in", "in", "out", "out", "auto", "close", "spam"]))
            found.append({"conversation": id, "at": at, "what": what, "by": draw(st.sampled_from(["sari", "budi"]))})
    found.sort(key=lambda event: event["at"])
    return [{**event, "at": event["at"].isoformat()} for event in found]


@dataclass
class Recount:
    """One conversation, walked through event by event."""

    opened_at: datetime | None = None
    closed_at: datetime | None = None
    spam: bool = False
    answered: bool = False
    waits_since: datetime | None = None
    runs: list[tuple[str, datetime, datetime | None, str]] = field(default_factory=list)
    received: list[datetime] = field(default_factory=list)
    answers: list[tuple[datetime, str]] = field(default_factory=list)
    reopened: list[datetime] = field(default_factory=list)

    def take(self, event: dict[str, Any]) -> None:
        at, what = datetime.fromisoformat(event["at"]), event["what"]
        if self.opened_at is None and what != "in":
            return
        if what == "in":
            self._asked(at)
        elif what == "out":
            self.answers.append((at, event["by"]))
            self._end(at, "answered")
            self.answered = True
        elif what in ("close", "spam"):
            self.spam = self.spam or what == "spam"
            self._end(at, "void")
            self.closed_at = self.closed_at or at

    def _asked(self, at: datetime) -> None:
        self.received.append(at)
        if self.spam:
            return
        if self.closed_at is not None:
            self.reopened.append(at)
        self.closed_at = None
        self.opened_at = self.opened_at or at
        self.waits_since = self.waits_since or at

    def _end(self, at: datetime, how: str) -> None:
        if self.waits_since is not None:
            name = "next_response" if self.answered else "first_response"
            self.runs.append((name, self.waits_since, at, how))
        self.waits_since = None


def recounted(events: list[dict[str, Any]], period: Period) -> dict[str, Any]:
    walks: dict[str, Recount] = {}
    for event in events:
        if datetime.fromisoformat(event["at"]) < period.end:
            walks.setdefault(event["conversation"], Recount()).take(event)
    counted = [one for one in walks.values() if not one.spam and one.opened_at]
    closed = [one for one in counted if period.holds(one.closed_at)]
    told: dict[str, Any] = {
        "received": sum(period.holds(at) for one in counted for at in one.received),
        "answers": sum(period.holds(at) for one in counted for at, _ in one.answers),
        "opened": sum(period.holds(one.opened_at) for one in counted),
        "closed": len(closed),
        "closed_unanswered": sum(not one.answers for one in closed),
        "one_touch": sum(len(one.answers) == 1 for one in closed),
        "reopened": sum(period.holds(at) for one in counted for at in one.reopened),
        "open_at_end": sum(one.closed_at is None for one in counted),
        "unanswered": sum(one.waits_since is not None for one in counted),
        "sari": sum(period.holds(at) and by == "sari" for one in counted for at, by in one.answers),
    }
    for name, span in (("first_response", 2 * HOUR), ("next_response", 3 * HOUR)):
        runs = [run for one in counted for run in one.runs if run[0] == name]
        runs += [
            (name, one.waits_since, None, "") for one in counted
            if one.waits_since and ("next_response" if one.answered else "first_response") == name
        ]  # fmt: skip
        late = [run for run in runs if (run[2] or period.end) > run[1] + span]
        told[f"{name} answered"] = sorted(
            end - start for _, start, end, how in runs if how == "answered" and end and period.holds(end)
        )
        told[f"{name} kept"] = sum(
            how == "answered" and end is not None and period.holds(end) and end <= start + span
            for _, start, end, how in runs
        )
        told[f"{name} broken"] = sum(period.holds(run[1] + span) for run in late)
        told[f"{name} void"] = sum(run[3] == "void" and run not in late and period.holds(run[2]) for run in runs)
    return told


def figured(report: Report) -> dict[str, Any]:
    one = report.figures
    told: dict[str, Any] = {
        "received": one.volume.received,
        "answers": one.volume.answers,
        "opened": one.volume.opened,
        "closed": one.volume.closed,
        "closed_unanswered": one.closed_unanswered,
        "one_touch": one.one_touch.one,
        "reopened": one.volume.reopened,
        "open_at_end": one.volume.open_at_end,
        "unanswered": one.volume.unanswered_at_end,
        "sari": one.answers_by_agent.get("sari", 0),
    }
    for name in ("first_response", "next_response"):
        run = getattr(one, name)
        told[f"{name} answered"] = list(run.values)
        told.update({f"{name} kept": run.kept, f"{name} broken": run.broken, f"{name} void": run.void})
    return told


@settings(max_examples=200, deadline=None)
@given(histories(), st.integers(0, 30), st.integers(1, 60))
def test_every_figure_equals_a_recount(events: list[dict[str, Any]], begins: int, hours: int) -> None:
    office = Office(desk=DESK)
    history = History(office)  # type: ignore[arg-type]
    for event in events:
        history.take(event)
    period = Period(START + begins * HOUR, START + (begins + hours) * HOUR, "UTC")
    found, told = figured(reported(office.place, period, Wanted(), period.end)), recounted(events, period)
    for name in ("first_response", "next_response"):
        told[f"{name} kept"] = told[f"{name} kept"] if found[f"{name} kept"] is not None else None
        told[f"{name} broken"] = told[f"{name} broken"] if found[f"{name} broken"] is not None else None
    assert found == told


def test_what_nothing_is_promised_for_is_neither_kept_nor_broken_but_told() -> None:
    office = Office(desk=replace(DESK, promises=Promises()))
    history = History(office)  # type: ignore[arg-type]
    history.take({"conversation": "A", "at": "2026-11-02T08:00+00:00", "what": "in"})
    history.take({"conversation": "A", "at": "2026-11-02T11:00+00:00", "what": "out", "by": "sari"})
    period = Period(START, START + 24 * HOUR, "UTC")
    first = reported(office.place, period, Wanted(), period.end).figures.first_response
    assert (first.p50, first.kept, first.broken, first.kept_share) == (3 * HOUR, None, None, None)


def test_percentiles_are_values_that_happened() -> None:
    values = [timedelta(minutes=minute) for minute in (40, 10, 30, 20)]
    assert percentile(values, 50) == timedelta(minutes=20)
    assert percentile(values, 90) is None
    assert percentile([*values, timedelta(minutes=50)], 90) == timedelta(minutes=50)
    assert percentile([], 50) is None


def test_shares_are_whole_percents_half_up() -> None:
    assert [share(1, 8), share(2, 3), share(1, 200), share(0, 5), share(0, 0)] == [13, 67, 1, 0, None]
    assert [average([5, 2]), average([5, 4, 4]), average([])] == [3.5, 4.3, None]
