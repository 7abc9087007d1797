"""What a desk remembers of its Sent mailbox between passes: which folder it is, how it stood, why it cannot be read."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime

from csmail.model.reason import Reason
from csmail.ports import Facts, Folder


@dataclass(frozen=True, slots=True)
class SentState:
    """`folder` "" when the server had none; `missing_since` is the moment at which that was first seen.

    `uidvalidity` and `uidnext` are those after which everything had been read, 0 before that.
    """

    folder: str = ""
    uidvalidity: int = 0
    uidnext: int = 0
    missing_since: datetime | None = None

    def is_read(self, folder: Folder) -> bool:
        """Whether nothing came since."""
        return (self.folder, self.uidvalidity, self.uidnext) == (folder.name, folder.uidvalidity, folder.uidnext)


def recalled(store: Facts, desk: str) -> SentState | None:
    """None before the first look. Raises StoreError."""
    kept = json.loads(store.fact(f"sent/{desk}") or "{}")
    if not kept:
        return None
    since = kept.pop("missing_since")
    return SentState(**kept, missing_since=datetime.fromisoformat(since) if since else None)


def remember(store: Facts, desk: str, state: SentState) -> None:
    """Keep it. Raises StoreError."""
    since = state.missing_since.isoformat() if state.missing_since else ""
    store.remember(f"sent/{desk}", json.dumps({**asdict(state), "missing_since": since}))


def fault(store: Facts, desk: str) -> Reason | None:
    """Why the Sent mailbox could not be read at the last look. Raises StoreError."""
    kept = json.loads(store.fact(f"sent_fault/{desk}") or "{}")
    return Reason.of(kept.pop("code"), **kept) if kept else None


def note_fault(store: Facts, desk: str, found: Reason | None) -> bool:
    """Keep why it cannot be read now, None when it can; whether people were not told of it yet. Raises StoreError."""
    before = fault(store, desk)
    if found == before:
        return False
    store.remember(f"sent_fault/{desk}", json.dumps({"code": found.code, **dict(found.evidence)}) if found else "")
    return found is not None and (before is None or before.code != found.code)
