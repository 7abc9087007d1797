"""The small facts of a store that forgets when the process ends."""

from __future__ import annotations

from collections.abc import Mapping


class FactsInMemory:
    """Part of `memory.MemoryStore`."""

    def __init__(self) -> None:
        super().__init__()
        self._facts: dict[str, str] = {}

    def fact(self, name: str) -> str:
        return self._facts.get(name, "")

    def remember(self, name: str, value: str) -> None:
        self._facts[name] = value

    def remember_all(self, facts: Mapping[str, str]) -> None:
        self._facts.update(facts)
