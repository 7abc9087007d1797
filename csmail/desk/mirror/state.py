"""What a desk remembers of its folder of drafts between passes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from csmail.model.mirror import Conclusion, Copy
from csmail.ports import Facts, Folder

TOLD = frozenset({"editing", "refused", "maybe", "ask", "foreign"})
"""Conclusions that people should hear of as long as they hold."""


@dataclass(frozen=True, slots=True)
class MirrorState:
    """`seen` are the numbers of the folder at the last look, `met` the UIDs there with the moment of their first look.

    `told` are conclusions that hold until the next look, `fault` is the code of what kept us from the last one.
    """

    folder: str = ""
    seen: tuple[int, int, int, int] = (0, 0, 0, 0)
    copies: tuple[Copy, ...] = ()
    met: Mapping[int, datetime] = field(default_factory=dict)
    told: tuple[Conclusion, ...] = ()
    fault: str = ""

    def of(self, draft: str) -> str:
        """What is concluded of a draft at present, of what people should hear; "" for nothing."""
        about = (one.kind for one in self.told if draft == one.draft or draft in one.drafts)
        return next(about, "")

    @property
    def elsewhere(self) -> frozenset[str]:
        """Conversations that somebody answers in a mail program at present."""
        return frozenset(one.conversation for one in self.told if one.kind == "foreign")


def numbers(folder: Folder) -> tuple[int, int, int, int]:
    """What tells that a folder is as it was (RFC 3501 section 2.3.1.1; RFC 7162 section 3.1.1)."""
    return folder.uidvalidity, folder.uidnext, folder.exists, folder.modseq


def recalled(store: Facts, desk: str) -> MirrorState:
    """Raises StoreError."""
    kept = json.loads(store.fact(f"mirror/{desk}") or "{}")
    if not kept:
        return MirrorState()
    return MirrorState(
        folder=kept["folder"],
        seen=tuple(kept["seen"]),
        copies=tuple(_copy(one) for one in kept["copies"]),
        met={int(uid): datetime.fromisoformat(at) for uid, at in kept["met"].items()},
        told=tuple(_conclusion(one) for one in kept["told"]),
        fault=kept.get("fault", ""),
    )


def remember(store: Facts, desk: str, state: MirrorState) -> None:
    """Keep it. Raises StoreError."""
    met = {str(uid): at.isoformat() for uid, at in state.met.items()}
    store.remember(f"mirror/{desk}", json.dumps({**asdict(state), "met": met}, default=datetime.isoformat))


def _copy(kept: Mapping[str, Any]) -> Copy:
    since = kept["missing_since"]
    return Copy(**{**kept, "missing_since": datetime.fromisoformat(since) if since else None})


def _conclusion(kept: Mapping[str, Any]) -> Conclusion:
    lists: Sequence[str] = ("stale", "drafts")
    return Conclusion(**{**kept, **{name: tuple(kept[name]) for name in lists}})
