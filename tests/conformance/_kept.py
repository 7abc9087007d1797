"""The store of a desk that a runner made in a folder, to look at beside the commands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from csmail.ports import Store, families


@contextmanager
def opened(folder: Path) -> Iterator[Store]:
    """The store below `folder`."""
    kind = families.store_kind("tinydb")
    store = kind.open(kind.Settings(path="state"), folder)
    try:
        yield store
    finally:
        store.close()
