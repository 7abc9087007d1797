"""Mails that people move, throw away or remove with a mail program, and what the passes after that make of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csmail.desk.by_hand.act import act
from csmail.desk.intake.poll import poll
from csmail.errors import Unreachable
from csmail.model.conversation import Conversation
from csmail.model.message import Message
from csmail.model.mirror import MirrorTerms
from tests.factories import desk
from tests.workspace import Office, asked, mail, rule

SARI = "sari@toko.example"


@pytest.fixture
def office() -> Office:
    """A mail was taken in, and lies in INBOX."""
    made = Office(desk=desk())
    poll(made.place)
    made.deliver(mail(1))
    poll(made.place)
    return made


def moved(office: Office, to: str, number: int = 1, left: str = "INBOX") -> None:
    """A colleague moves the mail; "": removes it for good."""
    box = office.mailbox._boxes[left]
    (uid,) = (uid for uid, kept in box.mails.items() if f"Message-ID: <m{number}@".encode() in kept.data)
    if to:
        office.mailbox.move(left, uid, to, "")
    else:
        office.mailbox.expunge(left, uid)
    poll(office.place)


def conversation(office: Office) -> Conversation:
    (found,) = office.store.conversations()
    return found


def newest(office: Office) -> Message:
    return next(one for one in office.store.newest(conversation(office).id) if one.direction == "in")


def asks(office: Office) -> list[str]:
    return [one.code for one in conversation(office).needs]


def told(office: Office) -> list[tuple[str, str]]:
    """What the receipts of the conversation say that mail programs did, with the folder."""
    receipts = office.store.receipts(conversation(office).id)
    did = (one for receipt in receipts if receipt.by == "mailprogram" for step in receipt.steps for one in step.did)
    return [(one.code, dict(one.evidence).get("folder", "")) for one in did]


@pytest.mark.parametrize(
    ("to", "code", "needs"),
    [
        ("Archive", "mail_followed", []),
        ("Retur/2026", "mail_followed", []),
        ("Junk", "mail_followed", ["junk_in_mail_program"]),
        ("INBOX.Spam", "mail_followed", ["junk_in_mail_program"]),
        ("Trash", "mail_trashed", ["newest_thrown_away"]),
        ("Sampah", "mail_trashed", ["newest_thrown_away"]),
        ("", "mail_vanished", []),
    ],
)
def test_a_moved_mail_is_followed_and_nothing_is_closed(office: Office, to: str, code: str, needs: list[str]) -> None:
    before = conversation(office)
    moved(office, to)
    after = conversation(office)
    place = newest(office).place
    assert (place.folder if place else "") == to
    assert told(office) == [(code, to)]
    assert asks(office) == needs
    assert (after.status, after.turns, after.tags) == (before.status, before.turns, before.tags)
    assert "Halo" in newest(office).text
    poll(office.place)
    assert told(office) == [(code, to)]


@pytest.mark.parametrize("status", ["waiting", "closed", "spam"])
@pytest.mark.parametrize("to", ["Archive", "Junk", "Trash", ""])
def test_a_move_opens_nothing_again(office: Office, to: str, status: str) -> None:
    ask = {"waiting": asked("reply", text="Sudah."), "closed": asked("close"), "spam": asked("spam")}[status]
    act(office.place, conversation(office).id, ask, SARI)
    moved(office, to)
    assert conversation(office).status == status
    assert "newest_thrown_away" not in asks(office)
    assert ("junk_in_mail_program" in asks(office)) == (to == "Junk" and status != "spam")


def test_an_older_mail_in_trash_asks_for_nothing(office: Office) -> None:
    office.deliver(mail(2, In_Reply_To="<m1@cust.example>"))
    poll(office.place)
    moved(office, "Trash")
    assert asks(office) == []
    moved(office, "Trash", 2)
    assert asks(office) == ["newest_thrown_away"]


@pytest.mark.parametrize("to", ["Junk", "Trash"])
def test_what_is_taken_out_of_junk_and_trash_again_asks_for_nothing_any_more(office: Office, to: str) -> None:
    moved(office, to)
    assert asks(office)
    moved(office, "INBOX", left=to)
    assert asks(office) == []
    place = newest(office).place
    assert place is not None
    assert (place.folder, place.uid) == ("INBOX", 2)
    moved(office, to)
    assert asks(office)


def test_an_answer_settles_what_a_move_asked(office: Office) -> None:
    moved(office, "Junk")
    act(office.place, conversation(office).id, asked("reply", text="Bukan spam."), SARI)
    assert asks(office) == []


def test_our_own_move_is_no_move_by_a_person(office: Office) -> None:
    act(office.place, conversation(office).id, asked("move", folder="Selesai"), SARI)
    poll(office.place)
    poll(office.place)
    assert told(office) == []
    place = newest(office).place
    assert place is not None
    assert place.folder == "Selesai"


def test_a_rule_that_moves_is_no_person_either() -> None:
    office = Office((rule(asked("move", folder="Junk")),), desk=desk())
    poll(office.place)
    office.deliver(mail(1))
    for _ in range(3):
        poll(office.place)
    assert told(office) == []
    assert asks(office) == []


def test_our_move_that_still_waits_is_left_to_itself(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = office.mailbox.move

    def dies(folder: str, uid: int, target: str, message_id: str) -> None:
        plain(folder, uid, target, message_id)
        raise Unreachable("away")

    monkeypatch.setattr(office.mailbox, "move", dies)
    act(office.place, conversation(office).id, asked("move", folder="Junk"), SARI)
    monkeypatch.undo()
    poll(office.place)
    office.later(timedelta(hours=1))
    for _ in range(3):
        poll(office.place)
    assert asks(office) == []
    assert told(office) == []


def test_twenty_are_looked_for_in_a_pass_and_the_others_in_the_next_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office(desk=desk())
    poll(office.place)
    for number in range(1, 46):
        office.deliver(mail(number, From=f"c{number}@cust.example"))
    poll(office.place)
    for uid in list(office.mailbox._boxes["INBOX"].mails):
        office.mailbox.move("INBOX", uid, "Archive", "")
    sought: list[int] = []
    plain = office.mailbox.find
    monkeypatch.setattr(
        office.mailbox, "find", lambda folder, wanted: sought.append(len(wanted)) or plain(folder, wanted)
    )

    def followed() -> int:
        poll(office.place)
        places = [next(office.store.newest(one.id)).place for one in office.store.conversations()]
        return sum(place is not None and place.folder == "Archive" for place in places)

    assert [followed() for _ in range(4)] == [20, 40, 45, 45]
    assert max(sought) == 20


def test_a_folder_that_was_numbered_anew_says_nothing_of_people(office: Office) -> None:
    office.mailbox.renumber("INBOX", 9)
    office.mailbox.expunge("INBOX", 1)
    poll(office.place)
    poll(office.place)
    assert told(office) == []


def test_a_search_that_fails_is_made_again_and_given_up_at_last(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    def away(*_: object) -> Collection[int]:
        tries.append(1)
        raise Unreachable("too slow")

    monkeypatch.setattr(office.mailbox, "find", away)
    moved(office, "Archive")
    assert told(office) == []
    for _ in range(5):
        poll(office.place)
    assert len(tries) == 3
    assert told(office) == []
    place = newest(office).place
    assert place is not None
    assert place.folder == "INBOX"
    monkeypatch.undo()
    act(office.place, conversation(office).id, asked("tag", tags=("vip",)), SARI)
    assert [flags for flags, _ in office.mailbox.messages("Archive")] == [{"vip"}]


def test_a_folder_that_cannot_be_opened_hides_no_other(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from csmail.errors import NotFound, Refused

    plain = office.mailbox.find
    faults = {"Archive": NotFound("gone"), "Junk": Refused("not yours")}

    def find(folder: str, wanted: object) -> object:
        if folder in faults:
            raise faults[folder]
        return plain(folder, wanted)  # type: ignore[arg-type]

    for name in faults:
        office.mailbox.deliver(b"Subject: x\r\n\r\n", office.now, name)
    monkeypatch.setattr(office.mailbox, "find", find)
    moved(office, "Retur")
    assert told(office) == [("mail_followed", "Retur")]


def test_gmail_keeps_an_archived_mail_where_all_mail_lies_and_a_labelled_one_in_both() -> None:
    for label, where in (("", "[Gmail]/All Mail"), ("Retur", "Retur")):
        office = Office(desk=desk())
        poll(office.place)
        office.deliver(mail(1))
        data = office.mailbox.messages()[0][1]
        office.mailbox.deliver(data, office.now, "[Gmail]/All Mail")
        poll(office.place)
        moved(office, label)
        assert told(office) == [("mail_followed", where)]


def test_tags_go_on_a_mail_that_was_moved_before_they_were_put_on_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = office.mailbox.mark
    monkeypatch.setattr(office.mailbox, "mark", lambda *_: (_ for _ in ()).throw(Unreachable("away")))
    act(office.place, conversation(office).id, asked("tag", tags=("refund",)), SARI)
    monkeypatch.setattr(office.mailbox, "mark", plain)
    moved(office, "Archive")
    office.later(timedelta(minutes=2))
    poll(office.place)
    assert [flags for flags, _ in office.mailbox.messages("Archive")] == [{"refund"}]


def test_a_mail_without_a_message_id_is_found_by_its_content() -> None:
    office = Office(desk=desk())
    poll(office.place)
    office.deliver(mail(1, Message_ID=""), "Message-ID: <m1@ Halo")
    poll(office.place)
    office.mailbox.deliver(office.mailbox.messages()[0][1].replace(b"Halo", b"Hola"), office.now, "Junk")
    moved(office, "Retur")
    assert told(office) == [("mail_followed", "Retur")]


def test_a_desk_may_leave_moves_alone() -> None:
    office = Office(desk=desk(mirror=MirrorTerms(moves=False)))
    poll(office.place)
    office.deliver(mail(1))
    poll(office.place)
    moved(office, "Trash")
    assert (told(office), asks(office)) == ([], [])


def test_a_pass_over_a_folder_that_is_as_it_was_asks_nothing_more(office: Office) -> None:
    moved(office, "Archive")
    poll(office.place)
    before = office.mailbox.calls
    poll(office.place)
    quiet = office.mailbox.calls - before
    bare = Office(desk=desk(mirror=MirrorTerms(moves=False, keywords=False)))
    for _ in range(3):
        poll(bare.place)
    before = bare.mailbox.calls
    poll(bare.place)
    assert quiet == bare.mailbox.calls - before


FOLDERS = ("INBOX", "Archive", "Junk", "Trash", "Retur")
DEEDS = st.one_of(
    st.tuples(st.just("person"), st.integers(1, 3), st.sampled_from((*FOLDERS, ""))),
    st.tuples(st.just("ours"), st.integers(1, 3), st.sampled_from(FOLDERS)),
    st.tuples(st.just("pass"), st.just(0), st.just("")),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(DEEDS, max_size=10))
def test_after_enough_passes_each_mail_is_known_where_it_lies(deeds: list[tuple[str, int, str]]) -> None:
    """What lay in INBOX at a pass is known where it went from there; nothing is closed, and no deed goes astray."""
    office = Office(desk=desk())
    poll(office.place)
    for number in (1, 2, 3):
        office.deliver(mail(number, From=f"c{number}@cust.example"))
    poll(office.place)
    ids = {next(office.store.newest(one.id)).message_id: one.id for one in office.store.conversations()}
    for who, number, to in (*deeds, ("pass", 0, "")):
        if who == "pass":
            poll(office.place)
        elif who == "ours":
            act(office.place, ids[f"<m{number}@cust.example>"], asked("move", folder=to), SARI)
        elif (at := lies(office, number)) is not None and at[0] != to:
            (office.mailbox.move(*at, to, "") if to else office.mailbox.expunge(*at))
    for number in (1, 2, 3):
        id = ids[f"<m{number}@cust.example>"]
        act(office.place, id, asked("mark", signs=("flagged",)), SARI)
        at, found = lies(office, number), office.store.conversation(id)
        assert found is not None
        assert found.status == "open"
        if at is not None:
            assert "flagged" in office.mailbox._boxes[at[0]].mails[at[1]].flags


def lies(office: Office, number: int) -> tuple[str, int] | None:
    for name, box in office.mailbox._boxes.items():
        for uid, kept in box.mails.items():
            if f"Message-ID: <m{number}@".encode() in kept.data:
                return name, uid
    return None
