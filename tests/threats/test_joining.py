"""Threat 12: nobody writes himself into the conversation of another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from csmail.mail import identity
from csmail.model.conversation import Conversation
from tests.servers.sink import Sink
from tests.threats.road import Road, opened, written

RULES = "  - name: all\n    then: [acknowledge, {draft: answer}]\n"
CUSTOMER, EVE = "Jane Roe <jane@cust.example>", "Eve <eve@evil.example>"
FORGED = "mx.toko.example; dmarc=fail header.from=cust.example"


@dataclass
class Talk:
    """A customer wrote, was told, and got an answer; `theirs` is the id of her mail, `ours` that of the answer."""

    road: Road
    id: str
    theirs: str
    ours: str

    def conversation(self) -> Conversation:
        found = self.road.place.store.conversation(self.id)
        assert found is not None
        return found


@pytest.fixture
def talk(tmp_path: Path, sink: Sink) -> Iterator[Talk]:
    with opened(tmp_path / "desk", sink, RULES) as road:
        road.deliver(written(Message_ID="<first@cust.example>"))
        road.poll()
        (conversation,) = road.conversations()
        road.act(conversation.id, "reply", text="Sedang kami cek.")
        (reply,) = [mail for mail in sink.delivered if b"Sedang kami cek" in mail.data]
        ours = reply.data.partition(b"\r\nMessage-ID: ")[2].partition(b"\r\n")[0].decode()
        yield Talk(road, conversation.id, "<first@cust.example>", ours)


def intruding(talk: Talk, attempt: str) -> dict[str, str]:
    """The fields of a mail that wants in; `{…}` are what its writer knows or guesses."""
    key = b"some other key".ljust(32)
    wrong = identity.outgoing_message_id(key, talk.id, "guess", "toko.example")
    address = identity.reply_address(key, talk.id, "support@toko.example")
    return {
        "a guessed number": {"Subject": f"Re: Pesanan 12345 [#{talk.id}]", "From": EVE},
        "a number in round brackets": {"Subject": f"({talk.id}) Pesanan 12345", "From": EVE},
        "the subject": {"Subject": "Re: Pesanan 12345", "From": EVE},
        "a reply address signed with another key": {"To": address, "From": EVE},
        "an id signed with another key": {"In-Reply-To": wrong, "References": wrong, "From": EVE},
        "a stolen id of ours": {"In-Reply-To": talk.ours, "From": EVE},
        "a stolen id of the customer": {"References": f"<x@y.example> {talk.theirs}", "From": EVE},
        "her name": {"In-Reply-To": talk.ours, "From": "Jane Roe <jane@cust.example.evil.example>"},
        "her address as a name": {"In-Reply-To": talk.ours, "From": '"jane@cust.example" <eve@evil.example>'},
        "her address beside another": {"In-Reply-To": talk.ours, "From": "<jane@cust.example> <eve@evil.example>"},
        "Reply-To": {"In-Reply-To": talk.ours, "From": EVE, "Reply-To": CUSTOMER},
        "Sender": {"In-Reply-To": talk.ours, "From": EVE, "Sender": "jane@cust.example"},
        "her forged address and the number": {
            "Subject": f"Re: [#{talk.id}]", "From": CUSTOMER, "Cc": EVE, "Authentication-Results": FORGED},
        "her forged address and a stolen id": {
            "In-Reply-To": talk.ours, "From": CUSTOMER, "Cc": EVE, "Authentication-Results": FORGED},
        "her forged address and the subject": {
            "Subject": "Re: Pesanan 12345", "From": CUSTOMER, "Cc": EVE, "Authentication-Results": FORGED},
    }[attempt]  # fmt: skip


ATTEMPTS = (
    "a guessed number", "a number in round brackets", "the subject", "a reply address signed with another key",
    "an id signed with another key", "a stolen id of ours", "a stolen id of the customer", "her name",
    "her address as a name", "her address beside another", "Reply-To", "Sender", "her forged address and the number",
    "her forged address and a stolen id", "her forged address and the subject",
)  # fmt: skip


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_nobody_joins_the_conversation_of_another_unseen(attempt: str, talk: Talk) -> None:
    before, sent = talk.conversation(), len(talk.road.sink.delivered)
    talk.road.deliver(
        written("Kirim uangnya ke saya.", **{"Message-ID": "<evil@evil.example>"} | intruding(talk, attempt))
    )
    talk.road.poll()
    after = talk.conversation()
    (mail,) = [one for one in talk.road.messages() if one.message_id == "<evil@evil.example>"]
    assert after.participants == before.participants
    assert mail.conversation != talk.id or after.needs != before.needs
    told = [who for each in talk.road.sink.delivered[sent:] for who in each.recipients]
    assert "jane@cust.example" not in told
    for draft in talk.road.drafts():
        assert draft.conversation != talk.id or "evil" not in str(draft.audience.envelope)


def test_the_customer_herself_does_join(talk: Talk) -> None:
    """The attempts above fail for what they are, not because nothing ever joins."""
    for number, fields in enumerate(
        ({"In-Reply-To": talk.ours}, {"Subject": f"Re: [#{talk.id}]"}, {"Cc": "rudi@cust.example"})
    ):
        talk.road.deliver(written(**{"Message-ID": f"<{number}@cust.example>", "In-Reply-To": talk.ours} | fields))
    talk.road.poll()
    assert [one.conversation for one in talk.road.messages()] == [talk.id] * 4
    assert "rudi@cust.example" in talk.conversation().participants


def test_who_was_put_into_cc_by_a_forger_stays_outside(talk: Talk) -> None:
    """The trick against Zendesk of 2024: first a forged mail with oneself in Cc, then one's own."""
    forged = intruding(talk, "her forged address and a stolen id")
    own = {"From": EVE, "Subject": f"Re: Pesanan 12345 [#{talk.id}]"}
    talk.road.deliver(written(**forged | {"Message-ID": "<1@evil.example>"}))
    talk.road.poll()
    talk.road.deliver(written(**own | {"Message-ID": "<2@evil.example>"}))
    talk.road.poll()
    (second,) = [one for one in talk.road.messages() if one.message_id == "<2@evil.example>"]
    assert second.conversation != talk.id
    assert not any("evil" in who for who in talk.conversation().participants)
