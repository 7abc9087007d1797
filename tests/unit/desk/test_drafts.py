"""What a person does with a draft, over the memory adapters."""

from __future__ import annotations

from pathlib import Path

import pytest

from csmail.desk.by_hand import drafts
from csmail.desk.by_hand.act import act
from csmail.desk.by_hand.approval import Despite
from csmail.desk.by_hand.drafts import Edited
from csmail.desk.intake.poll import poll
from csmail.errors import Conflict, NotFound, Refused, UsageError
from csmail.model.task import Draft
from tests.workspace import Office, asked, mail, rule


def office() -> Office:
    made = Office(rules=(rule(asked("draft")),))
    poll(made.place)
    made.deliver(mail(Cc="boss@cust.example"))
    poll(made.place)
    return made


def one(made: Office) -> Draft:
    (draft,) = made.store.drafts()
    return draft


def edited(**changes: str) -> Edited:
    fields = {"to": "Jane Roe <jane@cust.example>", "cc": "", "bcc": "", "subject": "Re: Pesanan", "text": "Halo Jane"}
    return Edited(**{**fields, **changes})


def test_a_draft_lies_in_the_drafts_mailbox_and_nothing_leaves() -> None:
    made = office()
    assert one(made).state == "waiting"
    assert made.transport.sent == []
    assert len(made.mailbox.messages("Drafts")) == 1


def test_what_is_sent_is_exactly_what_was_shown() -> None:
    made = office()
    shown = made.store.mail(one(made).mail)
    assert shown is not None
    drafts.send(made.place, one(made).id, by="sari")
    ((sent, recipients),) = made.transport.sent
    assert sent.data == shown.data
    assert set(recipients) == {"jane@cust.example", "boss@cust.example"}
    assert one(made).state == "sent"
    assert made.mailbox.messages("Drafts") == []


def test_an_approved_draft_leaves_with_the_next_pass() -> None:
    made = office()
    drafts.approve(made.place, one(made).id, by="sari")
    assert made.transport.sent == []
    poll(made.place)
    assert len(made.transport.sent) == 1


def test_the_second_of_two_reviewers_is_told() -> None:
    made = office()
    drafts.approve(made.place, one(made).id, by="sari")
    with pytest.raises(Conflict, match="approved already, by sari"):
        drafts.approve(made.place, one(made).id, by="budi")


def test_a_draft_is_stale_once_the_customer_wrote_again() -> None:
    made = office()
    made.later()
    made.deliver(mail(2, In_Reply_To="<m1@cust.example>"), "Sudah sampai, terima kasih")
    poll(made.place)
    with pytest.raises(Refused, match="stale"):
        drafts.send(made.place, one(made).id, by="sari")
    drafts.send(made.place, one(made).id, by="sari", despite=Despite(news=True))
    assert len(made.transport.sent) == 1


def test_a_draft_is_stale_once_somebody_answered_by_hand() -> None:
    made = office()
    made.later()
    act(made.place, one(made).conversation, asked("reply", text="Sudah kami kirim."), "budi")
    with pytest.raises(Refused, match="an answer was sent after it was written"):
        drafts.send(made.place, one(made).id, by="sari")
    made.later()
    drafts.edit(made.place, one(made).id, edited(), by="sari")
    drafts.send(made.place, one(made).id, by="sari")
    assert len(made.transport.sent) == 2


def test_an_acknowledgement_makes_no_draft_stale() -> None:
    made = office()
    made.later()
    act(made.place, one(made).conversation, asked("acknowledge"), "budi")
    drafts.send(made.place, one(made).id, by="sari")
    assert len(made.transport.sent) == 2


def test_a_rejected_draft_is_never_sent_and_leaves_the_mailbox() -> None:
    made = office()
    drafts.reject(made.place, one(made).id, by="sari", reason="wrong tone")
    assert (one(made).state, one(made).reason) == ("rejected", "wrong tone")
    assert made.mailbox.messages("Drafts") == []
    with pytest.raises(Conflict):
        drafts.send(made.place, one(made).id, by="sari")


def test_an_edited_draft_is_written_anew_and_its_copy_replaced() -> None:
    made = office()
    before = made.store.mail(one(made).mail)
    drafts.edit(made.place, one(made).id, edited(bcc="arsip@arsip.example"), by="sari")
    after = made.store.mail(one(made).mail)
    assert before is not None
    assert after is not None
    assert after.message_id != before.message_id
    assert b"In-Reply-To: <m1@cust.example>" in after.data
    ((_, filed),) = made.mailbox.messages("Drafts")
    assert b"Halo Jane" in filed
    drafts.send(made.place, one(made).id, by="sari")
    ((sent, recipients),) = made.transport.sent
    assert set(recipients) == {"jane@cust.example", "arsip@arsip.example"}
    assert b"arsip@" not in sent.data


@pytest.mark.parametrize("field", [{"to": "support@toko.example"}, {"cc": "not an address"}])
def test_recipients_that_cannot_be_are_refused_and_the_draft_stays(field: dict[str, str]) -> None:
    made = office()
    with pytest.raises(UsageError):
        drafts.edit(made.place, one(made).id, edited(**field), by="sari")
    assert one(made).version == 1


def test_an_edited_draft_keeps_its_attachments(tmp_path: Path) -> None:
    made = office()
    path = tmp_path / "nota.txt"
    path.write_text("lunas")
    (conversation,) = made.store.conversations()
    act(made.place, conversation.id, asked("draft", text="Ini notanya", attach=(path,)), by="sari")
    written = next(draft for draft in made.store.drafts() if draft.author == "sari")
    drafts.edit(made.place, written.id, edited(), by="sari")
    drafts.send(made.place, written.id, by="sari")
    assert b"nota.txt" in made.transport.sent[0][0].data


def test_an_unknown_draft_is_not_found() -> None:
    with pytest.raises(NotFound):
        drafts.send(office().place, "ZZZZZZ", by="sari")
