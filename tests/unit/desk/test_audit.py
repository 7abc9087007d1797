"""The balance of the intake over the adapters in memory."""

from __future__ import annotations

from dataclasses import replace

import pytest

from csmail.desk.intake.poll import Backlog, poll
from csmail.desk.watch.audit import NOT_BEGUN, RENUMBERED, Balance, audit
from csmail.mailboxes.memory import Memory, Settings
from csmail.model.changes import Attempt, Changes, Cursor
from csmail.model.message import Place
from csmail.model.uid_ranges import said, spans, spread, within
from tests.workspace import Office, mail


def balance(made: Office, folder: str = "INBOX") -> Balance:
    """The balance of one folder, its sum checked."""
    (one,) = (one for one in audit(made.place) if one.folder == folder)
    counts = one.taken_in + one.oversize + one.quarantined + one.copies + one.waiting + one.before
    assert one.server == counts + len(one.unaccounted)
    return one


def test_a_desk_that_has_not_begun_waits() -> None:
    made = Office()
    made.deliver(mail(1))
    assert (balance(made).waiting, balance(made).note) == (1, NOT_BEGUN)


def test_what_lay_there_before_what_came_and_what_waits() -> None:
    made = Office()
    made.deliver(mail(1))
    made.deliver(mail(2))
    poll(made.place)
    made.deliver(mail(3))
    poll(made.place)
    made.deliver(mail(4))
    found = balance(made)
    assert (found.server, found.before, found.taken_in, found.waiting, found.unaccounted) == (4, 2, 1, 1, ())


def test_a_backlog_that_is_taken_in_is_no_longer_before() -> None:
    made = Office()
    made.deliver(mail(1))
    poll(made.place)
    poll(made.place, Backlog())
    assert (balance(made).taken_in, balance(made).before) == (1, 0)


def test_copies_are_counted_whichever_of_them_is_seen_last() -> None:
    made = Office()
    poll(made.place)
    made.deliver(mail(1))
    poll(made.place)
    made.deliver(mail(1))
    made.deliver(mail(1))
    poll(made.place)
    found = balance(made)
    assert (found.server, found.taken_in, found.copies) == (3, 1, 2)


def test_a_copy_in_another_folder_takes_the_place_and_leaves_no_hole() -> None:
    made = Office(mailbox=Memory(Settings(folders=("INBOX", "Arsip"))))
    poll(made.place)
    for folder in ("INBOX", "Arsip"):
        made.mailbox.deliver((mail(1) + "\n\nHalo\n").replace("\n", "\r\n").encode(), made.now, folder)
    poll(made.place)
    assert (balance(made).copies, balance(made, "Arsip").taken_in) == (1, 1)


def test_what_others_removed_or_moved_is_vanished_and_missed_by_nobody() -> None:
    made = Office()
    poll(made.place)
    uids = [made.deliver(mail(number)) for number in range(3)]
    poll(made.place)
    made.mailbox.expunge("INBOX", uids[0])
    made.mailbox.move("INBOX", uids[1], "Done", "")
    found = balance(made)
    assert (found.server, found.taken_in, found.vanished) == (1, 1, 2)


def test_a_mail_that_vanished_between_list_and_fetch_is_remembered() -> None:
    made = Office()
    poll(made.place)
    first, second = made.deliver(mail(1)), made.deliver(mail(2))
    whole = made.mailbox.uids

    def listed_late(*asked: object) -> object:
        found = whole(*asked)  # type: ignore[arg-type]
        made.mailbox.expunge("INBOX", first)
        return found

    made.mailbox.uids = listed_late  # type: ignore[method-assign,assignment]
    assert poll(made.place).vanished == 1
    made.mailbox.uids = whole  # type: ignore[method-assign]
    found = balance(made)
    assert (found.server, found.taken_in, found.vanished) == (1, 1, 1)
    assert second == first + 1


def test_an_unreadable_and_a_huge_mail_are_named_for_what_they_are() -> None:
    made = Office()
    poll(made.place)
    uid = made.deliver(mail(1))
    made.store.attempting(Attempt("support", "INBOX", 1, uid, uid, 3), Cursor("support", "INBOX", 1, 0))
    poll(made.place)
    made.deliver(mail(2))
    poll(made.place)
    (read,) = (one for one in made.store.sightings("support") if one.place.uid == uid + 1)
    message = made.store.message(read.message)
    assert message is not None
    made.store.commit(Changes(messages=(replace(message, size=30 * 1024 * 1024),)))
    found = balance(made)
    assert (found.server, found.quarantined, found.oversize, found.taken_in) == (2, 1, 1, 0)


def test_a_renumbered_folder_waits_for_the_next_pass_and_closes_after_it() -> None:
    made = Office()
    made.deliver(mail(1))
    poll(made.place)
    made.deliver(mail(2))
    poll(made.place)
    made.mailbox.renumber("INBOX", 99)
    assert (balance(made).waiting, balance(made).note) == (2, RENUMBERED)
    poll(made.place)
    found = balance(made)
    assert (found.server, found.taken_in, found.unaccounted) == (2, 2, ())


def test_a_mail_that_nobody_took_in_is_named() -> None:
    made = Office()
    poll(made.place)
    made.deliver(mail(1))
    lost = made.deliver(mail(2))
    made.store.commit(Changes(cursors=(Cursor("support", "INBOX", 1, lost),)))
    assert balance(made).unaccounted == (1, 2)
    poll(made.place, Backlog())
    assert balance(made).unaccounted == ()


def test_a_message_that_lost_its_place_is_missed() -> None:
    made = Office()
    poll(made.place)
    made.deliver(mail(1))
    poll(made.place)
    (seen,) = made.store.sightings("support")
    message = made.store.message(seen.message)
    assert message is not None
    made.store.commit(Changes(messages=(replace(message, place=Place("INBOX", 1, 77)),)))
    assert balance(made).unaccounted == (1,)


@pytest.mark.parametrize(
    ("numbers", "kept", "words"),
    [((), (), ""), ((7,), ((7, 7),), "7"), ((3, 1, 2, 2, 9), ((1, 3), (9, 9)), "1-3, 9")],
)
def test_numbers_are_kept_as_spans(numbers: tuple[int, ...], kept: object, words: str) -> None:
    assert spans(numbers) == kept
    assert said(numbers) == words
    assert spread(spans(numbers)) == set(numbers)
    assert all(within(number, spans(numbers)) for number in numbers)
    assert not within(4, spans(numbers))
