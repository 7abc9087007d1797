"""Which texts there are, those that suit a conversation first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import typer

from csmail.cli.commands import _lists
from csmail.cli.input import identify
from csmail.cli.input.configuration import configuration, opened
from csmail.cli.terminal.columns import worded
from csmail.cli.terminal.output import Part
from csmail.cli.typer_support.options import chosen
from csmail.wording.spoken import spoken

if TYPE_CHECKING:
    from csmail.templates import FolderTemplates

HEAD = ("NAME", worded("LANGUAGES"), worded("FOR"))
SUITING = ("NAME", worded("LANGUAGES"), worded("FOR"), worded("SUITS"))


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """`suits` are the tags for which it suits the conversation that was named; `purpose` is what it says it is, ""
    where that follows from what rules use it for."""

    name: str
    languages: tuple[str, ...]
    variables: tuple[str, ...]
    files: tuple[str, ...] = ()
    description: str = ""
    when: str = ""
    purpose: str = ""
    tags: tuple[str, ...] = ()
    suits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Templates:
    templates: tuple[TemplateLine, ...]
    schema_version: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which texts are asked for, "" for any."""

    purpose: str = ""
    tag: str = ""
    conversation: str = ""


def listed(context: typer.Context, templates: FolderTemplates, wanted: Wanted, limit: int) -> None:
    """Say which there are."""
    about = _tags(context, wanted.conversation)
    whole = chosen(context).json  # which variables there are is found by reading every text
    every = [_line(templates, name, about, whole) for name in _names(context, templates, wanted)]
    found, more = _lists.first(sorted(every, key=lambda one: not one.suits), limit)

    def row(one: TemplateLine) -> list[Part]:
        suits = spoken("suits: {tags}", tags=", ".join(one.suits)) if one.suits else ""
        return [
            one.name,
            " ".join(one.languages),
            one.description or one.when,
            *([suits] if wanted.conversation else []),
        ]

    ends = _lists.ends(len(found), limit, more, "no template")
    _lists.show(context, Templates(found), SUITING if wanted.conversation else HEAD, lambda: map(row, found), ends)


def _names(context: typer.Context, templates: FolderTemplates, wanted: Wanted) -> Iterator[str]:
    from csmail.setup import texts

    rules = configuration(context).rules if wanted.purpose else ()
    for name in templates.names():
        tags = {tag.casefold() for top in templates.tops(name) for tag in top.tags}
        purposes = texts.purposes(rules, templates, name) if wanted.purpose else ()
        if wanted.purpose in ("", *purposes) and wanted.tag.casefold() in ("", *tags):
            yield name


def _line(templates: FolderTemplates, name: str, about: frozenset[str], whole: bool) -> TemplateLine:
    tops, languages = templates.tops(name), templates.languages(name)
    tags = tuple(dict.fromkeys(tag for top in tops for tag in top.tags))
    return TemplateLine(
        name,
        languages,
        tuple(sorted(templates.variables(name))) if whole else (),
        tuple(file for language in languages for file in templates.wordings(name, language)),
        templates.description(name),
        next((top.when for top in tops if top.when), ""),
        next((top.purpose for top in tops if top.purpose), ""),
        tags,
        tuple(tag for tag in tags if tag.casefold() in about),
    )


def _tags(context: typer.Context, conversation: str) -> frozenset[str]:
    """What is on the conversation. Raises NotFound."""
    if not conversation:
        return frozenset()
    with opened(context, rules=False) as wiring:
        return frozenset(tag.casefold() for tag in identify.conversation(wiring.store, conversation).tags)
