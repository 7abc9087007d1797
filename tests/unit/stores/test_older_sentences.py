"""The sentences of an older csmail, each with the reason it is read as."""

from __future__ import annotations

import pytest

from csmail.model.reason import Reason
from csmail.stores.shared import older_sentences
from csmail.stores.shared.older_sentences import of_task, reason
from csmail.wording import reasons

THEN = {
    "acknowledged already, 2026-07-06 09:00 UTC": Reason.of("already_acknowledged", at="2026-07-06 09:00 UTC"),
    "escalated to lead@toko.example already": Reason.of("already_escalated", to="lead@toko.example"),
    "it has this priority already": Reason("already_priority"),
    "zed is no agent of support (agents: sari@toko.example, budi@toko.example)": Reason.of(
        "unknown_agent", to="zed", desk="support", agents="sari@toko.example, budi@toko.example"
    ),
    "reply: 'answer' has gaps that a person fills ([[when]]): draft it": Reason.of(
        "template_gaps", action="reply", template="answer", gap="[[when]]"
    ),
    "template broken.id.txt:3: 'order' is undefined": Reason.of(
        "letter_failed", error="template broken.id.txt:3: 'order' is undefined"
    ),
    "noreply_sender: From: no-reply@x.example": Reason.of("noreply_sender", detail="From: no-reply@x.example"),
    "loop_target": Reason("loop_target"),
    "backlog: it was there before the desk began": Reason("backlog"),
    "not_first_message: the conversation was under way already": Reason("not_first_message"),
    "unknown_sender_in_thread: the sender is no participant of this conversation": Reason("unknown_sender_in_thread"),
    "own_message: it brings our automatic mail of K7F3Q2 back": Reason.of("own_message", returned="K7F3Q2"),
    "too_old: received 2026-07-01 09:00 UTC": Reason.of("too_old", received="2026-07-01 09:00 UTC"),
    "rate_limited: 3 acknowledgements to this sender in 24 h": Reason.of("rate_limited", count=3, hours=24),
    "domain_limited: 5 acknowledgements to x.example within an hour": Reason.of(
        "domain_limited", count=5, domain="x.example"
    ),
    "breaker_open: 75 to new senders within an hour, the limit is 75": Reason.of(
        "breaker_open", strangers=75, limit=75
    ),
    "breaker_open: 100 within an hour, the limit is 100": Reason.of("breaker_open", count=100, limit=100),
    "nobody knows whether the reply to a@x.example, b@x.example arrived (task tttttttt)": Reason.of(
        "arrival_in_doubt", purpose="reply", to="a@x.example, b@x.example", task="tttttttt"
    ),
    "the reply to a@x.example was refused: a@x.example: 550 nobody": Reason.of(
        "mail_refused", purpose="reply", to="a@x.example", recipient="a@x.example", reply="550 nobody"
    ),
    "eve@x.example wrote into this conversation without being part of it": Reason.of(
        "stranger_wrote", sender="eve@x.example"
    ),
    "a mail that anybody could have written names Bo@x.example": Reason.of("unproven_named", named="Bo@x.example"),
    "forwarded by sari@toko.example: a person answers the customer": Reason.of(
        "forwarded_by_colleague", by="sari@toko.example"
    ),
    "mail to a@x.example could not be delivered: 550 5.1.1 no: never": Reason.of(
        "bounced", to="a@x.example", diagnostic="550 5.1.1 no: never"
    ),
    "mail to a@x.example could not be delivered": Reason.of("bounced", to="a@x.example"),
    "the specialist answered: a@x.example wrote to us alone": Reason.of("specialist_wrote", author="a@x.example"),
    "a@x.example wrote to us alone, unseen by the customer": Reason.of("colleague_wrote", author="a@x.example"),
    "the message is encrypted: read it in a mail program that has the key": Reason("encrypted"),
    "the server does not hand it over": Reason("not_handed_over"),
    "reading it killed csmail 3 times": Reason.of("killed_reader", times=3),
    "words of nobody, 12 of them": Reason.of("said", text="words of nobody, 12 of them"),
    "unheard_of: whatever": Reason.of("said", text="unheard_of: whatever"),
}


@pytest.mark.parametrize("sentence", THEN)
def test_a_sentence_of_then_is_its_reason_now(sentence: str) -> None:
    assert reason(sentence) == THEN[sentence]


@pytest.mark.parametrize("code", sorted({code for _, code in older_sentences.SENTENCES if code}))
def test_every_code_that_is_read_from_a_sentence_has_words(code: str) -> None:
    assert code in reasons.SENTENCES


@pytest.mark.parametrize(
    ("state", "note", "expected"),
    [
        ("refused", "a@x.example: 550 nobody", Reason.of("refused", to="a@x.example", reply="550 nobody")),
        ("sent", "a@x.example: 550 nobody", Reason.of("refused", to="a@x.example", reply="550 nobody")),
        ("deferred", "451 later", Reason.of("deferred", reply="451 later")),
        ("in_doubt", "", None),
        ("dropped", "dropped by sari", Reason.of("dropped", by="sari")),
        ("queued", "tried again by sari", Reason.of("tried_again", by="sari")),
        ("held", "the store was put back from a copy: look into Sent", Reason("put_back")),
        ("refused", "given up after 7 tries: a@x.example: 451 later",
         Reason.of("given_up", tries=7, to="a@x.example", reply="451 later")),
    ],
)  # fmt: skip
def test_the_note_of_a_task_is_its_reason(state: str, note: str, expected: Reason | None) -> None:
    assert of_task(state, note) == expected
