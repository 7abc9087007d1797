"""A batch of arrivals: each is decided upon as those before it left the desk, all are committed together."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from csmail.desk import arrival_notes, colleagues, own_mail_rewritten
from csmail.desk.acquaintance import STRANGER, Acquaintances
from csmail.desk.conversation_update import opened, welcomed
from csmail.desk.effects.collect import Ledger
from csmail.desk.effects.letters import Scribe
from csmail.desk.effects.receipts import record
from csmail.desk.fetch import read as parsed
from csmail.desk.intake.find_conversation import Traces
from csmail.desk.intake.report import UNREADABLE, Arrived, Tidings
from csmail.desk.intake.reunion import Reunion, parents_first
from csmail.desk.limits import Budget, Spent, addressee
from csmail.desk.originals import original, withheld
from csmail.desk.own_mail import Echoes
from csmail.desk.recall import Recall
from csmail.desk.watch import audit
from csmail.desk.workspace import Workplace
from csmail.mail import address, bounce, house, identity, threading
from csmail.mail.autoreply import trust
from csmail.mail.house import Part
from csmail.mail.order import ordered
from csmail.mail.threading import copies, id_evidence, proof, subject
from csmail.mail.threading.id_evidence import Clues
from csmail.model.changes import Changes, Cursor
from csmail.model.conversation import Conversation
from csmail.model.message import Message, Place, RawMessage
from csmail.model.receipt import Arrival, Receipt
from csmail.model.replacing import copied
from csmail.model.situation import Situation
from csmail.rules.decide import Decision, decide
from csmail.rules.rule import Rule


class Batch:
    """Reads the store and, for an original to attach, the mailbox; changes nothing but itself."""

    def __init__(self, place: Workplace, backlog: bool) -> None:
        self.place = place
        self.backlog = backlog
        self.now = place.now()
        self.ledger = Ledger(place.desk.name, self.now)
        self.budget = Budget(place.store, place.desk, self.now, self.ledger.acknowledged)
        self.arrived = Tidings()
        self.decision: Decision | None = None
        self.known_already = 0
        self.copies: list[Place] = []
        self.quarantined = 0
        self._traces = Traces(place.store, ())
        self._echoes = Echoes(place.store)
        self._acquaintances = Acquaintances(place.store, place.desk.name)
        self.recall = Recall(place, self.ledger)
        self._reunion = Reunion(place, self.ledger, self.recall)
        self._sighted: frozenset[str] = frozenset()
        self._taken: set[str] = set()
        self._keys: set[str] = set()

    def changes(self, reached: Cursor, vanished: Collection[int] = ()) -> Changes:
        """What to commit, the cursor with it; `vanished` are UIDs that were listed and then not to be had."""
        accounts = audit.accounts(reached, self.copies, vanished)
        return replace(self.ledger.changes((reached,)), accounts=accounts)

    def take_in(self, raws: Sequence[RawMessage]) -> None:
        """Parse the mails, find their conversations, decide; one look-up in the store for all of them."""
        store = self.place.store
        for raw in filter(withheld, raws):
            self.quarantine(raw.place, "the server does not hand it over")
        raws, messages = parsed(self.place, [raw for raw in raws if not withheld(raw)])
        self._sighted = store.sighted(message.key for message in messages)
        self._traces = Traces(store, messages)
        self._taken = set(store.taken(identity.conversation_id(message.key) for message in messages))
        for raw, message in zip(*parents_first(raws, messages), strict=True):
            self._take_in(raw, message)

    def quarantine(self, at: Place, reason: str) -> None:
        """Take in a message that cannot be read: a conversation that asks for a person; the mail stays where it is."""
        desk = self.place.desk.name
        key = identity.unreadable_key(desk, at.folder, at.uidvalidity, at.uid)
        if key in self.place.store.sighted((key,)):
            self.known_already += 1
            return
        self.quarantined += 1
        title = f"{UNREADABLE}, UID {at.uid} in {at.folder})"
        message = Message(key, desk, "in", self.now, subject=title, place=at)
        conversation = self._opened(message).needing(reason)
        self._record(replace(message, conversation=conversation.id), conversation, (reason,))

    def _take_in(self, raw: RawMessage, message: Message) -> None:
        found = self._traces.clues(message)
        if self._seen_before(message, found):
            return
        joined = self._released(self._joined(message, found), message)
        if not joined.conversation and not joined.opens:
            self._record(message, None, ("a report about a mail we do not know",))
            return
        message, joined = colleagues.passed_on(raw, message, joined, self.place.desk)
        before = self.recall.conversation(joined.conversation) or self._opened(message)
        weak = self._is_weak(joined, message)
        part = self._part(message, joined, before, weak)
        message = copied(message, {"weak": weak})
        if not joined.quarantined and part != "doubtful":
            joined, before = self._reunion.joined(message, joined, before, ours=bool(part))
        if part in ("answer", "note"):
            self._hear(raw, message, joined, before, part)
            return
        joined = colleagues.doubted(joined) if part else joined
        # What a stranger cites leads nobody here: he would choose where the mail of others goes.
        cited = () if joined.quarantined or message.kind in threading.REPORTS else id_evidence.unseen(message, found)
        joining = {"conversation": before.id, "visibility": joined.visibility, "quarantined": joined.quarantined}
        message = copied(message, {**joining, "unseen": cited})
        situation = self._situation(welcomed(before, message, joined, self.place.desk, self.now), message, joined, raw)
        self._decide(situation, raw, self.place.rules, arrival_notes.joining(joined))

    def _part(self, message: Message, joined: threading.Join, before: Conversation, weak: bool) -> Part:
        if not joined.conversation:
            return "answer" if house.begins(message, self.place.desk) else ""
        if not joined.quarantined or "forged_sender" not in joined.flags:
            return house.part(message, before, self.place.desk, not weak)
        return ""

    def _hear(
        self, raw: RawMessage, message: Message, joined: threading.Join, before: Conversation, part: Part
    ) -> None:
        """Take in a mail of the house: no rule is asked, for neither did a customer answer nor a matter begin."""
        current = colleagues.is_current(message, self._history(before.id, message.key))
        if part == "note":
            after = colleagues.noted(before, message, joined.reopens, self.place.desk, self.now)
        else:
            opened = before if joined.conversation else colleagues.begun(before, message, self.place.desk)
            after = colleagues.answered(opened, message, current, self.now)
        cited = id_evidence.unseen(message, self._traces.clues(message))
        spoken = colleagues.spoken(message, part, before, current, self.now)
        kept = copied(spoken, {"conversation": before.id, "unseen": cited})
        situation = self._situation(after, kept, joined, raw)
        self._decide(situation, raw, (), (*arrival_notes.joining(joined), colleagues.FLAGS[part]))

    def _seen_before(self, message: Message, found: Clues) -> bool:
        """The same content again is another sighting; our own mail coming back by Cc or Bcc is one as well."""
        if message.key in self._sighted:
            old = self.place.store.message(message.key)
            if old is not None and old.place != message.place:
                self.ledger.messages.append(replace(old, place=message.place))
                self.copies.extend(filter(None, (old.place,)))
        again = message.key in self._sighted or message.key in self._keys or self._is_ours(message, found)
        again = again or any(copies.adds_nothing(message, one) for one in self._traces.twins(message))
        self._keys.add(message.key)
        self.known_already += again
        self.copies.extend(filter(None, (message.place,) if again else ()))
        return again

    def _is_ours(self, message: Message, found: Clues) -> bool:
        """A mail of ours, seen again. Whoever got one knows its id, and must not hide mail behind it (threat 18)."""
        store, desk = self.place.store, self.place.desk
        if not house.bears_our_name(message, desk):
            return False
        if self._traces.holds(message):
            return bool(identity.signed_conversation(store.key(), message.message_id))
        ours = own_mail_rewritten.original(store, desk, message, found)
        if ours is not None:
            self.ledger.messages.append(replace(ours, further_ids=(*ours.further_ids, message.message_id)))
        return ours is not None

    def _joined(self, message: Message, found: Clues) -> threading.Join:
        desk = self.place.desk
        hints = threading.hints(message, desk, self.place.store.key(), found)
        named = {*found.conversations, *threading.tokens_to_look_up(message), hints.token or ""} - {""}
        conversations = {id: one for id in named if (one := self.recall.conversation(id)) and one.desk == desk.name}
        if (
            not (found.exact or found.further or hints.token)
            and subject.is_prefixed(message.subject)
            and message.originators
        ):
            candidates = self._acquaintances.of(address.key(message.originators[0].spec)).conversations
            conversations |= {one.id: self.ledger.conversations.get(one.id, one) for one in candidates}
        joined = threading.join(message, found.exact, conversations, self.now, hints)
        return joined if joined.conversation or not joined.opens else self._beside_copy(joined, message)

    def _beside_copy(self, joined: threading.Join, message: Message) -> threading.Join:
        """The join of a mail that a list or a gateway has changed: where its other copy lies."""
        twin = next((one for one in self._traces.twins(message) if copies.is_copy(message, one)), None)
        known = self.recall.conversation(twin.conversation) if twin else None
        return threading.beside(joined, twin, message, known.id) if twin and known else joined

    def _released(self, joined: threading.Join, message: Message) -> threading.Join:
        """Only what looks like a stranger's mail is worth a look at who had blind copies."""
        if not joined.quarantined:
            return joined
        return threading.released(joined, message, self._history(joined.conversation, message.key))

    def _is_weak(self, joined: threading.Join, message: Message) -> bool:
        """Whether anybody could have made up what joins the message (mail.proof)."""
        if not joined.conversation or (joined.signed and not joined.quarantined):
            return False
        there = (mail for mail in self._traces.cited(message) if self.recall.lies_in(mail, joined.conversation))
        return not proof.is_proven(message, there, self.place.desk)

    def _opened(self, message: Message) -> Conversation:
        attempt = 0
        id = identity.conversation_id(message.key)
        while id in self._taken or id in self.ledger.conversations:
            attempt += 1
            id = identity.conversation_id(message.key, attempt)
            self._taken |= self.place.store.taken((id,))
        return opened(id, message, self.place.desk, self.now, self.backlog)

    def _situation(
        self, conversation: Conversation, message: Message, joined: threading.Join, raw: RawMessage
    ) -> Situation:
        desk = self.place.desk
        new = not joined.conversation or joined.begins
        on: Arrival = "bounce" if bounce.failed(message) else "arrival" if new else "reply"
        authors = trust.authors(message, desk)
        sender = address.key(authors[0].spec) if authors else ""
        asking = message.verdict.allowed and bool(sender) and not self.backlog
        spent = self.budget.spent(addressee(message, desk)) if asking else Spent()
        earlier = self._acquaintances.of(sender) if asking and new else STRANGER
        return Situation(
            desk,
            conversation,
            message,
            self.now,
            on,
            history=() if new else self._history(conversation.id, message.key),
            acknowledged_lately=spent.sender,
            acknowledged_domain=spent.domain,
            acknowledged_hour=spent.hour,
            acknowledged_sent=spent.sent,
            acknowledged_just_now=spent.lately,
            returned=self._echoes.returned(message, raw) if asking and new else "",
            known_customer=asking and (not new or bool(earlier.conversations)),
            known_name=earlier.name,
            answered_before=asking and self._answered_before(conversation, message, new),
            quarantined=joined.quarantined,
        )

    def _answered_before(self, conversation: Conversation, message: Message, new: bool) -> bool:
        """Whether a person of ours wrote to whom an automatic answer would go to."""
        if not new and conversation.answered_at is not None:
            return True
        return self._acquaintances.of(addressee(message, self.place.desk)).answered

    def _history(self, conversation: str, but: str) -> tuple[Message, ...]:
        return ordered(self.recall.of(conversation, but))

    def _decide(self, situation: Situation, raw: RawMessage, rules: tuple[Rule, ...], notes: tuple[str, ...]) -> None:
        key = situation.message.key if situation.message else ""
        scribe = Scribe(self.place, lambda wanted: original(self.place, raw.place, raw), f"{situation.on}/{key}")
        self._conclude(decide(rules, situation, scribe.objection), scribe, notes)

    def _conclude(self, decision: Decision, scribe: Scribe, notes: tuple[str, ...]) -> None:
        situation = decision.situation
        message = situation.message
        if message is None:
            raise TypeError("an arrival has a message")
        ledger = self.ledger
        marks = ledger.marks
        self.decision = decision
        places = (message.place,) if message.place else ()
        ledger.enter(situation, decision.steps, scribe, places)
        self._record(message, situation.conversation, notes, decision)
        mails, drafts, tasks = ledger.made_since(marks)
        if mails or drafts or tasks:
            self.arrived[-1] = replace(self.arrived[-1], mails=mails, drafts=drafts, tasks=tasks)

    def _record(
        self,
        message: Message,
        conversation: Conversation | None,
        notes: tuple[str, ...],
        decision: Decision | None = None,
    ) -> None:
        on: Arrival = decision.situation.on if decision else "arrival"
        receipt = Receipt(
            id=identity.task_id(f"receipt/{on}/{message.key}"),
            desk=message.desk,
            conversation=conversation.id if conversation else "",
            message=message.key,
            at=self.now,
            on=on,
            by="rules",
            hits=decision.hits if decision else (),
            misses=decision.misses if decision else {},
            seen=decision.seen if decision else {},
            steps=tuple(map(record, decision.steps)) if decision else (),
            notes=(*notes, *arrival_notes.reading(message)),
        )
        if conversation is not None:
            self.ledger.conversations[conversation.id] = conversation
        self._traces.add(message)
        hidden = decision is not None and decision.situation.quarantined
        # What a stranger wrote is shown to agents; it is no part of what later answers go by (correct-mail A-10).
        self.ledger.messages.append(replace(message, visibility="internal") if hidden else message)
        self.ledger.receipts.append(receipt)
        self.arrived.tell(Arrived(message, conversation, receipt))
