"""The breaker of a desk: whether too many acknowledgements were due within an hour, what it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from csmail.desk.budget import Tally, tally
from csmail.desk.holds import Held, held
from csmail.model.desk import Desk
from csmail.model.hold import BREAKER_OPEN
from csmail.ports import Store

NONE = Held(0, None)


@dataclass(frozen=True, slots=True)
class Breaker:
    """`due` acknowledgements to strangers within the last hour, sent or held by the breaker; `sent` to anybody.

    It shuts by itself when fewer than `limit` were due within an hour; what it held stays before a person, who alone
    can tell customers from forged senders.
    """

    due: int
    limit: int
    holds: Held = NONE
    sent: int = 0
    in_all: int = 0

    @property
    def open(self) -> bool:
        """Whether the next acknowledgement to a stranger is held."""
        return self.due >= self.limit or self.full

    @property
    def full(self) -> bool:
        """Whether that of a known customer would be held as well."""
        return self.sent >= self.in_all > 0

    def said(self) -> str:
        """What a person should know; "" when there is nothing."""
        held = f"{self.holds.count} held" if self.holds.count else "none held yet"
        due, whose, were, limit = self.due, " to new senders", "due", self.limit
        if self.full and (self.limit < self.in_all or self.due < self.limit):
            due, whose, were, limit = self.sent, "", "sent", self.in_all
        if self.open:
            return (
                f"acknowledgements{whose} are stopped: {due} were {were} within an hour, the limit is {limit}; {held}"
            )
        if self.holds.count:
            return f"acknowledgements go out again; {held} from when too many were due within an hour"
        return ""


def breaker(store: Store, desk: Desk, now: datetime) -> Breaker:
    """How it stands; reads the counts of an hour, and the tasks that wait for a person."""
    return standing(desk, tally(store, desk.name, now), held(store, desk.name))


def standing(desk: Desk, counts: Tally, holds: Mapping[str, Held]) -> Breaker:
    """How it stands by these counts."""
    limits = desk.acknowledge
    return Breaker(counts.due, limits.for_strangers, holds.get(BREAKER_OPEN, NONE), counts.sent, limits.per_hour)
