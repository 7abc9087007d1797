"""How large a file of a mail may be, and all of them together: what most servers take."""

from __future__ import annotations

from collections.abc import Iterable

LARGEST = 20 * 1024 * 1024
TOGETHER = 25 * 1024 * 1024
"""Octets of all files of a mail as they are sent, in base64."""


def are_too_much(sizes: Iterable[int]) -> bool:
    """Whether files of so many octets are more than a mail should carry."""
    return sum(4 * -(-size // 3) for size in sizes) > TOGETHER
