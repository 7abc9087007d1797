"""An IMAP account as tests see it: settings for csmail, and an independent client that looks from outside."""

from __future__ import annotations

import contextlib
import imaplib
import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from csmail.mailboxes import imap

FLAGS = re.compile(rb"FLAGS \(([^)]*)\)")
UID = re.compile(rb"UID (\d+)")


@dataclass
class Account:
    """`settings` are plaintext on loopback; `settings_with` changes them. Delivery is an APPEND by another client."""

    settings: imap.Settings
    secret: str
    tls_settings: imap.Settings | None = None
    client: imaplib.IMAP4 | None = None

    def settings_with(self, **changes: Any) -> imap.Settings:
        return replace(self.settings, **changes)

    def deliver(self, data: bytes, folder: str = "INBOX") -> None:
        """A mail arrives; the folder is made when missing."""
        client = self._client()
        quoted = f'"{folder}"'
        answer, _ = client.append(quoted, "", "", data)
        if answer != "OK":
            client.create(quoted)
            answer, said = client.append(quoted, "", "", data)
            assert answer == "OK", said

    def messages(self, folder: str = "INBOX") -> list[tuple[frozenset[str], bytes]]:
        """Flags and keywords as the server writes them, without Recent, and all bytes of each mail; sets no \\Seen."""
        client = self._client()
        answer, count = client.select(f'"{folder}"', readonly=True)
        if answer != "OK":
            return []
        if count == [b"0"]:
            client.close()
            return []
        _, data = client.fetch("1:*", "(FLAGS BODY.PEEK[])")
        found = []
        for number, part in enumerate(data):
            if isinstance(part, tuple):
                trailer = data[number + 1] if number + 1 < len(data) and isinstance(data[number + 1], bytes) else b""
                found.append((_flags(part[0]) | _flags(trailer), part[1]))
        client.close()
        return found

    def uids(self, folder: str = "INBOX") -> list[int]:
        client = self._client()
        client.select(f'"{folder}"', readonly=True)
        _, data = client.uid("SEARCH", "ALL")
        client.close()
        return [int(word) for word in (data[0] or b"").split()]

    def command(self, folder: str, *words: str) -> None:
        """Something that another mail program does in `folder`: STORE, EXPUNGE."""
        client = self._client()
        client.select(f'"{folder}"')
        client.uid(*words) if words[0] != "EXPUNGE" else client.expunge()
        client.unselect()

    def remake(self, folder: str) -> None:
        """The folder is deleted and made anew: another UIDVALIDITY."""
        self._client().delete(f'"{folder}"')
        self._client().create(f'"{folder}"')

    def close(self) -> None:
        if self.client:
            with contextlib.suppress(OSError, imaplib.IMAP4.error):
                self.client.logout()

    def _client(self) -> imaplib.IMAP4:
        if self.client is None:
            host, port = self.settings.address
            self.client = imaplib.IMAP4(host, port, timeout=20)
            self.client.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.client.login(self.settings.username, self.secret)
        return self.client


def _flags(text: bytes) -> frozenset[str]:
    return frozenset(flag.decode() for found in FLAGS.findall(text) for flag in found.split() if flag != b"\\Recent")


@contextlib.contextmanager
def opened(settings: imap.Settings, secret: str) -> Iterator[Account]:
    """An account whose looking client is closed at the end."""
    account = Account(settings, secret)
    try:
        yield account
    finally:
        account.close()
