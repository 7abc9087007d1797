"""One action by hand, over the memory adapters."""

from __future__ import annotations

import pytest

from csmail.desk.by_hand.act import act
from csmail.desk.intake.explain import explain
from csmail.desk.intake.poll import poll
from csmail.errors import Conflict, NotFound
from csmail.model.changes import Changes
from csmail.model.reason import Reason
from tests.factories import raw, said, said_in
from tests.workspace import Office, asked, mail, rule


def office() -> Office:
    made = Office()
    poll(made.place)
    made.deliver(mail(Cc="boss@cust.example"))
    poll(made.place)
    return made


def one(made: Office) -> str:
    (conversation,) = made.store.conversations()
    return conversation.id


def test_a_reply_by_hand_leaves_at_once_for_everybody_and_bears_no_mark_of_a_machine() -> None:
    made = office()
    done = act(made.place, one(made), asked("reply", text="Halo Jane"), by="sari")
    ((sent, recipients),) = made.transport.sent
    assert set(recipients) == {"jane@cust.example", "boss@cust.example"}
    assert b"Auto-Submitted" not in sent.data
    assert done.worked is not None
    assert done.worked.counts["sent"] == 1
    after = made.store.conversation(one(made))
    assert after is not None
    assert (after.status, after.answered_at) == ("waiting", made.now)


def test_a_blind_copy_is_in_the_envelope_and_nowhere_in_the_bytes() -> None:
    made = office()
    act(made.place, one(made), asked("reply", text="Halo", bcc=("archive@arsip.example",)), by="sari")
    ((sent, recipients),) = made.transport.sent
    assert "archive@arsip.example" in recipients
    assert b"archive@arsip.example" not in sent.data


def test_a_dry_run_writes_nothing_and_sends_nothing_and_shows_the_mail() -> None:
    made = office()
    before = made.mailbox.calls
    done = act(made.place, one(made), asked("reply", text="Halo"), by="sari", dry_run=True)
    assert made.transport.sent == []
    assert list(made.store.tasks()) == []
    assert made.mailbox.calls == before
    assert b"Halo" in done.written[0].mail.data


def test_a_withheld_action_changes_nothing_and_says_why() -> None:
    made = office()
    act(made.place, one(made), asked("close"), by="sari")
    again = act(made.place, one(made), asked("close"), by="sari")
    assert again.step.withheld == Reason("already_closed")


def test_an_unknown_conversation_is_not_found() -> None:
    with pytest.raises(NotFound):
        act(office().place, "ZZZZZZ", asked("close"), by="sari")


def test_a_template_that_cannot_be_filled_is_withheld_by_hand_too() -> None:
    made = office()
    done = act(made.place, one(made), asked("reply", template="broken"), by="sari")
    assert "undefined" in said(done.step.withheld)
    assert made.transport.sent == []


def test_a_tag_by_hand_marks_every_message_of_the_conversation_in_the_mailbox() -> None:
    made = office()
    made.deliver(mail(2, In_Reply_To="<m1@cust.example>"), "Halo lagi")
    poll(made.place)
    act(made.place, one(made), asked("tag", tags=("vip",)), by="sari")
    assert all("vip" in flags for flags, _ in made.mailbox.messages("INBOX"))


def test_an_escalation_attaches_the_original_and_the_customer_sees_nothing() -> None:
    made = office()
    act(made.place, one(made), asked("escalate", to="finance@toko.example"), by="sari")
    ((sent, recipients),) = made.transport.sent
    assert recipients == ("finance@toko.example",)
    assert b"message/rfc822" in sent.data
    assert b"In-Reply-To" not in sent.data.split(b"\r\n\r\n")[0]


def test_two_replies_by_hand_are_two_replies() -> None:
    made = office()
    act(made.place, one(made), asked("reply", text="first"), by="sari")
    made.later()
    act(made.place, one(made), asked("reply", text="second"), by="sari")
    assert len({sent.message_id for sent, _ in made.transport.sent}) == 2


def test_a_note_is_kept_and_never_sent() -> None:
    made = office()
    act(made.place, one(made), asked("note", text="she called"), by="sari")
    notes = [said for said in said_in(made.store, one(made)) if said.direction == "note"]
    assert [(said.text, said.visibility) for said in notes] == [("she called", "internal")]


def test_a_conversation_that_keeps_changing_is_a_conflict() -> None:
    made = office()
    id, commit = one(made), made.store.commit

    def meddling(changes: Changes) -> None:
        if changes.receipts:
            current = made.store.conversation(id)
            assert current is not None
            commit(Changes(conversations=(current,)))
        commit(changes)

    made.store.commit = meddling  # type: ignore[method-assign]
    with pytest.raises(Conflict):
        act(made.place, id, asked("close"), by="sari")


def test_explain_tells_what_would_happen_and_does_nothing() -> None:
    made = office()
    made.with_rules(rule(asked("acknowledge"), name="ack"))
    told = explain(made.place, raw(mail(9, From="new@cust.example")))
    assert told is not None
    assert told.decision is not None
    assert told.decision.hits == ("ack",)
    assert b"Auto-Submitted" in told.mails[0].data
    assert made.transport.sent == []
    assert len(list(made.store.conversations())) == 1
