"""What a pass does about drafts that people edited, deleted or copied with a mail program."""

from __future__ import annotations

from datetime import timedelta

import pytest

from csmail.desk.by_hand import drafts
from csmail.desk.by_hand.act import act
from csmail.desk.intake.accept_mail import accept_draft
from csmail.desk.intake.poll import poll
from csmail.desk.mirror_state import recalled
from csmail.errors import NotFound, Unreachable
from csmail.mail.likeness import likeness
from csmail.model.mirror import MirrorTerms
from csmail.model.task import Draft
from tests.factories import desk
from tests.workspace import Office, asked, mail, rule

RULES = (rule(asked("draft", template="Halo Jane, sudah kami kirim kemarin sore lewat JNE.")),)
MINUTES = timedelta(minutes=3)


@pytest.fixture
def office() -> Office:
    """A draft waits, its copy lies in Drafts, and one pass has seen it there."""
    made = Office(RULES, desk=desk())
    poll(made.place)
    made.deliver(mail(1))
    poll(made.place)
    poll(made.place)
    return made


def only(office: Office) -> Draft:
    (found,) = office.place.store.drafts()
    return found


def lying(office: Office) -> list[str]:
    return [data.decode() for _, data in office.mailbox.messages("Drafts")]


def saved_as(office: Office, data: str, keep: bool = False) -> None:
    """Another program lays `data` there and takes our copy out."""
    box = office.mailbox._boxes["Drafts"]
    if not keep:
        for uid in list(box.mails):
            office.mailbox.expunge("Drafts", uid)
    office.mailbox.deliver(data.encode(), office.now, "Drafts")


def edited(office: Office, **other: str) -> str:
    """Our copy as a program saves it that somebody typed in, with an id of its own unless told otherwise."""
    copy = lying(office)[0].replace("kemarin sore", "tadi pagi")
    mine = next(line for line in copy.split("\r\n") if line.lower().startswith("message-id:"))
    return copy.replace(mine, f"Message-ID: {other.get('id', '<CAx1@mail.gmail.com>')}").replace(
        "To: Jane Roe <jane@cust.example>", f"To: {other.get('to', 'jane@cust.example')}"
    )


def looked(office: Office) -> None:
    """Two passes, far enough apart that nobody is still typing."""
    poll(office.place)
    office.later(MINUTES)
    assert poll(office.place).problems == []


def test_what_was_edited_is_taken_in_and_replaced_by_what_would_leave(office: Office) -> None:
    before = only(office)
    saved_as(office, edited(office))
    looked(office)
    after = only(office)
    assert "tadi pagi" in after.text
    assert after.author == "mailprogram"
    assert after.mail != before.mail
    (copy,) = lying(office)
    assert "tadi pagi" in copy
    assert "CAx1" not in copy
    drafts.send(office.place, after.id, "sari@toko.example")
    ((sent, _),) = office.transport.sent
    assert "tadi pagi" in sent.data.decode()
    assert "In-Reply-To: <m1@cust.example>" in sent.data.decode()


def test_while_somebody_types_nothing_is_taken_in_and_it_is_told(office: Office) -> None:
    saved_as(office, edited(office))
    poll(office.place)
    assert "kemarin sore" in only(office).text
    assert recalled(office.place.store, "support").of(only(office).id) == "editing"


def test_a_blind_copy_that_stood_in_no_copy_stays(office: Office) -> None:
    draft = only(office)
    fields = drafts.Edited("jane@cust.example", "", "arsip@toko.example", draft.subject, draft.text)
    drafts.edit(office.place, draft.id, fields, "sari@toko.example")
    poll(office.place)
    poll(office.place)
    saved_as(office, edited(office))
    looked(office)
    assert [one.spec for one in only(office).audience.bcc] == ["arsip@toko.example"]


def test_new_recipients_say_that_they_were_set_in_a_mail_program(office: Office) -> None:
    saved_as(office, edited(office, to="jane@cust.example, boss@cust.example"))
    looked(office)
    found = only(office)
    assert [one.spec for one in found.audience.to] == ["jane@cust.example", "boss@cust.example"]
    why = next(one.why for one in found.audience.origins if one.spec == "boss@cust.example")
    assert dict(why.evidence)["by"] == "mailprogram"


def test_the_address_of_ours_that_somebody_chose_is_kept(office: Office) -> None:
    saved_as(office, lying(office)[0].replace("support@toko.example", "help@toko.example"))
    looked(office)
    assert only(office).audience.sender.spec == "help@toko.example"
    (copy,) = lying(office)
    assert "help@toko.example" in copy
    drafts.send(office.place, only(office).id, "sari@toko.example")
    ((sent, _),) = office.transport.sent
    assert sent.sender == "help@toko.example"
    assert "From: help@toko.example" in sent.data.decode()


@pytest.mark.parametrize("words", ["kemarin sore", "tadi pagi"])
@pytest.mark.parametrize("author", ["sari@gmail.example", "sari@toko.example"])
def test_an_address_that_is_not_the_desks_is_asked_about(office: Office, author: str, words: str) -> None:
    copy = lying(office)[0].replace("support@toko.example", author).replace("kemarin sore", words)
    saved_as(office, copy)
    looked(office)
    draft = only(office)
    assert recalled(office.place.store, "support").of(draft.id) == "refused"
    assert (draft.audience.sender.spec, "kemarin sore" in draft.text) == ("support@toko.example", True)


def unthreaded(office: Office) -> str:
    """Our copy as a webmail saves it that loses the thread."""
    lines = edited(office).split("\r\n")
    lost = ("in-reply-to:", "references:", "reply-to:")
    return "\r\n".join(one for one in lines if not one.lower().startswith(lost))


def test_a_draft_that_lost_its_thread_is_asked_about_and_taken_in_by_a_person(office: Office) -> None:
    saved_as(office, unthreaded(office))
    looked(office)
    draft = only(office)
    assert recalled(office.place.store, "support").of(draft.id) == "maybe"
    assert "kemarin sore" in draft.text
    accept_draft(office.place, draft.conversation, draft.id[:4], "sari@toko.example", dry_run=True)
    assert only(office).version == draft.version
    done = accept_draft(office.place, draft.conversation, draft.id[:4], "sari@toko.example")
    assert [one.code for one in done.did] == ["draft_taken_in"]
    assert "tadi pagi" in only(office).text
    assert recalled(office.place.store, "support").of(draft.id) == ""
    looked(office)
    (copy,) = lying(office)
    assert "CAx1" not in copy
    assert recalled(office.place.store, "support").of(draft.id) == ""
    with pytest.raises(NotFound):
        accept_draft(office.place, draft.conversation, draft.id[:4], "sari@toko.example")


def test_one_that_vanished_again_before_a_person_accepted_it_is_told(office: Office) -> None:
    saved_as(office, unthreaded(office))
    looked(office)
    box = office.mailbox._boxes["Drafts"]
    for uid in list(box.mails):
        office.mailbox.expunge("Drafts", uid)
    with pytest.raises(NotFound, match="Drafts"):
        accept_draft(office.place, only(office).conversation, only(office).id, "sari@toko.example")
    assert "kemarin sore" in only(office).text


def test_one_that_was_deleted_is_rejected_after_two_looks_and_a_while(office: Office) -> None:
    office.mailbox.expunge("Drafts", next(iter(office.mailbox._boxes["Drafts"].mails)))
    looked(office)
    assert only(office).state == "waiting"
    office.later(timedelta(minutes=15))
    poll(office.place)
    assert (only(office).state, only(office).decided_by) == ("rejected", "mailprogram")


def test_a_renumbered_folder_proves_nothing_about_people(office: Office) -> None:
    office.mailbox.renumber("Drafts", 9)
    for uid in list(office.mailbox._boxes["Drafts"].mails):
        office.mailbox.expunge("Drafts", uid)
    looked(office)
    office.later(timedelta(hours=1))
    poll(office.place)
    assert only(office).state == "waiting"
    assert len(lying(office)) == 1


def test_a_copy_under_another_id_is_replaced_by_ours(office: Office) -> None:
    same = edited(office).replace("tadi pagi", "kemarin sore")
    saved_as(office, same)
    looked(office)
    (copy,) = lying(office)
    assert "CAx1" not in copy
    assert only(office).author != "mailprogram"


def test_what_cannot_be_addressed_leaves_the_draft_and_is_told(office: Office) -> None:
    saved_as(office, edited(office, to="support@toko.example"))
    poll(office.place)
    office.later(MINUTES)
    assert [one.code for one in poll(office.place).problems] == ["copy_not_taken_in"]
    assert "kemarin sore" in only(office).text


def test_a_mailbox_that_is_away_concludes_nothing_and_is_told_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise Unreachable("away")

    saved_as(office, edited(office))
    monkeypatch.setattr(office.mailbox, "status", away)
    told = [[one.code for one in poll(office.place).problems if one.code == "drafts_unseen"] for _ in range(3)]
    assert told == [["drafts_unseen"], [], []]
    monkeypatch.undo()
    looked(office)
    assert "tadi pagi" in only(office).text


def test_a_desk_may_leave_its_drafts_alone(office: Office) -> None:
    made = Office(RULES, desk=desk(mirror=MirrorTerms(drafts=False)))
    poll(made.place)
    made.deliver(mail(1))
    for _ in range(2):
        poll(made.place)
    assert not recalled(made.place.store, "support").copies


def test_no_draft_costs_nothing_and_an_unchanged_folder_one_question(office: Office) -> None:
    calls = office.mailbox.calls
    poll(office.place)
    with_draft = office.mailbox.calls - calls
    drafts.reject(office.place, only(office).id, "sari@toko.example")
    poll(office.place)
    calls = office.mailbox.calls
    poll(office.place)
    assert with_draft == office.mailbox.calls - calls + 1


def test_keywords_of_people_become_tags_and_lose_them_again(office: Office) -> None:
    box = office.mailbox._boxes["INBOX"]
    (uid,) = box.mails

    def marked(*words: str) -> frozenset[str]:
        from dataclasses import replace

        box.mails[uid] = replace(box.mails[uid], flags=frozenset(words))
        office.later(timedelta(minutes=20))  # a server that numbers no changes is asked now and then
        poll(office.place)
        return next(iter(office.place.store.conversations())).tags

    assert marked("VIP", "NonJunk", "$Forwarded") == {"vip"}
    assert marked("NonJunk") == frozenset()
    assert marked("Junk") == frozenset()
    assert [one.code for one in next(iter(office.place.store.conversations())).needs] == ["junk_in_mail_program"]


def test_a_tag_of_ours_that_is_marked_later_is_not_taken_for_somebody_elses(office: Office) -> None:
    conversation = next(iter(office.place.store.conversations()))
    act(office.place, conversation.id, asked("tag", tags=("refund",)), "sari@toko.example")
    office.later(timedelta(minutes=20))
    poll(office.place)
    assert next(iter(office.place.store.conversations())).tags == {"refund"}
    act(office.place, conversation.id, asked("untag", tags=("refund",)), "sari@toko.example")
    office.later(timedelta(minutes=20))
    poll(office.place)
    assert next(iter(office.place.store.conversations())).tags == frozenset()


@pytest.mark.parametrize(
    ("theirs", "expected"),
    [
        ("Halo Jane,\r\nsudah  kami kirim\nkemarin.", "same"),
        ("Halo Jane, sudah kami kirim kemarin.\n\n> Mana paket saya?\n", "same"),
        ("Halo Jane, sudah kami kirim tadi pagi lewat JNE.", "edited"),
        ("Terima kasih, uangnya kami kembalikan besok.", "other"),
        ("", "other"),
        ("Halo Jane, sudah kami kirim kemarin.\n-- \nSari", "edited"),
    ],
)
def test_texts_are_alike_as_people_would_say(theirs: str, expected: str) -> None:
    assert likeness("Halo Jane, sudah kami kirim kemarin.", theirs) == expected
