"""The road that a case of threading.yaml takes: each message through the desk's own batch, into a real store."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from csmail.desk.by_hand import merge
from csmail.desk.conversation_update import new_conversation, people
from csmail.desk.intake.batch import Batch
from csmail.desk.workspace import Workspace
from csmail.mail import identity
from csmail.mail.address import is_own
from csmail.mail.parse import parse
from csmail.mail.threading import id_evidence
from csmail.mailboxes.memory import Memory
from csmail.model.address import Address
from csmail.model.changes import Changes, Cursor
from csmail.model.conversation import Conversation, Escalation
from csmail.model.desk import Desk, Team
from csmail.model.message import Message, Place, RawMessage
from csmail.model.receipt import Receipt
from csmail.outbox import Ways
from csmail.ports import Store
from csmail.transports.memory import MemoryTransport
from tests import factories
from tests.conformance._cases import mail_of, table
from tests.workspace import Words

INTERNAL = Team(agents=("anna@acme.example", "tier2@acme.example"), internal_domains=("acme.example",))
# The table's tokens: `c1.…` is about the first conversation of the case; params name those whose signature verifies.
TOKEN = re.compile(r"(?P<bounce>bounce\.)?c(?P<number>\d+)\.[0-9a-f]{16,64}\b")
NUMBER = re.compile(r"\[#(\d+)\]")
AGE = re.compile(r"(\d+)[\s_-]*(d|w|month|year)")
DAYS = {"d": 1, "w": 7, "month": 30, "year": 365}
STATUSES = {"pending": "waiting", "waiting": "waiting", "solved": "closed", "resolved": "closed", "closed": "closed"}


@dataclass
class Road:
    """One case under way. `filed` is where each message lies, `receipts` what was written about its arrival."""

    case: dict[str, Any]
    store: Store
    now: datetime = factories.NOW
    opened: list[str] = field(default_factory=list)
    messages: dict[str, Message] = field(default_factory=dict)
    receipts: dict[str, Receipt] = field(default_factory=dict)
    reopened: dict[str, bool] = field(default_factory=dict)
    stated: set[str] = field(default_factory=set)
    merged: set[str] = field(default_factory=set)
    repeated: set[str] = field(default_factory=set)

    def travel(self) -> None:
        """Every message of the case, one after the other."""
        for uid, one in enumerate(self.case["messages"], 1):
            raw = self._raw(one, uid)
            desk = desk_named(one.get("desk") or "support", self.case.get("params") or {})
            self.now = parse(raw, desk).date or self.now + timedelta(minutes=1)
            raw = replace(raw, received_at=self.now)
            self._met(one)
            self._sent(one, parse(raw, desk), desk) if one.get("direction") == "out" else self._arrived(one, raw, desk)
            for id in self._conversations():
                if id not in self.opened:
                    self.opened.append(id)
            self._facts(one, desk)
        assert self.merged == {one["ref"] for one in self.case["messages"] if "merged_into" in one}

    def filed(self, ref: str) -> str:
        """The conversation that the message lies in now, "" for none."""
        found = self.store.message(self.messages[ref].key)
        assert found is not None, ref
        return found.conversation

    def conversation(self, ref: str) -> Conversation:
        found = self.store.conversation(self.filed(ref))
        assert found is not None, ref
        return found

    def flags(self, ref: str) -> set[str]:
        """What the receipt of an arrival notes; a sighting of a mail known already has none."""
        return {note.code for note in self.receipts[ref].notes} if ref in self.receipts else set()

    def _place(self, desk: Desk) -> Workspace:
        ways = Ways(mailbox=Memory, transport=MemoryTransport)
        return Workspace(desk, self.store, Words(), (), ways, lambda: self.now, lambda: f"u{self.now.isoformat()}")

    def _conversations(self) -> list[str]:
        found = sorted(self.store.conversations(), key=lambda one: one.opened_at)
        return [one.id for one in found]

    def _raw(self, one: dict[str, Any], uid: int) -> RawMessage:
        at = one.get("imap") or {"uidvalidity": 1, "uid": uid}
        place = Place(one.get("folder", "INBOX"), at["uidvalidity"], at["uid"])
        headers, body = mail_of(one, one["ref"])
        return factories.raw(self._spoken(headers), self._spoken(body), place=place)

    def _spoken(self, headers: str) -> str:
        """The headers with the table's tokens and numbers turned into ours."""
        valid = set((self.case.get("params") or {}).get("token_valid") or ())

        def token(found: re.Match[str]) -> str:
            number = int(found["number"])
            if not 0 < number <= len(self.opened):
                return found[0]
            made = identity.reply_token(self.store.key(), self.opened[number - 1])
            wrong = made[:-4] + ("0000" if not made.endswith("0000") else "1111")
            return (found["bounce"] or "") + (made if found[0] in valid else wrong)

        def number(found: re.Match[str]) -> str:
            known = 0 < int(found[1]) <= len(self.opened)
            return f"[#{self.opened[int(found[1]) - 1]}]" if known else found[0]

        return NUMBER.sub(number, TOKEN.sub(token, headers))

    def _arrived(self, one: dict[str, Any], raw: RawMessage, desk: Desk) -> None:
        place, ref = self._place(desk), one["ref"]
        before = {found.id: found.status for found in self.store.conversations()}
        batch = Batch(place, backlog=False)
        batch.take_in((raw,))
        self.store.commit(batch.changes(Cursor(desk.name, "INBOX", raw.place.uidvalidity, raw.place.uid)))
        self.messages[ref] = parse(raw, desk)
        if not batch.arrived:
            self.repeated.add(ref)
            self.messages[ref] = self._before(self.messages[ref])
            return
        arrived = batch.arrived[-1]
        self.receipts[ref] = arrived.receipt
        joined = arrived.conversation
        rested = before.get(joined.id) in ("waiting", "closed") if joined else False
        self.reopened[ref] = rested and joined is not None and joined.status == "open"

    def _before(self, again: Message) -> Message:
        """The message that `again` is a sighting of: the same content, or a mail of ours that came back."""
        known = self.store.message(again.key)
        of_ours = (one for one in self.messages.values() if one.direction == "out")
        ids = (one for one in of_ours if again.message_id in (one.message_id, *one.further_ids))
        return known or next(ids, again)

    def _sent(self, one: dict[str, Any], message: Message, desk: Desk) -> None:
        """A mail of ours as the store holds it after it left: a fact, no deed of this case."""
        further = tuple(one[name] for name in ("provider_message_id", "envid") if one.get(name))
        conversation = self._of_ours(one, message, desk)
        internal = one.get("visibility") == "internal"
        said = replace(
            message, direction="out", conversation=conversation.id, further_ids=further,
            visibility="internal" if internal else "customer", automatic=one.get("kind") in ("auto_ack", "auto_reply"),
        )  # fmt: skip
        if internal:
            towards = tuple(Escalation(to.spec, self.now) for to in message.to)
            after = conversation.amended(escalations=(*conversation.escalations, *towards))
        else:
            status = conversation.status if conversation.id in self.stated else "waiting"
            after = conversation.amended(participants=conversation.participants | people(message), status=status)
        self.store.commit(Changes(conversations=(after,), messages=(said,)))
        self.messages[one["ref"]] = said

    def _of_ours(self, one: dict[str, Any], message: Message, desk: Desk) -> Conversation:
        found = id_evidence.clues(message, self._traces(message))
        letters = self.case["expected"]["conversations"]
        beside = (ref for ref in self.messages if letters.get(ref) == letters.get(one["ref"]))
        id = next(iter(found.exact.values()), "") or next(map(self.filed, beside), "") or next(iter(self.opened), "")
        known = self.store.conversation(id) if id else None
        if known is not None:
            return known
        fresh = new_conversation(identity.conversation_id(message.key), message, desk, self.now, False)
        outside = [to for to in (*message.to, *message.cc) if not is_own(to.spec, desk)] or [
            Address("nobody@x.example")
        ]
        return fresh.amended(customer=outside[0])

    def _traces(self, message: Message) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = {}
        for trace in self.store.traces(id_evidence.wanted(message)):
            found.setdefault(trace.id.lower(), []).append(trace)
        return found

    def _facts(self, one: dict[str, Any], desk: Desk) -> None:
        """What else the table says the store knows once this message is in it."""
        if "state" in one and one is not self.case["messages"][-1]:
            self._state(one["state"], self.conversation(one["ref"]))
        for merged in self.case["messages"]:
            into = self._survivor(merged) if merged["ref"] in self.messages and "merged_into" in merged else ""
            if into:
                merge.merge(self._place(desk), into, self.filed(merged["ref"]), "Sari")
                self.merged.add(merged["ref"])

    def _survivor(self, merged: dict[str, Any]) -> str:
        """What the conversation was merged into, by letter or ref; "" before that comes, and once it is done."""
        letters, target = self.case["expected"]["conversations"], merged["merged_into"]
        named = [ref for ref in self.messages if target in (ref, letters.get(ref)) and ref != merged["ref"]]
        into = next((self.filed(ref) for ref in named), "")
        return "" if into == self.filed(merged["ref"]) else into

    def _met(self, one: dict[str, Any]) -> None:
        """The state that the last mail tells can only be what it meets: nothing comes after it."""
        if "state" in one and one is self.case["messages"][-1] and self.opened:
            known = self.store.conversation(self.opened[-1])
            assert known is not None
            self._state(one["state"], known)

    def _state(self, state: Any, conversation: Conversation) -> None:
        said = state if isinstance(state, dict) else {"status": str(state)}
        words = " ".join(f"{name} {value}" for name, value in said.items()).lower()
        status = next((ours for word, ours in STATUSES.items() if word in words), "open")
        days = next((value for name, value in said.items() if isinstance(value, int) and "day" in name), None)
        number, unit = next(iter(AGE.findall(words)), ("0", "d"))
        days = days if days is not None else int(number) * DAYS[unit]
        at = next((value for name, value in said.items() if name.endswith(("_at", "since", "_on"))), None)
        moment = moment_of(at) if at else self.now - timedelta(days=days)
        stated = conversation.amended(
            status=status, closed_at=moment if status == "closed" else None, changed_at=moment,
            last_in_at=min(conversation.last_in_at or moment, moment),
        )  # fmt: skip
        self.stated.add(conversation.id)
        self.store.commit(Changes(conversations=(stated,)))


def moment_of(value: Any) -> datetime:
    found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def desk_named(name: str, params: dict[str, Any]) -> Desk:
    shared = table("threading.yaml")["desk"]
    others = shared.get("other_desks") or ()
    addresses = {"support": shared["primary"], **{one.partition("@")[0]: one for one in others}}
    addresses.setdefault(name, f"{name}@{shared['primary'].partition('@')[2]}")
    apart = tuple(address for other, address in addresses.items() if other != name)
    made = Desk(
        name, addresses[name], other_desks=apart,
        aliases=tuple(shared.get("aliases") or ()) if name == "support" else (),
        plus_addresses=shared.get("plus_policy", "any") == "any", team=INTERNAL,
    )  # fmt: skip
    days = params.get("split_after_days")
    return replace(made, split_after=timedelta(days=days)) if days else made
