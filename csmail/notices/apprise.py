"""Notices through apprise: Slack, Telegram, WhatsApp, Teams, ntfy and some 240 others by one address.

| what can fail | what is raised |
| --- | --- |
| the extra `notify` is not installed | ConfigurationError with what to install |
| an address that apprise does not understand: `add()` answers False | ConfigurationError; `fault` says so to `check` |
| no answer in time, or one that says no: `notify()` answers with something that is not true | Unreachable |
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from csmail.errors import ConfigurationError, CsmailError, Unreachable
from csmail.extras import installing
from csmail.ports.notice import Notifier
from csmail.reason import Reason
from csmail.secret import Secret


@dataclass(frozen=True, slots=True)
class Settings:
    """`url` is where to, as apprise writes it; there is always a secret in it, so it stands elsewhere."""

    url: Secret


def check(settings: Settings) -> Reason | None:
    """Nothing is asked: the secret is read when it is wanted."""
    return None


def open(settings: Settings, name: str) -> AppriseNotifier:
    """Imports and reads nothing yet."""
    return AppriseNotifier(settings.url, name)


class AppriseNotifier(Notifier):
    """apprise is imported at the first notice: 70 ms, and 400 more for its list of services."""

    def __init__(self, url: Secret, name: str) -> None:
        self._url, self._name = url, name

    def fault(self) -> Reason | None:
        try:
            self._made(timedelta(seconds=1))
        except CsmailError as error:
            return error.reason
        return None

    def send(self, title: str, text: str, timeout: timedelta) -> None:
        """In a thread of its own: a server that hands out its answer octet by octet keeps no pass."""
        service = self._made(timeout)
        said: list[Any] = []
        thread = threading.Thread(target=lambda: said.append(service.notify(body=text, title=title)), daemon=True)
        thread.start()
        thread.join(timeout.total_seconds())
        if not said:
            raise Unreachable(Reason.of("notice_no_answer", name=self._name))
        if not said[0]:
            raise Unreachable(Reason.of("notice_not_taken", name=self._name))

    def _made(self, timeout: timedelta) -> Any:
        try:
            import apprise
        except ImportError:
            raise ConfigurationError(Reason("notify_not_installed"), installing("notify")) from None
        logging.getLogger("apprise").setLevel(logging.CRITICAL)  # it writes addresses, and with them secrets
        service = apprise.Apprise()
        if not service.add(self._url.reveal(f"notices.{self._name}")):
            raise ConfigurationError(Reason.of("notice_address_wrong", name=self._name), "csmail check")
        for server in service:
            server.socket_connect_timeout = server.socket_read_timeout = timeout.total_seconds()
        return service
