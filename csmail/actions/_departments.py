"""A question to a department: a mail inside the house, in a thread of its own, with a clock of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from csmail.actions._tags import why_circular
from csmail.clocks import calendar
from csmail.errors import NeverOpen
from csmail.mail import recipients
from csmail.model.audience import Audience
from csmail.model.department import Department, Inquiry
from csmail.model.desk import Desk
from csmail.model.effects import AskPerson, Effect, Inquire, Letter, Plan, Send
from csmail.model.follow_up import FollowUp
from csmail.model.reason import Reason
from csmail.model.situation import Situation


def of(desk: Desk, name: str) -> Department | None:
    """The department of this name."""
    return next((one for one in desk.departments if one.name == name), None)


def waiting(situation: Situation, name: str) -> Inquiry | None:
    """The question to it that waits for an answer."""
    return next((one for one in situation.conversation.inquiries if one.department == name and one.waits), None)


def withheld(situation: Situation, name: str, text: str) -> Reason | None:
    """Why it is not asked. By hand it is asked as often as somebody has a question; a rule asks once."""
    department = of(situation.desk, name)
    if department is None:
        return nobody(name, (one.name for one in situation.desk.departments))
    open_one = waiting(situation, name)
    if situation.on == "time":
        return None if _is_due(situation, open_one) else Reason("nothing_expected")
    if situation.person and not text:
        return Reason("question_missing")
    if not situation.person and situation.conversation.backlog:
        return Reason("backlog")
    if not situation.person and open_one is not None:
        return Reason.of("asked_department_already", department=name)
    if why := why_circular(situation, (department.to,)):
        return why
    audience = _audience(situation, department.to)
    return None if audience.outcome == "send" else Reason(audience.reason)


def _is_due(situation: Situation, one: Inquiry | None) -> bool:
    """Whether an answer was due by now; a question that was asked anew since then has another moment."""
    closed = situation.conversation.status in ("closed", "spam")
    return not closed and one is not None and one.due_at is not None and one.due_at <= situation.now


def nobody(name: str, known: Iterable[str]) -> Reason:
    """There is nobody of this name to ask."""
    return Reason.of("asks_nobody", written=name[:40], known=", ".join(("satisfaction", *known)))


def effects(situation: Situation, name: str, text: str, with_original: bool) -> tuple[Effect, ...]:
    """Ask; at the time when an answer was due ask once more, then tell a person."""
    department = of(situation.desk, name)
    if department is None:
        raise TypeError("there is this department: withheld has looked")
    before = waiting(situation, name) if situation.on == "time" else None
    if before is not None and before.again_at is not None:
        silent = Reason.of("department_silent", department=name)
        return Inquire(replace(before, silent_at=situation.now)), AskPerson(silent)
    due_at = _due(department, situation)
    if before is not None:
        inquiry = replace(before, again_at=situation.now, due_at=due_at)
    else:
        inquiry = Inquiry(name, department.to, text, situation.by, situation.now, due_at)
    letter = Letter(
        "inquiry",
        _audience(situation, department.to),
        text=inquiry.text,
        automatic=not situation.person,
        original=with_original and situation.message is not None,
        variables={"department": name, "again": "yes" if before is not None else ""},
    )
    again = (Plan(FollowUp(due_at, "ask", name, set_at=situation.now)),) if due_at is not None else ()
    return (Inquire(inquiry), Send(letter), *again)


def _due(department: Department, situation: Situation) -> datetime | None:
    times = calendar(department.hours or situation.desk.hours)
    try:
        return times.due(situation.now, times.length(department.expects))
    except NeverOpen:
        return None


def _audience(situation: Situation, to: str) -> Audience:
    return recipients.forward((to,), situation.message, situation.desk, situation.conversation)
