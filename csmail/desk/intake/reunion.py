"""Joins the conversations that answered a mail before it came, when it comes and their people agree.

Only what nobody has touched goes into another conversation: where a person acted, a stranger waits, a mail has not gone
out yet, something asks for a person, the two are linked and he decides. The one that the mail joined keeps its name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice

from csmail.desk.effects import receipts
from csmail.desk.effects.collect import ChangeCollector
from csmail.desk.recall import Recall
from csmail.desk.union import emptied, tag_tasks, united
from csmail.desk.workspace import Workspace
from csmail.mail import threading
from csmail.mail.threading import agreement
from csmail.mail.threading.id_evidence import cited
from csmail.model.conversation import Conversation
from csmail.model.message import Message, RawMessage
from csmail.model.reason import Reason
from csmail.model.receipt import Receipt, StepRecord
from csmail.model.task import OPEN, State

LOOKED_AT = 32
"""Messages that a conversation may hold to be joined unasked: one that waits for its first mail is short."""
UNDER_WAY: tuple[State, ...] = (*OPEN, "refused")


class Reunion:
    """Of one batch. `adopted` are the messages that each survivor got in it."""

    def __init__(self, workspace: Workspace, collector: ChangeCollector, recall: Recall) -> None:
        self._place, self._collector, self._recall = workspace, collector, recall
        self._adopted: dict[str, tuple[Message, ...]] = {}

    def joined(
        self, message: Message, joined: threading.ThreadMatch, survivor: Conversation, ours: bool
    ) -> tuple[threading.ThreadMatch, Conversation]:
        """The conversation that `message` joins with those in it that wait for the message too, and agree.

        `ours`: it is an answer or a note of the house.
        """
        if not joined.conversation or not (joined.links or self._is_open(survivor, message)):
            return joined, survivor
        message = replace(message, direction="out", weak=False) if ours else message
        after = survivor
        for _ in range(LOOKED_AT):
            before, after = after, self._with_one_more(message, after)
            if after is before:
                break
        return (joined, survivor) if after is survivor else (threading.reunited(joined, after.merged), after)

    def _is_open(self, survivor: Conversation, message: Message) -> bool:
        """Whether something in it was not proven when it came: this message may prove it."""
        return any(one.weak for one in self._recall.of(survivor.id, message.key))

    def _with_one_more(self, message: Message, survivor: Conversation) -> Conversation:
        mails = self._mails(survivor)
        if not mails or len(mails) > LOOKED_AT or any(one.quarantined for one in mails) or survivor.status == "spam":
            return survivor
        proven = agreement.proven((*mails, message))
        late = [one for one in proven if one.weak or one.key == message.key]
        for other in self._near(late, survivor):
            there = self._mails(other)
            agreed = agreement.agree(survivor, (*mails, message), other, there)
            if agreed and agreement.meet(late, there) and self._is_mergeable(there, other):
                return self._merged(message, survivor, other, there)
        return survivor

    def _near(self, late: Sequence[Message], survivor: Conversation) -> list[Conversation]:
        """The conversations with mails that these answer or that answer them, oldest first."""
        ids = {id for one in late for id in (one.message_id, *cited(one)) if id}
        names = dict.fromkeys(trace.conversation for trace in self._place.store.traces(ids) if trace.id in ids)
        near = map(self._recall.conversation, islice(names, LOOKED_AT))
        found = {one.id: one for one in near if one is not None}
        return [one for one in found.values() if one.id != survivor.id and one.desk == survivor.desk]

    def _is_mergeable(self, mails: Sequence[Message], other: Conversation) -> bool:
        short = 0 < len(mails) <= LOOKED_AT and not any(one.quarantined for one in mails)
        return short and self._is_untouched(other)

    def _is_untouched(self, one: Conversation) -> bool:
        if one.status not in ("open", "closed") or one.needs or one.assignee or one.answered_at or one.escalations:
            return False
        tasks = (*self._place.store.tasks(one.desk, UNDER_WAY), *self._collector.tasks)
        by_hand = (receipt.on == "hand" for receipt in self._place.store.receipts(one.id))
        return not any(task.conversation == one.id for task in tasks) and not any(by_hand)

    def _mails(self, one: Conversation) -> tuple[Message, ...]:
        """What lies in it, one more than is looked at if there are so many."""
        fresh = [said for said in self._collector.messages if said.conversation == one.id]
        stored = islice(self._place.store.newest(one.id), LOOKED_AT + 1)
        return tuple({said.key: said for said in (*stored, *self._adopted.get(one.id, ()), *fresh)}.values())

    def _merged(
        self, message: Message, survivor: Conversation, other: Conversation, mails: tuple[Message, ...]
    ) -> Conversation:
        store, collector, now = self._place.store, self._collector, self._collector.now
        collector.tasks.extend(tag_tasks(self._place, survivor, other))
        collector.drafts.extend(replace(one, conversation=survivor.id) for one in store.drafts(other.id))
        told = (one for one in store.receipts(other.id) if one.conversation == other.id)
        collector.rehome(other.id, survivor.id, mails, told)
        collector.receipts.append(self._receipt(message, other, survivor))
        for id in other.merged:
            led = collector.conversations.get(id) or store.conversation(id)
            if led is not None and led.merged_into == other.id:
                collector.conversations[id] = led.amended(merged_into=survivor.id)
        collector.conversations[other.id] = emptied(other, survivor.id, now)
        collector.conversations[survivor.id] = after = united(survivor, other, now)
        here = tuple(replace(one, conversation=survivor.id) for one in mails)
        self._adopted[survivor.id] = (*self._adopted.get(survivor.id, ()), *here)
        self._recall.adopt(survivor.id, here)
        return after

    def _receipt(self, message: Message, other: Conversation, survivor: Conversation) -> Receipt:
        did = Reason.of("conversation_merged", merged=other.id, into=survivor.id)
        step = StepRecord("", "conversations merge", "", did=(did,))
        deed = receipts.Deed(f"merge/{other.id}/{message.key}", "rules", self._collector.now, on="arrival")
        done = receipts.of_deed(receipts.About(other.desk, other.id), step, deed)
        return replace(done, notes=(Reason("answers_met"),))


def parents_first(
    raws: Sequence[RawMessage], messages: Sequence[Message]
) -> tuple[tuple[RawMessage, ...], tuple[Message, ...]]:
    """The mails of a batch in their order, but each after those of the batch that it cites: no answer waits there."""
    place: dict[str, int] = {}
    for number, message in enumerate(messages):
        place.setdefault(message.message_id, number)
    order = tuple(_sorted([[place[id] for id in cited(one) if id in place] for one in messages]))
    return tuple(raws[number] for number in order), tuple(messages[number] for number in order)


def _sorted(every: Sequence[Sequence[int]]) -> Iterable[int]:
    """Depth first; mails that cite each other in a circle stay in some order."""
    entered: dict[int, bool] = {}
    for start in range(len(every)):
        waiting = [start]
        while waiting:
            number = waiting[-1]
            more = [one for one in every[number] if one not in entered] if number not in entered else []
            entered.setdefault(number, False)
            if more:
                waiting.extend(reversed(more))
                continue
            waiting.pop()
            if not entered[number]:
                entered[number] = True
                yield number
