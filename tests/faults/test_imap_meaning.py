"""What an IMAP server may do and mean, against a real Dovecot: nothing is lost, nothing is answered twice.

Where Dovecot can do more than others, the proxy hides it; what others do to the mailbox, they do while we work.
"""

from __future__ import annotations

import imaplib
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from csmail.config.schema import Config
from csmail.desk.by_hand import drafts
from csmail.desk.intake.poll import Backlog
from csmail.errors import CsmailError, NotFound, Refused, Unreachable
from csmail.model.task import SetKeywords
from csmail.wording.reasons import words
from tests.faults.file_world import configured
from tests.faults.imap_desk import ImapDesk, at_work
from tests.faults.imap_proxy import Proxy
from tests.servers.account import Account
from tests.servers.certificates import Certificates
from tests.servers.dovecot import Dovecot, required, running
from tests.workspace import mail

pytestmark = pytest.mark.dovecot
JANE, DEWI = "jane@cust.example", "dewi@other.example"


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    return configured(tmp_path_factory.mktemp("rules"))


@pytest.fixture
def proxy(dovecot_account: Account) -> Iterator[Proxy]:
    between = Proxy(dovecot_account.settings.port)
    yield between
    between.close()


@pytest.fixture
def desk(dovecot_account: Account, proxy: Proxy, config: Config, tmp_path: Path) -> Iterator[ImapDesk]:
    """A desk that began with an empty inbox and reads by way of the proxy."""
    with at_work(dovecot_account, config, tmp_path, port=proxy.port) as begun:
        begun.run()
        yield begun


@pytest.fixture
def two_folders(dovecot_account: Account, proxy: Proxy, config: Config, tmp_path: Path) -> Iterator[ImapDesk]:
    """A desk that reads a second folder too."""
    with_client(dovecot_account, lambda client: client.create("Bantuan"))
    with at_work(dovecot_account, config, tmp_path, port=proxy.port, folders=("INBOX", "Bantuan")) as begun:
        begun.run()
        yield begun


def refund(desk: ImapDesk, number: int = 2) -> None:
    """A mail that is tagged, drafted an answer for, escalated and moved."""
    desk.deliver(number, Subject="refund pesanan 12345", From=DEWI)


def ids(desk: ImapDesk, folder: str) -> list[str]:
    """Message-IDs in `folder`, as another client sees them."""
    found = []
    for _, data in desk.account.messages(folder):
        head = data.partition(b"\r\n\r\n")[0].decode("latin-1")
        found += [line.partition(": ")[2] for line in head.split("\r\n") if line.lower().startswith("message-id:")]
    return sorted(found)


# --- numbers


def test_mails_put_back_under_new_numbers_are_known_again(desk: ImapDesk) -> None:
    desk.deliver(1)
    desk.run()
    kept = [data for _, data in desk.account.messages("INBOX")]
    desk.account.command("INBOX", "STORE", "1:*", "+FLAGS", "(\\Deleted)")
    desk.account.command("INBOX", "EXPUNGE")
    for data in kept:
        desk.account.deliver(data)
    desk.deliver(3, From=DEWI)
    report = desk.run()
    assert (report.taken_in, report.known_already) == (1, 1)
    assert desk.acknowledged() == [JANE, DEWI]
    assert desk.judge() == []


def test_a_new_uidvalidity_answers_nobody_twice_and_reads_what_is_new(desk: ImapDesk, proxy: Proxy) -> None:
    desk.deliver(1)
    desk.run()
    proxy.reword(rb"UIDVALIDITY \d+", b"UIDVALIDITY 4242")
    desk.deliver(3, From=DEWI)
    desk.again()
    report = desk.run()
    assert (report.taken_in, report.known_already) == (1, 1)
    assert desk.acknowledged() == [JANE, DEWI]
    assert desk.judge() == []


def test_a_uidvalidity_that_changes_while_we_read_ends_the_pass_and_the_next_is_right(
    two_folders: ImapDesk, proxy: Proxy
) -> None:
    desk = two_folders
    desk.deliver(1, "Bantuan")

    def remade() -> None:
        desk.account.remake("Bantuan")
        desk.deliver(3, "Bantuan", From=DEWI)

    proxy.before["UID FETCH"] = remade
    with suppress(CsmailError):
        desk.run()
    assert proxy.happened.wait(20)
    assert proxy.mishaps == []
    desk.again()
    desk.run()
    assert DEWI in desk.acknowledged()
    assert desk.judge() == []


def test_a_folder_without_uidvalidity_is_refused_and_the_others_are_read(two_folders: ImapDesk, proxy: Proxy) -> None:
    desk = two_folders
    proxy.reword(rb"\* OK \[UIDVALIDITY \d+\][^\r]*\r\n", b"")
    with pytest.raises(Refused, match="no UIDVALIDITY"):
        desk.run()
    proxy._rewordings.clear()
    desk.deliver(1, "Bantuan")
    desk.again()
    assert desk.run().taken_in == 1
    assert desk.judge() == []


def test_gaps_between_the_numbers_are_nothing(desk: ImapDesk) -> None:
    for number in range(1, 7):
        desk.deliver(number, From=f"c{number}@x.example")
    desk.account.command("INBOX", "STORE", "2,4:5", "+FLAGS", "(\\Deleted)")
    desk.account.command("INBOX", "EXPUNGE")
    assert desk.run().taken_in == 3
    assert desk.account.uids() == [1, 3, 6]
    assert desk.judge() == []


def test_a_number_that_turns_up_late_is_missed_by_the_cursor_and_found_by_the_balance(
    desk: ImapDesk, proxy: Proxy
) -> None:
    """RFC 3501 section 2.3.1.1 forbids it; a server that does it anyway is found out."""
    desk.deliver(1)
    desk.deliver(2, From=DEWI)
    proxy.reword(rb"ALL 1:2\r", b"ALL 2\r")
    assert desk.run().taken_in == 1
    proxy._rewordings.clear()
    assert desk.judge() == ["UID 1 of INBOX was never taken in"]


def test_nothing_new_is_nothing_although_the_server_always_names_the_last_mail(desk: ImapDesk) -> None:
    desk.deliver(1)
    desk.run()
    report = desk.run()
    assert (report.taken_in, report.known_already, report.vanished) == (0, 0, 0)


# --- others at the same mailbox


def test_a_mail_removed_between_list_and_fetch_is_counted(desk: ImapDesk, proxy: Proxy) -> None:
    desk.deliver(1)
    desk.deliver(2, From=DEWI)

    def removed() -> None:
        desk.account.command("INBOX", "STORE", "1", "+FLAGS", "(\\Deleted)")
        desk.account.command("INBOX", "EXPUNGE")

    proxy.before["UID FETCH"] = removed
    report = desk.run()
    assert report.taken_in + report.vanished == 2  # Dovecot may still hand over what was removed under a session
    assert DEWI in desk.acknowledged()
    assert desk.judge() == []


def test_a_mail_removed_between_fetch_and_mark_stops_nothing(desk: ImapDesk, proxy: Proxy) -> None:
    desk.deliver(1)
    refund(desk)

    def removed() -> None:
        desk.account.command("INBOX", "STORE", "1:*", "+FLAGS", "(\\Deleted)")
        desk.account.command("INBOX", "EXPUNGE")

    proxy.before["UID MOVE"] = removed
    assert desk.run().taken_in == 2
    assert desk.judge() == []
    assert len(desk.acknowledged()) == 2


def test_a_new_mail_amid_our_fetch_comes_with_the_next_pass(desk: ImapDesk, proxy: Proxy) -> None:
    desk.deliver(1)
    proxy.before["UID FETCH"] = lambda: desk.deliver(2, From=DEWI)
    assert desk.run().taken_in == 1
    assert desk.run().taken_in == 1
    assert desk.judge() == []


@pytest.mark.parametrize("flag", ["\\Seen", "\\Flagged", "\\Answered", "\\Deleted", "\\Draft", "$Junk"])
def test_a_mail_that_somebody_marked_first_is_read_all_the_same(desk: ImapDesk, flag: str) -> None:
    desk.deliver(1)
    desk.account.command("INBOX", "STORE", "1", "+FLAGS", f"({flag})")
    assert desk.run().taken_in == 1
    assert desk.acknowledged() == [JANE]
    assert any(flag in flags for flags, _ in desk.account.messages())


def test_reading_leaves_every_mail_unseen(desk: ImapDesk) -> None:
    desk.deliver(1)
    desk.run()
    assert not any("\\Seen" in flags for flags, _ in desk.account.messages())


def test_the_same_mail_in_two_folders_is_one_and_answered_once(two_folders: ImapDesk) -> None:
    desk = two_folders
    desk.deliver(1)
    desk.deliver(1, "Bantuan")
    report = desk.run()
    assert (report.taken_in, report.known_already) == (1, 1)
    assert desk.acknowledged() == [JANE]
    assert desk.judge() == []


def test_the_same_mail_many_times_by_other_ways_is_one(desk: ImapDesk) -> None:
    text = f"{mail(1)}\n\nHalo\n".replace("\n", "\r\n")
    for way in range(12):
        desk.account.deliver(f"Received: from relay{way}.example; Mon, 06 Jul 2026 09:00:{way:02}\r\n{text}".encode())
    report = desk.run()
    assert (report.taken_in, report.known_already) == (1, 11)
    assert desk.acknowledged() == [JANE]
    assert desk.judge() == []


def test_another_mail_under_a_known_message_id_is_not_hidden_by_it(desk: ImapDesk) -> None:
    desk.deliver(1)
    desk.deliver(1, From=DEWI, Subject="Sesuatu yang lain")
    assert desk.run().taken_in == 2
    assert desk.judge() == []


def test_a_draft_that_somebody_threw_away_is_sent_all_the_same(desk: ImapDesk) -> None:
    refund(desk)
    desk.run()
    (draft,) = desk.store.drafts()
    folder = "Drafts"
    assert len(desk.account.messages(folder)) == 1
    desk.account.command(folder, "STORE", "1:*", "+FLAGS", "(\\Deleted)")
    desk.account.command(folder, "EXPUNGE")
    edited = drafts.Edited(DEWI, "", "", "refund", "Dana dikirim.")
    drafts.edit(desk.place, draft.id, edited, "sari")
    drafts.send(desk.place, draft.id, "sari")
    assert desk.judge() == []
    assert sum(who == (DEWI,) for _, who in desk.transport.sent) == 2
    assert desk.account.messages(folder) == []


# --- servers that can less


def test_without_move_a_mail_is_copied_and_removed(desk: ImapDesk, proxy: Proxy) -> None:
    proxy.hide("MOVE")
    desk.again()
    refund(desk)
    desk.run()
    assert (desk.account.uids("INBOX"), ids(desk, "Refund")) == ([], ["<m2@cust.example>"])
    assert desk.judge() == []


def test_without_move_a_line_cut_after_the_copy_makes_no_second_copy(desk: ImapDesk, proxy: Proxy) -> None:
    proxy.hide("MOVE")
    desk.again()
    refund(desk)
    proxy.spoil("UID COPY", "cut after")
    desk.run()
    proxy.calm()
    assert desk.judge() == []
    assert (desk.account.uids("INBOX"), ids(desk, "Refund")) == ([], ["<m2@cust.example>"])


def test_without_uidplus_a_mail_of_others_marked_deleted_survives_our_move(desk: ImapDesk, proxy: Proxy) -> None:
    proxy.hide("MOVE", "UIDPLUS")
    desk.again()
    desk.deliver(1)
    desk.account.command("INBOX", "STORE", "1", "+FLAGS", "(\\Deleted)")
    refund(desk)
    desk.run()
    assert desk.account.uids("INBOX") == [1, 2]
    assert ids(desk, "Refund") == ["<m2@cust.example>"]
    desk.run()
    assert ids(desk, "Refund") == ["<m2@cust.example>"]
    assert len(desk.acknowledged()) == 2


HIDDEN = ("CONDSTORE", "ESEARCH", "NAMESPACE", "LITERAL+", "SPECIAL-USE", "IDLE", "UNSELECT", "ENABLE")


@pytest.mark.parametrize("word", [*HIDDEN, "all of them"])
def test_a_server_that_cannot(desk: ImapDesk, proxy: Proxy, word: str) -> None:
    proxy.hide(*(HIDDEN if word not in HIDDEN else (word,)))
    desk.again()
    desk.deliver(1)
    refund(desk)
    assert desk.run().taken_in == 2
    assert sorted(desk.acknowledged()) == [DEWI, JANE]
    assert ids(desk, "Refund") == ["<m2@cust.example>"]
    assert desk.judge() == []


def test_without_idle_waiting_ends_by_asking(desk: ImapDesk, proxy: Proxy) -> None:
    proxy.hide("IDLE")
    desk.again()
    desk.run()
    assert not desk.mailbox.wait("INBOX", timedelta(seconds=0.2))
    desk.deliver(1)
    assert desk.run().taken_in == 1
    assert "IDLE" not in proxy.commands


def test_where_keywords_are_not_permitted_tags_stay_in_the_store(desk: ImapDesk, proxy: Proxy) -> None:
    proxy.reword(rb" \\\*\)\]", b")]")
    desk.again()
    desk.deliver(1)
    desk.run()
    assert desk.acknowledged() == [JANE]
    (conversation,) = desk.store.conversations()
    assert conversation.tags == {"new"}
    assert {task.state for task in desk.store.tasks() if isinstance(task.work, SetKeywords)} == {"done"}
    assert desk.judge() == []


# --- folders that are not there, or not ours


def with_client(account: Account, work: Callable[[imaplib.IMAP4], object]) -> None:
    """Something that no test asked of an account before."""
    work(account._client())


def test_a_folder_renamed_away_is_named_the_others_are_read_and_it_goes_on_when_it_is_back(
    two_folders: ImapDesk,
) -> None:
    desk = two_folders
    with_client(desk.account, lambda client: client.rename("Bantuan", "Arsip"))
    desk.deliver(1)
    with pytest.raises(NotFound, match="Bantuan"):
        desk.run()
    assert desk.acknowledged() == [JANE]
    desk.deliver(2, "Arsip", From=DEWI)
    with_client(desk.account, lambda client: client.rename("Arsip", "Bantuan"))
    desk.run()
    assert desk.acknowledged() == [JANE, DEWI]
    assert desk.judge() == []


def test_a_folder_made_anew_under_its_old_name_is_read_from_its_beginning(two_folders: ImapDesk) -> None:
    desk = two_folders
    desk.account.remake("Bantuan")
    desk.deliver(2, "Bantuan", From=DEWI)
    desk.again()
    assert desk.run().taken_in == 1
    assert desk.acknowledged() == [DEWI]
    assert desk.judge() == []


def test_a_folder_that_may_only_be_read_is_read_and_answered(desk: ImapDesk, proxy: Proxy) -> None:
    proxy.reword(rb"\[READ-WRITE\]", b"[READ-ONLY]")
    proxy.reword(rb"PERMANENTFLAGS \([^)]*\)", b"PERMANENTFLAGS ()")
    desk.again()
    desk.deliver(1)
    desk.run()
    assert desk.acknowledged() == [JANE]
    assert desk.judge() == []


def test_drafts_over_quota_are_told_and_stay_in_the_store(desk: ImapDesk, proxy: Proxy) -> None:
    refund(desk)
    proxy.before["APPEND"] = lambda: proxy.spoil("APPEND", "full")
    report = desk.run()
    assert any("make room" in said or "quota" in said.lower() for said in map(words, report.problems)), report.problems
    assert desk.acknowledged() == [DEWI]
    assert [draft.state for draft in desk.store.drafts()] == ["waiting"]
    proxy.calm()
    assert desk.judge() == []


def test_a_connection_that_the_server_ended_between_two_passes_costs_nothing(desk: ImapDesk, proxy: Proxy) -> None:
    proxy.hang_up_all()
    desk.deliver(1)
    assert desk.run().taken_in == 1
    assert desk.judge() == []


def test_a_server_that_takes_no_more_connections_is_asked_again_later(desk: ImapDesk, proxy: Proxy) -> None:
    desk.again()
    desk.deliver(1)
    proxy.spoil("GREETING", "bye")
    with pytest.raises(Unreachable):
        desk.run()
    proxy.calm()
    assert desk.run().taken_in == 1
    assert desk.judge() == []


def test_a_backlog_is_filed_and_nobody_is_answered(dovecot_account: Account, config: Config, tmp_path: Path) -> None:
    with at_work(dovecot_account, config, tmp_path) as desk:
        desk.deliver(1)
        refund(desk)
        assert desk.run(Backlog()).taken_in == 2
        assert desk.acknowledged() == []
        desk.deliver(3, From="eka@fifth.example")
        desk.run()
        assert desk.acknowledged() == ["eka@fifth.example"]


# --- rights and room, as Dovecot's own plugins see them

PLUGINS = """
mail_plugins = acl quota
protocol imap {
  mail_plugins = acl imap_acl quota imap_quota
}
plugin {
  acl = vfile
  quota = count:User quota
  quota_vsizes = yes
  quota_rule = *:messages=3
}
"""


@pytest.fixture(scope="module")
def strict(certificates: Certificates) -> Iterator[Dovecot]:
    """A Dovecot that knows rights, and gives room for three mails."""
    required()
    with running(certificates, extra=PLUGINS) as server:
        yield server


@pytest.fixture
def tight(strict: Dovecot, config: Config, tmp_path: Path) -> Iterator[ImapDesk]:
    with strict.account() as account, at_work(account, config, tmp_path) as desk:
        desk.run()
        yield desk


def test_a_folder_in_which_we_have_no_rights_but_reading_is_read_and_answered(tight: ImapDesk) -> None:
    tight.deliver(1)
    user = tight.settings.username
    with_client(tight.account, lambda client: client.setacl("INBOX", user, "lrp"))
    tight.again()
    assert tight.run().taken_in == 1
    assert tight.acknowledged() == [JANE]
    assert tight.judge() == []
    assert [flags for flags, _ in tight.account.messages()] == [frozenset()]


def test_a_full_mailbox_refuses_the_draft_and_the_answer_leaves(tight: ImapDesk) -> None:
    tight.deliver(1)
    refund(tight)
    tight.deliver(3, From="eka@fifth.example")
    report = tight.run()
    assert any("quota" in said.lower() for said in map(words, report.problems)), report.problems
    assert sorted(tight.acknowledged()) == [DEWI, "eka@fifth.example", JANE]
    assert [draft.state for draft in tight.store.drafts()] == ["waiting"]
    assert tight.judge() == []
