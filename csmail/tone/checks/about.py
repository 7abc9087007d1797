"""What a text is, whom it is for, and what the lint says of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from csmail.model.courtesy import Tone
from csmail.reason import Reason

Level = Literal["error", "warning", "hint"]
INTERNAL = frozenset({"escalation", "forward", "note"})
"""Purposes of texts that no customer reads."""


@dataclass(frozen=True, slots=True)
class About:
    """What the lint has to know of a text. `attachments` counts files; `gaps` is whether `[[…]]` may stand in it.

    `first`: the first answer that a person gives in this conversation. `earlier`: texts that the customer has from us.
    A `purpose` that is neither `escalation`, `forward`, `note` nor `snippet` is a letter.
    """

    language: str
    purpose: str = "answer"
    context: str = "question"
    first: bool = True
    attachments: int = 0
    gaps: Literal["refuse", "allow"] = "refuse"
    tone: Tone = Tone()
    earlier: tuple[str, ...] = ()

    @property
    def internal(self) -> bool:
        return self.purpose in INTERNAL

    @property
    def is_letter(self) -> bool:
        """Whether it has a frame: greeting, thanks, closing."""
        return not self.internal and self.purpose != "snippet"

    @property
    def complains(self) -> bool:
        return self.context == "complaint"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to say of a text. `line` and `column` count from 1; `found` are the words as they stand there."""

    code: str
    level: Level
    line: int
    column: int
    found: str
    advice: Reason


class Spot(NamedTuple):
    """A place that a check found: characters of the text from `start` up to, without, `end`.

    `name` is what is shown where it is not the words themselves.
    """

    code: str
    start: int
    end: int
    advice: Reason
    name: str = ""
