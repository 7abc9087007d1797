"""What the desk asks of templates: a text filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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
class Rendered:
    """A filled template: `subject` "" keeps the conversation's; `language` is the one that was found."""

    text: str
    subject: str = ""
    language: str = ""


class Templates(Protocol):
    """Raises ConfigurationError: no such template, an undefined name (which, where), too long."""

    def render(self, name: str, language: str, variables: Mapping[str, Any]) -> Rendered: ...
    def names(self) -> tuple[str, ...]: ...
