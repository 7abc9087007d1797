"""Answers that people wrote with other programs are found in the Sent mailbox, each once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from csmail.desk import sent_state
from csmail.desk.by_hand.act import act
from csmail.desk.intake.poll import Backlog, Pass, poll
from csmail.desk.intake.report import PassReport
from csmail.desk.watch.audit import audit
from csmail.desk.watch.health import health
from csmail.errors import NotFound, Refused, StoreError, Unreachable
from csmail.mail.transcript import why_stale
from csmail.mailboxes.memory import Memory, Settings
from csmail.model.address import Address
from csmail.model.changes import Changes
from csmail.model.conversation import Conversation
from csmail.model.desk import Team, Trust
from csmail.model.message import Message
from csmail.model.mirror import MirrorTerms
from csmail.model.reason import Reason
from csmail.ports import Folder
from csmail.stores.memory import MemoryStore
from csmail.wording.reasons import words
from tests.factories import desk, said_in
from tests.workspace import Office, asked, mail, rule

SUBJECT = "Re: Pesanan 12345 belum sampai"
ANSWER = {"From": "Toko <support@toko.example>", "To": "jane@cust.example", "Subject": SUBJECT,
          "In_Reply_To": "<m1@cust.example>", "Message_ID": "<a1@laptop.example>"}  # fmt: skip
RULES = tuple(
    rule(asked("draft", template="answer"), asked("acknowledge"), asked("tag", tags=("seen",)), name=on, on=on)
    for on in ("arrival", "reply", "closed")
)


def office(**changes: object) -> Office:
    """A desk whose Sent mailbox holds one old answer, and a customer who asks; a minute later."""
    made = Office(RULES, desk=desk(**{"mirror": MirrorTerms(drafts=False), **changes}))
    in_sent(made, Message_ID="<old@laptop.example>", In_Reply_To="<before@cust.example>")
    poll(made.place)
    made.deliver(mail(1))
    poll(made.place)
    made.later()
    return made


def in_sent(made: Office, text: str = "Sudah dikirim.", **fields: str) -> int:
    """What a mail program files there now."""
    header = mail(0, **{**ANSWER, **fields})
    data = f"{header}\n\n{text}\n".replace("\n", "\r\n").encode()
    return made.mailbox.deliver(data, made.now, "Sent")


def conversation(made: Office) -> Conversation:
    (one,) = made.store.conversations()
    return one


def answers(made: Office) -> list[Message]:
    """What people of ours wrote, oldest first."""
    said = said_in(made.store, conversation(made).id)
    return [one for one in said if one.direction == "out" and not one.automatic]


def codes(made: Office) -> list[str]:
    return [note.code for receipt in made.store.receipts(conversation(made).id) for note in receipt.notes]


def test_an_answer_of_another_program_stops_what_waits_for_one() -> None:
    made = office()
    in_sent(made)
    written_at = made.now
    made.later(timedelta(minutes=10))
    report = poll(made.place)
    (answer,) = answers(made)
    one = conversation(made)
    assert (answer.visibility, answer.received_at, answer.place.folder if answer.place else "") == (
        "customer", written_at, "Sent",
    )  # fmt: skip
    assert (one.status, one.answered_at, one.needs) == ("waiting", written_at, ())
    assert (report.taken_in, report.problems) == (1, [])
    assert "jane@cust.example" in one.participants


def test_no_rule_hears_of_it_and_the_receipt_says_where_it_was_found() -> None:
    made = office()
    tasks, drafts = len(list(made.store.tasks())), len(list(made.store.drafts()))
    in_sent(made, Sender="Sari <sari@toko.example>")
    poll(made.place)
    assert (len(list(made.store.tasks())), len(list(made.store.drafts()))) == (tasks, drafts)
    (receipt,) = made.store.receipts(answers(made)[0].key)
    (found,) = (note for note in receipt.notes if note.code == "found_in_sent")
    assert (receipt.hits, receipt.steps) == ((), ())
    assert dict(found.evidence) == {"folder": "Sent", "by": "sari@toko.example"}
    for language, said in (("en", "found in Sent"), ("id", "ditemukan di Sent")):
        assert words(found, language).startswith(said)
        assert "sari@toko.example" in words(found, language)


@pytest.mark.parametrize(
    ("fields", "author"),
    [
        ({"From": "sari@toko.example"}, "sari@toko.example"),
        ({"Sender": "budi@toko.example"}, "budi@toko.example"),
        ({}, "support@toko.example"),
        ({"From": "help@toko.example"}, "help@toko.example"),
    ],
)
def test_its_author_is_the_agent_or_the_address_of_the_desk(fields: dict[str, str], author: str) -> None:
    made = office()
    in_sent(made, **fields)
    poll(made.place)
    (receipt,) = made.store.receipts(answers(made)[0].key)
    assert [note.fact("by") for note in receipt.notes if note.code == "found_in_sent"] == [author]


def test_an_answer_is_believed_where_a_server_has_to_vouch_for_what_comes_in() -> None:
    made = office(trust=Trust(authserv_ids=("mx.toko.example",)))
    in_sent(made)
    poll(made.place)
    assert len(answers(made)) == 1


def test_drafts_that_answer_the_same_are_stale_those_of_the_same_pass_too() -> None:
    made = office()
    made.later(timedelta(minutes=5))
    made.deliver(mail(2, Subject=SUBJECT, In_Reply_To="<m1@cust.example>"))
    made.later()
    in_sent(made, In_Reply_To="<m2@cust.example>")
    made.later(timedelta(minutes=5))
    poll(made.place)
    one = conversation(made)
    assert one.status == "waiting"
    waiting = [draft for draft in made.store.drafts(one.id) if draft.state == "waiting"]
    assert len(waiting) == 1, "what a rule wrote before steps aside"
    assert all(why_stale(draft, said_in(made.store, one.id)) for draft in waiting)


def test_an_answer_older_than_the_newest_question_leaves_it_open() -> None:
    made = office()
    in_sent(made)
    made.later()
    made.deliver(mail(2, Subject=SUBJECT, In_Reply_To="<m1@cust.example>"))
    poll(made.place)
    one = conversation(made)
    assert (one.status, one.answered_at) == ("open", answers(made)[0].received_at)
    (newest,) = (draft for draft in made.store.drafts(one.id) if draft.answers == made_key(made, "<m2@cust.example>"))
    assert not why_stale(newest, said_in(made.store, one.id))


def made_key(made: Office, id: str) -> str:
    return made.store.known("support", [id])[id].message


@pytest.mark.parametrize("status", ["closed", "spam"])
def test_nothing_is_reopened(status: str) -> None:
    made = office()
    one = conversation(made)
    closed = one.amended(status=status, closed_at=made.now)
    made.store.commit(Changes(conversations=(closed,)))
    in_sent(made)
    poll(made.place)
    after = conversation(made)
    assert (after.status, after.closed_at) == (status, made.now)
    assert after.answered_at is not None


def test_what_goes_to_nobody_on_the_customers_side_stays_inside() -> None:
    made = office()
    in_sent(made, To="gudang@pabrik.example")
    poll(made.place)
    (inside,) = answers(made)
    one = conversation(made)
    assert (inside.visibility, one.status, one.answered_at) == ("internal", "open", None)
    assert "gudang@pabrik.example" not in one.participants


def test_a_customer_in_blind_copy_got_it() -> None:
    made = office()
    in_sent(made, To="gudang@pabrik.example", Bcc="jane@cust.example")
    poll(made.place)
    assert [one.visibility for one in answers(made)] == ["customer"]


@pytest.mark.parametrize(
    "fields",
    [
        {"In_Reply_To": "", "Subject": "Penawaran"},
        {"From": "jane@cust.example", "To": "support@toko.example"},
        {"X_CSMail_Loop": "support@toko.example"},
        {"X_CSMail_Loop": "another@desk.example"},
        {"Content_Type": "multipart/report; report-type=disposition-notification; boundary=x"},
    ],
    ids=["no conversation", "a customer's mail", "our mark", "another installation's", "a receipt"],
)
def test_what_is_no_answer_of_a_person_is_passed_over(fields: dict[str, str]) -> None:
    made = office()
    before = conversation(made)
    in_sent(made, **fields)
    assert poll(made.place).taken_in == 0
    assert (answers(made), conversation(made)) == ([], before)
    in_sent(made)
    poll(made.place)
    assert len(answers(made)) == 1


def test_our_own_filed_copies_are_known() -> None:
    made = office()
    one = conversation(made)
    act(made.place, one.id, asked("reply", text="Sudah kami kirim."), by="sari")
    made.later()
    for _ in range(2):
        assert poll(made.place).taken_in == 0
    assert len(made.mailbox.messages("Sent")) > 1
    assert len(answers(made)) == 1


COPIES = {"the same": {}, "tagged on its way": {"Subject": f"[EXTERNAL] {SUBJECT}"}}


@pytest.mark.parametrize("first", ["INBOX", "Sent"])
@pytest.mark.parametrize("copy", COPIES)
def test_a_colleagues_copy_to_the_desk_and_the_one_in_sent_are_one_answer(first: str, copy: str) -> None:
    made = office()
    fields = {**ANSWER, "From": "sari@toko.example", "Cc": "support@toko.example"}
    if first == "Sent":
        in_sent(made, **fields)
        poll(made.place)
        made.later()
    text = mail(0, **{**fields, **COPIES[copy]}) + "\n\nSudah dikirim.\n"
    made.mailbox.deliver(text.replace("\n", "\r\n").encode(), made.now)
    poll(made.place)
    made.later()
    if first == "INBOX":
        in_sent(made, **fields)
        poll(made.place)
    assert len(answers(made)) == 1
    assert conversation(made).status == "waiting"


def test_a_copy_that_waited_because_nobody_vouched_for_it_is_proven_by_sent() -> None:
    made = office(trust=Trust(authserv_ids=("mx.toko.example",)))
    fields = {**ANSWER, "From": "sari@toko.example", "Cc": "support@toko.example"}
    text = mail(0, **fields) + "\n\nSudah dikirim.\n"
    made.mailbox.deliver(text.replace("\n", "\r\n").encode(), made.now)
    poll(made.place)
    assert conversation(made).needs
    in_sent(made, **fields)
    poll(made.place)
    assert len(answers(made)) == 1
    assert (conversation(made).needs, conversation(made).status) == ((), "waiting")


def test_a_stranger_who_knows_its_message_id_hides_no_answer() -> None:
    made = office()
    made.deliver(mail(9, From="x@evil.example", Message_ID=ANSWER["Message_ID"], Subject="Halo"))
    in_sent(made)
    poll(made.place)
    said = [one for c in made.store.conversations() for one in said_in(made.store, c.id)]
    assert [one.message_id for one in said if one.direction == "out" and not one.automatic] == ["<a1@laptop.example>"]


def test_an_answer_calms_what_asks_only_for_one() -> None:
    made = office()
    asking = conversation(made).needing(Reason.of("forwarded_by_colleague", by="sari@toko.example"))
    made.store.commit(Changes(conversations=(asking.needing(Reason.of("bounced", to="x@y.example")),)))
    in_sent(made)
    poll(made.place)
    assert [one.code for one in conversation(made).needs] == ["bounced"]


def test_the_customers_answer_to_it_is_one_to_us() -> None:
    made = office()
    in_sent(made)
    poll(made.place)
    made.later()
    made.deliver(mail(3, Subject=SUBJECT, In_Reply_To="<a1@laptop.example>"))
    poll(made.place)
    assert conversation(made).status == "open"


def test_a_customers_answer_that_cites_only_what_lies_in_sent_is_brought_home() -> None:
    made = office()
    in_sent(made)
    made.later()
    made.deliver(mail(3, Subject=SUBJECT, In_Reply_To="<a1@laptop.example>"))
    poll(made.place)
    alive = [one for one in made.store.conversations() if not one.merged_into]
    assert [one.status for one in alive] == ["open"]


def test_the_backlog_of_sent_is_never_read() -> None:
    made = Office(RULES)
    made.deliver(mail(1))
    in_sent(made)
    for _ in range(2):
        poll(made.place, Backlog())
    assert answers(made) == []


def test_a_folder_that_comes_later_is_read_from_when_there_was_none() -> None:
    made = Office(RULES, mailbox=Memory(Settings(file_sent=False)))
    made.place = replace(made.place, rules=())
    poll(made.place)
    made.deliver(mail(1))
    poll(made.place)
    made.later(timedelta(hours=3))
    early, made.now = made.now, made.now - timedelta(days=2)
    in_sent(made, Message_ID="<old@laptop.example>")
    made.now = early
    in_sent(made)
    poll(made.place)
    assert [one.message_id for one in answers(made)] == ["<a1@laptop.example>"]


def calls(made: Office) -> int:
    before = made.mailbox.calls
    poll(made.place)
    return made.mailbox.calls - before


def test_nothing_new_costs_one_call_and_no_folder_none() -> None:
    made, without = office(), Office(())
    poll(made.place)
    poll(without.place)
    assert calls(made) == calls(without) + 1
    made.mailbox.expunge("Sent", in_sent(made))
    poll(made.place)
    assert calls(made) == calls(without) + 1


def test_a_desk_may_leave_it_unread() -> None:
    made = office()
    made.mailbox.reads_sent = False
    in_sent(made)
    poll(made.place)
    assert answers(made) == []


def test_a_folder_that_the_desk_reads_anyhow_is_read_once() -> None:
    mailbox = Memory(Settings(folders=("INBOX", "Sent")))
    made = Office(RULES, mailbox=mailbox)
    poll(made.place)
    made.deliver(mail(1))
    poll(made.place)
    in_sent(made)
    for _ in range(2):
        poll(made.place)
    assert len(answers(made)) == 1
    assert sum(one.unaccounted != () for one in audit(made.place)) == 0


def test_the_audit_leaves_the_folder_out() -> None:
    made = office()
    in_sent(made)
    poll(made.place)
    assert [(one.folder, one.unaccounted) for one in audit(made.place)] == [("INBOX", ())]


def test_mails_numbered_anew_are_taken_in_once_and_old_ones_not_at_all() -> None:
    made = office()
    in_sent(made)
    poll(made.place)
    made.later()
    made.mailbox.renumber("Sent", 7)
    in_sent(made, Message_ID="<a2@laptop.example>")
    report = poll(made.place)
    assert (report.problems, well(made)) == ([], ())
    assert [one.message_id for one in answers(made)] == ["<a1@laptop.example>", "<a2@laptop.example>"]
    assert poll(made.place).problems == []


def test_a_folder_put_back_from_a_copy_loses_no_answer() -> None:
    made = office()
    in_sent(made)
    poll(made.place)
    copy = made.mailbox.copy("Sent")
    for number in (2, 3):
        in_sent(made, Message_ID=f"<a{number}@laptop.example>")
    poll(made.place)
    made.mailbox.put_back(copy, "Sent")
    made.later()
    in_sent(made, Message_ID="<a4@laptop.example>")
    report = poll(made.place)
    assert (report.problems, well(made)) == ([], ())
    assert sorted(one.message_id for one in answers(made)) == [f"<a{n}@laptop.example>" for n in (1, 2, 3, 4)]


class Moody(Memory):
    """Its Sent mailbox cannot be had, as long as it is told so."""

    error: Exception | None = None

    def status(self, name: str) -> Folder:
        if self.error:
            raise self.error
        return super().status(name)


@pytest.mark.parametrize(
    ("error", "code"),
    [(NotFound("no folder Sent"), "sent_missing"), (Refused("no"), "sent_unread"), (Unreachable("x"), "sent_unread")],
)
def test_a_sent_mailbox_that_cannot_be_read_is_told_once_and_holds_up_nothing(error: Exception, code: str) -> None:
    made = office()
    mailbox = Moody()
    mailbox.__dict__.update(made.mailbox.__dict__)
    made.mailbox = mailbox
    mailbox.error = error
    made.deliver(mail(5, From="dewi@other.example"))
    first, second = poll(made.place), poll(made.place)
    assert (first.taken_in, [one.code for one in first.problems]) == (1, [code])
    assert second.problems == []
    assert [one.code for one in well(made)] == [code]
    mailbox.error = None
    in_sent(made)
    assert poll(made.place).taken_in == 1
    assert well(made) == ()


def well(made: Office) -> tuple[Reason, ...]:
    return health(made.store, made.desk, made.now, timedelta(minutes=15)).problems


def test_a_fault_is_told_in_both_languages() -> None:
    for code in ("sent_missing", "sent_unread", "sent_mail_unread"):
        told = Reason.of(code, folder="Sent", uid=7, said="gone").because(Reason("not_handed_over"))
        assert words(told, "en") != words(told, "id")


class Dying(MemoryStore):
    """Dies before or after a commit that holds an answer."""

    when = ""

    def commit(self, changes: Changes) -> None:
        answer = any(one.direction == "out" and one.place for one in changes.messages)
        if answer and self.when == "before":
            raise StoreError("killed")
        super().commit(changes)
        if answer and self.when == "after":
            raise StoreError("killed")


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_death_around_the_commit_takes_in_no_answer_twice_and_loses_none(when: str) -> None:
    made = Office(RULES, store=Dying())
    in_sent(made, Message_ID="<old@laptop.example>")
    poll(made.place)
    made.deliver(mail(1))
    poll(made.place)
    in_sent(made)
    assert isinstance(made.store, Dying)
    made.store.when = when
    with pytest.raises(StoreError):
        poll(made.place)
    made.store.when = ""
    assert poll(made.place).taken_in == (1 if when == "before" else 0)
    assert len(answers(made)) == 1
    assert sent_state.recalled(made.store, "support") is not None


def test_a_pass_that_is_stopped_leaves_the_rest_to_the_next() -> None:
    made = office()
    made.place = replace(made.place, batch=1)
    for number in (1, 2, 3):
        in_sent(made, Message_ID=f"<a{number}@laptop.example>")
    report: PassReport = Pass(made.place, stop=lambda: bool(answers(made))).run()
    poll(made.place)
    assert report.taken_in < 3
    assert len(answers(made)) == 3


def test_a_desk_for_ones_own_people_tells_its_answer_from_the_askers() -> None:
    made = Office(RULES, desk=desk(team=Team(agents=("sari@toko.example",), internal_domains=("toko.example",))))
    in_sent(made, Message_ID="<old@laptop.example>", In_Reply_To="")
    poll(made.place)
    made.deliver(mail(1, From="nina@toko.example"))
    poll(made.place)
    made.later()
    in_sent(made, To="nina@toko.example")
    poll(made.place)
    assert [one.to for one in answers(made)] == [(Address("nina@toko.example"),)]
    assert conversation(made).status == "waiting"
