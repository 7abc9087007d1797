"""Reads the store for the screens; every method is called in a thread, and raises StoreError."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from csmail.desk.workspace import Workspace
from csmail.ports import OpenDraft
from csmail.review import entries, narrowed
from csmail.review.entries import Entry
from csmail.review.opened import Opened, opened
from csmail.review.rows import Looked, Preview, Row, looked, preview, row
from csmail.review.view import View

PAGE = 200
Fates = tuple[Mapping[str, Entry], Mapping[str, str]]
"""What became of drafts that are not in the list any more; why approvals are gone that this reviewer did not take
back."""
NOTHING_ELSE: Fates = ({}, {})


@dataclass(frozen=True, slots=True)
class Fresh:
    """What the index tables say: entries known already, those that are new without having been read, and which have to
    be read."""

    entries: dict[str, Entry]
    changed: tuple[OpenDraft, ...]


@dataclass(slots=True)
class Reading:
    """One desk, read for `by`."""

    workspace: Workspace
    by: str
    PIECE: ClassVar[int] = 200

    def begin(self, known: Mapping[str, Entry]) -> Fresh:
        """Without reading a draft."""
        marks = self.workspace.store.open_drafts(self.workspace.desk.name)
        new = entries.provisional(marks)
        return Fresh({id: known.get(id, one) for id, one in new.items()}, tuple(entries.changed(marks, known)))

    def pieces(self, changed: Sequence[OpenDraft]) -> Iterator[Sequence[OpenDraft]]:
        """The most urgent by the clock first, as many as are read at once."""
        for start in range(0, len(changed), self.PIECE):
            yield changed[start : start + self.PIECE]

    def read(self, piece: Sequence[OpenDraft]) -> dict[str, Entry]:
        """Those that wait for nobody any more have the state "gone"."""
        found = {mark.id: entries.read(self.workspace, mark) for mark in piece}
        return {id: one or Entry(id, "", "gone") for id, one in found.items()}

    def tasks(self, known: Mapping[str, Entry]) -> dict[str, Entry]:
        return entries.tasks(self.workspace, known)

    def page_of(self, view: View, shown: Sequence[str]) -> list[Entry]:
        """The entries to read rows of: the page of the list in which the first one lies that is missing."""
        first = next((id for id in shown if id not in view.rows), None)
        if first is None:
            return []
        start = view.order.index(first) // PAGE * PAGE
        return [view.entries[id] for id in view.order[start : start + PAGE] if id not in view.rows]

    def fates(self, gone: Sequence[str], back: Sequence[Entry]) -> Fates:
        """Of these that left the list, and of these whose approval is gone."""
        drafts = [draft for id in gone if (draft := self.workspace.store.draft(id)) is not None]
        left = {one.id: entries.entry(self.workspace, one) for one in drafts}
        reasons = {one.id: entries.why_back(self.workspace, one, self.by) for one in back}
        return left, {id: why for id, why in reasons.items() if why is not None}

    def rows(self, some: Sequence[Entry]) -> dict[str, Row]:
        return {one.id: row(self.workspace, one) for one in some}

    def look(self, one: Entry) -> Looked:
        draft = self.workspace.store.draft(one.id)
        return looked(self.workspace, draft, self.by) if draft is not None else Looked()

    def preview(self, one: Entry) -> Preview:
        return preview(self.workspace, one, self.by)

    def opened(self, one: Entry) -> Opened:
        return opened(self.workspace, one, self.by)

    def fitting(self, some: Sequence[Entry], which: str) -> set[str]:
        return narrowed.fitting(self.workspace, some, which, self.by)

    def found(self, some: Sequence[Entry], text: str) -> set[str]:
        return narrowed.found(self.workspace, some, text)
