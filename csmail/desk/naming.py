"""The name by which an acknowledgement may greet."""

from __future__ import annotations

from collections.abc import Iterable

from csmail.model.conversation import Conversation


def known_name(earlier: Iterable[Conversation]) -> str:
    """The customer's name in the newest of these conversations that a person of ours has answered; "" in none.

    Whoever forges an address chooses the name beside it, so that two forged mails would make an advertisement known.
    """
    answered = (one.customer.name for one in earlier if one.customer is not None and one.answered_at is not None)
    return next(filter(None, answered), "")
