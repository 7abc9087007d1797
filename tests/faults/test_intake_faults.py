"""A mailbox that breaks off, a mail that kills, mails that are not handed over: who is put aside, who is not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from csmail.desk.intake.poll import Pass
from csmail.errors import CsmailError, StoreError, Unreachable
from csmail.mailboxes.memory import Memory
from csmail.model.changes import Changes
from csmail.model.message import RawMessage
from csmail.model.reason import Reason
from csmail.ports import Need
from csmail.stores.memory import MemoryStore
from tests.faults.oracle import Clock, Scene, judge
from tests.workspace import Office, asked, mail, rule


class Faulty(Memory):
    """Breaks off a FETCH, dies over a mail, or keeps mails to itself, as long as it is told to."""

    error: BaseException | None = None
    deadly = 0
    kept: tuple[int, ...] = ()

    def fetch(self, folder: str, uids: Sequence[int], need: Need) -> Iterator[RawMessage]:
        if self.error and (not self.deadly or self.deadly in uids):
            raise self.error
        for raw in super().fetch(folder, uids, need):
            lost = replace(raw, header=b"", body=b"", size=0, complete=False)
            yield lost if raw.place.uid in self.kept else raw


class FullStore(MemoryStore):
    """Has no room for a batch."""

    full = False

    def commit(self, changes: Changes) -> None:
        if self.full and changes.messages:
            raise StoreError("no space left", "free some")
        super().commit(changes)


@pytest.fixture
def office() -> Office:
    made = Office((rule(asked("acknowledge")),), mailbox=Faulty(), store=FullStore())
    Pass(made.place).run()
    made.deliver(mail(1))
    made.deliver(mail(2, From="dewi@other.example"))
    return made


def acknowledged(office: Office) -> list[str]:
    return sorted(who for _, recipients in office.transport.sent for who in recipients)


def judged(office: Office) -> list[str]:
    clock = Clock(office.now)
    delivered = list
    scene = Scene(replace(office.place, now=clock), clock, delivered)
    return [one for one in judge(scene) if "never got it" not in one]


@pytest.mark.parametrize("error", [Unreachable("the line is bad"), KeyboardInterrupt()])
def test_a_line_that_breaks_while_reading_puts_no_mail_aside(office: Office, error: BaseException) -> None:
    assert isinstance(office.mailbox, Faulty)
    office.mailbox.error = error
    for _ in range(5):
        with pytest.raises(type(error)):
            Pass(office.place).run()
    office.mailbox.error = None
    report = Pass(office.place).run()
    assert (report.taken_in, report.quarantined) == (2, 0)
    assert acknowledged(office) == ["dewi@other.example", "jane@cust.example"]


def test_a_store_without_room_puts_no_mail_aside(office: Office) -> None:
    assert isinstance(office.store, FullStore)
    office.store.full = True
    for _ in range(5):
        with pytest.raises(StoreError):
            Pass(office.place).run()
    office.store.full = False
    assert Pass(office.place).run().quarantined == 0
    assert acknowledged(office) == ["dewi@other.example", "jane@cust.example"]


def test_a_mail_over_which_we_die_is_put_aside_and_no_other(office: Office) -> None:
    assert isinstance(office.mailbox, Faulty)
    office.mailbox.error, office.mailbox.deadly = RecursionError("too deep"), 2
    deaths = 0
    for _ in range(9):
        try:
            Pass(office.place).run()
        except RecursionError:
            deaths += 1
    assert deaths == 3
    assert acknowledged(office) == ["jane@cust.example"]
    aside = [one for one in office.store.conversations() if one.needs]
    assert [one.needs for one in aside] == [(Reason.of("killed_reader", times=3),)]


def test_a_bad_line_between_two_deaths_counts_for_nothing(office: Office) -> None:
    assert isinstance(office.mailbox, Faulty)
    for error in (RecursionError(), Unreachable("bad line"), Unreachable("bad line"), RecursionError()):
        office.mailbox.error = error
        with pytest.raises(type(error)):
            Pass(office.place).run()
    office.mailbox.error = None
    assert Pass(office.place).run().quarantined == 0
    assert acknowledged(office) == ["dewi@other.example", "jane@cust.example"]


def test_each_mail_the_server_keeps_to_itself_is_shown(office: Office, tmp_path: Path) -> None:
    assert isinstance(office.mailbox, Faulty)
    office.mailbox.kept = (1, 2)
    report = Pass(office.place).run()
    assert (report.taken_in, report.quarantined) == (2, 2)
    shown = [one for one in office.store.conversations() if one.needs == (Reason("not_handed_over"),)]
    assert sorted(one.subject for one in shown) == [
        "(unreadable message, UID 1 in INBOX)", "(unreadable message, UID 2 in INBOX)"
    ]  # fmt: skip
    assert judged(office) == []


def test_a_pass_that_fails_says_one_error(office: Office) -> None:
    office.mailbox.fail(Unreachable("gone"), 1)
    with pytest.raises(CsmailError, match="gone"):
        Pass(office.place).run()
    assert Pass(office.place).run().taken_in == 2
