"""What goes wrong with servers on the first day: each says what it is, and which line of rules.yaml to change."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme

from csmail import server_advice
from csmail.errors import CsmailError
from csmail.mailboxes.imap import Imap
from csmail.secret import Secret
from csmail.transports import smtp
from tests.integration.test_smtp import settings
from tests.servers.account import Account
from tests.servers.dovecot import Dovecot
from tests.servers.sink import Sink

PASSWORD = "canary-Kata5andi!"


class Authority:
    """Certificates for every case; `file` is what a client would be given."""

    def __init__(self, folder: Path) -> None:
        self.made = trustme.CA()
        self.file = str(folder / "ca.pem")
        self.made.cert_pem.write_to_path(self.file)

    def context(self, name: str = "127.0.0.1", **changes: Any) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.made.issue_cert(name, **changes).configure_cert(context)
        return context


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def failed(sink: Sink, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., CsmailError]]:
    """The error that a transport with these settings meets when it is checked."""
    monkeypatch.setenv("SMTP_SECRET", PASSWORD)
    ways = []

    def check(**changes: Any) -> CsmailError:
        usual = {"username": "support", "password": Secret(env="SMTP_SECRET"), "timeout": timedelta(seconds=5)}
        ways.append(smtp.open(replace(settings(sink), **(usual | changes)), "support"))
        with pytest.raises(CsmailError) as caught:
            ways[-1].report()
        return caught.value

    yield check
    for one in ways:
        one.close()


def test_smtp_login_refused(sink: Sink, authority: Authority, failed: Callable[..., CsmailError]) -> None:
    sink.users, sink.implicit = {"support": "another"}, authority.context()
    error = failed(tls="implicit", ca_file=authority.file)
    assert "refused the login of support" in error.message
    assert "`username`" in error.hint
    assert "app password" in error.hint
    assert PASSWORD not in error.message + error.hint


def test_smtp_implicit_against_a_starttls_port(sink: Sink, failed: Callable[..., CsmailError]) -> None:
    error = failed(tls="implicit")
    assert "does not begin with TLS" in error.message
    assert "in rules.yaml: `tls: starttls`" in error.hint


def test_smtp_starttls_against_an_implicit_port(
    sink: Sink, authority: Authority, failed: Callable[..., CsmailError]
) -> None:
    sink.implicit = authority.context()
    error = failed(tls="starttls", ca_file=authority.file, timeout=timedelta(seconds=1))
    assert "in rules.yaml: `tls: implicit`" in error.hint


def test_smtp_unknown_host(failed: Callable[..., CsmailError]) -> None:
    error = failed(host="smtp.nowhere.invalid", tls="implicit")
    assert "no such host" in error.message
    assert "`host`" in error.hint


def test_smtp_nothing_listens(failed: Callable[..., CsmailError]) -> None:
    error = failed(port=1, tls="implicit")
    assert "nothing listens" in error.message
    assert "`port`" in error.hint


CERTIFICATES = {
    "expired": ({"not_after": datetime(2020, 1, 2, tzinfo=UTC)}, "127.0.0.1", "renew"),
    "of another host": ({}, "mail.elsewhere.example", "`host`"),
}


@pytest.mark.parametrize("which", CERTIFICATES)
def test_smtp_certificate(which: str, sink: Sink, authority: Authority, failed: Callable[..., CsmailError]) -> None:
    changes, name, said = CERTIFICATES[which]
    sink.implicit = authority.context(name, **changes)
    error = failed(tls="implicit", ca_file=authority.file)
    assert "certificate" in error.message
    assert said in error.hint


def test_smtp_certificate_of_nobody_known(sink: Sink, authority: Authority, failed: Callable[..., CsmailError]) -> None:
    sink.implicit = authority.context()
    error = failed(tls="implicit")
    assert "in rules.yaml: `ca_file: FILE.pem`" in error.hint


def of_imap(account: Account, **changes: Any) -> CsmailError:
    with pytest.raises(CsmailError) as caught:
        Imap(account.settings_with(**changes), "support").open_folder("INBOX")
    return caught.value


@pytest.mark.dovecot
def test_imap_says_the_same(dovecot: Dovecot, dovecot_account: Account, tmp_path: Path) -> None:
    (tmp_path / "wrong").write_text("wrong")
    known = {"ca_file": str(dovecot.certificates.authority)}
    cases: dict[str, tuple[dict[str, Any], str]] = {
        "login": ({"password": Secret(file=str(tmp_path / "wrong"))}, "`username`"),
        "implicit against starttls": ({"tls": "implicit", "port": dovecot.port, **known}, "`tls: starttls`"),
        "starttls against implicit": (
            {"tls": "starttls", "port": dovecot.tls_port, "timeout": timedelta(seconds=2), **known},
            "`tls: implicit`",
        ),
        "unknown host": ({"host": "imap.nowhere.invalid", "tls": "implicit"}, "`host`"),
        "nothing listens": ({"port": 1}, "`port`"),
        "nobody vouches": ({"tls": "implicit", "port": dovecot.tls_port, "ca_file": ""}, "`ca_file: FILE.pem`"),
    }
    said = {name: of_imap(dovecot_account, **changes) for name, (changes, _) in cases.items()}
    assert {name: error.hint for name, error in said.items() if cases[name][1] not in error.hint} == {}
    assert all(error.advised("id") != error.hint for error in said.values())


@pytest.mark.parametrize(
    ("host", "said"),
    [
        ("smtp.gmail.com", "Gmail wants an app password"), ("imap.mail.me.com", "iCloud wants"),
        ("outlook.office365.com", "`oauth`"), ("smtp.notgmail.com", "`username`"), ("mail.toko.example", "`username`"),
    ],
)  # fmt: skip
def test_a_provider_that_wants_another_password_is_named(host: str, said: str) -> None:
    from csmail.errors import LoginRefused

    assert said in LoginRefused("x", server_advice.for_login(host, token=False)).hint
    assert "token" in LoginRefused("x", server_advice.for_login(host, token=True)).hint


@pytest.mark.parametrize(
    ("code", "said"), [(9, "clock"), (10, "renew"), (18, "ca_file"), (20, "ca_file"), (62, "host"), (99, "host")]
)
def test_each_fault_of_a_certificate_has_its_advice(code: int, said: str) -> None:
    error = ssl.SSLCertVerificationError()
    error.verify_code = code
    assert said in CsmailError("x", server_advice.for_certificate(error, "mail.toko.example")).hint
