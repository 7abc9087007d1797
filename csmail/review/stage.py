"""What keys need of the app that runs them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol, TypeVar

from csmail.review.reading import Reading
from csmail.review.view import View

Result = TypeVar("Result")


class Stage(Protocol):
    """`shown` is the draft and edition that can be read on the screen since `drawn_at` (of the clock of key events).
    `failure` is a bug of ours that ends it all."""

    view: View
    reading: Reading
    shown: tuple[str, int]
    drawn_at: float
    lines_of_page: int
    failure: Exception | None

    @property
    def wide(self) -> bool: ...
    @property
    def too_small(self) -> bool: ...
    def job(
        self, name: tuple[str, str], work: Callable[[], Result], then: Callable[[Result], object], back: bool = False
    ) -> None: ...
    def draw(self) -> None: ...
    def poll(self) -> None: ...
    def end(self, code: int) -> None: ...
    def given_back(self) -> AbstractContextManager[None]: ...
    def copy_to_clipboard(self, text: str) -> None: ...
    def action_suspend_process(self) -> None: ...
