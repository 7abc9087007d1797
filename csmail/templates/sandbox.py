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

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from typing import Any

import jinja2
from jinja2 import meta, nodes
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from csmail.markdown import escaped
from csmail.ports import FactSheet, FactTable, Gap
from csmail.reason import Reason
from csmail.templates import allowed_syntax, filters
from csmail.templates.filters import Unfillable, Verbatim
from csmail.templates.mistakes import told, wrong

LARGEST = 64 * 1024
LARGEST_NUMBER = 10**15
SIMPLE = (str, int, float, bool, date, datetime)


def _as_it_is(file: str) -> str:
    return file


# Of this thread or task: two desks may share the texts.
CHOICE: ContextVar[Callable[[str], str]] = ContextVar("choice of wordings", default=_as_it_is)


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

    there: Callable[[str], bool]
    """Whether there is a file of that name."""

    def join_path(self, template: str, parent: str) -> str:
        """`{% include "_closing" %}` in `answer.id.txt` means `_closing.id.txt`, or another wording of it.

        In a file of Markdown the part may be Markdown or text.
        """
        if template.endswith((".txt", ".md")):
            return template
        first = f"{template}.{parent.split('.')[1]}"
        markdown = parent.endswith(".md") and self.there(f"{first}.md")
        return CHOICE.get()(f"{first}.md" if markdown else f"{first}.txt")

    @contextmanager
    def choosing(self, choose: Callable[[str], str]) -> Iterator[None]:
        """What is filled in here takes its parts by `choose`: the file of the first wording to the file."""
        before = CHOICE.set(choose)
        try:
            yield
        finally:
            CHOICE.reset(before)


def environment(source: Callable[[str], str | None], markdown: bool = False) -> Sandbox:
    """An environment that finds templates, included ones too, by `source` alone: file name to text.

    `markdown`: what it fills is Markdown, and every value is escaped: a customer called `[x](https://evil.example)`
    stays text. The words of the templates themselves are not.
    """

    def load(name: str) -> tuple[str, str, Callable[[], bool]] | None:
        text = source(name)
        if text is None:
            return None
        with told(name, []):
            allowed_syntax.refuse_rest(sandbox.parse(text, name), name)
        return text, f"templates/{name}", lambda: True

    sandbox = Sandbox(
        loader=jinja2.FunctionLoader(load), undefined=jinja2.StrictUndefined, autoescape=False,
        trim_blocks=True, lstrip_blocks=True, auto_reload=False, finalize=_said if markdown else None,
    )  # fmt: skip
    sandbox.there = lambda file: source(file) is not None
    sandbox.globals.clear()
    sandbox.filters = {**filters.KEPT, **filters.OWN, **(filters.IN_MARKDOWN if markdown else {})}
    sandbox.tests = {**filters.KEPT_TESTS}
    return sandbox


def _said(value: Any) -> str:
    """A value where it is said in Markdown; what is undefined raises as it always does."""
    return value if isinstance(value, Verbatim) else escaped(str(value))


def fill(sandbox: Sandbox, name: str, variables: Mapping[str, Any], largest: int = LARGEST) -> str:
    """The text of template `name` with `variables`. Raises ConfigurationError, TypeError for a value of our own that
    is no str, int, float, bool, date or tuple of str."""
    context = {key: _plain(key, value) for key, value in variables.items()}
    with told(name, sorted(context)):
        return "".join(_bounded(sandbox.get_template(name).generate(context), name, largest))


def undeclared(sandbox: Sandbox, name: str) -> frozenset[str]:
    """Every name that template `name` and its parts use, guarded by `is defined` or not. Raises ConfigurationError."""
    found: set[str] = set()
    with told(name, []):
        files = (name, *parts(sandbox, name))
    for file in files:
        with told(file, []):
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
            raise wrong(name, Reason.of("template_grew", limit=largest // 1024))
        yield chunk


def _plain(key: str, value: Any) -> Any:
    """Only exact simple types go in: the methods of an object handed over could be called by a cleverer template."""
    if isinstance(value, Gap):
        return Missing(name=value.name)
    if isinstance(value, FactSheet):
        return Sheet(value)
    if isinstance(value, FactTable):
        return Table(value)
    if type(value) is Verbatim:
        return value
    if isinstance(value, tuple) and all(type(item) is str for item in value):
        return tuple(value)
    if type(value) not in SIMPLE:
        raise TypeError(f"template variable {key!r} is a {type(value).__name__}")
    return value
