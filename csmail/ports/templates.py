"""What the desk asks of templates: a text filled in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Gap:
    """A value that is not known, by the name under which a template asks for it.

    Where it is said the text has a gap, `⟦name⟧`; `{% if name %}` and `{{ name|default(…) }}` see that it is missing.
    """

    name: str


@dataclass(frozen=True, slots=True)
class FactSheet:
    """Facts of one kind, `{{ order.status }}`; one that is not among `values` is a gap, in which `gaps` says why."""

    name: str
    values: Mapping[str, str]
    gaps: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FactTable:
    """Facts that a template names by hand: `{{ lookup('order', '48213').status }}` asks for a sheet and a value."""

    ask: Callable[[str, str], FactSheet]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A filled template: `subject` "" keeps the conversation's; `language` is the one that was found.

    `wording` are the files that were chosen, of texts and parts that have several wordings; `missing` are names that
    the text needs and nobody gave: where they are said stands a gap, `[[name]]`. Of a text in Markdown `source` is what
    was filled in, `text` and `html` are made of it. `attach` are files that go with it. `closing` is the closing that
    stands at its end, as in `source` where there is one.
    """

    text: str
    subject: str = ""
    language: str = ""
    wording: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    source: str = ""
    html: str = ""
    attach: tuple[Path, ...] = ()
    closing: str = ""


@dataclass(frozen=True, slots=True)
class Earlier:
    """Wordings that a customer has read: `here`, in this conversation, oldest first; `elsewhere` in others."""

    conversation: str = ""
    here: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()


FIRST = Earlier()


class Templates(Protocol):
    """Raises ConfigurationError: no such template, an undefined name (which, where), too long."""

    def render(self, name: str, language: str, variables: Mapping[str, Any], earlier: Earlier = FIRST) -> Rendered: ...
    def names(self) -> tuple[str, ...]: ...
    def variables(self, name: str) -> frozenset[str]:
        """Every name that the texts of `name` say; none for a text that was given in its place."""
        ...

    def closing(
        self, language: str, variables: Mapping[str, Any], wording: Sequence[str] = (), markdown: bool = False
    ) -> str:
        """The closing alone, that of `wording` where it is among them; "" where there is none in that language."""
        ...
