"""Every way to read mail keeps the same promises: in memory, against pymap, against Dovecot."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from csmail.errors import NotFound
from csmail.mailboxes import imap, memory
from csmail.model.message import Place
from csmail.model.reason import Reason
from csmail.model.task import Mail
from csmail.ports import Look, Mailbox, Need
from tests.marks import flags, keywords
from tests.servers.account import Account

AT = datetime(2026, 7, 6, 9, 0, tzinfo=UTC)


def mail(number: int = 1, body: str = "Halo\r\n", subject: str = "Pesanan") -> bytes:
    return (
        f"From: jane@cust.example\r\nTo: support@toko.example\r\nSubject: {subject} {number}\r\n"
        f"Message-ID: <m{number}@cust.example>\r\n\r\n{body}"
    ).encode()


def outgoing(number: int = 1) -> Mail:
    content = mail(number, "Jawaban kami\r\n").decode()
    return Mail(f"k{number}", f"<m{number}@cust.example>", "support@toko.example", ("jane@cust.example",), content)


@dataclass
class Subject:
    """A mailbox under test, how mail gets into it, how to look at it from outside."""

    mailbox: Mailbox
    deliver: Callable[..., Any]
    messages: Callable[..., list[tuple[frozenset[str], bytes]]]

    def wake(self) -> None:
        self.mailbox.wake()  # type: ignore[attr-defined]

    def all(self, folder: str = "INBOX", **need: Any) -> dict[int, Any]:
        uids = self.mailbox.uids(folder, 0)
        return {raw.place.uid: raw for raw in self.mailbox.fetch(folder, uids, Need(**need))}


@contextmanager
def in_memory(request: pytest.FixtureRequest) -> Iterator[Subject]:
    mailbox = memory.Memory()
    yield Subject(mailbox, lambda data, folder="INBOX": mailbox.deliver(data, AT, folder), mailbox.messages)


@contextmanager
def on_server(request: pytest.FixtureRequest, fixture: str) -> Iterator[Subject]:
    account: Account = request.getfixturevalue(fixture)
    mailbox = imap.open(account.settings, "support")
    try:
        yield Subject(mailbox, account.deliver, account.messages)
    finally:
        mailbox.close()


@pytest.fixture(params=["memory", "pymap", "dovecot", "dovecot plainly", "dovecot bare"])
def subject(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Subject]:
    kind, _, way = request.param.partition(" ")
    if way == "plainly":
        from csmail.mailboxes.imap import fetch, fetch_fallback

        monkeypatch.setattr(fetch, "messages", fetch_fallback.plainly)
    if way == "bare":
        from csmail.mailboxes.imap import session

        class Bare(session.Session):
            """A server with none of the extensions we like."""

            def __init__(self, *given: Any) -> None:
                super().__init__(*given)
                self.offers -= {"MOVE", "IDLE", "ESEARCH", "SPECIAL-USE", "NAMESPACE"}

        monkeypatch.setattr(session, "Session", Bare)
        monkeypatch.setattr("csmail.mailboxes.imap.idle.NOOP_EVERY", 0.05)
    with in_memory(request) if kind == "memory" else on_server(request, f"{kind}_account") as found:
        yield found


def test_a_folder_says_where_its_numbers_stand(subject: Subject) -> None:
    before = subject.mailbox.open_folder("INBOX")
    subject.deliver(mail())
    after = subject.mailbox.open_folder("INBOX")
    assert (after.name, after.uidvalidity, after.keywords, after.writable) == ("INBOX", before.uidvalidity, True, True)
    assert after.uidnext == before.uidnext + 1


def test_a_missing_folder_is_not_found_and_the_mailbox_goes_on(subject: Subject) -> None:
    with pytest.raises(NotFound, match="Nowhere"):
        subject.mailbox.open_folder("Nowhere")
    assert subject.mailbox.open_folder("INBOX").name == "INBOX"


def test_a_folder_says_the_same_whether_it_is_opened_or_only_asked_about(subject: Subject) -> None:
    subject.deliver(mail(1), "Sent")
    for _ in range(2):
        asked, opened = subject.mailbox.status("Sent"), subject.mailbox.open_folder("Sent")
        assert (asked.name, asked.uidvalidity, asked.uidnext) == (opened.name, opened.uidvalidity, opened.uidnext)
        assert subject.mailbox.status("Sent").uidnext == opened.uidnext
        subject.mailbox.open_folder("INBOX")
        subject.deliver(mail(2), "Sent")
        assert subject.mailbox.status("Sent").uidnext == opened.uidnext + 1
    with pytest.raises(NotFound, match="Nowhere"):
        subject.mailbox.status("Nowhere")


def test_the_folder_of_sent_mail_is_found_when_there_is_one(subject: Subject) -> None:
    assert subject.mailbox.reads_sent
    for role, name in (("sent", "Sent"), ("drafts", "Drafts")):
        assert subject.mailbox.role_folder(role) == ""
        subject.deliver(mail(1), name)
        assert subject.mailbox.role_folder(role) == name
        assert subject.mailbox.role_folder(role, name) == name


def test_headers_are_those_asked_for_of_mails_that_are_there(subject: Subject) -> None:
    folded = b"From: Rina\r\n <jane@cust.example>\r\nMessage-ID: <x@y>\r\nSubject: rahasia\r\n\r\nisi\r\n"
    subject.deliver(folded, "Drafts")
    subject.deliver(b"\r\nisi\r\n", "Drafts")
    subject.deliver(mail(3), "Drafts")
    uids = list(subject.mailbox.uids("Drafts", 0))
    at = subject.mailbox.open_folder("Drafts")
    found = subject.mailbox.headers("Drafts", [*uids, uids[-1] + 7], ("Message-ID", "From"))
    assert list(found) == uids
    read = found[uids[0]].decode().lower()
    assert "message-id: <x@y>" in read
    assert "jane@cust.example" in read
    assert "rahasia" not in read
    assert not found[uids[1]].strip()
    assert at.uidvalidity


def test_keywords_are_told_in_lower_case_without_system_flags(subject: Subject) -> None:
    for number in range(2):
        subject.deliver(mail(number))
    uids = list(subject.mailbox.uids("INBOX", 0))
    keywords(subject.mailbox, "INBOX", uids[:1], ("VIP",), ())
    flags(subject.mailbox, "INBOX", uids, ("seen",), ())
    found = subject.mailbox.flags("INBOX", [*uids, uids[-1] + 9])
    assert (set(found), found[uids[0]], found[uids[1]]) == (set(uids), {"vip"}, frozenset())
    later = subject.mailbox.open_folder("INBOX").modseq
    keywords(subject.mailbox, "INBOX", uids[1:], ("Mahal",), ())
    changed = subject.mailbox.flags("INBOX", uids, later)
    assert changed[uids[1]] == {"mahal"}
    if later:
        assert set(changed) == {uids[1]}


def test_uids_above_the_last_one_are_none(subject: Subject) -> None:
    for number in range(3):
        subject.deliver(mail(number))
    uids = list(subject.mailbox.uids("INBOX", 0))
    assert len(uids) == 3
    assert uids == sorted(uids)
    assert list(subject.mailbox.uids("INBOX", uids[0])) == uids[1:]
    assert list(subject.mailbox.uids("INBOX", uids[-1])) == []
    assert list(subject.mailbox.uids("INBOX", uids[-1] + 1000)) == []


def test_a_mail_comes_back_octet_for_octet(subject: Subject) -> None:
    data = mail(1, "Baris satu\r\n\r\n)\r\nA1 OK {5}\r\n\xff tamat".replace("\xff", "é"))
    subject.deliver(data)
    (raw,) = subject.all().values()
    assert raw.header + raw.body == data
    assert raw.complete
    assert raw.size == len(data)
    assert raw.received_at.tzinfo is UTC
    assert raw.header.endswith(b"\r\n\r\n")


def test_reading_leaves_no_trace(subject: Subject) -> None:
    subject.deliver(mail())
    subject.all()
    subject.all(body=None)
    assert subject.messages()[0][0] == frozenset()


def test_a_cut_body_says_so(subject: Subject) -> None:
    subject.deliver(mail(1, "x" * 1000))
    subject.deliver(mail(2, "y" * 10))
    long, short = sorted(subject.all(body=100).values(), key=lambda raw: -raw.size)
    assert (len(long.body), long.complete) == (100, False)
    assert (len(short.body), short.complete) == (10, True)


def test_the_header_alone_may_be_needed(subject: Subject) -> None:
    subject.deliver(mail(1, "x" * 100))
    (raw,) = subject.all(body=0).values()
    assert raw.header.startswith(b"From: ")
    assert (len(raw.body) <= 1, raw.complete) == (True, False)


def test_a_body_of_exactly_the_needed_size_is_whole(subject: Subject) -> None:
    subject.deliver(mail(1, "x" * 100))
    (raw,) = subject.all(body=100).values()
    assert raw.complete


def test_whole_bodies_come_whole_up_to_the_largest_size(subject: Subject) -> None:
    subject.deliver(mail(1, "x" * 50_000))
    subject.deliver(mail(2, "y" * 300_000))
    found = {len(raw.body): raw.complete for raw in subject.all(body=None, largest=100_000).values()}
    assert found == {50_000: True, 256 * 1024: False}


def test_mails_without_body_or_header_are_mails(subject: Subject) -> None:
    subject.deliver(b"Subject: nothing else\r\n\r\n")
    subject.deliver(b"\r\nno header at all")
    found = sorted((raw.header, raw.body) for raw in subject.all().values())
    assert found == [(b"\r\n", b"no header at all"), (b"Subject: nothing else\r\n\r\n", b"")]


def test_a_vanished_mail_is_missing_from_the_result(subject: Subject) -> None:
    subject.deliver(mail())
    (uid,) = subject.mailbox.uids("INBOX", 0)
    found = list(subject.mailbox.fetch("INBOX", [uid, uid + 1, uid + 70], Need()))
    assert [raw.place.uid for raw in found] == [uid]


def test_nothing_to_fetch_is_nothing(subject: Subject) -> None:
    assert list(subject.mailbox.fetch("INBOX", [], Need())) == []
    assert list(subject.mailbox.fetch("INBOX", [], Need(body=None))) == []


def test_another_command_may_come_between_two_mails(subject: Subject) -> None:
    for number in range(30):
        subject.deliver(mail(number))
    uids = subject.mailbox.uids("INBOX", 0)
    seen = []
    for raw in subject.mailbox.fetch("INBOX", uids, Need()):
        seen.append(raw.place.uid)
        if len(seen) in (1, 10):
            keywords(subject.mailbox, "INBOX", [raw.place.uid], ["seen-by-us"], [])
            subject.mailbox.file("drafts", outgoing(len(seen)), AT)
    assert sorted(seen) == list(uids)


def test_a_fetch_left_early_does_not_disturb_the_next_call(subject: Subject) -> None:
    for number in range(30):
        subject.deliver(mail(number))
    uids = subject.mailbox.uids("INBOX", 0)
    under_way = iter(subject.mailbox.fetch("INBOX", uids, Need()))
    next(under_way)
    under_way.close()  # type: ignore[attr-defined]
    assert len(subject.all()) == 30


def test_keywords_are_set_and_cleared(subject: Subject) -> None:
    for number in range(4):
        subject.deliver(mail(number))
    uids = subject.mailbox.uids("INBOX", 0)
    keywords(subject.mailbox, "INBOX", uids[:3], ["refund", "urgent"], [])
    keywords(subject.mailbox, "INBOX", uids[1:2], [], ["urgent"])
    keywords(subject.mailbox, "INBOX", uids[:3], ["refund"], [])
    assert [flags for flags, _ in subject.messages()] == [
        {"refund", "urgent"}, {"refund"}, {"refund", "urgent"}, frozenset(),
    ]  # fmt: skip
    assert subject.all()[uids[0]].flags == {"refund", "urgent"}


def test_a_tag_from_a_strangers_mail_cannot_end_the_command(subject: Subject) -> None:
    subject.deliver(mail())
    keywords(subject.mailbox, "INBOX", subject.mailbox.uids("INBOX", 0), ["a) b\r\nA1 LOGOUT", "ulasan é", ""], [])
    ((flags, _),) = subject.messages()
    assert flags == {"a__b__A1_LOGOUT", "ulasan__"}


def test_system_flags_are_set_and_cleared(subject: Subject) -> None:
    subject.deliver(mail())
    uids = subject.mailbox.uids("INBOX", 0)
    flags(subject.mailbox, "INBOX", uids, ["seen", "flagged"], [])
    flags(subject.mailbox, "INBOX", uids, [], ["flagged"])
    assert subject.all()[uids[0]].flags == {"seen"}
    with pytest.raises(KeyError):
        flags(subject.mailbox, "INBOX", uids, ["vip"], [])


def test_a_moved_mail_is_in_the_target_once_however_often_it_is_moved(subject: Subject) -> None:
    subject.deliver(mail(1))
    subject.deliver(mail(2))
    uid = subject.mailbox.uids("INBOX", 0)[0]
    for _ in range(2):
        subject.mailbox.move("INBOX", uid, "Selesai/2026", "<m1@cust.example>")
    assert [data for _, data in subject.messages("Selesai/2026")] == [mail(1)]
    assert [data for _, data in subject.messages("INBOX")] == [mail(2)]


def test_a_mail_with_a_stolen_message_id_is_still_moved(subject: Subject) -> None:
    subject.deliver(mail(1, "the first\r\n"))
    subject.deliver(mail(1, "another with the same Message-ID\r\n"))
    for uid in subject.mailbox.uids("INBOX", 0):
        subject.mailbox.move("INBOX", uid, "Spam", "<m1@cust.example>")
    assert sorted(len(data) for _, data in subject.messages("Spam")) == sorted(
        [len(mail(1, "the first\r\n")), len(mail(1, "another with the same Message-ID\r\n"))]
    )
    assert subject.messages("INBOX") == []


def test_a_draft_filed_twice_is_there_once(subject: Subject) -> None:
    for _ in range(2):
        subject.mailbox.file("drafts", outgoing(), AT)
    assert [data for _, data in subject.messages("Drafts")] == [outgoing().data]
    ((flags, _),) = subject.messages("Drafts")
    assert {flag.lower().lstrip("\\") for flag in flags} == {"draft"}


def test_a_sent_mail_is_filed_as_read_at_its_time(subject: Subject) -> None:
    subject.mailbox.file("sent", outgoing(), AT)
    (raw,) = subject.all("Sent").values()
    assert raw.flags == {"seen"}
    assert raw.received_at == AT


def test_unfiling_removes_this_mail_and_no_other(subject: Subject) -> None:
    for number in (1, 11, 2):
        subject.mailbox.file("drafts", outgoing(number), AT)
    for _ in range(2):
        subject.mailbox.unfile("drafts", "<m1@cust.example>")
    subject.deliver(b"Subject: without an id\r\n\r\n", "Drafts")
    for part in ("", "m", "1@cust.example>", " ", '"'):
        subject.mailbox.unfile("drafts", part)
    left = [data for _, data in subject.messages("Drafts")]
    assert left == [outgoing(11).data, outgoing(2).data, b"Subject: without an id\r\n\r\n"]


def test_unfiling_where_nothing_was_ever_filed_is_fine(subject: Subject) -> None:
    subject.mailbox.unfile("drafts", "<m1@cust.example>")
    assert subject.messages("Drafts") == []


def test_what_was_filed_is_held_and_nothing_else(subject: Subject) -> None:
    assert not subject.mailbox.holds("sent", "<m1@cust.example>")
    subject.mailbox.file("sent", outgoing(1), AT)
    assert subject.mailbox.holds("sent", "<m1@cust.example>")
    for other in ("<m2@cust.example>", "m1", "", "<1@cust.example>"):
        assert not subject.mailbox.holds("sent", other)
    assert not subject.mailbox.holds("drafts", "<m1@cust.example>")


def test_since_limits_by_the_day_of_arrival(subject: Subject) -> None:
    subject.mailbox.file("sent", outgoing(1), AT - timedelta(days=3))
    subject.mailbox.file("sent", outgoing(2), AT)
    assert len(subject.mailbox.uids("Sent", 0)) == 2
    assert len(subject.mailbox.uids("Sent", 0, AT.replace(hour=0))) == 1


def test_waiting_ends_when_a_mail_arrives(subject: Subject) -> None:
    subject.mailbox.open_folder("INBOX")
    subject.mailbox.uids("INBOX", 0)
    arrival = threading.Timer(0.1, subject.deliver, [mail()])
    arrival.start()
    assert subject.mailbox.wait("INBOX", timedelta(seconds=10))
    arrival.join()
    assert len(subject.mailbox.uids("INBOX", 0)) == 1
    assert not subject.mailbox.wait("INBOX", timedelta(0))


def test_mail_that_came_between_search_and_wait_is_not_overlooked(subject: Subject) -> None:
    subject.mailbox.uids("INBOX", 0)
    subject.deliver(mail())
    subject.mailbox.file("drafts", outgoing(), AT)
    subject.mailbox.open_folder("INBOX")
    assert subject.mailbox.wait("INBOX", timedelta(seconds=5))


def test_waiting_in_vain_ends_after_its_time(subject: Subject) -> None:
    subject.mailbox.uids("INBOX", 0)
    assert not subject.mailbox.wait("INBOX", timedelta(seconds=0.1))


@pytest.mark.parametrize("how", ["wake", "close"])
def test_another_thread_ends_a_wait(subject: Subject, how: str) -> None:
    subject.mailbox.uids("INBOX", 0)
    ringing = threading.Timer(0.1, subject.wake if how == "wake" else subject.mailbox.close)
    ringing.start()
    began = datetime.now(UTC)
    assert not subject.mailbox.wait("INBOX", timedelta(seconds=30))
    ringing.join()
    assert datetime.now(UTC) - began < timedelta(seconds=5)


def test_a_bell_rung_before_the_wait_is_heard(subject: Subject) -> None:
    subject.mailbox.uids("INBOX", 0)
    subject.wake()
    began = datetime.now(UTC)
    assert not subject.mailbox.wait("INBOX", timedelta(seconds=30))
    assert datetime.now(UTC) - began < timedelta(seconds=5)


def test_waiting_amid_a_fetch_disturbs_neither(subject: Subject) -> None:
    for number in range(10):
        subject.deliver(mail(number))
    uids = subject.mailbox.uids("INBOX", 0)
    seen = []
    for raw in subject.mailbox.fetch("INBOX", uids, Need()):
        seen.append(raw.place.uid)
        if len(seen) == 3:
            assert not subject.mailbox.wait("INBOX", timedelta(seconds=0.05))
    assert sorted(seen) == list(uids)


def test_a_closed_mailbox_opens_again_when_used(subject: Subject) -> None:
    subject.deliver(mail())
    assert len(subject.mailbox.uids("INBOX", 0)) == 1
    subject.mailbox.close()
    subject.mailbox.close()
    assert len(subject.mailbox.uids("INBOX", 0)) == 1


def test_the_report_is_words(subject: Subject) -> None:
    report = subject.mailbox.report()
    assert report
    assert all(isinstance(line, str | Reason) and line for pair in report.items() for line in pair)


def places(subject: Subject) -> list[Place]:
    validity = subject.mailbox.open_folder("INBOX").uidvalidity
    return [Place("INBOX", validity, uid) for uid in subject.mailbox.uids("INBOX", 0)]


def test_of_all_who_claim_a_mail_one_wins(subject: Subject) -> None:
    subject.deliver(mail(1))
    subject.deliver(mail(2))
    first, second = places(subject)
    answers = [subject.mailbox.claim(first, "$CsmailAck") for _ in range(3)]
    if answers == ["unavailable"] * 3:  # pymap has no CONDSTORE
        assert [flags for flags, _ in subject.messages()] == [frozenset(), frozenset()]
        return
    assert answers == ["won", "lost", "lost"]
    assert [flags for flags, _ in subject.messages()] == [{"$CsmailAck"}, frozenset()]
    flags(subject.mailbox, "INBOX", [second.uid], ["seen"], [])
    assert subject.mailbox.claim(second, "$CsmailAck") == "won"


def test_a_mail_that_is_no_more_cannot_be_claimed(subject: Subject) -> None:
    subject.deliver(mail(1))
    subject.deliver(mail(2))
    first, second = places(subject)
    subject.mailbox.move("INBOX", first.uid, "Selesai", "<m1@cust.example>")
    assert subject.mailbox.claim(first, "$CsmailAck") in ("gone", "unavailable")
    assert subject.mailbox.claim(replace(second, uidvalidity=second.uidvalidity + 1), "$CsmailAck") == "gone"
    assert subject.mailbox.claim(replace(second, folder="Nowhere"), "$CsmailAck") == "gone"


def test_mails_are_read_as_before_after_a_claim(subject: Subject) -> None:
    for number in range(5):
        subject.deliver(mail(number))
    for place in places(subject):
        subject.mailbox.claim(place, "$CsmailAck")
    keywords(subject.mailbox, "INBOX", subject.mailbox.uids("INBOX", 0), ["refund"], [])
    assert sorted(raw.header + raw.body for raw in subject.all().values()) == [mail(number) for number in range(5)]


def test_many_copies_are_filed_together_each_once(subject: Subject) -> None:
    subject.mailbox.file("drafts", outgoing(2), AT)
    copies = [(outgoing(number), AT) for number in (1, 2, 3, 3)]
    for _ in range(2):
        subject.mailbox.file_all("drafts", copies)
    assert all(subject.mailbox.holds("drafts", outgoing(number).message_id) for number in (1, 2, 3))
    folder = next(name for name in subject.folders() if "raft" in name) if hasattr(subject, "folders") else "Drafts"
    assert len(subject.mailbox.uids(folder, 0)) == 3


def test_a_mail_is_taken_out_only_as_far_as_it_was_seen(subject: Subject) -> None:
    subject.mailbox.file("drafts", outgoing(1), AT)
    at = subject.mailbox.open_folder("Drafts")
    seen = Place("Drafts", at.uidvalidity, at.uidnext - 1)
    subject.deliver(mail(1, "saved meanwhile\r\n"), "Drafts")
    subject.mailbox.unfile("drafts", "<m1@cust.example>", replace(seen, uidvalidity=seen.uidvalidity + 1))
    assert len(subject.messages("Drafts")) == 2
    subject.mailbox.unfile("drafts", "<m1@cust.example>", seen)
    ((_, left),) = subject.messages("Drafts")
    assert b"saved meanwhile" in left
    subject.mailbox.unfile("drafts", "<m1@cust.example>")
    assert subject.messages("Drafts") == []


def test_mails_are_found_in_other_folders_by_id_and_size(subject: Subject) -> None:
    subject.deliver(mail(1), "Retur")
    subject.deliver(mail(1, "of another size\r\n"), "Retur")
    subject.deliver(mail(2), "Retur")
    subject.deliver(mail(1))
    names = {one.name for one in subject.mailbox.listing()}
    assert names >= {"INBOX", "Retur"}
    wanted = Look("<m1@cust.example>", len(mail(1)), AT)
    assert len(subject.mailbox.find("Retur", (wanted,))) == 1
    assert len(subject.mailbox.find("Retur", (wanted, replace(wanted, message_id="<m2@cust.example>")))) == 2
    assert len(subject.mailbox.find("Retur", (replace(wanted, message_id=""),))) == 2
    assert subject.mailbox.find("Retur", (replace(wanted, message_id="<m9@cust.example>"),)) == []
    assert subject.mailbox.find("Retur", ()) == []
    with pytest.raises(NotFound):
        subject.mailbox.find("Nowhere", (wanted,))
