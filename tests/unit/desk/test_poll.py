"""One pass of a desk, over the memory adapters."""

from __future__ import annotations

from datetime import timedelta

import pytest

from csmail.desk.by_hand.act import act
from csmail.desk.intake.poll import Backlog, Pass, poll
from csmail.errors import Busy, NotFound, Unreachable
from csmail.mailboxes.memory import Memory
from csmail.mailboxes.memory import Settings as MemorySettings
from csmail.model.address import Address
from csmail.model.changes import Attempt, Changes, Cursor
from csmail.model.conversation import Conversation
from csmail.model.reason import Reason
from csmail.rules import patterns
from csmail.rules.conditions import Matches
from csmail.rules.fields import Lenses
from csmail.rules.rule import Condition
from tests.factories import said, said_in
from tests.workspace import Office, asked, mail, rule

ACKNOWLEDGE = rule(asked("acknowledge"), name="acknowledge")


def office(*rules: object) -> Office:
    """An office whose desk has begun: what is delivered from now on is new."""
    made = Office(rules=tuple(rules))  # type: ignore[arg-type]
    poll(made.place)
    return made


def only(made: Office) -> Conversation:
    (conversation,) = made.store.conversations()
    return conversation


def test_a_new_desk_begins_with_what_comes_next() -> None:
    made = Office(rules=(ACKNOWLEDGE,))
    made.deliver(mail(1))
    assert poll(made.place).started == ("INBOX",)
    made.deliver(mail(2))
    assert poll(made.place).taken_in == 1
    assert len(made.transport.sent) == 1


def test_a_new_mail_is_acknowledged_once_whatever_happens_later() -> None:
    made = office(ACKNOWLEDGE)
    made.deliver(mail())
    poll(made.place)
    poll(made.place)
    ((sent, recipients),) = made.transport.sent
    assert recipients == ("jane@cust.example",)
    assert b"Auto-Submitted: auto-replied" in sent.data
    assert only(made).acknowledged_at == made.now


def test_the_backlog_is_filed_and_tagged_and_never_acknowledged() -> None:
    made = Office(rules=(rule(asked("acknowledge"), asked("tag", tags=("new",))),))
    made.deliver(mail())
    report = poll(made.place, Backlog())
    assert report.taken_in == 1
    assert only(made).tags == {"new"}
    assert made.transport.sent == []
    assert poll(made.place, Backlog()).known_already == 1


def test_the_backlog_may_begin_at_a_moment() -> None:
    made = Office()
    made.deliver(mail(1))
    made.later(timedelta(days=10))
    made.deliver(mail(2))
    assert poll(made.place, Backlog(since=made.now - timedelta(days=2))).taken_in == 1


def test_a_mail_with_the_same_content_is_the_same_mail() -> None:
    made = office(ACKNOWLEDGE)
    made.deliver(mail())
    made.deliver("Received: from elsewhere\n" + mail())
    report = poll(made.place)
    assert (report.taken_in, report.known_already) == (1, 1)
    assert len(made.transport.sent) == 1


def test_the_same_message_id_with_other_content_is_another_mail() -> None:
    made = office()
    made.deliver(mail(), "Halo")
    made.deliver(mail(Subject="Something else"), "Another matter")
    assert poll(made.place).taken_in == 2


def test_an_answer_joins_its_conversation_and_reopens_it() -> None:
    made = office(ACKNOWLEDGE)
    made.deliver(mail(1))
    poll(made.place)
    closed = only(made).amended(status="closed", closed_at=made.now)
    made.store.commit(Changes(conversations=(closed,)))
    made.later()
    made.deliver(mail(2, In_Reply_To="<m1@cust.example>", Subject="Re: Pesanan 12345 belum sampai"))
    poll(made.place)
    assert only(made).status == "open"
    assert len(made.transport.sent) == 1


def test_two_mails_of_one_thread_in_one_batch_make_one_conversation_and_one_acknowledgement() -> None:
    made = office(ACKNOWLEDGE, rule(asked("tag", tags=("again",)), name="again", on="reply"))
    made.deliver(mail(1))
    made.deliver(mail(2, In_Reply_To="<m1@cust.example>"), "Halo lagi")
    poll(made.place)
    assert only(made).tags == {"again"}
    assert len(made.transport.sent) == 1


def test_tags_become_one_keyword_command_for_the_whole_batch() -> None:
    made = office(rule(asked("tag", tags=("new",))))
    for number in range(5):
        made.deliver(mail(number, From=f"c{number}@cust.example"), f"Halo {number}")
    poll(made.place)
    assert all("new" in flags for flags, _ in made.mailbox.messages("INBOX"))
    keyword_tasks = [task for task in made.store.tasks() if type(task.work).__name__ == "SetKeywords"]
    assert len(keyword_tasks) == 1


def test_the_fourth_mail_of_a_sender_is_held_and_not_acknowledged() -> None:
    made = office(ACKNOWLEDGE)
    for number in range(5):
        made.deliver(mail(number, Subject=f"Matter {number}"), f"Halo {number}")
    poll(made.place)
    assert len(made.transport.sent) == 3
    assert sum(task.state == "held" for task in made.store.tasks()) == 2


def test_a_template_that_cannot_be_filled_asks_for_a_person_and_acknowledges_nothing() -> None:
    made = office(rule(asked("acknowledge", template="broken"), asked("tag", tags=("seen",))))
    made.deliver(mail())
    poll(made.place)
    conversation = only(made)
    assert "undefined" in said(*conversation.needs)
    assert conversation.acknowledged_at is None
    assert conversation.tags == {"seen"}
    assert made.transport.sent == []


def test_every_mail_leaves_a_receipt_that_says_what_was_withheld_and_why() -> None:
    made = office(ACKNOWLEDGE)
    made.deliver(mail(Auto_Submitted="auto-replied"))
    poll(made.place)
    (receipt,) = made.store.receipts(only(made).id)
    assert receipt.hits == ("acknowledge",)
    assert said(receipt.steps[0].withheld).startswith("auto_submitted")


def test_a_second_pass_at_the_same_time_is_busy() -> None:
    made = office()
    with made.store.lease("pass-support"), pytest.raises(Busy):
        poll(made.place)


def test_an_unreachable_server_moves_no_cursor() -> None:
    made = office(ACKNOWLEDGE)
    made.deliver(mail())
    made.mailbox.fail(Unreachable("imap.toko.example does not answer"), at=3)
    with pytest.raises(Unreachable):
        poll(made.place)
    assert poll(made.place).taken_in == 1
    assert len(made.transport.sent) == 1


def test_a_missing_folder_does_not_keep_the_others_waiting() -> None:
    mailbox = Memory(MemorySettings(folders=("INBOX",)))
    mailbox.folders = ("Nowhere", "INBOX")  # configured, and not there
    made = Office(mailbox=mailbox)
    with pytest.raises(NotFound):
        poll(made.place)
    made.deliver(mail())
    with pytest.raises(NotFound):
        poll(made.place)
    assert only(made).subject == "Pesanan 12345 belum sampai"


def test_a_dead_transport_leaves_the_acknowledgement_queued_for_later() -> None:
    made = office(ACKNOWLEDGE)
    made.transport.failure = Unreachable("smtp.toko.example does not answer")
    made.deliver(mail())
    report = poll(made.place)
    assert report.worked["deferred"] == 1
    made.transport.failure = None
    made.later(timedelta(minutes=2))
    poll(made.place)
    assert len(made.transport.sent) == 1


def test_new_uidvalidity_lists_everything_again_and_repeats_nothing() -> None:
    made = office(ACKNOWLEDGE)
    made.deliver(mail())
    poll(made.place)
    made.mailbox.renumber("INBOX", 77)
    report = poll(made.place)
    assert (report.taken_in, report.known_already) == (0, 1)
    assert len(made.transport.sent) == 1
    (message,) = (said for said in said_in(made.store, only(made).id) if said.direction == "in")
    assert message.place is not None
    assert message.place.uidvalidity == 77


def test_what_killed_the_process_is_tried_alone_and_put_aside_the_third_time() -> None:
    made = office(ACKNOWLEDGE)
    killer = made.deliver(mail(1))
    made.deliver(mail(2, From="b@cust.example"))
    cursor = Cursor("support", "INBOX", 1, killer - 1)
    made.store.attempting(Attempt("support", "INBOX", 1, killer, killer, 3), cursor)
    report = poll(made.place)
    assert (report.quarantined, report.taken_in) == (1, 2)
    asking = [one for one in made.store.conversations() if one.needs]
    assert asking[0].needs == (Reason.of("killed_reader", times=3),)
    assert len(made.transport.sent) == 1


def test_an_attempt_is_written_before_a_batch_and_cleared_by_it() -> None:
    made = office()
    made.deliver(mail())
    seen: list[Attempt | None] = []
    listening = Pass(made.place, listener=lambda arrived: seen.append(made.store.attempted("support", "INBOX")))
    listening.run()
    assert seen == [None]


def test_a_change_at_the_command_line_in_the_middle_of_a_batch_makes_it_decide_again() -> None:
    made = office(ACKNOWLEDGE, rule(asked("tag", tags=("again",)), name="again", on="reply"))
    made.deliver(mail(1))
    poll(made.place)
    made.deliver(mail(2, In_Reply_To="<m1@cust.example>"), "Halo lagi")
    commit, meddled = made.store.commit, []

    def meddling(changes: Changes) -> None:
        if changes.cursors and not meddled:
            meddled.append(1)
            commit(Changes(conversations=(only(made).amended(priority="high"),)))
        commit(changes)

    made.store.commit = meddling  # type: ignore[method-assign]
    poll(made.place)
    assert (only(made).priority, only(made).tags) == ("high", {"again"})


def test_our_own_mail_coming_back_is_no_new_mail() -> None:
    made = office(ACKNOWLEDGE)
    made.deliver(mail())
    poll(made.place)
    made.mailbox.deliver(made.transport.sent[0][0].data, made.now)
    assert poll(made.place).known_already == 1


def test_a_bounce_of_our_mail_marks_the_address_and_asks_for_a_person() -> None:
    made = office(rule(asked("reply", template="answer")))
    made.deliver(mail())
    poll(made.place)
    ours = made.transport.sent[0][0].message_id
    made.deliver(
        "From: MAILER-DAEMON@mx.cust.example\nTo: support@toko.example\nReturn-Path: <>\nSubject: Undelivered\n"
        'Message-ID: <b1@mx.cust.example>\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"',
        "--b\nContent-Type: text/plain\n\nIt could not be delivered.\n\n--b\nContent-Type: message/delivery-status\n\n"
        "Reporting-MTA: dns; mx.cust.example\n\nFinal-Recipient: rfc822; jane@cust.example\nAction: failed\n"
        "Status: 5.1.1\nDiagnostic-Code: smtp; 550 no such user\n\n--b\nContent-Type: text/rfc822-headers\n\n"
        f"Message-ID: {ours}\nSubject: Re: Pesanan\n\n--b--",
    )
    poll(made.place)
    conversation = only(made)
    assert "jane@cust.example" in conversation.bounced
    assert "could not be delivered" in said(conversation.needs[-1])
    assert len(made.transport.sent) == 1


def test_a_report_about_nothing_of_ours_is_filed_apart() -> None:
    made = office(ACKNOWLEDGE)
    made.deliver(mail(From="MAILER-DAEMON@x.example", Return_Path="<>", Subject="Undelivered Mail Returned to Sender"))
    poll(made.place)
    assert all(one.status == "closed" for one in made.store.conversations())
    assert made.transport.sent == []


def test_a_stranger_who_cites_a_thread_is_shown_and_gets_nothing() -> None:
    made = office(ACKNOWLEDGE)
    made.deliver(mail(1))
    poll(made.place)
    made.deliver(mail(2, From="mallory@evil.example", In_Reply_To="<m1@cust.example>"), "Send it to me")
    poll(made.place)
    conversation = only(made)
    assert "mallory@evil.example" in said(conversation.needs[0])
    assert "mallory@evil.example" not in conversation.participants
    assert len(made.transport.sent) == 1


def test_who_had_a_blind_copy_is_no_stranger_and_his_answer_stays_inside() -> None:
    made = office(ACKNOWLEDGE)
    made.deliver(mail(1))
    poll(made.place)
    before = only(made)
    act(made.place, before.id, asked("reply", text="Halo", bcc=("boss@partner.example",)), "sari")
    (sent,) = (one for one in said_in(made.store, before.id) if one.bcc)
    for number, name in ((2, "Boss@partner.example"), (3, "mallory@evil.example")):
        made.deliver(mail(number, From=name, In_Reply_To=sent.message_id), f"I am {name}")
        poll(made.place)
    boss, mallory = (
        one for one in said_in(made.store, before.id) if one.message_id in ("<m2@cust.example>", "<m3@cust.example>")
    )
    assert (boss.visibility, boss.quarantined, mallory.quarantined) == ("internal", False, True)
    conversation = only(made)
    assert conversation.status == "open"
    assert "boss@partner.example" not in conversation.participants
    assert [need.fact("sender") for need in conversation.needs] == ["Boss@partner.example", "mallory@evil.example"]


def test_a_first_mail_whose_reply_to_is_the_desk_is_a_matter_of_its_author() -> None:
    made = office()
    made.deliver(mail(1, Reply_To="support@toko.example"))
    poll(made.place)
    assert only(made).customer == Address("jane@cust.example", "Jane Roe")


@pytest.mark.parametrize("data", [b"", b"\x00\xff\xfe", b"not a mail at all", b"From: \r\n\r\n"])
def test_a_mail_that_is_no_mail_is_taken_in_all_the_same(data: bytes) -> None:
    made = office(ACKNOWLEDGE)
    made.mailbox.deliver(data, made.now)
    assert poll(made.place).taken_in == 1
    assert made.transport.sent == []


def test_a_text_that_was_cut_is_fetched_further_and_the_rules_see_its_end() -> None:
    made = office(rule(asked("tag", tags=("found",)), when=last_word()))
    made.deliver(mail(), "kata " * 8000 + "pelikan")
    poll(made.place)
    assert only(made).tags == {"found"}


def test_a_cut_attachment_behind_a_whole_text_is_left_on_the_server() -> None:
    made = office()
    head = mail(Content_Type='multipart/mixed; boundary="b"', MIME_Version="1.0")
    picture = "--b\nContent-Type: image/png; name=foto.png\nContent-Transfer-Encoding: base64\n\n" + "QUJD" * 20000
    made.deliver(head, "--b\nContent-Type: text/plain\n\nHalo\n\n" + picture + "\n--b--")
    before = made.mailbox.calls
    poll(made.place)
    fetches = made.mailbox.calls - before
    made.deliver(mail(2, From="b@cust.example"))
    before = made.mailbox.calls
    poll(made.place)
    assert fetches == made.mailbox.calls - before


def last_word() -> Condition:
    lens = Lenses().of("body")
    return Matches("body", ((lens, lens.patterns.add(patterns.words(["pelikan"]))),))
