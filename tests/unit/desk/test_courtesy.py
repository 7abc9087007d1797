"""What the courtesy lint stops of drafts: errors, by a flag of their own; a gap never leaves."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from csmail.desk.by_hand import courtesy, drafts
from csmail.desk.by_hand.act import act
from csmail.desk.by_hand.approval import Despite
from csmail.desk.intake.poll import poll
from csmail.errors import Refused
from csmail.model.courtesy import DraftPolicy, Tone
from csmail.model.task import Draft
from tests.factories import desk
from tests.unit.desk.test_drafts import edited
from tests.workspace import Office, asked, mail, rule

LETTER = "Halo Jane,\n\nTerima kasih sudah menulis. {}\n\nSalam hangat,\nSari\n"
RUDE = LETTER.format("Salah Anda sendiri.")
ALL = Despite(news=True, lint=True)


def office(text: str, tags: tuple[str, ...] = (), **settings: Any) -> Office:
    """One draft with this text waits, in a conversation with these tags."""
    made = Office(rules=(rule(asked("tag", tags=tags or ("x",))),), desk=replace(desk(), **settings))
    poll(made.place)
    made.deliver(mail())
    poll(made.place)
    (conversation,) = made.store.conversations()
    act(made.place, conversation.id, asked("draft", text=text), "sari")
    return made


def one(made: Office) -> Draft:
    (draft,) = (draft for draft in made.store.drafts() if draft.state == "waiting")
    return draft


def codes(made: Office) -> list[str]:
    draft = one(made)
    return [found.code for found in courtesy.findings(made.place, draft, made.store.mail(draft.mail))]


def refused(made: Office, despite: Despite = drafts.NOTHING) -> str:
    with pytest.raises(Refused) as caught:
        drafts.send(made.place, one(made).id, by="sari", despite=despite)
    assert caught.value.exit_code == 69
    assert made.transport.sent == []
    assert one(made).state == "waiting"
    return caught.value.code


def test_an_error_stops_a_draft_and_only_its_own_flag_lets_it_pass() -> None:
    made = office(RUDE)
    assert refused(made) == "lint"
    assert refused(made, Despite(news=True)) == "lint"
    drafts.send(made.place, one(made).id, by="sari", despite=Despite(lint=True))
    assert len(made.transport.sent) == 1


def test_what_was_let_pass_stands_in_the_receipt() -> None:
    made = office(RUDE)
    drafts.approve(made.place, one(made).id, by="sari", despite=Despite(lint=True))
    (conversation,) = made.store.conversations()
    steps = [step for receipt in made.store.receipts(conversation.id) for step in receipt.steps]
    (told,) = (reason for step in steps for reason in step.did if reason.code == "draft_despite_lint")
    assert told.fact("found") == '3: blame.customer "Salah Anda"'


@pytest.mark.parametrize("gap", ["[[tulis jawaban di sini]]", "⟦order.status⟧"])
def test_a_gap_never_leaves_whatever_was_allowed(gap: str) -> None:
    for made in (office(LETTER.format(gap)), office(LETTER.format("Baik."))):
        if gap not in one(made).text:
            drafts.edit(made.place, one(made).id, edited(subject=f"Re: {gap}", text=one(made).text), "sari")
        assert refused(made, ALL) == "gaps"


def test_brackets_in_the_subject_of_a_customer_are_no_gap() -> None:
    made = Office(rules=(rule(asked("draft", template="answer")),))
    poll(made.place)
    made.deliver(mail(Subject="[[URGENT]] my order"))
    poll(made.place)
    drafts.send(made.place, one(made).id, by="sari")
    assert len(made.transport.sent) == 1


@pytest.mark.parametrize(
    ("lint", "text", "code"),
    [
        ("errors", LETTER.format("Stoknya tidak bisa."), ""),
        ("strict", LETTER.format("Stoknya tidak bisa."), "lint"),
        ("strict", LETTER.format("Kami kabari secepatnya."), ""),
        ("off", RUDE, ""),
        ("off", LETTER.format("Kirim PIN Anda."), "lint"),
        ("off", LETTER.format("Faktur terlampir."), "attachment_forgotten"),
        ("off", LETTER.format("Nomor resinya XXXX."), "lint"),
    ],
)
def test_a_desk_says_how_strict_it_is(lint: Any, text: str, code: str) -> None:
    made = office(text, drafts=DraftPolicy(lint))
    if code:
        assert refused(made) == code
    else:
        drafts.send(made.place, one(made).id, by="sari")
        assert len(made.transport.sent) == 1


def test_an_attached_file_is_not_forgotten(tmp_path: Path) -> None:
    made = office(LETTER.format("Faktur terlampir."))
    path = tmp_path / "faktur.pdf"
    path.write_text("lunas")
    act(made.place, one(made).conversation, asked("draft", text=one(made).text, attach=(path,)), by="budi")
    written = next(draft for draft in made.store.drafts() if draft.author == "budi")
    drafts.send(made.place, written.id, by="budi")
    assert len(made.transport.sent) == 1


def test_the_first_answer_to_a_complaint_apologises_a_later_one_need_not() -> None:
    made = office(LETTER.format("Penggantinya berangkat hari ini."), tags=("complaint",))
    assert codes(made) == ["apology.missing"]
    made.later()
    act(made.place, one(made).conversation, asked("reply", text="Halo Jane, mohon maaf."), "sari")
    assert codes(made) == []


def test_a_sentence_that_the_customer_has_from_us_is_told() -> None:
    sentence = "Paket Anda sudah berangkat dari gudang kami pagi ini."
    made = office(LETTER.format(sentence))
    assert codes(made) == []
    act(made.place, one(made).conversation, asked("reply", text=f"Halo Jane,\n\n{sentence}\n"), "sari")
    assert codes(made) == ["repeat.sentence"]


def test_the_tone_of_the_desk_holds() -> None:
    assert codes(office(LETTER.format("Paket kakak berangkat."), tone=Tone("anda"))) == ["you.form"]
    assert codes(office(RUDE, tone=Tone(allow=("salah anda",)))) == []


def test_a_mail_for_colleagues_is_read_for_what_harms_alone() -> None:
    made = office("x")
    act(made.place, one(made).conversation, asked("draft", text="[[apa]] SALAH ANDA SENDIRI"), "budi")
    inward = replace(next(draft for draft in made.store.drafts() if draft.author == "budi"), purpose="forward")
    found = courtesy.findings(made.place, inward, None)
    assert [finding.code for finding in found] == ["placeholder.left", "shouting.capitals"]


@pytest.mark.parametrize(
    ("tags", "context"),
    [
        ((), "question"), (("refund", "keluhan"), "complaint"), (("pengembalian-dana",), "refund"),
        (("thanks", "vip"), "thanks"),
    ],
)  # fmt: skip
def test_tags_tell_what_a_conversation_is_about(tags: tuple[str, ...], context: str) -> None:
    assert courtesy.context_of(frozenset(tags)) == context
