"""What becomes of a task by what was heard of it, and by a person's word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from csmail.errors import UsageError
from csmail.model.address import Address
from csmail.model.audience import Audience
from csmail.model.reason import Reason
from csmail.model.task import Delivery, Draft, SendMail, SetKeywords, Task
from csmail.outbox.shown import Shown
from csmail.outbox.transitions import PATIENCE, aftermath, claimed, doubt, drop, ended, proven, resolve, retry, settled
from csmail.wording.reasons import words
from tests.factories import NOW, conversation, said

LATER = NOW + timedelta(minutes=7)
ELSE = Reason("something_else")
A, B = "a@x.example", "b@x.example"
GIVEN_UP = Reason.of("given_up", tries=7, reply="451 later")
PROOF = Reason("copy_in_sent")


def reply(*deliveries: Delivery, **changes: Any) -> Task:
    base = Task("t" * 64, "support", "why", SendMail("m1", "reply"), NOW, NOW, NOW, "K7F3Q2", deliveries=deliveries)
    return replace(base, **changes)


def deed(**changes: Any) -> Task:
    return replace(Task("d1", "support", "why", SetKeywords("INBOX", 7, (1,), ("a",)), NOW, NOW, NOW), **changes)


def draft(**changes: Any) -> Draft:
    base = Draft("D1", "support", "K7F3Q2", "m1", "sari", NOW, NOW, Audience("send", Address("support@toko.example")))
    return replace(base, **changes)


def test_one_doubt_outweighs_what_was_sent() -> None:
    after = settled(reply(Delivery(A, "sent", "250 ok"), Delivery(B, "in_doubt", "no answer")), LATER)
    assert (after.state, after.reason, after.changed_at) == (
        "in_doubt",
        Reason.of("in_doubt", to=B, reply="no answer"),
        LATER,
    )


def test_what_was_sent_beside_a_refusal_is_sent_with_the_refusal_noted() -> None:
    after = settled(reply(Delivery(A, "sent", "250 ok"), Delivery(B, "refused", "550 nobody")), LATER)
    assert (after.state, after.reason) == ("sent", Reason.of("refused", to=B, reply="550 nobody"))


def test_what_was_sent_to_all_leaves_no_note_of_an_earlier_try() -> None:
    after = settled(reply(Delivery(A, "sent", "250 ok"), reason=Reason.of("deferred", reply="451 later")), LATER)
    assert (after.state, after.reason) == ("sent", None)


def test_a_task_in_hand_is_dated_and_asks_everybody_who_is_left() -> None:
    mail: Any = type("Mail", (), {"recipients": (A, B)})
    taken = claimed(reply(Delivery(A, "deferred", "451 later"), attempt=2), mail, LATER)
    assert (taken.state, taken.attempt, taken.changed_at) == ("claimed", 3, LATER)
    assert taken.deliveries == (Delivery(A, "queued", "451 later"), Delivery(B))


@pytest.mark.parametrize(("heard", "became"), [("deferred", "deferred"), ("refused", "refused"), ("queued", "refused")])
def test_a_deed_is_tried_again_only_when_it_was_put_off(heard: Any, became: str) -> None:
    after = ended(deed(attempt=1), Delivery("", heard, "the server's word"), LATER)
    assert (after.state, after.reason, after.changed_at) == (
        became,
        Reason.of(became, reply="the server's word"),
        LATER,
    )


@pytest.mark.parametrize("task", [reply(Delivery(A), attempt=7), deed(attempt=7)])
def test_after_five_days_it_is_refused_with_the_last_word(task: Task) -> None:
    nearly = replace(task, waited=PATIENCE - timedelta(seconds=1))
    early = ended(nearly, Delivery("", "deferred", "451 later"), NOW + 2 * PATIENCE)
    late = ended(replace(task, waited=PATIENCE), Delivery("", "deferred", "451 later"), NOW)
    assert (early.state, late.state) == ("deferred", "refused")
    assert said(late.reason).startswith("given_up: given up after 7 tries: ")
    assert said(late.reason).endswith("451 later")
    assert [each.reply for each in late.deliveries] == ["451 later" for _ in task.deliveries]
    assert [each.reason for each in late.deliveries] == [GIVEN_UP for _ in task.deliveries]


def test_giving_up_on_one_recipient_leaves_the_others_as_they_are() -> None:
    task = reply(Delivery(A, "sent", "250 ok"), Delivery(B), attempt=7, waited=PATIENCE)
    after = ended(task, Delivery("", "deferred", "451 later"), NOW)
    assert after.state == "sent"
    assert after.deliveries == (Delivery(A, "sent", "250 ok"), Delivery(B, "refused", "451 later", GIVEN_UP))


def test_the_copy_in_sent_is_one_task_of_the_same_desk_and_conversation_due_at_once() -> None:
    sent = reply(Delivery(A, "sent", "250 ok"), state="sent")
    (copy,) = aftermath(sent, None, LATER).tasks
    assert (copy.desk, copy.conversation, copy.cause) == ("support", "K7F3Q2", "why/sent")
    assert (copy.created_at, copy.changed_at, copy.due_at) == (LATER, LATER, LATER)
    assert copy.work.role == "sent"  # type: ignore[union-attr]
    assert aftermath(sent, None, NOW).tasks[0].id == copy.id


def test_a_draft_is_marked_as_sent_once() -> None:
    sent = reply(Delivery(A, "sent", "250 ok"), state="sent")
    (spent,) = aftermath(sent, None, LATER, draft()).drafts
    assert (spent.state, spent.changed_at) == ("sent", LATER)
    assert aftermath(sent, None, LATER, spent).drafts == ()


def test_a_conversation_that_shows_nothing_new_keeps_the_time_of_its_last_change() -> None:
    acknowledged = reply(Delivery(A, "sent", "250 ok"), state="sent", work=SendMail("m1", "acknowledgement"))
    assert aftermath(acknowledged, conversation(), LATER).conversations == (conversation(),)


@pytest.mark.parametrize("status", ["waiting", "closed"])
def test_a_reply_leaves_a_conversation_that_is_not_open_in_its_status(status: Any) -> None:
    sent = reply(Delivery(A, "sent", "250 ok"), state="sent")
    (shown,) = aftermath(sent, conversation(status=status), LATER).conversations
    assert (shown.status, shown.answered_at, shown.changed_at) == (status, LATER, LATER)


def test_a_customer_who_wrote_before_the_reply_was_written_is_waited_for() -> None:
    sent = reply(Delivery(A, "sent", "250 ok"), state="sent")
    (shown,) = aftermath(sent, conversation(last_in_at=NOW), LATER).conversations
    assert shown.status == "waiting"


def test_a_doubt_is_named_by_purpose_people_and_the_beginning_of_the_task() -> None:
    task = reply(Delivery(A, "in_doubt"), Delivery(B, "sent"), Delivery("c@x.example", "in_doubt"))
    assert said(doubt(task)) == (
        "arrival_in_doubt: nobody knows whether the reply to a@x.example, c@x.example arrived (task tttttttt)"
    )


def test_a_proof_marks_as_sent_only_what_was_in_doubt() -> None:
    task = reply(Delivery(A, "in_doubt", "no answer"), Delivery(B, "refused", "550 nobody"), state="in_doubt")
    asking = conversation(needs=(doubt(task), ELSE))
    changes = proven(task, PROOF, LATER, Shown(asking, draft()))
    (after,), (shown,), (spent,) = changes.updated, changes.conversations, changes.drafts
    assert after.deliveries == (Delivery(A, "sent", reason=PROOF), Delivery(B, "refused", "550 nobody"))
    assert (after.state, after.reason) == ("sent", Reason.of("refused", to=B, reply="550 nobody"))
    assert doubt(task) not in shown.needs
    assert ELSE in shown.needs
    assert spent.state == "sent"


def test_a_proof_is_the_note_of_what_arrived_everywhere() -> None:
    task = reply(Delivery(A, "in_doubt", "no answer"), state="in_doubt")
    changes = proven(task, PROOF, LATER, Shown())
    assert (changes.updated[0].reason, changes.conversations) == (Reason.of("proven", why="copy_in_sent"), ())


def test_a_dropped_doubt_says_by_whom_and_asks_for_nobody_any_more() -> None:
    task = reply(Delivery(A, "in_doubt", "no answer"), state="in_doubt")
    changes = resolve(task, "drop", "sari", LATER, Shown(conversation(needs=(doubt(task), ELSE))))
    (after,), (shown,) = changes.updated, changes.conversations
    assert (shown.needs, shown.changed_at) == ((ELSE,), LATER)
    assert (after.state, after.reason, after.changed_at) == ("dropped", Reason.of("dropped", by="sari"), LATER)


def test_sent_again_is_due_at_once_with_all_its_tries() -> None:
    task = reply(Delivery(A, "in_doubt", "no answer"), state="in_doubt", attempt=3)
    (after,) = resolve(task, "again", "sari", LATER).updated
    assert (after.state, after.reason) == ("queued", Reason.of("sent_again", by="sari"))
    assert (after.due_at, after.attempt) == (LATER, 0)
    assert after.deliveries == (Delivery(A, "queued", reason=Reason.of("sent_again", by="sari")),)


def test_what_is_tried_again_by_hand_has_all_the_patience_again() -> None:
    task = reply(Delivery(A, "refused", "451 later", GIVEN_UP), state="refused", attempt=7, waited=PATIENCE)
    (again,) = retry(task, "sari", LATER).updated
    assert (again.attempt, again.waited, again.due_at) == (0, timedelta(0), LATER)


@pytest.mark.parametrize("state", ["queued", "deferred", "held", "refused"])
def test_what_was_not_transmitted_is_tried_again_or_dropped(state: Any) -> None:
    task = reply(Delivery(A, "refused", "550 nobody"), state=state, attempt=3)
    (again,), (gone,) = retry(task, "sari", LATER).updated, drop(task, "budi", LATER).updated
    assert (again.state, said(again.reason), again.due_at, again.attempt) == (
        "queued",
        "tried_again: tried again by sari",
        LATER,
        0,
    )
    assert again.deliveries == (Delivery(A),)
    assert (gone.state, gone.reason, gone.changed_at) == ("dropped", Reason.of("dropped", by="budi"), LATER)


@pytest.mark.parametrize(("before", "after"), [("lost", "waived"), ("won", "won"), ("", "")])
def test_a_retry_is_the_word_of_a_person_on_a_lost_claim_only(before: Any, after: str) -> None:
    assert retry(reply(state="held", fence=before), "sari", LATER).updated[0].fence == after


ERRANDS: list[tuple[str, Callable[[Task], object]]] = [
    ("retry", lambda task: retry(task, "sari", LATER)),
    ("drop", lambda task: drop(task, "sari", LATER)),
    ("resolve", lambda task: resolve(task, "drop", "sari", LATER)),
    ("settle", lambda task: proven(task, PROOF, LATER, Shown())),
]


@pytest.mark.parametrize(("verb", "errand"), ERRANDS)
def test_what_cannot_be_done_is_said_with_the_state(verb: str, errand: Callable[[Task], object]) -> None:
    with pytest.raises(UsageError) as raised:
        errand(reply(state="sent"))
    assert raised.value.message == f"cannot {verb} task {'t' * 64}: it is sent"


CUT = Reason.of("no_clear_answer", said="the connection was cut")


def test_what_we_say_of_a_recipient_ourselves_is_a_code_behind_that_of_the_task() -> None:
    after = ended(reply(Delivery(A)), Delivery("", "in_doubt", reason=CUT), LATER)
    assert after.deliveries == (Delivery(A, "in_doubt", reason=CUT),)
    assert (after.reason, after.reason.behind) == (Reason.of("in_doubt", to=A).because(CUT), CUT)  # type: ignore[union-attr]
    assert words(after.reason) == "a@x.example: no clear answer: the connection was cut"  # type: ignore[arg-type]


def test_a_refusal_of_ours_is_told_where_the_conversation_asks_for_a_person() -> None:
    lost = Reason("mail_missing")
    refused = ended(reply(Delivery(A)), Delivery("", "refused", reason=lost), LATER)
    (shown,) = aftermath(refused, conversation(), LATER).conversations
    assert shown.needs[-1].behind == lost
    assert words(shown.needs[-1]) == "the reply to a@x.example was refused: its mail is not in the store"
    assert words(shown.needs[-1], "id") == "balasan ke a@x.example ditolak: emailnya tidak ada di penyimpanan"


def test_giving_up_without_a_word_of_the_server_says_why() -> None:
    late = ended(reply(Delivery(A), attempt=7, waited=PATIENCE), Delivery("", "deferred", reason=CUT), NOW)
    assert words(late.reason) == (  # type: ignore[arg-type]
        "given up after 7 tries: a@x.example: no clear answer: the connection was cut"
    )
    assert late.deliveries[0].reason == Reason.of("given_up", tries=7).because(CUT)
