"""The actions there are, found by their file names."""

from __future__ import annotations

from functools import cache

from csmail import registry
from csmail.actions.base import Action


@cache
def catalog() -> dict[str, type[Action]]:
    """Name (of the module, the key in rules.yaml, the command) to the action's class, sorted by name."""
    return {name: named(name) for name in registry.names("actions")}


def named(name: str) -> type[Action]:
    """The class of one action, without loading the others. Raises KeyError when there is none."""
    module = registry.load("actions", name)
    found: type[Action] = getattr(module, name.title().replace("_", ""))
    return found
