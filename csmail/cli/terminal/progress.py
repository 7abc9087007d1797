"""A bar on stderr when more than a moment's work lies ahead of somebody who watches."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Any

MOMENT = 200  # mails, about a second's work; below that a bar would only flicker


class Progress:
    """Nothing is loaded or drawn until `expect` is told of enough work, and never off a terminal."""

    def __init__(self, title: str, wanted: bool, moment: int = MOMENT) -> None:
        """`moment`: so much of it is done in about a second."""
        self.title = title
        self.moment = moment
        self.wanted = wanted and sys.stderr.isatty()
        self._total = 0
        self._done = 0
        self._bar: Any = None
        self._task: Any = None

    @property
    def shown(self) -> bool:
        return self._bar is not None

    def expect(self, count: int) -> None:
        """So much more work was found."""
        self._total += count
        if self._bar is None and self.wanted and self._total - self._done >= self.moment:
            self._begin()
        if self._bar is not None:
            self._bar.update(self._task, total=self._total)

    def advance(self) -> None:
        """One of it is done."""
        self._done += 1
        if self._bar is not None:
            self._bar.update(self._task, completed=self._done)

    def at(self, done: int, whole: int) -> None:
        """So much of the whole is done."""
        self.expect(whole - self._total)
        self._done = done - 1
        self.advance()

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def _begin(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
        self._bar = Bar(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task(self.title, total=self._total, completed=self._done)
        self._bar.start()
