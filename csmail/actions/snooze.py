"""Snooze: leave the conversation out of lists of work for a while."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from csmail.actions.base import param
from csmail.clocks import is_snoozed, reckoned
from csmail.model import effects
from csmail.model.later import Later
from csmail.model.reason import Reason
from csmail.model.situation import Situation
from csmail.reason import BadValue


@dataclass(frozen=True, slots=True)
class Snooze:
    """Leave the conversation out of `csmail todo` until a moment; a new mail, or half of a promise, lists it before."""

    until: Later | None = param(
        "3d (real time), mon 9, tomorrow, 2026-12-24 13:00 (the desk's time)", default=None, given="both",
        shown=("MOMENT", "3d"),
    )  # fmt: skip
    off: bool = param("list it again now", default=False)

    def __post_init__(self) -> None:
        if self.until is None and not self.off:
            raise BadValue(Reason("moment_needed"))

    def withheld(self, situation: Situation) -> Reason | None:
        conversation, now = situation.conversation, situation.now
        until = self._until(situation)
        if until is None:
            return None if is_snoozed(conversation, situation.desk, now) else Reason("not_snoozed")
        if until <= now:
            return Reason.of("moment_over", written=str(self.until))
        if conversation.status in ("closed", "spam") and not conversation.needs:
            return Reason.of("not_open", status=conversation.status, conversation=conversation.id)
        if any(one.state == "overdue" for one in reckoned(conversation, situation.desk, now)):
            return Reason.of("overdue_stays", conversation=conversation.id)
        return Reason("already_snoozed") if conversation.snoozed_until == until else None

    def effects(self, situation: Situation) -> tuple[effects.Effect, ...]:
        return (effects.Snooze(self._until(situation)),)

    def _until(self, situation: Situation) -> datetime | None:
        if self.off or self.until is None:
            return None
        return self.until.at(situation.now, ZoneInfo(situation.desk.timezone))
