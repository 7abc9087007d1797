"""No mail is lost when a server gives UIDs out twice, or says for once what it does not mean."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmail.desk import numbering
from csmail.desk.intake.poll import Backlog, poll
from csmail.desk.watch.audit import PUT_BACK, audit
from csmail.desk.watch.health import health
from csmail.mailboxes.memory import Memory
from csmail.model.changes import Cursor
from csmail.model.reason import Reason
from csmail.model.task import SetKeywords
from csmail.ports import Folder
from tests.factories import said_in
from tests.workspace import Office, asked, mail, rule

ABSURD = 4294967295
ACKNOWLEDGE = rule(asked("acknowledge", template="acknowledgement"))


def customer(number: int) -> str:
    return mail(number, From=f"c{number}@cust{number}.example")


def begun(*rules: Any) -> Office:
    made = Office(rules=rules or (ACKNOWLEDGE,))
    poll(made.place)
    return made


def taken(made: Office) -> list[str]:
    """The Message-IDs taken in, sorted."""
    every = (one for c in made.store.conversations() for one in said_in(made.store, c.id))
    return sorted(one.message_id for one in every if one.direction == "in")


def ids(*numbers: int) -> list[str]:
    return sorted(f"<m{number}@cust.example>" for number in numbers)


def acknowledged(made: Office) -> list[str]:
    return sorted(who for _, recipients in made.transport.sent for who in recipients)


def writes(made: Office, *numbers: int) -> None:
    for number in numbers:
        made.deliver(customer(number))


def counts(made: Office) -> Any:
    return audit(made.place)[0]


def test_customers_whose_numbers_were_given_out_before_are_taken_in() -> None:
    made = begun()
    writes(made, 1, 2)
    copy = made.mailbox.copy()
    poll(made.place)
    writes(made, 3, 4, 5, 6)
    poll(made.place)
    made.mailbox.put_back(copy)
    writes(made, 7, 8, 9)
    assert (counts(made).note, len(counts(made).replaced)) == (PUT_BACK, 3)
    report = poll(made.place)
    assert (report.taken_in, report.known_already) == (3, 2)
    assert any(problem.code == "folder_put_back" for problem in report.problems)
    assert taken(made) == ids(*range(1, 10))
    assert acknowledged(made) == sorted(f"c{number}@cust{number}.example" for number in range(1, 10))
    assert (counts(made).unaccounted, counts(made).taken_in) == ((), 5)
    assert poll(made.place).problems == []


def test_more_mails_than_were_lost_do_not_hide_it() -> None:
    made = begun()
    writes(made, 1)
    copy = made.mailbox.copy()
    writes(made, 2, 3)
    poll(made.place)
    made.mailbox.put_back(copy)
    writes(made, 4, 5, 6, 7)
    assert counts(made).replaced == (2, 3)
    report = poll(made.place)
    assert report.problems
    assert taken(made) == ids(*range(1, 8))
    assert counts(made).unaccounted == ()


@given(
    before=st.integers(0, 4), lost=st.integers(1, 6), later=st.integers(1, 9), removed=st.sets(st.integers(0, 20)),
    passes=st.booleans(),
)  # fmt: skip
def test_whatever_is_put_back_every_mail_is_taken_in_and_acknowledged_once(
    before: int, lost: int, later: int, removed: set[int], passes: bool
) -> None:
    made = begun()
    writes(made, *range(before))
    if passes:
        poll(made.place)
    copy = made.mailbox.copy()
    writes(made, *range(10, 10 + lost))
    poll(made.place)
    made.mailbox.put_back(copy)
    poll(made.place)
    writes(made, *range(20, 20 + later))
    for uid in removed:
        if uid <= before:
            made.mailbox.expunge("INBOX", uid)
    poll(made.place)
    poll(made.place)
    expected = (*range(before), *range(10, 10 + lost), *range(20, 20 + later))
    assert taken(made) == ids(*expected)
    assert len(acknowledged(made)) == len(set(acknowledged(made))) == len(expected)
    assert counts(made).unaccounted == ()


def test_todo_and_health_are_told_for_three_days() -> None:
    made = begun()
    writes(made, 1)
    copy = made.mailbox.copy()
    writes(made, 2)
    poll(made.place)
    made.mailbox.put_back(copy)
    poll(made.place)
    now = made.now
    (told,) = numbering.told(made.store, "support", now)
    assert (told.folder, told.why) == ("INBOX", "uidnext_fell")
    said = health(made.store, made.desk, now, timedelta(minutes=15))
    assert said.renumbered == ("INBOX",)
    assert said.problems == (told.reason,)
    assert numbering.told(made.store, "support", now + timedelta(days=4)) == ()


def test_another_uidvalidity_is_told_like_numbers_that_fell() -> None:
    made = begun()
    writes(made, 1)
    poll(made.place)
    made.mailbox.renumber("INBOX", 77)
    report = poll(made.place)
    now = made.now
    (told,) = numbering.told(made.store, "support", now)
    assert (told.folder, told.why) == ("INBOX", "uidvalidity")
    assert report.problems == [told.reason]
    assert health(made.store, made.desk, now, timedelta(minutes=15)).renumbered == ("INBOX",)
    assert (report.taken_in, report.known_already) == (0, 1)
    assert poll(made.place).problems == []


def test_an_empty_copy_is_told_once() -> None:
    made = begun()
    copy = made.mailbox.copy()
    writes(made, 1, 2)
    poll(made.place)
    made.mailbox.put_back(copy)
    assert poll(made.place).problems
    assert poll(made.place).problems == []
    writes(made, 3)
    assert poll(made.place).taken_in == 1


def test_mails_from_before_the_desk_began_stay_backlog_when_all_is_listed_anew() -> None:
    made = Office(rules=(ACKNOWLEDGE,))
    writes(made, 1, 2)
    copy = made.mailbox.copy()
    made.later()
    poll(made.place)
    writes(made, 3)
    poll(made.place)
    made.mailbox.put_back(copy)
    writes(made, 4)
    poll(made.place)
    assert taken(made) == ids(1, 2, 3, 4)
    assert acknowledged(made) == ["c3@cust3.example", "c4@cust4.example"]
    assert sum(one.backlog for one in made.store.conversations()) == 2


@pytest.mark.parametrize("change", [Memory.put_back, lambda box, copy: box.renumber("INBOX", 77)])
def test_what_was_still_to_be_done_on_old_numbers_meets_no_other_mail(change: Callable[[Memory, object], None]) -> None:
    made = begun(rule(asked("tag", tags=("refund",))))
    copy = made.mailbox.copy()
    made.deliver(customer(1))
    poll(made.place)
    (task,) = [one for one in made.store.tasks("support") if isinstance(one.work, SetKeywords)]
    from csmail.model.changes import Changes

    made.store.commit(Changes(updated=(task.deferred(made.now, Reason.of("deferred", reply="the server is away")),)))
    change(made.mailbox, copy)
    made.place = made.with_rules()
    made.later(timedelta(hours=2))
    made.deliver(customer(2))
    poll(made.place)
    assert made.mailbox.messages()[-1][0] == frozenset()
    after = made.store.task(task.id)
    assert after is not None
    assert after.state == "refused"
    assert after.reason in (Reason.of("renumbered", folder="INBOX"), Reason.of("numbered_anew", folder="INBOX"))


class Erring(Memory):
    """Says some things once, or always, that are not so."""

    uidnext: int | None = None
    also: tuple[int, ...] = ()
    always = False

    def open_folder(self, name: str) -> Folder:
        found = super().open_folder(name)
        said, self.uidnext = self.uidnext, self.uidnext if self.always else None
        return replace(found, uidnext=said or found.uidnext)

    def uids(self, *asked: Any) -> Sequence[int]:
        said, self.also = self.also, self.also if self.always else ()
        return [*super().uids(*asked), *said]


@pytest.mark.parametrize("always", [False, True], ids=["once", "always"])
@pytest.mark.parametrize("uidnext", [None, 1, ABSURD])
@pytest.mark.parametrize("also", [(), (ABSURD - 5,), (900, 7_000_000)])
@pytest.mark.parametrize("there", [0, 1, 30])
def test_nothing_a_server_says_at_the_first_pass_carries_the_cursor_away(
    uidnext: int | None, also: tuple[int, ...], there: int, always: bool
) -> None:
    box = Erring()
    made = Office(rules=(ACKNOWLEDGE,), mailbox=box)
    writes(made, *range(100, 100 + there))
    box.uidnext, box.also, box.always = uidnext, also, always
    made.later()
    poll(made.place)
    cursor = made.store.cursor("support", "INBOX")
    assert cursor is not None
    assert cursor.uid <= there
    box.always, box.uidnext, box.also = False, None, ()
    writes(made, 1, 2, 3)
    poll(made.place)
    assert set(ids(1, 2, 3)) <= set(taken(made))


@pytest.mark.parametrize("uidnext", [None, 1, ABSURD])
@pytest.mark.parametrize("also", [(), (ABSURD - 5,), (900, 7_000_000)])
def test_nothing_a_server_says_once_later_loses_a_mail(uidnext: int | None, also: tuple[int, ...]) -> None:
    box = Erring()
    made = Office(rules=(ACKNOWLEDGE,), mailbox=box)
    poll(made.place)
    writes(made, 1)
    poll(made.place)
    box.uidnext, box.also = uidnext, also
    writes(made, 2)
    poll(made.place)
    writes(made, 3, 4)
    poll(made.place)
    poll(made.place)
    assert taken(made) == ids(1, 2, 3, 4)
    assert len(acknowledged(made)) == 4
    assert counts(made).unaccounted == ()


def test_a_cursor_that_was_carried_away_before_comes_back() -> None:
    made = begun()
    from csmail.model.changes import Changes

    made.store.commit(Changes(cursors=(Cursor("support", "INBOX", 1, ABSURD - 1),)))
    writes(made, 1)
    assert counts(made).note == PUT_BACK
    poll(made.place)
    assert taken(made) == ids(1)


def test_a_folder_that_names_no_uidnext_is_not_taken_for_put_back() -> None:
    made = begun()
    writes(made, 1, 2)
    poll(made.place)
    plain = made.mailbox.open_folder

    def counted(name: str) -> Folder:
        highest = max(made.mailbox.uids(name, 0), default=0)
        return replace(plain(name), uidnext=highest + 1, counted=True)

    made.mailbox.open_folder = counted  # type: ignore[method-assign]
    made.mailbox.expunge("INBOX", 2)
    assert poll(made.place).problems == []
    made.mailbox.expunge("INBOX", 1)
    assert poll(made.place).problems == []


def test_the_audit_finds_other_mails_under_known_numbers_and_the_backlog_mends_it() -> None:
    made = begun()
    writes(made, 1, 2)
    poll(made.place)
    made.store.remember("landmarks/support/INBOX", json.dumps({}))
    copy = made.mailbox.copy()
    made.mailbox._boxes["INBOX"].mails.clear()
    made.mailbox._boxes["INBOX"].uidnext = 1
    writes(made, 5, 6)
    made.mailbox._boxes["INBOX"].uidnext = copy.uidnext  # type: ignore[attr-defined]
    assert counts(made).replaced == counts(made).unaccounted == (1, 2)
    poll(made.place, Backlog())
    assert counts(made).unaccounted == ()
    assert taken(made) == ids(1, 2, 5, 6)


class Piecemeal(Memory):
    """Lists two mails at once, as a server of millions would a million."""

    def uids(self, folder: str, above: int, since: Any = None) -> Sequence[int]:
        return super().uids(folder, above, since)[:2]


def test_a_folder_that_is_listed_in_portions_is_old_to_its_end_and_audited_whole() -> None:
    made = Office(rules=(ACKNOWLEDGE,), mailbox=Piecemeal())
    writes(made, 1, 2, 3, 4, 5)
    poll(made.place)
    writes(made, 6, 7, 8)
    while poll(made.place).taken_in:
        pass
    assert taken(made) == ids(6, 7, 8)
    found = counts(made)
    assert (found.server, found.before, found.taken_in, found.unaccounted) == (8, 5, 3, ())
