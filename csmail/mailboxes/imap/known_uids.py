"""What outlives a connection: the UIDVALIDITY and the UIDs that our caller was told of."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Known:
    """By folder: the UIDVALIDITY told last, and the UID after the last one known."""

    validity: dict[str, int] = field(default_factory=dict)
    next: dict[str, int] = field(default_factory=dict)
