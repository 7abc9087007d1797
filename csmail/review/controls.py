"""What each key does on each screen."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import partial

from csmail.review import keys, prompt
from csmail.review.acting import Acting
from csmail.review.entries import Entry
from csmail.review.narrowed import FILTERS, filter_of
from csmail.review.news import news
from csmail.review.reading import Fates
from csmail.review.said import said
from csmail.review.view import Kind, Prompt

WHEN_SMALL = frozenset({"q", "ctrl+c", "ctrl+z"})
"""What is heard where nothing can be read."""
LEAST = frozenset({"q", "escape", "ctrl+c"})
"""What is heard beside moves while a search is under way: the cursor is on what it may leave out."""
REPEAT_SECONDS = 0.4
"""A second `a` within that is a key held down."""
PAGES: dict[str, Kind] = {
    "people": "people", "differences": "differences", "knowledge": "knowledge", "received": "received", "keys": "keys",
    "snippets": "snippets",
}  # fmt: skip
PROMPTS = {
    "reject": "ask_reason", "schedule": "ask_when", "comment": "ask_comment", "note": "ask_note", "tag": "ask_tag",
    "find": "ask_find", "filter": "ask_filter",
}  # fmt: skip
WITHOUT_DRAFT = frozenset({
    "note", "tag", "close", "find", "filter", "received", "keys", "next", "previous", "suspend", "leave", "undo",
})  # fmt: skip
"""Deeds that need no draft on the screen."""


class Controls(Acting):
    """`press` is called with each key, as it was typed, and when."""

    _last = ""
    _approved_at = float("-inf")

    def hears(self, key: str, at: float) -> bool:
        """Whether the key was typed for what is on the screen: what was typed before another draft, or a question, was
        painted was meant for the one before. Moving and going back are always heard."""
        view = self.view
        moves = key in keys.MOVES or key in keys.OPEN or keys.DEEDS.get(key) in ("next", "previous")
        if view.narrowing:
            return moves or key in LEAST
        free = key in keys.BACK or key == "ctrl+c" or (view.page.kind == "list" and view.question is None and moves)
        unread = view.page.kind not in ("list", "keys") and view.opened is None
        return view.prompt is not None or free or (at >= self.app.drawn_at and not unread)

    def unheard(self) -> None:
        """A key that was dropped is said to be."""
        if self.view.question is None and not self.app.too_small:
            self.view.notice, self.view.notice_of = (said("not_read_yet"),), ""
            self.app.draw()

    def press(self, key: str, at: float) -> None:
        """Do what the key asks for, then paint."""
        if self.app.too_small and (key not in WHEN_SMALL or (key == "q" and self.view.prompt is not None)):
            return
        repeated = key == "a" and at - self._approved_at < REPEAT_SECONDS
        if key == "a":
            self._approved_at = at
        before, self._last = self._last, key
        if repeated and self.view.prompt is None:
            return
        if self.view.prompt is not None:
            self._type(key)
        elif self.view.question is not None:
            self._answer(key)
        else:
            self.view.notice, self.view.notice_of, self.view.later = (), "", None
            self._do(key, held=before == "a")
        self.app.draw()

    def paste(self, text: str) -> None:
        """What is pasted is text to type, never keys."""
        if self.view.prompt is not None and not self.app.too_small:
            prompt.insert(self.view.prompt, text)
            self.app.draw()

    def _do(self, key: str, held: bool) -> None:
        deed = keys.DEEDS.get(key, "")
        if key in keys.MOVES:
            self._move(key)
        elif key in keys.OPEN:
            self._open()
        elif key in keys.BACK:
            self._back(key)
        elif deed == "received" and self.view.page.kind == "differences":
            self._ask_revert()
        elif not deed or (deed in ("find", "filter") and self.view.page.kind != "list"):
            self.view.notice = (said("no_such_key", key=key),)
        elif deed not in WITHOUT_DRAFT and self._draft_id() == "":
            self.view.notice = (said("no_draft_here"),)
        elif deed == "approve":
            self._approve(held)
        else:
            self._do_deed(deed)

    def _do_deed(self, deed: str) -> None:
        if deed == "schedule" and self._is_unread():
            self._to_draft()
        elif deed in PAGES:
            self._show(PAGES[deed])
        elif deed in PROMPTS:
            self._ask_for(deed)
        else:
            getattr(self, f"_{deed}")()

    def _ask_for(self, deed: str) -> None:
        self.view.prompt = Prompt(said(PROMPTS[deed]), deed)

    def _type(self, key: str) -> None:
        typed = self.view.prompt
        assert typed is not None, "whoever calls looked"
        became = prompt.pressed(typed, key)
        if became == "typed":
            return
        self.view.prompt = None
        if became == "done":
            self._typed(typed.deed, typed.text.strip())

    def _typed(self, deed: str, text: str) -> None:
        id, view = self._draft_id(), self.view
        conversation = view.entry.conversation if view.entry else ""
        if deed == "schedule" and text:
            self._approve(held=False, at=text)
        elif deed == "reject":
            self._done(partial(self.deeds.reject, id, text))
        elif deed == "comment":
            self._done(partial(self.deeds.comment, id, text))
        elif deed == "note":
            self._done(partial(self.deeds.note, conversation, text))
        elif deed == "tag" and text:
            self._done(partial(self.deeds.tag, conversation, text))
        elif deed in ("find", "filter"):
            self._find(deed, text)

    def _find(self, deed: str, text: str) -> None:
        view, some = self.view, list(self.view.entries.values())
        if not text:
            self._narrow(None, "")
            return
        which = filter_of(text)
        named = said(FILTERS[which]) if which in FILTERS else text
        work = partial(self.app.reading.found, some, text)
        if deed == "filter":
            work = partial(self.app.reading.fitting, some, which)
        view.notice, view.narrowing = (said("review_reading"),), True
        self.app.job(("narrow", text), work, partial(self._narrow, words=named))

    def changed(self, ids: Collection[str]) -> None:
        """These were read anew: so is the one on the screen."""
        one = self.view.opened
        if one is not None and (one.entry.id in ids or one.entry.id not in self.view.entries):
            self._read(one.entry.id)

    def watched(self, entries: Mapping[str, Entry]) -> tuple[list[str], list[Entry]]:
        """Of the drafts that are on the screen, or that this reviewer approved: those that are not among `entries` any
        more, and those that wait again."""
        before = {id: one for id in self._watched() if (one := self.view.entries.get(id)) and not one.task}
        back = [id for id, one in before.items() if one.state == "approved" and id in entries]
        left = [id for id in before if id not in entries]
        return left, [entries[id] for id in back if entries[id].state == "waiting"]

    def told(self, before: Mapping[str, Entry], fates: Fates) -> None:
        """What others did to these is said; what was said of the same draft goes when it is not so any more."""
        view, (left, why) = self.view, fates
        for id in self._watched():
            old, new = before.get(id), view.entries.get(id) or left.get(id)
            one = news(view, old, new, why.get(id)) if old is not None and new is not None else None
            if one is None:
                continue
            about_it = view.notice_of == id
            if one.contradicts or about_it or not view.notice:
                kept = () if about_it else view.notice
                view.notice, view.notice_of = (one.words, *kept), id

    def _watched(self) -> list[str]:
        opened = [self.view.opened.entry.id] if self.view.opened else []
        return list(dict.fromkeys((*self.deeds.approved, *opened, self.view.cursor)))
