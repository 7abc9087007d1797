"""The figures of a report, each as its term says; every one reckoned from the matters alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from csmail.model.clock import Clock, ClockName
from csmail.model.conversation import Escalation
from csmail.reports.matter import Matter
from csmail.reports.period import Period
from csmail.reports.shares import average, percentile, share

RESPONSES: tuple[ClockName, ...] = ("first_response", "next_response")
ENDED = ("kept", "broken")
SATISFIED = 4


@dataclass(frozen=True, slots=True)
class Volume:
    """How much there was. `received`: messages of customers; `answers` of persons. The last two are of the end."""

    received: int
    answers: int
    opened: int
    closed: int
    reopened: int
    open_before: int
    open_at_end: int
    unanswered_at_end: int
    overdue_at_end: int


@dataclass(frozen=True, slots=True)
class Response:
    """The runs of a response clock. `values` are what the `answered` ones took in business time, the quickest first.

    `kept` were answered in time; `broken` fell due and were not answered by then, whenever that was made good; `void`
    were closed without an answer. Where nothing is promised nothing is kept or broken: None.
    """

    answered: int
    values: tuple[timedelta, ...]
    p50: timedelta | None
    p90: timedelta | None
    real_p50: timedelta | None
    real_p90: timedelta | None
    kept: int | None
    broken: int | None
    void: int
    kept_share: int | None


@dataclass(frozen=True, slots=True)
class Resolution:
    """Conversations that are closed at the end, since some moment of the period, and had an answer."""

    closed_with_an_answer: int
    values: tuple[timedelta, ...]
    p50: timedelta | None
    p90: timedelta | None
    kept: int | None
    broken: int | None
    kept_share: int | None


@dataclass(frozen=True, slots=True)
class OneTouch:
    """Of those that were closed with an answer: how many had exactly one."""

    one: int
    of: int
    share: int | None


@dataclass(frozen=True, slots=True)
class Promised:
    """Moments that customers were told: `given` in the period, judged at the answer or when they fell due."""

    given: int
    kept: int
    broken: int
    replaced: int
    open: int


@dataclass(frozen=True, slots=True)
class Escalations:
    """Steps of the ladder that were told, by step, and of how many conversations; `passed_over` were told nobody."""

    steps: int
    conversations: int
    passed_over: int
    by_step: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """Questions that left, answers that were read, in the period; `satisfied` gave 4 or 5."""

    asked: int
    answered: int
    average: float | None
    satisfied: int
    satisfied_share: int | None


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of a period."""

    volume: Volume
    first_response: Response
    next_response: Response
    resolution: Resolution
    one_touch: OneTouch
    closed_unanswered: int
    promises: Promised
    escalations: Escalations
    satisfaction: Satisfaction
    opened_by_tag: Mapping[str, int]
    opened_by_language: Mapping[str, int]
    opened_by_mood: Mapping[str, int]
    answers_by_agent: Mapping[str, int]


def figures(matters: Iterable[Matter], period: Period) -> Figures:
    """Every figure of `period`; `matters` as they stood at its last instant. Spam counts nowhere."""
    counted = [one for one in matters if not one.spam]
    closed = [one for one in counted if period.holds(_closed_at(one))]
    answered = [one for one in closed if one.answers]
    opened = [one for one in counted if period.holds(one.opened_at)]
    touched = sum(len(one.answers) == 1 for one in answered)
    return Figures(
        volume=_volume(counted, closed, opened, period),
        first_response=response(counted, "first_response", period),
        next_response=response(counted, "next_response", period),
        resolution=_resolution(answered),
        one_touch=OneTouch(touched, len(answered), share(touched, len(answered))),
        closed_unanswered=len(closed) - len(answered),
        promises=_promised(counted, period),
        escalations=_escalations(counted, period),
        satisfaction=_satisfaction(counted, period),
        opened_by_tag=_most(tag for one in opened for tag in one.conversation.tags),
        opened_by_language=_most(one.conversation.language for one in opened if one.conversation.language),
        opened_by_mood=_most(one.conversation.mood for one in opened if one.conversation.mood),
        answers_by_agent=_most(answer.by for one in counted for answer in one.answers if period.holds(answer.at)),
    )


def response(
    matters: Iterable[Matter], name: ClockName, period: Period, ended_by: Callable[[Matter, Clock], bool] | None = None
) -> Response:
    """The runs of one response clock; with `ended_by` only those of which it says yes."""
    taken: list[tuple[timedelta, timedelta]] = []
    kept = broken = void = 0
    promised = False
    for one in matters:
        said = name in one.promised
        promised = promised or said
        for run in one.runs:
            if run.name != name or (ended_by is not None and not ended_by(one, run)):
                continue
            ended = run.state in ENDED and run.ended_at is not None and period.holds(run.ended_at)
            if ended and run.ended_at is not None:
                taken.append((run.used, run.ended_at - run.started_at))
            kept += said and ended and not run.late
            broken += said and run.late and period.holds(run.last_due_at)
            void += run.state == "void" and not (said and run.late) and period.holds(run.ended_at)
    values = tuple(sorted(used for used, _ in taken))
    real = [gone for _, gone in taken]
    return Response(
        len(taken), values, percentile(values, 50), percentile(values, 90), percentile(real, 50), percentile(real, 90),
        kept if promised else None, broken if promised else None, void,
        share(kept, kept + broken) if promised else None,
    )  # fmt: skip


def _volume(counted: Sequence[Matter], closed: Sequence[Matter], opened: Sequence[Matter], period: Period) -> Volume:
    return Volume(
        received=sum(period.holds(at) for one in counted for at in one.received),
        answers=sum(period.holds(answer.at) for one in counted for answer in one.answers),
        opened=len(opened),
        closed=len(closed),
        reopened=sum(period.holds(spell.start) for one in counted for spell in one.spells[1:]),
        open_before=sum(one.is_open(period.start) and not period.holds(one.opened_at) for one in counted),
        open_at_end=sum(one.is_open(period.last) for one in counted),
        unanswered_at_end=sum(any(_waits(run) for run in one.runs) for one in counted),
        overdue_at_end=sum(any(_waits(run) and run.late for run in one.runs if run.name in one.promised)
                           for one in counted),
    )  # fmt: skip


def _waits(run: Clock) -> bool:
    """Whether a customer waits for an answer."""
    return run.name in RESPONSES and run.state in ("running", "overdue")


def _closed_at(one: Matter) -> datetime | None:
    return one.spells[-1].end if one.spells else None


def _resolution(answered: Sequence[Matter]) -> Resolution:
    runs = [(one, run) for one in answered for run in one.runs if run.name == "resolution"]
    values = tuple(sorted(run.used for _, run in runs))
    said = [run for one, run in runs if "resolution" in one.promised]
    kept = sum(not run.late for run in said)
    counts = (kept, len(said) - kept, share(kept, len(said))) if said else (None, None, None)
    return Resolution(len(answered), values, percentile(values, 50), percentile(values, 90), *counts)


def _promised(counted: Sequence[Matter], period: Period) -> Promised:
    every = [standing for one in counted for standing in one.promises]
    judged = Counter(
        one.state
        for one in every
        if period.holds(one.promise.due_at if one.state == "broken" else one.ended_at) and one.state != "void"
    )
    given = sum(period.holds(one.promise.given_at) for one in every)
    still_open = sum(one.state == "open" for one in every)
    return Promised(given, judged["kept"], judged["broken"], judged["replaced"], still_open)


def _escalations(counted: Sequence[Matter], period: Period) -> Escalations:
    taken = [(one, step) for one in counted for step in one.conversation.escalations if period.holds(step.at)]
    told = [(one, step) for one, step in taken if not step.passed_over]
    return Escalations(
        len(told), len({one.conversation.id for one, _ in told}), len(taken) - len(told),
        _most(_step(step) for _, step in told),
    )  # fmt: skip


def _satisfaction(counted: Sequence[Matter], period: Period) -> Satisfaction:
    every = [survey for one in counted for survey in one.conversation.surveys]
    ratings = [one.rating for one in every if one.rating is not None and period.holds(one.rated_at)]
    satisfied = sum(rating >= SATISFIED for rating in ratings)
    asked = sum(period.holds(one.asked_at) for one in every)
    return Satisfaction(asked, len(ratings), average(ratings), satisfied, share(satisfied, len(ratings)))


def _step(step: Escalation) -> str:
    return step.step or step.to


def _most(names: Iterable[str]) -> dict[str, int]:
    """How often each came, the most frequent first."""
    return dict(sorted(Counter(names).items(), key=lambda one: (-one[1], one[0])))
