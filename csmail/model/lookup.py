"""What a desk may look up, and whose facts they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class LookupTerms:
    """`name` is how templates call it, and the capture by whose value it is asked; `key` is that of the source.

    `owner` is the column with the address of whom the facts belong to, "" when they are `public`. `fields` maps what
    templates say to columns or dotted paths. An answer is believed for `keep`, waited for no longer than `timeout`.
    """

    name: str
    owner: str = ""
    public: bool = False
    fields: Mapping[str, str] = field(default_factory=dict)
    keep: timedelta = timedelta(minutes=5)
    timeout: timedelta = timedelta(seconds=3)
    key: str = ""
