"""A batch of arrivals: each is decided upon as those before it left the desk, all are committed together."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from csmail.desk import arrival_notes, colleagues, context, inquiries, situation
from csmail.desk.arrival_notes import Notes
from csmail.desk.conversation_update import new_conversation, with_arrival
from csmail.desk.customers import blank
from csmail.desk.effects import receipts
from csmail.desk.effects.letters import LetterWriter
from csmail.desk.fetch import read as parsed
from csmail.desk.intake.find_conversation import Traces, is_weak, joined
from csmail.desk.intake.recognise import recognised
from csmail.desk.intake.report import Arrived, Tidings
from csmail.desk.intake.reunion import Reunion, parents_first
from csmail.desk.originals import original, withheld
from csmail.desk.recall import Recall
from csmail.desk.satisfaction import answers
from csmail.desk.satisfaction.answers import Answer
from csmail.desk.watch import audit
from csmail.desk.workspace import Workspace
from csmail.mail import house, identity, opt_out, threading
from csmail.mail.house import Part
from csmail.mail.threading import id_evidence
from csmail.model.changes import Changes, Cursor
from csmail.model.conversation import Conversation
from csmail.model.message import Message, Place, RawMessage
from csmail.model.mirror import BACK
from csmail.model.reason import Reason
from csmail.model.replacing import copied
from csmail.model.situation import Situation
from csmail.rules.decide import Decision, decide
from csmail.rules.rule import Rule


class Batch:
    """Reads the store and, for an original to attach, the mailbox; changes nothing but itself."""

    def __init__(self, workspace: Workspace, backlog: bool) -> None:
        self.workspace = workspace
        self.arrived = Tidings()
        self.decision: Decision | None = None
        self.known_already = 0
        self.quarantined = 0
        self._context = context.begun(workspace, backlog)
        self._numbers = context.Numbers(self._context, ())
        self._traces = Traces(workspace.store, ())
        self._reunion = Reunion(workspace, self._context.collector, self._context.recall)
        self._copies: list[Place] = []
        self._sighted: frozenset[str] = frozenset()
        self._taken_in: set[str] = set()

    @property
    def problems(self) -> tuple[Reason, ...]:
        """What people are told of beside the mails."""
        alarm = self._context.budget.alarm()
        return (alarm,) if alarm else ()

    @property
    def recall(self) -> Recall:
        return self._context.recall

    def changes(self, reached: Cursor, vanished: Collection[int] = ()) -> Changes:
        """What to commit, the cursor with it; `vanished` are UIDs that were listed and then not to be had."""
        accounts = audit.accounts(reached, self._copies, vanished)
        rules = receipts.unkept_rules(self.workspace, self._context.collector.receipts)
        return replace(self._context.collector.changes((reached,)), accounts=accounts, rules=rules)

    def take_in(self, raws: Sequence[RawMessage]) -> None:
        """Parse the mails, find their conversations, decide; one look-up in the store for all of them."""
        store = self.workspace.store
        for raw in filter(withheld, raws):
            self.quarantine(raw.place, Reason("not_handed_over"))
        raws, messages = parsed(self.workspace, [raw for raw in raws if not withheld(raw)])
        self._sighted = store.sighted(message.key for message in messages)
        self._traces = Traces(store, messages)
        self._numbers = context.Numbers(self._context, messages)
        self._context.records.expect(messages)
        for raw, message in zip(*parents_first(raws, messages), strict=True):
            if not self._is_here(message):
                self._take_in(raw, message)

    def quarantine(self, at: Place, reason: Reason) -> None:
        """Take in a message that cannot be read: a conversation that asks for a person; the mail stays where it is."""
        desk = self.workspace.desk.name
        key = identity.unreadable_key(desk, at.folder, at.uidvalidity, at.uid)
        if key in self.workspace.store.sighted((key,)):
            self.known_already += 1
            return
        self.quarantined += 1
        title = f"(unreadable message, UID {at.uid} in {at.folder})"
        message = Message(key, desk, "in", self._context.now, subject=title, place=at)
        conversation = self._opened(message).needing(reason)
        self._record(replace(message, conversation=conversation.id), conversation, (reason,))

    def _is_here(self, message: Message) -> bool:
        again = recognised(self.workspace, message, self._traces, self._sighted, self._taken_in)
        self._taken_in.add(message.key)
        if again is None:
            return False
        self._context.collector.messages.extend(again.messages)
        self._copies.extend(again.copies)
        for one in again.messages:
            self._came_back(one)
        self.known_already += 1
        return True

    def _came_back(self, message: Message) -> None:
        """Somebody took it out of Junk or Trash: nothing is to be asked about that any more."""
        one = self.recall.conversation(message.conversation) if message.conversation else None
        if one is not None and (calmed := one.calmed(BACK)) is not one:
            self._context.collector.conversations[one.id] = calmed.amended(changed_at=self._context.now)

    def _take_in(self, raw: RawMessage, message: Message) -> None:
        desk = self.workspace.desk
        if self._context.forgotten.wrote(message):
            self._record(blank.message(message), None, (Reason("forgotten_again"),))
            return
        join = joined(message, self._traces, self._context)
        if not join.conversation and not join.opens:
            self._context.records.returned(message)
            self._record(message, None, (Reason("unknown_report"),))
            return
        message, join = colleagues.passed_on(raw, message, join, desk)
        before = self.recall.conversation(join.conversation) or self._opened(message)
        desk = desk.served(before.served_by)
        weak = is_weak(join, message, self._traces, self._context)
        asked = inquiries.cited(before, self._traces.cited(message)) if before.inquiries else frozenset()
        part = _part(message, join, before, self.workspace, (weak, bool(asked)))
        message = copied(message, {"weak": True}) if weak else message
        if not join.quarantined and part != "doubtful":
            join, before = self._reunion.joined(message, join, before, ours=bool(part))
        before = before.listed()
        answer = answers.heard(message, join, before, self._context)
        if answer is not None and not answer.goes_on:
            self._file(message, join, answer)
            return
        told = answer.notes if answer is not None else ()
        before = answer.conversation if answer is not None else before
        if part in ("answer", "note"):
            if part == "note" and before.inquiries:
                message, before = self._hear_inside(message, before, asked)
            self._hear(raw, message, join, before, part)
            return
        join = colleagues.doubted(join) if part else join
        message = self._joining(message, join, before)
        after = with_arrival(before, message, join, desk, self._context.now)
        self._context.records.heard(message, after, new=not join.conversation)
        if not join.conversation and opt_out.asks(message):
            self._leave_alone(message, after)
            return
        found = situation.of_arrival(after, message, join, raw, self._context)
        self._decide(found, raw, self.workspace.rules, (*arrival_notes.joining(join), *told))

    def _joining(self, message: Message, join: threading.ThreadMatch, conversation: Conversation) -> Message:
        """The message as one of its conversation."""
        # What a stranger cites leads nobody here: he would choose where the mail of others goes.
        silent = join.quarantined or message.kind in threading.REPORTS
        cited = () if silent else id_evidence.unseen(message, self._traces.clues(message))
        joining = {"conversation": conversation.id, "visibility": join.visibility, "quarantined": join.quarantined}
        return copied(message, {**joining, "unseen": cited})

    def _file(self, message: Message, join: threading.ThreadMatch, answer: Answer) -> None:
        """Take in an answer to a survey in which nothing is asked: it starts no clock, no rule sees it."""
        cited = id_evidence.unseen(message, self._traces.clues(message))
        seen = "internal" if join.quarantined else join.visibility
        kept = copied(message, {"conversation": answer.conversation.id, "visibility": seen, "unseen": cited})
        self._context.records.heard(kept, answer.conversation, new=False)
        self._record(kept, answer.conversation, (*arrival_notes.joining(join), *answer.notes))

    def _leave_alone(self, message: Message, conversation: Conversation) -> None:
        """Take in a mail that asks for no more mails to many: done with it, no rule is asked, nobody gets an answer."""
        self._context.records.leaves_alone(message.originators[0])
        now = self._context.now
        closed = conversation.amended(status="closed", closed_at=now, turns=(), next_moment=None)
        self._record(message, closed, (Reason("asks_to_be_left_alone"),))

    def _hear_inside(
        self, message: Message, before: Conversation, asked: frozenset[str]
    ) -> tuple[Message, Conversation]:
        """What a department answers is said inside; whom it copied in has seen it, which somebody must know."""
        heard = inquiries.heard(before, message, asked, self._context.now)
        if heard is before:
            return message, before
        kept, outside = inquiries.inside(message, self.workspace.desk.served(before.served_by))
        for one in outside:
            heard = heard.needing(Reason.of("copied_outside", to=one, author=message.originators[0].spec))
        return kept, heard

    def _hear(
        self, raw: RawMessage, message: Message, join: threading.ThreadMatch, before: Conversation, part: Part
    ) -> None:
        """Take in a mail of the house: no rule is asked, for neither did a customer answer nor a matter begin."""
        desk, now = self.workspace.desk.served(before.served_by), self._context.now
        history = self._context.history(before.id, message.key)
        current = colleagues.is_current(message, history)
        if part == "note":
            after = colleagues.noted(before, message, join.reopens, desk, now)
        else:
            begun = before if join.conversation else colleagues.begun(before, message, desk)
            after = colleagues.answered(begun, message, current, desk, now)
            after = colleagues.asked_since(after, message, history, now)
        cited = id_evidence.unseen(message, self._traces.clues(message))
        spoken = colleagues.spoken(message, part, before, current, now)
        kept = copied(spoken, {"conversation": before.id, "unseen": cited})
        found = situation.of_arrival(after, kept, join, raw, self._context)
        self._decide(found, raw, (), (*arrival_notes.joining(join), Reason(colleagues.FLAGS[part])))

    def _opened(self, message: Message) -> Conversation:
        id = self._numbers.fresh(message.key)
        return new_conversation(id, message, self.workspace.desk, self._context.now, self._context.backlog)

    def _decide(self, found: Situation, raw: RawMessage, rules: Sequence[Rule], notes: Notes) -> None:
        key = found.message.key if found.message else ""
        writer = LetterWriter(
            self.workspace, lambda wanted: original(self.workspace, raw.place, raw), f"{found.on}/{key}"
        )
        found = self._context.unsettled.informed(self._context.crew.informed(found, rules), rules)
        found = self._context.incidents.informed(found)
        self._conclude(decide(rules, found, writer.veto), writer, notes)

    def _conclude(self, decision: Decision, writer: LetterWriter, notes: Notes) -> None:
        message = decision.situation.message
        if message is None:
            raise TypeError("an arrival has a message")
        collector = self._context.collector
        marks = collector.marks
        self.decision = decision
        places = (message.place,) if message.place else ()
        collector.enter(decision.situation, decision.steps, writer, places)
        mails, drafts, tasks = collector.made_since(marks)
        notes = (*notes, *self._context.incidents.heard(decision, tasks))
        self._record(message, decision.situation.conversation, notes, decision)
        if mails or drafts or tasks:
            self.arrived[-1] = replace(self.arrived[-1], mails=mails, drafts=drafts, tasks=tasks)

    def _record(
        self,
        message: Message,
        conversation: Conversation | None,
        notes: Notes,
        decision: Decision | None = None,
    ) -> None:
        collector = self._context.collector
        there = message.conversation if conversation is None else conversation.id
        filed = message if message.conversation == there else copied(message, {"conversation": there})
        receipt = receipts.of_arrival(filed, notes, decision, self._context.now)
        if conversation is not None:
            collector.conversations[conversation.id] = conversation
            self._context.crew.gave(conversation)
        self._traces.add(message)
        hidden = decision is not None and decision.situation.quarantined
        # What a stranger wrote is shown to agents; it is no part of what later answers go by (correct-mail A-10).
        collector.messages.append(replace(message, visibility="internal") if hidden else message)
        collector.receipts.append(receipt)
        self.arrived.tell(Arrived(message, conversation, receipt))


def _part(
    message: Message, join: threading.ThreadMatch, before: Conversation, workspace: Workspace, signs: tuple[bool, bool]
) -> Part:
    if not join.conversation:
        return "answer" if house.begins(message, workspace.desk) else ""
    desk = workspace.desk.served(before.served_by)
    if not join.quarantined or "forged_sender" not in join.flags:
        weak, inside = signs
        return house.part(message, before, desk, not weak, inside)
    return ""
