"""Reads `--where`: one condition, FIELD OPERATOR VALUE, as people type it and scripts rely on."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Annotated

import typer

from csmail.cli.terminal import times
from csmail.errors import UsageError
from csmail.model import duration
from csmail.model.query import Among, Between, Condition, Contains, Empty, Field, Kind, fields_of
from csmail.reason import Reason
from csmail.wording.spoken import phrase, spoken

Where = Annotated[
    list[str] | None,
    typer.Option(
        "--where",
        metavar="CONDITION",
        help="FIELD OPERATOR VALUE, or `when` of a rule in one line ('tagged: late'); several must all hold",
    ),
]
SIGN = r"(?P<sign>!=|<=|>=|!:|!~|=|<|>|:|~)|\b(?P<words>(?:not\s+)?in)\b"
WRITTEN = re.compile(rf"\s*(?P<field>\w+)\s*(?:{SIGN})\s*(?P<value>.*?)\s*", re.DOTALL)
EXAMPLES = Reason("advice_conditions")
ASKED: Mapping[Kind, tuple[str, ...]] = {
    "text": ("=", "!=", "~", "!~", "in", "not in"),
    "choice": ("=", "!=", "in", "not in", "<", "<=", ">", ">="),
    "list": (":", "!:", "in", "not in"),
    "addresses": (":", "!:", "~", "!~", "in", "not in"),
    "address": ("=", "!=", "~", "!~", "in", "not in"),
    "moment": ("=", "!=", "<", "<=", ">", ">="),
    "flag": ("=", "!="),
}
ORDERED = frozenset({"priority"})
MINUTE, SECOND, DAY = timedelta(minutes=1), timedelta(seconds=1), timedelta(days=1)
SHOWN = 40
LAST = datetime.max.replace(tzinfo=UTC)


def conditions(written: Iterable[str], noun: type, now: datetime) -> tuple[Condition, ...]:
    """Every condition of a command. Raises UsageError that says what is wrong with which."""
    return tuple(condition(one, noun, now) for one in written)


def condition(written: str, noun: type, now: datetime) -> Condition:
    """One condition on a field of `noun`. Raises UsageError."""
    found = WRITTEN.fullmatch(written)
    if not found:
        raise UsageError(Reason.of("not_a_condition", written=written[:SHOWN]), EXAMPLES)
    field = _field(found["field"], fields_of(noun))
    sign = found["sign"] or " ".join(found["words"].split())
    value: str = found["value"]
    if not value and sign in ("=", "!="):
        return Condition(field, Empty(), negated=sign == "!=")
    if sign not in ASKED[field.kind]:
        others = Reason.of("sign_not_asked", name=field.name, sign=sign, articles=spoken(ARTICLES[field.kind]))
        raise UsageError(others, Reason.of("advice_field_takes", name=field.name, signs=", ".join(ASKED[field.kind])))
    if not value:
        raise UsageError(Reason.of("condition_without_value", written=written[:SHOWN]), EXAMPLES)
    return READERS[field.kind](field, sign, value, now)


ARTICLES: Mapping[Kind, str] = {
    "text": phrase("a text"), "choice": phrase("a word of a fixed set"), "list": phrase("a list"),
    "addresses": phrase("a list of addresses"), "address": phrase("an address"), "moment": phrase("a moment"),
    "flag": phrase("yes or no"),
}  # fmt: skip


def _field(name: str, known: Mapping[str, Field]) -> Field:
    if name in known:
        return known[name]
    near = difflib.get_close_matches(name.casefold(), list(known), n=1, cutoff=0.6)
    fields = Reason.of("advice_fields", known=", ".join(sorted(known)))
    hint = Reason.of("advice_did_you_mean", near=near[0]) if near else fields
    raise UsageError(Reason.of("no_such_field", name=name[:SHOWN]), hint)


def _written(field: Field, sign: str, value: str, now: datetime) -> Condition:
    negated = sign.startswith(("!", "not"))
    if sign.endswith("~"):
        return Condition(field, Contains(value.casefold()), negated)
    values = [one.strip() for one in value.split(",")] if sign.endswith("in") else [value]
    return Condition(field, Among(frozenset(field.folded(one) for one in values if one)), negated)


def _chosen(field: Field, sign: str, value: str, now: datetime) -> Condition:
    words = [one.strip().casefold() for one in value.split(",")] if sign.endswith("in") else [value.casefold()]
    for word in words:
        if word not in field.choices:
            raise UsageError(
                Reason.of("no_such_choice", name=field.name, word=word[:SHOWN]),
                Reason.of("advice_one_of", known=", ".join(field.choices)),
            )
    if sign[0] in "<>" and field.name not in ORDERED:
        raise UsageError(
            Reason.of("no_order", name=field.name),
            Reason.of("advice_field_takes", name=field.name, signs="=, !=, in, not in"),
        )
    at = field.choices.index(words[0])
    ordered = {
        "<": field.choices[:at], "<=": field.choices[: at + 1], ">": field.choices[at + 1 :], ">=": field.choices[at:],
    }  # fmt: skip
    return Condition(field, Among(frozenset(ordered.get(sign, words))), negated=sign.startswith(("!", "not")))


def _moment(field: Field, sign: str, value: str, now: datetime) -> Condition:
    first, end = _span(value, now)
    spans = {
        "<": Between(None, first), "<=": Between(None, end), ">": Between(end, None), ">=": Between(first, None),
    }  # fmt: skip
    return Condition(field, spans.get(sign, Between(first, end)), negated=sign == "!=")


def _span(value: str, now: datetime) -> tuple[datetime, datetime]:
    """From where to where the moment reaches that was written: a day, a minute, a second."""
    if value.endswith("ago"):
        try:
            at = now - duration.parse(value.removesuffix("ago"))
        except (ValueError, OverflowError):
            raise UsageError(
                Reason.of("not_a_date_or_time", value=value[:SHOWN], said=value.removesuffix("ago")[:SHOWN]),
                Reason("advice_ago"),
            ) from None
        return at, _later(at, SECOND)
    days = {"today": 0, "yesterday": 1}
    if value in days:
        value = (now.astimezone() - days[value] * DAY).date().isoformat()
    first = times.since(value)
    if len(value) == len("2026-11-01"):
        return first, _next_midnight(first)
    return first, _later(first, MINUTE if value.count(":") == 1 else SECOND)


def _next_midnight(midnight: datetime) -> datetime:
    """Not 24 hours on: a day on which the clocks change has 23 or 25."""
    day = midnight.astimezone().date()
    return times.since((day + DAY).isoformat()) if day < date.max else LAST


def _later(first: datetime, span: timedelta) -> datetime:
    return first + span if LAST - first > span else LAST


def _flag(field: Field, sign: str, value: str, now: datetime) -> Condition:
    if value.casefold() not in ("yes", "no", "true", "false"):
        raise UsageError(
            Reason.of("yes_or_no", name=field.name, value=value[:SHOWN]),
            Reason.of("advice_write", example=f"{field.name}=yes"),
        )
    is_set = value.casefold() in ("yes", "true")
    return Condition(field, Empty(), negated=is_set is (sign == "="))


READERS: Mapping[Kind, Callable[[Field, str, str, datetime], Condition]] = {
    "text": _written, "choice": _chosen, "list": _written, "addresses": _written, "address": _written,
    "moment": _moment, "flag": _flag,
}  # fmt: skip
