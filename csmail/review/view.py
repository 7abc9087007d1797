"""What the screens show at this moment; changed by keys and by what the threads have read, drawn by `frame`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from csmail.model.desk import Desk
from csmail.review.entries import Entry, rank
from csmail.review.opened import Opened
from csmail.review.rows import Looked, Preview, Row

WIDE = 120
SMALLEST = (80, 24)
AT_DRAFT = -2
"""A text that is scrolled to the words of its draft; -1 is the newest question."""
Kind = Literal["list", "letter", "people", "differences", "knowledge", "received", "snippets", "keys"]


@dataclass(slots=True)
class Page:
    """One screen of the stack: how far its text is scrolled, which of its choices has the cursor, which `edition` is
    compared with the one before."""

    kind: Kind
    scroll: int = 0
    chosen: int = 0
    edition: int = 0


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked before something is done; `yes` names the deed. `read_first`: there is a newer message to read."""

    title: str
    lines: tuple[str, ...]
    yes: str
    deed: str
    read_first: bool = False
    codes: tuple[str, ...] = ()

    @property
    def nothing(self) -> str:
        """The code of what No comes to."""
        return "did_nothing_sent" if self.deed == "approve" else "did_nothing"


@dataclass(slots=True)
class Prompt:
    """A line that is typed into; `deed` is what it is for."""

    label: str
    deed: str
    text: str = ""
    place: int = 0


@dataclass(frozen=True, slots=True)
class Later:
    """What is said as soon as this edition of the draft is on the screen."""

    words: tuple[str, ...]
    id: str
    edition: int


@dataclass(slots=True)
class View:
    """`order` are the ids of the list in their order, as far as the filter lets them through; `cursor` is one of them.

    `notice` is what the last key came to, `notice_of` the draft that it is about. `narrowing`: a search is under way.
    `read` are drafts with their editions whose beginning was on the screen. `fault` says that the store cannot be read.
    `complete`: every draft was read once, so the order is that of the clock.
    """

    desk: Desk
    by: str
    now: datetime
    entries: dict[str, Entry] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    only: Collection[str] | None = None
    only_words: str = ""
    complete: bool = False
    reading: bool = True
    rows: dict[str, Row] = field(default_factory=dict)
    looks: dict[str, Looked] = field(default_factory=dict)
    previews: dict[str, Preview] = field(default_factory=dict)
    cursor: str = ""
    top: int = 0
    opened: Opened | None = None
    pages: list[Page] = field(default_factory=lambda: [Page("list")])
    question: Question | None = None
    prompt: Prompt | None = None
    notice: tuple[str, ...] = ()
    notice_of: str = ""
    later: Later | None = None
    narrowing: bool = False
    read: set[tuple[str, int]] = field(default_factory=set)
    fault: str = ""
    snippets: tuple[str, ...] = ()

    @property
    def page(self) -> Page:
        return self.pages[-1]

    @property
    def place(self) -> int:
        """Where the cursor is in the list."""
        return self.order.index(self.cursor) if self.cursor in self.order else 0

    @property
    def entry(self) -> Entry | None:
        """The entry that keys are about: the one on the screen, else that under the cursor."""
        if self.page.kind != "list" and self.opened is not None:
            return self.entries.get(self.opened.entry.id, self.opened.entry)
        return self.entries.get(self.cursor)

    def sort(self) -> None:
        """Put the list in its order again; the cursor stays on its draft, or on the one that took its place."""
        place = self.place
        some = (
            self.entries.values()
            if self.only is None
            else [one for one in self.entries.values() if one.id in self.only]
        )
        self.order = [one.id for one in sorted(some, key=rank)]
        if self.cursor not in self.entries or self.cursor not in set(self.order):
            self.cursor = self.order[min(place, len(self.order) - 1)] if self.order else ""

    def arrived(self, shows: tuple[str, int]) -> bool:
        """Whether what was to be said later is said now: the screen shows that edition, or something else."""
        later = self.later
        if later is None or (shows < (later.id, later.edition) and shows[0] in ("", later.id) and self.cursor):
            return False
        self.notice, self.notice_of, self.later = later.words, later.id, None
        return True

    def forget(self, ids: Collection[str]) -> None:
        """What was read of these is not so any more."""
        for kept in (self.rows, self.looks, self.previews):
            for id in ids:
                kept.pop(id, None)

    def next_of(self, step: int) -> str:
        """The id of the next one that may be taken up, in this direction; "" when there is none."""
        place = self.place + step
        while 0 <= place < len(self.order):
            if self.entries[self.order[place]].is_for(self.by, self.now):
                return self.order[place]
            place += step
        return ""

    def counts(self) -> tuple[int, int]:
        """How many wait, how many of them are late."""
        waiting = [one for one in self.entries.values() if one.state == "waiting"]
        return len(waiting), sum(one.is_late(self.now) for one in waiting)
