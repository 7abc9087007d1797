"""A thread that reads for the screens, and that nobody waits for when they are left."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from queue import SimpleQueue
from threading import Thread
from typing import Any, ParamSpec, TypeVar

Result = TypeVar("Result")
Given = ParamSpec("Given")
Work = tuple["Future[Any]", Callable[[], Any]]


class Reader(Executor):
    """One thread, one piece of work after the other. The interpreter waits for the threads of a ThreadPoolExecutor when
    it ends, however long one reads; what only reads may be cut off."""

    def __init__(self, name: str) -> None:
        self._work: SimpleQueue[Work | None] = SimpleQueue()
        self._left = False
        Thread(target=self._run, name=name, daemon=True).start()

    def submit(self, fn: Callable[Given, Result], /, *args: Given.args, **kwargs: Given.kwargs) -> Future[Result]:
        future: Future[Result] = Future()
        self._work.put((future, lambda: fn(*args, **kwargs)))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """The work that was not begun is dropped; that under way is not waited for."""
        self._left = True
        self._work.put(None)

    def _run(self) -> None:
        while (next_ := self._work.get()) is not None:
            future, work = next_
            if self._left or not future.set_running_or_notify_cancel():
                future.cancel()
                continue
            try:
                future.set_result(work())
            except BaseException as error:
                future.set_exception(error)
