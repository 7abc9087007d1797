"""Puts the lines of `csmail todo` in the order of the clock, and says beside each what the clock and the mood say."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from csmail.cli.commands._todo_lines import TodoLine
from csmail.cli.documents.reasons import reasons, words
from csmail.clocks.worklist import Dues, Item, dues, group, rank
from csmail.model.conversation import Conversation, MoodName
from csmail.model.desk import Desk
from csmail.ports import Store
from csmail.reason import Reason

EXACT = 1000
"""So many lines are looked at one by one, at 0.15 ms each; a longer list goes by priority and time alone."""


@dataclass(frozen=True, slots=True)
class Order:
    """The order at `now`; `flooded` are desks whose strangers come last, whatever they write."""

    store: Store
    desks: Mapping[str, Desk]
    flooded: Collection[str]
    now: datetime

    def sorted(self, lines: Iterable[TodoLine]) -> list[TodoLine]:
        """The lines, each with its group, its due moment, who has it and the mood. Raises StoreError."""
        found = [self._placed(number, line) for number, line in enumerate(lines)]
        return [line for _, line in sorted(found, key=lambda each: each[0])]

    def _placed(self, number: int, line: TodoLine) -> tuple[tuple[bool, object], TodoLine]:
        conversation = self.store.conversation(line.conversation) if line.conversation else None
        desk = self.desks.get(conversation.desk) if conversation else None
        if conversation is None or desk is None or line.group == "asked":
            mood, due = Reason("mood_neutral"), Dues()
        else:
            mood, due = _mood(conversation), dues(conversation, desk, self.now)
        asked, doubt = line.group == "asked", line.urgency == "in_doubt"
        item = Item(line.conversation + line.command, line.since, due, _priority(line), _name(mood), asked, doubt)
        told = self._told(line, item, mood)
        shown = replace(told, **_kept(conversation, self.now)) if conversation else told
        crowd = bool(conversation and conversation.desk in self.flooded and not line.known and _is_unanswered(line))
        return (crowd, (rank(item, self.now), number)), shown

    def _told(self, line: TodoLine, item: Item, mood: Reason) -> TodoLine:
        where = group(item, self.now)
        more = [Reason(where)] if where in ("overdue", "half_gone") else []
        more += [mood] if item.mood != "neutral" else []
        why = "; ".join((line.why, *map(words, more)))
        placed = replace(line, group=where, due_at=item.dues.due_at, why=why)
        return replace(
            placed, mood=item.mood if item.mood != "neutral" else "", reasons=(*line.reasons, *reasons(more))
        )


def _kept(one: Conversation, now: datetime) -> dict[str, Any]:
    """What the line says beside the clock."""
    until = one.snoozed_until if one.snoozed_until is not None and one.snoozed_until > now else None
    return {"assignee": one.assignee, "desk": one.desk, "snoozed_until": until}


def _mood(conversation: Conversation) -> Reason:
    """What a person said of the customer. What the mail itself shows is asked by rules, which set the priority: here
    it would cost every start of `todo` the reading of mail and of word lists, 0.2 s."""
    return Reason(f"mood_{conversation.mood or 'neutral'}")


def _name(mood: Reason) -> MoodName:
    names: Mapping[str, MoodName] = {"mood_upset": "upset", "mood_urgent": "urgent"}
    return names.get(mood.code, "neutral")


def _is_unanswered(line: TodoLine) -> bool:
    return bool(line.reasons) and line.reasons[0].code == "no_answer_yet"


def _priority(line: TodoLine) -> Literal["low", "normal", "high", "urgent"]:
    return "urgent" if line.urgency == "in_doubt" else line.urgency
