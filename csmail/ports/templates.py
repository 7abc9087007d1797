"""What the desk asks of templates: a text filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol


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
