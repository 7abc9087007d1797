"""A draft between writing and leaving: who has it, who stands behind it, what takes it back."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csmail.desk.by_hand import approval, draft_deeds, drafts, editions
from csmail.desk.by_hand.act import act
from csmail.desk.by_hand.approval import Terms
from csmail.desk.by_hand.attached import attachable, together
from csmail.desk.by_hand.take_back import pull_back
from csmail.desk.intake.poll import poll
from csmail.errors import CsmailError, NotFound, Refused, UsageError
from csmail.mail.compose import File, attachments
from csmail.model.changes import NOTHING, Changes
from csmail.model.conversation import Conversation
from csmail.model.courtesy import DraftPolicy
from csmail.model.task import Draft, Mail, SendMail, Task
from csmail.model.team import Team
from csmail.outbox import Ways, draft_gate, seal
from csmail.stores.shared import codec
from tests.factories import NOW, desk, message
from tests.unit.desk.test_drafts import edited
from tests.workspace import Office, asked, mail, rule

UNDO_NOTHING = DraftPolicy()
UNDO = DraftPolicy(undo=timedelta(seconds=30))
EYES = DraftPolicy(four_eyes=("refund",))


def office(policy: DraftPolicy = UNDO_NOTHING, team: Team | None = None) -> Office:
    home = desk()
    made = Office(
        rules=(rule(asked("draft", text="Halo Jane,\n\nTerima kasih, paketnya sudah kami kirim.\n\nSalam,\nToko")),),
        desk=replace(home, drafts=policy, team=team or home.team),
    )
    made.place = replace(made.place, ways=Ways(lambda: made.mailbox, lambda: made.transport, drafts=policy))
    poll(made.place)
    made.deliver(mail())
    poll(made.place)
    return made


def one(made: Office) -> Draft:
    return list(made.store.drafts())[-1]


def sending(made: Office) -> Task:
    return [task for task in made.store.tasks() if isinstance(task.work, SendMail)][-1]


def only(made: Office) -> Conversation:
    return next(iter(made.store.conversations()))


def refused(deed: Callable[[], object]) -> str:
    with pytest.raises(CsmailError) as told:
        deed()
    return told.value.code


def writes_again(made: Office, number: int = 2) -> None:
    made.deliver(mail(number, In_Reply_To="<m1@cust.example>"), "Masih ada?")
    made.place = made.with_rules()
    poll(made.place)


def test_a_mail_put_off_to_tomorrow_does_not_leave_today_however_often_a_pass_comes() -> None:
    made = office()
    drafts.send(made.place, one(made).id, "sari", terms=Terms(send_at=made.now + timedelta(hours=30)))
    for _ in range(29):
        made.later(timedelta(hours=1))
        poll(made.place)
    assert (made.transport.sent, one(made).state) == ([], "approved")
    made.later(timedelta(hours=1))
    poll(made.place)
    assert (len(made.transport.sent), one(made).state) == (1, "sent")


def test_whoever_waits_for_tomorrow_is_told_today_that_the_customer_wrote_again() -> None:
    made = office()
    drafts.approve(made.place, one(made).id, "sari", terms=Terms(send_at=made.now + timedelta(days=1)))
    made.later()
    writes_again(made)
    assert (one(made).state, sending(made).state) == ("waiting", "dropped")
    assert [need.code for need in only(made).needs] == ["draft_pulled_back"]
    drafts.edit(made.place, one(made).id, edited(), "sari")
    assert only(made).needs == (), "somebody looked at it"


def test_what_is_committed_while_a_mail_is_judged_keeps_it_from_leaving(monkeypatch: pytest.MonkeyPatch) -> None:
    made = office()
    drafts.approve(made.place, one(made).id, "sari")
    advance_all, told = made.store.advance_all, list[str]()

    def racing(advances: Any, changes: Changes = NOTHING) -> frozenset[str]:
        if not told and any(one.task.state == "transmitting" for one in advances):
            told.append("note")
            act(made.place, only(made).id, asked("note", text="Tunggu dulu!"), "budi")
        return advance_all(advances, changes)

    monkeypatch.setattr(made.store, "advance_all", racing)
    poll(made.place)
    assert told == ["note"]
    assert (made.transport.sent, one(made).state, sending(made).state) == ([], "waiting", "dropped")


def test_an_answer_by_hand_pulls_the_approved_draft_back() -> None:
    made = office(UNDO)
    drafts.send(made.place, one(made).id, "sari")
    act(made.place, only(made).id, asked("reply", text="Sudah dikirim."), "budi")
    made.later()
    poll(made.place)
    assert (one(made).state, len(made.transport.sent)) == ("waiting", 1)


def test_notes_pull_nothing_back_where_they_are_chatter() -> None:
    made = office(replace(UNDO, notes="ignore"))
    drafts.send(made.place, one(made).id, "sari")
    act(made.place, only(made).id, asked("note", text="hm"), "budi")
    made.later()
    poll(made.place)
    assert one(made).state == "sent"


def test_a_four_eyes_tag_that_comes_late_asks_for_the_second_person() -> None:
    made = office(replace(EYES, undo=timedelta(seconds=30)))
    drafts.send(made.place, one(made).id, "sari")
    act(made.place, only(made).id, asked("tag", tags=("refund",)), "budi")
    assert pull_back(made.place) == 1
    assert refused(lambda: drafts.edit(made.place, one(made).id, edited(), "sari", 7)) == "conflict"
    drafts.approve(made.place, one(made).id, "sari")
    assert refused(lambda: drafts.approve(made.place, one(made).id, "sari")) == "four_eyes"
    drafts.send(made.place, one(made).id, "budi")
    for _ in range(2):  # its copy was taken out and filed anew: a pass looks whether somebody is sending it
        made.later()
        poll(made.place)
    assert one(made).state == "sent"


def test_a_note_of_the_second_approver_does_not_void_the_first_approval() -> None:
    made = office(EYES)
    act(made.place, only(made).id, asked("tag", tags=("refund",)), "budi")
    made.later()
    drafts.approve(made.place, one(made).id, "sari")
    made.later()
    act(made.place, only(made).id, asked("note", text="saya lihat"), "budi")
    assert len(drafts.approve(made.place, one(made).id, "budi").draft.approvals) == 2
    poll(made.place)
    assert one(made).state == "sent"


def test_a_note_of_somebody_else_voids_it() -> None:
    made = office(EYES)
    act(made.place, only(made).id, asked("tag", tags=("refund",)), "budi")
    made.later()
    drafts.approve(made.place, one(made).id, "sari")
    made.later()
    act(made.place, only(made).id, asked("note", text="jangan!"), "lina")
    assert approval.counted(made.place, one(made)) == ()


def test_a_draft_that_an_older_csmail_approved_leaves_as_it_was_approved() -> None:
    made = office()
    drafts.approve(made.place, one(made).id, "sari")
    made.store.commit(Changes(drafts=(replace(one(made), approvals=(), task=""),)))
    writes_again(made)
    assert one(made).state == "sent"


def test_a_draft_of_an_older_store_is_read() -> None:
    document = json.loads(codec.encode(one(office())))
    new = ("edition", "editions", "person", "claim", "comments", "approvals", "task", "rearranged")
    old = {name: value for name, value in document.items() if name not in new}
    found = codec.decode("drafts", json.dumps(old).encode())
    assert (found.edition, found.claim, found.approvals) == (1, None, ())


def test_a_trainee_writes_and_somebody_else_approves() -> None:
    made = office(team=replace(desk().team, roles={"lina": "draft", "tono": "read"}))
    id = one(made).id
    drafts.edit(made.place, id, edited(), "lina")
    deeds: dict[str, Callable[[str], object]] = {
        "approve": lambda by: drafts.approve(made.place, id, by),
        "reject": lambda by: drafts.reject(made.place, id, by),
        "undo": lambda by: draft_deeds.undo(made.place, id, by),
    }
    assert {refused(lambda deed=deed: deed("lina")) for deed in deeds.values()} == {"role"}
    assert refused(lambda: draft_deeds.comment(made.place, id, "tono", "hm")) == "role"
    drafts.send(made.place, id, "sari")


def test_every_edition_can_be_read_compared_and_written_again() -> None:
    made = office()
    drafts.edit(made.place, one(made).id, edited(text="Halo Jane,\nbesok", cc="boss@cust.example"), "sari")
    told = [(each.sign, each.field, each.line) for each in editions.differences(*editions.every(one(made)))]
    assert ("+", "cc", "boss@cust.example") in told
    assert ("+", "text", "besok") in told
    draft_deeds.revert(made.place, one(made).id, "budi", 1)
    first, _, third = editions.every(one(made))
    assert (third.number, third.text, third.author) == (3, first.text, "budi")
    with pytest.raises(NotFound, match="no edition 9"):
        draft_deeds.revert(made.place, one(made).id, "budi", 9)


def test_of_editions_too_far_back_only_who_and_when_is_kept() -> None:
    draft = one(office())
    for number in range(2, 70):
        draft = replace(draft, editions=editions.more(draft), edition=number)
    kept = [each.number for each in editions.every(draft) if each.audience is not None]
    assert (len(editions.every(draft)), kept) == (69, list(range(20, 70)))


def test_a_file_is_put_to_a_draft_and_taken_off_again(tmp_path: Path) -> None:
    made, path = office(), tmp_path / "nota.pdf"
    path.write_bytes(b"%PDF")
    draft_deeds.attach(made.place, one(made).id, "sari", [path])

    def names() -> list[str]:
        found = made.store.mail(one(made).mail)
        assert found is not None
        return [file.name for file in attachments.files(found.data)]

    assert names() == ["nota.pdf"]
    assert refused(lambda: draft_deeds.detach(made.place, one(made).id, "sari", "foto.jpg")) == "not_found"
    draft_deeds.detach(made.place, one(made).id, "sari", "nota.pdf")
    assert (names(), one(made).edition) == ([], 3)


@pytest.mark.parametrize(
    ("name", "becomes"),
    [(".profil.txt", "profil.txt"), ("a\tb.txt", "ab.txt"), ("é" * 200 + ".pdf", "é" * 73 + ".pdf")],
)
def test_a_name_is_made_harmless(name: str, becomes: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x")
    found = attachable(path)
    from csmail.desk.by_hand.attached import _name

    assert (found.name, _name(name)) == ("file", becomes)


def test_what_is_no_file_is_not_attached_and_too_much_neither(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "file")
    for path in (tmp_path, tmp_path / "link", tmp_path / "gone"):
        with pytest.raises(UsageError):
            attachable(path)
    half = File("a.bin", "application/octet-stream", bytes(10 * 1024 * 1024))
    with pytest.raises(UsageError, match="25 MB"):
        together((half,), (replace(half, name="b.bin"),))


def test_a_program_is_remarked_upon_also_in_a_folder(tmp_path: Path) -> None:
    packed = tmp_path / "x.zip"
    with zipfile.ZipFile(packed, "w") as into:
        into.writestr("setup.EXE", "MZ")
    new = (attachable(packed), File("a.html", "text/html", b"x"), File("ok.pdf", "application/pdf", b"x"))
    assert [each.fact("name") for each in together((), new)[1]] == ["x.zip", "a.html"]
    broken = File("y.zip", "application/zip", b"PK\x03\x04nothing")
    assert together((), (broken,))[1] == ()


def test_a_claim_ends_with_its_time_and_nobody_else_writes_before() -> None:
    made = office()
    draft_deeds.claim(made.place, one(made).id, "sari")
    assert refused(lambda: drafts.edit(made.place, one(made).id, edited(), "budi")) == "claimed"
    draft_deeds.comment(made.place, one(made).id, "budi", "boleh saya?")
    made.later(timedelta(minutes=30))
    drafts.edit(made.place, one(made).id, edited(), "budi")
    assert (one(made).author, one(made).claim) == ("budi", None)


def test_a_comment_has_words_and_not_too_many() -> None:
    made = office()
    for text in ("  ", "x" * 4097):
        with pytest.raises(UsageError):
            draft_deeds.comment(made.place, one(made).id, "budi", text)


DRAFT, MAIL = one(office()), Mail("k", "<a@b>", "support@toko.example", ("jane@cust.example",), "x")
SAID = seal.Heard((message(key="m1"),), (message(key="n1", direction="note", author="budi"),))


@settings(max_examples=30)
@given(other=st.text(min_size=1, max_size=8).filter(lambda text: text < "\ud800" or text > "\udfff"))
def test_whatever_the_customer_would_read_otherwise_breaks_the_seal(other: str) -> None:
    whole = seal.seal(DRAFT, MAIL, SAID, {"sari"})
    audience = DRAFT.audience
    bcc = replace(audience, cc=(), bcc=audience.to)
    changed = [
        seal.seal(replace(DRAFT, conversation=other), MAIL, SAID, {"sari"}),
        seal.seal(replace(DRAFT, answers=DRAFT.answers + other), MAIL, SAID, {"sari"}),
        seal.seal(replace(DRAFT, audience=bcc), MAIL, SAID, {"sari"}),
        seal.seal(DRAFT, replace(MAIL, key="k" + other), SAID, {"sari"}),
        seal.seal(DRAFT, replace(MAIL, sender=other), SAID, {"sari"}),
        seal.seal(DRAFT, MAIL, replace(SAID, shown=(message(key="m" + other), *SAID.shown)), {"sari"}),
        seal.seal(DRAFT, MAIL, replace(SAID, notes=()), {"sari"}),
    ]
    assert whole not in changed
    own = replace(SAID, notes=(*SAID.notes, message(key="n2", direction="note", author="sari")))
    assert seal.seal(DRAFT, MAIL, own, {"sari"}) == whole, "the approver's own note is no news to him"
    assert seal.seal(replace(DRAFT, author="x", changed_at=NOW), MAIL, SAID, {"sari"}) == whole


def test_the_gate_says_nothing_of_what_comes_from_no_draft() -> None:
    made = office()
    act(made.place, only(made).id, asked("reply", text="Halo"), "budi")
    assert draft_gate.refusal(sending(made), made.store, DraftPolicy()) is None


def test_a_refusal_changes_nothing() -> None:
    made = office(replace(EYES, undo=timedelta(seconds=30)))
    id = one(made).id
    draft_deeds.claim(made.place, id, "sari")
    before = list(made.store.export())
    budi: list[Callable[[], object]] = [
        lambda: drafts.approve(made.place, id, "budi"), lambda: drafts.send(made.place, id, "budi"),
        lambda: drafts.reject(made.place, id, "budi"), lambda: drafts.edit(made.place, id, edited(), "budi"),
        lambda: draft_deeds.release(made.place, id, "budi"), lambda: draft_deeds.claim(made.place, id, "budi"),
        lambda: draft_deeds.revert(made.place, id, "budi", 1), lambda: draft_deeds.undo(made.place, id, "budi"),
        lambda: draft_deeds.restore(made.place, id, "budi"),
        lambda: drafts.approve(made.place, id, "sari", terms=Terms(edition=3)),
        lambda: drafts.approve(made.place, id, "sari", terms=Terms(send_at=made.now - timedelta(seconds=1))),
        lambda: drafts.approve(made.place, id, "sari", terms=Terms(send_at=made.now + timedelta(days=31))),
    ]  # fmt: skip
    told = [refused(deed) for deed in budi]
    assert told == ["claimed"] * 7 + ["decided"] * 2 + ["conflict", "past", "too_far"]
    assert list(made.store.export()) == before


def test_nobody_in_a_mail_is_refused_before_anything_about_its_words() -> None:
    made = office()
    bare = replace(one(made).audience, to=(), cc=(), bcc=())
    made.store.commit(Changes(drafts=(replace(one(made), audience=bare, text="[[apa]]"),)))
    with pytest.raises(Refused) as told:
        drafts.approve(made.place, one(made).id, "sari")
    assert told.value.code == "nobody"
