"""One commit for what became of some mails and for what is to happen to the next ones.

A durable commit costs as much for ten rows as for one. What became of a mail never shares its fate with what somebody
else does: where the commit of the group meets a change of a conversation, each mail of it is written down alone, first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TypeVar

from csmail.errors import Conflict
from csmail.mail.identity import further_ids
from csmail.model.changes import Changes
from csmail.model.conversation import Conversation
from csmail.model.customer import Customer
from csmail.model.message import Message
from csmail.model.reason import Reason
from csmail.model.task import Draft, SendMail, Task
from csmail.outbox import shown, unasked
from csmail.outbox.context import Context
from csmail.outbox.transitions import aftermath
from csmail.ports import Advance

Noun = TypeVar("Noun", Conversation, Message, Draft)
CONFLICTS = 8  # a person types at most a few commands while one mail is sent


class GroupCommit:
    """Writes for one pass over an outbox."""

    def __init__(self, context: Context) -> None:
        self.context, self.store = context, context.store

    def write(self, ended: Sequence[Task], advances: Sequence[Advance]) -> frozenset[str]:
        """Writes down what `ended`, and in the same commit those of `advances` that are still as expected; their ids.

        When it returns all is on the disk. Raises StoreError.
        """
        for task in ended:
            self.context.count(task)
            self.context.bulks.heard(task)
        paced = self.context.bulks.facts()
        try:
            return self.store.advance_all(advances, replace(self._aftermath(ended), facts=paced))
        except Conflict:
            for task in ended:
                self._alone(task)
        return self.store.advance_all(advances, Changes(facts=paced)) if advances or paced else frozenset()

    def _alone(self, task: Task) -> None:
        for _ in range(CONFLICTS):
            with suppress(Conflict):
                self.store.commit(self._aftermath((task,)))
                return
        # What became of the mail matters more than who shows it: alone it cannot conflict.
        self.store.commit(Changes(updated=(task,)))
        facts = {"desk": self.context.desk, "conversation": task.conversation, "task": task.id}
        self.context.problems.append(Reason.of("conversation_keeps_changing", **facts))

    def _aftermath(self, ended: Sequence[Task]) -> Changes:
        """What the ends of several mails change together: the later ones see what the earlier ones changed."""
        conversations: dict[str, Conversation] = {}
        drafts: dict[str, Draft] = {}
        messages: dict[str, Message] = {}
        updated: list[Task] = []
        tasks: list[Task] = []
        customers: list[Customer] = []
        for task in ended:
            assert isinstance(task.work, SendMail), "deeds are written down by the worker"
            conversation = _seen(conversations, task.conversation, self.store.conversation)
            draft = _seen(drafts, task.work.draft, self.store.draft)
            # One that was transmitted joined its conversation then.
            message = None if task.state == "sent" else _seen(messages, task.work.mail, self.store.message)
            after = aftermath(task, conversation, self.context.now(), draft, message)
            customers.extend(unasked.customers(task, conversation, shown.asked(task, conversation, self.store)))
            # An acknowledgement changes nothing that a conversation shows: written, it would meet a person's change.
            conversations.update((one.id, one) for one in after.conversations if one is not conversation)
            drafts.update((one.id, one) for one in after.drafts)
            messages.update((one.key, one) for one in after.messages)
            messages.update((one.key, one) for one in self._renamed(task, task.work, messages))
            updated.extend(after.updated)
            tasks.extend(after.tasks)
        return Changes(
            conversations=tuple(conversations.values()),
            messages=tuple(messages.values()),
            updated=tuple(updated),
            drafts=tuple(drafts.values()),
            tasks=tuple(tasks),
            customers=tuple({one.id: one for one in customers}.values()),
        )

    def _renamed(self, task: Task, work: SendMail, changed: dict[str, Message]) -> tuple[Message, ...]:
        """The message under the id that a provider gave it as well: answers will cite that one (SES)."""
        said = tuple(each.reply for each in task.deliveries if each.state == "sent")
        given = further_ids(said, (each.recipient for each in task.deliveries)) if said else ()
        message = _seen(changed, work.mail, self.store.message) if given else None
        if message is None or not (set(given) - {message.message_id, *message.further_ids}):
            return ()
        further = (*message.further_ids, *(id for id in given if id != message.message_id))
        return (replace(message, further_ids=tuple(dict.fromkeys(further))),)


def _seen(changed: dict[str, Noun], id: str, stored: Callable[[str], Noun | None]) -> Noun | None:
    """As this commit leaves it, else as it is stored."""
    if not id:
        return None
    return changed.get(id) or stored(id)
