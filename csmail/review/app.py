"""Runs the screens: reads the store in threads, paints what the view says, hands keys to `controls`."""

from __future__ import annotations

import asyncio
import math
import os
import signal
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import TypeVar

from textual.app import App, ComposeResult
from textual.events import Key, Paste

from csmail.desk.workspace import Workspace
from csmail.errors import CsmailError
from csmail.review.canvas import Canvas
from csmail.review.controls import Controls
from csmail.review.deeds import Deeds, Tools
from csmail.review.entries import Entry
from csmail.review.frame import frame
from csmail.review.reading import NOTHING_ELSE, Fates, Fresh, Reading
from csmail.review.said import refusal, said
from csmail.review.threads import Reader
from csmail.review.view import SMALLEST, WIDE, Question, View

Result = TypeVar("Result")
Face = tuple[str, tuple[str, int], Question | None, bool]
"""Which screen it is, of which draft and edition, with which question, whether its words are on it: what keys are meant
for."""
POLL_SECONDS = 1.0
TERMINATED = 143


class ReviewApp(App[int]):
    """`shown` is the draft and edition that can be read on the screen, since `drawn_at` (the clock of key events)."""

    ENABLE_COMMAND_PALETTE = False
    CSS = "Screen { overflow: hidden; }"

    def __init__(self, workspace: Workspace, by: str, tools: Tools) -> None:
        super().__init__(ansi_color=True)
        self.view = View(workspace.desk, by, workspace.now())
        self.workspace = workspace
        self.reading = Reading(workspace, by)
        self.controls = Controls(self, Deeds(workspace, by, tools))
        self.failure: Exception | None = None
        self.kept = ""
        self.shown: tuple[str, int] = ("", 0)
        self.drawn_at = 0.0
        self._face: Face = ("list", ("", 0), None, False)
        self.lines_of_page = 1
        self._canvas = Canvas(self.draw)
        self._front = Reader("review")
        self._back = Reader("review-list")
        self._deeds = ThreadPoolExecutor(1, "review-deeds")
        self._wanted: set[str] = set()
        self._polling = False
        self._mark = ""

    def compose(self) -> ComposeResult:
        yield self._canvas

    def on_mount(self) -> None:
        self._canvas.focus()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, self._terminated)
        self.poll()
        self.set_interval(POLL_SECONDS, self.poll)

    def on_unmount(self) -> None:
        for pool in (self._front, self._back, self._deeds):  # a deed that was begun is brought to its end
            pool.shutdown(wait=False, cancel_futures=True)

    @property
    def wide(self) -> bool:
        """Whether list and draft stand beside each other."""
        return self._canvas.size.width >= WIDE

    @property
    def too_small(self) -> bool:
        """Whether the window has no room for the screens."""
        size = self._canvas.size
        return size.width < SMALLEST[0] or size.height < SMALLEST[1]

    @property
    def busy(self) -> bool:
        """Whether a thread still reads or does something for the screen."""
        return self._polling or bool(self._wanted) or self.view.later is not None

    @property
    def is_painted(self) -> bool:
        """Whether what the view says is on the screen."""
        return self.drawn_at < math.inf

    def given_back(self) -> AbstractContextManager[None]:
        """The terminal is as it was before, for an editor; a test has none."""
        return nullcontext() if self.is_headless else self.suspend()

    def end(self, code: int) -> None:
        """Leave the screens with this exit code."""
        self.exit(code)

    def on_key(self, event: Key) -> None:
        event.stop()
        event.prevent_default()
        key = event.character if event.is_printable and event.character else event.key
        if self.controls.hears(key, event.time):
            self.controls.press(key, event.time)
        else:
            self.controls.unheard()

    def on_paste(self, event: Paste) -> None:
        event.stop()
        self.controls.paste(event.text)

    # --- painting

    def draw(self) -> None:
        """Paint the view as it is now, and ask for what is missing of it."""
        size = self._canvas.size
        if not self.is_running or not size:
            return
        self.view.now = self.workspace.now()
        made = frame(self.view, size.width, size.height)
        if self.view.arrived(made.shows):
            made = frame(self.view, size.width, size.height)
        self.lines_of_page = made.page
        self._canvas.show(made.rows)
        face = (self.view.page.kind, made.shows, self.view.question, made.reads)
        if face != self._face:
            self._face, self.shown, self.drawn_at = face, ("", 0), math.inf
            self.call_after_refresh(self._painted, face)
        self._ask()

    def _painted(self, face: Face) -> None:
        if face == self._face:
            if face[3]:
                self.view.read.add(face[1])
            self.shown, self.drawn_at = face[1], time.monotonic()

    def _ask(self) -> None:
        """Read what the screen has room for and the view does not know yet."""
        view = self.view
        rows = view.order[view.top : view.top + self._canvas.size.height]
        if missing := self.reading.page_of(view, rows):
            self.job(("rows", missing[0].id), partial(self.reading.rows, missing), view.rows.update)
        for id in rows:
            if id not in view.looks and view.entries[id].state == "waiting":
                self.job(
                    ("look", id),
                    partial(self.reading.look, view.entries[id]),
                    partial(view.looks.__setitem__, id),
                    True,
                )
        one = view.entries.get(view.cursor)
        if one is not None and view.cursor not in view.previews:
            self.job(("preview", one.id), partial(self.reading.preview, one), partial(self._previewed, one.id))
        self.controls.want_beside()

    def _previewed(self, id: str, found: object) -> None:
        self.view.previews[id] = found  # type: ignore[assignment]

    # --- reading

    def job(
        self, name: tuple[str, str], work: Callable[[], Result], then: Callable[[Result], object], back: bool = False
    ) -> None:
        """Do `work` in a thread, then `then` with what it came to; one of each name at a time."""
        key = "/".join(name)
        if key not in self._wanted:
            self._wanted.add(key)
            self.run_worker(self._run(key, work, then, back), exit_on_error=False)

    async def _run(self, key: str, work: Callable[[], Result], then: Callable[[Result], object], back: bool) -> None:
        try:
            loop = asyncio.get_running_loop()
            pool = self._deeds if key.startswith("deed/") else self._back if back else self._front
            then(await loop.run_in_executor(pool, work))
        except CsmailError as error:
            self.view.notice, self.view.notice_of = refusal(error), ""
            self.controls.failed(key)
            self.poll()
        except Exception as error:  # a bug of ours is told by the command line, when the terminal is given back
            self.failure = error
            self.exit(1)
        finally:
            self._wanted.discard(key)
        self.draw()

    def poll(self) -> None:
        """Look whether somebody committed, and read what changed."""
        if not self._polling and self.is_running:
            self._polling = True
            self.run_worker(self._poll(), exit_on_error=False)

    async def _poll(self) -> None:
        loop, view = asyncio.get_running_loop(), self.view
        try:
            mark = await loop.run_in_executor(self._back, self.workspace.store.commit_mark)
            view.fault = ""
            if mark != self._mark or not view.complete:
                known = {} if view.reading else view.entries
                fresh = await loop.run_in_executor(self._back, partial(self.reading.begin, known))
                await self._take(fresh)
                self._mark = mark
        except CsmailError as error:
            view.fault = said("review_store_away", said=refusal(error)[0])
        except Exception as error:
            self.failure = error
            self.exit(1)
        finally:
            self._polling = False
        self.draw()

    async def _take(self, fresh: Fresh) -> None:
        """Take in what changed: many at once in pieces, so that keys are heard between them."""
        view, loop = self.view, asyncio.get_running_loop()
        if view.reading and len(fresh.changed) > self.reading.PIECE:
            self._become(fresh.entries, ())
            view.reading = False
            self.draw()
        entries = dict(fresh.entries)
        for piece in self.reading.pieces(fresh.changed):
            entries |= await loop.run_in_executor(self._back, partial(self.reading.read, piece))
        entries = {id: one for id, one in entries.items() if one is not None and one.state != "gone"}
        entries |= await loop.run_in_executor(self._back, partial(self.reading.tasks, entries))
        fates = await loop.run_in_executor(self._back, partial(self.reading.fates, *self.controls.watched(entries)))
        view.reading, view.complete = False, True
        self._become(entries, [one.id for one in fresh.changed], fates)
        self.controls.changed({one.id for one in fresh.changed})

    def _become(self, entries: dict[str, Entry], changed: object, fates: Fates = NOTHING_ELSE) -> None:
        view, before = self.view, self.view.entries
        view.entries = entries
        view.forget([*changed, *(before.keys() - entries.keys())])  # type: ignore[misc]
        self.controls.told(before, fates)
        view.sort()

    # --- the end

    def _terminated(self) -> None:
        """SIGTERM: what is being typed is kept in a file of its own."""
        prompt = self.view.prompt
        if prompt is not None and prompt.text.strip():
            handle, self.kept = tempfile.mkstemp(prefix="csmail-", suffix=".txt")
            with os.fdopen(handle, "w", encoding="utf-8", errors="surrogateescape") as file:
                file.write(prompt.text + "\n")
        self.exit(TERMINATED)
