"""What a record names of a conversation or a customer: codes, ids, our own people and words, moments.

Never a subject, a text, a name, an address of a customer: `csmail customers forget` leaves the log as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from operator import attrgetter

from csmail.model.conversation import Conversation
from csmail.model.customer import Customer

RAW = attrgetter(
    "assignee", "served_by", "status", "priority", "mood", "tags", "promises", "escalations", "snoozed_until",
    "reminders", "surveys", "merged_into", "merged", "inquiries",
)  # fmt: skip
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NEW = (*RAW(Conversation("", "", EPOCH, EPOCH)), None)


def of_conversation(one: Conversation) -> dict[str, str]:
    """By name; "" where there is nothing. Waiting for the customer or for us is no change: every mail makes one."""
    return {
        "assignee": one.assignee,
        "desk": one.service,
        "status": one.status if one.status in ("closed", "spam") else "open",
        "priority": one.priority,
        "mood": one.mood,
        "tags": " ".join(sorted(one.tags)),
        "targets": _list(turn.key for turn in one.turns if turn.kind == "target"),
        "promises": _list(f"{each.clock} {_moment(each.due_at)}" for each in one.promises if each.given_at),
        "steps": _list(each.step or each.to for each in one.escalations),
        "asked": _list(f"{each.department} {each.state}" for each in one.inquiries),
        "snoozed": _moment(one.snoozed_until),
        "reminders": _list(_moment(each.at) for each in one.reminders),
        "ratings": _list(str(each.rating) for each in one.surveys if each.rating is not None),
        "merged_into": one.merged_into,
        "merged": _list(one.merged),
    }


def looks_same(before: Conversation | None, after: Conversation) -> bool:
    """Whether nothing that a record names can have changed: nearly always when a mail comes, and 10 us cheaper."""
    known = NEW if before is None else (*RAW(before), before.customer)
    now = (*RAW(after), after.customer if before else None)
    return now == known and not any(turn.kind == "target" for turn in after.turns)


def of_customer(one: Customer) -> dict[str, str]:
    """By name. Of notes and addresses how many there are."""
    return {
        "tags": " ".join(sorted(one.tags)),
        "language": one.language,
        "left_alone": _moment(one.left_alone_at),
        "notes": str(len(one.notes) or ""),
        "merged_into": one.merged_into,
    }


def _list(some: Iterable[str]) -> str:
    return ", ".join(some)


def _moment(at: datetime | None) -> str:
    return at.strftime("%Y-%m-%dT%H:%MZ") if at else ""
