"""Where in the store something about a customer lies."""

from __future__ import annotations

from csmail.model.customer import RECEIPTS


def receipt_place(id: str) -> str:
    """Where the receipts about a customer lie: `csmail why C7F3Q2K` looks there."""
    return f"{RECEIPTS}{id}"
