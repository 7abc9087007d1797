"""Who has a draft in hand: leases, so that two people do not write the same answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from csmail.errors import Conflict
from csmail.model.draft_life import Claim
from csmail.model.reason import Reason
from csmail.model.task import Draft


def holder(draft: Draft, now: datetime) -> Claim | None:
    """The claim that holds at this moment."""
    return draft.claim if draft.claim is not None and now < draft.claim.until else None


def taken(draft: Draft, by: str, now: datetime, timezone: str) -> Conflict | None:
    """Somebody else has it in hand; until when is told in that zone."""
    held = holder(draft, now)
    if held is None or held.by == by:
        return None
    facts = {"id": draft.id, "by": held.by, "until": f"{held.until.astimezone(ZoneInfo(timezone)):%H:%M}"}
    return Conflict(Reason.of("draft_claimed", **facts), f"csmail drafts claim {draft.id} --take", code="claimed")


def open_already(draft: Draft, now: datetime, timezone: str) -> Conflict | None:
    """An editor has it open, whoever's: the second one would write over the first."""
    held = holder(draft, now)
    if held is None or not held.editing:
        return None
    facts = {"id": draft.id, "by": held.by, "until": f"{held.until.astimezone(ZoneInfo(timezone)):%H:%M}"}
    return Conflict(Reason.of("draft_open_already", **facts), f"csmail drafts edit {draft.id} --take", code="claimed")


def claimed(draft: Draft, by: str, now: datetime, span: timedelta) -> Draft:
    """In the hand of `by` for so long."""
    return replace(draft, claim=Claim(by, now + span))


def opened(draft: Draft, by: str, now: datetime, span: timedelta) -> Draft:
    """In the hand of `by` while the editor is open; who has it already keeps it as he has it."""
    return draft if holder(draft, now) else replace(draft, claim=Claim(by, now + span, editing=True))


def after_edition(draft: Draft, by: str, now: datetime, span: timedelta) -> Claim | None:
    """Each edition of the holder renews his lease; that of an editor ends with it. What somebody did in a mail program
    takes it from nobody."""
    held = holder(draft, now)
    if held is None or held.by != by:
        return held
    return None if held.editing else Claim(by, now + span)
