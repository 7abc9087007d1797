"""What became of a draft without a key: said to whoever has it under the cursor, or approved it."""

from __future__ import annotations

from dataclasses import dataclass

from csmail.review import queue, times
from csmail.review.entries import Entry
from csmail.review.said import said
from csmail.review.view import View


@dataclass(frozen=True, slots=True)
class News:
    """`contradicts`: what was said of the draft before is not so any more; else it gives way to what stands there."""

    words: str
    contradicts: bool = True


def news(view: View, old: Entry, new: Entry, why: str | None) -> News | None:
    """What others, or a pass, did between these two; `why` is the reason for an approval that is gone, None when
    the reviewer took it back herself."""
    if old.state == "approved" and new.state == "waiting":
        facts = {"said": why} if why else {}
        return News(said("approval_gone", id=new.id[:8], **facts)) if why is not None else None
    if old.state != new.state:
        return _decided(view, new)
    if old.holder(view.now) == view.by and new.holder(view.now) not in ("", view.by):
        return News(said("lost_to", by=queue.short_name(view, new.holder(view.now))))
    if old.edition and old.edition != new.edition and new.author != view.by:
        return News(said("edition_changed", by=queue.short_name(view, new.author)), contradicts=False)
    return None


def _decided(view: View, new: Entry) -> News | None:
    if new.state == "sent":
        return News(said("draft_now", id=new.id[:8], state=said(queue.STATES["sent"])))
    if new.decided_by == view.by or new.state not in queue.STATES:
        return None
    by = queue.short_name(view, new.decided_by)
    if new.state != "approved":
        facts = {"by": by} if by else {}
        return News(said("draft_now", id=new.id[:8], state=said(queue.STATES[new.state]), **facts))
    at = times.leaving(new.leaves_at, view.now, view.desk) if new.leaves_at else ""
    return News(said("did_approve_at", by=by, at=at) if at else said("did_approve", by=by), contradicts=False)
