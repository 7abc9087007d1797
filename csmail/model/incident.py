"""An incident: something that many customers write about, of which each is told once, and once more when it is over."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from csmail.model.replacing import copied

TAG = "incident:"
NAME = re.compile(r"[A-Z0-9][A-Z0-9_.-]{0,31}", re.ASCII)
LETTERS = 3
"""Of the title, at the beginning of a name that nobody chose: "Semua" is SEM1."""
NOTICE, OVER, JOINED = "notice", "over", "joined"
"""Who was told at the opening or by hand, who was told that it is over, who was told by an acknowledgement."""


@dataclass(frozen=True, slots=True)
class Update:
    """A word to those who were told, between the first and the last."""

    template: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Incident:
    """`match` is a `when` in one line, "" for every message; `since` begins the span in which somebody was affected.

    `silently`: it was closed without a word to anybody. `and_close`: the matters of those who were told are closed
    with it.
    """

    name: str
    title: str
    desk: str
    match: str
    template: str
    since: datetime
    opened_at: datetime
    by: str
    closing: str = ""
    updates: tuple[Update, ...] = ()
    closed_at: datetime | None = None
    closed_by: str = ""
    silently: bool = False
    and_close: bool = False

    @property
    def tag(self) -> str:
        """What its conversations are tagged with."""
        return tag_of(self.name)

    def amended(self, **changes: Any) -> Incident:
        """A changed copy."""
        return copied(self, changes)


@dataclass(frozen=True, slots=True)
class OpenIncident:
    """What an acknowledgement asks of an incident that is open: whether a `Situation` fits, which template says so."""

    name: str
    title: str
    template: str
    fits: Callable[[Any], bool]


def tag_of(name: str) -> str:
    """The tag of the incident of this name, as tags are kept."""
    return f"{TAG}{name.lower()}"


def update(number: int) -> str:
    """The name of the mails of an update; the first is 1."""
    return f"update-{number}"


def cause(name: str, wave: str, person: str) -> str:
    """Why a mail of an incident is there; `person` is the id of the customer, or the key of the address."""
    return f"incident/{name}/{wave}/{person}"


def named(title: str, taken: frozenset[str]) -> str:
    """A name nobody has: the first letters of the title and a number."""
    letters = re.sub(r"[^A-Z0-9]", "", title.upper())[:LETTERS] or "INC"
    number = 1
    while f"{letters}{number}" in taken:
        number += 1
    return f"{letters}{number}"
