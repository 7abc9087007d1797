"""Who is left out of a bulk of answers, and why: pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from csmail.desk.customers.find import Reach
from csmail.mail.address import is_internal, is_own
from csmail.model.bulk import Line
from csmail.model.desk import Desk
from csmail.model.reason import Reason

BY_DESIGN = frozenset(
    {"same_line", "same_customer", "told_in", "no_address_in_line", "line_is_no_address", "own_address_skipped"}
    | {"colleague_skipped", "left_alone_since", "bounced_for_good", "upset_left_out", "no_longer_fits"}
    | {"answered_meanwhile", "left_out_by_hand", "told_already", "notice_came_back", "notice_refused"}
    | {"notice_never_left", "customer_is_forgotten"}
)
"""Codes for which somebody is left out of a bulk or of the mails of an incident as he should be; all others are for a
person to mend."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line of a bulk of answers, whose customer it is, when he wrote last."""

    line: Line
    person: str
    wrote_at: datetime


def why_nobody(spec: str, desk: Desk, known: Reach) -> Reason | None:
    """Why no mail to many goes to this address, answers included."""
    if is_own(spec, desk):
        return Reason("own_address_skipped")
    if is_internal(spec, desk):
        return Reason("colleague_skipped")
    return Reason("bounced_for_good") if known.bounced else None


def left_alone(known: Reach) -> Reason | None:
    """Why somebody gets no mail that he did not ask for."""
    at = known.left_alone_at
    return Reason.of("left_alone_since", on=at.date().isoformat()) if at else None


def once_each(found: Sequence[Candidate]) -> list[Line]:
    """The lines, of each customer only that of the conversation in which he wrote last."""
    newest: dict[str, Candidate] = {}
    for one in found:
        before = newest.get(one.person)
        later = before is None or (one.wrote_at, one.line.conversation) > (before.wrote_at, before.line.conversation)
        if one.line.state == "planned" and later:
            newest[one.person] = one
    return [_once(one, newest.get(one.person)) for one in found]


def _once(one: Candidate, told: Candidate | None) -> Line:
    if told is None or told is one or one.line.state != "planned":
        return one.line
    return skipped(one.line, Reason.of("told_in", conversation=told.line.conversation))


def skipped(line: Line, why: Reason) -> Line:
    """The line, left out."""
    return replace(line, state="skipped", why=why)
