"""Hands on the screens of a scene: keys are pressed, and nothing is looked at before the threads are quiet."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeVar

from textual import events
from textual.pilot import Pilot

from csmail.desk.workspace import Workspace
from csmail.model.task import Draft
from csmail.ports import Rendered
from csmail.review.app import ReviewApp
from csmail.review.canvas import Canvas
from tests.review.scene import SARI, Scene

Read = TypeVar("Read")
PATIENCE = 2_000
"""So often it is looked whether all is quiet."""
STILL = 3
"""So often it is quiet before it is believed."""
CHARACTERS = {"space": " ", "enter": "\r", "tab": "\t"}


@dataclass
class Lent:
    """The editor replaces words; there is one snippet."""

    replaces: dict[str, str] = field(default_factory=lambda: {"besok": "lusa", "[[kapan]]": "dua hari"})
    error: Exception | None = None
    opened: list[str] = field(default_factory=list)

    def edited(self, text: str, read: Callable[[str], Read], suffix: str = ".txt") -> Read:
        self.opened.append(text)
        if self.error is not None:
            raise self.error
        for old, new in self.replaces.items():
            text = text.replace(old, new)
        return read(text)

    def snippets(self) -> tuple[str, ...]:
        return ("jam-buka", "ongkir")

    def snippet(self, workspace: Workspace, draft: Draft, name: str, by: str) -> Rendered:
        return Rendered(f"kata dari {name}")


@dataclass
class Hand:
    app: ReviewApp
    pilot: Pilot[int]

    async def press(self, *keys: str) -> None:
        """Each key when the one before has come to its end. A pilot of Textual takes a tenth of a second for each."""
        for key in keys:
            self.send(key)
            await self.quiet()

    def send(self, *keys: str) -> None:
        """As they come from a terminal, all at once."""
        for key in keys:
            character = key if len(key) == 1 else CHARACTERS.get(key)
            self.app.post_message(events.Key(key, character))

    async def type(self, text: str) -> None:
        await self.press(*("space" if one == " " else one for one in text), "enter")

    async def quiet(self) -> None:
        """Nothing is under way: no message, no thread, no paint."""
        still = 0
        for _ in range(PATIENCE):
            await asyncio.sleep(0.001)
            idle = not self.app.busy and self.app.is_painted and self.app.message_queue_size == 0
            still = still + 1 if idle else 0
            if still == STILL:
                return
        raise AssertionError("it never came to rest")

    async def until(self, held: Callable[[], bool]) -> None:
        for _ in range(PATIENCE):
            if held():
                return
            await asyncio.sleep(0.002)
        raise AssertionError("it never came about")

    @property
    def rows(self) -> tuple[str, ...]:
        """The words on the screen."""
        return self.app.query_one(Canvas).words

    @property
    def text(self) -> str:
        return "\n".join(row.rstrip() for row in self.rows)

    def on(self, text: str) -> bool:
        """Whether it can be read on the screen."""
        return text in self.text

    def says(self, text: str) -> bool:
        """The same, however its lines are broken."""
        return text in " ".join(self.text.split())


@asynccontextmanager
async def screens(
    scene: Scene, by: str = SARI, size: tuple[int, int] = (80, 24), lent: Lent | None = None
) -> AsyncIterator[Hand]:
    """The screens of one reviewer, the list read whole."""
    app = ReviewApp(scene.place, by, lent or Lent())
    async with app.run_test(size=size) as pilot:
        hand = Hand(app, pilot)
        await hand.until(lambda: app.view.complete)
        await hand.quiet()
        yield hand
    if app.failure is not None:
        raise app.failure


def run(deed: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(deed())


def piloted(deed: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    @wraps(deed)
    def run(**fixtures: Any) -> None:
        asyncio.run(deed(**fixtures))

    return run


def approved(scene: Scene) -> list[str]:
    return [one.id for one in scene.store.drafts() if one.state == "approved" and one.send_at is None]
