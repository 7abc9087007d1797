"""Turns the pages: moves in the list and in texts, opens and leaves screens, reads what they show."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial

from csmail.review.deeds import Deeds, Said
from csmail.review.opened import Opened
from csmail.review.said import said
from csmail.review.stage import Stage
from csmail.review.view import Kind, Later, Page, View


class Turning:
    """Part of `controls.Controls`."""

    def __init__(self, app: Stage, deeds: Deeds) -> None:
        self.app, self.deeds = app, deeds

    @property
    def view(self) -> View:
        return self.app.view

    def _move(self, key: str) -> None:
        view, page = self.view, self.view.page
        lines = self.app.lines_of_page
        steps = {"j": 1, "down": 1, "k": -1, "up": -1, "pagedown": lines, "pageup": -lines}
        if page.kind == "list":
            ends = {"g": 0, "home": 0, "G": len(view.order) - 1, "end": len(view.order) - 1}
            place = ends.get(key, view.place + steps.get(key, 0))
            if view.order:
                view.cursor = view.order[max(0, min(place, len(view.order) - 1))]
        elif page.kind in ("knowledge", "snippets"):
            page.chosen = max(0, min(page.chosen + steps.get(key, 0), self._choices() - 1))
        else:
            ends = {"g": 0, "home": 0, "G": 1 << 30, "end": 1 << 30}
            page.scroll = max(ends.get(key, page.scroll + steps.get(key, 0)), 0)

    def _choices(self) -> int:
        view = self.view
        return len(view.snippets) if view.page.kind == "snippets" else len(view.opened.suggested) if view.opened else 0

    def _next(self, step: int = 1) -> None:
        found = self.view.next_of(step)
        if not found:
            self.view.notice = (said("no_other"),)
            return
        self.view.cursor = found
        if self.view.page.kind != "list":
            self.view.pages = [Page("list"), Page("letter", scroll=-1)]
            self._read(found)

    def _previous(self) -> None:
        self._next(-1)

    def _open(self) -> None:
        view = self.view
        if view.page.kind == "list" and view.cursor in view.entries:
            view.pages.append(Page("letter", scroll=-1))
            self._read(view.cursor)
        elif view.page.kind == "knowledge" and view.opened and view.opened.suggested:
            hit = view.opened.suggested[min(view.page.chosen, len(view.opened.suggested) - 1)]
            self._done(partial(self.deeds.cite, self._draft_id(), hit.cited), back=True)
        elif view.page.kind == "snippets" and view.snippets:
            name = view.snippets[min(view.page.chosen, len(view.snippets) - 1)]
            self._done(partial(self.deeds.insert, self._draft_id(), name), back=True)

    def _back(self, key: str) -> None:
        view = self.view
        if len(view.pages) > 1:
            view.pages.pop()
            if view.page.kind == "list" and not self.app.wide:
                view.opened = None
        elif key == "q":
            self.app.end(0)
        elif view.only is not None:
            self._narrow(None, "")

    def _leave(self) -> None:
        self.app.end(0)

    def _show(self, kind: Kind) -> None:
        view = self.view
        if kind == "snippets":
            self.app.job(("snippets", ""), self.deeds.tools.snippets, partial(setattr, view, "snippets"))
        if view.page.kind == "list" and kind != "keys":
            view.pages.append(Page("letter", scroll=-1))
            self._read(view.cursor)
        if view.page.kind not in ("list", "letter"):
            view.pages.pop()
        view.pages.append(Page(kind))

    def _read(self, id: str) -> None:
        """Read the conversation; nothing typed before it can be read is heard."""
        view = self.view
        shown = view.opened.entry if view.opened is not None else None
        if shown is not None and shown.id != id:
            view.opened = None
        one = view.entries.get(id) or (shown if shown is not None and shown.id == id else None)
        if one is not None:
            self.app.job(("open", id), partial(self.app.reading.opened, one), partial(self._opened, id))

    def _opened(self, id: str, found: Opened) -> None:
        view = self.view
        if id == view.cursor or (view.opened is not None and view.opened.entry.id == id):
            view.opened = found
            view.looks[id] = found.looked
            if id in view.entries:
                view.entries[id] = found.entry

    def want_beside(self) -> None:
        """Where list and draft stand beside each other the draft follows the cursor."""
        view = self.view
        beside = self.app.wide and view.page.kind == "list" and view.cursor in view.entries
        if beside and (view.opened is None or view.opened.entry.id != view.cursor):
            view.page.scroll = -1
            self._read(view.cursor)

    def failed(self, name: str) -> None:
        """What could not be read is not waited for."""
        if name.startswith("narrow/"):
            self.view.narrowing = False
        if name.startswith("open/") and self.view.opened is None and len(self.view.pages) > 1:
            self.view.pages = self.view.pages[:1]

    def _draft_id(self) -> str:
        one = self.view.entry
        return one.id if one is not None and not one.task else ""

    def _done(self, work: Callable[[], Said], name: str = "", back: bool = False, id: str = "") -> None:
        """Do it in a thread to the draft on the screen, or to that of `id`; say what it came to, and read what it
        changed."""
        about, shown = id or self._draft_id(), self.view.entry.edition if self.view.entry else 0

        def came(done: tuple[Said, int]) -> None:
            self._say(done[0], about, done[1], shown)
            if back and len(self.view.pages) > 1:
                self.view.pages.pop()
            self._again()

        self.view.notice, self.view.notice_of = (said("review_working"),), about
        self.app.job(("deed", f"{self._draft_id()}/{name}"), lambda: (work(), self.deeds.edition(about)), came)

    def _say(self, words: Said, about: str, edition: int, shown: int) -> None:
        """At once; of an edition that was written only now when it can be read: then keys are meant for it."""
        if edition > shown:
            self.view.later = Later(words, about, edition)
        else:
            self.view.notice, self.view.notice_of = words, about

    def _again(self) -> None:
        wrote, self.deeds.wrote = self.deeds.wrote, ("", 0)
        if wrote[1]:
            self.view.later, self.view.notice = Later(self.view.notice, *wrote), (said("review_working"),)
        if self.view.opened is not None:
            self._read(self.view.opened.entry.id)
        self.app.poll()

    def _narrow(self, only: Collection[str] | None, words: str) -> None:
        view = self.view
        view.only, view.only_words, view.notice, view.narrowing = only, words, (), False
        view.sort()
        if only is not None and view.order:
            view.cursor = view.order[0]
