"""A conversation: all messages about one customer's matter, and what we know and owe about it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, get_args

from csmail.model.address import Address
from csmail.model.clock import Turn
from csmail.model.department import Inquiry
from csmail.model.follow_up import FollowUp
from csmail.model.promise import Promise
from csmail.model.reason import Reason
from csmail.model.replacing import copied, quick
from csmail.model.survey import Survey

Status = Literal["open", "waiting", "closed", "spam"]
Priority = Literal["low", "normal", "high", "urgent"]
PRIORITIES: tuple[Priority, ...] = get_args(Priority)
"""The least first."""
MoodName = Literal["upset", "urgent", "neutral"]
WAITS_FOR_AGENT = frozenset({"nobody_there", "nobody_free"})
"""Codes of conversations that are given to an agent as soon as one is there."""
UNGIVEN = WAITS_FOR_AGENT | {"agent_left"}
"""Codes of what is settled when an agent has the conversation."""
ANSWERED = UNGIVEN | {
    "forwarded_by_colleague",
    "rated_low",
    "rating_unclear",
    "department_answered",
    "department_silent",
    "newest_thrown_away",
    "junk_in_mail_program",
    "sent_maybe",
}
"""Codes of what asks for nothing but that a person answers the customer."""


REMINDER = "reminder"
"""The code of what somebody wanted to be told of, once its moment has come."""


@dataclass(frozen=True, slots=True)
class Escalation:
    """One handing-up of the conversation; `due_at` is when the specialist should have answered.

    `step` is the name of the step, `run` the run of a clock in which it was taken; `passed_over`: nobody was told.
    `absent`: who was told wrote back that he is away.
    """

    to: str
    at: datetime
    due_at: datetime | None = None
    by: str = ""
    step: str = ""
    run: str = ""
    passed_over: bool = False
    absent: bool = False


@dataclass(frozen=True, slots=True)
class Reminder:
    """What somebody (`by`) wants to be told of at `at`."""

    at: datetime
    text: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """A shift of the desk `desk` began or ended at `at`, and rules were asked because of it."""

    desk: str
    at: datetime


@quick
@dataclass(frozen=True, slots=True)
class Conversation:
    """`version` counts committed changes; a commit against an older version is refused (`errors.Conflict`).

    `participants` holds address keys of everybody ever in From, To or Cc of a customer-visible message.
    `answered_at` is when a person of ours first answered; what a rule sends by itself does not count.
    `needs` says why a person has to look; empty when none has to.
    `assigned_at` is since when `assignee` has it.
    `mood` is what a person said of the customer, "" when nobody did.
    `passed` are the moments of its clocks and promises that were looked at (`clocks.moments`).
    `promises` are those that left in a mail.
    `turns` are what its clocks are reckoned from, in the order in which they became known.
    `next_moment` is when its clocks ask for the next step, None while they ask for none (`Store.due_conversations`).
    Whoever adds a fact without knowing the desk sets it to the time of that fact: the next sweep finds out.
    `merged_into` is the conversation that holds its messages now, `merged` are those whose messages this one holds.
    `served_by` is the desk whose people, hours, promises and ladder count, "" while that is `desk`, whose address and
    mailbox stay. `edges` are the last beginning or end of a shift of each desk at which a rule hit. `surveys` are the
    times its customer was asked how he found our service.
    `snoozed_until` is the end of its absence from `csmail todo`, which began at `snoozed_at` (`clocks.shown_at` may be
    earlier); None while it is listed. `reminders` wait for their moment. `reminded` is when the customer was reminded
    of an answer that he owes. `follow_ups` are what rules and people planned for later.
    `wordings` are the files of letters written in it, oldest first, where a text has several wordings.
    `inquiries` are questions to departments of the house.
    """

    id: str
    desk: str
    opened_at: datetime
    changed_at: datetime
    subject: str = ""
    customer: Address | None = None
    language: str = ""
    status: Status = "open"
    priority: Priority = "normal"
    tags: frozenset[str] = frozenset()
    assignee: str = ""
    assigned_at: datetime | None = None
    participants: frozenset[str] = frozenset()
    acknowledged_at: datetime | None = None
    answered_at: datetime | None = None
    closed_at: datetime | None = None
    last_in_at: datetime | None = None
    escalations: tuple[Escalation, ...] = ()
    bounced: frozenset[str] = frozenset()
    needs: tuple[Reason, ...] = ()
    backlog: bool = False
    merged_into: str = ""
    merged: tuple[str, ...] = ()
    turns: tuple[Turn, ...] = ()
    promises: tuple[Promise, ...] = ()
    passed: frozenset[str] = frozenset()
    mood: Literal["", "upset", "urgent", "neutral"] = ""
    next_moment: datetime | None = None
    served_by: str = ""
    edges: tuple[Edge, ...] = ()
    surveys: tuple[Survey, ...] = ()
    snoozed_until: datetime | None = None
    snoozed_at: datetime | None = None
    reminders: tuple[Reminder, ...] = ()
    reminded: tuple[datetime, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    wordings: tuple[str, ...] = ()
    inquiries: tuple[Inquiry, ...] = ()
    version: int = 0

    @property
    def service(self) -> str:
        """The name of the desk that serves it."""
        return self.served_by or self.desk

    @property
    def waiting_since(self) -> datetime:
        """Since when it waits for us: since it asks for a person, or since the customer wrote last."""
        return self.changed_at if self.needs else self.last_in_at or self.changed_at

    @property
    def urgency(self) -> tuple[int, datetime]:
        """What lists of work are ordered by: the highest priority first, then what waits longest."""
        return PRIORITIES.index("urgent") - PRIORITIES.index(self.priority), self.waiting_since

    def amended(self, **changes: Any) -> Conversation:
        """A changed copy."""
        return copied(self, changes)

    def turned(self, turn: Turn) -> Conversation:
        """A copy with one more turn, to be looked at soon. Who asks again before he is answered changes no clock."""
        last = self.turns[-1] if self.turns else None
        again = turn.kind == "asked" and last is not None and last.kind == "asked" and last.at <= turn.at
        return self if again else copied(self, {"turns": (*self.turns, turn), "next_moment": turn.at})

    def promised(self, promise: Promise, given_at: datetime) -> Conversation:
        """A copy with what a mail promised that left, or may have left; once a mail. To be looked at soon."""
        if any(one.mail == promise.mail for one in self.promises):
            return self
        given = replace(promise, given_at=given_at)
        return copied(self, {"promises": (*self.promises, given), "next_moment": given_at})

    def needing(self, reason: Reason) -> Conversation:
        """A copy that asks for a person, once per reason, and is listed for it."""
        return self if reason in self.needs else copied(self.listed(), {"needs": (*self.needs, reason)})

    def listed(self) -> Conversation:
        """A copy that `csmail todo` does not leave out."""
        return self if self.snoozed_until is None else copied(self, {"snoozed_until": None, "snoozed_at": None})

    def given(self, agent: str, at: datetime) -> Conversation:
        """A copy that `agent` has, "" for nobody; whoever has it already has it since then."""
        if agent == self.assignee:
            return self
        left = tuple(one for one in self.needs if one.code not in UNGIVEN) if agent else self.needs
        return copied(self, {"assignee": agent, "assigned_at": at if agent else None, "needs": left})

    def answered(self) -> Conversation:
        """A copy that no longer asks for an answer to the customer, which a person gave."""
        return self.calmed([reason for reason in self.needs if reason.code in ANSWERED])

    def calmed(self, settled: Collection[Reason]) -> Conversation:
        """A copy that asks for a person for none of these reasons any more; the case of an address is no difference."""
        over = {_folded(reason) for reason in settled}
        left = tuple(reason for reason in self.needs if _folded(reason) not in over)
        return self if left == self.needs else copied(self, {"needs": left})


def _folded(reason: Reason) -> tuple[str, frozenset[tuple[str, str]]]:
    return reason.code, frozenset((name, fact.casefold()) for name, fact in reason.evidence)
