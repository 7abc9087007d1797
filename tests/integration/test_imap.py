"""The IMAP mailbox against a real Dovecot."""

from __future__ import annotations

import resource
import ssl
import threading
import tracemalloc
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from csmail.errors import ConfigurationError, LoginRefused, NotFound, Refused, Unreachable
from csmail.mailboxes import imap
from csmail.mailboxes.imap import Imap, Settings
from csmail.model.reason import Reason
from csmail.model.task import Mail
from csmail.ports import Need
from csmail.secret import Secret
from tests.bench.tagging_limit import limit
from tests.marks import keywords
from tests.servers.account import Account
from tests.servers.dovecot import PASSWORD, Dovecot

AT = datetime(2026, 7, 6, 9, 0, tzinfo=UTC)


def mail(number: int = 1, body: str = "Halo\r\n") -> bytes:
    return f"From: jane@cust.example\r\nMessage-ID: <m{number}@cust.example>\r\n\r\n{body}".encode()


def opened(settings: Settings, request: pytest.FixtureRequest) -> Imap:
    mailbox = Imap(settings, "support")
    request.addfinalizer(mailbox.close)
    return mailbox


def secure(account: Account, dovecot: Dovecot, tls: str, **changes: object) -> Settings:
    port = dovecot.tls_port if tls == "implicit" else dovecot.port
    values = {"tls": tls, "port": port, "ca_file": str(dovecot.certificates.authority)}
    return account.settings_with(**{**values, **changes})


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
def test_mail_is_read_through_tls(
    dovecot: Dovecot, dovecot_account: Account, tls: str, request: pytest.FixtureRequest
) -> None:
    dovecot_account.deliver(mail(1, "x" * 300_000))
    mailbox = opened(secure(dovecot_account, dovecot, tls), request)
    (raw,) = mailbox.fetch("INBOX", mailbox.uids("INBOX", 0), Need(body=None))
    assert raw.header + raw.body == mail(1, "x" * 300_000)
    assert "TLSv1." in str(mailbox.report()["login"])


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
def test_a_certificate_nobody_vouches_for_is_refused(dovecot: Dovecot, dovecot_account: Account, tls: str) -> None:
    with pytest.raises(Refused, match="certificate is not trusted") as caught:
        Imap(secure(dovecot_account, dovecot, tls, ca_file=""), "support").open_folder("INBOX")
    assert "ca_file" in caught.value.hint


def test_starttls_on_the_port_of_implicit_tls_says_what_to_check(dovecot: Dovecot, dovecot_account: Account) -> None:
    swapped = secure(dovecot_account, dovecot, "implicit", port=dovecot.port)
    with pytest.raises(Refused, match="no TLS") as caught:
        Imap(swapped, "support").open_folder("INBOX")
    assert "starttls" in caught.value.hint


def test_a_missing_ca_file_is_a_mistake_in_the_configuration(dovecot: Dovecot, dovecot_account: Account) -> None:
    with pytest.raises(ConfigurationError, match=r"ca_file /nowhere\.pem"):
        Imap(secure(dovecot_account, dovecot, "implicit", ca_file="/nowhere.pem"), "support").open_folder("INBOX")


def test_a_refused_login_names_the_user_and_not_the_password(
    dovecot_account: Account, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(1)
    (tmp_path / "secret").write_text("canary-8271")
    settings = dovecot_account.settings_with(password=Secret(file=str(tmp_path / "secret")))
    with pytest.raises(LoginRefused) as caught:
        Imap(settings, "support").open_folder("INBOX")
    assert settings.username in caught.value.message
    assert caught.value.message.startswith("support: localhost:")
    shown = (
        f"{caught.value!r} {caught.value.hint} {caplog.text} {caught.value.__cause__!r} {caught.value.__context__!r}"
    )
    assert "canary" not in shown


def test_the_password_is_in_no_log_and_in_no_object(
    dovecot_account: Account, caplog: pytest.LogCaptureFixture, request: pytest.FixtureRequest
) -> None:
    caplog.set_level(1)
    mailbox = opened(dovecot_account.settings, request)
    mailbox.open_folder("INBOX")
    assert mailbox._connection.live is not None
    live = mailbox._connection.live
    kept = (
        f"{mailbox.__dict__} {mailbox._connection.__dict__} {live.__dict__} {live.wire.__dict__} {live.client.__dict__}"
    )
    assert PASSWORD not in kept + caplog.text


def test_a_port_where_nothing_listens_is_unreachable(dovecot_account: Account) -> None:
    with pytest.raises(Unreachable, match="support: localhost:1: nothing listens there") as caught:
        Imap(dovecot_account.settings_with(port=1), "support").open_folder("INBOX")
    assert caught.value.temporary


def test_a_missing_folder_is_not_found(dovecot_account: Account, request: pytest.FixtureRequest) -> None:
    with pytest.raises(NotFound, match="Nowhere"):
        opened(dovecot_account.settings, request).uids("Nowhere", 0)


def test_a_folder_with_a_name_in_another_script_is_opened(
    dovecot_account: Account, request: pytest.FixtureRequest
) -> None:
    mailbox = opened(dovecot_account.settings, request)
    dovecot_account.deliver(mail())
    (uid,) = mailbox.uids("INBOX", 0)
    mailbox.move("INBOX", uid, 'Keluhan "é" & lainnya', "<m1@cust.example>")
    assert mailbox.open_folder('Keluhan "é" & lainnya').uidnext == 2


def test_a_rebuilt_folder_is_told_and_nothing_is_marked_on_its_new_numbers(
    dovecot_account: Account, request: pytest.FixtureRequest
) -> None:
    dovecot_account.deliver(mail(1), "Orders")
    mailbox = opened(dovecot_account.settings, request)
    before = mailbox.open_folder("Orders")
    uids = mailbox.uids("Orders", 0)
    mailbox.open_folder("INBOX")
    dovecot_account.remake("Orders")
    dovecot_account.deliver(mail(2), "Orders")
    with pytest.raises(Unreachable, match="rebuilt"):
        keywords(mailbox, "Orders", uids, ["refund"], [])
    with pytest.raises(Unreachable, match="rebuilt"):
        mailbox.uids("Orders", 0)
    assert mailbox.open_folder("Orders").uidvalidity != before.uidvalidity
    assert mailbox.uids("Orders", 0) == [1]
    assert dovecot_account.messages("Orders") == [(frozenset(), mail(2))]


def test_a_lost_connection_is_made_anew_by_the_next_call(
    dovecot_account: Account, request: pytest.FixtureRequest
) -> None:
    mailbox = opened(dovecot_account.settings, request)
    dovecot_account.deliver(mail())
    uids = mailbox.uids("INBOX", 0)
    for _ in range(2):
        assert mailbox._connection.live is not None
        mailbox._connection.live.wire.sock.shutdown(2)
        keywords(mailbox, "INBOX", uids, ["refund"], [])
    mailbox._connection.live.wire.sock.shutdown(2)
    assert len(list(mailbox.fetch("INBOX", uids, Need()))) == 1
    assert dovecot_account.messages()[0][0] == {"refund"}


def test_a_connection_lost_while_fetching_loses_no_mail_and_repeats_none(
    dovecot_account: Account, request: pytest.FixtureRequest
) -> None:
    for number in range(40):
        dovecot_account.deliver(mail(number, "x" * 20_000))
    mailbox = opened(dovecot_account.settings, request)
    uids = mailbox.uids("INBOX", 0)
    seen = []
    for raw in mailbox.fetch("INBOX", uids, Need(body=None)):
        seen.append(raw.place.uid)
        if len(seen) == 5:
            assert mailbox._connection.live is not None
            mailbox._connection.live.wire.sock.shutdown(2)
    assert sorted(seen) == uids


def test_idle_tells_of_a_delivery_and_is_left_properly(
    dovecot_account: Account, request: pytest.FixtureRequest
) -> None:
    mailbox = opened(dovecot_account.settings, request)
    mailbox.uids("INBOX", 0)
    delivery = threading.Timer(0.2, dovecot_account.deliver, [mail()])
    delivery.start()
    assert mailbox.wait("INBOX", timedelta(seconds=20))
    delivery.join()
    first = mailbox._connection.live
    assert len(mailbox.uids("INBOX", 0)) == 1
    assert mailbox._connection.live is first


def test_idle_is_left_and_entered_again(
    dovecot_account: Account, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("csmail.mailboxes.imap.idle.LONGEST_IDLE", 0.05)
    mailbox = opened(dovecot_account.settings, request)
    mailbox.uids("INBOX", 0)
    assert not mailbox.wait("INBOX", timedelta(seconds=0.3))
    delivery = threading.Timer(0.2, dovecot_account.deliver, [mail()])
    delivery.start()
    assert mailbox.wait("INBOX", timedelta(seconds=20))
    delivery.join()


def test_a_server_that_goes_away_while_idling_counts_as_news(
    dovecot_account: Account, request: pytest.FixtureRequest
) -> None:
    mailbox = opened(dovecot_account.settings, request)
    mailbox.uids("INBOX", 0)
    first = mailbox._connection.live
    assert first is not None
    cut = threading.Timer(0.1, first.wire.sock.shutdown, [2])
    cut.start()
    assert mailbox.wait("INBOX", timedelta(seconds=20))
    cut.join()
    assert mailbox._connection.live is not first
    assert not mailbox.wait("INBOX", timedelta(0))


def test_drafts_are_found_by_their_special_use(dovecot_account: Account, request: pytest.FixtureRequest) -> None:
    dovecot_account.deliver(mail(8), "Drafts")
    dovecot_account.deliver(mail(9), "Berkas")
    mailbox = opened(dovecot_account.settings, request)
    mailbox.file("drafts", Mail("k", "<m1@cust.example>", "", ("jane@cust.example",), mail().decode()), AT)
    assert mailbox.report()["drafts"] == "Berkas"
    assert len(dovecot_account.messages("Berkas")) == 2


def test_a_configured_folder_goes_before_all_others(dovecot_account: Account, request: pytest.FixtureRequest) -> None:
    dovecot_account.deliver(mail(9), "Berkas")
    mailbox = opened(dovecot_account.settings_with(drafts="Desk/Drafts"), request)
    for _ in range(2):
        mailbox.file("drafts", Mail("k", "<m1@cust.example>", "", ("jane@cust.example",), mail().decode()), AT)
    assert len(dovecot_account.messages("Desk/Drafts")) == 1


def test_sent_mail_may_be_left_to_the_server(dovecot_account: Account, request: pytest.FixtureRequest) -> None:
    mailbox = opened(dovecot_account.settings_with(file_sent=False), request)
    mailbox.file("sent", Mail("k", "<m1@cust.example>", "", ("jane@cust.example",), mail().decode()), AT)
    assert dovecot_account.messages("Sent") == []
    assert mailbox.report()["sent"] == Reason("sent_by_server")


def test_a_command_amid_a_fetch_needs_no_new_connection(
    dovecot_account: Account, request: pytest.FixtureRequest
) -> None:
    for number in range(300):
        dovecot_account.deliver(mail(number))
    mailbox = opened(dovecot_account.settings, request)
    uids = mailbox.uids("INBOX", 0)
    first, seen = mailbox._connection.live, []
    for raw in mailbox.fetch("INBOX", uids, Need()):
        seen.append(raw.place.uid)
        if len(seen) % 100 == 1:
            keywords(mailbox, "INBOX", [raw.place.uid], ["refund"], [])
            mailbox.uids("INBOX", 0)
    assert sorted(seen) == uids
    assert mailbox._connection.live is first


@pytest.mark.parametrize("name", ["Terkirim", "Sent Items", "INBOX/Sent"])
def test_sent_mail_goes_where_mail_programs_keep_it(
    dovecot_account: Account, request: pytest.FixtureRequest, name: str
) -> None:
    dovecot_account.deliver(mail(9), name)
    mailbox = opened(dovecot_account.settings, request)
    mailbox.file("sent", Mail("k", "<m1@cust.example>", "", ("jane@cust.example",), mail().decode()), AT)
    assert len(dovecot_account.messages(name)) == 2


def test_what_another_client_marked_deleted_survives_us(
    dovecot_account: Account, request: pytest.FixtureRequest
) -> None:
    for number in (1, 2):
        dovecot_account.deliver(mail(number), "Drafts")
    first, _ = dovecot_account.uids("Drafts")
    dovecot_account.command("Drafts", "STORE", str(first), "+FLAGS", "(\\Deleted)")
    mailbox = opened(dovecot_account.settings, request)
    mailbox.unfile("drafts", "<m2@cust.example>")
    assert [data for _, data in dovecot_account.messages("Drafts")] == [mail(1)]


def test_keywords_go_to_thousands_of_mails_in_short_lines(
    dovecot_account: Account, request: pytest.FixtureRequest
) -> None:
    mailbox = opened(dovecot_account.settings, request)
    dovecot_account.deliver(mail())
    (uid,) = mailbox.uids("INBOX", 0)
    keywords(mailbox, "INBOX", [uid, *range(10_000_000, 10_040_000, 2)], ["refund"], [])
    assert dovecot_account.messages()[0][0] == {"refund"}


def test_a_thousand_mails_come_in_bounded_memory(dovecot_account: Account, request: pytest.FixtureRequest) -> None:
    client = dovecot_account._client()
    for _ in range(4):
        client.append("INBOX", "", "", mail(1, ("x" * 70 + "\r\n") * 500))
    for _ in range(8):
        client.select("INBOX")
        client.copy("1:*", "INBOX")
    mailbox = opened(dovecot_account.settings, request)
    uids = mailbox.uids("INBOX", 0)
    assert len(uids) == 1024
    tracemalloc.start()
    try:
        whole = sum(len(raw.body) == 36_000 for raw in mailbox.fetch("INBOX", uids, Need(body=None)))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert whole == 1024
    assert peak < 12_000_000  # of 37 MB


def test_the_bare_client_of_the_bench_moves_what_we_move(
    dovecot_account: Account, request: pytest.FixtureRequest
) -> None:
    for number in range(3):
        dovecot_account.deliver(mail(number, "x" * 20_000))
    mailbox = opened(dovecot_account.settings, request)
    uids = mailbox.uids("INBOX", 0)
    ours = sum(len(raw.header) + len(raw.body) for raw in mailbox.fetch("INBOX", uids, Need()))
    _, octets = limit("127.0.0.1", dovecot_account.settings.port, dovecot_account.settings.username, PASSWORD, [
        (uids[0], "refund"), (uids[2], "refund"), (uids[2], "urgent"),
    ])  # fmt: skip
    assert ours < octets < ours + 3000
    assert [flags for flags, _ in dovecot_account.messages()] == [{"refund"}, frozenset(), {"refund", "urgent"}]


def test_many_desks_on_one_server_keep_their_threads_apart(
    dovecot: Dovecot, dovecot_account: Account, request: pytest.FixtureRequest
) -> None:
    for number in range(5):
        dovecot_account.deliver(mail(number))
    found: list[int] = []

    def read(name: str) -> None:
        mailbox = imap.open(replace(dovecot_account.settings), name)
        found.append(sum(1 for _ in mailbox.fetch("INBOX", mailbox.uids("INBOX", 0), Need())))
        mailbox.close()

    threads = [threading.Thread(target=read, args=(f"desk{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [5, 5, 5, 5]


def test_tls_older_than_1_2_is_refused(dovecot: Dovecot) -> None:
    from csmail.mailboxes.imap.connect import _context

    context = _context(Settings("localhost", "u"), "support")
    assert context.minimum_version == ssl.TLSVersion.TLSv1_2
    assert context.check_hostname
    assert context.verify_mode == ssl.CERT_REQUIRED


def test_no_descriptor_is_left_open(dovecot_account: Account) -> None:
    before = len(list(Path("/proc/self/fd").iterdir())) if Path("/proc/self/fd").exists() else 0
    for _ in range(5):
        mailbox = Imap(dovecot_account.settings, "support")
        mailbox.open_folder("INBOX")
        mailbox.close()
        del mailbox
    after = len(list(Path("/proc/self/fd").iterdir())) if before else 0
    assert after <= before + 1
    assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] > after
