"""What people do with drafts at the worst moment: between two looks, while csmail files, after all seemed over."""

from __future__ import annotations

from datetime import timedelta

import pytest

from csmail.desk.by_hand import drafts
from csmail.desk.by_hand.act import act
from csmail.desk.intake.poll import poll
from csmail.desk.mirror import look
from csmail.desk.mirror.visit import look_first
from csmail.desk.mirror_state import recalled
from csmail.errors import Conflict, CsmailError
from csmail.model.conversation import Conversation
from tests.unit.desk.test_mirror import edited, looked, lying, office, only, saved_as
from tests.workspace import Office, asked, mail

__all__ = ["office"]
SARI = "sari@toko.example"


def own_id(office: Office) -> str:
    kept = office.store.mail(only(office).mail)
    assert kept is not None
    return kept.message_id


def save(office: Office, words: str, id: str = "") -> None:
    """Another save, beside what lies there."""
    copy = lying(office)[0]
    text = copy.replace("kemarin sore", words).replace("tadi pagi", words)
    mine = next(line for line in text.split("\r\n") if line.lower().startswith("message-id:"))
    office.mailbox.deliver(text.replace(mine, f"Message-ID: {id}" if id else mine).encode(), office.now, "Drafts")


def conversation(office: Office) -> Conversation:
    (found,) = office.store.conversations()
    return found


def sent_copy(office: Office, data: str) -> None:
    """A mail program files what it sent; passes see it."""
    office.later()
    office.mailbox.deliver(data.encode(), office.now, "Sent")
    poll(office.place)


@pytest.mark.parametrize("deed", ["reject", "approve", "edit"])
def test_what_is_saved_while_we_take_our_copy_out_is_not_taken_out_with_it(office: Office, deed: str) -> None:
    """Thunderbird saves under the same Message-ID; ours is taken out by its UID."""
    draft, plain = only(office), office.mailbox.unfile

    def meanwhile(*given: object) -> None:
        office.mailbox.unfile = plain  # type: ignore[method-assign]
        save(office, "lusa siang")
        plain(*given)  # type: ignore[arg-type]

    office.mailbox.unfile = meanwhile  # type: ignore[method-assign]
    if deed == "reject":
        drafts.reject(office.place, draft.id, SARI)
    elif deed == "approve":
        drafts.send(office.place, draft.id, SARI)
    else:
        drafts.edit(office.place, draft.id, drafts.Edited("jane@cust.example", "", "", draft.subject, "Baru."), SARI)
    assert any("lusa siang" in one for one in lying(office))


def test_a_save_that_comes_while_an_edition_is_taken_in_is_taken_in_next(office: Office) -> None:
    mine = own_id(office)
    save(office, "tadi pagi")
    poll(office.place)
    office.later(timedelta(minutes=3))
    plain = office.mailbox.unfile

    def meanwhile(*given: object) -> None:
        office.mailbox.unfile = plain  # type: ignore[method-assign]
        save(office, "lusa siang", mine)
        plain(*given)  # type: ignore[arg-type]

    office.mailbox.unfile = meanwhile  # type: ignore[method-assign]
    poll(office.place)
    assert "tadi pagi" in only(office).text
    assert any("lusa siang" in one for one in lying(office))


def test_a_draft_that_was_edited_before_any_look_does_not_leave_as_it_was() -> None:
    made = Office()
    poll(made.place)
    made.deliver(mail(1))
    poll(made.place)
    text = "Halo Jane, sudah kami kirim kemarin sore lewat JNE."
    act(made.place, conversation(made).id, asked("draft", text=text), SARI)  # filed; no pass has looked since
    shown = only(made)
    save(made, "tadi pagi")
    made.mailbox.expunge("Drafts", 1)
    look_first(made.place, shown)
    with pytest.raises(CsmailError):  # somebody may still be typing
        drafts.send(made.place, shown.id, SARI)
    made.later(timedelta(minutes=3))
    with pytest.raises(Conflict):
        look_first(made.place, shown)
    assert made.transport.sent == []
    assert "tadi pagi" in only(made).text


def test_a_copy_among_more_drafts_than_are_looked_at_is_not_gone(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(look, "MOST", 2)
    for number in range(3):
        office.mailbox.deliver(f"Subject: private {number}\r\n\r\n".encode(), office.now, "Drafts")
    for _ in range(4):
        office.later(timedelta(minutes=20))
        poll(office.place)
    assert only(office).state == "waiting"


@pytest.mark.parametrize("how", ["deleted copy", "rejected by hand", "replaced", "edition of before"])
def test_a_draft_that_was_given_up_and_left_all_the_same_is_an_answer(office: Office, how: str) -> None:
    data, draft = lying(office)[0], only(office)
    office.mailbox.deliver(b"Subject: old\r\n\r\n", office.now, "Sent")
    poll(office.place)
    if how == "deleted copy":
        office.mailbox.expunge("Drafts", next(iter(office.mailbox._boxes["Drafts"].mails)))
        looked(office)
        office.later(timedelta(minutes=15))
        poll(office.place)
        assert only(office).state == "rejected"
    elif how == "rejected by hand":
        drafts.reject(office.place, draft.id, SARI)
    elif how == "replaced":
        office.deliver(mail(2, In_Reply_To="<m1@cust.example>"))
        poll(office.place)
    else:
        drafts.edit(office.place, draft.id, drafts.Edited("jane@cust.example", "", "", draft.subject, "Baru."), SARI)
    sent_copy(office, data)
    assert next(office.store.newest(conversation(office).id)).direction == "out"
    if how == "deleted copy":
        assert (only(office).state, only(office).decided_by) == ("sent", "mailprogram")
    if how != "replaced":
        assert conversation(office).status == "waiting"
    before = conversation(office).version
    poll(office.place)
    assert conversation(office).version == before


def test_what_we_sent_ourselves_is_known_however_often_it_is_filed(office: Office) -> None:
    data = lying(office)[0]
    drafts.send(office.place, only(office).id, SARI)
    ((sent, _),) = office.transport.sent
    poll(office.place)
    before = [one.key for one in office.store.newest(conversation(office).id)]
    office.mailbox.deliver(sent.data, office.now, "Sent")
    sent_copy(office, data)
    assert [one.key for one in office.store.newest(conversation(office).id)] == before
    assert conversation(office).needs == ()


def test_a_machines_mail_in_sent_joins_and_stops_no_clock(office: Office) -> None:
    office.mailbox.deliver(b"Subject: old\r\n\r\n", office.now, "Sent")
    poll(office.place)
    note = mail(
        7, From="support@toko.example", To="jane@cust.example", In_Reply_To="<m1@cust.example>",
        Auto_Submitted="auto-replied", Subject="Sedang cuti",
    )  # fmt: skip
    before = conversation(office)
    sent_copy(office, note.replace("\n", "\r\n") + "\r\n\r\nSedang cuti.\r\n")
    after = conversation(office)
    newest = next(office.store.newest(after.id))
    assert (newest.direction, newest.automatic, newest.message_id) == ("out", True, "<m7@cust.example>")
    assert (after.status, after.turns, after.answered_at, after.needs) == (
        before.status, before.turns, before.answered_at, before.needs,
    )  # fmt: skip
    assert only(office).state == "waiting"


@pytest.mark.parametrize("gone", [False, True])
def test_the_copy_of_another_csmail_is_never_touched(office: Office, gone: bool) -> None:
    theirs = f"<cs.{only(office).conversation}.0hj3k5m7n9p1r3t5.{'9f1c2e3d4a' * 2}@toko.example>"
    saved_as(office, edited(office, id=theirs), keep=not gone)
    for _ in range(4):
        poll(office.place)
        office.later(timedelta(minutes=10))
    assert any(theirs in one for one in lying(office))
    assert "tadi pagi" not in only(office).text
    assert recalled(office.store, "support").of(only(office).id) == ""


def test_two_reviewers_and_a_phone_lose_no_text(office: Office) -> None:
    """The phone saves, a colleague edits here at the same time: the second is refused or kept beside, never lost."""
    draft = only(office)
    saved_as(office, edited(office))
    fields = drafts.Edited("jane@cust.example", "", "", draft.subject, "Dari csmail.")
    drafts.edit(office.place, draft.id, fields, "budi@toko.example")
    looked(office)
    office.later(timedelta(minutes=30))
    poll(office.place)
    texts = [only(office).text, *(one.text for one in only(office).editions), *lying(office)]
    assert any("tadi pagi" in one for one in texts)
    assert any("Dari csmail." in one for one in texts)
