"""The filters and tests that a template may use."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import jinja2
from jinja2.filters import FILTERS
from jinja2.runtime import Context
from jinja2.tests import TESTS

from csmail.markdown import escaped
from csmail.model import duration
from csmail.reason import Reason
from csmail.wording import dates_and_money


class Verbatim(str):
    """Words that stay as they are where every other value is escaped; a filter makes a plain value of them again."""

    __slots__ = ()


class Unfillable(jinja2.TemplateRuntimeError):
    """What a template asks for goes beyond our bounds."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code)
        self.reason = reason


def _language(context: Context) -> str:
    return str(context.get("language", "en"))


@jinja2.pass_context
def _date(context: Context, value: date) -> str:
    return dates_and_money.date(value, _language(context))


@jinja2.pass_context
def _time(context: Context, value: datetime) -> str:
    return dates_and_money.time(value, _language(context))


@jinja2.pass_context
def _span(context: Context, value: str) -> str:
    return dates_and_money.span(duration.parse(value), _language(context))


@jinja2.pass_context
def _rupiah(context: Context, value: float | str) -> str:
    return dates_and_money.rupiah(float(value), _language(context))


def _join(value: tuple[str, ...] | str, between: str = ", ") -> str:
    """Tuples only: a string of 64 KiB joined by another would be 4 GiB."""
    if not isinstance(value, tuple) or len(between) > 20:
        raise Unfillable(Reason("join_is_for_lists"))
    return between.join(value)


def _quote(value: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in value.splitlines())


def _quote_in_markdown(value: str) -> Verbatim:
    """A quote whose words are escaped: the one value that brings markup of its own."""
    return Verbatim("\n".join(f"> {escaped(line)}".rstrip() for line in value.splitlines()))


OWN: dict[str, Callable[..., str]] = {
    "date": _date, "time": _time, "span": _span, "rupiah": _rupiah, "join": _join, "quote": _quote,
}  # fmt: skip
IN_MARKDOWN: dict[str, Callable[..., str]] = {"quote": _quote_in_markdown}
# Left out on purpose: filters that take a width or a piece to repeat (center, indent, replace, wordwrap, format)
# and those that reach into objects (attr, map, selectattr). `'x'|center(10**9)` passes jinja2's own sandbox.
KEPT = {
    name: FILTERS[name]
    for name in {"capitalize", "count", "d", "default", "first", "float", "int", "last", "length", "lower", "round"}
    | {"title", "trim", "truncate", "upper", "wordcount"}
}
KEPT_TESTS = {
    name: TESTS[name]
    for name in {"==", "!=", "<", "<=", ">", ">=", "defined", "divisibleby", "eq", "equalto", "even", "false", "ge"}
    | {"gt", "in", "le", "lt", "ne", "none", "number", "odd", "string", "true", "undefined"}
}
