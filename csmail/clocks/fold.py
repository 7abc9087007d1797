"""The clocks of a conversation, folded from its facts: never edited, always reckoned anew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from csmail.clocks.calendar import Calendar, calendar
from csmail.clocks.run import Run
from csmail.model.clock import Clock, ClockName, Fact, Targets
from csmail.model.duration import Span
from csmail.model.hours import Hours

RESPONSES: frozenset[ClockName] = frozenset({"first_response", "next_response"})


def clocks(
    facts: Iterable[Fact], targets: Targets, hours: Hours, now: datetime, warn: float = 0.5
) -> tuple[Clock, ...]:
    """Every run of every clock at `now`, in the order in which they began.

    Facts may come in any order; those of which nobody knew at `now` are left out. `targets` and `hours` are those of
    the beginning, `warn` the share of a promise after which `half_at` lies.
    """
    known = [fact for fact in facts if fact.at <= now and (fact.seen_at or fact.at) <= now]
    back = _came_back(known)
    fold = _Fold(dict(targets), calendar(hours))
    for fact in sorted(known, key=lambda one: one.at):
        if fact not in back:
            fold.take(fact)
    return tuple(run.clock(now, warn) for run in fold.runs)


def answers(facts: Iterable[Fact], now: datetime) -> list[Fact]:
    """The answers of which a customer got something, as far as they are known at `now`."""
    known = [fact for fact in facts if fact.at <= now and (fact.seen_at or fact.at) <= now]
    back = _came_back(known)
    return [fact for fact in known if fact.kind == "answered" and fact not in back]


def _came_back(known: Sequence[Fact]) -> list[Fact]:
    """The answers that nobody got."""
    answers = sorted((fact for fact in known if fact.kind == "answered"), key=lambda one: one.at)
    lost = []
    for fact in known:
        if fact.kind == "came_back":
            before = [one for one in answers if one.at <= fact.at]
            lost += [one for one in answers if one.key == fact.key] if fact.key else before[-1:]
    return lost


def latest(runs: Iterable[Clock]) -> dict[ClockName, Clock]:
    """The last run of each clock."""
    return {run.name: run for run in runs}


class _Fold:
    """Where a walk through the facts stands."""

    def __init__(self, targets: dict[ClockName, Span], times: Calendar) -> None:
        self.targets = targets
        self.calendar = times
        self.runs: list[Run] = []
        self.unpromised = set[ClockName]()  # asked, and nobody had promised anything
        self.answered = False
        self.waiting = False  # for the customer: our answer was the last word
        self.spam = False

    def take(self, fact: Fact) -> None:
        """What a `came_back` says was told before the walk: the answer that it names was none."""
        match fact.kind:
            case "asked":
                self._asked(fact.at)
            case "answered":
                self._answered(fact.at)
            case "closed" | "spam":
                self._closed(fact.at, fact.kind == "spam")
            case "reopened":
                self._reopened(fact.at)
            case "targets":
                self._aim(fact.at, fact.targets)
            case "hours" | "transferred":
                self._turn(fact)

    def _asked(self, at: datetime) -> None:
        if self.spam:
            return
        response: ClockName = "next_response" if self.answered else "first_response"
        if not any(run.name in RESPONSES and not run.over for run in self.runs):
            self._begin(response, at)
        resolution = self._resolution()
        if resolution is None:
            self._begin("resolution", at)
        else:
            resolution.go_on(at)
        self.waiting = False

    def _begin(self, name: ClockName, at: datetime) -> None:
        target = self.targets.get(name)
        if target is None:
            self.unpromised.add(name)
        else:
            self.runs.append(Run(name, at, self.calendar.length(target), self.calendar))

    def _begin_late(self, at: datetime) -> None:
        """Where nothing was promised and something is now: it counts from here on, so that it breaks at no moment."""
        for name in sorted(self.unpromised & self.targets.keys()):
            self.unpromised.discard(name)
            self._begin(name, at)
            if self.waiting:  # the resolution: answered, no response is left unpromised
                self.runs[-1].pause(at)

    def _answered(self, at: datetime) -> None:
        self.answered = True
        self.waiting = True
        self.unpromised -= RESPONSES
        for run in self.runs:
            if run.name in RESPONSES:
                run.end(at)
            else:
                run.pause(at)

    def _closed(self, at: datetime, spam: bool) -> None:
        """Nobody answered what is open now: neither kept nor broken. Spam is nobody's matter at all."""
        self.spam = spam
        self.unpromised.clear()
        for run in self.runs:
            run.end(at, void=spam or run.name in RESPONSES)

    def _reopened(self, at: datetime) -> None:
        self.spam = False
        resolution = self._resolution()
        if not self.waiting:
            newest = next((run for run in reversed(self.runs) if run.name in RESPONSES), None)
            if newest is not None and newest.way == "void":
                newest.go_on(at)
        if resolution is not None:
            resolution.go_on(at)
            if self.waiting:
                resolution.pause(at)

    def _aim(self, at: datetime, targets: Targets) -> None:
        self.targets.update(dict(targets))
        for run in self.runs:
            if run.name in self.targets and not run.over:
                run.aim(at, self.calendar.length(self.targets[run.name]))
        self._begin_late(at)

    def _turn(self, fact: Fact) -> None:
        if fact.hours is not None:
            self.calendar = calendar(fact.hours)
        if fact.kind == "transferred":
            self.targets = dict(fact.targets)
        for run in self.runs:
            if fact.kind == "hours":
                run.keep_hours(fact.at, self.calendar)
            else:
                target = self.targets.get(run.name)
                run.hand_over(fact.at, self.calendar, self.calendar.length(target) if target else None)
        self._begin_late(fact.at)

    def _resolution(self) -> Run | None:
        return next((run for run in self.runs if run.name == "resolution"), None)
