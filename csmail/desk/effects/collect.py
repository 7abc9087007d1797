"""Collects what decided steps change, until it is committed as one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from csmail.desk import notices
from csmail.desk.effects.letters import LetterWriter, Written
from csmail.desk.mirror_state import lying
from csmail.desk.presence import given_fact
from csmail.mail import address, identity
from csmail.model import effects
from csmail.model.changes import Acknowledged, Changes, Cursor, Rehomed, Standing
from csmail.model.conversation import Conversation
from csmail.model.customer import Customer
from csmail.model.desk import Desk
from csmail.model.draft_life import steps_aside
from csmail.model.effects import Effect, Letter
from csmail.model.message import Message, Place
from csmail.model.reason import Reason
from csmail.model.receipt import Receipt, Step
from csmail.model.situation import Situation
from csmail.model.task import (
    Draft,
    FileMail,
    Mail,
    MoveMessage,
    SendMail,
    SetFlags,
    SetKeywords,
    Task,
    UnfileMail,
    Work,
)
from csmail.ports import Store

WORDINGS_KEPT = 40
Sign = tuple[type[SetKeywords] | type[SetFlags], str, int, bool, str]


@dataclass(slots=True)
class ChangeCollector:
    """`conversations` holds the newest copy of each, with the version it was read with.

    `wordings` are the files that letters were made of, by conversation, `read_by` the same by the key of the customer.
    """

    desk: Desk
    now: datetime
    conversations: dict[str, Conversation] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    mails: list[Mail] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    acknowledged: list[Acknowledged] = field(default_factory=list)
    rehomed: list[Rehomed] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    customers: dict[str, Customer] = field(default_factory=dict)
    wordings: dict[str, list[str]] = field(default_factory=dict)
    read_by: dict[str, list[str]] = field(default_factory=dict)
    _signs: dict[Sign, dict[int, str]] = field(default_factory=dict)

    @property
    def marks(self) -> tuple[int, int, int]:
        """Where it stands, for `made_since`."""
        return len(self.mails), len(self.drafts), len(self.tasks)

    def made_since(self, marks: tuple[int, int, int]) -> tuple[tuple[Mail, ...], tuple[Draft, ...], tuple[Task, ...]]:
        """What goes out of the desk, since it stood there."""
        mails, drafts, tasks = marks
        return tuple(self.mails[mails:]), tuple(self.drafts[drafts:]), tuple(self.tasks[tasks:])

    def enter(
        self, situation: Situation, steps: Iterable[Step], writer: LetterWriter, places: tuple[Place, ...]
    ) -> None:
        """Take down what the steps ask of the world outside the conversation; `places` is where its messages lie."""
        for step in steps:
            for number, effect in enumerate(step.effects):
                if isinstance(effect, effects.Tag):  # nearly every effect, and it needs no cause of its own
                    self._sign(SetKeywords, places, (effect.add, effect.remove), situation.conversation.id)
                    continue
                self._enter(
                    situation, effect, Origin(writer, f"{writer.cause}/{step.rule}/{step.action}/{number}", places)
                )

    def changes(self, cursors: tuple[Cursor, ...] = ()) -> Changes:
        """Everything collected so far."""
        return Changes(
            conversations=tuple(map(self._scheduled, self.conversations.values())),
            messages=tuple(self.messages),
            mails=tuple(self.mails),
            tasks=tuple(sorted((*self.tasks, *self._sign_tasks()), key=_moves)),
            drafts=tuple(self.drafts),
            receipts=tuple(self.receipts),
            cursors=cursors,
            acknowledged=tuple(self.acknowledged),
            rehomed=tuple(self.rehomed),
            facts=tuple(self.facts.items()),
            customers=tuple(self.customers.values()),
        )

    def rehome(self, source: str, target: str, messages: Sequence[Message], told: Iterable[Receipt]) -> None:
        """Take down that all these `messages` of `source` lie in `target`, and what was `told` of them there."""
        self.rehomed.append(Rehomed(tuple(one.key for one in messages), target))
        stay = [one for one in self.receipts if one.conversation != source]
        move = [one for one in self.receipts if one.conversation == source]
        self.receipts[:] = (*stay, *(replace(one, conversation=target) for one in (*move, *told)))

    def _scheduled(self, conversation: Conversation) -> Conversation:
        """With the wordings of its letters, and when it is looked at again.

        Nothing else than what asks to be looked at now brings that forward.
        """
        if new := self.wordings.get(conversation.id):
            conversation = conversation.amended(wordings=(*conversation.wordings, *new)[-WORDINGS_KEPT:])
        if conversation.next_moment is None or conversation.next_moment > self.now:
            return conversation
        if self.desk.rule_times is None:  # a pass knows what the rules wait for
            return conversation
        from csmail.clocks import next_moment  # with it come time zones, which a tag does without

        return conversation.amended(next_moment=next_moment(conversation, self.desk, self.now))

    def _enter(self, situation: Situation, effect: Effect, origin: Origin) -> None:
        match effect:
            case effects.Send(letter, hold):
                self._send(situation, origin.writer.written(situation, letter), hold, origin.cause)
                if effect.spends:
                    known: Standing = "known" if situation.reserved else ""
                    self._count(situation, letter, "held" if hold else known)
            case effects.WriteDraft(letter):
                self._replace(situation, letter, origin.writer.workspace.store)
                self._draft(situation, origin.writer.written(situation, letter), effect, origin.cause)
            case effects.AddNote(text, author):
                self.messages.append(note(situation, text, author, origin.cause))
            case effects.Mark(add, remove):
                self._sign(SetFlags, origin.places[-1:], (add, remove), situation.conversation.id)
            case effects.Notify(channel):
                self._notify(situation, channel, origin.cause)
            case effects.Move(folder):
                self._move(situation, folder, origin)
            case effects.Assign(to) if to:
                self.facts.update((given_fact(to, self.now),))
            case _:
                return  # the rest changes the conversation alone, which rules.decide has amended

    def _send(self, situation: Situation, written: Written, hold: Reason | None, cause: str) -> None:
        letter, conversation = written.letter, situation.conversation
        self._remember(conversation, written)
        if letter.purpose == "acknowledgement":
            cause = f"acknowledgement/{conversation.id}"  # once per conversation, for life: see fence.cause
        self.mails.append(written.mail)
        self.messages.append(written.message)
        acknowledged = situation.message if letter.purpose == "acknowledgement" else None
        of, answers = (acknowledged.place, acknowledged.key) if acknowledged else (None, "")
        by = "" if letter.automatic else situation.by
        work = SendMail(written.mail.key, letter.purpose, "", of, answers, letter.automatic, written.promise, by)
        task = self._task(work, cause, conversation.id)
        self.tasks.append(task.held(self.now, hold) if hold else task)

    def _remember(self, conversation: Conversation, written: Written) -> None:
        if written.wording:
            self.wordings.setdefault(conversation.id, []).extend(written.wording)
            if conversation.customer:
                self.read_by.setdefault(address.key(conversation.customer.spec), []).extend(written.wording)

    def _count(self, situation: Situation, letter: Letter, standing: Standing) -> None:
        for one in letter.audience.to:
            sender, conversation = address.key(one.spec), situation.conversation.id
            self.acknowledged.append(
                Acknowledged(self.desk.name, sender, self.now, conversation, letter.purpose, standing)
            )

    def _replace(self, situation: Situation, letter: Letter, store: Store) -> None:
        """An older draft steps aside for a newer one; `csmail drafts restore` brings it back."""
        asks = situation.by if situation.person else ""
        here, known = situation.conversation.id, {one.id for one in self.drafts}
        fresh = [one for one in self.drafts if one.conversation == here]
        for old in (*(one for one in store.drafts(here, waiting=True) if one.id not in known), *fresh):
            mail = next((one for one in self.mails if one.key == old.mail), None) or store.mail(old.mail)
            if not steps_aside(old, asks, self.now) or old.purpose != letter.purpose or mail is None:
                continue
            self.drafts[:] = [*(one for one in self.drafts if one.id != old.id), replace(old, state="replaced")]
            unfile = UnfileMail(mail.message_id, "drafts", lying(store, self.desk.name, mail.message_id))
            self.tasks.append(self._task(unfile, f"unfile/{old.id}/{old.version}", here))

    def _draft(self, situation: Situation, written: Written, asked: effects.WriteDraft, cause: str) -> None:
        conversation, message = situation.conversation, situation.message
        draft = Draft(
            id=identity.conversation_id(f"draft/{cause}"),
            desk=self.desk.name,
            conversation=conversation.id,
            mail=written.mail.key,
            author=asked.author,
            created_at=self.now,
            changed_at=self.now,
            audience=written.letter.audience,
            subject=written.subject,
            text=written.message.text,
            template=written.letter.template,
            purpose=written.letter.purpose,
            answers=message.key if message else "",
            promise=written.promise,
            wording=written.wording,
            assist_wanted=asked.assist,
            person=situation.person,
            source=written.source,
            format="markdown" if written.source else "text",
            closing=written.closing,
        )
        self._remember(conversation, written)
        self.mails.append(written.mail)
        self.drafts.append(draft)
        self.tasks.append(self._task(FileMail(written.mail.key, "drafts"), f"file/{cause}", conversation.id))

    def _notify(self, situation: Situation, channel: str, cause: str) -> None:
        terms = next((one for one in self.desk.notices if one.name == channel), None)
        if terms is not None:
            event = notices.Event("asked", cause, situation.conversation.id)
            self.tasks.append(notices.task(self.desk, terms, event, self.now))

    def _move(self, situation: Situation, folder: str, origin: Origin) -> None:
        message = situation.message
        if message is not None and message.place is not None:
            at = message.place
            work = MoveMessage(at.folder, at.uidvalidity, at.uid, folder, message.message_id, message.key)
            self.tasks.append(self._task(work, origin.cause, situation.conversation.id))

    def _sign(
        self,
        kind: type[SetKeywords] | type[SetFlags],
        at: tuple[Place, ...],
        words: tuple[frozenset[str], frozenset[str]],
        conversation: str,
    ) -> None:
        for place in at:
            for some, adding in zip(words, (True, False), strict=True):
                for word in some:
                    # What a later rule asks of the mail is what counts: the two would be set in any order.
                    other = self._signs.get((kind, place.folder, place.uidvalidity, not adding, word))
                    if other:
                        other.pop(place.uid, None)
                    sign = (kind, place.folder, place.uidvalidity, adding, word)
                    self._signs.setdefault(sign, {})[place.uid] = conversation

    def _sign_tasks(self) -> Iterable[Task]:
        """One STORE a keyword for the whole batch: 50 commands instead of one per mail."""
        for (kind, folder, uidvalidity, adding, word), signed in self._signs.items():
            if not signed:
                continue
            uids, words, conversations = list(signed), (word,), set(signed.values())
            work = kind(folder, uidvalidity, tuple(uids), words if adding else (), () if adding else words)
            cause = f"{kind.__name__}/{folder}/{uidvalidity}/{adding}/{word}/{uids}/{self.now.isoformat()}"
            yield self._task(work, cause, conversations.pop() if len(conversations) == 1 else "")

    def _task(self, work: Work, cause: str, conversation: str) -> Task:
        return identity.new_task(self.desk.name, f"{self.desk.name}/{cause}", work, self.now, conversation)


def _moves(task: Task) -> bool:
    """Moves come last: an acknowledgement is claimed on its message, which must still be where it was; so do marks."""
    return isinstance(task.work, MoveMessage)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an effect comes from: its writer, its cause, where the conversation's messages lie."""

    writer: LetterWriter
    cause: str
    places: tuple[Place, ...]


def note(situation: Situation, text: str, author: str, cause: str) -> Message:
    """An internal note as a message that no customer sees."""
    return Message(
        key=identity.task_id(f"note/{cause}/{situation.now.isoformat()}"),
        desk=situation.desk.name,
        direction="note",
        received_at=situation.now,
        subject=f"Note by {author}",
        text=text,
        conversation=situation.conversation.id,
        visibility="internal",
        author=author if situation.person else "",
    )
