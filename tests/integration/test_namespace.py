"""Where every folder lies below INBOX, people's names for folders are found and made there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from csmail.desk.by_hand.act import act
from csmail.desk.intake.poll import poll
from csmail.mailboxes import imap
from tests.servers import dovecot as server
from tests.servers.account import Account
from tests.servers.certificates import Certificates
from tests.workspace import Office, asked, mail, rule

pytestmark = pytest.mark.dovecot
BELOW_INBOX = """
namespace inbox {
  prefix = INBOX.
  separator = .
}
"""


@pytest.fixture(scope="module")
def below(certificates: Certificates) -> Iterator[server.Dovecot]:
    server.required()
    with server.running(certificates, "maildir", BELOW_INBOX) as running:
        yield running


@pytest.fixture(params=["told", "guessed"])
def account(
    request: pytest.FixtureRequest, below: server.Dovecot, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Account]:
    if request.param == "guessed":
        from csmail.mailboxes.imap import session

        class Silent(session.Session):
            """A server that does not say where our folders are."""

            def __init__(self, *given: Any) -> None:
                super().__init__(*given)
                self.offers -= {"NAMESPACE"}

        monkeypatch.setattr(session, "Session", Silent)
    with below.account() as one:
        one.deliver(b"Subject: makes the folder\r\n\r\nHalo\r\n", "INBOX.Other")
        yield one


def deliver(account: Account, number: int) -> None:
    account.deliver((mail(number) + "\n\nHalo\n").replace("\n", "\r\n").encode())


@pytest.mark.parametrize(
    ("action", "name", "lies"),
    [
        ("move", "Selesai", "INBOX.Selesai"),
        ("move", "Selesai/2026", "INBOX.Selesai.2026"),
        ("move", "INBOX.Selesai", "INBOX.Selesai"),
        ("move", "Other", "INBOX.Other"),
        ("spam", "Sampah", "INBOX.Sampah"),
    ],
)
def test_a_mail_is_moved_to_where_folders_may_be(account: Account, action: str, name: str, lies: str) -> None:
    mailbox: Any = imap.open(account.settings, "support")
    made = Office(mailbox=mailbox, now=datetime.now(UTC))
    poll(made.with_rules(rule(asked(action, folder=name), asked("mark", signs=("flagged",)))))
    deliver(account, 1)
    assert poll(made.place).problems == []
    assert account.messages() == []
    assert "\\Flagged" in account.messages(lies)[-1][0]
    (conversation,) = made.store.conversations()
    done = act(made.place, conversation.id, asked("mark", signs=("seen",)), "sari")
    assert [made.store.task(task.id).state for task in done.tasks] == ["done"]  # type: ignore[union-attr]
    mailbox.close()


def test_drafts_named_in_the_rules_are_made_there_too(account: Account) -> None:
    from tests.contract.test_mailbox import outgoing

    mailbox: Any = imap.open(account.settings_with(drafts="Konsepku"), "support")
    mailbox.file("drafts", outgoing(), datetime(2026, 7, 6, tzinfo=UTC))
    assert mailbox.holds("drafts", outgoing().message_id)
    assert len(account.messages("INBOX.Konsepku")) == 1
    mailbox.unfile("drafts", outgoing().message_id)
    assert account.messages("INBOX.Konsepku") == []
    mailbox.close()
