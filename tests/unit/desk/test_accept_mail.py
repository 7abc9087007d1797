"""Answers in Sent that lost their thread: asked about, joined or refused by a person."""

from __future__ import annotations

from datetime import timedelta

import pytest

from csmail.desk.by_hand.act import act
from csmail.desk.intake import perhaps
from csmail.desk.intake.accept_mail import accept_sent, refuse_sent
from csmail.desk.intake.poll import poll
from csmail.errors import CsmailError, NotFound, Unreachable
from csmail.model.conversation import Conversation
from tests.factories import desk
from tests.workspace import Office, asked, mail

SARI = "sari@toko.example"
ANSWER = {
    "From": "Sari <support@toko.example>",
    "To": "jane@cust.example",
    "Subject": "RE: Pesanan 12345  belum sampai",
    "Message_ID": "<w1@web.example>",
}


@pytest.fixture
def office() -> Office:
    """A customer waits; the Sent mailbox has been seen once."""
    made = Office(desk=desk())
    made.mailbox.deliver(b"Subject: old\r\n\r\n", made.now, "Sent")
    poll(made.place)
    made.deliver(mail(1))
    poll(made.place)
    return made


def wrote(office: Office, body: str = "Sudah dikirim.", at: timedelta = timedelta(minutes=5), **fields: str) -> None:
    """Somebody sends with a webmail; a pass sees it."""
    office.later(timedelta(minutes=10))
    text = mail(1, **{**ANSWER, **fields}) + f"\n\n{body}\n"
    office.mailbox.deliver(text.replace("\n", "\r\n").encode(), office.now - timedelta(minutes=10) + at, "Sent")
    poll(office.place)


def only(office: Office) -> Conversation:
    (found,) = office.store.conversations()
    return found


def waiting(office: Office) -> list[str]:
    return [mail for mail, _ in perhaps.asked(only(office).needs)]


def said(office: Office) -> list[str]:
    return [one.direction for one in office.store.newest(only(office).id)]


def test_it_is_asked_about_and_joins_when_a_person_says_so(office: Office) -> None:
    wrote(office)
    (mail_key,) = waiting(office)
    assert (only(office).status, said(office)) == ("open", ["in"])
    poll(office.place)
    assert waiting(office) == [mail_key]
    assert accept_sent(office.place, only(office).id, mail_key, SARI, dry_run=True).did
    assert said(office) == ["in"]
    done = accept_sent(office.place, only(office).id, mail_key[:3].upper(), SARI)
    assert [one.code for one in done.did] == ["sent_mail_accepted"]
    after = only(office)
    assert (after.status, said(office), after.needs) == ("waiting", ["out", "in"], ())
    assert [turn.kind for turn in after.turns][-1] == "answered"
    assert after.turns[-1].at < office.now


def test_an_answer_to_what_was_accepted_finds_the_conversation(office: Office) -> None:
    wrote(office)
    accept_sent(office.place, only(office).id, *waiting(office), SARI)
    office.deliver(mail(2, In_Reply_To="<w1@web.example>", Subject="Lain lagi"))
    poll(office.place)
    assert said(office) == ["in", "out", "in"]


def test_a_person_may_say_that_it_belongs_elsewhere(office: Office) -> None:
    wrote(office)
    refuse_sent(office.place, only(office).id, *waiting(office), SARI)
    assert waiting(office) == []
    poll(office.place)
    assert (waiting(office), said(office), only(office).status) == ([], ["in"], "open")


@pytest.mark.parametrize("deed", ["close", "reply"])
def test_closing_and_answering_settle_it(office: Office, deed: str) -> None:
    wrote(office)
    act(office.place, only(office).id, asked("reply", text="Ya.") if deed == "reply" else asked("close"), SARI)
    assert waiting(office) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"Subject": "Tagihan"},
        {"Subject": ""},
        {"To": "budi@cust.example"},
        {"To": "sari@toko.example"},
        {"From": "budi@elsewhere.example"},
        {"From": "jane@cust.example"},
        {"Auto_Submitted": "auto-replied"},
    ],
)
def test_what_is_about_something_else_or_by_others_is_left_alone(office: Office, fields: dict[str, str]) -> None:
    wrote(office, **fields)
    assert (waiting(office), said(office)) == ([], ["in"])


def test_an_answer_that_was_faster_than_the_pass_is_asked_about() -> None:
    office = Office(desk=desk())
    office.mailbox.deliver(b"Subject: old\r\n\r\n", office.now, "Sent")
    poll(office.place)
    office.deliver(mail(1))
    wrote(office, at=timedelta(seconds=1))
    assert len(waiting(office)) == 1


def test_what_was_sent_before_the_matter_began_is_left_alone(office: Office) -> None:
    wrote(office, at=-timedelta(hours=1))
    assert waiting(office) == []


@pytest.mark.parametrize("shut", ["close", "spam"])
def test_a_matter_that_is_done_with_asks_nothing(office: Office, shut: str) -> None:
    act(office.place, only(office).id, asked(shut), SARI)
    wrote(office)
    assert waiting(office) == []


def test_two_mails_are_asked_about_one_by_one(office: Office) -> None:
    wrote(office)
    wrote(office, "Satu lagi.", Message_ID="<w2@web.example>")
    first, second = waiting(office)
    accept_sent(office.place, only(office).id, second, SARI)
    assert waiting(office) in ([], [first])


def test_the_open_one_of_several_matters_is_asked_about() -> None:
    office = Office(desk=desk())
    office.mailbox.deliver(b"Subject: old\r\n\r\n", office.now, "Sent")
    poll(office.place)
    for number in (1, 2):
        office.deliver(mail(number, Date=f"Mon, 06 Jul 2026 09:00:0{number} +0000"))
        office.later()
    poll(office.place)
    ids = [one.id for one in office.store.conversations()]
    act(office.place, ids[0], asked("reply", text="Sudah."), SARI)
    wrote(office)
    needs = {one.id: [why.code for why in one.needs] for one in office.store.conversations()}
    assert needs == {ids[0]: [], ids[1]: ["sent_maybe"]}


def test_what_is_not_there_any_more_is_told(office: Office) -> None:
    wrote(office)
    for uid in list(office.mailbox._boxes["Sent"].mails):
        office.mailbox.expunge("Sent", uid)
    with pytest.raises(NotFound, match="Sent"):
        accept_sent(office.place, only(office).id, *waiting(office), SARI)
    assert waiting(office)
    refuse_sent(office.place, only(office).id, *waiting(office), SARI)


@pytest.mark.parametrize("mail_key", ["", "zz", "%", "ffffffff"])
def test_a_mail_that_nobody_asks_about_is_not_found(office: Office, mail_key: str) -> None:
    wrote(office)
    for deed in (accept_sent, refuse_sent):
        with pytest.raises(NotFound):
            deed(office.place, only(office).id, mail_key, SARI)


def test_a_mailbox_that_is_away_changes_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    wrote(office)

    def away(*_: object) -> None:
        raise Unreachable("away")

    monkeypatch.setattr(office.mailbox, "fetch", away)
    with pytest.raises(CsmailError):
        accept_sent(office.place, only(office).id, *waiting(office), SARI)
    assert waiting(office)
