"""Which drafts somebody wants to see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from csmail.desk.by_hand import claims
from csmail.desk.history import lately
from csmail.mail.transcript import why_stale
from csmail.model.task import Draft
from csmail.ports import Messages


@dataclass(frozen=True, slots=True)
class DraftFilter:
    """All that is set must hold. One of the names `by` wrote or holds it, none for anybody; `due`: approved and not
    left; `unclaimed`: nobody has it in hand."""

    by: frozenset[str] = frozenset()
    stale: bool = False
    due: bool = False
    unclaimed: bool = False

    def fits(self, one: Draft, store: Messages, now: datetime) -> bool:
        """Whether it holds at `now`. Raises StoreError."""
        claim = claims.holder(one, now)
        held = claim.by if claim else ""
        return (
            (not self.by or not self.by.isdisjoint({one.author, held}))
            and (not self.due or one.state == "approved")
            and (not self.unclaimed or not held)
            and (not self.stale or why_stale(one, lately(store, one)) is not None)
        )
