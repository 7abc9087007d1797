"""A mail of the house is no answer of the customer: it is ours, or a note."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from csmail.desk.by_hand import accept
from csmail.desk.by_hand.act import act
from csmail.desk.intake.poll import poll
from csmail.mail.transcript import why_stale
from csmail.mailboxes.memory import Memory, Settings
from csmail.model.conversation import Conversation
from csmail.model.desk import Team, Trust
from csmail.model.message import Message
from csmail.model.reason import Reason
from csmail.outbox import Ways
from tests.factories import desk, said_in
from tests.workspace import Office, asked, mail, rule

ANSWERED = rule(asked("draft", template="answer"), name="the customer answered", on="reply")
FIRST = rule(asked("draft", template="answer"), name="first")
OURS = {"From": "Sari <sari@toko.example>", "To": "jane@cust.example", "Cc": "support@toko.example",
        "Subject": "Re: Pesanan 12345 belum sampai", "In_Reply_To": "<m1@cust.example>",
        "Message_ID": "<a1@toko.example>"}  # fmt: skip
INSIDE = {**OURS, "To": "support@toko.example", "Cc": ""}
VOUCHED = "mx.toko.example; dmarc=pass header.from=toko.example"
TRUSTING = Trust(authserv_ids=("mx.toko.example",))


def office(**changes: object) -> Office:
    made = Office(desk=desk(**changes))
    made.with_rules(FIRST, ANSWERED)
    poll(made.place)
    made.deliver(mail(1, Authentication_Results="mx.toko.example; dmarc=pass header.from=cust.example"))
    poll(made.place)
    made.later()
    return made


def arrived(made: Office, **fields: str) -> Message:
    made.deliver(mail(2, **fields))
    poll(made.place)
    id = fields.get("Message_ID", "<m2@cust.example>")
    found = made.store.message(made.store.known("support", [id])[id].message)
    assert found is not None
    return found


def conversation(made: Office) -> Conversation:
    (one,) = made.store.conversations()
    return one


def drafts(made: Office) -> int:
    return len(tuple(made.store.drafts(conversation(made).id)))


def test_a_colleagues_answer_to_the_customer_is_ours() -> None:
    made = office()
    answer = arrived(made, **OURS)
    after = conversation(made)
    assert (answer.direction, answer.visibility, answer.weak) == ("out", "customer", False)
    assert answer.originators[0].spec == "sari@toko.example"
    assert (after.status, after.needs) == ("waiting", ())
    assert after.answered_at is not None
    assert drafts(made) == 1


def test_it_makes_the_draft_stale_that_waits_for_approval() -> None:
    made = office()
    arrived(made, **OURS)
    one = conversation(made)
    (draft,) = made.store.drafts(one.id)
    assert why_stale(draft, said_in(made.store, one.id))


def test_a_draft_of_the_same_pass_is_stale_as_well() -> None:
    made = Office()
    made.with_rules(FIRST, ANSWERED)
    poll(made.place)
    made.deliver(mail(1))
    made.deliver(mail(2, **OURS))
    made.later(timedelta(minutes=5))
    poll(made.place)
    one = conversation(made)
    (draft,) = made.store.drafts(one.id)
    assert one.status == "waiting"
    assert why_stale(draft, said_in(made.store, one.id))


def test_the_customers_answer_to_it_is_an_answer_again() -> None:
    made = office()
    arrived(made, **OURS)
    made.later()
    made.deliver(mail(3, Subject="Re: Pesanan 12345 belum sampai", In_Reply_To="<a1@toko.example>"))
    poll(made.place)
    assert conversation(made).status == "open"
    assert drafts(made) == 2


def test_an_answer_that_is_older_than_the_newest_question_leaves_it_open() -> None:
    made = office()
    late = made.now
    made.later(timedelta(minutes=10))
    made.deliver(mail(3, Subject="Re: Pesanan 12345 belum sampai", In_Reply_To="<m1@cust.example>"))
    poll(made.place)
    text = mail(2, **OURS) + "\n\nSudah dikirim.\n"
    made.mailbox.deliver(text.replace("\n", "\r\n").encode(), late)
    poll(made.place)
    after = conversation(made)
    assert after.status == "open"
    assert after.answered_at is not None


def test_the_answer_found_in_a_folder_of_sent_mail_is_ours() -> None:
    made = office(trust=TRUSTING)
    in_sent(made, {**OURS, "From": "support@toko.example", "Cc": ""})
    after = conversation(made)
    assert after.status == "waiting"
    assert drafts(made) == 1
    assert [one.direction for one in said_in(made.store, after.id)] == ["in", "out"]


def test_what_we_wrote_first_begins_a_matter_that_waits_for_the_customer() -> None:
    made = Office()
    made.with_rules(FIRST, ANSWERED)
    poll(made.place)
    in_sent(made, {"From": "support@toko.example", "To": "new@cust.example", "Message_ID": "<a9@toko.example>"})
    after = conversation(made)
    assert after.customer is not None
    assert (after.customer.spec, after.status) == ("new@cust.example", "waiting")
    assert not drafts(made)


def in_sent(made: Office, fields: dict[str, str]) -> None:
    """Poll a folder Sent with one mail in it, as `folders: [INBOX, Sent]` does."""
    sent = Memory(Settings(folders=("Sent",)))
    before = made.place
    made.place = replace(before, ways=Ways(mailbox=lambda: sent, transport=lambda: made.transport))
    poll(made.place)
    text = mail(2, **fields) + "\n\nSudah dikirim.\n"
    sent.deliver(text.replace("\n", "\r\n").encode(), made.now, "Sent")
    poll(made.place)


def test_a_specialists_answer_is_a_note_and_asks_for_a_person() -> None:
    made = office()
    one = conversation(made)
    act(made.place, one.id, asked("escalate", to="lead@toko.example"), "sari")
    sent = said_in(made.store, one.id)[-1]
    said = arrived(made, **{**INSIDE, "From": "lead@toko.example", "In_Reply_To": sent.message_id})
    after = conversation(made)
    assert (said.direction, said.visibility) == ("note", "internal")
    assert Reason.of("specialist_wrote", author="lead@toko.example") in after.needs
    assert after.status == "open"
    assert "lead@toko.example" not in after.participants
    assert drafts(made) == 1


def test_a_colleague_who_writes_to_the_desk_alone_leaves_a_note() -> None:
    made = office()
    said = arrived(made, **INSIDE)
    assert (said.direction, said.visibility) == ("note", "internal")
    assert conversation(made).needs
    assert drafts(made) == 1


@pytest.mark.parametrize("fields", [OURS, INSIDE, {**OURS, "From": "support@toko.example"}])
@pytest.mark.parametrize("results", ["", "mx.toko.example; dmarc=fail", "mx.evil.example; dmarc=pass"])
def test_a_name_of_the_house_that_no_server_vouches_for_answers_nothing(fields: dict[str, str], results: str) -> None:
    made = office(trust=TRUSTING)
    before = conversation(made)
    said = arrived(made, **fields, Authentication_Results=results)
    after = conversation(made)
    assert (said.direction, said.quarantined) == ("in", True)
    assert (after.status, after.answered_at, after.participants) == ("open", None, before.participants)
    assert after.needs


def test_with_a_server_that_vouches_it_is_ours() -> None:
    made = office(trust=TRUSTING)
    assert arrived(made, **OURS, Authentication_Results=VOUCHED).direction == "out"


@pytest.mark.parametrize(
    "fields",
    [
        {"In_Reply_To": "", "Message_ID": "<a2@toko.example>"},
        {"Reply_To": "evil@other.example", "Cc": "evil@other.example"},
    ],
)
def test_what_anybody_could_have_made_up_is_no_answer_of_ours(fields: dict[str, str]) -> None:
    made = office()
    one = conversation(made)
    forged = {**OURS, **fields, "Subject": f"Re: Pesanan [#{one.id}]"}
    said = arrived(made, **forged)
    found = made.store.conversation(one.id)
    assert said.direction == "in"
    assert found is not None
    assert (found.status, found.answered_at, found.participants) == ("open", None, one.participants)


def test_a_colleagues_note_stays_inside_when_it_turns_out_to_be_his() -> None:
    made = office(trust=TRUSTING)
    said = arrived(made, **INSIDE)
    accept.accept(made.place, conversation(made).id, "sari@toko.example", "budi")
    found = made.store.message(said.key)
    assert found is not None
    assert (found.visibility, found.quarantined) == ("internal", False)


def test_where_the_customer_is_a_colleague_she_still_answers() -> None:
    made = Office(desk=desk(team=Team(agents=("sari@toko.example",), internal_domains=("toko.example",))))
    made.with_rules(FIRST, ANSWERED)
    poll(made.place)
    made.deliver(mail(1, From="rina@toko.example"))
    poll(made.place)
    made.later()
    said = arrived(made, From="rina@toko.example", Subject="Re: Pesanan 12345 belum sampai",
                   In_Reply_To="<m1@cust.example>")  # fmt: skip
    assert said.direction == "in"
    assert drafts(made) == 2
