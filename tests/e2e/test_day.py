"""A desk's day, from outside: the command as a process, mail in over IMAP, mail out over SMTP."""

from __future__ import annotations

import contextlib
import json
import signal
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from csmail.cli.main import run
from csmail.errors import Busy
from csmail.stores import tinydb
from tests.e2e.desk import RULES, Desk, opened
from tests.servers.account import Account
from tests.servers.dovecot import ACCOUNTS


@pytest.fixture(params=ACCOUNTS)
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    account: Account = request.getfixturevalue(request.param)
    with opened(tmp_path, account) as made:
        yield made


@pytest.fixture
def begun(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A desk that has begun; whatever a test does to it, its store is sound and its intake balanced in the end."""
    desk.run("poll")
    yield desk
    monkeypatch.setenv("DESK_SECRET", desk.account.secret)
    for words in (["store", "check"], ["audit", "support"]):
        assert run([*words, "--config", str(desk.folder / "rules.yaml")]) == 0


def without_date(mail: bytes) -> list[bytes]:
    """Its Date is that of the approval, all else is as it was shown."""
    return [line for line in mail.rstrip().splitlines() if not line.startswith(b"Date: ")]


def recipients(desk: Desk) -> list[str]:
    return sorted(who for mail in desk.smtp.received for who in mail.recipients)


def test_a_mail_is_tagged_acknowledged_drafted_for_and_escalated_and_all_of_it_once(begun: Desk) -> None:
    begun.deliver(1)
    begun.run("poll")
    begun.run("poll")
    assert recipients(begun) == ["jane1@cust.example", "lead@toko.example"]
    (acknowledgement,) = (mail for mail in begun.smtp.received if mail.recipients == ("jane1@cust.example",))
    assert b"Auto-Submitted: auto-replied" in acknowledgement.data
    assert acknowledgement.sender == ""
    ((flags, _),) = begun.account.messages("INBOX")
    assert "refund" in flags
    assert "\\Seen" not in flags
    assert len(begun.account.messages("Drafts")) == 1


def test_why_says_what_missed_by_the_rules_of_then(begun: Desk) -> None:
    begun.deliver(1, subject="Kapan buka")
    begun.run("poll")
    begun.write(RULES.replace("refund, pengembalian dana", "kapan").replace("name: refund", "name: later"))
    said = json.loads(begun.run("why", "<m1@cust.example>", "--json").stdout)
    (decided,) = (one for one in said["receipts"] if one["by"] == "rules")
    assert decided["misses"] == {"refund": "subject"}


def test_the_backlog_is_tagged_and_nobody_hears_of_it(desk: Desk) -> None:
    desk.deliver(1)
    desk.run("poll", "--from-beginning")
    ((flags, _),) = desk.account.messages("INBOX")
    assert "refund" in flags
    assert desk.smtp.received == []


def test_a_draft_is_sent_exactly_as_it_was_shown(begun: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    begun.deliver(1)
    begun.run("poll")
    draft = json.loads(begun.run("drafts", "list", "--json").stdout)["drafts"][0]["id"]
    script = begun.folder / "editor.sh"
    script.write_text("#!/bin/sh\nsed -i 's/\\[\\[[^]]*\\]\\]/3 hari kerja/' \"$1\"\n")
    script.chmod(0o700)
    monkeypatch.setenv("VISUAL", str(script))
    begun.on_terminal("drafts", "edit", draft, "--by", "sari")  # its gaps are filled
    ((_, shown),) = begun.account.messages("Drafts")
    begun.run("drafts", "send", draft, "--by", "sari")
    sent = begun.smtp.received[-1]
    assert sent.recipients == ("jane1@cust.example",)
    assert b"Auto-Submitted" not in sent.data
    assert without_date(sent.data) == without_date(shown)
    assert begun.account.messages("Drafts") == []
    assert len(begun.account.messages("Sent")) >= 1


def test_every_act_can_be_done_by_hand(begun: Desk) -> None:
    begun.deliver(1, "Halo")
    begun.run("poll")
    (conversation,) = json.loads(begun.run("conversations", "list", "--json").stdout)["conversations"]
    id = conversation["id"]
    begun.run("tag", id, "vip")
    begun.run("assign", id, "sari")
    begun.run("reply", id, "--text", "Halo Jane", "--bcc", "arsip@arsip.example")
    begun.run("close", id)
    sent = begun.smtp.received[-1]
    assert set(sent.recipients) == {"jane1@cust.example", "arsip@arsip.example"}
    assert b"arsip@" not in sent.data
    after = json.loads(begun.run("conversations", "show", id, "--json").stdout)
    assert "vip" in json.dumps(after)
    ((flags, _),) = begun.account.messages("INBOX")
    assert "vip" in flags


def test_a_second_pass_at_the_same_time_ends_quietly_with_75(begun: Desk) -> None:
    store = tinydb.open(tinydb.Settings(), begun.folder)
    with store.lease("pass-support"):
        done = begun.run("poll", code=75)
    store.close()
    assert (done.stdout, done.stderr) == ("", "")


@pytest.mark.parametrize(
    ("old", "new", "code", "word"),
    [
        ("host: localhost", "host: 127.0.0.1, ca_file: /nowhere/ca.pem", 78, "ca_file"),
        ("env: DESK_SECRET", "env: DESK_SECRETS", 77, "DESK_SECRETS"),
    ],
)
def test_what_is_wrong_with_a_desk_is_said_in_a_line_with_its_exit_code(
    desk: Desk, old: str, new: str, code: int, word: str
) -> None:
    desk.write(**{old: new})
    done = desk.run("poll", code=code)
    assert word in done.stderr
    assert "Traceback" not in done.stderr


def test_a_desk_that_cannot_be_reached_does_not_keep_the_others_from_their_work(begun: Desk) -> None:
    text = (begun.folder / "rules.yaml").read_text()
    other = """
  sales:
    address: sales@toko.example
    mailbox: {kind: imap, host: 127.0.0.1, port: 1, tls: none, username: sales, password: {env: DESK_SECRET}}
    transport: {kind: folder, path: out}
store:"""
    (begun.folder / "rules.yaml").write_text(text.replace("\nstore:", other, 1))
    begun.deliver(1)
    done = begun.run("poll", code=75)
    assert "sales" in done.stderr
    assert "127.0.0.1" in done.stderr
    assert "jane1@cust.example" in recipients(begun)


def test_a_folder_that_does_not_exist_is_named(desk: Desk) -> None:
    desk.write(**{"tls: none,\n": "tls: none, folders: [Nowhere],\n"})
    assert "Nowhere" in desk.run("poll", code=66).stderr


def test_a_refused_login_is_77_and_the_secret_is_nowhere(desk: Desk) -> None:
    desk.account.secret, secret = "wrong-canary-secret", desk.account.secret
    done = desk.run("poll", code=77)
    assert "wrong-canary-secret" not in done.stderr
    desk.account.secret = secret


def test_the_daemon_answers_as_soon_as_the_server_tells_and_ends_on_sigterm(begun: Desk) -> None:
    with begun.daemon() as daemon:
        daemon.until("started")
        begun.deliver(1)
        assert begun.next_mail().recipients in {("jane1@cust.example",), ("lead@toko.example",)}
        daemon.until("taken_in")
        assert daemon.end(signal.SIGTERM) == 0
    begun.run("poll")
    assert recipients(begun) == ["jane1@cust.example", "lead@toko.example"]


def test_the_daemon_keeps_the_old_rules_when_the_new_ones_are_bad_and_takes_good_ones(begun: Desk) -> None:
    with begun.daemon() as daemon:
        daemon.until("started")
        begun.write(rules="\nrules:\n  - {name: broken, then: [{fly: away}]}\n")
        daemon.process.send_signal(signal.SIGHUP)
        daemon.until("kept the old rules")
        begun.write(rules=RULES.replace("tag: [refund]", "tag: [changed]"))
        daemon.process.send_signal(signal.SIGHUP)
        daemon.until("reloaded")
        daemon.until("started")
        begun.deliver(1)
        begun.next_mail()
        begun.next_mail()
        assert daemon.end(signal.SIGINT) == 0
    begun.run("poll")
    ((flags, _),) = begun.account.messages("INBOX")
    assert "changed" in flags


def test_a_daemon_killed_and_started_again_acknowledges_nobody_twice(begun: Desk) -> None:
    for number in range(6):
        begun.deliver(number, From=f"jane{number}@shop{number}.example")
        with begun.daemon() as daemon:
            begun.next_mail()
            daemon.end(signal.SIGKILL)
    with contextlib.suppress(AssertionError):  # in doubt: 75, which is as it should be
        begun.run("poll")
    customers = [who for who in recipients(begun) if who.startswith("jane")]
    assert len(customers) == len(set(customers))
    doubtful = _doubt(begun)
    assert len(customers) + doubtful >= 6


def _doubt(desk: Desk) -> int:
    """Acknowledgements that ended in doubt."""
    store = tinydb.open(tinydb.Settings(), desk.folder)
    try:
        return sum(1 for task in store.tasks("support", ("in_doubt", "transmitting")))
    finally:
        store.close()


def test_a_lease_is_free_again_after_the_process_that_held_it_died(begun: Desk) -> None:
    with begun.daemon() as daemon:
        daemon.until("started")
        daemon.end(signal.SIGKILL)
    store = tinydb.open(tinydb.Settings(), begun.folder)
    with store.lease("pass-support", timedelta(seconds=5)), pytest.raises(Busy), store.lease("pass-support"):
        pass
    store.close()
