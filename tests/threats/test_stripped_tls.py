"""Threat 15: no credential byte to an IMAP server whose certificate or protocol is not to be trusted.

Stripped and injected STARTTLS, PREAUTH, the wrong host: `tests/integration/test_imap_hostile.py`; SMTP:
`tests/integration/test_smtp_secure.py`. Here what those leave out.
"""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import trustme

from csmail.errors import CsmailError, Refused, Unreachable
from csmail.mailboxes.imap import Imap, Settings
from csmail.secret import Secret
from tests.servers.scripted import Scripted, Talk

OFFERED = "* CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN\r\n{tag} OK done\r\n"
PAST = {"not_before": datetime(2019, 1, 1, tzinfo=UTC), "not_after": datetime(2020, 1, 1, tzinfo=UTC)}
SOON = {"not_before": datetime(2090, 1, 1, tzinfo=UTC), "not_after": datetime(2091, 1, 1, tzinfo=UTC)}


def context(authority: trustme.CA, **changes: Any) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1", **changes).configure_cert(made)
    return made


def old(authority: trustme.CA) -> ssl.SSLContext:
    made = context(authority)
    made.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        made.minimum_version = ssl.TLSVersion.TLSv1
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        made.maximum_version = ssl.TLSVersion.TLSv1_1
    return made


def failed(authority: trustme.CA, server_tls: ssl.SSLContext, tls: str, folder: Path) -> CsmailError:
    """What a mailbox says that trusts `authority`; the server has heard nothing of the password."""
    (folder / "secret").write_text("canary-1903")
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))

    def start(talk: Talk, tag: str, command: str) -> None:
        talk.say(f"{tag} OK go\r\n")
        talk.start_tls(server_tls)

    answers = {"CAPABILITY": OFFERED, "STARTTLS": start}
    with Scripted(answers, tls=server_tls if tls == "implicit" else None) as server:
        settings: dict[str, Any] = {"tls": tls, "ca_file": str(folder / "ca.pem"), "port": server.port}
        mailbox = Imap(Settings("127.0.0.1", "support", Secret(file=str(folder / "secret")), **settings), "support")
        with pytest.raises(CsmailError) as caught:
            mailbox.open_folder("INBOX")
        mailbox.close()
        said = bytes(server.received).upper()
    assert not any(word in said for word in (b"CANARY", b"LOGIN", b"AUTHENTICATE", b"Y2FUYXJ5"))
    assert "canary" not in f"{caught.value!r} {caught.value.hint}"
    return caught.value


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
@pytest.mark.parametrize("dates", [PAST, SOON], ids=["expired", "not yet valid"])
def test_a_certificate_out_of_its_time_ends_it(tls: str, dates: dict[str, datetime], tmp_path: Path) -> None:
    authority = trustme.CA()
    error = failed(authority, context(authority, **dates), tls, tmp_path)
    assert isinstance(error, Refused)
    assert "certificate" in error.message


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
def test_a_certificate_of_another_authority_ends_it(tls: str, tmp_path: Path) -> None:
    error = failed(trustme.CA(), context(trustme.CA()), tls, tmp_path)
    assert isinstance(error, Refused)
    assert "certificate" in error.message


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
def test_tls_older_than_1_2_is_not_spoken(tls: str, tmp_path: Path) -> None:
    authority = trustme.CA()
    assert isinstance(failed(authority, old(authority), tls, tmp_path), Refused | Unreachable)
