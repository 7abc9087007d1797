"""What a death of the machine left of a store, for those who damage its log and its count."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from csmail.stores import tinydb
from tests.faults import witness
from tests.faults.witness import COUNT, HOME, Crash


@pytest.fixture(scope="session")
def crash(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crash]:
    folder = tmp_path_factory.mktemp("crash")
    store = tinydb.open(witness.SETTINGS, folder)
    witness.fill(store, 0, 1)
    witness.copied(folder / "state", folder / "older log")
    witness.fill(store, 1, HOME)
    store.close()
    witness.copied(folder / "state", folder / "older")
    store = tinydb.open(witness.SETTINGS, folder)
    witness.fill(store, HOME, COUNT)
    witness.copied(folder / "state", folder / "crash")
    store.backup(folder / "copy.db")
    said = witness.read(store, COUNT)
    yield Crash(*(folder / name / "state" for name in ("crash", "older log", "older")), folder / "copy.db", said)
    store.close()
