"""Conversations found: where a merged one lives on, the name that a customer is known by."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from csmail.model.conversation import Conversation

STEPS = 8
"""A merge leads every id straight to the survivor; more than a step or two is a store written by somebody else."""


def surviving(find: Callable[[str], Conversation | None], id: str) -> Conversation | None:
    """The conversation `id`, or the one it was merged into; None when there is none. `find` looks one up."""
    found = find(id) if id else None
    for _ in range(STEPS):
        if found is None or not found.merged_into:
            break
        found = find(found.merged_into)
    return found


def known_name(earlier: Iterable[Conversation]) -> str:
    """The customer's name in the newest of these conversations that a person of ours has answered; "" in none.

    Whoever forges an address chooses the name beside it, so that two forged mails would make an advertisement known.
    """
    answered = (one.customer.name for one in earlier if one.customer is not None and one.answered_at is not None)
    return next(filter(None, answered), "")
