"""Ids on Tab, with what people know them by: from the store alone, which is only looked at.

Whatever goes wrong (a broken file, no store, a newer one) completes nothing and says nothing. What a stranger wrote is
cut down to letters, digits and blanks first: zsh evaluates what it is handed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from typing import Any

MOST = 40
WIDTH = 50
HARMLESS = frozenset(" -_.,@/+")
BASH = "complete_bash"
COMPLETE = "_CSMAIL_COMPLETE"
INSERTING = frozenset({"9", "37"})
"""What bash calls the kinds of Tab that put words on the line: the first one, and that which goes through a menu."""
PARAMETERS: Mapping[str, str] = {
    "conversation": "conversations", "into": "conversations", "other": "conversations", "about": "conversations",
    "conversations": "conversations", "draft": "drafts", "task": "tasks", "customer": "customers",
}  # fmt: skip
"""What an argument of this name takes; that of a noun is in OF_NOUNS."""
OF_NOUNS: Mapping[tuple[str, str], str] = {("customers", "other"): "customers"}
Completer = Callable[[Any, Any, str], list[Any]]


def completing_ids(command: Any, noun: str) -> None:
    """Give every argument of the command that takes an id what completes it."""
    for one in command.params:
        kind = OF_NOUNS.get((noun, one.name)) or PARAMETERS.get(one.name)
        if one.param_type_name == "argument" and kind:
            one._custom_shell_complete = _completer(kind)


def _completer(kind: str) -> Completer:
    def complete(context: Any, parameter: Any, incomplete: str) -> list[Any]:
        try:
            return list(_items(context, kind, incomplete))
        except Exception:  # Tab is no place for an error message
            return []

    return complete


def _items(context: Any, kind: str, incomplete: str) -> Iterator[Any]:
    """The ids that begin so; of `A,B` the last one is completed."""
    from typer._click.shell_completion import CompletionItem

    before, comma, typed = incomplete.rpartition(",")
    found = _found(context, kind, typed)
    # Bash shows bare words: what stands behind an id is only to be looked at, and must not be taken for the one.
    bash = os.environ.get(COMPLETE) == BASH and os.environ.get("COMP_TYPE", "63") not in INSERTING
    beside = bash and len(found) > 1
    for id, about in found:
        value = f"{before}{comma}{id}"
        yield CompletionItem(f"{value}  {about}".rstrip() if beside else value, help=about or None)


def _found(context: Any, kind: str, typed: str) -> list[tuple[str, str]]:
    """From a store that can be looked at so; others complete nothing."""
    from csmail.cli.input.configuration import configuration
    from csmail.ports import families

    config = configuration(context, rules=False)
    name, settings = config.store
    store = families.store_kind(name)
    if not isinstance(store, families.GlimpsedStoreKind):
        return []
    return [(id, _harmless(about)) for id, about in store.glimpse(settings, config.folder, kind, (typed, MOST))]


def _harmless(text: str) -> str:
    kept = "".join(one if one.isalnum() or one in HARMLESS else " " for one in text)
    return " ".join(kept.split())[:WIDTH].rstrip()
