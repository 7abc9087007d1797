"""Passes of all desks are noted in one write; what the store says to it ends no daemon."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import timedelta

import pytest

from csmail.daemon.beats import Beats
from csmail.desk.watch.health import health
from csmail.errors import StoreError
from csmail.stores.memory import MemoryStore
from tests.factories import NOW, desk

DAY = timedelta(days=1)


class Counting(MemoryStore):
    def __init__(self) -> None:
        super().__init__()
        self.writes: list[int] = []
        self.full = False

    def remember_all(self, facts: Mapping[str, str]) -> None:
        if self.full:
            raise StoreError("no space left", "")
        self.writes.append(len(facts))
        super().remember_all(facts)


def test_a_hundred_desks_are_one_write_and_each_is_well() -> None:
    store = Counting()
    beats = Beats(store)
    for number in range(100):
        beats.note(f"desk{number}", NOW - DAY)
        beats.note(f"desk{number}", NOW)
    beats.write()
    beats.write()
    assert store.writes == [100]
    assert health(store, desk(name="desk7"), NOW, DAY).passed_at == NOW


def test_a_store_that_cannot_be_written_is_told_and_ends_nothing(caplog: pytest.LogCaptureFixture) -> None:
    store = Counting()
    beats = Beats(store)
    store.full = True
    beats.note("support", NOW)
    with caplog.at_level(logging.WARNING, "csmail.daemon"):
        beats.write()
    assert "cannot note passes" in caplog.text
    store.full = False
    beats.note("support", NOW)
    beats.write()
    assert store.writes == [1]
