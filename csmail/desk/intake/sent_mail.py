"""A batch of mails from the Sent mailbox: answers that people wrote with other programs become ours.

| a mail there | what becomes of it |
| --- | --- |
| carries our mark, or is here already by content or Message-ID | nothing: it is known |
| is a draft of ours, by its id, or by its words where our copy is gone | the draft is sent, a queued one dropped |
| leads to no conversation, or somebody outside the house wrote it | nothing |
| leads to none, and goes to this customer about this subject | asked: `csmail conversations accept` joins it |
| goes to somebody on the customer's side | an answer of ours: the conversation waits for the customer |
| goes to others only | kept inside the conversation, which stays as it is |
| a machine of ours wrote it, such as an absence note of the provider | kept in the conversation, which stays as it is |
| cannot be read | nothing; the report of the pass says so |

No rule is asked, and nothing is opened, reopened, marked on the server or sent.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from csmail.desk import arrival_notes, colleagues, context
from csmail.desk.conversation_update import stranger_reason
from csmail.desk.effects import receipts
from csmail.desk.fetch import read as parsed
from csmail.desk.intake import perhaps
from csmail.desk.intake.find_conversation import Traces, joined
from csmail.desk.intake.report import Arrived, Tidings
from csmail.desk.intake.reunion import Reunion, parents_first
from csmail.desk.mirror import sent as mirrored
from csmail.desk.originals import withheld
from csmail.desk.recall import Recall
from csmail.desk.workspace import Workspace
from csmail.mail import house, identity
from csmail.mail.address import key
from csmail.mail.autoreply import loop_mark
from csmail.mail.threading import ThreadMatch, id_evidence
from csmail.model.changes import Changes, Cursor
from csmail.model.conversation import Conversation
from csmail.model.message import Message, Place, RawMessage
from csmail.model.reason import Reason
from csmail.model.replacing import copied


class SentBatch:
    """What `Batch` is for mail that comes in; a folder of sent mail has no account of its UIDs for `csmail audit`."""

    def __init__(self, workspace: Workspace, backlog: bool) -> None:
        self.workspace = workspace
        self.arrived = Tidings()
        self.problems: list[Reason] = []
        self.known_already = 0
        self.quarantined = 0
        self._context = context.begun(workspace, backlog)
        self._traces = Traces(workspace.store, ())
        self._reunion = Reunion(workspace, self._context.collector, self._context.recall)
        self._taken_in: set[str] = set()

    @property
    def recall(self) -> Recall:
        return self._context.recall

    def collected(self) -> Changes:
        """What to commit, no cursor with it."""
        return self._context.collector.changes()

    def changes(self, reached: Cursor, vanished: Collection[int] = ()) -> Changes:
        """What to commit, the cursor with it."""
        return self._context.collector.changes((reached,))

    def take_in(self, raws: Sequence[RawMessage]) -> None:
        """Take in those that are news; what lay there before the desk began is never looked at."""
        if self._context.backlog:
            return
        for raw in filter(withheld, raws):
            self.quarantine(raw.place, Reason("not_handed_over"))
        raws, messages = parsed(self.workspace, [raw for raw in raws if not withheld(raw)])
        self._traces = Traces(self.workspace.store, messages)
        for message in parents_first(raws, messages)[1]:
            self._take_in(message)

    def quarantine(self, at: Place, reason: Reason) -> None:
        """Pass over a mail that cannot be read: whoever sent it knows what it says."""
        self.problems.append(Reason.of("sent_mail_unread", uid=at.uid, folder=at.folder).because(reason))

    def _take_in(self, message: Message) -> None:
        if self._is_known(message) or self._context.forgotten.is_told(message):
            return
        copies = self._copies(message)
        doubted = [one for one in copies if one.quarantined]  # nobody vouched for its author, the folder does now
        if message.key in self._taken_in or len(copies) > len(doubted):
            self.known_already += 1
            return
        join = joined(message, self._traces, self._context)
        before = self.recall.conversation(join.conversation) if join.conversation else None
        if before is None:
            self._perhaps(message)
            return
        desk = self.workspace.desk.served(before.served_by)
        if not (house.sent_part(message, before, desk) or house.sent_by_machine(message, desk)):
            return
        join, before = self._reunion.joined(message, join, before, ours=True)
        if doubted:
            before = before.calmed([stranger_reason(one.spec) for one in message.originators])
        self._hear(message, join, before)

    def _perhaps(self, message: Message) -> None:
        """Ask a person whether it answers the customer whom it names, about whose subject it is."""
        one = perhaps.meant(message, self._context)
        if one is not None:
            asking = one.needing(perhaps.reason(message)).amended(changed_at=self._context.now)
            self._context.collector.conversations[one.id] = asking

    def accept(self, message: Message, conversation: Conversation) -> None:
        """Take in a mail that nothing joins, because a person says that it belongs there."""
        self._hear(message, ThreadMatch(conversation.id, Reason("accepted_by_hand")), conversation)

    def _hear(self, message: Message, join: ThreadMatch, before: Conversation) -> None:
        desk, now = self.workspace.desk.served(before.served_by), self._context.now
        part = house.sent_part(message, before, desk)
        history = self._context.history(before.id, message.key)
        current = colleagues.is_current(message, history)
        before = before.listed() if part else before
        after = before.amended(changed_at=now)
        if part == "answer":
            after = colleagues.sent_into(before, message, current, desk, now)
            after = colleagues.asked_since(after, message, history, now)
            after = self._beside_drafts(after, message, history)
        cited = id_evidence.unseen(message, self._traces.clues(message))
        sent = colleagues.sent(message, part, before, current, now) if part else colleagues.sent_by_machine(message)
        kept = copied(sent, {"conversation": before.id, "unseen": cited})
        self._record(kept, after, join)

    def _beside_drafts(self, conversation: Conversation, message: Message, history: Sequence[Message]) -> Conversation:
        """A draft that this is was sent; two answers to one question are shown to a person."""
        draft = mirrored.draft_of(self.workspace, conversation.id, message)
        sent = mirrored.sent_elsewhere(self.workspace, draft, message) if draft is not None else None
        if sent is not None:
            self._context.collector.drafts.append(sent[0])
            self._context.collector.tasks.append(sent[1])
        elif mirrored.is_second(self.workspace, message, history):
            return conversation.needing(Reason("answered_twice"))
        return conversation

    def _record(self, message: Message, conversation: Conversation, join: ThreadMatch) -> None:
        collector, desk = self._context.collector, self.workspace.desk.served(conversation.served_by)
        folder = message.place.folder if message.place else ""
        found = Reason.of("found_in_sent", folder=folder, by=house.sent_by(message, desk))
        receipt = receipts.of_arrival(message, (*arrival_notes.joining(join), found), None, collector.now)
        collector.conversations[conversation.id] = conversation
        collector.messages.append(message)
        collector.receipts.append(receipt)
        self._traces.add(message)
        self._taken_in.add(message.key)
        self.arrived.tell(Arrived(message, conversation, receipt))

    def _is_known(self, message: Message) -> bool:
        """Whether it is a mail of ours; a draft or an edition that only another program sent is news."""
        signed = identity.signed_conversation(self.workspace.store.key(), message.message_id)
        if not (signed or loop_mark.is_marked(message)):
            return False
        if not signed:
            return True
        return mirrored.draft_of(self.workspace, signed, message) is None and not mirrored.is_unsent(
            self.workspace, signed, message.message_id
        )

    def _copies(self, message: Message) -> list[Message]:
        """The same content, or the Message-ID under the same author: a stranger who knows it must hide no answer."""
        same = self.workspace.store.message(message.key)
        alike = [one for one in self._traces.twins(message) if _authors(one) == _authors(message)]
        every = [same, *(one for one in alike if one.key != same.key)] if same else alike
        # What we never sent another program did, from the copy in Drafts: it is an answer, and news.
        return [one for one in every if one.visibility != "unsent"]


def _authors(message: Message) -> frozenset[str]:
    return frozenset(key(one.spec) for one in message.originators)
