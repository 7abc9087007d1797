"""Certificates minted on the spot: one authority a session, one good server certificate, one for another host."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from pathlib import Path

import pytest
import trustme


@dataclass(frozen=True)
class Certificates:
    """PEM files. `authority` signed them all; `elsewhere` is valid, but for another host."""

    authority: Path
    chain: Path
    key: Path
    elsewhere_chain: Path
    elsewhere_key: Path

    def server_context(self, *, elsewhere: bool = False) -> ssl.SSLContext:
        """What a fake server speaks TLS with."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        pair = (self.elsewhere_chain, self.elsewhere_key) if elsewhere else (self.chain, self.key)
        context.load_cert_chain(*pair)
        return context

    def client_context(self) -> ssl.SSLContext:
        """Trusts the authority and nobody else."""
        return ssl.create_default_context(cafile=str(self.authority))


def mint(folder: Path) -> Certificates:
    """New certificates in `folder`."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "authority.pem"))
    for name, hosts in (("server", ("localhost", "127.0.0.1")), ("elsewhere", ("imap.elsewhere.example",))):
        issued = authority.issue_cert(*hosts)
        issued.private_key_pem.write_to_path(str(folder / f"{name}.key"))
        chain = b"".join(blob.bytes() for blob in issued.cert_chain_pems)
        (folder / f"{name}.pem").write_bytes(chain)
    return Certificates(
        authority=folder / "authority.pem", chain=folder / "server.pem", key=folder / "server.key",
        elsewhere_chain=folder / "elsewhere.pem", elsewhere_key=folder / "elsewhere.key",
    )  # fmt: skip


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return mint(tmp_path_factory.mktemp("certificates"))
