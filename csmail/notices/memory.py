"""Notices that are kept in a list: for tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from csmail.errors import Unreachable
from csmail.model.reason import Reason
from csmail.ports.notice import Notifier


@dataclass(frozen=True, slots=True)
class Settings:
    """`fails`: nobody answers."""

    fails: bool = False


def check(settings: Settings) -> Reason | None:
    """Nothing can be wrong with it."""
    return None


def open(settings: Settings, name: str) -> MemoryNotifier:
    """A list of its own."""
    return MemoryNotifier(settings.fails)


class MemoryNotifier(Notifier):
    """`said` holds title and text of what was told."""

    def __init__(self, fails: bool = False) -> None:
        self.fails = fails
        self.said: list[tuple[str, str]] = []

    def fault(self) -> Reason | None:
        return None

    def send(self, title: str, text: str, timeout: timedelta) -> None:
        if self.fails:
            raise Unreachable(Reason.of("notice_not_taken", name="memory"))
        self.said.append((title, text))
