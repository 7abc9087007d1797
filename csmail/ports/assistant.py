"""What a desk asks of a language model: sentences for an answer, each with what it rests on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, Protocol

from csmail.model.assist import AssistTerms

Heard = Callable[[bytes], None]
"""Is given the answer as it came, whatever becomes of it."""


@dataclass(frozen=True, slots=True)
class Given:
    """Something that a sentence may rest on; `id` is what the model calls it: q, a1, f1."""

    id: str
    kind: Literal["question", "article", "fact"]
    text: str


@dataclass(frozen=True, slots=True)
class Request:
    """Who answers, in which language ("id", "en"), with what. `mark` is new in each and known to nobody before."""

    desk: str
    language: str
    given: tuple[Given, ...]
    mark: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """`frame`: a greeting, thanks or a closing, which rests on nothing. Nothing of it is believed."""

    text: str
    sources: tuple[str, ...] = ()
    frame: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The sentences in their order."""

    sentences: tuple[Sentence, ...]


class Assistant(Protocol):
    """One endpoint and one model. `model` is its name, `asks` where it is, for people: no secret in either."""

    @property
    def model(self) -> str: ...
    @property
    def asks(self) -> str: ...

    def written(self, request: Request) -> bytes:
        """What `draft` would send, without the key."""
        ...

    def draft(self, request: Request, timeout: timedelta, heard: Heard) -> Suggestion:
        """Asks once. Raises Unreachable when nothing comes in time, Refused for an answer that is of no use."""
        ...


@dataclass(frozen=True, slots=True)
class Assist:
    """What a desk that has one lets it do; `open` connects to nothing yet."""

    terms: AssistTerms
    open: Callable[[], Assistant]
