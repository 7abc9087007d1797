"""Installations without a common store on one mailbox of a real Dovecot: never two acknowledgements."""

from __future__ import annotations

import shutil
import threading
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from csmail.desk.intake.poll import poll
from csmail.mailboxes import imap
from csmail.model.desk import AcknowledgeLimits
from csmail.model.task import SendMail
from csmail.now import now as clock
from csmail.outbox import mailbox_claim
from csmail.stores import tinydb
from csmail.transports.memory import MemoryTransport
from tests.factories import desk
from tests.servers.account import Account
from tests.workspace import Office, asked, mail, rule

pytestmark = pytest.mark.dovecot
MAILS = 20
DESK = desk(acknowledge=AcknowledgeLimits(per_domain=1000, per_hour=1000))


def installation(account: Account, store: Any, transport: MemoryTransport) -> Office:
    """One that knows of no other; it has begun."""
    mailbox: Any = imap.open(account.settings, "support")
    one = Office((rule(asked("acknowledge")),), DESK, store, mailbox, transport, clock())
    poll(one.place)
    return one


def deliver(account: Account, number: int) -> None:
    text = mail(number, From=f"jane{number}@cust.example") + f"\n\nHalo {number}\n"
    account.deliver(text.replace("\n", "\r\n").encode())


def remembered(folder: Path) -> tinydb.TinyStore:
    return tinydb.open(tinydb.Settings(), folder)


def test_two_installations_at_the_same_moment_acknowledge_each_mail_once(
    dovecot_account: Account, tmp_path: Path
) -> None:
    transport = MemoryTransport()
    stores = [remembered(tmp_path / name) for name in ("here", "there")]
    both = [installation(dovecot_account, store, transport) for store in stores]
    for number in range(MAILS):
        deliver(dovecot_account, number)
    together = threading.Barrier(2)

    def work(one: Office) -> None:
        together.wait()
        poll(one.place)

    workers = [threading.Thread(target=work, args=(one,)) for one in both]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    got = Counter(who for _, recipients in transport.sent for who in recipients)
    assert got == Counter({f"jane{number}@cust.example": 1 for number in range(MAILS)})
    states = Counter(task.state for store in stores for task in store.tasks() if isinstance(task.work, SendMail))
    assert states == {"sent": MAILS, "held": MAILS}
    for one, store in zip(both, stores, strict=True):
        one.mailbox.close()
        store.close()


def test_a_store_put_back_from_yesterday_acknowledges_nothing_again(dovecot_account: Account, tmp_path: Path) -> None:
    transport = MemoryTransport()
    store = remembered(tmp_path / "state")
    one = installation(dovecot_account, store, transport)
    store.close()
    shutil.copytree(tmp_path / "state", tmp_path / "yesterday")
    one.store = store = remembered(tmp_path / "state")  # type: ignore[assignment]
    one.__post_init__()
    deliver(dovecot_account, 1)
    poll(one.place)
    assert len(transport.sent) == 1
    store.close()
    one.mailbox.close()

    restored = remembered(tmp_path / "yesterday")
    again = installation(dovecot_account, restored, transport)
    assert len(transport.sent) == 1
    (task,) = (task for task in restored.tasks() if isinstance(task.work, SendMail))
    assert (task.state, task.hold) == ("held", mailbox_claim.CLAIMED_ELSEWHERE)
    again.mailbox.close()
    restored.close()


def test_a_mail_whose_flags_others_change_is_still_claimed(dovecot_account: Account, tmp_path: Path) -> None:
    transport = MemoryTransport()
    store = remembered(tmp_path / "state")
    one = installation(dovecot_account, store, transport)
    deliver(dovecot_account, 1)
    (uid,) = dovecot_account.uids()
    dovecot_account.command("INBOX", "STORE", str(uid), "+FLAGS", "(\\Seen wichtig)")
    poll(one.place)
    assert len(transport.sent) == 1
    ((flags, _),) = dovecot_account.messages()
    assert flags == {"\\Seen", "wichtig", "$CsmailAck"}
    one.mailbox.close()
    store.close()
