"""Many marks in one exchange, against servers that refuse one of them, interrupt, or say what nobody asked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from csmail.errors import Refused, Unreachable
from csmail.mailboxes.imap import Imap, Settings
from csmail.model.message import Place
from csmail.model.task import SetFlags, SetKeywords
from tests.servers.scripted import Scripted

OPENED = "* 3 EXISTS\r\n* OK [UIDVALIDITY 7] v\r\n* OK [UIDNEXT 4] n\r\n* OK [PERMANENTFLAGS (\\*)] p\r\n"
SELECT = OPENED + "{tag} OK [READ-WRITE] in\r\n"
MARKS = (SetKeywords("INBOX", 7, (1, 2), ("refund",), ("old",)), SetFlags("INBOX", 7, (2, 3), ("seen",)))


def commands(server: Scripted) -> list[str]:
    return [command for command in server.commands if command.startswith(("UID STORE", "UID FETCH"))]


def test_all_marks_are_set_before_one_look_at_them(settings: Callable[..., Settings]) -> None:
    said = "* 1 FETCH (UID 1 FLAGS (\\Seen REFUND))\r\n* 2 FETCH (FLAGS (refund \\Seen old) UID 2)\r\n"
    answers = {"SELECT": SELECT, "UID STORE": "{tag} OK\r\n", "UID FETCH": said + "{tag} OK done\r\n"}
    with Scripted(answers) as server:
        mailbox = Imap(settings(server), "support")
        assert mailbox.mark("INBOX", MARKS) == [{1}, {2}]
        mailbox.close()
    assert commands(server) == [
        "UID STORE 1:2 +FLAGS.SILENT (refund)",
        "UID STORE 1:2 -FLAGS.SILENT (old)",
        "UID STORE 2:3 +FLAGS.SILENT (\\Seen)",
        "UID FETCH 1:3 (UID FLAGS)",
    ]


@pytest.mark.parametrize(
    "between",
    [
        '* 1 FETCH (FLAGS (\\Deleted))\r\n* 9 EXISTS\r\n* X {3}\r\nabc "d"\r\n',
        "* OK [ALERT] busy\r\n* 3 FETCH (UID 3 FLAGS () MODSEQ (12))\r\n* 3 EXPUNGE\r\n",
    ],
)
def test_what_a_server_says_in_between_is_no_answer(settings: Callable[..., Settings], between: str) -> None:
    said = "* 1 FETCH (UID 1 FLAGS (refund) MODSEQ (9))\r\n* 2 FETCH (UID 2 FLAGS (refund \\seen))\r\n"
    answers = {
        "SELECT": SELECT,
        "UID STORE": between + "{tag} OK\r\n",
        "UID FETCH": between + said + between + "{tag} OK done\r\n",
    }
    with Scripted(answers) as server:
        mailbox = Imap(settings(server), "support")
        assert mailbox.mark("INBOX", MARKS) == [{1, 2}, {2}]
        assert server.connections == 1
        mailbox.close()


def test_a_refused_mark_is_told_and_leaves_the_connection_in_step(settings: Callable[..., Settings]) -> None:
    answers = {
        "SELECT": SELECT,
        "UID STORE": ["{tag} OK\r\n", "{tag} NO [NOPERM] not you\r\n", "{tag} OK\r\n", "{tag} OK\r\n"],
        "UID FETCH": "* 1 FETCH (UID 1 FLAGS (refund))\r\n{tag} OK done\r\n",
    }
    with Scripted(answers) as server:
        mailbox = Imap(settings(server), "support")
        with pytest.raises(Refused, match="not you"):
            mailbox.mark("INBOX", MARKS)
        assert mailbox.mark("INBOX", [SetKeywords("INBOX", 7, (1,), ("refund",))]) == [{1}]
        assert server.connections == 1
        mailbox.close()


def test_where_the_look_is_refused_every_mail_counts_as_marked(settings: Callable[..., Settings]) -> None:
    with Scripted({"SELECT": SELECT, "UID STORE": "{tag} OK\r\n", "UID FETCH": "{tag} BAD never\r\n"}) as server:
        mailbox = Imap(settings(server), "support")
        assert mailbox.mark("INBOX", MARKS) == [{1, 2}, {2, 3}]
        mailbox.close()


@pytest.mark.parametrize(
    "said",
    ["* BYE going\r\n", "* 1 FETCH (UID 1 FLAGS (refund\r\n", "ZZ99 OK who\r\n", "* 1 FETCH (UID 1 X {99999999}"],
)
def test_an_answer_that_nobody_understands_is_an_error_never_a_success(
    settings: Callable[..., Settings], said: str
) -> None:
    with Scripted({"SELECT": SELECT, "UID STORE": "{tag} OK\r\n", "UID FETCH": said + "\r\n"}) as server:
        mailbox = Imap(settings(server), "support")
        with pytest.raises(Unreachable):
            mailbox.mark("INBOX", MARKS)
        mailbox.close()


ALONE = "* 1 FETCH (UID 1 MODSEQ (6))\r\n{tag} OK\r\n"
WITH_FLAGS = "* 1 FETCH (UID 1 MODSEQ (6) FLAGS ($CsmailAck))\r\n{tag} OK\r\n"


@pytest.mark.parametrize(
    ("stored", "claimed"),
    [
        ([ALONE], "won"),
        ([WITH_FLAGS, "{tag} OK\r\n"], "lost"),
        ([WITH_FLAGS, WITH_FLAGS], "won"),
        (["* 1 FETCH (UID 1 MODSEQ (6))\r\n{tag} OK [MODIFIED 1] no\r\n"], "lost"),
    ],
    ids=["nobody else", "somebody at the same moment", "a server that is never silent", "somebody before us"],
)
def test_a_claim_that_a_server_gives_to_two_is_won_by_one(
    settings: Callable[..., Settings], stored: list[str], claimed: str
) -> None:
    """Dovecot says OK to both of two that set the keyword within a millisecond, and tells flags to one of them."""
    seen = "* 1 FETCH (UID 1 FLAGS ({}) MODSEQ (5))\r\n{{tag}} OK done\r\n"
    answers = {
        "CAPABILITY": "* CAPABILITY IMAP4rev1 AUTH=PLAIN CONDSTORE\r\n{tag} OK done\r\n",
        "SELECT": SELECT,
        "UID FETCH": [seen.format(""), seen.format("$CsmailAck")],
        "UID STORE": list(stored),
    }
    with Scripted(answers) as server:
        mailbox = Imap(settings(server), "support")
        assert mailbox.claim(Place("INBOX", 7, 1), "$CsmailAck") == claimed
        mailbox.close()
