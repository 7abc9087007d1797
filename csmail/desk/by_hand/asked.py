"""An action as a person asks for it: what of it the receipt shows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from csmail.actions.base import Action, ActionCall


def asked(name: str, action: Action) -> ActionCall:
    """The action `name` with its parameters as the receipt shows them."""
    return ActionCall(name, action, written(action))


def written(action: Action) -> str:
    """The parameters as the receipt shows them."""
    import dataclasses

    given: Iterable[tuple[str, Any]] = (
        (one.name, getattr(action, one.name))
        for one in dataclasses.fields(action)  # type: ignore[arg-type]
        if getattr(action, one.name) != one.default
    )
    return ", ".join(f"{name}: {_shown(value)}" for name, value in given)


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(str, value))}]"
    text = str(value)
    return text if len(text) <= 80 else f"{text[:79]}…"
