"""Reads `reports`: what is sent when, to whom."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import time
from typing import Any

from csmail.config.yaml.part import Part, unknown
from csmail.config.yaml.types import Wrong, attempt, complaint, text, truth, word
from csmail.mail import address
from csmail.mail.address.classify import is_shared
from csmail.model.desk import Desk
from csmail.model.later import WEEKDAYS
from csmail.reason import Reason
from csmail.reports import BY
from csmail.reports.period import NAMES
from csmail.reports.plan import FORMS, ReportPlan

KEYS = ("send", "at", "to", "desk", "as", "by", "outside")
AT = re.compile(r"(?:([a-z]+|[0-9]{1,2})\s+)?([0-9]{1,2})(?:[:.]([0-9]{2}))?", re.ASCII)
EXAMPLES = {"day": '"08:00"', "week": '"mon 08:00"', "month": '"1 08:00"'}
LAST_NUMBER = 28
"""Every month has it."""


def reports(part: Part, desks: Mapping[str, Desk]) -> tuple[ReportPlan, ...]:
    """Every report of the file. What is wrong with one is noted, and left out here."""
    return tuple(filter(None, (_plan(item, desks) for item in part.items())))


def _plan(part: Part, desks: Mapping[str, Desk]) -> ReportPlan | None:
    if part.node.entries is None:
        part.problem(Reason.of("these_keys_expected", keys=", ".join(KEYS), shape=part.shape))
        return None
    found = part.mapping(KEYS)
    for key in ("send", "at", "to"):
        if key not in found:
            part.problem(Reason.of("key_missing", key=key))
    desk = _desk(part, found.get("desk"), desks)
    values = {name: _value(found, name) for name in ("send", "as", "by", "outside")}
    moment = _at(found.get("at"), values["send"])
    to = tuple(_address(inner) for inner in found["to"].items()) if "to" in found else ()
    if "to" in found and not to:
        found["to"].problem(Reason("report_for_nobody"))
    if desk is None or moment is None or not to or None in to or Wrong in values.values() or values["send"] is None:
        return None
    clock, day = moment
    allowed = bool(values["outside"])
    outside = _outside(found["to"], desk, allowed)
    return ReportPlan(
        desk.name, values["send"], clock, tuple(filter(None, to)), form=values["as"] or "html",
        by=values["by"] or (), outside=outside, allowed=allowed, **day,
    )  # fmt: skip


def _value(found: Mapping[str, Part], name: str) -> Any:
    """The value of a key, None where it is not there, the class Wrong when it is none (noted)."""
    if name not in found:
        return None
    try:
        if name == "outside":
            return truth(found[name])
        if name == "by":
            return tuple(dict.fromkeys(word(one, BY) for one in found[name].items()))
        return word(found[name], NAMES if name == "send" else FORMS)
    except Wrong:
        return Wrong


def _desk(part: Part, named: Part | None, desks: Mapping[str, Desk]) -> Desk | None:
    """Whose report it is: needed where there are several. What is wrong with a desk is told there."""
    if named is None:
        if len(desks) > 1:
            part.problem(Reason.of("key_missing", key="desk"))
        return next(iter(desks.values())) if len(desks) == 1 else None
    written = attempt(named, str)
    if written is not Wrong and written not in desks and desks:
        named.problem(unknown(written, desks, "unknown_desk"))
    return desks.get(written) if written is not Wrong else None


def _at(part: Part | None, send: Any) -> tuple[time, dict[str, int]] | None:
    """The time of day, with the day where there is one to name."""
    if part is None:
        return None
    try:
        found = AT.fullmatch(" ".join(text(part).lower().split()))
        day = _day(found[1], send) if found else None
        if not found or day is None or (found[1] is None and found[3] is None):
            code = "report_clock" if send == "day" else "report_moment"
            raise complaint(part, Reason.of(code, example=EXAMPLES.get(send, EXAMPLES["week"])))
        return time(int(found[2]), int(found[3] or 0)), day
    except Wrong:
        return None
    except ValueError:
        part.problem(Reason.of("not_a_time_of_day", written=(part.node.text or "")[:20]))
        return None


def _day(written: str | None, send: Any) -> dict[str, int] | None:
    """The weekday, or the number in the month; None where it makes no sense."""
    if (written is None) is not (send == "day"):
        return None
    if written is None:
        return {}
    weekday = next((number for number, names in enumerate(WEEKDAYS) if written in names), None)
    if weekday is not None:
        return {"weekday": weekday}
    numbered = send == "month" and written.isdigit() and 1 <= int(written) <= LAST_NUMBER
    return {"number": int(written)} if numbered else None


def _address(part: Part) -> str | None:
    written = attempt(part, str)
    if written is Wrong:
        return None
    if not address.sound(written):
        part.problem(Reason.of("not_an_address", written=written))
        return None
    return str(written)


def _outside(part: Part, desk: Desk, allowed: bool) -> frozenset[str]:
    """Those who are no people of the house; each is a warning."""
    found = set()
    for inner in part.items():
        spec = inner.node.text or ""
        if not _is_of_the_house(spec, desk):
            found.add(spec)
            code = "report_outside" if allowed else "report_not_outside"
            inner.warning(Reason.of(code, address=spec, desk=desk.name))
    return frozenset(found)


def _is_of_the_house(spec: str, desk: Desk) -> bool:
    """A colleague; where nothing is said of them, somebody of the domain of the desk, unless strangers share that."""
    if desk.team.agents or desk.team.internal_domains:
        return address.is_internal(spec, desk)
    domain = address.domain(spec)
    return domain == address.domain(desk.address) and not is_shared(domain)
