"""The mail server's clock is not ours: what a person is shown, and whom the next answer reaches, stay the same."""

from __future__ import annotations

from datetime import timedelta

import pytest

from csmail import outbox
from csmail.desk.by_hand import drafts
from csmail.desk.by_hand.act import act
from csmail.desk.intake.poll import poll
from csmail.desk.situation import by_hand
from csmail.mail.transcript import why_stale
from csmail.model.conversation import Conversation
from tests.factories import said_in
from tests.workspace import Office, asked, mail, rule

SKEWS = [timedelta(seconds=seconds) for seconds in (-3600, -600, -61, -1, 0, 1, 61, 600, 3600)]
WORDS = "Sedang kami cek."


def arrives(office: Office, skew: timedelta, number: int, **fields: str) -> None:
    office.later()
    text = f"{mail(number, **fields)}\n\nHalo {number}\n"
    office.mailbox.deliver(text.replace("\n", "\r\n").encode(), office.now + skew)
    poll(office.place)


def only(office: Office) -> Conversation:
    (conversation,) = office.store.conversations()
    return conversation


def answered(office: Office, skew: timedelta) -> str:
    """Jane and her boss asked, we answered both; the Message-ID of our answer."""
    poll(office.place)
    arrives(office, skew, 1, Cc="boss@cust.example")
    office.later()
    act(office.place, only(office).id, asked("reply", text=WORDS), "sari")
    return next(one.message_id for one in said_in(office.store, only(office).id) if one.direction == "out")


@pytest.mark.parametrize("skew", SKEWS, ids=str)
def test_a_private_answer_to_our_mail_is_answered_privately(skew: timedelta) -> None:
    office = Office()
    ours = answered(office, skew)
    arrives(office, skew, 2, Subject="Re: Pesanan 12345 belum sampai", In_Reply_To=ours)
    situation = by_hand(office.place, only(office).id, "sari")
    assert situation.message is not None
    assert situation.message.message_id == "<m2@cust.example>"
    office.later()
    act(office.place, only(office).id, asked("reply", text=WORDS), "sari")
    assert office.transport.sent[-1][0].recipients == ("jane@cust.example",)


@pytest.mark.parametrize("skew", SKEWS, ids=str)
def test_a_fresh_draft_is_not_stale_and_goes_to_who_asked(skew: timedelta) -> None:
    office = Office()
    ours = answered(office, skew)
    office.with_rules(rule(asked("draft"), on="reply"))
    arrives(office, skew, 2, Subject="Re: Pesanan 12345 belum sampai", In_Reply_To=ours)
    (draft,) = office.store.drafts()
    assert why_stale(draft, said_in(office.store, draft.conversation)) is None
    assert draft.audience.envelope == ("jane@cust.example",)
    drafts.send(office.place, draft.id, "sari")


@pytest.mark.parametrize("skew", SKEWS, ids=str)
def test_who_writes_while_our_answer_is_on_its_way_is_not_waiting_for_himself(skew: timedelta) -> None:
    office = Office(rules=(rule(asked("draft")),))
    poll(office.place)
    arrives(office, skew, 1)
    (draft,) = office.store.drafts()
    office.later()
    drafts.approve(office.place, draft.id, "sari")
    deliver_without_working_off(office, skew)
    office.later()
    outbox.work_off(office.store, office.desk.name, office.place.ways, office.place.now)
    assert only(office).status == "open"


@pytest.mark.parametrize("skew", SKEWS, ids=str)
def test_who_was_answered_last_is_waited_for(skew: timedelta) -> None:
    office = Office(rules=(rule(asked("draft")),))
    poll(office.place)
    arrives(office, skew, 1)
    (draft,) = office.store.drafts()
    office.later(timedelta(seconds=1))
    drafts.send(office.place, draft.id, "sari")
    assert only(office).status == "waiting"


def deliver_without_working_off(office: Office, skew: timedelta) -> None:
    """A second mail is taken in while another process holds the outbox."""
    with office.store.lease(outbox.lease_name(office.desk.name)):
        arrives(office, skew, 2, In_Reply_To="<m1@cust.example>", Subject="Re: Pesanan 12345 belum sampai")
