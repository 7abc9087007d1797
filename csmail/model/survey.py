"""How a customer found our service: asked by a mail, answered by one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Survey:
    """The question left in the mail with the key `mail` at `asked_at`. `rating` is 1 to 5, None until one was read.

    `comment` is what the customer wrote beside it; `first_at` is when the first rating came, `rated_at` when the one
    that counts did.
    """

    asked_at: datetime
    mail: str = ""
    rating: int | None = None
    rated_at: datetime | None = None
    comment: str = ""
    first_at: datetime | None = None
