"""Reads `after` of a rule `on: silence`, and tells of actions that follow a closing in rules for something else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from itertools import pairwise

from csmail.actions.ask import SATISFACTION
from csmail.config.yaml.part import Part
from csmail.config.yaml.types import Wrong, attempt
from csmail.model import duration
from csmail.model.later import LONGEST
from csmail.model.receipt import Arrival
from csmail.reason import Reason
from csmail.rules import combinators, conditions, values
from csmail.rules.conditions import Always
from csmail.rules.rule import ActionCall, Condition

KEY = "after"
MAIL: frozenset[Arrival] = frozenset({"arrival", "reply", "bounce"})
"""Events at which a mail came: a goodbye that answers it would answer robots, too."""


def spans(rule: Part, inner: Mapping[str, Part], on: Arrival) -> tuple[timedelta, ...]:
    """The lengths of silence, shortest first; nothing for other rules. What is wrong is noted."""
    part = inner.get(KEY)
    if part is None:
        if on == "silence":
            (inner.get("on") or rule).problem(Reason.of("silence_needs_after", example="[3d, 7d]"))
        return ()
    if on != "silence":
        part.problem(Reason("after_without_silence"))
        return ()
    found = [attempt(item, timedelta) for item in part.items()]
    if Wrong in found:
        return ()
    known = tuple(found)
    if not known:
        part.problem(Reason.of("silence_needs_after", example="[3d, 7d]"))
    elif any(one >= two for one, two in pairwise((timedelta(0), *known))) or known[-1] > LONGEST:
        rises = all(one < two for one, two in pairwise(known))
        part.problem(Reason("silence_out_of_range") if rises else Reason("values_must_rise"))
        return ()
    return known


def after_so_long(after: tuple[timedelta, ...], when: Condition) -> Condition:
    """The condition that the silence is one of these, and that of the rule."""
    wanted = conditions.OneOf(KEY, frozenset(duration.format(one, "dhms") for one in after), values.silence)
    return wanted if isinstance(when, Always) else combinators.All("when", (wanted, when))


def refuse_early(part: Part | None, then: Iterable[ActionCall], on: Arrival) -> None:
    """Note what can only be done once a conversation was closed, or once time has passed."""
    if part is None:
        return
    for asked in then:
        if getattr(asked.action, "whom", "") == SATISFACTION and on != "closed":
            _place(part, "ask").problem(Reason("ask_needs_closing"))
        elif asked.name == "close" and on in MAIL and getattr(asked.action, "template", None):
            _place(part, "close").problem(Reason("goodbye_answers_nobody"))


def _place(then: Part, name: str) -> Part:
    found = (item.child(name) for item in then.items())
    return next((one for one in found if one is not None), then)
