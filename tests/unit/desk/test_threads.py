"""Mail finds its conversation though ids were rewritten, lost, or belong to a mail that nobody has seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest

from csmail.desk.by_hand import drafts
from csmail.desk.by_hand.act import act
from csmail.desk.by_hand.drafts import Edited
from csmail.desk.intake.poll import poll
from csmail.mail import identity
from csmail.model.address import Address
from csmail.model.message import Message
from csmail.model.reason import Reason
from csmail.model.task import Delivery, Mail
from csmail.transports.memory import MemoryPrepared, MemoryTransport
from tests.factories import desk, said_in
from tests.workspace import Office, asked, mail, rule

SES = "010f018f4c2e1a2b-6f1d2c3b-aaaa-bbbb-cccc-0123456789ab-000000"


@dataclass(slots=True)
class Said(MemoryPrepared):
    """A mail whose server answers DATA in its own words."""

    words: str = ""

    def transmit(self) -> Delivery:
        return replace(MemoryPrepared.transmit(self), reply=self.words)


@dataclass(slots=True)
class Provider(MemoryTransport):
    """A provider that names the mail in its answer."""

    words: str = f"250 Ok {SES}"

    def prepare(self, mail: Mail, recipients: Sequence[str]) -> MemoryPrepared:
        taken = MemoryTransport.prepare(self, mail, recipients)
        return Said(self, mail, taken.deliveries, words=self.words)


def office(words: str = f"250 Ok {SES}", **changes: object) -> Office:
    """A desk after one mail of Jane's and an answer to it."""
    made = Office(transport=Provider(words=words), desk=desk(**changes))
    poll(made.place)
    written(made, 1)
    act(made.place, said(made, 1).conversation, asked("reply", text="Sedang kami cek."), "sari")
    return made


def written(made: Office, number: int, **fields: str) -> Message:
    made.later()
    made.deliver(mail(number, **fields))
    poll(made.place)
    return said(made, number)


def said(made: Office, number: int) -> Message:
    id = f"<m{number}@cust.example>"
    found = made.store.message(made.store.known("support", [id])[id].message)
    assert found is not None
    return found


def ours(made: Office) -> bytes:
    return made.transport.sent[-1][0].data


def notes(made: Office, message: Message) -> tuple[Reason, ...]:
    return made.store.receipts(message.key)[0].notes


# --- ids that a provider rewrote


def test_an_answer_to_the_id_that_a_provider_gave_our_mail_joins() -> None:
    made = office()
    answer = written(made, 2, In_Reply_To=f"<{SES}@eu-west-1.amazonses.com>", Subject="Halo lagi")
    assert (answer.conversation, answer.quarantined) == (said(made, 1).conversation, False)


def test_an_answer_to_the_whole_id_that_a_server_named_joins() -> None:
    made = office("250 2.0.0 OK <AM0PR09MB1234@AM0PR09MB1234.eurprd09.prod.outlook.com> [Hostname=AM0PR09]")
    id = "<AM0PR09MB1234@AM0PR09MB1234.eurprd09.prod.outlook.com>"
    assert written(made, 2, References=id, Subject="Halo lagi").conversation == said(made, 1).conversation


@pytest.mark.parametrize(
    "words",
    [
        "250 2.0.0 Ok: queued as 4XyZ12345",
        "250 OK id=1abcDE-0001Ab-Cd",
        "250 2.1.5 <jane@cust.example> accepted",
        "250 ok",
    ],
)
def test_a_queue_number_or_an_address_is_no_id(words: str) -> None:
    assert identity.further_ids([words], ["jane@cust.example"]) == ()


def test_our_mail_that_comes_back_under_another_id_is_ours_and_the_id_is_learned() -> None:
    made = office("250 ok")
    made.mailbox.deliver(renamed(ours(made)), made.now)
    assert poll(made.place).known_already == 1
    assert len(said_in(made.store, said(made, 1).conversation)) == 2
    answer = written(made, 2, In_Reply_To="<new@provider.example>", Subject="Halo lagi")
    assert answer.conversation == said(made, 1).conversation


def test_what_only_looks_like_our_mail_is_not_hidden() -> None:
    made = office("250 ok")
    made.mailbox.deliver(renamed(ours(made)).replace(b"Sedang kami cek.", b"Transfer ke rekening ini."), made.now)
    report = poll(made.place)
    assert (report.known_already, report.taken_in) == (0, 1)


def renamed(data: bytes) -> bytes:
    before, _, rest = data.partition(b"Message-ID: ")
    return before + b"Message-ID: <new@provider.example>" + rest[rest.index(b"\r\n") :]


def test_an_id_cited_beside_a_known_one_is_known_from_then_on() -> None:
    made = office("250 ok")
    written(made, 2, References="<m1@cust.example> <rewritten@provider.example>", Subject="Re: Pesanan")
    answer = written(made, 3, In_Reply_To="<rewritten@provider.example>", Subject="Halo lagi")
    assert answer.conversation == said(made, 1).conversation


# --- mails that nobody has seen


def test_an_address_in_in_reply_to_is_no_place_to_meet() -> None:
    made = office()
    first = written(made, 2, In_Reply_To="<support@toko.example>", Subject="Satu", From="a@one.example")
    second = written(made, 3, In_Reply_To="<support@toko.example>", Subject="Dua", From="a@one.example")
    assert first.conversation != second.conversation


def test_strangers_who_cite_the_same_unseen_mail_are_shown_to_each_others_agents_alone() -> None:
    made = office()
    first = written(made, 2, In_Reply_To="<1@broken.example>", Subject="Satu", From="a@one.example")
    second = written(made, 3, In_Reply_To="<1@broken.example>", Subject="Dua", From="b@two.example")
    assert first.conversation != second.conversation
    assert {Reason("link_suggested"), Reason.of("see_also", conversation=first.conversation)} <= set(
        notes(made, second)
    )


def test_the_unseen_mail_joins_its_answers_when_it_comes() -> None:
    made = office()
    answer = written(made, 2, References="<m3@cust.example>", Subject="Re: Kapan buka?")
    parent = written(made, 3, Subject="Kapan buka?")
    assert (parent.conversation, parent.quarantined) == (answer.conversation, False)


def test_a_stranger_with_the_id_of_the_unseen_mail_waits_outside() -> None:
    made = office()
    answer = written(made, 2, References="<m3@cust.example>", Subject="Re: Kapan buka?")
    forged = written(made, 3, Subject="Kapan buka?", From="eve@evil.example")
    assert (forged.conversation, forged.quarantined) == (answer.conversation, True)


def test_what_a_stranger_cites_leads_nobody_anywhere() -> None:
    made = office()
    home = said(made, 1).conversation
    stranger = written(made, 2, From="eve@evil.example", References="<m1@cust.example> <m3@cust.example>")
    assert (stranger.conversation, stranger.unseen) == (home, ())
    assert written(made, 3, Subject="Hal lain").conversation != home


def test_a_bounce_is_no_place_to_meet() -> None:
    made = office()
    bounce = written(made, 2, From="MAILER-DAEMON@mx.example", Return_Path="<>", Subject="failure notice",
                     References="<nobody@sent.example>")  # fmt: skip
    assert bounce.unseen == ()


# --- reply tokens


def test_with_reply_tokens_an_answer_without_any_id_comes_home() -> None:
    made = office(reply_tokens=True)
    home = said(made, 1).conversation
    address = identity.reply_address(made.store.key(), home, "support@toko.example")
    assert f"Reply-To: {address}\r\n".encode() in ours(made)
    assert written(made, 2, To=address, Subject="Jawaban saya").conversation == home


def test_without_them_nothing_is_added() -> None:
    assert b"\r\nReply-To" not in ours(office())


def test_an_acknowledgement_carries_the_token_and_a_mail_to_colleagues_does_not() -> None:
    made = Office(
        desk=desk(reply_tokens=True), rules=(rule(asked("acknowledge"), asked("escalate", to="lead@x.example")),)
    )
    poll(made.place)
    written(made, 1)
    carrying = {recipients: b"\r\nReply-To: support+c" in sent.data for sent, recipients in made.transport.sent}
    assert carrying == {("jane@cust.example",): True, ("lead@x.example",): False}


def test_an_edited_draft_keeps_its_token() -> None:
    made = Office(desk=desk(reply_tokens=True), rules=(rule(asked("draft")),))
    poll(made.place)
    written(made, 1)
    (draft,) = made.store.drafts()
    drafts.edit(made.place, draft.id, Edited("jane@cust.example", "", "", "Re: Pesanan", "Halo Jane"), "sari")
    drafts.send(made.place, draft.id, "sari")
    address = identity.reply_address(made.store.key(), draft.conversation, "support@toko.example")
    assert f"Reply-To: {address}\r\n".encode() in ours(made)


def test_an_address_too_long_for_a_token_stays_as_it_is() -> None:
    long = f"{'a' * 50}@toko.example"
    made = Office(desk=desk(address=long, aliases=("help@toko.example",), reply_tokens=True))
    poll(made.place)
    written(made, 1, To=long)
    act(made.place, said(made, 1).conversation, asked("reply", text="Halo"), "sari")
    assert b"\r\nReply-To" not in ours(made)


# --- ids that two conversations own


@pytest.mark.parametrize("cites", ["In_Reply_To", "References"])
def test_a_copied_id_leads_the_one_who_wrote_it_to_her_own_conversation(cites: str) -> None:
    """Whoever gets a mail, on a list or in Cc, can send one of his own under its Message-ID, and sooner."""
    made = Office()
    poll(made.place)
    made.deliver(mail(1, From="rudi@other.example", Subject="Lain sekali"))
    made.later()
    made.deliver(mail(1))
    poll(made.place)
    his, hers = sorted(made.store.conversations(), key=lambda one: one.customer != Address("rudi@other.example"))
    assert his.id != hers.id
    answer = written(made, 2, Subject="Re: Pesanan", **{cites: "<m1@cust.example>"})
    assert answer.conversation == hers.id
    assert not answer.quarantined
    his_own = written(made, 3, From="rudi@other.example", Subject="Re: Lain", **{cites: "<m1@cust.example>"})
    assert his_own.conversation == his.id


def test_of_two_that_know_the_author_her_own_comes_first() -> None:
    made = Office()
    poll(made.place)
    made.deliver(mail(1, From="rudi@other.example", Cc="jane@cust.example", Subject="Lain sekali"))
    made.later()
    made.deliver(mail(1))
    poll(made.place)
    answer = written(made, 2, Subject="Re: Pesanan", In_Reply_To="<m1@cust.example>")
    found = made.store.conversation(answer.conversation)
    assert found is not None
    assert found.customer is not None
    assert found.customer.spec == "jane@cust.example"


def test_every_conversation_that_waits_for_a_mail_is_named_when_it_comes() -> None:
    made = office()
    first = written(made, 3, References="<m2@cust.example>", Subject="Satu", From="a@one.example")
    second = written(made, 4, References="<m2@cust.example>", Subject="Dua", From="b@two.example")
    parent = written(made, 2, Subject="Satu", From="a@one.example")
    assert first.conversation == parent.conversation
    assert second.conversation != parent.conversation
    assert Reason.of("see_also", conversation=second.conversation) in notes(made, parent)
