"""Fills a template within bounds, after `sayable` has looked through what it says.

A template can fail in these ways; each is a ConfigurationError that names the file and the line, nothing was sent:

| what | what the user sees |
| --- | --- |
| it does not parse, or asks for a filter or a test there is not | jinja2's words, and the filters or tests there are |
| it says something templates may not say (call, set, import ...) | what was found and what to write instead |
| a name is undefined | the name, the nearest known one, all names there are |
| the text grows over 64 KiB | the limit |
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from typing import Any

import jinja2
from jinja2 import meta, nodes
from jinja2.filters import FILTERS
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.tests import TESTS

from csmail.errors import ConfigurationError
from csmail.model import duration
from csmail.ports import FactSheet, FactTable, Gap
from csmail.reason import Place, Problem, Reason, reason_of
from csmail.templates import allowed_syntax
from csmail.wording import dates_and_money

LARGEST = 64 * 1024
FIX = Reason("fix_that_template")
UNDEFINED = re.compile(r"'(\w+)' is undefined")  # what jinja2 says of a name
LARGEST_NUMBER = 10**15
SIMPLE = (str, int, float, bool, date, datetime)

# Left out on purpose: filters that take a width or a piece to repeat (center, indent, replace, wordwrap, format)
# and those that reach into objects (attr, map, selectattr). `'x'|center(10**9)` passes jinja2's own sandbox.
OWN_FILTERS = frozenset({"date", "time", "span", "rupiah", "join", "quote"})
KEPT_FILTERS = frozenset(
    {"capitalize", "count", "d", "default", "first", "float", "int", "last", "length", "lower", "round", "title"}
    | {"trim", "truncate", "upper", "wordcount"}
)
KEPT_TESTS = frozenset(
    {"==", "!=", "<", "<=", ">", ">=", "defined", "divisibleby", "eq", "equalto", "even", "false", "ge", "gt", "in"}
    | {"le", "lt", "ne", "none", "number", "odd", "string", "true", "undefined"}
)


def _as_it_is(file: str) -> str:
    return file


# Of this thread or task: two desks may share the texts.
CHOICE: ContextVar[Callable[[str], str]] = ContextVar("choice of wordings", default=_as_it_is)


class Unfillable(jinja2.TemplateRuntimeError):
    """What a template asks for goes beyond our bounds."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code)
        self.reason = reason


class Missing(jinja2.Undefined):
    """A value that is not known: nothing to every question, a gap in the text."""

    __slots__ = ()

    def __str__(self) -> str:
        return f"⟦{self._undefined_name}⟧"


class Sheet:
    """Facts of one kind, with nothing of its own that a template could reach."""

    __slots__ = ("_sheet",)

    def __init__(self, sheet: FactSheet) -> None:
        self._sheet = sheet

    def __str__(self) -> str:
        """All that is known of it: `status: sent, total: Rp125.000`; a gap when there is nothing."""
        known = ", ".join(f"{name}: {value}" for name in self._sheet.values if (value := self._sheet.values.get(name)))
        return known or str(next((self.fact(name) for name in self._sheet.values), Missing(name=self._sheet.name)))

    def fact(self, name: str) -> str | Missing:
        """What is known, or a gap."""
        known = self._sheet.values.get(name)
        if known:
            return known
        why = self._sheet.gaps.get(name, "")
        return Missing(name=f"{self._sheet.name}.{name}: {why}" if why else f"{self._sheet.name}.{name}")


class Table:
    """Asks for facts by hand; two plain words in, a sheet out."""

    __slots__ = ("_table",)

    def __init__(self, table: FactTable) -> None:
        self._table = table

    def __str__(self) -> str:
        return "⟦lookup⟧"

    def __call__(self, name: Any, value: Any) -> Sheet:
        """A value that is missing itself, or no plain word, asks for nothing: that is a gap."""
        plain = isinstance(value, str | int) and not isinstance(value, bool)
        return Sheet(self._table.ask(str(name), str(value) if plain else ""))


class Sandbox(ImmutableSandboxedEnvironment):
    """Strict about names, plain text, nothing global, arithmetic on numbers only."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "**", "%"})

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Raises TemplateRuntimeError for anything but small numbers: `'x' * 10**8` passes jinja2's own sandbox."""
        if not all(isinstance(side, int | float) and abs(side) <= LARGEST_NUMBER for side in (left, right)):
            raise Unfillable(Reason.of("only_numbers", operator=operator, limit=LARGEST_NUMBER))
        return super().call_binop(context, operator, left, right)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Only facts have names of their own; `loop` is jinja's. Raises Unfillable for anything else."""
        if isinstance(obj, Sheet):
            return obj.fact(attribute)
        if isinstance(obj, jinja2.Undefined):
            return super().getattr(obj, attribute)
        if isinstance(obj, LoopContext):
            return super().getattr(obj, attribute)
        raise Unfillable(Reason.of("template_reaches_in", name=attribute))

    def join_path(self, template: str, parent: str) -> str:
        """`{% include "_closing" %}` in `answer.id.txt` means `_closing.id.txt`, or another wording of it."""
        return template if template.endswith(".txt") else CHOICE.get()(f"{template}.{parent.split('.')[1]}.txt")

    @contextmanager
    def choosing(self, choose: Callable[[str], str]) -> Iterator[None]:
        """What is filled in here takes its parts by `choose`: the file of the first wording to the file."""
        before = CHOICE.set(choose)
        try:
            yield
        finally:
            CHOICE.reset(before)


def environment(source: Callable[[str], str | None]) -> Sandbox:
    """An environment that finds templates, included ones too, by `source` alone: file name to text."""

    def load(name: str) -> tuple[str, str, Callable[[], bool]] | None:
        text = source(name)
        if text is None:
            return None
        with _told(name, []):
            allowed_syntax.refuse_rest(sandbox.parse(text, name), name)
        return text, f"templates/{name}", lambda: True

    sandbox = Sandbox(
        loader=jinja2.FunctionLoader(load), undefined=jinja2.StrictUndefined, autoescape=False,
        trim_blocks=True, lstrip_blocks=True, auto_reload=False,
    )  # fmt: skip
    sandbox.globals.clear()
    sandbox.filters = {name: FILTERS[name] for name in KEPT_FILTERS}
    sandbox.filters.update(date=_date, time=_time, span=_span, rupiah=_rupiah, join=_join, quote=_quote)
    sandbox.tests = {name: TESTS[name] for name in KEPT_TESTS}
    return sandbox


def fill(sandbox: Sandbox, name: str, variables: Mapping[str, Any], largest: int = LARGEST) -> str:
    """The text of template `name` with `variables`. Raises ConfigurationError, TypeError for a value of our own that
    is no str, int, float, bool, date or tuple of str."""
    context = {key: _plain(key, value) for key, value in variables.items()}
    with _told(name, sorted(context)):
        return "".join(_bounded(sandbox.get_template(name).generate(context), name, largest))


@contextmanager
def _told(name: str, known: list[str]) -> Iterator[None]:
    """Whatever a template makes jinja2 raise, as a ConfigurationError with its place. `known` are the names there are.

    jinja2 raises more than its own errors: ValueError for a number of 5,000 digits, RecursionError for brackets.
    """
    try:
        yield
    except jinja2.TemplateNotFound as error:
        raise _wrong(name, Reason.of("included_missing", name=error.name)) from None
    except jinja2.TemplateSyntaxError as error:
        raise _misspelt(error, name) from None
    except jinja2.UndefinedError as error:
        raise _undefined(error, name, known) from None
    except RecursionError:
        raise _wrong(name, Reason("too_deeply_nested")) from None
    except ConfigurationError:
        raise
    except Exception as error:  # whatever ran in here is what the template says
        raise _failed(error, name) from None


def undeclared(sandbox: Sandbox, name: str) -> frozenset[str]:
    """Every name that template `name` and its parts use, guarded by `is defined` or not. Raises ConfigurationError."""
    found: set[str] = set()
    with _told(name, []):
        files = (name, *parts(sandbox, name))
    for file in files:
        with _told(file, []):
            # Walking through the names compiles it: an unknown filter or test is found here as well.
            found |= meta.find_undeclared_variables(_source(sandbox, file))
    return frozenset(found)


def _source(sandbox: Sandbox, file: str) -> nodes.Template:
    text, _, _ = sandbox.loader.get_source(sandbox, file) if sandbox.loader else ("", None, None)
    return sandbox.parse(text, file)


def parts(sandbox: Sandbox, name: str) -> Iterator[str]:
    """The files that template `name` includes."""
    for part in meta.find_referenced_templates(_source(sandbox, name)):
        yield sandbox.join_path(part or "", name)


def _bounded(chunks: Iterable[str], name: str, largest: int) -> Iterator[str]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > largest:
            raise _wrong(name, Reason.of("template_grew", limit=largest // 1024))
        yield chunk


def _plain(key: str, value: Any) -> Any:
    """Only exact simple types go in: the methods of an object handed over could be called by a cleverer template."""
    if isinstance(value, Gap):
        return Missing(name=value.name)
    if isinstance(value, FactSheet):
        return Sheet(value)
    if isinstance(value, FactTable):
        return Table(value)
    if isinstance(value, tuple) and all(type(item) is str for item in value):
        return tuple(value)
    if type(value) not in SIMPLE:
        raise TypeError(f"template variable {key!r} is a {type(value).__name__}")
    return value


def _misspelt(error: jinja2.TemplateSyntaxError, name: str) -> ConfigurationError:
    text = (error.message or "cannot be read").rstrip(".")
    named = error.name if error.name and error.name.endswith(".txt") else name  # else "<introspection>"
    why, hint = _unknown(text) or (Reason.of("template_not_understood", said=text), FIX)
    return ConfigurationError(Problem(Place(f"templates/{named}", error.lineno), why), hint)


def _unknown(said: str) -> tuple[Reason, Reason] | None:
    """Filters and tests that are not there, with those that are; jinja2 tells of them late when they stand in an if."""
    if said.startswith("No filter named"):
        there = ", ".join(sorted(KEPT_FILTERS | OWN_FILTERS))
        return Reason.of("unknown_filter", said=said), Reason.of("filters_there_are", known=there)
    if said.startswith("No test named"):
        there = ", ".join(sorted(test for test in KEPT_TESTS if test.isalpha()))
        return Reason.of("unknown_test", said=said), Reason.of("tests_there_are", known=there)
    return None


def _wrong(name: str, why: Reason) -> ConfigurationError:
    return ConfigurationError(Problem(Place(f"templates/{name}"), why), FIX)


def _failed(error: Exception, name: str) -> ConfigurationError:
    """Our own reason, where the error carries one; else what jinja2 or Python said while it filled the text."""
    ours, said = reason_of(error), str(error) or type(error).__name__
    fails = Reason.of("template_fails", said=said) if ours.code == "verbatim" else ours
    why, hint = _unknown(said) or (fails, FIX)
    return ConfigurationError(Problem(_place(error, name), why), hint)


def _undefined(error: jinja2.UndefinedError, name: str, known: list[str]) -> ConfigurationError:
    text = error.message or ""
    found = UNDEFINED.fullmatch(text)
    near = "".join(difflib.get_close_matches(found[1] if found else "", known, 1))
    why = Reason.of("undefined_name", name=found[1], near=near) if found else Reason.of("template_fails", said=text)
    hint = Reason.of("names_there_are", known=", ".join(known))
    return ConfigurationError(Problem(_place(error, name), why), hint)


def _place(error: BaseException, name: str) -> Place:
    """File and line from the traceback, which jinja2 rewrites to the files and lines of the templates."""
    place, trace = Place(f"templates/{name}"), error.__traceback__
    while trace:
        file = trace.tb_frame.f_code.co_filename
        if file.startswith("templates/"):
            place = Place(file, trace.tb_lineno)
        trace = trace.tb_next
    return place


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
