"""What a desk remembers of its folder of drafts between passes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from typing import Any, Literal

from csmail.model.message import Place
from csmail.model.mirror import Conclusion, Copy, Kind
from csmail.model.reason import Reason
from csmail.model.task import State
from csmail.ports import Facts, Folder

UNSENT: tuple[State, ...] = ("queued", "deferred")
TOLD: Mapping[str, Reason] = {
    "editing": Reason("elsewhere_editing"),
    "refused": Reason("elsewhere_refused"),
    "maybe": Reason("elsewhere_maybe"),
    "ask": Reason("elsewhere_ask"),
    "foreign": Reason("elsewhere_foreign"),
}
"""Conclusions that people should hear of as long as they hold."""
ASKING = frozenset({"refused", "maybe", "ask"})
"""Those that a person has to decide."""


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

    def of(self, draft: str, conversation: str = "") -> Kind | Literal[""]:
        """What is concluded of a draft at present, of what people should hear; "" for nothing.

        "foreign" when somebody answers its conversation in a mail program.
        """
        about = (one.kind for one in self.told if draft == one.draft or draft in one.drafts)
        beside = (one.kind for one in self.told if conversation and one.conversation == conversation)
        return next(about, next(beside, ""))


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


def forget_told(store: Facts, desk: str, one: Conclusion) -> None:
    """A person has decided what was asked: it is told no more, and the next look begins anew. Raises StoreError."""
    state = recalled(store, desk)
    remember(store, desk, replace(state, told=tuple(each for each in state.told if each != one), seen=(0, 0, 0, 0)))


def lying(store: Facts, desk: str, message_id: str) -> Place | None:
    """Where a draft of ours was seen last among the drafts; None before the first look. Raises StoreError."""
    state = recalled(store, desk)
    copies = (one for one in state.copies if one.message_id == message_id and one.uid)
    return next((Place(state.folder, one.uidvalidity, one.uid) for one in copies), None)


def remember(store: Facts, desk: str, state: MirrorState) -> None:
    """Keep it. Raises StoreError."""
    met = {str(uid): at.isoformat() for uid, at in state.met.items()}
    store.remember(f"mirror/{desk}", json.dumps({**asdict(state), "met": met}, default=datetime.isoformat))


def _copy(kept: Mapping[str, Any]) -> Copy:
    since = kept["missing_since"]
    return Copy(**{**kept, "missing_since": datetime.fromisoformat(since) if since else None})


def _conclusion(kept: Mapping[str, Any]) -> Conclusion:
    known = {one.name: kept[one.name] for one in fields(Conclusion) if one.name in kept}
    return Conclusion(**{**known, "drafts": tuple(known["drafts"])})
