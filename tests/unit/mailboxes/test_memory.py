"""What tests may do to the mailbox in memory."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from csmail.errors import Unreachable
from csmail.mailboxes import memory
from csmail.mailboxes.memory import Memory
from csmail.model.reason import Reason
from csmail.ports import Need
from tests.marks import keywords

AT = datetime(2026, 7, 6, 9, 0, tzinfo=UTC)


def test_it_fails_at_the_call_it_was_told_to_and_does_nothing_then() -> None:
    mailbox = Memory()
    uid = mailbox.deliver(b"Subject: a\r\n\r\nb", AT)
    mailbox.fail(Unreachable("away"), at=2)
    keywords(mailbox, "INBOX", [uid], ["one"], [])
    with pytest.raises(Unreachable, match="away"):
        keywords(mailbox, "INBOX", [uid], ["two"], [])
    keywords(mailbox, "INBOX", [uid], ["three"], [])
    assert mailbox.messages() == [(frozenset({"one", "three"}), b"Subject: a\r\n\r\nb")]


def test_a_renumbered_folder_counts_from_one_again() -> None:
    mailbox = Memory()
    first, second = (mailbox.deliver(b"\r\n%d" % number, AT) for number in range(2))
    mailbox.expunge("INBOX", first)
    mailbox.renumber("INBOX", 99)
    assert mailbox.open_folder("INBOX").uidvalidity == 99
    assert list(mailbox.uids("INBOX", 0)) == [1]
    assert [raw.body for raw in mailbox.fetch("INBOX", [1, second], Need())] == [b"1"]


def test_keywords_that_are_not_permitted_are_dropped_and_the_report_says_so() -> None:
    mailbox = Memory()
    uid = mailbox.deliver(b"\r\n", AT)
    mailbox.permits_keywords = False
    keywords(mailbox, "INBOX", [uid], ["refund"], [])
    assert mailbox.messages()[0][0] == frozenset()
    assert not mailbox.open_folder("INBOX").keywords
    assert mailbox.report()["keywords"] == Reason("folder_no_keywords")


def test_the_settings_name_a_folder() -> None:
    assert memory.check(memory.Settings()) is None
    assert memory.check(memory.Settings(folders=())) == Reason("folders_empty")
    assert memory.open(memory.Settings(folders=("A", "B")), "support").folders == ("A", "B")
