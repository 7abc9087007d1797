"""Encryption, login: what is refused before a secret leaves this machine."""

from __future__ import annotations

import base64
import ssl
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme

from csmail.errors import ConfigurationError, LoginRefused, Unreachable
from csmail.secret import Secret
from csmail.transports import smtp
from tests.integration.test_smtp import mail, settings
from tests.servers.sink import Sink

PASSWORD = "canary-Kata5andi!"
TO = ["jane@cust.example"]


class Certified:
    """An authority with certificates for every case; `ca_file` is what a client would be given."""

    def __init__(self, folder: Path) -> None:
        self._authority = trustme.CA()
        self.ca_file = str(folder / "ca.pem")
        self._authority.cert_pem.write_to_path(self.ca_file)

    def context(self, name: str = "127.0.0.1", **changes: Any) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._authority.issue_cert(name, **changes).configure_cert(context)
        return context


@pytest.fixture(scope="module")
def certified(tmp_path_factory: pytest.TempPathFactory) -> Certified:
    return Certified(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def opened(
    sink: Sink, certified: Certified, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., smtp.SmtpTransport]]:
    """Opens a transport that logs in over TLS, with changed settings; closed at the end."""
    monkeypatch.setenv("SMTP_SECRET", PASSWORD)
    sink.users = {"support": PASSWORD}
    ways: list[smtp.SmtpTransport] = []

    def open(**changes: Any) -> smtp.SmtpTransport:
        usual = {"tls": "implicit", "ca_file": certified.ca_file, "username": "support"}
        secret = {} if "oauth" in changes else {"password": Secret(env="SMTP_SECRET")}
        ways.append(smtp.open(settings(sink, **(usual | secret | changes)), "support"))
        return ways[-1]

    yield open
    for way in ways:
        way.close()


def said_nothing_secret(sink: Sink) -> bool:
    return not any("AUTH" in line or "MAIL" in line for line in sink.commands)


def test_implicit_tls_with_a_login(sink: Sink, certified: Certified, opened: Any) -> None:
    sink.implicit = certified.context()
    assert opened().prepare(mail(), TO).transmit().state == "sent"
    assert sink.commands[1] == "AUTH PLAIN " + base64.b64encode(f"\0support\0{PASSWORD}".encode()).decode()


def test_starttls_greets_again_and_logs_in_after_it(sink: Sink, certified: Certified, opened: Any) -> None:
    sink.starttls = certified.context()
    assert opened(tls="starttls").prepare(mail(), TO).transmit().state == "sent"
    assert [line.split()[0] for line in sink.commands[:4]] == ["EHLO", "STARTTLS", "EHLO", "AUTH"]


def test_a_server_that_knows_login_only(sink: Sink, certified: Certified, opened: Any) -> None:
    sink.implicit, sink.mechanisms = certified.context(), "LOGIN"
    assert opened().prepare(mail(), TO).transmit().state == "sent"


def test_oauth(sink: Sink, certified: Certified, opened: Any) -> None:
    sink.implicit, sink.mechanisms = certified.context(), "PLAIN XOAUTH2"
    assert opened(oauth=Secret(env="SMTP_SECRET")).prepare(mail(), TO).transmit().state == "sent"
    assert sink.commands[1].startswith("AUTH XOAUTH2 ")


def test_an_expired_token_is_a_refused_login(sink: Sink, certified: Certified, opened: Any) -> None:
    sink.implicit, sink.mechanisms, sink.users = certified.context(), "XOAUTH2", {"support": "newer"}
    with pytest.raises(LoginRefused, match=r"535 5\.7\.8 token expired"):
        opened(oauth=Secret(env="SMTP_SECRET")).prepare(mail(), TO)


def test_a_refused_login_tells_why_without_the_secret(sink: Sink, certified: Certified, opened: Any) -> None:
    """The sink answers with the line it got, as real servers do."""
    sink.implicit, sink.users = certified.context(), {"support": "other"}
    with pytest.raises(LoginRefused, match=r"535 5\.7\.8 no such pair") as caught:
        opened().prepare(mail(), TO)
    shown = f"{caught.value!r} {caught.value.message} {caught.value.hint} {caught.value.__cause__}"
    assert PASSWORD not in shown
    assert base64.b64encode(f"\0support\0{PASSWORD}".encode()).decode() not in shown
    assert sum("AUTH" in line for line in sink.commands) == 1


def test_a_temporary_failure_of_the_login_is_no_refusal(sink: Sink, certified: Certified, opened: Any) -> None:
    sink.implicit = certified.context()
    sink.answer("auth", "4xx")
    with pytest.raises(Unreachable, match="at AUTH: 451"):
        opened().prepare(mail(), TO)


def test_a_login_not_offered_sends_no_secret(sink: Sink, certified: Certified, opened: Any) -> None:
    sink.implicit, sink.mechanisms = certified.context(), "GSSAPI"
    with pytest.raises(LoginRefused, match="gssapi"):
        opened().prepare(mail(), TO)
    assert said_nothing_secret(sink)


def test_a_stripped_starttls_sends_no_secret(sink: Sink, opened: Any) -> None:
    with pytest.raises(Unreachable, match="does not offer STARTTLS"):
        opened(tls="starttls").prepare(mail(), TO)
    assert said_nothing_secret(sink)


def test_a_reply_injected_before_tls_is_not_believed(sink: Sink, certified: Certified, opened: Any) -> None:
    """RFC 3207 section 4.2; CVE-2011-0411 turned around."""
    sink.starttls, sink.mechanisms = certified.context(), "LOGIN"
    sink.injected = "\r\n250-injected\r\n250 AUTH PLAIN"
    assert opened(tls="starttls").prepare(mail(), TO).transmit().state == "sent"
    assert any(line.startswith("AUTH LOGIN") for line in sink.commands)


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
@pytest.mark.parametrize(
    "case",
    [
        {"name": "other.example"},
        {"not_after": datetime(2020, 1, 1, tzinfo=UTC), "not_before": datetime(2019, 1, 1, tzinfo=UTC)},
    ],
    ids=["wrong host", "expired"],
)
def test_a_wrong_certificate_sends_no_secret(
    sink: Sink, certified: Certified, opened: Any, tls: str, case: dict[str, Any]
) -> None:
    setattr(sink, tls, certified.context(**case))
    with pytest.raises(Unreachable, match="certificate is not to be trusted") as caught:
        opened(tls=tls).prepare(mail(), TO)
    assert "ca_file" in caught.value.hint
    assert said_nothing_secret(sink)


def test_an_unknown_authority_sends_no_secret(sink: Sink, certified: Certified, opened: Any) -> None:
    sink.implicit = certified.context()
    with pytest.raises(Unreachable, match="certificate is not to be trusted"):
        opened(ca_file="").prepare(mail(), TO)
    assert said_nothing_secret(sink)


def test_tls_older_than_1_2_is_not_spoken(sink: Sink, certified: Certified, opened: Any) -> None:
    context = certified.context()
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        context.minimum_version = ssl.TLSVersion.TLSv1_1
    sink.implicit = context
    with pytest.raises(Unreachable, match="while connecting"):
        opened().prepare(mail(), TO)
    assert said_nothing_secret(sink)


def test_a_server_without_tls_is_not_spoken_to(sink: Sink, opened: Any) -> None:
    with pytest.raises(Unreachable):
        opened(timeout=timedelta(seconds=0.3)).prepare(mail(), TO)
    assert said_nothing_secret(sink)


def test_no_password_crosses_a_plain_connection_whatever_the_settings_say(
    sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """127.1 is this machine, but nothing we take for it: the gate behind the gate."""
    monkeypatch.setenv("SMTP_SECRET", PASSWORD)
    sink.users = {"support": PASSWORD}
    usual = settings(sink, username="support", password=Secret(env="SMTP_SECRET"))
    way = smtp.SmtpTransport(replace(usual, host="127.1"), "support")
    with pytest.raises(LoginRefused, match="clear text"):
        way.prepare(mail(), TO)
    way.close()
    assert said_nothing_secret(sink)


def test_a_missing_ca_file_is_a_mistake_in_the_configuration(opened: Any) -> None:
    with pytest.raises(ConfigurationError, match="ca_file"):
        opened(ca_file="/nowhere/ca.pem").prepare(mail(), TO)


def test_a_missing_secret_is_a_refused_login(sink: Sink, opened: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SMTP_SECRET")
    with pytest.raises(LoginRefused, match="SMTP_SECRET"):
        opened().prepare(mail(), TO)
    assert sink.connections == 0


def test_nothing_is_logged_that_holds_the_secret(
    sink: Sink, certified: Certified, opened: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    sink.implicit = certified.context()
    opened().prepare(mail(), TO).transmit()
    assert PASSWORD not in caplog.text
    assert base64.b64encode(f"\0support\0{PASSWORD}".encode()).decode() not in caplog.text
