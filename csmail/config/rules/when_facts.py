"""Reads the conditions that look at facts, not at text; a function's docstring is the reference of its key."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import get_args

from csmail.config.rules.when_text import end_of_line, path_under_when, texts
from csmail.config.yaml.part import Part
from csmail.config.yaml.types import Wrong, complaint, span, text, truth, word
from csmail.mail import address
from csmail.model import duration
from csmail.model.clock import CLOCKS
from csmail.model.conversation import MoodName, Priority, Status
from csmail.model.message import Kind, Outcome
from csmail.model.situation import Situation
from csmail.reason import Reason, reason_of
from csmail.rules import combinators, conditions, values
from csmail.rules.rule import Condition

UNITS = {"K": 1024, "M": 1024**2, "G": 1024**3}
RESULTS = ("pass", "fail", "none", "neutral", "softfail", "policy", "temperror", "permerror", "unknown")
HOURS = ("open", "closed")
METHODS = ("dmarc", "spf", "dkim")


def _words(part: Part, known: Iterable[str]) -> frozenset[str]:
    choice = tuple(known)
    found = frozenset(word(item, choice) for item in part.items())
    if not found:
        raise complaint(part, Reason.of("one_of_expected", known=", ".join(choice)))
    return found


def _size(part: Part) -> Condition:
    """Size of the whole mail: `{over: 5M}`, `{under: 100K}`."""
    return _bounds(part, _octets, values.size, _shown_octets)


def _octets(part: Part) -> float:
    written = text(part).strip().upper().removesuffix("B")
    digits, unit = (written[:-1], UNITS[written[-1]]) if written[-1:] in UNITS else (written, 1)
    if not (digits.isascii() and digits.isdigit() and len(digits) < 13):
        raise complaint(part, Reason("size_expected"))
    return float(int(digits) * unit)


def _shown_octets(size: float) -> str:
    for unit in "GM":
        if size >= UNITS[unit]:
            return f"{size / UNITS[unit]:.1f}{unit}"
    return f"{size / 1024:.1f}K"


def _age(part: Part) -> Condition:
    """Time since the conversation was opened: `{over: 2d}`."""
    return _bounds(part, _seconds, values.age, _shown_seconds)


def _idle(part: Part) -> Condition:
    """Time since the message before this one: `{over: 7d}`."""
    return _bounds(part, _seconds, values.idle, _shown_seconds)


def _seconds(part: Part) -> float:
    return span(part).total_seconds()


def _shown_seconds(seconds: float) -> str:
    return duration.format(timedelta(seconds=int(seconds)))


def _bounds(
    part: Part,
    written: Callable[[Part], float],
    read: Callable[[Situation], float | None],
    shown: Callable[[float], str],
) -> Condition:
    found = {key: written(inner) for key, inner in part.mapping(("over", "under")).items()}
    if not found:
        raise complaint(part, Reason.of("bounds_expected", over="{over: ...}", under="{under: ...}"))
    return conditions.Bounds(path_under_when(part), found.get("over"), found.get("under"), read, shown)


def _language(part: Part) -> Condition:
    """Language of the message: id or en."""
    return conditions.OneOf(path_under_when(part), frozenset(texts(part)), values.language)


def _kind(part: Part) -> Condition:
    """What the message is: human, bounce, autoreply, list, notification, calendar, report or spam."""
    return conditions.OneOf(path_under_when(part), _words(part, get_args(Kind)), values.kind)


def _report(part: Part) -> Condition:
    """What a delivery report says: failed, delayed, delivered, relayed or expanded."""
    return conditions.OneOf(path_under_when(part), _words(part, filter(None, get_args(Outcome))), values.report)


def _list(part: Part) -> Condition:
    """Whether it came through a mailing list: true or false."""
    return conditions.Holds(path_under_when(part), truth(part), values.from_list)


def _auth(part: Part) -> Condition:
    """What a server of the desk's `trust.authserv_ids` says of dmarc, spf or dkim (`unknown` when none does)."""
    found = tuple(
        conditions.Authenticated(path_under_when(inner), method, _words(inner, RESULTS))
        for method, inner in part.mapping(METHODS).items()
    )
    if not found:
        raise complaint(part, Reason.of("auth_expected", example="{dmarc: fail}"))
    return found[0] if len(found) == 1 else combinators.All(path_under_when(part), found)


def _customer(part: Part) -> Condition:
    """The customer: addresses or domains, or what is known: `{known: true}` (wrote before), `{tagged: vip}`,
    `{since: {over: 30d}}` (first heard of), `{open: {over: 2}}` (her conversations that are open or waiting),
    `{rated_under: 3}` (her last answer to a survey)."""
    if part.node.entries is not None:
        found = tuple(CUSTOMER[name](inner) for name, inner in part.mapping(tuple(CUSTOMER)).items())
        if not found:
            raise complaint(part, Reason.of("customer_expected", example="{known: true}"))
        return found[0] if len(found) == 1 else combinators.All(path_under_when(part), found)
    ends = []
    for item in part.items():
        try:
            ends.append(end_of_line(text(item)))
        except ValueError as error:
            raise error if isinstance(error, Wrong) else complaint(item, reason_of(error)) from None
    if not ends:
        raise complaint(part, Reason.of("customer_expected", example="{known: true}"))
    return conditions.EndsIn(path_under_when(part), tuple(ends), values.customer)


def _count(part: Part) -> float:
    written = text(part)
    if not (written.isascii() and written.isdigit() and len(written) < 7):
        raise complaint(part, Reason("count_expected"))
    return float(int(written))


def _shown_count(count: float) -> str:
    return f"{count:.0f}"


CUSTOMER: dict[str, Callable[[Part], Condition]] = {
    "known": lambda part: conditions.Holds(path_under_when(part), truth(part), values.known),
    "tagged": lambda part: conditions.CustomerTagged(path_under_when(part), frozenset(_tags(part))),
    "since": lambda part: _bounds(part, _seconds, values.customer_since, _shown_seconds),
    "open": lambda part: _bounds(part, _count, values.customer_unsettled, _shown_count),
    "rated_under": lambda part: conditions.Bounds(
        path_under_when(part), None, _count(part), values.customer_rating, _shown_count
    ),
}


def _tags(part: Part) -> Iterable[str]:
    return (one.strip().lower().replace(" ", "-") for one in texts(part))


def _tagged(part: Part) -> Condition:
    """Tags of the conversation; one is enough."""
    return conditions.Tagged(path_under_when(part), frozenset(_tags(part)))


def _status(part: Part) -> Condition:
    """Status of the conversation: open, waiting, closed or spam."""
    return conditions.OneOf(path_under_when(part), _words(part, get_args(Status)), values.status)


def _priority(part: Part) -> Condition:
    """Priority of the conversation: low, normal, high or urgent."""
    return conditions.OneOf(path_under_when(part), _words(part, get_args(Priority)), values.priority)


def _mood(part: Part) -> Condition:
    """How the customer feels by what he wrote anew: upset, urgent or neutral."""
    for item in part.items():
        if item.node.text not in get_args(MoodName):
            known = ", ".join(get_args(MoodName))
            raise complaint(item, Reason.of("not_a_mood", written=item.node.text or "...", known=known))
    return conditions.HasMood(path_under_when(part), _words(part, get_args(MoodName)))


def _assignee(part: Part) -> Condition:
    """Who has the conversation: addresses, true (somebody) or false (nobody)."""
    if part.node.plain and part.node.text in ("true", "false"):
        return conditions.Holds(path_under_when(part), truth(part), values.assigned)
    return conditions.OneOf(path_under_when(part), frozenset(map(address.key, texts(part))), values.assignee)


def _desk(part: Part) -> Condition:
    """The desk it came to."""
    return conditions.OneOf(path_under_when(part), frozenset(texts(part)), values.desk)


def _hours(part: Part) -> Condition:
    """Whether the desk that serves it is open at this moment: open or closed."""
    return conditions.OneOf(path_under_when(part), frozenset({word(part, HOURS)}), values.hours)


def _clock(part: Part) -> Condition:
    """Which clock it is about: the one that is half gone or overdue, else that of the answer which is owed."""
    return conditions.OneOf(path_under_when(part), _words(part, CLOCKS), values.clock)


READERS: dict[str, Callable[[Part], Condition]] = {
    "size": _size,
    "language": _language,
    "kind": _kind,
    "report": _report,
    "list": _list,
    "auth": _auth,
    "customer": _customer,
    "tagged": _tagged,
    "status": _status,
    "priority": _priority,
    "mood": _mood,
    "assignee": _assignee,
    "age": _age,
    "idle": _idle,
    "desk": _desk,
    "hours": _hours,
    "clock": _clock,
}
