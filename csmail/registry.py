"""Finds the modules of a family folder by name, so that a new action, store, transport or mailbox is one file."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from types import ModuleType

NOT_MEMBERS = frozenset({"base", "catalog", "shared"})


@cache
def names(family: str) -> tuple[str, ...]:
    """Sorted names of the members of `family` ("actions", "stores", "transports", "mailboxes").

    A module whose name begins with an underscore, and the folder `shared`, help their neighbours and are no members.
    """
    package = importlib.import_module(f"csmail.{family}")
    found = (module.name for module in pkgutil.iter_modules(package.__path__))
    return tuple(sorted(name for name in found if not name.startswith("_") and name not in NOT_MEMBERS))


def load(family: str, name: str) -> ModuleType:
    """The module `name` of `family`. Raises KeyError when there is none."""
    if name not in names(family):
        raise KeyError(name)
    return importlib.import_module(f"csmail.{family}.{name}")
