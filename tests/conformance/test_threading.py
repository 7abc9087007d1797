"""Every case of threading.yaml: the messages arrive one after the other and each finds its conversation."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from csmail.mail import identity, threading
from csmail.mail.address import is_own, key
from csmail.model.conversation import Conversation, Escalation
from csmail.model.desk import Desk, Team
from csmail.model.message import Message, Report
from tests import factories
from tests.conformance._cases import cases, read, table

NOT_YET: dict[str, str] = {
    "TH-032": "the flag only: ids are looked up within one desk, so no link to the other desk is suggested",
}
SECRET = b"conformance" * 3
INTERNAL = Team(agents=("anna@acme.example", "tier2@acme.example"), internal_domains=("acme.example",))
# What the table calls tokens of a case, and the conversation each is about: always the first one.
TOKEN = "c1.9f8e7d6c5b4a3210"


@dataclass
class World:
    """The memory of all desks while the messages of one case arrive."""

    case: dict[str, Any]
    known: dict[tuple[str, str], str] = field(default_factory=dict)
    conversations: dict[str, Conversation] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    filed: dict[str, str] = field(default_factory=dict)
    joins: dict[str, threading.Join] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)

    def arrive(self, one: dict[str, Any], uid: int) -> None:
        desk = desk_named(one.get("desk", "support"))
        message = read(self._spoken(one["headers"]), desk, uid, one.get("body", one["ref"]))
        message = replace(message, direction=one["direction"], report=report_of(one) or message.report)
        ref = one["ref"]
        self.messages[ref] = message
        if f"{desk.name}/{message.key}" in self.keys:
            self.filed[ref] = self.filed[self.keys[f"{desk.name}/{message.key}"]]
            return
        self.keys[f"{desk.name}/{message.key}"] = ref
        joined = self._joined(message, desk)
        self.joins[ref] = joined
        id = joined.conversation
        if not id and joined.opens:
            id = identity.conversation_id(message.key)
        self.filed[ref] = id
        if id:
            self._remember(one, message, desk, joined)

    def _spoken(self, headers: str) -> str:
        """The headers with the table's tokens and numbers turned into ours."""
        first = next(iter(self.conversations), "")
        if not first:
            return headers.replace(TOKEN, "c1.0")
        valid = identity.reply_token(SECRET, first)
        wrong = valid[:-4] + ("0000" if not valid.endswith("0000") else "1111")
        return headers.replace(TOKEN, valid).replace("c1.0000000000000000", wrong).replace("[#1]", f"[#{first}]")

    def _joined(self, message: Message, desk: Desk) -> threading.Join:
        if message.direction == "out":
            return threading.Join(next(iter(self.conversations), ""), "we wrote it")
        known = {id: conversation for (name, id), conversation in self.known.items() if name == desk.name}
        mine = {id: found for id, found in self.conversations.items() if found.desk == desk.name}
        return threading.join(message, known, mine, factories.NOW, threading.hints(message, desk, SECRET))

    def _remember(self, one: dict[str, Any], message: Message, desk: Desk, joined: threading.Join) -> None:
        id = self.filed[one["ref"]]
        if "merged_into" in one:
            id = self.filed[one["ref"]] = next(iter(self.conversations))
        ids = (message.message_id, one.get("provider_message_id", ""), one.get("envid", ""))
        self.known.update({(desk.name, name): id for name in ids if name})
        before = self.conversations.get(id) or opened(id, message, desk)
        if joined.quarantined or joined.visibility == "internal":
            self.conversations[id] = before
            return
        if one.get("visibility") == "internal":
            towards = tuple(Escalation(to.spec, factories.NOW) for to in message.to)
            self.conversations[id] = before.amended(escalations=towards)
            return
        people = frozenset(key(one.spec) for one in (*message.originators, *message.to, *message.cc))
        self.conversations[id] = before.amended(participants=before.participants | people)


def opened(id: str, message: Message, desk: Desk) -> Conversation:
    outside = [one for one in message.originators if not is_own(one.spec, desk)]
    return factories.conversation(
        id=id, desk=desk.name, subject=message.subject, customer=outside[0], participants=frozenset()
    )


def desk_named(name: str) -> Desk:
    shared = table("threading.yaml")["desk"]
    addresses = {"support": shared["primary"], **{one.partition("@")[0]: one for one in shared["other_desks"]}}
    others = tuple(address for other, address in addresses.items() if other != name)
    aliases = tuple(shared["aliases"]) if name == "support" else ()
    return Desk(name, addresses[name], aliases=aliases, other_desks=others, team=INTERNAL)


def report_of(one: dict[str, Any]) -> Report | None:
    """What the body parts of a report say; reading them out of a real body is tested with the parser."""
    parts = {
        name: fields_of(one[name]) for name in ("returned_headers", "delivery_status", "disposition") if name in one
    }
    if not parts:
        return None
    returned, status = parts.get("returned_headers", {}), parts.get("delivery_status", {})
    original = returned.get("Message-ID") or parts.get("disposition", {}).get("Original-Message-ID", "")
    return Report(original, status.get("Original-Envelope-Id", ""))


def fields_of(block: str) -> dict[str, str]:
    lines = (line.partition(":") for line in block.splitlines() if ":" in line)
    return {name: value.strip() for name, _, value in lines}


@pytest.mark.parametrize("case", cases("threading.yaml", NOT_YET))
def test_every_message_of_the_case_finds_its_conversation(case: dict[str, Any]) -> None:
    world = World(case)
    for uid, one in enumerate(case["messages"], 1):
        world.arrive(one, uid)
    expected = case["expected"]
    check_partition(world, expected["conversations"])
    for ref, original in expected.get("duplicate_of", {}).items():
        assert world.messages[ref].key == world.messages[original].key
    for ref, reopens in expected.get("reopens", {}).items():
        assert world.joins[ref].reopens is reopens
    for ref, visibility in expected.get("visibility", {}).items():
        assert world.joins[ref].visibility == visibility
    for ref, kind in expected.get("kind", {}).items():
        assert {"mdn": "report"}.get(kind, kind) == world.messages[ref].kind
    for ref, flags in expected.get("flags", {}).items():
        assert set(flags) <= set(world.joins[ref].flags), ref
    for letter, spec in expected.get("requester", {}).items():
        ref = next(ref for ref, name in expected["conversations"].items() if name == letter)
        customer = world.conversations[world.filed[ref]].customer
        assert customer is not None
        assert customer.spec == spec


def check_partition(world: World, letters: dict[str, str]) -> None:
    """Equal letters are one conversation, different ones are two, "none" is none."""
    names: dict[str, str] = {}
    for ref, letter in letters.items():
        id = world.filed[ref]
        if letter == "none":
            assert id == "", ref
            continue
        assert names.setdefault(letter, id) == id, ref
    assert len(set(names.values())) == len(names)
    assert "" not in names.values()
