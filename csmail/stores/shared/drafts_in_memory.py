"""Drafts as a store in memory keeps them, and what tells whoever looks at it whether to look again."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence

from csmail.model.conversation import Conversation
from csmail.model.query import Condition, all_hold
from csmail.model.task import Draft
from csmail.ports import OpenDraft

OPEN_STATES = ("waiting", "approved")


class DraftsInMemory:
    """Part of `memory.MemoryStore`."""

    _lock: threading.RLock
    _conversations: dict[str, Conversation]

    def __init__(self) -> None:
        super().__init__()
        self._drafts: dict[str, Draft] = {}
        self._commits = 0

    def draft(self, id: str) -> Draft | None:
        return self._drafts.get(id)

    def drafts(self, conversation: str = "", waiting: bool = False, where: Sequence[Condition] = ()) -> Iterator[Draft]:
        with self._lock:
            every = list(self._drafts.values())
        ours = (one for one in every if conversation in ("", one.conversation))
        return (one for one in ours if (not waiting or one.state == "waiting") and all_hold(one, where))

    def waiting(self, desk: str) -> int:
        return sum(1 for one in self.drafts(waiting=True) if one.desk == desk)

    def open_drafts(self, desk: str) -> tuple[OpenDraft, ...]:
        ours = (one for one in self.drafts() if one.desk == desk and one.state in OPEN_STATES)
        return tuple(_open(one, self._conversations.get(one.conversation)) for one in ours)

    def commit_mark(self) -> str:
        return str(self._commits)


def _open(draft: Draft, of: Conversation | None) -> OpenDraft:
    version, moment = (of.version, of.next_moment) if of else (0, None)
    return OpenDraft(draft.id, draft.version, draft.conversation, version, draft.state, moment)
